create table public.messages (
  id uuid primary key,
  chat_id uuid not null references public.chats (id) on delete cascade,
  seq bigint not null default 0,
  author_id uuid default auth.uid() references public.profiles (id) on delete set null,
  body text not null,
  created_at timestamptz not null default now(),
  constraint messages_seq_unique unique (chat_id, seq),
  constraint messages_body_length check (char_length(body) between 1 and 10000),
  constraint messages_body_visible check (not private.is_blank(body))
);
create index messages_author_id on public.messages (author_id);
comment on table public.messages is 'What people wrote. The sender''s device makes the id, so sending again can never double a message.';
comment on column public.messages.seq is 'Place in its chat: 1, 2, 3 … without holes. A trigger gives it; the default only lets typed clients leave it out.';

-- The row lock on the chat makes the numbers follow the order of the commits. A message that is there already takes no
-- number: a repeated insert that ignores conflicts would leave a hole. The lock on its id lets two repetitions wait.
create function private.number_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(new.id::text, 0));
  if exists (select from public.messages where id = new.id) then
    new.seq := 0;
    return new;
  end if;
  update public.chats set last_seq = last_seq + 1 where id = new.chat_id returning last_seq into new.seq;
  new.created_at := clock_timestamp();
  return new;
end
$$;

create trigger number_message before insert on public.messages
  for each row execute function private.number_message();

-- Who writes has read what is there.
create function private.read_own_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.chat_members set read_seq = new.seq where chat_id = new.chat_id and person_id = new.author_id;
  return null;
end
$$;

create trigger read_own_message after insert on public.messages
  for each row execute function private.read_own_message();

alter table public.messages enable row level security;
grant select on public.messages to authenticated;
grant insert (id, chat_id, body) on public.messages to authenticated;
grant all on public.messages to service_role;

create policy "Participants read their chats" on public.messages
  for select to authenticated using (chat_id in (select private.my_chat_ids()));
create policy "Participants write in open chats, in their own name" on public.messages
  for insert to authenticated
  with check (
    author_id = (select auth.uid())
    and chat_id in (select private.my_chat_ids())
    and private.is_chat_open(chat_id)
  );
