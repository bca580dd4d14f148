select plan(49);

insert into world
  select tests.person('curator', 'college', 'teacher')
  union all select tests.person('late', 'college');
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('curator'));
update public.colleges set time_zone = 'Asia/Novosibirsk' where id = tests.id('college');
create function pg_temp.plans(person text, chat text, name text, day date default current_date + 10, until date default null, kind text default 'lesson', at time default '09:40', minutes integer default 90)
returns text
language sql
as $$
  select tests.does(person, format('select public.plan_lesson(%L, %L, ''Тема'', %L, ''video'', %L, %L, %L, %L)', tests.id(chat), tests.id(name), kind, day, at, minutes, until))
$$;
create function pg_temp.deed(person text, name text, plan text, rest text default '') returns text
language sql
as $$ select tests.does(person, format('select public.%s(%L%s)', name, tests.id(plan), rest)) $$;
-- What a person has before them: day, time where the college is, and what became of it.
create function pg_temp.sees(person text, span interval default '60 days', chat text default null) returns text
language plpgsql
as $$
declare
  lines text;
begin
  perform tests.sign_in(person);
  select coalesce(string_agg(concat_ws(' ',
      (p ->> 'day')::date - current_date, to_char((p ->> 'starts_at')::timestamptz at time zone 'Asia/Novosibirsk', 'HH24:MI'),
      case when (p ->> 'is_moved')::boolean then 'moved' end, case when (p ->> 'is_cancelled')::boolean then 'cancelled' end,
      case when (p ->> 'is_running')::boolean then 'running' end
    ), ', ' order by place), '') into lines
    from jsonb_array_elements(public.planned_lessons(now(), now() + span, chat => tests.id(chat))) with ordinality list (p, place);
  perform tests.reset();
  return lines;
end
$$;

-- Who plans
select results_eq(
  $$ select person, pg_temp.plans(person, 'group chat', 'plan of ' || person) from unnest('{teacher, student, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('teacher', 'done'), ('student', '42501'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501'),
      ('service', '42501')
  $$,
  'L10 Who holds lessons in a chat plans them'
);
select is(pg_temp.plans('teacher', 'closed chat', 'a') || ', ' || pg_temp.plans('teacher', 'archived chat', 'a') || ', ' || pg_temp.plans('teacher', 'personal chat', 'a'), 'SF006 closed, SF006 closed, 42501', 'L10 None for who has graduated, in the archive, in a chat of two');
select is(pg_temp.plans('teacher', 'group chat', 'plan of teacher') || ' ' || pg_temp.sees('student'), 'done 10 09:40', 'L10 The same plan again is one');
select is(pg_temp.plans('curator', 'group chat', 'plan of teacher'), 'SF002', 'L10 Nobody takes the id of another');
select is(pg_temp.plans('teacher', 'group chat', 'a', current_date - 2), 'SF001 past', 'L10 What is over is not planned');
select is(pg_temp.plans('teacher', 'group chat', 'a', kind => 'call') || pg_temp.plans('teacher', 'group chat', 'a', minutes => 4) || pg_temp.plans('teacher', 'group chat', 'a', until => current_date + 400)
  || pg_temp.plans('teacher', 'group chat', 'a', until => current_date + 3), '23514235142351423514', 'L10 A plan has its bounds');

