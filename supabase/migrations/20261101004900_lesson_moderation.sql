-- Leading a lesson: who speaks, who is out, the lock, the stage; what the engine's server is told and reports; attendance.

create function private.lesson_pass(lesson private.lessons, person uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'person_id', p.id, 'name', trim(concat_ws(' ', p.name, p.surname)), 'leads', private.leads(lesson, p.id),
    'may_be_in', lesson.ended_at is null and known.admitted_at is not null and not known.is_out and private.is_participant(lesson.chat_id, p.id),
    'may_publish', lesson.kind <> 'broadcast' or coalesce(known.is_on_stage, false),
    'may_speak', (lesson.kind <> 'broadcast' or coalesce(known.is_on_stage, false)) and not coalesce(known.is_silenced, false)
  )
  from public.profiles p
  left join private.lesson_people known on known.lesson_id = lesson.id and known.person_id = p.id
  where p.id = person;
end;
comment on function private.lesson_pass is 'What an engine is to be told of a person: whether they may be in the lesson, be seen, and be heard.';

create function private.require_leader(lesson private.lessons) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.leads(lesson, private.me()) then
    raise exception 'who leads the lesson does this' using errcode = '42501';
  end if;
end
$$;

-- A student who began a call among friends leads it, but does not put out the teacher who comes to it.
create function private.require_led(lesson private.lessons, person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  if private.is_participant(lesson.chat_id, person) is not true then
    raise exception 'not a participant' using errcode = 'SF003', detail = 'no_participant';
  end if;
  if person = me then
    raise exception 'nobody does this to themselves' using errcode = 'SF001';
  end if;
  if private.holds_lessons(lesson.chat_id, person) and not private.holds_lessons(lesson.chat_id, me)
    or private.is_chat_admin(lesson.chat_id, person) and not private.is_chat_admin(lesson.chat_id, me) then
    raise exception 'the person has more rights than the caller' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_led is
  'Refuses who is no participant of the chat (SF003), the caller themselves (SF001), those who hold lessons to who only began one, and administrators to who is none (42501).';

create function private.log_lesson_person(lesson private.lessons, action text, person uuid) returns void
language sql volatile security definer
set search_path = ''
begin atomic
  select private.log_chat(c, log_lesson_person.action, log_lesson_person.person) from public.chats c where c.id = lesson.chat_id;
end;
comment on function private.log_lesson_person is 'Writes to the log who may not come into a lesson any more, or may again.';

create function public.moderate_lesson(lesson uuid, deed text, person uuid default null) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons := private.lock_running_lesson(lesson);
  changed uuid[];
begin
  perform private.require_leader(known);
  perform private.throttle('deeds in lessons of ' || private.me(), 300, '1 minute');
  if deed not in ('mute', 'silence', 'allow', 'lower_hand', 'remove', 'readmit', 'to_stage', 'to_audience', 'lock', 'unlock')
    or person is null and deed in ('remove', 'readmit', 'to_stage', 'to_audience') or person is not null and deed in ('lock', 'unlock')
    or deed in ('to_stage', 'to_audience') and known.kind <> 'broadcast' then
    raise exception 'no such deed' using errcode = 'SF001';
  end if;
  if person is not null then
    perform private.require_led(known, person);
    insert into private.lesson_people (lesson_id, person_id) values (known.id, person) on conflict do nothing;
  end if;
  case
    when deed in ('lock', 'unlock') then
      update private.lessons l set is_locked = deed = 'lock' where l.id = known.id and l.is_locked <> (deed = 'lock');
      if found then
        -- What those who are not in it now were given before does not let them in again.
        update private.lesson_people l set admitted_at = null
          where deed = 'lock' and l.lesson_id = known.id and not exists (
            select from private.lesson_visits v where v.lesson_id = l.lesson_id and v.person_id = l.person_id and v.left_at is null
          );
        perform private.lesson_changed(known.id);
        perform private.tell_chat(known.id, true);
      end if;
    when deed = 'mute' then
      perform realtime.send(jsonb_build_object('person_id', person), 'mute', 'lesson:' || known.id, true);
    when deed = 'remove' then
      update private.lesson_people l
        set is_out = true, admitted_at = null, hand_at = null, is_on_stage = false
        where l.lesson_id = known.id and l.person_id = moderate_lesson.person and not l.is_out;
      if found then
        perform private.quieten(known.id, 'missed', person);
        perform private.close_visits(known.id, person);
        perform private.lesson_changed(known.id, array[person]);
        perform private.log_lesson_person(known, 'lesson_person_removed', person);
      end if;
    else
      if deed = 'readmit' and exists (
        select from private.lesson_people l where l.lesson_id = known.id and l.person_id = moderate_lesson.person and l.is_out
      ) then
        perform private.log_lesson_person(known, 'lesson_person_readmitted', person);
      end if;
      with done as (
        update private.lesson_people l set
          is_silenced = case deed when 'silence' then true when 'allow' then false else l.is_silenced end,
          is_out = l.is_out and deed <> 'readmit',
          is_on_stage = case
            when deed = 'to_stage' or deed = 'allow' and moderate_lesson.person is not null and known.kind = 'broadcast' then true
            when deed = 'to_audience' then private.leads(known, l.person_id)
            else l.is_on_stage
          end,
          hand_at = case
            when deed in ('lower_hand', 'to_stage', 'to_audience') or deed = 'allow' and moderate_lesson.person is not null then null
            else l.hand_at
          end
          where l.lesson_id = known.id
            and case when moderate_lesson.person is null then deed = 'lower_hand' or not private.leads(known, l.person_id)
              else l.person_id = moderate_lesson.person end
          returning l.person_id
      )
      select coalesce(array_agg(d.person_id), '{}') into changed from done d;
      perform private.lesson_changed(known.id, changed);
  end case;
  select l.* into known from private.lessons l where l.id = known.id;
  return private.lesson_state_json(known);
end
$$;
comment on function public.moderate_lesson is
  'Asks a person, or everybody who does not lead, to `mute` themselves; takes from them the right to speak (`silence`) and gives it (`allow`: one, whose hand is lowered, and who comes onto the stage of a broadcast); lowers a hand, or all; removes a person, who does not come back before they are readmitted; brings one to the stage or to the audience; locks and unlocks. Returns the lesson with its people. For those who lead it (else 42501); refused as lock_running_lesson and require_led do, (SF001) what is no such deed, and more than 300 times a minute (SF004). The log says who was removed and readmitted.';
revoke execute on function public.moderate_lesson from public, anon, service_role;
grant execute on function public.moderate_lesson to authenticated;

-- What the server of an engine reports comes late, twice and in any order: of one participant the first arrival and the first
-- departure count, whichever is told first.
create function public.note_lesson_visit(
  lesson uuid, person uuid, connection text, joined_at timestamptz default null, left_at timestamptz default null
) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lessons;
  came timestamptz;
  went timestamptz;
begin
  select l.* into known from private.lessons l where l.id = lesson for no key update;
  if known.id is null or known.engine = 'mesh' or not exists (select from public.profiles p where p.id = person) then
    return jsonb_build_object('may_be_in', false);
  end if;
  came := least(greatest(coalesce(note_lesson_visit.joined_at, note_lesson_visit.left_at, clock_timestamp()), known.started_at), clock_timestamp());
  went := greatest(came, least(note_lesson_visit.left_at, known.ended_at, clock_timestamp()));
  insert into private.lesson_people (lesson_id, person_id) values (known.id, person) on conflict do nothing;
  insert into private.lesson_visits as v (lesson_id, connection, person_id, joined_at, left_at)
    values (known.id, note_lesson_visit.connection, person, came, case when note_lesson_visit.left_at is not null or known.ended_at is not null then went end)
    on conflict on constraint lesson_visits_pkey do update set
      joined_at = least(v.joined_at, excluded.joined_at),
      left_at = case when v.left_at is not null or excluded.left_at is not null then greatest(v.joined_at, coalesce(v.left_at, excluded.left_at)) end
      where v.person_id = excluded.person_id;
  if known.ended_at is null then
    perform private.visitors_changed(known.id, array[person]);
  end if;
  return private.lesson_pass(known, person);
end
$$;
comment on function public.note_lesson_visit is
  'Notes that a participant of an engine came or went, and returns what the engine is to be told of them; who may not be in the lesson is to be put out. For the function `lesson` only, which checks who reports it.';
revoke execute on function public.note_lesson_visit from public, anon, authenticated;
grant execute on function public.note_lesson_visit to service_role;

-- Whoever was noted just now may have come after it was asked who is there.
create function public.close_lesson_visits(
  lesson uuid, present text[], is_over boolean default false, noted_before timestamptz default null
) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  gone uuid[];
begin
  perform from private.lessons l where l.id = lesson and l.ended_at is null and l.engine <> 'mesh' for no key update;
  if not found then
    return;
  end if;
  with closed as (
    update private.lesson_visits v set left_at = greatest(v.joined_at, clock_timestamp())
      where v.lesson_id = close_lesson_visits.lesson and v.left_at is null and v.connection <> all (present)
        and case when is_over then coalesce(v.seen_at < noted_before, true) else v.seen_at < clock_timestamp() - interval '30 seconds' end
      returning v.person_id
  )
  select coalesce(array_agg(distinct c.person_id), '{}') into gone from closed c;
  perform private.visitors_changed(lesson, gone);
end
$$;
comment on function public.close_lesson_visits is
  'Of a lesson on the server of an engine: whoever is not among those that are present there has left, but for who came within half a minute, unless its room is over: then whoever was noted before that. For the function `lesson` only.';
revoke execute on function public.close_lesson_visits from public, anon, authenticated;
grant execute on function public.close_lesson_visits to service_role;

create function public.lesson_passes(lesson uuid, person uuid default null) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.lesson_pass(l, p.person_id) || jsonb_build_object('connections', coalesce(visits.open, '[]'))), '[]')
  from private.lessons l
  join private.lesson_people p on p.lesson_id = l.id
  cross join lateral (
    select jsonb_agg(v.connection order by v.joined_at) as open from private.lesson_visits v
    where v.lesson_id = l.id and v.person_id = p.person_id and v.left_at is null
  ) visits
  where l.id = lesson_passes.lesson
    and case when lesson_passes.person is null then visits.open is not null else p.person_id = lesson_passes.person end;
