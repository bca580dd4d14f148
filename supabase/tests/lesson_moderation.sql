select plan(62);

insert into world
  select tests.person('curator', 'college', 'teacher')
  union all select tests.person('friend', 'college')
  union all select tests.chat('friends', 'other', '{student, classmate, friend, teacher, administrator}');
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('curator')), (tests.id('group chat'), tests.id('administrator'));
create function pg_temp.lesson(chat text) returns uuid
language sql security definer
as $$ select id from private.lessons where chat_id = tests.id(chat) order by started_at desc, id limit 1 $$;
create function pg_temp.starts(person text, chat text, kind text, engine text default 'mesh') returns text
language sql
as $$ select tests.does(person, format('select public.start_lesson(%L, %L, ''video'', %L)', tests.id(chat), kind, engine)) $$;
create function pg_temp.enters(person text, chat text) returns text
language sql
as $$ select tests.does(person, format('select public.enter_lesson(%L, %L, false)', pg_temp.lesson(chat), tests.id(person || ' page'))) $$;
create function pg_temp.leads(person text, chat text, deed text, target text default null) returns text
language sql
as $$ select tests.does(person, format('select public.moderate_lesson(%L, %L, %L)', pg_temp.lesson(chat), deed, tests.id(target))) $$;
-- What of each who came in is so: silenced, out, on the stage, hand up, inside.
create function pg_temp.people(chat text) returns text
language sql security definer
as $$
  select string_agg(lower(p.surname) || ' ' || concat_ws('+',
    case when exists (select from private.lesson_visits v where v.lesson_id = l.lesson_id and v.person_id = l.person_id and v.left_at is null) then 'in' end,
    case when l.is_silenced then 'silenced' end, case when l.is_out then 'out' end, case when l.is_on_stage then 'stage' end,
    case when l.hand_at is not null then 'hand' end
  ), ', ' order by p.surname)
  from private.lesson_people l join public.profiles p on p.id = l.person_id where l.lesson_id = pg_temp.lesson(chat)
$$;
create function pg_temp.raises(person text, chat text) returns text
language sql
as $$ select tests.does(person, format('select public.raise_hand(%L, true)', pg_temp.lesson(chat))) $$;

select pg_temp.starts('teacher', 'group chat', 'lesson');
select pg_temp.enters(person, 'group chat') from unnest('{teacher, student, classmate}'::text[]) person;

-- Who leads
select results_eq(
  $$
    select person, string_agg(pg_temp.leads(person, 'group chat', deed, target), ' ' order by deed) from unnest('{student, removed, newcomer, stranger, nobody, service}'::text[]) person,
      (values ('allow', 'classmate'), ('lock', null), ('lower_hand', null), ('mute', 'classmate'), ('readmit', 'classmate'), ('remove', 'classmate'), ('silence', 'classmate'), ('unlock', null)) deeds (deed, target)
    group by person order by person
  $$,
  $$
    values ('newcomer', 'SF003 SF003 SF003 SF003 SF003 SF003 SF003 SF003'), ('nobody', '42501 42501 42501 42501 42501 42501 42501 42501'),
      ('removed', 'SF003 SF003 SF003 SF003 SF003 SF003 SF003 SF003'), ('service', '42501 42501 42501 42501 42501 42501 42501 42501'),
      ('stranger', 'SF003 SF003 SF003 SF003 SF003 SF003 SF003 SF003'), ('student', '42501 42501 42501 42501 42501 42501 42501 42501')
  $$,
  'L5 Who does not lead a lesson does none of it'
);
select is(pg_temp.people('group chat'), 'classmate in, student in, teacher in+stage', 'L5 And changes nothing');

