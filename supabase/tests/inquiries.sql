select plan(78);

create function pg_temp.ask(body text, college text default 'college') returns bigint
language sql
as $$ select (public.ask_administration(tests.id(college), tests.id(body), body) ->> 'seq')::bigint $$;
create function pg_temp.answer(body text, inquiry uuid) returns bigint
language sql
as $$ select (public.answer_inquiry(inquiry, tests.id(body), body) ->> 'seq')::bigint $$;
create function pg_temp.page(inquiry uuid, after bigint default null)
returns table (seq bigint, from_college boolean, body text, answered_by jsonb)
language sql
as $$ select m.* from jsonb_to_recordset(public.inquiry_page(inquiry, after => after) -> 'messages') m (seq bigint, from_college boolean, body text, answered_by jsonb) $$;
create function pg_temp.inquiry_of(person text) returns uuid
language sql security definer
as $$ select id from public.inquiries where asker_id = tests.id(person) and college_id = tests.id('college') $$;
create function pg_temp.throttled() returns void
language sql security definer
as $$ select private.count_attempt('inquiry of ' || auth.uid() || ' to ' || tests.id('college')) from generate_series(1, 30) $$;
insert into world select tests.person('colleague', 'college', 'teacher', true);
insert into public.join_requests (college_id, person_id, role) values (tests.id('college'), tests.id('newcomer'), 'student');

-- Asking
select tests.sign_out();
select tests.refused($$ select pg_temp.ask('впустите') $$, 'Anonymous people ask nothing');
select tests.refused('select from public.inquiries', 'And read nothing');
select tests.sign_in('stranger');
select tests.refused($$ select pg_temp.ask('чужой') $$, 'A8 Who neither belongs to the college nor applied asks nothing');
select tests.sign_in('removed');
select tests.refused($$ select pg_temp.ask('верните') $$, 'A8 Nor does who was removed');
select tests.refused($$ select public.ask_administration(gen_random_uuid(), gen_random_uuid(), 'ау') $$, 'A8 Nor does a college that is not there answer');
select tests.sign_in('student');
select is_empty($$ select from public.my_inquiry(tests.id('college')) $$, 'A8 Before the first question there is nothing');
select is(pg_temp.ask('Когда справка?'), 1::bigint, 'A8 A student writes to the administration');
select is(pg_temp.ask('Когда справка?'), 1::bigint, 'A8 Sent again it is the same message');
select is(pg_temp.ask('И где?'), 2::bigint, 'A8 They may add something');
select results_eq(
  $$ select status::text, last_seq, read_seq from public.my_inquiry(tests.id('college')) $$, $$ values ('open', 2::bigint, 2::bigint) $$,
  'A8 Who writes has read what is there'
);
select results_eq(
  $$ select seq, from_college, body from pg_temp.page(pg_temp.inquiry_of('student')) $$,
  $$ values (1::bigint, false, 'Когда справка?'), (2, false, 'И где?') $$, 'A8 They read what they wrote'
);
select is(
  public.ask_administration(tests.id('college'), tests.id('И где?'), 'И где?'),
  public.inquiry_page(pg_temp.inquiry_of('student'), after => 1) #> '{messages,0}', 'A8 It is answered as it is read'
);
select throws_ok($$ select pg_temp.ask('  ') $$, '23514', null, 'An empty question is refused');
select throws_ok($$ select pg_temp.ask(repeat('я', 10001)) $$, '23514', null, 'So is one that is too long');
select tests.refused($$ update public.inquiries set status = 'closed' where true $$, 'The asker closes nothing past the functions');
select tests.refused($$ insert into public.inquiries (college_id, asker_id) values (tests.id('college'), auth.uid()) $$, 'Nor makes an inquiry');
select tests.refused('delete from public.inquiries where true', 'Nor deletes one');
select tests.sign_in('newcomer');
select is(pg_temp.ask('Какие документы нужны?'), 1::bigint, 'A8 An applicant asks as well');
select throws_ok($$ select pg_temp.ask('Когда справка?') $$, 'SF002', null, 'Nobody takes the id of another''s message');
select is((select count(*)::integer from public.inquiries), 1, 'A8 Each sees their own inquiry');
select throws_ok($$ select public.inquiry_page(pg_temp.inquiry_of('student')) $$, 'SF003', null, 'A8 And reads no other');
select lives_ok($$ select public.read_inquiry(pg_temp.inquiry_of('student'), 1) $$, 'A8 Reading for another');
select pg_temp.throttled();
select throws_ok($$ select pg_temp.ask('И ещё') $$, 'SF004', null, 'A8 Thirty messages are written in an hour');
select tests.sign_in('stranger');
select is_empty('select from public.inquiries', 'An administrator of another college sees nothing');
select tests.sign_in('teacher');
select is_empty('select from public.inquiries', 'Nor does a teacher');