-- Who sees
select is(pg_temp.sees('student') || pg_temp.sees('curator'), '10 09:4010 09:40', 'L10 Those of the chat see it');
select is(pg_temp.sees('late') || pg_temp.sees('stranger') || pg_temp.sees('removed') || pg_temp.sees('administrator'), '', 'L10 And nobody else');
select is(pg_temp.sees('student', chat => 'personal chat') || ' ' || pg_temp.sees('student', chat => 'group chat'), ' 10 09:40', 'L10 Of one chat alone too');
select is(pg_temp.sees('student', '5 days'), '', 'L10 And until a moment');
select is(tests.outcome('student', 'select * from private.lesson_plans') || tests.outcome('nobody', 'select public.planned_lessons(now(), now())'), '4250142501', 'L10 There is no other way to it');
select tests.sign_in('student');
select is((select p ->> 'may_change' from jsonb_array_elements(public.planned_lessons(now(), now() + interval '60 days')) p), 'false', 'L10 A student changes nothing');
select tests.sign_in('curator');
select is((select p ->> 'may_change' || ' ' || (p #>> '{teacher,surname}') from jsonb_array_elements(public.planned_lessons(now(), now() + interval '60 days')) p), 'true Teacher', 'L10 Another teacher of the group does');
select tests.reset();
select is(
  (select string_agg(distinct split_part(topic, ':', 1), ' ') from realtime.messages where event = 'lessons_changed' and payload ->> 'chat_id' = tests.id('group chat')::text), 'chat user',
  'L10 Those who are concerned learn that there is something new'
);
select is((select count(*)::integer from realtime.messages where event = 'lessons_changed' and topic = 'user:' || tests.id('late')), 0, 'L10 And nobody else');

-- Weekly, by the clock of the college
select pg_temp.deed('teacher', 'cancel_plan', 'plan of teacher');
select is(pg_temp.plans('teacher', 'group chat', 'weekly', current_date + 1, current_date + 22) || ' ' || pg_temp.sees('student'), 'done 1 09:40, 8 09:40, 10 09:40 cancelled, 15 09:40, 22 09:40', 'L10 A lesson repeats weekly until a day, this included');
delete from private.lesson_plans where id = tests.id('plan of teacher');
create function pg_temp.day(n integer) returns text
language sql
as $$ select format(', %L', current_date + n) $$;
create function pg_temp.time(n integer, at time default '11:20') returns text
language sql
as $$ select format(', %L', current_date + n + at) $$;
select is(pg_temp.deed('curator', 'move_plan_day', 'weekly', pg_temp.day(8) || pg_temp.time(9)) || ' ' || pg_temp.sees('student'), 'done 1 09:40, 8 11:20 moved, 15 09:40, 22 09:40', 'L10 One day is moved, also by another teacher');
select is(pg_temp.deed('teacher', 'cancel_plan_day', 'weekly', pg_temp.day(15)) || ' ' || pg_temp.sees('student'), 'done 1 09:40, 8 11:20 moved, 15 09:40 cancelled, 22 09:40', 'L10 One is cancelled');
select is(pg_temp.deed('teacher', 'restore_plan_day', 'weekly', pg_temp.day(15)) || ' ' || pg_temp.deed('teacher', 'restore_plan_day', 'weekly', pg_temp.day(8)) || ' ' || pg_temp.sees('student'), 'done done 1 09:40, 8 09:40, 15 09:40, 22 09:40', 'L10 And stands again');
select is(pg_temp.deed('teacher', 'move_plan_day', 'weekly', pg_temp.day(9) || pg_temp.time(9)) || ' ' || pg_temp.deed('teacher', 'cancel_plan_day', 'weekly', pg_temp.day(29)), 'SF003 no_day SF003 no_day', 'L10 A day that is none is not moved or cancelled');
select is(pg_temp.deed('teacher', 'move_plan_day', 'weekly', pg_temp.day(8) || pg_temp.time(-2)) || ' ' || pg_temp.deed('teacher', 'move_plan_day', 'weekly', pg_temp.day(8) || pg_temp.time(200)), 'SF001 past 23514', 'L10 Nor moved into the past, or far away');
select results_eq(
  $$
    select person, concat_ws(' ', pg_temp.deed(person, 'move_plan_day', 'weekly', pg_temp.day(8) || pg_temp.time(9)), pg_temp.deed(person, 'cancel_plan_day', 'weekly', pg_temp.day(8)),
      pg_temp.deed(person, 'restore_plan_day', 'weekly', pg_temp.day(8)), pg_temp.deed(person, 'cancel_plan', 'weekly'), pg_temp.deed(person, 'start_planned_lesson', 'weekly', pg_temp.day(1)),
      pg_temp.deed(person, 'plan_details', 'weekly'), pg_temp.deed(person, 'change_plan', 'weekly', format(', 1, ''Иная'', ''lesson'', ''video'', %L, ''10:00'', 45', current_date + 3)))
    from unnest('{student, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person
  $$,
  $$
    select person, rtrim(repeat(reason || ' ', 7)) from (values ('student', '42501'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'), ('stranger', 'SF003'),
      ('nobody', '42501'), ('service', '42501')) refused (person, reason)
  $$,
  'L10 Who holds no lessons there does none of it'
);
select is(pg_temp.sees('student'), '1 09:40, 8 09:40, 15 09:40, 22 09:40', 'L10 And changes nothing');
select is(pg_temp.deed('teacher', 'cancel_plan', 'no such plan'), 'SF003', 'L10 A plan that is none is not cancelled');

-- Changed as a whole
select pg_temp.deed('teacher', 'cancel_plan_day', 'weekly', pg_temp.day(15));
select is(
  pg_temp.deed('curator', 'change_plan', 'weekly', format(', 1, ''Иная тема'', ''lesson'', ''audio'', %L, ''10:00'', 45, %L', current_date + 1, current_date + 15)) || ' ' || pg_temp.sees('student'),
  'done 1 10:00, 8 10:00, 15 10:00 cancelled', 'L10 A plan is changed, and what was cancelled stays so'
);
select is(pg_temp.deed('teacher', 'change_plan', 'weekly', format(', 1, ''Моя'', ''lesson'', ''video'', %L, ''12:00'', 45', current_date + 1)), 'SF002', 'L10 Of two who change it the second learns of the first');
select is(pg_temp.sees('student'), '1 10:00, 8 10:00, 15 10:00 cancelled', 'L10 And nothing is lost');
select tests.sign_in('curator');
select is(
  public.plan_details(tests.id('weekly')),
  jsonb_build_object('topic', 'Иная тема', 'kind', 'lesson', 'media', 'audio', 'day', current_date + 1, 'time', '10:00', 'minutes', 45, 'until', current_date + 15, 'version', 2),
  'L10 Who changes a plan begins with what it is'
);
select tests.reset();

-- It begins
update public.chats set announcement_only = true where id = tests.id('group chat');
select is(pg_temp.deed('teacher', 'start_planned_lesson', 'weekly', pg_temp.day(1)), 'SF006 announcement_only', 'L10 Where only moderators write only they begin it');
update public.chats set announcement_only = false where id = tests.id('group chat');
select is(pg_temp.deed('curator', 'start_planned_lesson', 'weekly', pg_temp.day(1)) || ' ' || pg_temp.sees('student'), 'done 1 10:00 running, 8 10:00, 15 10:00 cancelled', 'L10 It begins with one click, also by another teacher');
select is((select topic || ' ' || media || ' ' || kind from private.lessons where ended_at is null), 'Иная тема audio lesson', 'L10 As it was planned');
select is(pg_temp.deed('teacher', 'start_planned_lesson', 'weekly', pg_temp.day(1)) || ' ' || (select count(*) from private.lessons), 'done 1', 'L10 Who begins it too is in the same lesson');
select is(pg_temp.deed('teacher', 'start_planned_lesson', 'weekly', pg_temp.day(15)) || ' ' || pg_temp.deed('teacher', 'start_planned_lesson', 'weekly', pg_temp.day(22)), 'SF003 cancelled SF003 no_day', 'L10 What was cancelled does not begin');
select tests.does('teacher', format('select public.end_lesson(%L)', (select id from private.lessons where ended_at is null)));
select is(pg_temp.sees('student'), '1 10:00, 8 10:00, 15 10:00 cancelled', 'L10 When it is over it runs no more');

-- Reminders
create function pg_temp.reminds() returns text
language plpgsql
as $$
declare
  people text;
begin
  perform tests.service();
  select coalesce(string_agg(lower(p.surname), ' ' order by p.surname), '') into people from public.take_lesson_reminders() r join public.profiles p on p.id = r.person_id;
  perform tests.reset();
  return people;
end
$$;
select is(pg_temp.reminds(), '', 'L10 Of what is tomorrow nobody is reminded today');
create function pg_temp.soon(span interval) returns void
language sql
as $$
  update private.lesson_days set moved_to = (now() + span) at time zone 'Asia/Novosibirsk', reminded_at = null, lesson_id = null
    where plan_id = tests.id('weekly') and day = current_date + 1
$$;
select pg_temp.soon('11 minutes');
select is(pg_temp.reminds(), '', 'L10 Nor eleven minutes before');
select pg_temp.soon('9 minutes');
select is(pg_temp.reminds(), 'classmate curator student teacher', 'L10 Ten minutes before those of the chat are to be reminded');
select is(pg_temp.reminds(), '', 'L10 Once');
select pg_temp.soon('9 minutes');
update private.lesson_days set is_cancelled = true where plan_id = tests.id('weekly') and day = current_date + 1;
select is(pg_temp.reminds(), '', 'L10 Of what was cancelled nobody');
select is(tests.outcome('teacher', 'select public.take_lesson_reminders()') || tests.outcome('nobody', 'select public.take_lesson_reminders()'), '4250142501', 'L10 Nobody else asks who is to be reminded');

-- A group that graduates, and a changed zone
update public.colleges set time_zone = 'Europe/Kaliningrad' where id = tests.id('college');
select is(pg_temp.sees('student', chat => 'group chat') like '%8 15:00%', true, 'L10 In another zone it is at the same time of its clocks');
update public.colleges set time_zone = 'Asia/Novosibirsk' where id = tests.id('college');
savepoint graduation;
update public.groups set end_year = extract(year from now()) - 1 where id = tests.id('group');
select is(pg_temp.sees('teacher') || pg_temp.deed('teacher', 'start_planned_lesson', 'weekly', pg_temp.day(8)), 'SF006 closed', 'L10 A group that has graduated has no lessons before it');
rollback to graduation;

-- Cancelled as a whole
select is(pg_temp.deed('curator', 'cancel_plan', 'weekly') || ' ' || pg_temp.deed('teacher', 'cancel_plan', 'weekly') || ' ' || pg_temp.deed('teacher', 'start_planned_lesson', 'weekly', pg_temp.day(8)), 'done SF003 cancelled SF003 cancelled', 'L10 A plan that was cancelled is over');

-- The log
select is(
  (select coalesce(string_agg(distinct p.surname || ' ' || l.action, ', '), '') from public.audit_log l join public.profiles p on p.id = l.actor_id where l.action like 'lesson_plan%'),
  'Curator lesson_plan_cancelled, Curator lesson_plan_changed', 'A11 What somebody does to the planned lesson of another stands in the log, and nothing else of plans'
);
select is(
  (select before ->> 'topic' from public.audit_log where action = 'lesson_plan_cancelled' order by id desc limit 1),
  (select topic from private.lesson_plans where id = tests.id('weekly')), 'A11 With what it was about'
);

-- Their data
select pg_temp.plans('teacher', 'college chat', 'lecture', kind => 'broadcast');
select tests.sign_in('teacher');
select is(jsonb_array_length(public.export_my_data() -> 'lesson_plans'), 2, 'A12 I take along what I planned');
select is((select count(*)::integer from jsonb_array_elements(public.planned_lessons(now(), now() + interval '60 days', chat => tests.id('college chat')))), 1, 'L9 A broadcast is planned as a lesson is');
select tests.erase('teacher');
select is((select count(*)::integer from private.lesson_plans where teacher_id is null), 2, 'A12 It stays when I am erased, without me');
select is(pg_temp.sees('student', chat => 'college chat'), '10 09:40', 'A12 For those who are to come');

select * from finish();
