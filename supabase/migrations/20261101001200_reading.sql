-- Reading: the list of chats, pages of a conversation, and the feed of its changes.

-- In plpgsql, because lessons stand in a later file.
create function private.running_lessons(chats uuid[]) returns table (chat_id uuid, lesson jsonb)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return query
    select l.chat_id, private.lesson_json(l) from private.lessons l
    where l.chat_id = any (chats) and l.ended_at is null and private.is_running(l);
end
$$;
comment on function private.running_lessons is 'Which lesson runs in which of these chats.';

-- One row of a chat list, or the head of one chat: everything that is shown before its history is loaded.
create function public.my_chats(college uuid default null, chat uuid default null)
returns table (
  id uuid,
  college_id uuid,
  kind public.chat_kind,
  title text,
  group_number text,
  is_open boolean,
  last_seq bigint,
  read_seq bigint,
  others_read_seq bigint,
  member_count integer,
  peer jsonb,
  last_message jsonb,
  created_at timestamptz,
  last_change bigint,
  can_moderate boolean,
  edit_hours smallint,
  group_id uuid,
  description text,
  audience public.chat_audience,
  is_public boolean,
  announcement_only boolean,
  slow_mode_seconds integer,
  is_archived boolean,
  version integer,
  can_manage boolean,
  write_refusal text,
  muted_until timestamptz,
  wait_seconds integer,
  pin_count integer,
  picture_path text,
  lesson jsonb
)
language sql stable security definer
set search_path = ''
begin atomic
  -- What is asked of every chat is asked once for all: with 400 chats it makes the difference of a second.
  with mine as materialized (
    select c.* from public.chats c
    where c.id in (select private.my_chat_ids())
      and (my_chats.college is null or c.college_id = my_chats.college)
      and (my_chats.chat is null or c.id = my_chats.chat)
  ), counts as materialized (
    select p.chat_id, count(*)::integer as people from private.participants p
    where p.chat_id = any (array(select c.id from mine c)) group by p.chat_id
  )
  select
    c.id, c.college_id, c.kind, c.title, g.number, at_present.is_open, c.last_seq,
    greatest(coalesce(own.read_seq, private.first_read_seq(c.id, (select private.me()))), hidden.read_seq),
    coalesce(others.read_seq, 0), coalesce(counts.people, 0),
    (
      select jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic, 'role', m.role)
      from public.chat_members other
      join public.profiles p on p.id = other.person_id
      left join public.memberships m on m.person_id = p.id and m.college_id = c.college_id
      where c.kind = 'personal' and other.chat_id = c.id and other.person_id <> (select private.me())
      limit 1
    ),
    (
      select private.message_json(l, 200) from public.messages l where l.chat_id = c.id and l.seq = c.last_seq
    ),
    c.created_at, c.last_change, at_present.moderates and at_present.is_open, k.edit_hours,
    c.group_id, c.description, c.audience, c.is_public, c.announcement_only, c.slow_mode_seconds, c.archived_at is not null, c.version,
    at_present.moderates, private.refusal_of(at_present.is_open, at_present.moderates, c.announcement_only, mute.until is not null), mute.until,
    case
      when mute.until < 'infinity' then ceil(extract(epoch from mute.until - clock_timestamp()))::integer
      when mute.until is null and c.slow_mode_seconds > 0 and not at_present.moderates
        then ceil(extract(epoch from private.may_write_at(c.id, (select private.me())) - clock_timestamp()))::integer
    end,
    c.pin_count, c.picture_path, running.lesson
  from mine c
  join public.colleges k on k.id = c.college_id
  left join public.groups g on g.id = c.group_id
  left join public.chat_members own on own.chat_id = c.id and own.person_id = (select private.me())
  left join private.hidden_positions hidden on hidden.chat_id = c.id and hidden.person_id = (select private.me())
  left join private.chat_mutes mute on mute.chat_id = c.id and mute.person_id = (select private.me()) and mute.until > now()
  left join counts on counts.chat_id = c.id
  left join private.running_lessons(array(select c.id from mine c)) running on running.chat_id = c.id
  cross join lateral (
    select c.archived_at is null and not coalesce(private.is_graduated(g.end_year, k.time_zone), false) as is_open,
      c.kind <> 'personal' and (
        coalesce(own.is_moderator, false) or c.college_id in (select private.my_admin_college_ids())
      ) as moderates
  ) at_present
  cross join lateral (
    select max(o.read_seq) as read_seq
    from public.chat_members o
    where o.chat_id = c.id and o.person_id <> (select private.me())
  ) others;
end;
comment on function public.my_chats is
  'Chats of the caller (of one college, or a single one), each with its newest message, shortened to 200 characters, how far it was read, whether the caller may delete the messages of others in it now, why they may not write if so, for how many seconds (the clock of a device may be wrong), how many messages are pinned, and which lesson runs in it.';
revoke execute on function public.my_chats from public, anon;
grant execute on function public.my_chats to authenticated, service_role;