-- Speaking
select is(pg_temp.leads('teacher', 'group chat', 'silence', 'student') || ' ' || pg_temp.people('group chat'), 'done classmate in, student in+silenced, teacher in+stage', 'L5 Who leads takes the right to speak');
select pg_temp.enters('student', 'group chat');
select is(pg_temp.people('group chat'), 'classmate in, student in+silenced, teacher in+stage', 'L5 Which does not come back by coming in again');
select pg_temp.raises('student', 'group chat');
select is(pg_temp.leads('curator', 'group chat', 'allow', 'student') || ' ' || pg_temp.people('group chat'), 'done classmate in, student in, teacher in+stage', 'L5 And another teacher gives it, with the hand down') ;
select is(pg_temp.leads('teacher', 'group chat', 'silence') || ' ' || pg_temp.people('group chat'), 'done classmate in+silenced, student in+silenced, teacher in+stage', 'L5 All who do not lead');
select is(pg_temp.leads('teacher', 'group chat', 'allow') || ' ' || pg_temp.people('group chat'), 'done classmate in, student in, teacher in+stage', 'L5 And back');
delete from realtime.messages where true;
select pg_temp.leads('teacher', 'group chat', 'mute', 'student');
select pg_temp.leads('teacher', 'group chat', 'mute');
select results_eq(
  $$ select event, payload ->> 'person_id' from realtime.messages where topic = 'lesson:' || pg_temp.lesson('group chat') order by payload ->> 'person_id' $$,
  $$ values ('mute', tests.id('student')::text), ('mute', null) $$, 'L5 That somebody or all are to mute themselves is broadcast by the database'
);
select pg_temp.raises('student', 'group chat');
select pg_temp.raises('classmate', 'group chat');
select is(pg_temp.leads('teacher', 'group chat', 'lower_hand', 'student') || ' ' || pg_temp.people('group chat'), 'done classmate in+hand, student in, teacher in+stage', 'L4 One hand is lowered');
select pg_temp.raises('student', 'group chat');
select is(pg_temp.leads('teacher', 'group chat', 'lower_hand') || ' ' || pg_temp.people('group chat'), 'done classmate in, student in, teacher in+stage', 'L4 Or all');

-- Out
select is(pg_temp.leads('teacher', 'group chat', 'remove', 'student') || ' ' || pg_temp.people('group chat'), 'done classmate in, student out, teacher in+stage', 'L5 Who is removed is out at once');
select is(pg_temp.enters('student', 'group chat') || ' ' || pg_temp.raises('student', 'group chat'), 'SF006 removed done', 'L5 And does not come back');
select is(pg_temp.people('group chat'), 'classmate in, student out, teacher in+stage', 'L5 Nor raises a hand');
select is(pg_temp.leads('teacher', 'group chat', 'readmit', 'student') || ' ' || pg_temp.enters('student', 'group chat'), 'done done', 'L5 Before they are let in again');
select is(pg_temp.leads('teacher', 'group chat', 'remove', 'teacher'), 'SF001', 'L5 Nobody removes themselves');
select is(pg_temp.leads('teacher', 'group chat', 'remove', 'stranger') || ' ' || pg_temp.leads('teacher', 'group chat', 'remove', 'nobody at all'), 'SF003 no_participant SF003 no_participant', 'L5 Nor anybody who is not there');
select is(pg_temp.leads('teacher', 'group chat', 'remove', 'administrator'), '42501', 'L5 Nor an administrator, being none');
select is(pg_temp.leads('administrator', 'group chat', 'silence', 'teacher'), 'done', 'L5 Who may do so to a teacher');
select pg_temp.leads('administrator', 'group chat', 'allow', 'teacher');
select is(pg_temp.leads('teacher', 'group chat', 'dance') || pg_temp.leads('teacher', 'group chat', 'remove') || pg_temp.leads('teacher', 'group chat', 'lock', 'student') || pg_temp.leads('teacher', 'group chat', 'to_stage', 'student'), 'SF001SF001SF001SF001', 'L5 What is no deed is refused');

-- The lock
select tests.does('classmate', format('select public.leave_lesson(%L, %L)', pg_temp.lesson('group chat'), tests.id('classmate page')));
select is(pg_temp.leads('teacher', 'group chat', 'lock'), 'done', 'L5 A lesson is locked');
select is(pg_temp.enters('classmate', 'group chat'), 'SF006 locked', 'L5 Who is not in it stays outside, also who was');
select is(pg_temp.enters('student', 'group chat'), 'done', 'L4 Who is in it comes back after a break');
select is(pg_temp.enters('curator', 'group chat'), 'done', 'L5 And who leads comes in');
select is(pg_temp.leads('teacher', 'group chat', 'unlock') || ' ' || pg_temp.enters('classmate', 'group chat'), 'done done', 'L5 Unlocked it is open again');