-- The desk
create function pg_temp.gets_in(person text) returns setof text
language plpgsql
as $$
declare
  call text;
begin
  foreach call in array array[
    'college_inquiries(tests.id(''college''))', 'inquiry_counts(tests.id(''college''))', 'inquiry_audit(tests.id(''college''))',
    'answer_inquiry(pg_temp.inquiry_of(''student''), gen_random_uuid(), ''я'')',
    'assign_inquiry(pg_temp.inquiry_of(''student''), auth.uid())', 'close_inquiry(pg_temp.inquiry_of(''student''))',
    'reopen_inquiry(pg_temp.inquiry_of(''student''))', 'read_inquiry_as_college(pg_temp.inquiry_of(''student''), 1)',
    'college_inquiries(null)', 'close_inquiry(null)'
  ] loop
    begin
      perform tests.sign_in(person);
      execute 'select public.' || call;
      return next person || ': ' || call;
    exception when insufficient_privilege then
      null;
    end;
  end loop;
end
$$;
select is_empty(
  $$ select pg_temp.gets_in(person) from unnest('{student, teacher, stranger, removed, newcomer}'::text[]) person $$,
  'A9 Only administrators of the college sit at the desk'
);
select tests.sign_in('administrator');
select is((select count(*)::integer from public.inquiries), 2, 'A9 Administrators see all inquiries of their college');
select results_eq(
  $$ select open, mine, unread from public.inquiry_counts(tests.id('college')) $$, $$ values (2, 0, 3) $$, 'A9 And how many messages wait'
);
select results_eq(
  $$
    select asker ->> 'surname', asker ->> 'role', asker ->> 'group_number', last_message ->> 'body', last_seq - read_seq, assignee
    from public.college_inquiries(tests.id('college')) order by 1
  $$,
  $$ values ('Newcomer', null, null, 'Какие документы нужны?', 1::bigint, null::jsonb), ('Student', 'student', 'ИС-21', 'И где?', 2, null) $$,
  'A9 Who asks, from where, what, and how much of it nobody has read'
);
select is(
  (select asker ->> 'surname' from public.college_inquiries(tests.id('college'), search => 'newcomer тест')), 'Newcomer', 'A9 They are found by name'
);
select is_empty($$ select from public.college_inquiries(tests.id('college'), search => 'никто') $$, 'A9 Or not');
select is((select count(*)::integer from public.college_inquiries(tests.id('college'), skip => 1)), 1, 'A9 Page by page');
select lives_ok($$ select public.read_inquiry_as_college(pg_temp.inquiry_of('newcomer'), 100) $$, 'A9 One of them reads');
select tests.sign_in('colleague');
select is((select unread from public.inquiry_counts(tests.id('college'))), 2, 'A9 Then all have read it');
select lives_ok(
  $$ select public.assign_inquiry(pg_temp.inquiry_of('student'), auth.uid()) $$, 'A9 One of them takes an inquiry'
);
select tests.sign_in('administrator');
select is(
  (select assignee ->> 'surname' from public.college_inquiries(tests.id('college'), search => 'student')), 'Colleague', 'A9 The others see who'
);
select throws_ok(
  $$ select public.assign_inquiry(pg_temp.inquiry_of('student'), auth.uid()) $$, 'SF002', null, 'A9 Nobody takes what another has taken meanwhile'
);
select throws_ok(
  $$ select public.assign_inquiry(pg_temp.inquiry_of('student'), tests.id('teacher'), tests.id('colleague')) $$, 'SF001', null,
  'A9 Only an administrator can have it'
);
select lives_ok(
  $$ select public.assign_inquiry(pg_temp.inquiry_of('student'), null, tests.id('colleague')) $$, 'A9 Knowing of it one may'
);
select is(pg_temp.answer('В среду', pg_temp.inquiry_of('student')), 3::bigint, 'A9 An administrator answers');
select is(pg_temp.answer('В среду', pg_temp.inquiry_of('student')), 3::bigint, 'A9 Sent again it is the same answer');
select throws_ok(
  $$ select public.answer_inquiry(pg_temp.inquiry_of('student'), tests.id('И где?'), 'я') $$, 'SF002', null, 'A9 Not in place of a question'
);
select results_eq(
  $$ select open, mine, unread from public.inquiry_counts(tests.id('college')) $$, $$ values (2, 1, 0) $$, 'A9 Who answers has read, and has the inquiry'
);
select results_eq(
  $$ select asker ->> 'surname', assignee ->> 'surname', last_message -> 'mine' from public.college_inquiries(tests.id('college'), 'mine') $$,
  $$ values ('Student', 'Administrator', 'true'::jsonb) $$, 'A9 It is among their answers'
);
select is(
  public.answer_inquiry(pg_temp.inquiry_of('student'), tests.id('В среду'), 'В среду'),
  public.inquiry_page(pg_temp.inquiry_of('student'), after => 2, size => 1) #> '{messages,0}', 'A9 It is answered as administrators read it'
);
select tests.sign_in('colleague');
select throws_ok(
  $$ select pg_temp.answer('В среду', pg_temp.inquiry_of('student')) $$, 'SF002', null, 'A9 Nobody passes for who answered'
);
select is(pg_temp.answer('В кабинете 105', pg_temp.inquiry_of('student')), 4::bigint, 'A9 Another goes on');
select results_eq(
  $$ select seq, answered_by ->> 'surname' from pg_temp.page(pg_temp.inquiry_of('student'), after => 2) $$,
  $$ values (3::bigint, 'Administrator'), (4, 'Colleague') $$, 'A9 Administrators see who of them answered'
);
select results_eq(
  $$ select answered_by ->> 'surname', asker ->> 'surname' from public.inquiry_audit(tests.id('college')) $$,
  $$ values ('Colleague', 'Student'), ('Administrator', 'Student') $$, 'A9 Also all together'
);
select tests.sign_in('student');
select results_eq(
  $$ select seq, from_college, body from pg_temp.page(pg_temp.inquiry_of('student'), after => 2) $$,
  $$ values (3::bigint, true, 'В среду'), (4, true, 'В кабинете 105') $$, 'A8 The asker reads what the college answered'
);
select is((select last_seq - read_seq from public.my_inquiry(tests.id('college'))), 2::bigint, 'A8 Which is unread at first');
select public.read_inquiry(pg_temp.inquiry_of('student'), 3);
select is((select read_seq from public.my_inquiry(tests.id('college'))), 3::bigint, 'A8 Then read');
select public.read_inquiry(pg_temp.inquiry_of('student'), 1);
select is((select read_seq from public.my_inquiry(tests.id('college'))), 3::bigint, 'A8 And stays so');
select public.read_inquiry(pg_temp.inquiry_of('student'), 1000);
select is((select read_seq from public.my_inquiry(tests.id('college'))), 4::bigint, 'A8 Nobody has read more than was written');

