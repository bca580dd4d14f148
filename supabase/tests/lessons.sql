select plan(85);

insert into world
  select tests.person('curator', 'college', 'teacher')
  union all select tests.person('friend', 'college')
  union all select tests.chat('friends', 'other', '{student, classmate, friend}');
create function pg_temp.lesson(chat text) returns uuid
language sql security definer
as $$ select id from private.lessons where chat_id = tests.id(chat) order by started_at desc, id limit 1 $$;
create function pg_temp.starts(person text, chat text, kind text default 'lesson', more text default '') returns text
language sql
as $$ select tests.does(person, format('select public.start_lesson(%L, %L, ''video''%s)', tests.id(chat), kind, more)) $$;
create function pg_temp.may_start(person text, chat text, kind text default 'lesson', more text default '') returns text
language sql
as $$ select tests.outcome(person, format('select public.start_lesson(%L, %L, ''video''%s)', tests.id(chat), kind, more)) $$;
create function pg_temp.enters(person text, chat text, video boolean default false, page text default null) returns text
language sql
as $$ select tests.does(person, format('select public.enter_lesson(%L, %L, %L)', pg_temp.lesson(chat), tests.id(coalesce(page, person || ' page')), video)) $$;
create function pg_temp.announces(person text, chat text, page text default null) returns text
language sql
as $$ select tests.does(person, format('select public.announce_lesson(%L, %L)', pg_temp.lesson(chat), tests.id(coalesce(page, person || ' page')))) $$;
create function pg_temp.is_heard(person text, chat text, page text default null) returns boolean
language plpgsql
as $$
declare
  answer jsonb;
begin
  perform tests.sign_in(person);
  answer := public.announce_lesson(pg_temp.lesson(chat), tests.id(coalesce(page, person || ' page')));
  perform tests.reset();
  return answer -> 'is_in';
end
$$;
create function pg_temp.leaves(person text, chat text, page text default null) returns text
language sql
as $$ select tests.does(person, format('select public.leave_lesson(%L, %L)', pg_temp.lesson(chat), tests.id(coalesce(page, person || ' page')))) $$;
create function pg_temp.rights(person text, chat text, engine public.lesson_engine default 'mesh') returns jsonb
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return public.lesson_start_rights(tests.id(chat), engine);
end
$$;
create function pg_temp.inside(chat text) returns text
language sql security definer
as $$
  select coalesce(string_agg(distinct lower(p.surname), ' ' order by lower(p.surname)), '')
  from private.lesson_visits v join public.profiles p on p.id = v.person_id where v.lesson_id = pg_temp.lesson(chat) and v.left_at is null
$$;
create function pg_temp.is_over(chat text) returns boolean
language sql security definer
as $$ select ended_at is not null from private.lessons where id = pg_temp.lesson(chat) $$;
-- All lessons of a chat, so that the last one stays the last.
create function pg_temp.later(chat text, span interval) returns void
language plpgsql
as $$
declare
  known constant uuid[] := array(select id from private.lessons where chat_id = tests.id(chat));
begin
  update private.lessons set
    started_at = started_at - span, empty_since = empty_since - span, ended_at = ended_at - span, told_at = told_at - span where id = any (known);
  update private.lesson_visits set joined_at = joined_at - span, seen_at = seen_at - span, left_at = left_at - span where lesson_id = any (known);
  update private.lesson_people set called_at = called_at - span, admitted_at = admitted_at - span where lesson_id = any (known);
end
$$;

