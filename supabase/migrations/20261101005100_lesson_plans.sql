-- Planned lessons: times by the clock of the college, once or weekly, of which single days are moved or cancelled.

create table private.lesson_plans (
  id uuid primary key,
  chat_id uuid not null references public.chats (id) on delete cascade,
  topic text not null,
  kind public.lesson_kind not null,
  media public.lesson_media not null,
  teacher_id uuid references public.profiles (id) on delete set null,
  starts_on date not null,
  starts_at time not null,
  minutes smallint not null,
  until date,
  created_at timestamptz not null default now(),
  cancelled_at timestamptz,
  version integer not null default 1,
  constraint lesson_plans_kind check (kind <> 'call'),
  constraint lesson_plans_topic check (char_length(topic) <= 200),
  constraint lesson_plans_minutes check (minutes between 5 and 480),
  constraint lesson_plans_starts_on check (starts_on between '2020-01-01' and '2100-01-01'),
  constraint lesson_plans_until check (until between starts_on and starts_on + 366)
);
create index lesson_plans_chat_id on private.lesson_plans (chat_id);
create index lesson_plans_teacher_id on private.lesson_plans (teacher_id);
comment on table private.lesson_plans is 'Lessons that are to be. Day and time are by the clock of the college, whatever its zone does meanwhile.';
comment on column private.lesson_plans.until is 'Weekly until this day; null for once.';

create table private.lesson_days (
  plan_id uuid not null references private.lesson_plans (id) on delete cascade,
  day date not null,
  moved_to timestamp,
  is_cancelled boolean not null default false,
  lesson_id uuid references private.lessons (id) on delete set null,
  reminded_at timestamptz,
  primary key (plan_id, day),
  -- Who looks for what begins soon looks no further.
  constraint lesson_days_moved_to check (moved_to between day - 60 and day + 61)
);
create index lesson_days_lesson_id on private.lesson_days (lesson_id);
comment on table private.lesson_days is
  'What is kept of single days of plans: moved, cancelled, begun, reminded of. The day is that of the series, also when it was moved.';

create trigger clean_lines before insert or update of topic on private.lesson_plans
  for each row execute function private.clean_lines('topic');

create function private.plan_days(plan private.lesson_plans) returns table (
  day date, starts_at timestamptz, ends_at timestamptz, is_moved boolean, is_cancelled boolean, lesson_id uuid, reminded_at timestamptz
)
language sql stable security definer
set search_path = ''
begin atomic
  select series.day, times.starts_at, times.starts_at + make_interval(mins => plan.minutes),
    kept.moved_to is not null, coalesce(kept.is_cancelled, false) or plan.cancelled_at is not null, kept.lesson_id, kept.reminded_at
  from (
    select weekly::date as day
    from generate_series(plan.starts_on::timestamp, coalesce(plan.until, plan.starts_on)::timestamp, interval '7 days') weekly
  ) series
  left join private.lesson_days kept on kept.plan_id = plan.id and kept.day = series.day
  join public.chats c on c.id = plan.chat_id
  join public.colleges k on k.id = c.college_id
  cross join lateral (select coalesce(kept.moved_to, series.day + plan.starts_at) at time zone k.time_zone as starts_at) times;
end;
comment on function private.plan_days is 'The days of a plan, each as it is now.';

create function private.may_plan(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
return coalesce(
  private.holds_lessons(chat, (select private.me())) and private.write_refusal(chat, (select private.me())) is null, false
);

create function private.plan_json(plan private.lesson_plans) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'topic', plan.topic, 'kind', plan.kind, 'media', plan.media, 'day', plan.starts_on, 'time', to_char(plan.starts_at, 'HH24:MI'),
    'minutes', plan.minutes, 'until', plan.until, 'version', plan.version
  );
end;

