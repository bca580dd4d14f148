select plan(10);

select tests.sign_out();
select tests.refused('select from public.group_teachers', 'Anonymous people see no teacher');

select tests.sign_in('student');
select results_eq(
  'select person_id, subject from public.group_teachers', $$ values (tests.id('teacher'), 'Базы данных') $$,
  'A student sees who teaches what'
);
select tests.refused(
  $$ insert into public.group_teachers (group_id, person_id, subject) values (tests.id('group'), auth.uid(), 'Списывание') $$,
  'They do not teach'
);
select tests.refused($$ update public.group_teachers set subject = 'Труд' where true $$, 'They change no subject');

select tests.sign_in('teacher');
select tests.refused('delete from public.group_teachers where true', 'A teacher removes nobody past the functions');

select tests.sign_in('administrator');
select tests.refused('delete from public.group_teachers where true', 'Nor does an administrator');

select tests.sign_in('stranger');
select results_eq('select subject from public.group_teachers', $$ values ('Геодезия') $$, 'A stranger sees those of their own college');
select tests.sign_in('removed');
select is_empty('select from public.group_teachers', 'Who was removed sees nobody');

select tests.reset();
select lives_ok(
  $$ insert into public.group_teachers (group_id, person_id, subject) values (tests.id('group'), tests.id('teacher'), 'Информатика') $$,
  'A7 One teacher may teach several subjects'
);
select throws_ok(
  $$ insert into public.group_teachers (group_id, person_id, subject) values (tests.id('group'), tests.id('teacher'), '  ') $$,
  '23514', null, 'A subject has a name'
);

select * from finish();
