select plan(46);

create function pg_temp.pending() returns setof text
language sql
as $$ select surname from public.college_requests(tests.id('college')) $$;
create function pg_temp.request(person text) returns uuid
language sql security definer
as $$ select id from public.join_requests where person_id = tests.id(person) and college_id = tests.id('college') $$;
create function pg_temp.sent(topic text, event text) returns bigint
language sql
as $$ select count(*) from realtime.messages m where m.topic = sent.topic and m.event = sent.event $$;

select tests.sign_out();
select tests.refused('select from public.join_requests', 'Anonymous people see no application');
select tests.refused($$ select public.request_to_join(tests.id('college'), 'student') $$, 'And make none');
select tests.refused($$ select public.college_requests(tests.id('college')) $$, 'Nor are they shown those of a college');

-- Applying
select tests.sign_in('newcomer');
select lives_ok($$ select public.request_to_join(tests.id('college'), 'student', ' ис-21 ') $$, 'R5 Whoever is registered applies');
select results_eq(
  'select college_id, role::text, group_number from public.join_requests', $$ values (tests.id('college'), 'student', 'ис-21') $$,
  'R5 And sees their application'
);
select lives_ok(
  $$ select public.request_to_join(tests.id('college'), 'teacher', '', '{Физика}') $$, 'R5 They change it'
);
select results_eq(
  'select role::text, group_number, subjects from public.join_requests', $$ values ('teacher', '', '{Физика}'::text[]) $$,
  'R5 It is still one'
);
select tests.refused(
  $$ insert into public.join_requests (college_id, person_id, role) values (tests.id('other college'), auth.uid(), 'student') $$,
  'Nobody applies past the function'
);
select tests.refused('delete from public.join_requests where true', 'Or withdraws past it');
select tests.refused($$ select public.college_requests(tests.id('college')) $$, 'A2 An applicant is not shown the others');
select tests.refused(
  $$ select public.admit_request(pg_temp.request('newcomer'), 'teacher') $$, 'A2 Nor do they admit themselves'
);
select throws_ok(
  $$ select public.request_to_join(gen_random_uuid(), 'student') $$, 'SF003', null, 'A college must be there'
);
select throws_ok(
  $$ select public.request_to_join(tests.id('college'), 'student', repeat('я', 101)) $$, '23514', null, 'R5 A group that is too long is refused'
);

select tests.sign_in('student');
select is_empty('select from public.join_requests', 'Members see no application of others');
select throws_ok(
  $$ select public.request_to_join(tests.id('college'), 'student') $$, 'SF002', null, 'R5 A member does not apply'
);
select tests.reset();
insert into auth.users (id, aud, role) values (tests.id('unregistered'), 'authenticated', 'authenticated');
select tests.sign_in('unregistered');
select tests.refused($$ select public.request_to_join(tests.id('college'), 'student') $$, 'R5 Who has no name yet does not apply');
select tests.reset();
insert into public.profiles (id, surname, name) values (tests.id('unregistered'), 'Без', 'Номера');
select tests.sign_in('unregistered');
select tests.refused(
  $$ select public.request_to_join(tests.id('college'), 'student') $$, 'R5 Nor does who has not proved a number: administrators are told so'
);
select tests.reset();
delete from public.profiles where id = tests.id('unregistered');
select tests.sign_in('unregistered');

-- What administrators see
select tests.sign_in('teacher');
select tests.refused($$ select public.college_requests(tests.id('college')) $$, 'A2 Teachers see no applications');
select tests.sign_in('stranger');
select tests.refused($$ select public.college_requests(tests.id('college')) $$, 'A2 Nor do administrators of another college');
select tests.refused($$ select public.hide_request(pg_temp.request('newcomer')) $$, 'A2 Nor do they hide any');

select tests.sign_in('newcomer');
select public.request_to_join(tests.id('college'), 'student', 'ис 21');
select tests.sign_in('administrator');
select results_eq(
  $$ select surname, role::text, group_number, group_id from public.college_requests(tests.id('college')) $$,
  $$ values ('Newcomer', 'student', 'ис 21', tests.id('group')) $$,
  'A2 Administrators see who applies by their name, and which group they mean'
);
select is_empty('select from public.join_requests', 'A2 But not past the function');
select tests.reset();
select is(pg_temp.sent('admin:' || tests.id('college'), 'requests_changed'), 1::bigint, 'A2 Administrators learn of it at once');
select is(pg_temp.sent('admin:' || tests.id('other college'), 'requests_changed'), 0::bigint, 'A2 Those of another college are not');