-- Who may begin what
select results_eq(
  $$ select person, pg_temp.may_start(person, 'group chat') from unnest('{teacher, student, curator, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('teacher', 'done'), ('student', '42501'), ('curator', 'SF003'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'),
      ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'L1 Who teaches in a chat begins a lesson, and nobody who is not in it'
);
select is(pg_temp.may_start('student', 'group chat', 'call'), '42501', 'C14 A student calls nobody in the chat of a group');
select is(pg_temp.may_start('student', 'college chat', 'call'), '42501', 'C14 Nor in that of the college');
select is(pg_temp.may_start('student', 'personal chat', 'call') || ' ' || pg_temp.may_start('teacher', 'personal chat', 'call'), 'done done', 'C14 In a chat of two both call');
select is(pg_temp.may_start('teacher', 'personal chat'), '42501', 'L1 Which is no lesson');
select is(pg_temp.may_start('administrator', 'personal chat', 'call'), 'SF003', 'C14 And an administrator does not come between them');
select is(pg_temp.may_start('student', 'friends', 'call'), 'done', 'C14 In a chat of chosen people everybody calls');
select is(pg_temp.may_start('student', 'friends'), '42501', 'L1 But only who teaches holds lessons');
select is(pg_temp.may_start('administrator', 'college chat') || ' ' || pg_temp.may_start('administrator', 'other chat'), 'done done', 'L1 Administrators do where they are participants');
select is(pg_temp.may_start('teacher', 'closed chat'), 'SF006 closed', 'L1 There are none in a graduated group');
select is(pg_temp.may_start('teacher', 'archived chat', 'call'), 'SF006 closed', 'L1 Nor in an archived chat');
savepoint rules;
update public.chats set announcement_only = true where id in (tests.id('college chat'), tests.id('friends'));
select is(pg_temp.may_start('teacher', 'college chat'), 'SF006 announcement_only', 'L1 Where only moderators write only they begin');
select is(pg_temp.may_start('student', 'friends', 'call'), 'SF006 announcement_only', 'C14 Also calls');
select is(pg_temp.may_start('administrator', 'college chat'), 'done', 'L1 As administrators do');
rollback to rules;
insert into private.chat_mutes (chat_id, person_id, until) values (tests.id('friends'), tests.id('student'), 'infinity');
select is(pg_temp.may_start('student', 'friends', 'call'), 'SF006 muted', 'C14 Who was muted calls nobody');
rollback to rules;
insert into public.chat_members (chat_id, person_id, is_moderator) values (tests.id('group chat'), tests.id('classmate'), true)
  on conflict (chat_id, person_id) do update set is_moderator = true;
select is(pg_temp.may_start('classmate', 'group chat'), 'done', 'L1 A student who moderates the chat begins a lesson');
rollback to rules;
select is(pg_temp.may_start('teacher', 'group chat', 'broadcast'), 'SF001 engine', 'L9 No broadcast on the mesh');
select is(pg_temp.may_start('teacher', 'group chat', 'broadcast', ', ''livekit'''), 'done', 'L9 On the server of an engine there is');
select is(pg_temp.may_start('student', 'personal chat', 'broadcast', ', ''livekit'''), '42501', 'L9 For who holds lessons');
select is(pg_temp.may_start('teacher', 'group chat', 'lesson', ', topic => repeat(''я'', 201)'), 'SF001', 'L1 A topic has an end');
select results_eq(
  $$ select person, pg_temp.rights(person, chat) from (values ('teacher', 'group chat'), ('student', 'group chat'), ('student', 'friends'), ('teacher', 'closed chat')) asks (person, chat) $$,
  $$
    values ('teacher', '{"refusal": null, "kinds": ["lesson", "call"], "call_all": true}'::jsonb),
      ('student', '{"refusal": "student", "kinds": [], "call_all": false}'), ('student', '{"refusal": null, "kinds": ["call"], "call_all": false}'),
      ('teacher', '{"refusal": "closed", "kinds": [], "call_all": false}')
  $$,
  'C14 Who has a chat open learns what they may begin'
);
select results_eq(
  $$ select person, pg_temp.rights(person, chat, 'livekit') -> 'kinds' from (values ('teacher', 'group chat'), ('student', 'friends'), ('student', 'group chat')) asks (person, chat) $$,
  $$ values ('teacher', '["lesson", "call", "broadcast"]'::jsonb), ('student', '["call"]'), ('student', '[]') $$,
  'L9 A broadcast is offered on the server of an engine only, to who holds lessons'
);
select is(tests.outcome('stranger', format('select public.lesson_start_rights(%L)', tests.id('group chat'))), 'SF003', 'C14 Nobody else does');
select tests.reset();

