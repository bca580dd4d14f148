-- Chats and their participants: who sees a chat, who may write, and how far each has read.

create type public.chat_kind as enum ('college', 'group', 'personal', 'other');

create table public.chats (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  kind public.chat_kind not null,
  group_id uuid references public.groups (id) on delete cascade,
  title text not null default '',
  last_seq bigint not null default 0,
  last_change bigint not null default 0,
  pin_count integer not null default 0,
  archived_at timestamptz,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint chats_group check ((kind = 'group') = (group_id is not null)),
  constraint chats_title check (
    kind = 'personal' and title = '' or kind <> 'personal' and char_length(title) between 1 and 200 and not private.is_blank(title)
  ),
  constraint chats_last_seq check (last_seq >= 0),
  constraint chats_last_change check (last_change >= 0),
  constraint chats_pin_count check (pin_count between 0 and 50)
);
create index chats_college_id on public.chats (college_id);
create index chats_group_id on public.chats (group_id);
create index chats_created_by on public.chats (created_by);
comment on table public.chats is 'A conversation: of the whole college, of a group, of two people, or of any others.';
comment on column public.chats.last_seq is 'Number of the newest message; the next one gets last_seq + 1 in its own transaction, so the numbers have no gaps.';
comment on column public.chats.last_change is 'How many changes of messages there were. Each takes the next number in its own transaction, so these have no gaps either.';
comment on column public.chats.pin_count is 'How many of its messages are pinned.';