-- Admitting
select tests.sign_in('administrator');
select lives_ok(
  $$ select public.admit_request(pg_temp.request('newcomer'), 'student', tests.id('group')) $$, 'A2 «Добавить» admits'
);
select is_empty('select pg_temp.pending()', 'A2 The application is gone');
select throws_ok($$ select public.admit_request(gen_random_uuid(), 'student') $$, 'SF003', null, 'A2 What is gone cannot be admitted');
select is(
  (select subject_type || ' ' || (after ->> 'via') from public.audit_log order by id desc limit 1), 'request request',
  'A11 That it was an application is logged'
);
select tests.sign_in('newcomer');
select is((select short_name from public.colleges), 'Речной', 'A2 Who is admitted sees the college');
select is_empty('select from public.join_requests', 'A2 And waits no more');

-- Hiding
select tests.reset();
update public.memberships set left_at = now() where person_id = tests.id('newcomer');
select tests.sign_in('newcomer');
select public.request_to_join(tests.id('college'), 'student');
create temp table seen on commit drop as select * from public.join_requests;
create temp table exported on commit drop as select public.export_my_data() as data, (select array_agg(r) from public.my_requests() r)::text as requests;
grant all on seen, exported to public;
select tests.reset();
create temp table sent on commit drop as select id from realtime.messages;
grant all on sent to public;
select tests.sign_in('administrator');
select lives_ok($$ select public.hide_request(pg_temp.request('newcomer')) $$, 'A2 «Скрыть» hides');
select is_empty('select pg_temp.pending()', 'A2 The application vanishes');
select throws_ok(
  $$ select public.admit_request(pg_temp.request('newcomer'), 'student') $$, 'SF003', null, 'A2 And cannot be brought back'
);
select tests.sign_in('newcomer');
select results_eq('select * from public.join_requests', 'select * from seen', 'A2 The applicant sees no difference');
select results_eq(
  'select public.export_my_data(), (select array_agg(r) from public.my_requests() r)::text', 'select data, requests from exported',
  'A2 Nor in what they take along'
);
select lives_ok(
  $$ select public.ask_administration(tests.id('college'), gen_random_uuid(), 'Рассмотрели?') $$, 'A2 They may still ask the administration'
);
select tests.reset();
select is_empty(
  $$ select from realtime.messages where topic = 'user:' || tests.id('newcomer') and id not in (select id from sent) $$, 'A2 They receive nothing'
);
select tests.sign_in('newcomer');
select lives_ok($$ select public.cancel_request(tests.id('college')) $$, 'A2 They withdraw as if nothing had happened');
select is_empty('select from public.join_requests', 'R5 What was withdrawn is gone');
select lives_ok($$ select public.request_to_join(tests.id('college'), 'staff') $$, 'A2 They apply again');
select is((select role::text from public.join_requests), 'staff', 'A2 And sees it wait');
select tests.sign_in('administrator');
select is_empty('select pg_temp.pending()', 'A2 Administrators do not');

select tests.reset();
select private.admit(tests.id('college'), tests.id('newcomer'), 'student', via => 'link');
select is_empty(
  $$ 
    select from private.exclusions where college_id = tests.id('college')
    union all select from public.join_requests where person_id = tests.id('newcomer')
  $$, 'A2 A new link admits nevertheless, and ends it'
);
insert into public.join_requests (id, college_id, person_id, role) values (tests.id('late'), tests.id('college'), tests.id('student'), 'student');
select tests.sign_in('administrator');
select lives_ok($$ select public.admit_request(tests.id('late'), 'student') $$, 'A2 An application that came in beside a link is admitted');
select is_empty('select pg_temp.pending()', 'A2 And waits no longer');

select tests.sign_in('stranger');
select throws_ok(
  $$ select public.request_to_join(tests.id('college'), 'student') from generate_series(1, 21) $$, 'SF004', null,
  'R5 Twenty times an hour are enough'
);

select * from finish();
