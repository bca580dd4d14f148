select plan(15);

create function pg_temp.card(person text, college text default 'college')
returns table (surname text, role public.member_role, is_admin boolean, groups text, can_edit boolean)
language sql
as $$
  select c.surname, c.role, c.is_admin, (select string_agg(g ->> 'number', ' ') from jsonb_array_elements(c.groups) g), c.can_edit
  from public.person_card(tests.id(college), tests.id(person)) c
$$;

select tests.sign_out();
select tests.refused($$ select public.person_card(tests.id('college'), tests.id('student')) $$, 'Anonymous people see no card');

select tests.sign_in('student');
select results_eq(
  $$ select * from pg_temp.card('classmate') $$,
  $$ values ('Classmate', 'student'::public.member_role, false, 'ИС-21', false) $$,
  'C2 A student sees the card of a classmate'
);
select results_eq(
  $$ select * from pg_temp.card('teacher') $$,
  $$ values ('Teacher', 'teacher'::public.member_role, false, 'ИС-21', false) $$,
  'C2 Of a teacher with the groups'
);
select is(
  (select groups -> 0 -> 'subjects' from public.person_card(tests.id('college'), tests.id('teacher'))), '["Базы данных"]',
  'C2 With the subjects there'
);
select is_empty(
  $$ select from unnest('{student, teacher, administrator}'::text[]) person,
    public.person_card(tests.id('college'), tests.id(person)) c where c.phone is not null $$,
  'C2 No numbers, not even one''s own or masked'
);
select is_empty($$ select * from pg_temp.card('removed') $$, 'C2 Nothing of who was removed');
select is_empty($$ select * from pg_temp.card('stranger') $$, 'C2 Nothing of who belongs to another college');
select is_empty($$ select * from pg_temp.card('newcomer') $$, 'C2 Nothing of who belongs to none');
select tests.refused($$ select * from pg_temp.card('stranger', 'other college') $$, 'C2 Nor by naming the other college');

select tests.sign_in('teacher');
select results_eq(
  $$ select surname, can_edit from pg_temp.card('student') $$, $$ values ('Student', false) $$,
  'C2 A teacher sees the cards of students, and edits nobody'
);

select tests.sign_in('administrator');
select results_eq(
  $$ select c.phone like '+7 999 ···-··-__', c.can_edit from public.person_card(tests.id('college'), tests.id('student')) c $$,
  $$ values (true, true) $$,
  'A5 An administrator sees the number masked, and may edit'
);
select tests.refused($$ select * from pg_temp.card('stranger', 'other college') $$, 'A5 In their own college only');

select tests.sign_in('stranger');
select tests.refused($$ select * from pg_temp.card('student') $$, 'A stranger sees nobody, administrator elsewhere or not');
select tests.sign_in('removed');
select tests.refused($$ select * from pg_temp.card('student') $$, 'Nor does who was removed');
select tests.sign_in('newcomer');
select tests.refused($$ select * from pg_temp.card('student') $$, 'Nor who never belonged');

select * from finish();
