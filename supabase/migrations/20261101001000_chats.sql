-- Chats and their participants: who is in a chat, who sees it, who may write, and how far each has read.
--
-- An audience is a rule: whoever belongs to it now is a participant, without a row. private.participants is the only place
-- that knows the rule; ask it, private.my_chat_ids() or private.is_participant(), never public.chat_members alone.

create type public.chat_kind as enum ('college', 'group', 'personal', 'other');
create type public.chat_audience as enum ('chosen', 'college', 'teachers', 'group');

create table public.chats (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  kind public.chat_kind not null,
  group_id uuid references public.groups (id) on delete cascade,
  title text not null default '',
  description text not null default '',
  picture_path text not null default '',
  audience public.chat_audience not null default 'chosen',
  audience_since timestamptz not null default clock_timestamp(),
  is_public boolean not null default false,
  announcement_only boolean not null default false,
  slow_mode_seconds integer not null default 0,
  last_seq bigint not null default 0,
  last_change bigint not null default 0,
  pin_count integer not null default 0,
  archived_at timestamptz,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  version integer not null default 1,
  constraint chats_group check ((kind = 'group') = (group_id is not null)),
  constraint chats_title check (
    kind = 'personal' and title = '' or kind <> 'personal' and char_length(title) between 1 and 200 and not private.is_blank(title)
  ),
  constraint chats_description check (char_length(description) <= 1000 and (kind <> 'personal' or description = '')),
  constraint chats_picture_path check (
    picture_path = '' or kind <> 'personal' and picture_path ~ ('^' || id || '/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg$')
  ),
  constraint chats_audience check (
    case audience when 'chosen' then true when 'group' then kind = 'group' else kind in ('college', 'other') end
  ),
  constraint chats_is_public check (not is_public or audience <> 'chosen'),
  constraint chats_slow_mode_seconds check (slow_mode_seconds between 0 and 86400),
  constraint chats_modes check (kind <> 'personal' or not announcement_only and slow_mode_seconds = 0),
  constraint chats_last_seq check (last_seq >= 0),
  constraint chats_last_change check (last_change >= 0),
  constraint chats_pin_count check (pin_count between 0 and 50)
);
create index chats_college_id on public.chats (college_id);
create index chats_audience on public.chats (college_id, audience) where audience <> 'chosen';
create index chats_group_id on public.chats (group_id);
create index chats_created_by on public.chats (created_by);
comment on table public.chats is 'A conversation: of the whole college, of a group, of two people, or of any others.';
comment on column public.chats.picture_path is 'In the bucket chat-pictures; empty for none.';
comment on column public.chats.audience is
  'Who belongs to it: the people that were chosen, or everybody of the college, its teachers and staff, or everybody of the group, as they come and go.';
comment on column public.chats.audience_since is 'What was written before is unread to nobody whom the audience has brought in.';
comment on column public.chats.is_public is 'The audience sees the chat and may join; those who have are its participants.';
comment on column public.chats.announcement_only is 'Only moderators and administrators write.';
comment on column public.chats.slow_mode_seconds is 'Time between two messages of one person who is no moderator.';
comment on column public.chats.last_seq is 'Number of the newest message; the next one gets last_seq + 1 in its own transaction, so the numbers have no gaps.';
comment on column public.chats.last_change is 'How many changes of messages there were. Each takes the next number in its own transaction, so these have no gaps either.';
comment on column public.chats.pin_count is 'How many of its messages are pinned.';
comment on column public.chats.version is 'Grows with each change of what is edited of the chat; messages leave it alone.';

