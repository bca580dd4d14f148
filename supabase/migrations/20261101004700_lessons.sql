-- Lessons: who may begin one, who is in it, and when it is over.
--
-- Sound and pictures go by an engine, which believes what the database says: who may come in, who is out, who speaks. All that
-- changes in a lesson changes under the lock of its row and takes its next revision, which is broadcast with what is different.

create type public.lesson_kind as enum ('lesson', 'call', 'broadcast');
create type public.lesson_media as enum ('video', 'audio');
create type public.lesson_engine as enum ('mesh', 'livekit', 'daily');
create type public.call_state as enum ('ringing', 'joined', 'declined', 'busy', 'missed');

create table private.lessons (
  id uuid primary key default gen_random_uuid(),
  chat_id uuid not null references public.chats (id) on delete cascade,
  kind public.lesson_kind not null,
  media public.lesson_media not null,
  engine public.lesson_engine not null,
  topic text not null default '',
  host_id uuid references public.profiles (id) on delete set null,
  started_at timestamptz not null default clock_timestamp(),
  empty_since timestamptz default clock_timestamp(),
  ended_at timestamptz,
  is_locked boolean not null default false,
  revision bigint not null default 0,
  told_at timestamptz not null default clock_timestamp(),
  told_count integer not null default 0,
  constraint lessons_topic check (char_length(topic) <= 200),
  -- Everybody on the mesh sends to everybody.
  constraint lessons_broadcast check (kind <> 'broadcast' or engine <> 'mesh')
);
create unique index lessons_running on private.lessons (chat_id) where ended_at is null;
create index lessons_chat_id on private.lessons (chat_id, started_at);
create index lessons_host_id on private.lessons (host_id);
comment on table private.lessons is 'Lessons, calls and broadcasts; of those that run one a chat.';
comment on column private.lessons.host_id is 'Who began it. It goes on when they leave.';
comment on column private.lessons.empty_since is 'Since when nobody is in it; null while somebody is.';
comment on column private.lessons.revision is 'Grows by one with each change of the lesson or of its people.';
comment on column private.lessons.told_at is 'When its chat was last told how many are in it, and how many that were.';

