select plan(14);

select tests.sign_out();
select tests.refused('select from public.group_students', 'Anonymous people see no student');

select tests.sign_in('teacher');
select set_eq(
  'select group_id, person_id from public.group_students',
  $$ values (tests.id('group'), tests.id('student')), (tests.id('group'), tests.id('classmate')) $$,
  'A teacher sees the students of the groups'
);
select tests.refused(
  $$ insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('newcomer')) $$,
  'They add nobody past the functions'
);
select tests.refused('delete from public.group_students where true', 'They remove nobody past the functions');

select tests.sign_in('student');
select is((select count(*)::integer from public.group_students), 2, 'A student sees their classmates');
select tests.refused($$ update public.group_students set group_id = tests.id('graduated group') where true $$, 'They do not change their group');

select tests.sign_in('administrator');
select tests.refused('delete from public.group_students where true', 'An administrator removes nobody past the functions');

select tests.sign_in('stranger');
select is_empty('select from public.group_students', 'A stranger sees nobody');
select tests.sign_in('removed');
select is_empty('select from public.group_students', 'Who was removed sees nobody');

select tests.reset();
select throws_ok(
  $$ insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('student')) $$,
  '23505', null, 'A student is in a group once'
);
select throws_ok(
  format($$ insert into public.group_students (group_id, person_id) values (tests.id('group'), %L) $$, tests.id(person)),
  'SF002', null, 'Whoever writes it, nobody is a student of a group who is no student of its college: ' || person
) from unnest('{newcomer, removed, teacher, stranger}'::text[]) person;

select * from finish();