create table public.chat_members (
  chat_id uuid not null references public.chats (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  read_seq bigint not null default 0,
  joined_at timestamptz not null default now(),
  is_moderator boolean not null default false,
  is_chosen boolean not null default true,
  primary key (chat_id, person_id),
  constraint chat_members_read_seq check (read_seq >= 0)
);
create index chat_members_person_id on public.chat_members (person_id);
comment on table public.chat_members is
  'Participants of a chat who were chosen or have joined, and what is kept of those whom an audience brings in: how far each has read. Unread is chats.last_seq - read_seq.';
comment on column public.chat_members.is_moderator is 'Manages the chat, and deletes the messages of others.';
comment on column public.chat_members.is_chosen is 'A participant by this row. Otherwise it only keeps something of one whom the audience makes a participant.';

create table private.chat_departures (
  chat_id uuid not null references public.chats (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  was_removed boolean not null,
  primary key (chat_id, person_id)
);
create index chat_departures_person_id on private.chat_departures (person_id);
comment on table private.chat_departures is
  'Who is out of a chat although they belong to its audience: they left, and may come back, or were removed, and wait to be added. Of a chat of chosen people whoever was removed, because it may get an audience.';

-- Not a part of chat_members: whoever left and joined again would speak again.
create table private.chat_mutes (
  chat_id uuid not null references public.chats (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  until timestamptz not null,
  primary key (chat_id, person_id)
);
create index chat_mutes_person_id on private.chat_mutes (person_id);
comment on table private.chat_mutes is 'Who may not write in a chat, and until when.';

alter table public.chats enable row level security;
alter table public.chat_members enable row level security;
revoke all on public.chats, public.chat_members from public, anon, authenticated;
grant select on public.chats, public.chat_members to authenticated;
grant all on public.chats, public.chat_members to service_role;

-- Asked for the chats of one person or the people of one chat, each branch goes by an index in either direction. Nobody is in
-- two branches: a row that was chosen comes before the audience, and students of a group do not teach in it.
create view private.participants as
  select m.chat_id, m.person_id, m.joined_at as since
  from public.chat_members m
  join public.chats c on c.id = m.chat_id
  join public.memberships s on s.college_id = c.college_id and s.person_id = m.person_id
  where m.is_chosen and s.left_at is null
  union all
  select c.id, s.person_id, greatest(s.joined_at, c.audience_since)
  from public.chats c
  join public.memberships s on s.college_id = c.college_id
  where not c.is_public and c.audience = 'college' and s.left_at is null
    and not exists (select from private.chat_departures d where d.chat_id = c.id and d.person_id = s.person_id)
    and not exists (select from public.chat_members m where m.chat_id = c.id and m.person_id = s.person_id and m.is_chosen)
  union all
  select c.id, s.person_id, greatest(s.role_since, c.audience_since)
  from public.chats c
  join public.memberships s on s.college_id = c.college_id
  where not c.is_public and c.audience = 'teachers' and s.role <> 'student' and s.left_at is null
    and not exists (select from private.chat_departures d where d.chat_id = c.id and d.person_id = s.person_id)
    and not exists (select from public.chat_members m where m.chat_id = c.id and m.person_id = s.person_id and m.is_chosen)
  union all
  select c.id, g.person_id, greatest(g.created_at, c.audience_since)
  from public.chats c
  join public.group_students g on g.group_id = c.group_id
  join public.memberships s on s.college_id = c.college_id and s.person_id = g.person_id
  where not c.is_public and c.audience = 'group' and s.left_at is null
    and not exists (select from private.chat_departures d where d.chat_id = c.id and d.person_id = g.person_id)
    and not exists (select from public.chat_members m where m.chat_id = c.id and m.person_id = g.person_id and m.is_chosen)
  union all
  select c.id, g.person_id, greatest(
    (select min(t.created_at) from public.group_teachers t where t.group_id = g.group_id and t.person_id = g.person_id), c.audience_since
  )
  from public.chats c
  join public.group_teachers g on g.group_id = c.group_id
  join public.memberships s on s.college_id = c.college_id and s.person_id = g.person_id
  where not c.is_public and c.audience = 'group' and s.left_at is null
    -- One row a subject.
    and not exists (
      select from public.group_teachers t where t.group_id = g.group_id and t.person_id = g.person_id and t.subject < g.subject
    )
    and not exists (select from public.group_students t where t.group_id = g.group_id and t.person_id = g.person_id)
    and not exists (select from private.chat_departures d where d.chat_id = c.id and d.person_id = g.person_id)
    and not exists (select from public.chat_members m where m.chat_id = c.id and m.person_id = g.person_id and m.is_chosen);
comment on view private.participants is 'Who is in which chat now, and since when.';

create function private.my_chat_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select p.chat_id from private.participants p where p.person_id = (select private.me());
end;
comment on function private.my_chat_ids is
  'Chats in which the caller is a participant, in colleges of which they are a member now.';
grant execute on function private.my_chat_ids to authenticated, service_role;

create function private.is_participant(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.participants p where p.chat_id = chat and p.person_id = person);

create function private.participant_count(chat uuid) returns integer
language sql stable security definer
set search_path = ''
return (select count(*)::integer from private.participants p where p.chat_id = chat);

create function private.belongs_to_audience(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from public.chats c join public.memberships m on m.college_id = c.college_id and m.person_id = person and m.left_at is null
  where c.id = chat and (
    c.audience = 'college'
    or c.audience = 'teachers' and m.role <> 'student'
    or c.audience = 'group' and (
      exists (select from public.group_students s where s.group_id = c.group_id and s.person_id = m.person_id)
      or exists (select from public.group_teachers t where t.group_id = c.group_id and t.person_id = m.person_id)
    )
  )
);
comment on function private.belongs_to_audience is 'Whether the chat is open to the person, be they in it or not. A chat of chosen people is open to nobody.';

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
  if private.is_participant(chat, (select private.me())) is not true then
    raise exception 'no such chat' using errcode = 'SF003';
  end if;
end
$$;
comment on function private.require_participant is
  'Refuses (SF003) everybody who is not a participant of the chat now, as if there were none.';

create function private.is_chat_admin(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from public.chats c
  join public.memberships m on m.college_id = c.college_id and m.person_id = person and m.is_admin and m.left_at is null
  where c.id = chat and c.kind <> 'personal'
);
comment on function private.is_chat_admin is 'Whether the person administers the college of the chat, which is not one of two people.';

create function private.is_moderator(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from public.chat_members m where m.chat_id = chat and m.person_id = person and m.is_moderator)
  or private.is_chat_admin(chat, person);
comment on function private.is_moderator is 'Of participants: whether they are a moderator of the chat or an administrator of its college.';

create function private.can_moderate(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from public.chats c where c.id = chat and c.kind <> 'personal'
) and private.is_participant(chat, (select private.me())) and private.is_moderator(chat, (select private.me()));
comment on function private.can_moderate is
  'Whether the caller is a participant who may delete the messages of others: a moderator of the chat or an administrator of its college, and not in a chat of two people.';

create policy "Participants see their chats" on public.chats
  for select to authenticated using (id in (select private.my_chat_ids()));
create policy "Participants see the other participants" on public.chat_members
  for select to authenticated using (chat_id in (select private.my_chat_ids()));

create trigger clean_lines before insert or update of title on public.chats
  for each row execute function private.clean_lines('title');
create trigger clean_texts before insert or update of description on public.chats
  for each row execute function private.clean_texts('description');
create trigger refuse_graduated before insert on public.chats
  for each row when (new.group_id is not null) execute function private.refuse_graduated();

-- Where the college writes, in all chats but personal ones, nobody sees how far an administrator has read: whoever reads a
-- message of the college first, or never before others, would be known as its author. Their position in chat_members moves
-- only when they write in their own name, which shows as much; the true one is theirs alone.
create table private.hidden_positions (
  chat_id uuid not null references public.chats (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  read_seq bigint not null,
  primary key (chat_id, person_id)
);
create index hidden_positions_person_id on private.hidden_positions (person_id);
comment on table private.hidden_positions is 'How far administrators have read the chats in which their college writes.';

create function private.hide_position(chat uuid, person uuid, seq bigint) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.hidden_positions as known (chat_id, person_id, read_seq)
    select p.chat_id, p.person_id, hide_position.seq from private.participants p
    where p.chat_id = hide_position.chat and p.person_id = hide_position.person
    on conflict (chat_id, person_id) do update set read_seq = greatest(known.read_seq, excluded.read_seq);
  -- Other devices of the person; the chat itself does not learn of it.
  select realtime.send(
    jsonb_build_object('chat_id', chat, 'person_id', person, 'seq', seq), 'read', 'user:' || person, true
  );
end;

create function private.is_position_hidden(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return private.is_chat_admin(chat, person);

create function private.first_read_seq(chat uuid, person uuid) returns bigint
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return coalesce((
    select case when m.created_at <= p.since then m.seq else m.seq - 1 end
    from private.participants p
    join public.messages m on m.chat_id = p.chat_id and m.seq = private.seq_since(p.chat_id, p.since)
    where p.chat_id = first_read_seq.chat and p.person_id = first_read_seq.person
  ), 0);
end
$$;
comment on function private.first_read_seq is 'What was written before the person came counts as read: they start with nothing unread.';

create function private.my_read_seq(chat uuid) returns bigint
language sql stable security definer
set search_path = ''
return greatest(
  coalesce(
    (select m.read_seq from public.chat_members m where m.chat_id = my_read_seq.chat and m.person_id = (select private.me())),
    private.first_read_seq(my_read_seq.chat, (select private.me()))
  ),
  (select h.read_seq from private.hidden_positions h where h.chat_id = my_read_seq.chat and h.person_id = (select private.me()))
);
comment on function private.my_read_seq is 'How far the caller has read, whatever others see of it.';
grant execute on function private.my_read_seq to authenticated, service_role;

-- Whoever is added starts with nothing unread; nobody can have read more than was written, or move their position back.
create function private.limit_read_seq() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  newest bigint := (select last_seq from public.chats where id = new.chat_id);
begin
  if tg_op = 'UPDATE' then
    new.read_seq := greatest(old.read_seq, least(new.read_seq, newest));
  elsif new.is_chosen then
    new.read_seq := newest;
  else
    new.read_seq := greatest(private.first_read_seq(new.chat_id, new.person_id), least(new.read_seq, newest));
  end if;
  return new;
end
$$;

create trigger limit_read_seq before insert or update of read_seq on public.chat_members
  for each row execute function private.limit_read_seq();

create function private.keep_read_seq(chat uuid, person uuid, seq bigint) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.chat_members m set read_seq = seq where m.chat_id = chat and m.person_id = person;
  if not found then
    insert into public.chat_members (chat_id, person_id, read_seq, is_chosen)
      select p.chat_id, p.person_id, seq, false from private.participants p where p.chat_id = chat and p.person_id = person
      on conflict (chat_id, person_id) do update set read_seq = excluded.read_seq;
  end if;
end
$$;
comment on function private.keep_read_seq is 'Moves the position of a participant forward. A row comes into being when somebody reads.';

create function public.mark_read(chat uuid, seq bigint) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
begin
  perform private.require_participant(chat);
  if seq is null or seq < 0 then
    raise exception 'not a position' using errcode = 'SF001';
  end if;
  if private.is_position_hidden(chat, me) then
    perform private.hide_position(chat, me, least(seq, c.last_seq)) from public.chats c where c.id = chat;
  else
    perform private.keep_read_seq(chat, me, seq);
  end if;
end
$$;
comment on function public.mark_read is
  'The caller has read a chat up to a message. An older device takes nothing back. Refused (SF003) where they are no participant.';
revoke execute on function public.mark_read from public, anon, service_role;
grant execute on function public.mark_read to authenticated;

-- A position that moved because its owner wrote is known from the message itself.
create function private.broadcast_read() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if pg_trigger_depth() > 1 or tg_op = 'UPDATE' and new.read_seq = old.read_seq then
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
create trigger broadcast_first_read after insert on public.chat_members
  for each row when (not new.is_chosen and new.read_seq > 0) execute function private.broadcast_read();

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

create trigger broadcast_chosen after insert on public.chat_members
  for each row when (new.is_chosen) execute function private.broadcast_participant();
create trigger broadcast_removed after delete on public.chat_members
  for each row when (old.is_chosen) execute function private.broadcast_participant();

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
  perform private.leave_lesson_of(old.chat_id, old.person_id);
  return null;
end
$$;

create trigger withhold_topic_of_left_chat after delete on public.chat_members
  for each row when (old.is_chosen) execute function private.withhold_topic_of_left_chat();

-- Whom a rule brought in has no row whose end could be broadcast.
create function private.chats_by_rule(college uuid, person uuid, audience public.chat_audience, study_group uuid default null) returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select c.id from public.chats c
  where c.college_id = chats_by_rule.college and c.audience = chats_by_rule.audience and not c.is_public
    and (study_group is null or c.group_id = study_group)
    and not exists (select from private.chat_departures d where d.chat_id = c.id and d.person_id = chats_by_rule.person)
    and not exists (select from public.chat_members m where m.chat_id = c.id and m.person_id = chats_by_rule.person and m.is_chosen);
end;
comment on function private.chats_by_rule is 'In which chats the audience alone makes the person a participant, for as long as they belong to it.';

create function private.close_to(chat uuid, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.send(jsonb_build_object('chat_id', chat), 'chat_removed', 'user:' || person, true);
  perform private.withhold_topic(chat);
  perform private.leave_lesson_of(chat, person);
end
$$;
comment on function private.close_to is 'The person, who may be looking at the chat, learns that they are out of it.';

-- By whatever way somebody leaves a group, they leave its chats.
create function private.leave_group_chats() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (select from public.group_students s where s.group_id = old.group_id and s.person_id = old.person_id)
    and not exists (select from public.group_teachers t where t.group_id = old.group_id and t.person_id = old.person_id) then
    perform private.close_to(chat, old.person_id)
      from public.groups g, private.chats_by_rule(g.college_id, old.person_id, 'group', g.id) chat where g.id = old.group_id;
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

-- Whoever teaches no more, or is out of the college, leaves the chats of its teachers, also those that they had joined.
create function private.leave_teachers_chats() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.close_to(chat, new.person_id) from private.chats_by_rule(new.college_id, new.person_id, 'teachers') chat;
  delete from public.chat_members m using public.chats c
    where c.id = m.chat_id and c.college_id = new.college_id and c.audience = 'teachers' and m.person_id = new.person_id;
  return null;
end
$$;

create trigger leave_teachers_chats after update of role, left_at on public.memberships
  for each row when (
    old.role <> 'student' and old.left_at is null and (new.role = 'student' or new.left_at is not null)
  ) execute function private.leave_teachers_chats();

-- A person who is removed from the college while they are looking: each open chat learns that it is closed to them, or open
-- again. Of the chats of everybody nothing is kept: whoever comes back starts anew.
create function private.leave_college_chats() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.close_to(chat, new.person_id) from private.chats_by_rule(new.college_id, new.person_id, 'college') chat;
  perform private.close_to(m.chat_id, new.person_id)
    from public.chat_members m join public.chats c on c.id = m.chat_id
    where m.person_id = new.person_id and m.is_chosen and c.college_id = new.college_id;
  delete from public.chat_members m using public.chats c
    where c.id = m.chat_id and c.college_id = new.college_id and m.person_id = new.person_id and not m.is_chosen;
  delete from private.hidden_positions h using public.chats c
    where c.id = h.chat_id and c.college_id = new.college_id and c.audience <> 'chosen' and h.person_id = new.person_id;
  -- Whoever leaves may come back, but not as the moderator that they were. Before their rows the chats, as whoever sends does.
  perform from public.chats c
    where c.college_id = new.college_id and c.id in (
      select m.chat_id from public.chat_members m where m.person_id = new.person_id and m.is_moderator
    )
    order by c.id for no key update;
  update public.chat_members m set is_moderator = false
    from public.chats c
    where c.id = m.chat_id and c.college_id = new.college_id and m.person_id = new.person_id and m.is_moderator;
  return null;
end
$$;

create trigger leave_college_chats after update of left_at on public.memberships
  for each row when (old.left_at is null and new.left_at is not null) execute function private.leave_college_chats();

create function private.reopen_college_chats() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('user:' || new.person_id, 'chat_added', jsonb_build_object('chat_id', p.chat_id))
    from private.participants p join public.chats c on c.id = p.chat_id
    where p.person_id = new.person_id and c.college_id = new.college_id;
  return null;
end
$$;

create trigger reopen_college_chats after update of left_at on public.memberships
  for each row when (old.left_at is not null and new.left_at is null) execute function private.reopen_college_chats();

create function private.is_topic_withheld(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.withheld_topics where chat_id = chat and until > now());

-- Participants fetch what became of a chat; one broadcast tells a whole audience, with ids only, that there is a chat for it,
-- and within how many milliseconds to fetch their lists: all of a large college at once would be too much.
create function private.broadcast_chat() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  payload constant jsonb := jsonb_strip_nulls(jsonb_build_object(
    'chat_id', new.id, 'group_id', new.group_id,
    'within', case when new.audience <> 'chosen' then (
      select least(count(*), 4000) from public.memberships m where m.college_id = new.college_id and m.left_at is null
    ) end
  ));
begin
  if tg_op = 'UPDATE' then
    perform private.broadcast('chat:' || new.id, 'chat_changed', payload);
  end if;
  if new.audience <> 'chosen' then
    perform private.broadcast('college:' || new.college_id, 'chat_changed', payload);
  end if;
  return null;
end
$$;

create trigger broadcast_chat after insert on public.chats
  for each row execute function private.broadcast_chat();
create trigger broadcast_chat_change
  after update of title, description, picture_path, audience, is_public, announcement_only, slow_mode_seconds, archived_at on public.chats
  for each row execute function private.broadcast_chat();
create trigger increment_version
  before update of title, description, audience, is_public, announcement_only, slow_mode_seconds, archived_at on public.chats
  for each row execute function private.increment_version();

create function private.refusal_of(is_open boolean, moderates boolean, announcement_only boolean, is_muted boolean) returns text
language sql immutable
set search_path = ''
return case
  when not is_open then 'closed' when moderates then null when is_muted then 'muted' when announcement_only then 'announcement_only'
end;

create function private.write_refusal(chat uuid, person uuid) returns text
language sql stable security definer
set search_path = ''
begin atomic
  select private.refusal_of(
    private.is_chat_open(c.id), private.is_moderator(c.id, person), c.announcement_only,
    exists (select from private.chat_mutes m where m.chat_id = c.id and m.person_id = write_refusal.person and m.until > now())
  )
  from public.chats c where c.id = chat;
end;
comment on function private.write_refusal is 'Why a participant may not write in the chat: closed, muted or announcement_only; null when they may.';

create function private.require_writer(chat uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  refusal constant text := private.write_refusal(chat, (select private.me()));
begin
  if refusal is not null then
    raise exception 'the caller may not write in this chat' using errcode = 'SF006', detail = refusal;
  end if;
end
$$;
comment on function private.require_writer is 'Refuses (SF006, with the reason of write_refusal) participants who may only read the chat now.';