-- A lesson
delete from realtime.messages where true;
select is(pg_temp.starts('teacher', 'group chat', 'lesson', $$, topic => E'Тема \u202E 6\n'$$), 'done', 'L1 A lesson begins');
select is((select topic from private.lessons where id = pg_temp.lesson('group chat')), 'Тема 6', 'L1 With a topic of one line');
select is(
  (select payload #>> '{lesson,id}' from realtime.messages where topic = 'chat:' || tests.id('group chat') and event = 'lesson'),
  pg_temp.lesson('group chat')::text, 'L8 Its chat learns of it'
);
select tests.sign_in('student');
select is(
  (select lesson ->> 'id' from public.my_chats(chat => tests.id('group chat'))), pg_temp.lesson('group chat')::text, 'L8 It stands in the list of chats'
);
select is((select lesson from public.my_chats(chat => tests.id('personal chat'))), null, 'L8 Of no other one');
select is(public.running_lesson(tests.id('group chat')) #>> '{host,surname}', 'Teacher', 'L8 With who began it');
select tests.reset();
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('curator'));
select is(pg_temp.starts('curator', 'group chat'), 'done', 'L1 Who begins another one');
select is((select count(*)::integer from private.lessons where chat_id = tests.id('group chat')), 1, 'L1 Is in the one that runs');
select is((select host_id from private.lessons where id = pg_temp.lesson('group chat')), tests.id('teacher'), 'L1 Which stays whose it was');

-- Who comes in
select results_eq(
  $$ select person, pg_temp.enters(person, 'group chat', true) from unnest('{teacher, student, classmate, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('teacher', 'done'), ('student', 'done'), ('classmate', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'),
      ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'L1 Participants of its chat come in, called or not'
);
select is(pg_temp.inside('group chat'), 'classmate student teacher', 'L4 They are in it');
select is(pg_temp.enters('friend', 'nowhere'), 'SF003', 'L1 Nobody comes into a lesson that is none');
select is(pg_temp.enters('curator', 'group chat', page => 'student page'), 'SF001', 'L5 Nobody comes by the page of another');
select tests.sign_in('classmate');
select is(public.lesson_state(pg_temp.lesson('group chat')) -> 'rights', '{"lead": false, "end": false, "call": false}', 'L5 A student leads nothing');
select tests.sign_in('curator');
select is(public.lesson_state(pg_temp.lesson('group chat')) -> 'rights', '{"lead": true, "end": true, "call": true}', 'L5 Another teacher does as who began it');
select is(
  (select string_agg(p #>> '{person,surname}' || ' ' || (p ->> 'connection' = tests.id(lower(p #>> '{person,surname}') || ' page')::text), ', ')
    from jsonb_array_elements(public.lesson_state(pg_temp.lesson('group chat')) -> 'people') p),
  'Classmate true, Student true, Teacher true', 'L4 All see who is in it, and by which page'
);
select is(tests.outcome('stranger', format('select public.lesson_state(%L)', pg_temp.lesson('group chat'))), 'SF003', 'L4 Strangers do not');
select is(tests.outcome('student', 'select * from private.lessons') || tests.outcome('student', 'delete from private.lesson_visits where true'), '4250142501', 'L5 There is no other way to any of it');

-- The state is broadcast
select tests.reset();
update private.lessons set told_at = now() + interval '1 hour' where true;
delete from realtime.messages where true;
select pg_temp.leaves('classmate', 'group chat');
select pg_temp.enters('classmate', 'group chat');
select results_eq(
  $$
    select event, payload -> 'revision', payload #>> '{people,0,person,surname}', payload #> '{people,0,connection}' <> 'null', payload -> 'lesson' -> 'count'
    from realtime.messages where topic = 'lesson:' || pg_temp.lesson('group chat') order by (payload -> 'revision')::integer
  $$,
  $$
    select 'state', to_jsonb(revision - 1), 'Classmate', false, '2'::jsonb from private.lessons where id = pg_temp.lesson('group chat')
    union all select 'state', to_jsonb(revision), 'Classmate', true, '3' from private.lessons where id = pg_temp.lesson('group chat')
  $$,
  'L4 Who leaves and comes is broadcast, each change with the next revision'
);
select is((select count(*)::integer from private.lesson_visits where lesson_id = pg_temp.lesson('group chat') and person_id = tests.id('classmate')), 2, 'L5 Coming again is another visit');
select is((select count(*)::integer from realtime.messages where event = 'lesson'), 0, 'L8 The chat does not learn of each who comes');
update private.lessons set told_at = now() - interval '6 seconds' where true;
select pg_temp.announces('teacher', 'group chat');
select is((select payload #> '{lesson,count}' from realtime.messages where event = 'lesson'), '3', 'L8 But soon how many there are');

-- Two pages of one person, and one that is gone
select pg_temp.enters('student', 'group chat', page => 'second page');
select is(pg_temp.is_heard('student', 'group chat') || ' ' || pg_temp.is_heard('student', 'group chat', 'second page'), 'false true', 'L4 Of two pages of a person the newer one is in it');
select is((select count(*)::integer from private.lesson_visits where left_at is null and lesson_id = pg_temp.lesson('group chat')), 3, 'L4 And no ghost');
select is(pg_temp.is_heard('classmate', 'group chat', 'second page'), false, 'L5 A page of another is not theirs to announce');
select pg_temp.leaves('classmate', 'group chat', 'second page');
select is(pg_temp.inside('group chat'), 'classmate student teacher', 'L5 Nor to leave by');
update private.lesson_visits set seen_at = seen_at - interval '2 minutes' where person_id = tests.id('student');
select pg_temp.announces('teacher', 'group chat');
select is(pg_temp.inside('group chat'), 'classmate teacher', 'L4 Whose page is not heard of for a minute is out');
select is(pg_temp.is_heard('student', 'group chat', 'second page'), false, 'L4 And learns it');
select is(pg_temp.enters('student', 'group chat', page => 'second page') || ' ' || pg_temp.inside('group chat'), 'done classmate student teacher', 'L4 They come in again');
select is(pg_temp.announces('stranger', 'group chat'), 'SF003', 'L5 Strangers announce nothing');

-- Hands
create function pg_temp.hands() returns text
language sql security definer
as $$ select string_agg(lower(p.surname), ' ' order by l.hand_at) from private.lesson_people l join public.profiles p on p.id = l.person_id where l.hand_at is not null $$;
create function pg_temp.raises(person text, raised boolean default true) returns text
language sql
as $$ select tests.does(person, format('select public.raise_hand(%L, %L)', pg_temp.lesson('group chat'), raised)) $$;
select pg_temp.raises('student');
select pg_temp.raises('classmate');
select pg_temp.raises('student');
select is(pg_temp.hands(), 'student classmate', 'L4 Hands are in the order in which they were raised');
select pg_temp.raises('curator');
select is(pg_temp.hands(), 'student classmate', 'L4 Who has not come in raises none');
select pg_temp.raises('student', false);
select is(pg_temp.hands(), 'classmate', 'L4 A hand is lowered');
select is(pg_temp.raises('stranger'), 'SF003', 'L4 Strangers raise none');

-- Places
insert into world select tests.person('guest ' || n, 'college') from generate_series(1, 9) n;
insert into public.chat_members (chat_id, person_id) select tests.id('group chat'), tests.id('guest ' || n) from generate_series(1, 9) n;
select is(
  (select string_agg(pg_temp.enters('guest ' || n, 'group chat', true), ' ' order by n) from generate_series(1, 6) n),
  'done done done done done SF006 video_full', 'L7 On the mesh six come in with a picture'
);
select is(
  (select string_agg(pg_temp.enters('guest ' || n, 'group chat', false), ' ' order by n) from generate_series(6, 9) n),
  'done done SF006 full SF006 full', 'L7 And ten in all'
);
select is(pg_temp.enters('teacher', 'group chat', true), 'done', 'L4 Who comes in again takes no second place');

-- Who loses the chat
delete from public.chat_members where chat_id = tests.id('group chat') and person_id in (select tests.id('guest ' || n) from generate_series(1, 9) n);
select is(pg_temp.inside('group chat'), 'classmate student teacher', 'A5 Whoever loses the chat is out of its lesson at once');
select is(
  (select count(*)::integer from realtime.messages where topic = 'lesson:' || pg_temp.lesson('group chat') and event = 'stale') > 0, true,
  'A5 And what they may still receive says only that there is news'
);
delete from private.withheld_topics where true;

-- The end
select is(tests.does('student', format('select public.end_lesson(%L)', pg_temp.lesson('group chat'))), '42501', 'L5 A student does not end a lesson');
select is(tests.does('stranger', format('select public.end_lesson(%L)', pg_temp.lesson('group chat'))), 'SF003', 'L5 Nor does a stranger');
select pg_temp.leaves('teacher', 'group chat');
update private.lessons set told_at = now() + interval '1 hour' where true;
select is(pg_temp.is_over('group chat'), false, 'L1 It goes on when who began it leaves');
delete from realtime.messages where true;
select is(tests.does('curator', format('select public.end_lesson(%L)', pg_temp.lesson('group chat'))), 'done', 'L5 Another teacher ends it');
select is(tests.does('curator', format('select public.end_lesson(%L)', pg_temp.lesson('group chat'))), 'done', 'L5 Twice does no harm');
select is((select payload -> 'lesson' from realtime.messages where event = 'lesson'), 'null', 'L8 Its chat learns that none runs');
select is(pg_temp.enters('student', 'group chat') || ' ' || pg_temp.raises('student'), 'SF006 ended SF006 ended', 'L5 Nobody comes into a lesson that is over');
select is(pg_temp.is_heard('student', 'group chat', 'second page'), false, 'L5 And who was in it is no more');

-- It ends by itself
select is(pg_temp.starts('student', 'personal chat', 'call') || pg_temp.enters('student', 'personal chat') || pg_temp.leaves('student', 'personal chat') || pg_temp.is_over('personal chat'), 'donedonedonetrue', 'C14 A call ends with the last who hangs up');
select pg_temp.starts('teacher', 'group chat');
select pg_temp.enters('teacher', 'group chat');
select pg_temp.later('group chat', '7 minutes');
select tests.sign_in('student');
select is(public.running_lesson(tests.id('group chat')), null, 'L1 A lesson that nobody has been in for five minutes is over, though nobody has ended it');
select is((select lesson from public.my_chats(chat => tests.id('group chat'))), null, 'L8 In the list too');
select is(tests.outcome('student', 'select public.sweep_lessons()') || ' ' || tests.does('service', 'select public.sweep_lessons()'), '42501 done', 'L1 The secret key looks after lessons');
select is(pg_temp.is_over('group chat'), true, 'L1 It ends');
select is((select ended_at < now() - interval '5 minutes' from private.lessons where id = pg_temp.lesson('group chat')), true, 'L5 And has ended when it was left');

-- Too often
delete from private.attempts where true;
select pg_temp.starts('teacher', 'group chat');
select pg_temp.starts('student', 'friends', 'call', $$, 'livekit'$$);
select pg_temp.enters('classmate', 'friends');
create temp table revisions on commit drop as select revision from private.lessons where id = pg_temp.lesson('friends');
select pg_temp.leaves('classmate', 'friends') from generate_series(1, 3);
select is((select l.revision - r.revision from private.lessons l, revisions r where l.id = pg_temp.lesson('friends')), 0::bigint, 'L1 Nor are they told that somebody has left of whom the engine says so');
select tests.does('classmate', format('select public.raise_hand(%L, true)', pg_temp.lesson('friends')));
select pg_temp.leaves('classmate', 'friends');
select is((select l.revision - r.revision from private.lessons l, revisions r where l.id = pg_temp.lesson('friends')), 2::bigint, 'L4 But that a hand is down with that');

-- Who came back as a student
create function pg_temp.is_leading(person text, chat text) returns boolean
language plpgsql
as $$
declare
  answer jsonb;
begin
  perform tests.sign_in(person);
  answer := public.lesson_state(pg_temp.lesson(chat));
  perform tests.reset();
  return answer #> '{rights,lead}';
end
$$;
select is(pg_temp.is_leading('teacher', 'group chat'), true, 'L5 Who began it leads it');
select tests.reset();
update public.memberships set role = 'student' where person_id = tests.id('teacher') and college_id = tests.id('college');
select is(pg_temp.is_leading('teacher', 'group chat'), false, 'L5 Not when they hold no lessons in the chat any more');
select is(
  tests.outcome('teacher', format('select * from public.lesson_attendance(%L)', pg_temp.lesson('group chat'))) || ' ' || tests.outcome('teacher', format('select public.end_lesson(%L)', pg_temp.lesson('group chat'))),
  '42501 42501', 'L5 Then they do not learn who was there, nor end it'
);
select tests.reset();
update public.memberships set role = 'teacher' where person_id = tests.id('teacher') and college_id = tests.id('college');
update public.chats set archived_at = now() where id = tests.id('group chat');
select is(pg_temp.is_over('group chat'), true, 'L1 With its chat a lesson ends');

-- How often
update public.chats set archived_at = null where id = tests.id('group chat');
select pg_temp.starts('teacher', 'group chat');
select ok((select array_agg(distinct pg_temp.enters('student', 'group chat')) @> '{done, SF004}' from generate_series(1, 80)), 'L1 Nobody comes in more often than a page could');
select ok((select array_agg(distinct pg_temp.raises('classmate', n % 2 = 0)) @> '{done, SF004}' from generate_series(1, 80) n), 'L4 Nor waves without end');
select ok((select array_agg(distinct pg_temp.starts('teacher', 'group chat')) @> '{done, SF004}' from generate_series(1, 80)), 'L1 Nor begins one after the other');

select * from finish();
