select plan(57);

create function pg_temp.poll(name text, options jsonb default '["среда", "четверг", "пятница"]', single boolean default true, anonymous boolean default true, ends_at timestamptz default null)
returns jsonb
language sql
as $$ select jsonb_build_object('id', tests.id(name), 'options', options, 'single', single, 'anonymous', anonymous, 'ends_at', ends_at) $$;
create function pg_temp.asks(person text, chat text, question text, poll jsonb) returns text
language sql
as $$ select tests.outcome(person, format('select public.send_message(%L, %L, %L, poll => %L)', tests.id(chat), tests.id('message ' || question), question, poll)) $$;
create function pg_temp.votes(person text, poll text, options integer[]) returns text
language sql
as $$ select tests.outcome(person, format('select public.vote(%L, %L)', tests.id(poll), options)) $$;
-- Counts, then how many people.
create function pg_temp.shown(poll jsonb) returns text
language sql
as $$ select concat((select string_agg(v, ' ') from jsonb_array_elements_text(poll -> 'votes') v), ' of ', poll ->> 'voters') $$;
create function pg_temp.counts(poll text) returns text
language sql security definer
as $$ select pg_temp.shown(private.poll_counts(tests.id(poll))) $$;
create function pg_temp.broadcasts() returns bigint
language sql security definer
as $$ select count(*) from realtime.messages where event = 'poll' $$;
-- Two seconds later
create function pg_temp.wait() returns void
language sql security definer
as $$ update private.polls set published_at = published_at - interval '2 seconds' where true $$;

-- Who asks
select results_eq(
  $$ select person, pg_temp.asks(person, 'group chat', 'Когда?', pg_temp.poll('when')) from unnest('{student, teacher, administrator, removed, stranger, newcomer, nobody, service}'::text[]) person $$,
  $$
    values ('student', 'done'), ('teacher', 'done'), ('administrator', '42501'), ('removed', '42501'), ('stranger', '42501'), ('newcomer', '42501'),
      ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 Participants ask, where they may write'
);
select is(pg_temp.asks('student', 'closed chat', 'Когда?', pg_temp.poll('when')), '42501', 'A6 Not where nobody writes any more');

-- What is no poll
select results_eq(
  $$
    select what, pg_temp.asks('student', 'group chat', 'Когда?', pg_temp.poll('when', options)) from (values
      ('none', 'null'), ('no list', '"среда"'), ('one', '["среда"]'), ('thirteen', (select jsonb_agg(n::text) from generate_series(1, 13) n)),
      ('equal', '["среда", " Среда "]'), ('blank', jsonb_build_array('среда', E' \u200B ')), ('long', jsonb_build_array('среда', repeat('я', 10000)))
    ) bad (what, options)
  $$,
  $$
    values ('none', 'SF001 options'), ('no list', 'SF001 options'), ('one', 'SF001 options'), ('thirteen', 'SF001 options'), ('equal', 'SF001 options'),
      ('blank', 'SF001 options'), ('long', 'SF001 options')
  $$,
  'C8 Two to twelve different options of up to a hundred characters'
);
select is(pg_temp.asks('student', 'group chat', repeat('я', 301), pg_temp.poll('when')), 'SF001 options', 'C8 A question has three hundred at most');
select is(pg_temp.asks('student', 'group chat', E' \n ', pg_temp.poll('when')), 'SF001 options', 'C8 And says something');
select is(
  pg_temp.asks('student', 'group chat', 'Когда?', pg_temp.poll('when', ends_at => now() - interval '1 minute')), 'SF001 ended', 'C8 It does not end before it begins'
);
select is(
  pg_temp.asks('student', 'group chat', 'Когда?', pg_temp.poll('when', ends_at => now() + interval '2 years')), 'SF001 ended', 'C8 Nor in the days of others'
);
select is(
  pg_temp.asks('student', 'group chat', 'Когда?', pg_temp.poll('when') - 'single'), '23502', 'C8 It says whether one chooses one'
);

-- What it is
select tests.sign_in('student');
create temp table got on commit drop as
  select public.send_message(tests.id('group chat'), tests.id('asked'), E'Когда\n консультация? ', poll => pg_temp.poll('when')) as message;