end;
comment on function public.lesson_passes is
  'What an engine is to be told of everybody in a lesson, or of one person, with what it calls them. For the function `lesson` only.';
revoke execute on function public.lesson_passes from public, anon, authenticated;
grant execute on function public.lesson_passes to service_role;

create function public.engine_lessons() returns table (id uuid, engine public.lesson_engine)
language sql stable security definer
set search_path = ''
begin atomic
  select l.id, l.engine from private.lessons l where l.ended_at is null and l.engine <> 'mesh' order by l.started_at limit 500;
end;
comment on function public.engine_lessons is
  'Lessons that run on the server of an engine, at most 500, the oldest first. For the function `lesson` only.';
revoke execute on function public.engine_lessons from public, anon, authenticated;
grant execute on function public.engine_lessons to service_role;

-- Of these rooms, however many run: one that is missing in a list of lessons may have begun since, or stand beyond its end.
create function public.rooms_without_lesson(rooms uuid[]) returns uuid[]
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(array_agg(room), '{}') from unnest(rooms) room
  where not exists (select from private.lessons l where l.id = room and l.ended_at is null);
end;
comment on function public.rooms_without_lesson is 'Which of these rooms are of no lesson that runs. For the function `lesson` only.';
revoke execute on function public.rooms_without_lesson from public, anon, authenticated;
grant execute on function public.rooms_without_lesson to service_role;

