select plan(15);

select tests.sign_out();
select tests.refused('select from public.memberships', 'Anonymous people see no membership');

select tests.sign_in('student');
select is((select count(*)::integer from public.memberships), 5, 'A student sees who is and was in their college');
select is_empty(
  $$ select from public.memberships where college_id = tests.id('other college') $$,
  'But nobody of another college'
);
select tests.refused($$ update public.memberships set is_admin = true where person_id = auth.uid() $$, 'They cannot make themselves an administrator');
select tests.refused($$ update public.memberships set role = 'teacher' where person_id = auth.uid() $$, 'Or a teacher');
select tests.refused('delete from public.memberships where true', 'Or throw others out');

select tests.sign_in('administrator');
select tests.refused($$ update public.memberships set role = 'staff' where true $$, 'An administrator cannot write past the functions');

select tests.sign_in('stranger');
select results_eq(
  'select person_id from public.memberships', $$ values (tests.id('stranger')) $$,
  'An administrator of another college sees nobody of ours'
);
select tests.refused(
  $$ insert into public.memberships (college_id, person_id, role, is_admin) values (tests.id('college'), auth.uid(), 'staff', true) $$,
  'And does not become one of ours'
);

select tests.sign_in('newcomer');
select is_empty('select from public.memberships', 'Who belongs to no college sees none');
select tests.refused(
  $$ insert into public.memberships (college_id, person_id, role) values (tests.id('college'), auth.uid(), 'student') $$,
  'And does not let themselves in'
);

select tests.sign_in('removed');
select results_eq(
  'select person_id from public.memberships', $$ values (tests.id('removed')) $$,
  'Who was removed sees only that they were there'
);
select tests.refused($$ update public.memberships set left_at = null where true $$, 'And does not let themselves back in');

select tests.reset();
select throws_ok(
  $$ insert into public.memberships (college_id, person_id, role) values (tests.id('college'), tests.id('removed'), 'student') $$,
  '23505', null, 'A person has one membership in a college'
);

insert into public.memberships (college_id, person_id, role) values (tests.id('other college'), tests.id('student'), 'student');
select tests.sign_in('student');
select is((select count(distinct college_id)::integer from public.memberships), 2, 'R8 One person belongs to several colleges');

select * from finish();