grant select on got to public;
select is((select message ->> 'body' from got), 'Когда консультация?', 'C8 The question is the text of the message, in one line');
select is(
  (select message -> 'poll' from got),
  jsonb_build_object(
    'id', tests.id('when'), 'question', 'Когда консультация?', 'options', '["среда", "четверг", "пятница"]'::jsonb, 'single', true, 'anonymous', true,
    'ends_at', null, 'closed_at', null, 'revision', 0, 'voters', 0, 'votes', '[0, 0, 0]'::jsonb, 'mine', '[]'::jsonb
  ),
  'C8 The message carries its poll'
);
select is(
  public.send_message(tests.id('group chat'), tests.id('asked'), 'Когда консультация?', poll => pg_temp.poll('when')), (select message from got), 'C11 Sent again it is the one that is there'
);
select is(
  (select message -> 'poll' from jsonb_array_elements(public.chat_page(tests.id('group chat')) -> 'messages') message order by message -> 'seq' desc limit 1),
  (select message -> 'poll' from got), 'C8 The page has it too'
);
select is(pg_temp.asks('teacher', 'group chat', 'Ещё?', pg_temp.poll('when')), 'SF002', 'C8 The id of a poll is taken once');
select is(
  tests.outcome('teacher', format('select public.send_message(%L, %L, %L, poll => %L)', tests.id('group chat'), tests.id('второе'), 'Чужое?', pg_temp.poll('other'))), 'SF002',
  'C8 Nobody gives a poll to the message of another'
);
select is(tests.outcome('student', format('select public.edit_message(%L, %L)', tests.id('asked'), 'Где?')), 'SF001 poll', 'C8 The question stays what was answered');
select tests.reset();
select is(
  (select payload #> '{message,poll,votes}' from realtime.messages where event = 'message' and payload #>> '{message,id}' = tests.id('asked')::text), '[0, 0, 0]',
  'C11 The broadcast of the message has it'
);

-- Who votes
select results_eq(
  $$ select person, pg_temp.votes(person, 'when', '{1}') from unnest('{student, teacher, classmate, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('student', 'done'), ('teacher', 'done'), ('classmate', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'),
      ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 Participants vote; to others there is no such poll'
);
select is(pg_temp.votes('student', 'nothing', '{1}'), 'SF003', 'C8 Nobody votes in what is not there');
select is(
  pg_temp.votes('student', 'when', '{3}') || ', ' || pg_temp.votes('student', 'when', '{-1}') || ', ' || pg_temp.votes('student', 'when', '{null}'),
  'SF001 options, SF001 options, SF001 options', 'C8 Nor for an option of another poll'
);
select is(pg_temp.votes('student', 'when', '{0, 1}'), 'SF001 options', 'C8 Nor for two where one is asked for');

-- What a vote does
select tests.sign_in('student');
select is(pg_temp.shown(public.vote(tests.id('when'), '{1}')), '0 1 0 of 1', 'C8 A vote counts');
select is(public.vote(tests.id('when'), '{1}') -> 'revision', '1', 'C8 The same again is none, as from another tab');
select is(pg_temp.shown(public.vote(tests.id('when'), '{2}')), '0 0 1 of 1', 'C8 Another takes its place');
select is(public.vote(tests.id('when'), '{0}') -> 'mine', '[0]', 'C8 Whose it is knows it');
select tests.sign_in('classmate');
select is(public.get_poll(tests.id('when')) -> 'mine', '[]', 'C8 To others it is a count');
select is(pg_temp.shown(public.vote(tests.id('when'), '{0}')), '2 0 0 of 2', 'C8 Of all');
select is(pg_temp.shown(public.vote(tests.id('when'), '{}')), '1 0 0 of 1', 'C8 A vote is taken back');
select tests.reset();
select throws_ok(
  format('insert into private.poll_votes (poll_id, is_single, position, person_id) values (%L, true, 1, %L)', tests.id('when'), tests.id('student')), '23505', null,
  'C8 One vote of a person, whoever writes it'
);
select throws_ok(
  format('insert into private.poll_votes (poll_id, is_single, position, person_id) values (%L, false, 1, %L)', tests.id('when'), tests.id('student')), '23503', null,
  'C8 Which no other kind of vote gets around'
);

-- Who learns of it
select is(pg_temp.broadcasts(), 1::bigint, 'C8 Votes within two seconds are broadcast once');
select is(
  (select payload from realtime.messages where event = 'poll'),
  jsonb_build_object('id', tests.id('when'), 'revision', 1, 'closed_at', null, 'voters', 1, 'votes', '[0, 1, 0]'::jsonb), 'C8 As counts: no message, nobody''s name'
);
select is((select last_change from public.chats where id = tests.id('group chat')), 0::bigint, 'C8 A vote is no change of the message');
select tests.sign_in('student');
select is(public.vote(tests.id('when'), '{0}') -> 'due', 'true', 'C8 Whoever votes meanwhile is told that the counts are due');
select public.publish_poll(tests.id('when'));
select is(pg_temp.broadcasts(), 1::bigint, 'C8 Asked for too early they are not broadcast');
select pg_temp.wait();
select public.publish_poll(tests.id('when')), public.publish_poll(tests.id('when'));
select is(pg_temp.broadcasts(), 2::bigint, 'C8 Asked for in time they are, once');
select tests.reset();
select is(
  (select payload -> 'votes' from realtime.messages where event = 'poll' order by position desc limit 1), '[1, 0, 0]', 'C8 With all that was voted'
);
select pg_temp.wait();
select tests.sign_in('teacher');
select is(public.vote(tests.id('when'), '{2}') -> 'due', 'false', 'C8 Later the vote itself does it');
select results_eq(
  $$ select person, tests.outcome(person, format('select public.publish_poll(%L)', tests.id('when'))) from unnest('{administrator, stranger, nobody}'::text[]) person $$,
  $$ values ('administrator', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501') $$, 'C8 Others ask for nothing'
);

-- Who voted for what
select is(
  (select string_agg(person || ' ' || tests.outcome(person, format('select public.poll_voters(%L, 0)', tests.id('when'))), ', ') from unnest('{student, teacher, administrator, stranger, nobody}'::text[]) person),
  'student 42501, teacher 42501, administrator SF003, stranger SF003, nobody 42501', 'C8 Of an anonymous poll nobody learns it, whoever made it'
);
select is(
  tests.outcome('teacher', 'select * from private.poll_votes') || ' ' || tests.outcome('service', 'select * from private.poll_votes'), '42501 42501', 'C8 There is no other way to the votes'
);
select tests.sign_in('teacher');
select public.send_message(
  tests.id('college chat'), tests.id('asked all'), 'Что взять?', poll => pg_temp.poll('what', '["хлеб", "сыр", "чай"]', false, false, now() + interval '1 day')
);
select is(pg_temp.shown(public.vote(tests.id('what'), '{2, 0, 0}')), '1 0 1 of 1', 'C8 Several where several are asked for, each once');
select tests.sign_in('student');
select is(pg_temp.shown(public.vote(tests.id('what'), '{0, 1}')), '2 1 1 of 2', 'C8 People are counted once');
select results_eq($$ select surname from public.poll_voters(tests.id('what'), 0) $$, $$ values ('Student'), ('Teacher') $$, 'C8 Participants see who chose what, the latest first');
select results_eq(
  $$ select surname from public.poll_voters(tests.id('what'), 0, (select at from public.poll_voters(tests.id('what'), 0, size => 1)), 1) $$, $$ values ('Teacher') $$, 'C8 By pages'
);
select is(
  (select string_agg(person || ' ' || tests.outcome(person, format('select public.poll_voters(%L, 0)', tests.id('what'))), ', ') from unnest('{stranger, newcomer, nobody}'::text[]) person),
  'stranger SF003, newcomer SF003, nobody 42501', 'C8 Others do not'
);
select is(
  (select string_agg(concat(v ->> 'question', ' ', v ->> 'option'), ', ' order by v ->> 'option') from jsonb_array_elements(public.export_my_data() -> 'votes') v where v ->> 'question' = 'Что взять?'),
  'Что взять? сыр, Что взять? хлеб', 'A12 One''s own are among one''s data'
);

-- The end
select is(
  (select string_agg(person || ' ' || tests.outcome(person, format('select public.close_poll(%L)', tests.id('what'))), ', ') from unnest('{teacher, administrator, student, stranger, nobody}'::text[]) person),
  'teacher done, administrator done, student 42501, stranger SF003, nobody 42501', 'C8 Who made it and who moderates the chat end it'
);
select tests.sign_in('teacher');
select isnt(public.close_poll(tests.id('what')) ->> 'closed_at', null, 'C8 It is over');
select is(public.chat_changes(tests.id('college chat'), 0) #>> '{messages,0,poll,votes}', '[2, 1, 1]', 'C11 That is a change of its message');
select is(public.chat_changes(tests.id('college chat'), 0) -> 'last_change', '1', 'C11 One');
select is(pg_temp.votes('student', 'what', '{2}') || ', ' || pg_temp.votes('student', 'what', '{}'), 'SF001 ended, SF001 ended', 'C8 After the end nobody votes, nor takes a vote back');
select is(pg_temp.votes('student', 'what', '{0, 1}'), 'done', 'C8 To repeat what counted already is no fault');
select tests.reset();
update private.polls set ends_at = now() where id = tests.id('when');
select is(pg_temp.votes('classmate', 'when', '{1}'), 'SF001 ended', 'C8 It ends by itself too');

-- What becomes of it
select tests.erase('teacher');
select is(pg_temp.counts('when') || ', ' || pg_temp.counts('what'), '1 0 0 of 1, 1 1 0 of 1', 'A12 Votes go with the account');
select tests.sign_in('student');
select is(
  (select concat(message ->> 'body', ' ', message ->> 'poll') from jsonb_array_elements(jsonb_build_array(public.delete_message(tests.id('asked')))) message), ' ',
  'C8 With its message a poll is gone'
);
select is(pg_temp.votes('classmate', 'when', '{1}'), 'SF003', 'C8 And gets no votes');
select tests.reset();
select is_empty($$ select from private.poll_votes where poll_id = tests.id('when') $$, 'C8 Nor keeps any');

select * from finish();