-- In a chat of two nobody leads; a student who began a call leads, but not teachers
select pg_temp.starts('student', 'personal chat', 'call');
select is(pg_temp.leads('student', 'personal chat', 'remove', 'teacher') || ' ' || pg_temp.leads('teacher', 'personal chat', 'silence', 'student'), '42501 42501', 'L5 In a chat of two nobody leads');
select pg_temp.starts('student', 'friends', 'call');
select is(pg_temp.leads('student', 'friends', 'silence', 'classmate'), 'done', 'L5 A student who began a call leads it');
select is(pg_temp.leads('student', 'friends', 'remove', 'teacher') || ' ' || pg_temp.leads('classmate', 'friends', 'remove', 'friend'), '42501 42501', 'L5 But does not put out a teacher, and others lead nothing');
select is(pg_temp.leads('teacher', 'friends', 'remove', 'student'), 'done', 'L5 Who may put out the one who began it');
select is(pg_temp.starts('student', 'friends', 'call'), 'SF006 removed', 'L5 And who begins nothing there then');

-- A broadcast
select tests.does('teacher', format('select public.end_lesson(%L)', pg_temp.lesson('group chat')));
select pg_temp.starts('teacher', 'group chat', 'broadcast', 'livekit');
create function pg_temp.pass(person text) returns jsonb
language sql security definer
as $$ select private.lesson_pass(l, tests.id(person)) - '{person_id, name}'::text[] from private.lessons l where l.id = pg_temp.lesson('group chat') $$;
select pg_temp.enters(person, 'group chat') from unnest('{teacher, student, classmate}'::text[]) person;
select is(pg_temp.pass('teacher'), '{"leads": true, "may_be_in": true, "may_publish": true, "may_speak": true}', 'L9 Who leads a broadcast is on the stage');
select is(pg_temp.pass('student'), '{"leads": false, "may_be_in": true, "may_publish": false, "may_speak": false}', 'L9 All others only watch and listen');
select pg_temp.raises('student', 'group chat');
select is(pg_temp.leads('teacher', 'group chat', 'allow', 'student') || ' ' || (pg_temp.pass('student') ->> 'may_publish') || ' ' || pg_temp.people('group chat'), 'done true classmate , student stage, teacher stage', 'L9 Who is given the floor comes onto the stage');
select is(pg_temp.leads('teacher', 'group chat', 'to_audience', 'student') || ' ' || (pg_temp.pass('student') ->> 'may_publish'), 'done false', 'L9 And is sent back');
select is(pg_temp.leads('teacher', 'group chat', 'allow') || ' ' || pg_temp.people('group chat'), 'done classmate , student , teacher stage', 'L9 Not the whole audience at once');
select is(pg_temp.leads('teacher', 'group chat', 'to_stage', 'student') || ' ' || pg_temp.enters('student', 'group chat') || ' ' || (pg_temp.pass('student') ->> 'may_publish'), 'done done true', 'L9 Who is on the stage and comes in again is there still');
select is(pg_temp.leads('teacher', 'group chat', 'silence', 'student') || ' ' || (pg_temp.pass('student') ->> 'may_publish') || ' ' || (pg_temp.pass('student') ->> 'may_speak'), 'done true false', 'L5 Who is silenced is seen');

-- What the engine's server reports
create function pg_temp.notes(person text, connection text, joined interval default null, went interval default null) returns jsonb
language plpgsql
as $$
declare
  answer jsonb;
begin
  perform tests.service();
  answer := public.note_lesson_visit(
    (select pg_temp.lesson('group chat')), tests.id(person), connection, now() - joined, now() - went
  );
  perform tests.reset();
  return answer;
end
$$;
create function pg_temp.visits(person text) returns text
language sql security definer
as $$
  select string_agg(connection || ' ' || round(extract(epoch from now() - joined_at)) || coalesce('-' || round(extract(epoch from now() - left_at)), ''), ', ' order by connection)
  from private.lesson_visits where lesson_id = pg_temp.lesson('group chat') and person_id = tests.id(person)