create function public.chat_readers(chat uuid, after uuid default null, size integer default 1000)
returns table (person_id uuid, surname text, name text, patronymic text, read_seq bigint)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_participant(chat);
  return query
    with there as materialized (
      select p.person_id from private.participants p where p.chat_id = chat_readers.chat
    )
    select t.person_id, p.surname, p.name, p.patronymic,
      case when not private.is_position_hidden(chat_readers.chat, t.person_id) then coalesce(m.read_seq, 0) end
    from (
      select there.person_id from there
      where (chat_readers.after is null or there.person_id > chat_readers.after) and there.person_id <> (select private.me())
      order by there.person_id
      limit least(greatest(chat_readers.size, 1), 1000)
    ) t
    join public.profiles p on p.id = t.person_id
    left join public.chat_members m on m.chat_id = chat_readers.chat and m.person_id = t.person_id
    order by t.person_id;
end
$$;
comment on function public.chat_readers is
  'The other participants by id, at most 1,000, and how far each has read: null of administrators where the college writes, of whom nobody sees it. Refused (SF003) where the caller is no participant.';
revoke execute on function public.chat_readers from public, anon;
grant execute on function public.chat_readers to authenticated, service_role;

-- A message is dated under the lock that numbers it, so dates follow the numbers, and the index of these finds both.
create function private.seq_since(chat uuid, moment timestamptz) returns bigint
language plpgsql stable security definer
set search_path = ''
as $$
declare
  low bigint := 1;
  last bigint;
  high bigint;
  middle bigint;
  here record;
begin
  select c.last_seq into last from public.chats c where c.id = seq_since.chat;
  high := last + 1;
  while low < high loop
    middle := (low + high) / 2;
    select m.seq, m.created_at into here from public.messages m
      where m.chat_id = seq_since.chat and m.seq >= middle order by m.seq limit 1;
    if here.created_at < moment then low := here.seq + 1; else high := middle; end if;
  end loop;
  return nullif(least(low, last), 0);
end
$$;
comment on function private.seq_since is
  'The first message of a chat that was written from a moment on, or else its last one; null in an empty chat.';
revoke execute on function private.seq_since from public;

-- Stable, so that messages and counters are of one moment.
create function public.chat_page(
  chat uuid,
  before bigint default null,
  after bigint default null,
  size integer default 50,
  around bigint default null,
  around_id uuid default null,
  around_time timestamptz default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  is_around constant boolean := num_nonnulls(around, around_id, around_time) > 0;
  found_seq bigint;
begin
  perform private.require_participant(chat);
  if is_around then
    if around_time is not null then
      found_seq := private.seq_since(chat, around_time);
    elsif around_id is not null then
      select m.seq into found_seq from public.messages m where m.id = around_id and m.chat_id = chat_page.chat;
    else
      select m.seq into found_seq from public.messages m where m.chat_id = chat_page.chat and m.seq = around;
    end if;
    -- Where there is no such message, neither is a page around it.
    before := case when found_seq is null then 0 end;
    after := found_seq - 1 - least(greatest(size, 1), 200) / 2;
  end if;
  return (
    -- Going forward takes the oldest that follow, going back the newest that precede.
    with page as (
      (
        select m from public.messages m
        where chat_page.after is not null and m.chat_id = chat_page.chat and m.seq > chat_page.after
          and m.seq < coalesce(chat_page.before, 9223372036854775807)
        order by m.seq
        limit least(greatest(chat_page.size, 1), 200)
      )
      union all
      (
        select m from public.messages m
        where chat_page.after is null and m.chat_id = chat_page.chat
          and m.seq < coalesce(chat_page.before, 9223372036854775807)
        order by m.seq desc
        limit least(greatest(chat_page.size, 1), 200)
      )
    )
    select jsonb_build_object(
      'messages', coalesce((select jsonb_agg(private.message_json(page.m, null, (select private.me())) order by (page.m).seq) from page), '[]'),
      'last_seq', c.last_seq, 'last_change', c.last_change
    ) || case when is_around then jsonb_build_object('found', found_seq) else '{}' end
    from public.chats c where c.id = chat_page.chat
  );
end
$$;
comment on function public.chat_page is
  'Messages of one chat in the order of seq, at most 200: the newest, those just before a seq, those just after one, or those around one, which is given by seq, by id, or as the first from a moment on, and whose seq is in `found`; with the counters of the chat at the same moment. Refused (SF003) where the caller is no participant.';
revoke execute on function public.chat_page from public, anon;
grant execute on function public.chat_page to authenticated, service_role;

create function public.chat_changes(chat uuid, after bigint) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  return (
    with changed as (
      select m from public.messages m
      where m.chat_id = chat_changes.chat and m.change > 0 and m.change > greatest(chat_changes.after, 0)
      order by m.change
      limit 501
    ), known as (
      select count(*) > 500 as reload from changed
    )
    select jsonb_build_object(
      'messages', case when known.reload then '[]' else
        coalesce((select jsonb_agg(private.message_json(changed.m, null, (select private.me())) order by (changed.m).change) from changed), '[]') end,
      'last_change', c.last_change, 'reload', known.reload
    )
    from known, public.chats c where c.id = chat_changes.chat
  );
end
$$;
comment on function public.chat_changes is
  'Messages of one chat that changed after a change, as they are now, in the order of their last change; when more than 500 did, none, and `reload`. Refused (SF003) where the caller is no participant.';
revoke execute on function public.chat_changes from public, anon;
grant execute on function public.chat_changes to authenticated, service_role;