create table public.chat_members (
  chat_id uuid not null references public.chats (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  read_seq bigint not null default 0,
  joined_at timestamptz not null default now(),
  is_moderator boolean not null default false,
  primary key (chat_id, person_id),
  constraint chat_members_read_seq check (read_seq >= 0)
);
create index chat_members_person_id on public.chat_members (person_id);
comment on table public.chat_members is 'Participants of a chat, and how far each has read it. Unread is chats.last_seq - read_seq.';
comment on column public.chat_members.is_moderator is 'Deletes the messages of others.';

alter table public.chats enable row level security;
alter table public.chat_members enable row level security;
revoke all on public.chats, public.chat_members from public, anon, authenticated;
grant select on public.chats, public.chat_members to authenticated;
grant update (read_seq) on public.chat_members to authenticated;
grant all on public.chats, public.chat_members to service_role;

create function private.my_chat_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select member.chat_id
  from public.chat_members member
  join public.chats chat on chat.id = member.chat_id
  where member.person_id = (select private.me()) and chat.college_id in (select private.my_college_ids());
end;
comment on function private.my_chat_ids is
  'Chats in which the caller is a participant, in colleges of which they are a member now.';
grant execute on function private.my_chat_ids to authenticated, service_role;

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
comment on function private.is_chat_open is
  'False for archived chats and for chats of graduated groups: they can only be read.';
grant execute on function private.is_chat_open to authenticated, service_role;

create function private.require_open_chat(chat uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if private.is_chat_open(chat) is not true then
    raise exception 'the chat can only be read' using errcode = 'SF006', detail = 'closed';
  end if;
end
$$;
comment on function private.require_open_chat is 'Refuses (SF006) what changes a chat that can only be read.';

create function private.require_participant(chat uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if chat is null or chat not in (select private.my_chat_ids()) then
    raise exception 'no such chat' using errcode = 'SF003';
  end if;
end
$$;
comment on function private.require_participant is
  'Refuses (SF003) everybody who is not a participant of the chat now, as if there were none.';

create function private.can_moderate(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from public.chat_members me join public.chats c on c.id = me.chat_id
    where c.id = chat and c.kind <> 'personal' and me.person_id = (select private.me())
      and c.college_id in (select private.my_college_ids())
      and (me.is_moderator or c.college_id in (select private.my_admin_college_ids()))
  );
end;
comment on function private.can_moderate is
  'Whether the caller is a participant who may delete the messages of others: a moderator of the chat or an administrator of its college, and not in a chat of two people.';

create policy "Participants see their chats" on public.chats
  for select to authenticated using (id in (select private.my_chat_ids()));
create policy "Participants see the other participants" on public.chat_members
  for select to authenticated using (chat_id in (select private.my_chat_ids()));
create policy "Participants move their own read position" on public.chat_members
  for update to authenticated
  using (person_id = (select private.me()) and chat_id in (select private.my_chat_ids()))
  with check (person_id = (select private.me()));

create trigger clean_lines before insert or update of title on public.chats
  for each row execute function private.clean_lines('title');
create trigger refuse_graduated before insert on public.chats
  for each row when (new.group_id is not null) execute function private.refuse_graduated();

-- Where the college writes, in all chats but personal ones, nobody sees how far an administrator has read: whoever reads a
-- message of the college first, or never before others, would be known as its author. Their position in chat_members moves
-- only when they write in their own name, which shows as much; the true one is theirs alone.
create table private.hidden_positions (
  chat_id uuid not null,
  person_id uuid not null,
  read_seq bigint not null,
  primary key (chat_id, person_id),
  foreign key (chat_id, person_id) references public.chat_members (chat_id, person_id) on delete cascade
);
comment on table private.hidden_positions is 'How far administrators have read the chats in which their college writes.';

create function private.hide_position(chat uuid, person uuid, seq bigint) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.hidden_positions as known (chat_id, person_id, read_seq)
    select m.chat_id, m.person_id, hide_position.seq from public.chat_members m
    where m.chat_id = hide_position.chat and m.person_id = hide_position.person
    on conflict (chat_id, person_id) do update set read_seq = greatest(known.read_seq, excluded.read_seq);
  -- Other devices of the person; the chat itself does not learn of it.
  select realtime.send(
    jsonb_build_object('chat_id', chat, 'person_id', person, 'seq', seq), 'read', 'user:' || person, true
  );
end;

create function private.is_position_hidden(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from public.chats c
  join public.memberships m on m.college_id = c.college_id and m.person_id = person and m.is_admin and m.left_at is null
  where c.id = chat and c.kind <> 'personal'
);

create function private.my_read_seq(chat uuid) returns bigint
language sql stable security definer
set search_path = ''
begin atomic
  select greatest(m.read_seq, h.read_seq)
  from public.chat_members m left join private.hidden_positions h on h.chat_id = m.chat_id and h.person_id = m.person_id
  where m.chat_id = my_read_seq.chat and m.person_id = (select private.me());
end;
comment on function private.my_read_seq is 'How far the caller has read, whatever others see of it.';
grant execute on function private.my_read_seq to authenticated, service_role;

-- A newcomer starts with nothing unread; nobody can have read more than was written, or move their position back.
create function private.limit_read_seq() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  newest bigint := (select last_seq from public.chats where id = new.chat_id);
begin
  if tg_op = 'INSERT' then
    new.read_seq := newest;
  elsif pg_trigger_depth() = 1 and private.is_position_hidden(new.chat_id, new.person_id) then
    perform private.hide_position(new.chat_id, new.person_id, least(new.read_seq, newest));
    new.read_seq := old.read_seq;
  else
    new.read_seq := greatest(old.read_seq, least(new.read_seq, newest));
  end if;
  return new;
end
$$;

create trigger limit_read_seq before insert or update of read_seq on public.chat_members
  for each row execute function private.limit_read_seq();

-- A position that moved because its owner wrote is known from the message itself.
create function private.broadcast_read() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if pg_trigger_depth() > 1 or new.read_seq = old.read_seq then
    return null;
  end if;
  perform realtime.send(
    jsonb_build_object('chat_id', new.chat_id, 'person_id', new.person_id, 'seq', new.read_seq),
    'read', 'chat:' || new.chat_id, true
  );
  return null;
end
$$;

create trigger broadcast_read after update of read_seq on public.chat_members
  for each row execute function private.broadcast_read();

create function private.broadcast_participant() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform realtime.send(jsonb_build_object('chat_id', new.chat_id), 'chat_added', 'user:' || new.person_id, true);
  else
    perform realtime.send(jsonb_build_object('chat_id', old.chat_id), 'chat_removed', 'user:' || old.person_id, true);
  end if;
  return null;
end
$$;

create trigger broadcast_participant after insert or delete on public.chat_members
  for each row execute function private.broadcast_participant();

-- By whatever way somebody leaves a group, they leave its chats.
create function private.leave_group_chats() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (select from public.group_students s where s.group_id = old.group_id and s.person_id = old.person_id)
    and not exists (select from public.group_teachers t where t.group_id = old.group_id and t.person_id = old.person_id) then
    delete from public.chat_members m using public.chats c
      where c.id = m.chat_id and c.group_id = old.group_id and m.person_id = old.person_id;
  end if;
  return null;
end
$$;

create trigger leave_group_chats after delete on public.group_students
  for each row execute function private.leave_group_chats();
create trigger leave_group_chats after delete on public.group_teachers
  for each row execute function private.leave_group_chats();

-- A person who is removed from the college while they are looking: each open chat learns that it is closed to them, or open
-- again.
create function private.broadcast_chat_access() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if (new.left_at is null) <> (old.left_at is null) then
    perform private.broadcast(
      'user:' || new.person_id, case when new.left_at is null then 'chat_added' else 'chat_removed' end,
      jsonb_build_object('chat_id', c.id)
    )
    from public.chat_members m join public.chats c on c.id = m.chat_id
    where m.person_id = new.person_id and c.college_id = new.college_id;
  end if;
  return null;
end
$$;

create trigger broadcast_chat_access after update of left_at on public.memberships
  for each row execute function private.broadcast_chat_access();

-- Whoever leaves the college may come back, but not as the moderator that they were.
create function private.end_moderation() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.chat_members m set is_moderator = false
    from public.chats c
    where c.id = m.chat_id and c.college_id = new.college_id and m.person_id = new.person_id and m.is_moderator;
  return null;
end
$$;

create trigger end_moderation after update of left_at on public.memberships
  for each row when (old.left_at is null and new.left_at is not null) execute function private.end_moderation();

-- Realtime checks rights when a topic is joined and when the token is renewed, not for every message. Whoever has just lost a
-- chat may therefore receive its topic until their token ends, an hour at most: for so long the topic says that something was
-- written or changed, not what, and those who may read it fetch it.
create table private.withheld_topics (
  chat_id uuid primary key references public.chats (id) on delete cascade,
  until timestamptz not null
);
comment on table private.withheld_topics is 'Chats whose topic may still be received by somebody who may no longer read them.';

create function private.withhold_topic(chat uuid) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.withheld_topics (chat_id, until)
    select id, now() + interval '1 hour' from public.chats where id = chat
    on conflict (chat_id) do update set until = excluded.until;
end;

create function private.withhold_topic_of_left_chat() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.withhold_topic(old.chat_id);
  return null;
end
$$;

create trigger withhold_topic_of_left_chat after delete on public.chat_members
  for each row execute function private.withhold_topic_of_left_chat();

create function private.withhold_topics_of_left_college() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.withhold_topic(m.chat_id)
    from public.chat_members m join public.chats c on c.id = m.chat_id
    where m.person_id = new.person_id and c.college_id = new.college_id;
  return null;
end
$$;

create trigger withhold_topics_of_left_college after update of left_at on public.memberships
  for each row when (old.left_at is null and new.left_at is not null) execute function private.withhold_topics_of_left_college();

create function private.is_topic_withheld(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.withheld_topics where chat_id = chat and until > now());