$$;
update private.lessons set started_at = started_at - interval '1 hour', ended_at = ended_at - interval '1 hour' where true;
select is(pg_temp.notes('student', 'PA_1', '100 seconds') ->> 'may_be_in', 'true', 'L5 Who was let in stays');
select pg_temp.notes('student', 'PA_1', '100 seconds');
select is(pg_temp.visits('student'), 'PA_1 100', 'L5 Reported twice they came once');
select pg_temp.notes('student', 'PA_2', '50 seconds', '10 seconds');
select pg_temp.notes('student', 'PA_2', '50 seconds');
select is(pg_temp.visits('student'), 'PA_1 100, PA_2 50-10', 'L5 Reported late that they came they have left');
select pg_temp.notes('student', 'PA_1', '100 seconds', '40 seconds');
select is(pg_temp.visits('student'), 'PA_1 100-40, PA_2 50-10', 'L5 And they leave once');
select pg_temp.notes('student', 'PA_1', '100 seconds', '20 seconds');
select is(pg_temp.visits('student'), 'PA_1 100-40, PA_2 50-10', 'L5 Whatever is told later');
select pg_temp.notes('student', 'PA_3', '5 hours', '-5 hours');
select is((select bool_and(joined_at >= now() - interval '1 hour' and left_at <= clock_timestamp()) from private.lesson_visits where connection = 'PA_3'), true, 'L5 Nobody was there before it began, or later than now');
select pg_temp.leads('teacher', 'group chat', 'remove', 'student');
select is(pg_temp.notes('student', 'PA_4', '1 second') ->> 'may_be_in', 'false', 'L5 Who is out and comes with an old token is to be put out again');
select is(pg_temp.notes('friend', 'PA_5', '1 second') ->> 'may_be_in', 'false', 'L5 And who was never let in');
select is(pg_temp.notes('nobody at all', 'PA_6', '1 second') ->> 'may_be_in', 'false', 'L5 And whom nobody knows');
select pg_temp.leads('teacher', 'group chat', 'lock');
select is(pg_temp.notes('classmate', 'PA_7', '1 second') ->> 'may_be_in', 'false', 'L5 And who was let in, but came after the lock');
select is(tests.does('teacher', format('select public.note_lesson_visit(%L, %L, ''PA_8'')', pg_temp.lesson('group chat'), tests.id('classmate'))), '42501', 'L5 Nobody else reports who was there');
select is(
  tests.does('teacher', format('select public.close_lesson_visits(%L, ''{}'')', pg_temp.lesson('group chat'))) || ' ' || tests.does('teacher', 'select * from public.engine_lessons()'), '42501 42501',
  'L5 Nor who has left'
);
update private.lesson_visits set seen_at = now() + interval '1 hour' where true;
select tests.service();
select public.close_lesson_visits((select id from public.engine_lessons()), '{PA_5}');
select tests.reset();
select is((select count(*)::integer from private.lesson_visits where connection = 'PA_7' and left_at is null), 1, 'L5 Who came just now may have come after that was asked');
update private.lesson_visits set seen_at = now() - interval '1 minute' where true;
select tests.service();
select public.close_lesson_visits((select id from public.engine_lessons()), '{PA_5}');
select tests.reset();
select is((select string_agg(connection, ' ') from private.lesson_visits where left_at is null and lesson_id = pg_temp.lesson('group chat')), 'PA_5', 'L5 Who is not there any more has left');
select tests.does('teacher', format('select public.end_lesson(%L)', pg_temp.lesson('group chat')));
select pg_temp.notes('classmate', 'PA_9', '10 seconds');
select is((select left_at is not null from private.lesson_visits where connection = 'PA_9'), true, 'L5 What is reported after the end opens nothing again');
select is((select ended_at is not null from private.lessons where id = pg_temp.lesson('group chat')), true, 'L5 The lesson stays over');

