create type public.chat_kind as enum ('college', 'group', 'personal', 'other');

create table public.chats (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  kind public.chat_kind not null,
  group_id uuid references public.groups (id) on delete cascade,
  title text not null default '',
  last_seq bigint not null default 0,
  archived_at timestamptz,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint chats_group check ((kind = 'group') = (group_id is not null)),
  constraint chats_title check (
    kind = 'personal' and title = '' or kind <> 'personal' and char_length(title) between 1 and 200 and not private.is_blank(title)
  ),
  constraint chats_last_seq check (last_seq >= 0)
);
create index chats_college_id on public.chats (college_id);
create index chats_group_id on public.chats (group_id);
create index chats_created_by on public.chats (created_by);
comment on table public.chats is 'A conversation: of the whole college, of a group, of two people, or of any others.';
comment on column public.chats.last_seq is 'Number of the newest message; the next one gets last_seq + 1 in its own transaction, so the numbers have no holes.';

create table public.chat_members (
  chat_id uuid not null references public.chats (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  read_seq bigint not null default 0,
  joined_at timestamptz not null default now(),
  primary key (chat_id, person_id),
  constraint chat_members_read_seq check (read_seq >= 0)
);
create index chat_members_person_id on public.chat_members (person_id);
comment on table public.chat_members is 'Who takes part in a chat, and how far he has read it. Unread is chats.last_seq - read_seq.';

create function private.my_chat_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select member.chat_id
  from public.chat_members member
  join public.chats chat on chat.id = member.chat_id
  where member.person_id = (select auth.uid()) and chat.college_id in (select private.my_college_ids());
end;
comment on function private.my_chat_ids() is 'Chats in which the caller takes part, in colleges to which he belongs now.';

create function private.is_chat_open(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select c.archived_at is null
    and not coalesce(private.is_graduated(study_group.end_year, college.time_zone), false)
  from public.chats c
  join public.colleges college on college.id = c.college_id
  left join public.groups study_group on study_group.id = c.group_id
  where c.id = chat;
end;
comment on function private.is_chat_open(uuid) is 'False for archived chats and for chats of graduated groups: they can be read only.';

grant execute on function private.my_chat_ids(), private.is_chat_open(uuid) to authenticated, service_role;

-- A newcomer starts with nothing unread; nobody can have read more than was written, or take his reading back.
create function private.keep_read_seq() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  newest bigint := (select last_seq from public.chats where id = new.chat_id);
begin
  if tg_op = 'INSERT' then
    new.read_seq := newest;
  else
    new.read_seq := greatest(old.read_seq, least(new.read_seq, newest));
  end if;
  return new;
end
$$;

create trigger keep_read_seq before insert or update of read_seq on public.chat_members
  for each row execute function private.keep_read_seq();

alter table public.chats enable row level security;
alter table public.chat_members enable row level security;
grant select on public.chats, public.chat_members to authenticated;
grant update (read_seq) on public.chat_members to authenticated;
grant all on public.chats, public.chat_members to service_role;

create policy "Participants see their chats" on public.chats
  for select to authenticated using (id in (select private.my_chat_ids()));
create policy "Participants see who else takes part" on public.chat_members
  for select to authenticated using (chat_id in (select private.my_chat_ids()));
create policy "A participant moves his own read position" on public.chat_members
  for update to authenticated
  using (person_id = (select auth.uid()) and chat_id in (select private.my_chat_ids()))
  with check (person_id = (select auth.uid()));