create function private.plans_changed(chat uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.chats;
begin
  select c.* into known from public.chats c where c.id = chat;
  perform private.broadcast('chat:' || chat, 'lessons_changed', jsonb_build_object('chat_id', chat));
  if known.audience <> 'chosen' then
    perform private.broadcast('college:' || known.college_id, 'lessons_changed', jsonb_build_object('chat_id', chat));
  else
    perform realtime.send(jsonb_build_object('chat_id', chat), 'lessons_changed', 'user:' || p.person_id, true)
      from private.participants p where p.chat_id = chat;
  end if;
end
$$;
comment on function private.plans_changed is 'Broadcasts that the planned lessons of a chat are different, to the lists that show them: ids only.';

-- Whoever may not see the chat does not learn that there is such a plan.
create function private.require_planner(plan uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  known private.lesson_plans;
begin
  select p.* into known from private.lesson_plans p where p.id = plan;
  if private.is_participant(known.chat_id, me) is not true then
    raise exception 'no such plan' using errcode = 'SF003';
  end if;
  perform private.require_starter(known.chat_id, 'lesson');
end
$$;
comment on function private.require_planner is
  'Refuses who is no participant of the chat of the plan (SF003), and as require_starter does who may hold no lesson there now.';

create function private.lock_plan(plan uuid) returns private.lesson_plans
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans;
begin
  perform private.require_planner(plan);
  select p.* into known from private.lesson_plans p where p.id = plan for no key update;
  -- What the caller had to wait for may have been their removal.
  perform private.require_planner(plan);
  if known.cancelled_at is not null then
    raise exception 'the plan was cancelled' using errcode = 'SF003', detail = 'cancelled';
  end if;
  return known;
end
$$;

create function private.log_plan(plan private.lesson_plans, action text, before jsonb default null, after jsonb default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  if plan.teacher_id is distinct from private.me() then
    perform private.log_chat(c, log_plan.action, null, log_plan.before, log_plan.after) from public.chats c where c.id = plan.chat_id;
  end if;
end
$$;
comment on function private.log_plan is 'Writes to the log of the college what somebody does to the planned lesson of another.';

create function private.lock_plan_day(plan uuid, day date) returns private.lesson_plans
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan(plan);
begin
  if not exists (select from private.plan_days(known) d where d.day = lock_plan_day.day) then
    raise exception 'no such day in the plan' using errcode = 'SF003', detail = 'no_day';
  end if;
  insert into private.lesson_days (plan_id, day) values (known.id, lock_plan_day.day) on conflict do nothing;
  return known;
end
$$;
comment on function private.lock_plan_day is
  'The plan of one of its days, to be changed by one person at a time: refused as require_planner does, (SF003, cancelled) when it was cancelled and (SF003, no_day) when it has no such day.';

create function private.require_time_to_come(chat uuid, moment timestamp) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if (
    select moment at time zone k.time_zone > now() - interval '15 minutes'
    from public.chats c join public.colleges k on k.id = c.college_id where c.id = chat
  ) is not true then
    raise exception 'the time is over' using errcode = 'SF001', detail = 'past';
  end if;
end
$$;

create function public.plan_lesson(
  chat uuid, id uuid, topic text, kind public.lesson_kind, media public.lesson_media,
  day date, at time, minutes integer, until date default null
) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  perform private.require_starter(chat, kind);
  perform private.require_starter(chat, 'lesson');
  if exists (select from private.lesson_plans p where p.id = plan_lesson.id and p.chat_id = plan_lesson.chat and p.teacher_id = me) then
    return;
  end if;
  perform private.require_time_to_come(chat, coalesce(until, day) + at);
  perform private.throttle('plans of ' || me, 100);
  begin
    insert into private.lesson_plans (id, chat_id, topic, kind, media, teacher_id, starts_on, starts_at, minutes, until)
      values (plan_lesson.id, chat, coalesce(topic, ''), kind, media, me, day, at, minutes, until);
  exception when unique_violation then
    raise exception 'the id of the plan is taken' using errcode = 'SF002';
  end;
  perform private.plans_changed(chat);
end
$$;
comment on function public.plan_lesson is
  'Plans a lesson or a broadcast in a chat, once or weekly until a day within a year, by the clock of its college; the same id again is the same plan. Refused as require_starter does, when it would be over (SF001, past), a taken id (SF002), and too often (SF004).';
revoke execute on function public.plan_lesson from public, anon, service_role;
grant execute on function public.plan_lesson to authenticated;

create function public.change_plan(
  plan uuid, version integer, topic text, kind public.lesson_kind, media public.lesson_media,
  day date, at time, minutes integer, until date default null
) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan(plan);
  became private.lesson_plans;
begin
  if known.version <> change_plan.version then
    raise exception 'somebody else has changed the plan' using errcode = 'SF002', detail = private.plan_json(known)::text;
  end if;
  perform private.require_time_to_come(known.chat_id, coalesce(until, day) + at);
  update private.lesson_plans p set
      topic = coalesce(change_plan.topic, ''), kind = change_plan.kind, media = change_plan.media, starts_on = day, starts_at = at,
      minutes = change_plan.minutes, until = change_plan.until, version = p.version + 1
    where p.id = known.id
    returning p.* into became;
  perform private.log_plan(
    known, 'lesson_plan_changed', jsonb_build_object('topic', known.topic, 'day', known.starts_on),
    jsonb_build_object('topic', became.topic, 'day', became.starts_on)
  );
  perform private.plans_changed(known.chat_id);
end
$$;
comment on function public.change_plan is
  'Changes a plan; what was moved or cancelled of it stays where its day is still one of the plan. For all who hold lessons in its chat. Refused as require_planner does, when it was cancelled (SF003, cancelled), has changed meanwhile (SF002, with what it is now), or would be over (SF001, past).';
revoke execute on function public.change_plan from public, anon, service_role;
grant execute on function public.change_plan to authenticated;

create function public.cancel_plan(plan uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan(plan);
begin
  update private.lesson_plans p set cancelled_at = now(), version = p.version + 1 where p.id = known.id;
  perform private.log_plan(known, 'lesson_plan_cancelled', jsonb_build_object('topic', known.topic, 'day', known.starts_on));
  perform private.plans_changed(known.chat_id);
end
$$;
comment on function public.cancel_plan is
  'Cancels a plan with all its days, for all who hold lessons in its chat. Refused as require_planner does, and when that was done (SF003, cancelled).';
revoke execute on function public.cancel_plan from public, anon, service_role;
grant execute on function public.cancel_plan to authenticated;

create function public.move_plan_day(plan uuid, day date, moved_to timestamp) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan_day(plan, day);
begin
  perform private.require_time_to_come(known.chat_id, moved_to);
  update private.lesson_days d set moved_to = move_plan_day.moved_to, is_cancelled = false, reminded_at = null
    where d.plan_id = known.id and d.day = move_plan_day.day;
  perform private.log_plan(
    known, 'lesson_plan_changed', jsonb_build_object('topic', known.topic, 'day', day),
    jsonb_build_object('topic', known.topic, 'day', move_plan_day.moved_to::date)
  );
  perform private.plans_changed(known.chat_id);
end
$$;
comment on function public.move_plan_day is
  'Moves one day of a plan to another time, within sixty days, by the clock of the college. Refused as lock_plan_day does, and to a time that is over (SF001, past).';
revoke execute on function public.move_plan_day from public, anon, service_role;
grant execute on function public.move_plan_day to authenticated;

create function public.cancel_plan_day(plan uuid, day date) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan_day(plan, day);
begin
  update private.lesson_days d set is_cancelled = true where d.plan_id = known.id and d.day = cancel_plan_day.day;
  perform private.log_plan(known, 'lesson_plan_cancelled', jsonb_build_object('topic', known.topic, 'day', day));
  perform private.plans_changed(known.chat_id);
end
$$;
comment on function public.cancel_plan_day is 'Cancels one day of a plan. Refused as lock_plan_day does.';
revoke execute on function public.cancel_plan_day from public, anon, service_role;
grant execute on function public.cancel_plan_day to authenticated;

create function public.restore_plan_day(plan uuid, day date) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan_day(plan, day);
begin
  update private.lesson_days d set moved_to = null, is_cancelled = false, reminded_at = null
    where d.plan_id = known.id and d.day = restore_plan_day.day;
  perform private.log_plan(known, 'lesson_plan_changed', null, jsonb_build_object('topic', known.topic, 'day', day));
  perform private.plans_changed(known.chat_id);
end
$$;
comment on function public.restore_plan_day is 'One day of a plan, moved or cancelled, is as planned again. Refused as lock_plan_day does.';
revoke execute on function public.restore_plan_day from public, anon, service_role;
grant execute on function public.restore_plan_day to authenticated;

create function public.start_planned_lesson(
  plan uuid, day date, engine public.lesson_engine default 'mesh', people uuid[] default '{}', everybody boolean default false
) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.lesson_plans := private.lock_plan_day(plan, day);
  state jsonb;
begin
  if exists (select from private.plan_days(known) d where d.day = start_planned_lesson.day and d.is_cancelled) then
    raise exception 'the lesson was cancelled' using errcode = 'SF003', detail = 'cancelled';
  end if;
  state := public.start_lesson(known.chat_id, known.kind, known.media, engine, known.topic, people, everybody);
  update private.lesson_days d set lesson_id = (state #>> '{lesson,id}')::uuid where d.plan_id = known.id and d.day = start_planned_lesson.day;
  perform private.plans_changed(known.chat_id);
  return state;
end
$$;
comment on function public.start_planned_lesson is
  'Begins a planned lesson, or is the one that runs in its chat: for all who hold lessons there. Refused as lock_plan_day and start_lesson do, and when it was cancelled (SF003, cancelled).';
revoke execute on function public.start_planned_lesson from public, anon, service_role;
grant execute on function public.start_planned_lesson to authenticated;

create function public.planned_lessons(since timestamptz, before timestamptz, college uuid default null, chat uuid default null)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  last_day constant timestamptz := least(before, since + interval '400 days');
begin
  perform private.me();
  return (
    with mine as materialized (
      select c.* from public.chats c
      where c.id in (select private.my_chat_ids()) and (planned_lessons.college is null or c.college_id = planned_lessons.college)
        and (planned_lessons.chat is null or c.id = planned_lessons.chat) and private.is_chat_open(c.id)
    )
    select coalesce(jsonb_agg(row.line order by row.starts_at, row.id, row.day), '[]') from (
      select p.id, d.day, d.starts_at, jsonb_build_object(
        'plan_id', p.id, 'day', d.day, 'chat_id', c.id, 'chat_title', c.title, 'group_number', coalesce(g.number, ''),
        'kind', p.kind, 'media', p.media, 'topic', p.topic, 'teacher', private.person_json(p.teacher_id),
        'starts_at', d.starts_at, 'ends_at', d.ends_at, 'seconds', extract(epoch from d.starts_at - now()),
        'is_moved', d.is_moved, 'is_cancelled', d.is_cancelled, 'is_weekly', p.until is not null,
        'lesson_id', d.lesson_id, 'is_running', coalesce(private.is_running(l), false),
        'may_change', private.may_plan(c.id), 'version', p.version
      ) as line
      from mine c
      join private.lesson_plans p on p.chat_id = c.id
      left join public.groups g on g.id = c.group_id
      cross join lateral private.plan_days(p) d
      left join private.lessons l on l.id = d.lesson_id
      where d.ends_at > planned_lessons.since and d.starts_at < last_day
      order by d.starts_at, p.id, d.day
      limit 1000
    ) row
  );
end
$$;
comment on function public.planned_lessons is
  'Planned lessons of the caller''s chats that can be written in, of one college or one chat, which end after a moment and begin before another, 400 days and 1,000 at most; those that were cancelled too.';
revoke execute on function public.planned_lessons from public, anon, service_role;
grant execute on function public.planned_lessons to authenticated;

create function public.plan_details(plan uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_planner(plan);
  return (select private.plan_json(p) from private.lesson_plans p where p.id = plan);
end
$$;
comment on function public.plan_details is 'What is edited of a plan, with the version that change_plan asks for. Refused as require_planner does.';
revoke execute on function public.plan_details from public, anon, service_role;
grant execute on function public.plan_details to authenticated;

create function public.take_lesson_reminders() returns table (
  person_id uuid, plan_id uuid, day date, chat_id uuid, topic text, starts_at timestamptz
)
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
    with due as (
      select p.id, d.day, p.chat_id, p.topic, d.starts_at
      from private.lesson_plans p
      cross join lateral private.plan_days(p) d
      where p.cancelled_at is null and p.starts_on <= now()::date + 62 and coalesce(p.until, p.starts_on) >= now()::date - 62
        and not d.is_cancelled and d.reminded_at is null and d.lesson_id is null
        and d.starts_at > now() and d.starts_at <= now() + interval '10 minutes' and private.is_chat_open(p.chat_id)
    ), taken as (
      insert into private.lesson_days as kept (plan_id, day, reminded_at) select due.id, due.day, now() from due
        on conflict on constraint lesson_days_pkey do update set reminded_at = excluded.reminded_at where kept.reminded_at is null
        returning kept.plan_id, kept.day
    )
    select m.person_id, due.id, due.day, due.chat_id, due.topic, due.starts_at
    from taken
    join due on due.id = taken.plan_id and due.day = taken.day
    join private.participants m on m.chat_id = due.chat_id
    order by due.starts_at, due.id, m.person_id;
end
$$;
comment on function public.take_lesson_reminders is
  'Who is to be reminded of which lessons, that begin within ten minutes; each is answered once. An open page reminds by itself: this is for what reaches people elsewhere, with the secret key.';
revoke execute on function public.take_lesson_reminders from public, anon, authenticated;
grant execute on function public.take_lesson_reminders to service_role;