-- Attendance
create function pg_temp.attends(person text) returns text
language sql
as $$ select tests.outcome(person, format('select public.lesson_attendance(%L)', pg_temp.lesson('group chat'))) $$;
select results_eq(
  $$ select person, pg_temp.attends(person) from unnest('{teacher, curator, administrator, student, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('teacher', 'done'), ('curator', 'done'), ('administrator', 'done'), ('student', '42501'), ('removed', 'SF003'), ('newcomer', 'SF003'), ('stranger', 'SF003'),
      ('nobody', '42501'), ('service', '42501')
  $$,
  'L5 Who leads a lesson sees who was there'
);
delete from private.lesson_visits where lesson_id = pg_temp.lesson('group chat');
insert into private.lesson_visits (lesson_id, connection, person_id, joined_at, left_at)
  select pg_temp.lesson('group chat'), c, tests.id('student'), now() - f, now() - t
  from (values ('a', interval '30 minutes', interval '20 minutes'), ('b', interval '25 minutes', interval '15 minutes'), ('c', interval '5 minutes', interval '1 minute')) v (c, f, t);
select tests.sign_in('teacher');
select results_eq(
  $$ select surname, role::text, seconds, visits, now() - joined_at, now() - left_at from public.lesson_attendance(pg_temp.lesson('group chat')) $$,
  $$ values ('Classmate', 'student', 0, 0, null, null), ('Student', 'student', 19 * 60, 3, interval '30 minutes', interval '1 minute') $$,
  'L5 From when to when, for how long with overlaps counted once, and which students of the group were not there'
);
select tests.reset();
select is(tests.outcome('teacher', 'insert into private.lesson_visits (lesson_id, connection, person_id, joined_at) values (gen_random_uuid(), ''a'', tests.id(''student''), now())'), '42501', 'L5 Nobody writes that by hand');

-- The log
select results_eq(
  $$ select action, actor_id = tests.id('teacher'), after ->> 'person_id' = tests.id('student')::text from public.audit_log where action like 'lesson%' and subject_id = tests.id('group chat')::text order by id limit 2 $$,
  $$ values ('lesson_person_removed', true, true), ('lesson_person_readmitted', true, true) $$, 'A11 The log says who was put out of a lesson, and let in again'
);
select is(
  (select count(*)::integer from public.audit_log where action = 'lesson_person_readmitted'), 
  (select count(*)::integer from public.audit_log a where a.action = 'lesson_person_readmitted' and exists (
    select from public.audit_log r where r.action = 'lesson_person_removed' and r.subject_id = a.subject_id and r.after = a.after and r.id < a.id)),
  'A11 Only who was out is let in again'
);
select pg_temp.starts('teacher', 'group chat', 'lesson');
delete from private.attempts where true;
select pg_temp.leads('teacher', 'group chat', 'lock');
update private.attempts set count = 300 where subject = 'deeds in lessons of ' || tests.id('teacher');
select is(pg_temp.leads('teacher', 'group chat', 'unlock'), 'SF004', 'L5 Three hundred deeds a minute are enough, which all are told of');
select tests.does('teacher', format('select public.end_lesson(%L)', pg_temp.lesson('group chat')));
delete from private.lessons where id = pg_temp.lesson('group chat');

-- Their data
select tests.sign_in('student');
select is(
  (select string_agg(l ->> 'chat_title' || ' ' || (l ->> 'was_removed') || ' ' || jsonb_array_length(l -> 'visits'), ', ' order by l ->> 'chat_title', jsonb_array_length(l -> 'visits'))
    from jsonb_array_elements(public.export_my_data() -> 'lessons') l),
  ' false 0, friends true 0, group chat false 2, group chat true 3', 'A12 I take along which lessons I was in'
);
select tests.erase('student');
select is((select count(*)::integer from private.lesson_visits where person_id = tests.id('student')) + (select count(*)::integer from private.lesson_people where person_id = tests.id('student')), 0, 'A12 Nothing of it stays when I am erased');
select tests.erase('teacher');
select is((select count(*)::integer from private.lessons where chat_id = tests.id('group chat')), 2, 'A12 The lessons that I began stay, without me');

-- A name of that length is no connection
select tests.service();
select is(tests.refusal(format('select public.note_lesson_visit(%L, %L, %L)', gen_random_uuid(), tests.id('classmate'), repeat('x', 1000))), 'done', 'L5 Of a lesson that is none nothing is noted');

select * from finish();
