create table public.messages (
  id uuid primary key,
  chat_id uuid not null references public.chats (id) on delete cascade,
  seq bigint not null default 0,
  author_id uuid default private.me() references public.profiles (id) on delete set null,
  body text not null,
  created_at timestamptz not null default now(),
  as_college boolean not null default false,
  constraint messages_seq_unique unique (chat_id, seq),
  constraint messages_body_length check (char_length(body) between 1 and 10000),
  constraint messages_body_visible check (not private.is_blank(body)),
  -- The row that everybody in the chat reads names no author.
  constraint messages_as_college check (not as_college or author_id is null)
);
create index messages_author_id on public.messages (author_id);
comment on table public.messages is 'What people wrote. The sender''s device makes the id, so sending again can never double a message.';
comment on column public.messages.seq is 'Position in its chat: 1, 2, 3 … without gaps. A trigger gives it; the default only lets typed clients leave it out.';
comment on column public.messages.as_college is 'Written by the college. Which of its administrators it was is kept in private.college_posts.';

alter table public.messages enable row level security;
revoke all on public.messages from public, anon, authenticated;
grant select on public.messages to authenticated;
grant insert (id, chat_id, body) on public.messages to authenticated;
grant all on public.messages to service_role;

create policy "Participants read their chats" on public.messages
  for select to authenticated using (chat_id in (select private.my_chat_ids()));
create policy "Participants write in open chats, in their own name" on public.messages
  for insert to authenticated
  with check (
    author_id = (select private.me())
    and chat_id in (select private.my_chat_ids())
    and private.is_chat_open(chat_id)
  );

-- The row lock on the chat makes the numbers follow the order of the commits. A message that is there already takes no
-- number: a repeated insert that ignores conflicts would leave a gap. The lock on its id makes two repetitions wait for each
-- other.
create function private.assign_message_seq() returns trigger
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

create trigger assign_message_seq before insert on public.messages
  for each row execute function private.assign_message_seq();

-- Whoever writes has read what is there.
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

create function private.broadcast_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.send(
    (
      select jsonb_build_object(
        'id', new.id, 'chat_id', new.chat_id, 'seq', new.seq, 'author_id', new.author_id, 'body', new.body,
        'created_at', new.created_at, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic,
        'college', case when new.as_college then (
          select k.short_name from public.chats c join public.colleges k on k.id = c.college_id where c.id = new.chat_id
        ) end
      )
      from (select new.author_id as id) author
      left join public.profiles p on p.id = author.id
    ),
    'message', 'chat:' || new.chat_id, true
  );
  return null;
end
$$;

create trigger broadcast_message after insert on public.messages
  for each row when (not private.is_topic_withheld(new.chat_id)) execute function private.broadcast_message();

-- While somebody who has lost the chat may still receive its topic, the message itself is not sent there.
create function private.broadcast_message_seq() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.send(jsonb_build_object('chat_id', new.chat_id, 'seq', new.seq), 'written', 'chat:' || new.chat_id, true);
  return null;
end
$$;

create trigger broadcast_message_seq after insert on public.messages
  for each row when (private.is_topic_withheld(new.chat_id)) execute function private.broadcast_message_seq();
