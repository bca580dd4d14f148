select plan(24);

insert into world select tests.person('curator', 'college', 'teacher');
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('curator'));
create function pg_temp.lesson() returns uuid
language sql security definer
as $$ select id from private.lessons where chat_id = tests.id('group chat') order by started_at desc, id limit 1 $$;
create function pg_temp.enters(person text) returns text
language sql
as $$ select tests.does(person, format('select public.enter_lesson(%L, %L, false)', pg_temp.lesson(), tests.id(person || ' page'))) $$;
create function pg_temp.pair(one text, other text) returns text
language sql
as $$ select format('lesson:%s:pair:%s:%s', pg_temp.lesson(), least(tests.id(one), tests.id(other)), greatest(tests.id(one), tests.id(other))) $$;
-- «both» where the person receives and sends on a topic, as Realtime asks at joining.
create function pg_temp.joins(person text, topic text, extension text default 'broadcast') returns text
language plpgsql
as $$
declare
  receives boolean;
  sends boolean := true;
begin
  perform tests.act_as(person);
  perform set_config('realtime.topic', topic, true);
  receives := exists (select from realtime.messages);
  begin
    insert into realtime.messages (topic, extension, event, payload, private) values (topic, extension, 'signal', '{}', true);
  exception when insufficient_privilege then
    sends := false;
  end;
  perform tests.reset();
  return case when receives and sends then 'both' when receives then 'receives' when sends then 'sends' else 'nothing' end;
end
$$;

select private.broadcast('test', 'test');
select tests.does('teacher', format('select public.start_lesson(%L, ''lesson'', ''video'')', tests.id('group chat')));
select pg_temp.enters(person) from unnest('{teacher, student}'::text[]) person;

-- The state
select results_eq(
  $$ select person, pg_temp.joins(person, 'lesson:' || pg_temp.lesson()) from unnest('{teacher, student, classmate, administrator, removed, newcomer, stranger, nobody}'::text[]) person $$,
  $$
    values ('teacher', 'receives'), ('student', 'receives'), ('classmate', 'receives'), ('administrator', 'nothing'), ('removed', 'nothing'), ('newcomer', 'nothing'),
      ('stranger', 'nothing'), ('nobody', 'nothing')
  $$,
  'L4 Participants of the chat receive what changes in its lesson, and only the database sends there'
);
select is(pg_temp.joins('student', 'lesson:' || tests.id('no lesson')), 'nothing', 'L4 There is nothing of a lesson that is none');
select is(pg_temp.joins('student', 'lesson:' || pg_temp.lesson() || ':mesh'), 'nothing', 'L4 Nor on a topic that none has');

-- Signals
select results_eq(
  $$ select person, pg_temp.joins(person, pg_temp.pair('teacher', 'student')) from unnest('{teacher, student, classmate, curator, administrator, removed, newcomer, stranger, nobody}'::text[]) person $$,
  $$
    values ('teacher', 'both'), ('student', 'both'), ('classmate', 'nothing'), ('curator', 'nothing'), ('administrator', 'nothing'), ('removed', 'nothing'), ('newcomer', 'nothing'),
      ('stranger', 'nothing'), ('nobody', 'nothing')
  $$,
  'L7 What two say to each other nobody else hears, and nobody says it in their place'
);
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student'), 'presence'), 'receives', 'L7 They send signals and nothing else');
select is(
  pg_temp.joins('teacher', format('lesson:%s:pair:%s:%s', pg_temp.lesson(), greatest(tests.id('teacher'), tests.id('student')), least(tests.id('teacher'), tests.id('student')))), 'nothing',
  'L7 A pair has one topic'
);
select is(pg_temp.joins('student', pg_temp.pair('student', 'student')), 'nothing', 'L7 Nobody is a pair by themselves');
select is(pg_temp.joins('student', pg_temp.pair('student', 'classmate')), 'nothing', 'L7 Nor with somebody who has not come in');
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student') || 'x') || pg_temp.joins('student', 'x' || pg_temp.pair('teacher', 'student')), 'nothingnothing', 'L7 Nor by another name');
select pg_temp.enters('classmate');
select is(pg_temp.joins('classmate', pg_temp.pair('teacher', 'classmate')) || ' ' || pg_temp.joins('classmate', pg_temp.pair('student', 'classmate')), 'both both', 'L7 Who comes in speaks to each of the others');
select is(pg_temp.joins('classmate', pg_temp.pair('teacher', 'student')), 'nothing', 'L7 But not between two others');

-- Out
select tests.does('teacher', format('select public.moderate_lesson(%L, ''remove'', %L)', pg_temp.lesson(), tests.id('student')));
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student')) || ' ' || pg_temp.joins('student', 'lesson:' || pg_temp.lesson()), 'nothing nothing', 'L5 Who was removed receives and says nothing any more');
select is(pg_temp.joins('teacher', pg_temp.pair('teacher', 'student')), 'nothing', 'L5 And nobody says anything to them');
select tests.does('teacher', format('select public.moderate_lesson(%L, ''readmit'', %L)', pg_temp.lesson(), tests.id('student')));
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student')), 'nothing', 'L5 Let in again they have to come in');
select pg_temp.enters('student');
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student')), 'both', 'L5 And speak then');

-- The lock
select tests.does('classmate', format('select public.leave_lesson(%L, %L)', pg_temp.lesson(), tests.id('classmate page')));
select tests.does('teacher', format('select public.moderate_lesson(%L, ''lock'')', pg_temp.lesson()));
select is(pg_temp.joins('classmate', pg_temp.pair('student', 'classmate')), 'nothing', 'L5 Who was outside when it was locked signals to nobody');
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student')), 'both', 'L5 Who was inside does');

-- Who loses the chat
delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('student');
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student')) || ' ' || pg_temp.joins('student', 'lesson:' || pg_temp.lesson()), 'nothing nothing', 'A5 Who loses the chat loses its lesson');
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('student'));
select tests.does('teacher', format('select public.moderate_lesson(%L, ''unlock'')', pg_temp.lesson()));
select pg_temp.enters('student');
select tests.end_session('student');
select throws_ok(
  format($$ select set_config('request.jwt.claims', %L, true), set_config('role', 'authenticated', true), set_config('realtime.topic', %L, true); select count(*) from realtime.messages $$,
    json_build_object('sub', tests.id('student'), 'role', 'authenticated', 'session_id', tests.id('student session')), pg_temp.pair('teacher', 'student')),
  'PT401', null, 'L7 Nor does a session that was ended'
);
select tests.reset();

-- The end, and other engines
select is(pg_temp.joins('teacher', pg_temp.pair('teacher', 'student')), 'both', 'L7 While it runs they signal');
select tests.does('teacher', format('select public.end_lesson(%L)', pg_temp.lesson()));
select is(pg_temp.joins('teacher', pg_temp.pair('teacher', 'student')), 'nothing', 'L7 When it is over nobody does');
select is(pg_temp.joins('teacher', 'lesson:' || pg_temp.lesson()), 'receives', 'L5 Who was there learns that it is');
select tests.does('teacher', format('select public.start_lesson(%L, ''lesson'', ''video'', ''livekit'')', tests.id('group chat')));
select pg_temp.enters(person) from unnest('{teacher, student}'::text[]) person;
select is(pg_temp.joins('student', pg_temp.pair('teacher', 'student')), 'nothing', 'L7 With the server of an engine there is nothing to signal');
select is(pg_temp.joins('student', 'lesson:' || pg_temp.lesson()), 'receives', 'L4 But what changes');

select * from finish();