create table private.lesson_people (
  lesson_id uuid not null references private.lessons (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  admitted_at timestamptz,
  with_video boolean not null default false,
  is_out boolean not null default false,
  is_on_stage boolean not null default false,
  is_silenced boolean not null default false,
  hand_at timestamptz,
  call public.call_state,
  called_at timestamptz,
  called_by uuid references public.profiles (id) on delete set null,
  primary key (lesson_id, person_id)
);
create index lesson_people_person_id on private.lesson_people (person_id);
create index lesson_people_called_by on private.lesson_people (called_by);
create index lesson_people_ringing on private.lesson_people (called_at) where call = 'ringing';
comment on table private.lesson_people is 'Who has come into a lesson, was called to it, or is out of it.';
comment on column private.lesson_people.admitted_at is
  'When they were last let in; null for who was not. What was given to come in with may be used again later: who is not admitted now is put out.';

create table private.lesson_visits (
  lesson_id uuid not null references private.lessons (id) on delete cascade,
  connection text not null,
  time smallint not null default 1,
  person_id uuid not null references public.profiles (id) on delete cascade,
  joined_at timestamptz not null,
  seen_at timestamptz not null default clock_timestamp(),
  left_at timestamptz,
  primary key (lesson_id, connection, time),
  constraint lesson_visits_connection check (char_length(connection) between 1 and 100),
  constraint lesson_visits_left_at check (left_at >= joined_at)
);
create index lesson_visits_person_id on private.lesson_visits (person_id);
create index lesson_visits_open on private.lesson_visits (lesson_id, person_id) where left_at is null;
comment on table private.lesson_visits is
  'When who was in a lesson, by the clock of the server: the attendance. Nobody writes it but functions: on the mesh for the caller alone, otherwise what the engine''s server reports.';
comment on column private.lesson_visits.connection is 'The page on the mesh, of other engines what they call a participant; `time` counts how often the same one came.';

-- A page on the mesh says every 15 seconds that it is there.
create function private.visit_lasts() returns interval
language sql immutable
set search_path = ''
return interval '60 seconds';

create function private.lesson_idles() returns interval
language sql immutable
set search_path = ''
return interval '5 minutes';
comment on function private.lesson_idles is 'For how long a lesson waits for somebody before it ends by itself.';

create function private.call_rings() returns interval
language sql immutable
set search_path = ''
return interval '45 seconds';

create function private.lesson_places(engine public.lesson_engine, kind public.lesson_kind) returns integer
language sql immutable
set search_path = ''
return case when engine = 'mesh' then 10 when kind = 'broadcast' then 500 else 100 end;

create function private.lesson_video_places(engine public.lesson_engine) returns integer
language sql immutable
set search_path = ''
return case when engine = 'mesh' then 6 end;
comment on function private.lesson_video_places is
  'How many may come in with a camera: on the mesh each of them encodes for all others. Null for everybody.';

-- Not what ends a lesson, but what it is until somebody ends it: nobody has to look after lessons for a dead one not to be shown.
create function private.is_running(lesson private.lessons) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select lesson.ended_at is null and (
    coalesce(lesson.empty_since > now() - private.lesson_idles(), false) or exists (
      select from private.lesson_visits v
      where v.lesson_id = lesson.id and v.left_at is null
        and (lesson.engine <> 'mesh' or v.seen_at > now() - private.lesson_idles())
    )
  );
end;

create function private.holds_lessons(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.is_participant(c.id, person) and (
    private.is_moderator(c.id, person) or exists (
      select from public.memberships m
      where m.college_id = c.college_id and m.person_id = holds_lessons.person and m.left_at is null and m.role <> 'student'
    )
  )
  from public.chats c where c.id = chat and c.kind <> 'personal';
end;
comment on function private.holds_lessons is
  'Whether the person may hold lessons in the chat: participants who teach, work for or administer its college, and its moderators; nobody in a chat of two.';

create function private.start_refusal(chat uuid, person uuid) returns text
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(
    private.write_refusal(c.id, person),
    case when c.kind in ('group', 'college') and private.holds_lessons(c.id, person) is not true then 'student' end
  )
  from public.chats c where c.id = chat;
end;
comment on function private.start_refusal is
  'Why a participant may begin nothing in the chat: they may not write there (closed, muted, announcement_only), or it is for those who hold lessons there (student); null when they may.';

create function private.leads(lesson private.lessons, person uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(
    private.holds_lessons(lesson.chat_id, person) or lesson.host_id = person and private.is_participant(lesson.chat_id, person) and exists (
      -- Where only who holds lessons begins one, who holds none any more leads none.
      select from public.chats c where c.id = lesson.chat_id and c.kind not in ('personal', 'group', 'college')
    ), false
  );
end;
comment on function private.leads is
  'Whether the person leads the lesson: everybody who may hold lessons in its chat, and in a chat where others may begin one who began it.';

create function private.ends(lesson private.lessons, person uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.leads(lesson, person) or exists (
    select from public.chats c where c.id = lesson.chat_id and c.kind = 'personal' and private.is_participant(c.id, person)
  );
end;
comment on function private.ends is 'Whether the person may end the lesson for all: who leads it, of two people both.';

create function private.visitor_count(lesson uuid) returns integer
language sql stable security definer
set search_path = ''
begin atomic
  select count(distinct v.person_id)::integer from private.lesson_visits v
  where v.lesson_id = visitor_count.lesson and v.left_at is null;
end;

create function private.lesson_json(lesson private.lessons) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'id', lesson.id, 'chat_id', lesson.chat_id, 'kind', lesson.kind, 'media', lesson.media, 'engine', lesson.engine, 'topic', lesson.topic,
    'host', private.person_json(lesson.host_id), 'started_at', lesson.started_at, 'ended_at', lesson.ended_at,
    'count', private.visitor_count(lesson.id), 'is_locked', lesson.is_locked,
    'places', private.lesson_places(lesson.engine, lesson.kind), 'video_places', private.lesson_video_places(lesson.engine)
  );
end;
comment on function private.lesson_json is 'A lesson as everybody in its chat gets it.';

create function private.lesson_people_json(lesson private.lessons, people uuid[] default null) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(jsonb_build_object(
    'person', jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic),
    'connection', visit.connection, 'joined_at', visit.joined_at, 'with_video', l.with_video, 'is_out', l.is_out,
    'is_on_stage', lesson.kind <> 'broadcast' or l.is_on_stage, 'is_silenced', l.is_silenced, 'hand_at', l.hand_at,
    'call', case when l.call = 'ringing' and l.called_at <= now() - private.call_rings() then 'missed' else l.call end
  ) order by p.surname, p.name, p.id), '[]')
  from private.lesson_people l
  join public.profiles p on p.id = l.person_id
  left join lateral (
    select v.connection, v.joined_at from private.lesson_visits v
    where v.lesson_id = l.lesson_id and v.person_id = l.person_id and v.left_at is null
    order by v.joined_at desc, v.connection limit 1
  ) visit on true
  where l.lesson_id = lesson.id and (people is null or l.person_id = any (people));
end;
comment on function private.lesson_people_json is 'The people of a lesson, or some of them; who is in it has a connection.';

create function private.lesson_state_json(lesson private.lessons) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'lesson', private.lesson_json(lesson), 'revision', lesson.revision, 'people', private.lesson_people_json(lesson),
    'rights', jsonb_build_object(
      'lead', private.leads(lesson, private.me()), 'end', private.ends(lesson, private.me()),
      'call', private.ends(lesson, private.me()) and private.start_refusal(lesson.chat_id, private.me()) is null
    )
  );