-- Two pages at once, as after a break, are one presence.
create function private.covered(times tstzrange[]) returns interval
language sql immutable
set search_path = ''
begin atomic
  select sum(upper(whole.part) - lower(whole.part))
  from (select unnest(range_agg(time.span)) as part from unnest(times) time (span)) whole;
end;
comment on function private.covered is 'How long some times are together, what overlaps counted once.';

create function public.lesson_attendance(lesson uuid) returns table (
  person_id uuid, surname text, name text, patronymic text, role public.member_role,
  joined_at timestamptz, left_at timestamptz, seconds integer, visits integer
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  known private.lessons;
begin
  perform private.require_lesson(lesson);
  select l.* into known from private.lessons l where l.id = lesson_attendance.lesson;
  perform private.require_leader(known);
  return query
    with people as (
      select v.person_id from private.lesson_visits v where v.lesson_id = known.id
      union
      select s.person_id
      from public.chats c join public.group_students s on s.group_id = c.group_id
      where c.id = known.chat_id and private.is_participant(c.id, s.person_id)
    )
    select p.id, p.surname, p.name, p.patronymic, m.role,
      min(v.joined_at), case when bool_and(v.left_at is not null) then max(v.left_at) end,
      coalesce(round(extract(epoch from private.covered(array_agg(
        tstzrange(v.joined_at, coalesce(v.left_at, known.ended_at, now()), '[]')
      ) filter (where v.connection is not null)))), 0)::integer,
      count(v.connection)::integer
    from people
    join public.profiles p on p.id = people.person_id
    join public.chats c on c.id = known.chat_id
    join public.memberships m on m.college_id = c.college_id and m.person_id = p.id
    left join private.lesson_visits v on v.lesson_id = known.id and v.person_id = p.id
    group by p.id, m.role
    order by p.surname, p.name, p.id;
end
$$;
comment on function public.lesson_attendance is
  'Who was in a lesson, from when to when, for how many seconds and how often, and which students of the group were not. For those who lead it (else 42501); refused (SF003) where the caller is no participant of its chat.';
revoke execute on function public.lesson_attendance from public, anon, service_role;
grant execute on function public.lesson_attendance to authenticated;