select tests.sign_in('administrator');
select is(
  (select asker_read_seq from public.college_inquiries(tests.id('college'), search => 'student')), 4::bigint, 'A9 Administrators see how far the asker has read'
);
select lives_ok($$ select public.close_inquiry(pg_temp.inquiry_of('student')) $$, 'A9 An administrator closes an inquiry');
select is((select count(*)::integer from public.college_inquiries(tests.id('college'))), 1, 'A9 It leaves the open ones');
select is(
  (select asker ->> 'surname' from public.college_inquiries(tests.id('college'), 'closed')), 'Student', 'A9 For the closed ones'
);
select results_eq(
  $$ select asker ->> 'surname', status::text from public.college_inquiries(tests.id('college'), inquiry => pg_temp.inquiry_of('student')) $$,
  $$ values ('Student', 'closed') $$, 'A9 Asked for by its id it is found, closed as it is'
);
select is_empty(
  $$ select from public.college_inquiries(tests.id('college'), inquiry => gen_random_uuid()) $$, 'A9 And no other in its place'
);
select lives_ok($$ select public.reopen_inquiry(pg_temp.inquiry_of('student')) $$, 'A9 And opens it again');
select public.close_inquiry(pg_temp.inquiry_of('student'));
select tests.sign_in('student');
select is((select status::text from public.my_inquiry(tests.id('college'))), 'closed', 'A8 The asker sees that it was closed');
select is(pg_temp.ask('А если не приду?'), 5::bigint, 'A8 They may write again');
select is((select status::text from public.my_inquiry(tests.id('college'))), 'open', 'A8 Then it is open');