end;
comment on function private.lesson_state_json is 'A lesson with its people, and what the caller may do in it.';

create function private.running_lesson_json(chat uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select private.lesson_json(l) from private.lessons l where l.chat_id = chat and l.ended_at is null and private.is_running(l);
end;

-- Whoever lost the chat may receive its topics for a while, as with messages: meanwhile they say only that there is news.
create function private.lesson_changed(lesson uuid, people uuid[] default '{}') returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons;
begin
  update private.lessons l set revision = l.revision + 1 where l.id = lesson returning l.* into known;
  if private.is_topic_withheld(known.chat_id) or cardinality(people) > 150 then
    perform realtime.send(jsonb_build_object('revision', known.revision), 'stale', 'lesson:' || known.id, true);
  else
    perform realtime.send(
      jsonb_build_object(
        'revision', known.revision, 'lesson', private.lesson_json(known), 'people', private.lesson_people_json(known, people)
      ),
      'state', 'lesson:' || known.id, true
    );
  end if;
end
$$;
comment on function private.lesson_changed is
  'Gives a lesson, which is locked, its next revision, and broadcasts it with the people whose rows are different.';

create function private.tell_chat(lesson uuid, at_once boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons;
begin
  update private.lessons l set told_at = clock_timestamp(), told_count = n.people
    from (select private.visitor_count(tell_chat.lesson) as people) n
    where l.id = tell_chat.lesson
      and (at_once or l.told_count <> n.people and l.told_at <= clock_timestamp() - interval '5 seconds')
    returning l.* into known;
  if known.id is not null then
    perform realtime.send(
      jsonb_build_object('chat_id', known.chat_id) || case when private.is_topic_withheld(known.chat_id) then '{}'::jsonb
        else jsonb_build_object('lesson', case when known.ended_at is null then private.lesson_json(known) end) end,
      'lesson', 'chat:' || known.chat_id, true
    );
  end if;
end
$$;
comment on function private.tell_chat is
  'Broadcasts to the chat that a lesson runs in it, or none any more. That others have come or gone it says every five seconds at most.';

create function private.visitors_changed(lesson uuid, people uuid[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if people = '{}' then
    return;
  end if;
  update private.lessons l set empty_since = case
      when private.visitor_count(l.id) = 0
        then coalesce(l.empty_since, (select max(v.left_at) from private.lesson_visits v where v.lesson_id = l.id), clock_timestamp())
    end
    where l.id = visitors_changed.lesson;
  perform private.lesson_changed(visitors_changed.lesson, people);
  perform private.tell_chat(visitors_changed.lesson, false);
end
$$;

create function private.close_visits(lesson uuid, person uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  gone uuid[];
begin
  with closed as (
    update private.lesson_visits v set left_at = greatest(v.joined_at, clock_timestamp())
      where v.lesson_id = close_visits.lesson and v.left_at is null and (close_visits.person is null or v.person_id = close_visits.person)
      returning v.person_id
  )
  select coalesce(array_agg(distinct c.person_id), '{}') into gone from closed c;
  perform private.visitors_changed(close_visits.lesson, gone);
end
$$;

-- The lesson is locked.
create function private.expire_visits(lesson uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  gone uuid[];
begin
  with expired as (
    update private.lesson_visits v set left_at = greatest(v.joined_at, v.seen_at)
      from private.lessons l
      where l.id = expire_visits.lesson and l.engine = 'mesh' and v.lesson_id = l.id and v.left_at is null
        and v.seen_at <= now() - private.visit_lasts()
      returning v.person_id
  )
  select coalesce(array_agg(distinct e.person_id), '{}') into gone from expired e;
  perform private.visitors_changed(expire_visits.lesson, gone);
end
$$;
comment on function private.expire_visits is 'Of a lesson on the mesh: whose page was not heard of for a minute is out.';

create function private.quieten(lesson uuid, became public.call_state, person uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  one uuid;
begin
  for one in
    update private.lesson_people l set call = became
      where l.lesson_id = quieten.lesson and l.call = 'ringing' and (quieten.person is null or l.person_id = quieten.person)
      returning l.person_id
  loop
    perform realtime.send(jsonb_build_object('lesson_id', lesson), 'lesson_quiet', 'user:' || one, true);
  end loop;
end
$$;
comment on function private.quieten is 'Who is being called, all or one, is called no longer; every window of theirs learns of it.';

create function private.finish_lesson(lesson uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.expire_visits(lesson);
  update private.lesson_visits v set left_at = greatest(v.joined_at, clock_timestamp())
    where v.lesson_id = finish_lesson.lesson and v.left_at is null;
  perform private.quieten(lesson, 'missed');
  update private.lesson_people l set hand_at = null where l.lesson_id = finish_lesson.lesson and l.hand_at is not null;
  update private.lessons l set ended_at = greatest(l.started_at, coalesce(l.empty_since, clock_timestamp())), empty_since = null
    where l.id = finish_lesson.lesson;
  perform private.lesson_changed(lesson);
  perform private.tell_chat(lesson, true);
end
$$;
comment on function private.finish_lesson is 'Ends a lesson, which is locked. One that nobody was in any more has ended when the last one left.';

create function private.require_lesson(lesson uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  if not exists (select from private.lessons l where l.id = lesson and private.is_participant(l.chat_id, me)) then
    raise exception 'no such lesson' using errcode = 'SF003';
  end if;
end
$$;
comment on function private.require_lesson is 'Refuses (SF003) everybody who is no participant of the chat of the lesson now, as if there were none.';

create function private.lock_lesson(lesson uuid) returns private.lessons
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons;
begin
  perform private.require_lesson(lesson);
  select l.* into known from private.lessons l where l.id = lesson for no key update;
  -- What the caller had to wait for may have been their removal.
  perform private.require_lesson(lesson);
  return known;
end
$$;

create function private.lock_running_lesson(lesson uuid) returns private.lessons
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons := private.lock_lesson(lesson);
begin
  if not private.is_running(known) then
    raise exception 'the lesson is over' using errcode = 'SF006', detail = 'ended';
  end if;
  return known;
end
$$;
comment on function private.lock_running_lesson is 'The lesson as it is and stays until the transaction ends; refused as require_lesson does, and (SF006, ended) when it is over.';

create function public.lesson_start_rights(chat uuid, engine public.lesson_engine default 'mesh') returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  perform private.require_participant(chat);
  return jsonb_build_object(
    'refusal', private.start_refusal(chat, me),
    'kinds', case
      when private.start_refusal(chat, me) is not null then '[]'::jsonb
      when private.holds_lessons(chat, me) is not true then '["call"]'
      when engine = 'mesh' then '["lesson", "call"]'
      else '["lesson", "call", "broadcast"]'
    end,
    'call_all', private.start_refusal(chat, me) is null and private.can_call_all(chat)
  );
end
$$;
comment on function public.lesson_start_rights is 'What the caller may begin in a chat on an engine, or why nothing. Refused (SF003) where they are no participant.';
revoke execute on function public.lesson_start_rights from public, anon, service_role;
grant execute on function public.lesson_start_rights to authenticated;

create function private.require_starter(chat uuid, kind public.lesson_kind) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  refusal text;
begin
  perform private.require_participant(chat);
  refusal := private.start_refusal(chat, me);
  if refusal = 'student' or kind is distinct from 'call' and private.holds_lessons(chat, me) is not true then
    raise exception 'the caller holds no lessons here' using errcode = '42501';
  end if;
  if refusal is not null then
    raise exception 'the caller may begin nothing in this chat' using errcode = 'SF006', detail = refusal;
  end if;
end
$$;
comment on function private.require_starter is
  'Refuses who is no participant (SF003), who may not write in the chat (SF006 with the reason of write_refusal), and (42501) whoever holds no lessons there: they may call, where it is no chat of a group or college.';

-- The engine is what the function `lesson` is set up with. Whoever names another one here, past it, begins what nobody can
-- come into.
create function public.start_lesson(
  chat uuid,
  kind public.lesson_kind,
  media public.lesson_media,
  engine public.lesson_engine default 'mesh',
  topic text default '',
  people uuid[] default '{}',
  everybody boolean default false
) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  named constant text := private.clean_line(coalesce(topic, ''));
  known private.lessons;
begin
  perform private.require_starter(chat, kind);
  if char_length(named) > 200 then
    raise exception 'a topic has at most 200 characters' using errcode = 'SF001';
  end if;
  if kind = 'broadcast' and engine = 'mesh' then
    raise exception 'no broadcasts on the mesh' using errcode = 'SF001', detail = 'engine';
  end if;
  perform private.throttle('lessons begun by ' || me, 60);
  -- Of two who begin at once the second waits for the first, and is in the same lesson.
  loop
    select l.* into known from private.lessons l where l.chat_id = chat and l.ended_at is null for no key update;
    exit when known.id is not null and private.is_running(known);
    if known.id is not null then
      perform private.finish_lesson(known.id);
    end if;
    insert into private.lessons (chat_id, kind, media, engine, topic, host_id) values (chat, kind, media, engine, named, me)
      on conflict (chat_id) where ended_at is null do nothing returning * into known;
    if known.id is not null then
      perform private.tell_chat(known.id, true);
      exit;
    end if;
  end loop;
  perform private.require_not_out(known.id);
  perform private.call_people(known, people, everybody);
  select l.* into known from private.lessons l where l.id = known.id;
  return private.lesson_state_json(known);
end
$$;
comment on function public.start_lesson is
  'Begins a lesson in a chat, or is the one that runs there already, calls people, or everybody, and returns it with its people. Refused as require_starter does, a broadcast on the mesh (SF001, engine), who was removed from the one that runs (SF006, removed), calls as call_to_lesson, and too often (SF004).';
revoke execute on function public.start_lesson from public, anon, service_role;
grant execute on function public.start_lesson to authenticated;

create function public.running_lesson(chat uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  return private.running_lesson_json(chat);
end
$$;
comment on function public.running_lesson is 'The lesson that runs in a chat, null without one. Refused (SF003) where the caller is no participant.';
revoke execute on function public.running_lesson from public, anon, service_role;
grant execute on function public.running_lesson to authenticated;

create function public.lesson_state(lesson uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_lesson(lesson);
  return (select private.lesson_state_json(l) from private.lessons l where l.id = lesson);
end
$$;
comment on function public.lesson_state is 'A lesson with its people, and what the caller may do in it. Refused (SF003) where they are no participant of its chat.';
revoke execute on function public.lesson_state from public, anon, service_role;
grant execute on function public.lesson_state to authenticated;

create function private.require_not_out(lesson uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  if exists (select from private.lesson_people l where l.lesson_id = lesson and l.person_id = me and l.is_out) then
    raise exception 'the caller was removed from the lesson' using errcode = 'SF006', detail = 'removed';
  end if;
end
$$;

-- Whoever has just been let in counts, though the engine has not said yet that they are there.
create function private.taken_places(lesson uuid, besides uuid, with_video boolean) returns integer
language sql stable security definer
set search_path = ''
begin atomic
  select count(*)::integer from private.lesson_people l
  where l.lesson_id = taken_places.lesson and l.person_id <> besides and (l.with_video or not taken_places.with_video) and (
    l.admitted_at > now() - interval '30 seconds'
      and not exists (select from private.lesson_visits v where v.lesson_id = l.lesson_id and v.person_id = l.person_id and v.left_at > l.admitted_at)
    or exists (select from private.lesson_visits v where v.lesson_id = l.lesson_id and v.person_id = l.person_id and v.left_at is null)
  );
end;

create function private.require_place(lesson private.lessons, with_video boolean) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  perform private.require_not_out(lesson.id);
  if lesson.is_locked and not private.leads(lesson, me) and not exists (
    select from private.lesson_people l where l.lesson_id = lesson.id and l.person_id = me and l.admitted_at is not null
  ) then
    raise exception 'the lesson is locked' using errcode = 'SF006', detail = 'locked';
  end if;
  if private.taken_places(lesson.id, me, false) >= private.lesson_places(lesson.engine, lesson.kind) then
    raise exception 'the lesson is full' using errcode = 'SF006', detail = 'full';
  end if;
  if with_video and private.taken_places(lesson.id, me, true) >= private.lesson_video_places(lesson.engine) then
    raise exception 'no more pictures' using errcode = 'SF006', detail = 'video_full';
  end if;
end
$$;
comment on function private.require_place is
  'Refuses (SF006) the caller who was removed from a lesson (removed), who is new to a locked one and does not lead it (locked), and where there is no place (full) or none for one more picture (video_full).';

create function public.enter_lesson(lesson uuid, connection uuid, with_video boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  known private.lessons := private.lock_running_lesson(lesson);
  sees constant boolean := coalesce(with_video, false);
  mine private.lesson_people;
begin
  -- Each time all are told of it.
  perform private.throttle('lessons entered by ' || me, 60, '1 minute');
  perform private.expire_visits(known.id);
  perform private.require_place(known, sees);
  if connection is null or exists (
    select from private.lesson_visits v where v.lesson_id = known.id and v.connection = enter_lesson.connection::text and v.person_id <> me
  ) then
    raise exception 'not a connection of the caller' using errcode = 'SF001';
  end if;
  insert into private.lesson_people as l (lesson_id, person_id, admitted_at, with_video, is_on_stage)
    values (known.id, me, now(), sees, private.leads(known, me))
    on conflict (lesson_id, person_id) do update
      set admitted_at = now(), with_video = excluded.with_video, is_on_stage = l.is_on_stage or excluded.is_on_stage
    returning * into mine;
  if mine.call = 'ringing' then
    perform private.quieten(known.id, 'joined', me);
  elsif mine.call is not null then
    update private.lesson_people l set call = 'joined' where l.lesson_id = known.id and l.person_id = me;
  end if;
  -- One page of a person is in it, the newest.
  if known.engine = 'mesh' then
    update private.lesson_visits v set left_at = greatest(v.joined_at, clock_timestamp())
      where v.lesson_id = known.id and v.person_id = me and v.left_at is null and v.connection <> enter_lesson.connection::text;
    update private.lesson_visits v set seen_at = clock_timestamp()
      where v.lesson_id = known.id and v.person_id = me and v.left_at is null;
    if not found then
      insert into private.lesson_visits (lesson_id, connection, time, person_id, joined_at)
        select known.id, enter_lesson.connection::text, 1 + count(*), me, clock_timestamp()
        from private.lesson_visits v where v.lesson_id = known.id and v.connection = enter_lesson.connection::text;
    end if;
  else
    -- The server of the engine has not said yet that they are there.
    update private.lessons l set empty_since = clock_timestamp() where l.id = known.id and l.empty_since is not null;
  end if;
  perform private.visitors_changed(known.id, array[me]);
  select l.* into known from private.lessons l where l.id = known.id;
  return private.lesson_state_json(known) || jsonb_build_object('pass', private.lesson_pass(known, me));
end
$$;
comment on function public.enter_lesson is
  'Lets the caller into a lesson, by a page that calls itself `connection`; on the mesh an older page of theirs is out with that. Returns it with its people, and as `pass` what an engine is to be told of the caller. Refused where they are no participant of its chat (SF003), when it is over (SF006, ended), too often (SF004), and as require_place does.';
revoke execute on function public.enter_lesson from public, anon, service_role;
grant execute on function public.enter_lesson to authenticated;

-- The lock of a lesson comes before those of its visits, here as everywhere; a page that has nothing to tell takes none.
create function public.announce_lesson(lesson uuid, connection uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  perform private.require_lesson(lesson);
  if exists (
    select from private.lesson_visits v join private.lessons l on l.id = v.lesson_id and l.engine = 'mesh'
    where l.id = lesson and v.left_at is null and v.seen_at <= now() - private.visit_lasts()
  ) then
    perform from private.lessons l where l.id = lesson and l.ended_at is null for no key update;
    perform private.expire_visits(lesson);
  end if;
  perform private.tell_chat(l.id, false) from private.lessons l where l.id = lesson and l.ended_at is null;
  update private.lesson_visits v set seen_at = clock_timestamp()
    from private.lessons l
    where l.id = lesson and l.engine = 'mesh' and v.lesson_id = l.id and v.connection = announce_lesson.connection::text and v.person_id = me
      and v.left_at is null;
  return jsonb_build_object('is_in', found, 'revision', (select l.revision from private.lessons l where l.id = lesson));
end
$$;
comment on function public.announce_lesson is
  'Says that a page of the caller is in a lesson on the mesh still, and returns whether it is: another page may have come, they were removed, or the lesson is over. Refused (SF003) where they are no participant of its chat.';
revoke execute on function public.announce_lesson from public, anon, service_role;
grant execute on function public.announce_lesson to authenticated;

create function public.leave_lesson(lesson uuid, connection uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  known private.lessons := private.lock_lesson(lesson);
begin
  if known.engine = 'mesh' then
    update private.lesson_visits v set left_at = greatest(v.joined_at, clock_timestamp())
      where v.lesson_id = known.id and v.connection = leave_lesson.connection::text and v.person_id = me and v.left_at is null;
    if not found then
      return;
    end if;
  end if;
  update private.lesson_people l set hand_at = null where l.lesson_id = known.id and l.person_id = me and l.hand_at is not null;
  if known.ended_at is null and (found or known.engine = 'mesh') then
    perform private.visitors_changed(known.id, array[me]);
    -- A call that was hung up rings no longer, and does not wait for anybody.
    if known.kind = 'call' and known.engine = 'mesh' and private.visitor_count(known.id) = 0 then
      perform private.finish_lesson(known.id);
    end if;
  end if;
end
$$;
comment on function public.leave_lesson is
  'A page of the caller has left a lesson; that of another engine than the mesh says so itself. A call ends with the last one. Refused (SF003) where they are no participant of its chat.';
revoke execute on function public.leave_lesson from public, anon, service_role;
grant execute on function public.leave_lesson to authenticated;

create function public.raise_hand(lesson uuid, raised boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  known private.lessons := private.lock_running_lesson(lesson);
begin
  perform private.throttle('hands of ' || me, 60, '1 minute');
  update private.lesson_people l set hand_at = case when raised then clock_timestamp() end
    where l.lesson_id = known.id and l.person_id = me and l.admitted_at is not null and (l.hand_at is not null) <> coalesce(raised, false);
  if found then
    perform private.lesson_changed(known.id, array[me]);
  end if;
end
$$;
comment on function public.raise_hand is
  'Raises the hand of the caller, who was let into the lesson, or lowers it; raised again it keeps its place. Refused where they are no participant of its chat (SF003), when it is over (SF006, ended), and too often (SF004).';
revoke execute on function public.raise_hand from public, anon, service_role;
grant execute on function public.raise_hand to authenticated;

create function public.end_lesson(lesson uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons := private.lock_lesson(lesson);
begin
  if not private.ends(known, private.me()) then
    raise exception 'who leads it ends a lesson' using errcode = '42501';
  end if;
  if known.ended_at is null then
    perform private.finish_lesson(known.id);
  end if;
end
$$;
comment on function public.end_lesson is
  'Ends a lesson for all: for those who lead it, and both in a chat of two (else 42501); ended again it stays as it is. Refused (SF003) where the caller is no participant of its chat.';
revoke execute on function public.end_lesson from public, anon, service_role;
grant execute on function public.end_lesson to authenticated;

-- By whatever way somebody loses a chat, they are out of the lesson in it.
create function private.leave_lesson_of(chat uuid, person uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons;
begin
  select l.* into known from private.lessons l where l.chat_id = chat and l.ended_at is null for no key update;
  if known.id is null then
    return;
  end if;
  update private.lesson_people l set admitted_at = null, hand_at = null where l.lesson_id = known.id and l.person_id = person;
  if found then
    perform private.quieten(known.id, 'missed', person);
    perform private.close_visits(known.id, person);
  end if;
end
$$;

create function private.end_lesson_of_archived() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  known private.lessons;
begin
  select l.* into known from private.lessons l where l.chat_id = new.id and l.ended_at is null for no key update;
  if known.id is not null then
    perform private.finish_lesson(known.id);
  end if;
  return null;
end
$$;

create trigger end_lesson_of_archived after update of archived_at on public.chats
  for each row when (old.archived_at is null and new.archived_at is not null) execute function private.end_lesson_of_archived();

create function private.sweep_lessons() returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons;
begin
  for known in select l.* from private.lessons l where l.ended_at is null for no key update skip locked loop
    perform private.expire_visits(known.id);
    perform private.quieten(known.id, 'missed', p.person_id)
      from private.lesson_people p
      where p.lesson_id = known.id and p.call = 'ringing' and p.called_at <= now() - private.call_rings();
    select l.* into known from private.lessons l where l.id = known.id;
    if private.is_running(known) then
      perform private.tell_chat(known.id, false);
    else
      perform private.finish_lesson(known.id);
    end if;
  end loop;
end
$$;
comment on function private.sweep_lessons is
  'Ends lessons that nobody has been in for five minutes, puts out whose page is gone, and makes missed what rings no longer. Nothing false is shown before that is done: it is for those who are to be told.';

create function public.sweep_lessons() returns void
language sql volatile security definer
set search_path = ''
begin atomic
  select private.sweep_lessons();
end;
comment on function public.sweep_lessons is 'Looks after lessons, once a minute: by the function `lesson` with the secret key, where the database has no clock of its own.';
revoke execute on function public.sweep_lessons from public, anon, authenticated;
grant execute on function public.sweep_lessons to service_role;

-- Where the extension is not switched on yet, docs/lessons.md says how to have it done.
do $do$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'pg_cron') then
    execute $cron$ select cron.schedule('sferum lessons', '* * * * *', 'select private.sweep_lessons()') $cron$;
  end if;
end
$do$;