-- An administrator asks
select tests.sign_in('administrator');
select pg_temp.ask('От администратора');
select tests.sign_in('colleague');
select pg_temp.answer('Администратору', pg_temp.inquiry_of('administrator'));
select tests.sign_in('administrator');
select is_empty(
  $$
    select from pg_temp.page(pg_temp.inquiry_of('administrator')) where answered_by is not null
    union all select from public.college_inquiries(tests.id('college'), search => 'administrator') where assignee is not null
    union all select from public.inquiry_audit(tests.id('college')) where asker ->> 'surname' = 'Administrator'
  $$,
  'A9 An administrator who asked does not learn who answered them'
);
select tests.refused(
  $$ select public.assign_inquiry(pg_temp.inquiry_of('administrator'), auth.uid()) $$, 'A9 Nor from an error when they take it'
);
select tests.refused(
  $$ select public.assign_inquiry(pg_temp.inquiry_of('administrator'), null, tests.id('colleague')) $$, 'A9 Nor by guessing who has it'
);
select tests.sign_in('colleague');
select is(
  (select assignee ->> 'surname' from public.college_inquiries(tests.id('college'), search => 'administrator')), 'Colleague', 'A9 Who still has it'
);

-- Realtime
select tests.reset();
select results_eq(
  $$
    select payload - 'id' from realtime.messages where topic = 'inquiry:' || pg_temp.inquiry_of('student') and event = 'message'
    order by payload #> '{message,seq}'
  $$,
  $$
    select jsonb_build_object('message', private.inquiry_message_json(m), 'last_change', 0)
    from public.inquiry_messages m where m.inquiry_id = pg_temp.inquiry_of('student') order by m.seq
  $$,
  'C11 A message is broadcast as the asker reads it, with the number of the last change'
);
select results_eq(
  $$ select distinct event from realtime.messages where topic = 'inquiry:' || pg_temp.inquiry_of('student') order by 1 $$,
  $$ values ('message'), ('read'), ('status') $$, 'A8 The asker receives answers, closing, and what they read elsewhere'
);
select is(
  (select count(*)::integer from realtime.messages where topic = 'user:' || tests.id('student') and event = 'inquiry'), 2,
  'A8 And wherever they are that there is an answer'
);
select is_empty(
  $$ select from realtime.messages where topic = 'admin:' || tests.id('college') and event = 'inquiry' and not payload ?& '{inquiry_id}' $$,
  'A9 Administrators receive that something changed'
);
select ok(
  not exists (
    select from realtime.messages where topic = 'admin:' || tests.id('college') and event = 'inquiry'
      and (select count(*) from jsonb_object_keys(payload)) > 2
  ), 'A9 But not what: who was one a minute ago may still be listening'
);

-- Whose application was hidden
select tests.reset();
delete from private.attempts where subject like 'inquiry of %';
select tests.does('newcomer', $$ select public.request_to_join(tests.id('college'), 'student') $$);
select tests.does('administrator', $$
  select public.hide_request(r.id) from public.college_requests(tests.id('college')) r where r.person_id = tests.id('newcomer')
$$);
create temp table counts on commit drop as select (select count(*) from realtime.messages where topic like 'admin:%') as broadcasts;
select is(
  tests.does('newcomer', $$ select public.ask_administration(tests.id('college'), tests.id('hidden question'), 'Возьмите меня') $$), 'done',
  'A8 An applicant who was hidden notices nothing'
);
select is((select body from public.inquiry_messages where id = tests.id('hidden question')), 'Возьмите меня', 'A8 What they write is kept');
select is((select count(*) - (select broadcasts from counts) from realtime.messages where topic like 'admin:%'), 0::bigint, 'A8 Nothing of it is broadcast');
select tests.sign_in('administrator');
select is_empty(
  $$ select from public.college_inquiries(tests.id('college')) where asker ->> 'id' = tests.id('newcomer')::text $$, 'A8 Administrators do not see it in their queue'
);
select is_empty($$ select from public.inquiries where asker_id = tests.id('newcomer') $$, 'A8 Nor by any other way');

select * from finish();
