select plan(30);

create function pg_temp.state(person text) returns text
language sql
as $$
  select concat_ws(
    ' ', state ->> 'role', case when (state ->> 'is_admin')::boolean then 'administrator' end, state ->> 'subjects',
    (select string_agg(g ->> 'number' || (g ->> 'subjects'), ' ') from jsonb_array_elements(state -> 'groups') g)
  ) from private.member_state(tests.id('college'), tests.id(person)) state
$$;
create function pg_temp.admit(person text, role public.member_role, study_group text default null, subjects text[] default '{}') returns text
language sql
as $$
  select private.admit(tests.id('college'), tests.id(person), role, tests.id(study_group), subjects);
  select pg_temp.state(person);
$$;
create function pg_temp.logged() returns setof text
language sql
as $$ select action from public.audit_log where college_id = tests.id('college') order by id $$;

-- Administrators
select tests.sign_in('administrator');
select results_eq('select private.my_admin_college_ids()', $$ values (tests.id('college')) $$, 'An administrator has their college');
select lives_ok($$ select private.require_admin(tests.id('college')) $$, 'And is let through there');
select tests.refused($$ select private.require_admin(tests.id('other college')) $$, 'But not in another');
select tests.refused($$ select private.require_admin(null) $$, 'Nor in none');
select tests.refused(
  $$ select private.admit(tests.id('college'), tests.id('newcomer'), 'student') $$, 'Nobody admits past the functions of the API'
);
select tests.sign_in('teacher');
select is_empty('select private.my_admin_college_ids()', 'A teacher administrates nothing');
select tests.refused($$ select private.require_admin(tests.id('college')) $$, 'And is not let through');
select tests.reset();
update public.memberships set left_at = now() where person_id = tests.id('administrator');
select tests.sign_in('administrator');
select tests.refused($$ select private.require_admin(tests.id('college')) $$, 'A5 Who has left administrates no more');
select tests.reset();
update public.memberships set left_at = null where person_id = tests.id('administrator');

-- Newcomers
select is(pg_temp.admit('newcomer', 'student', 'group'), 'student [] ИС-21[]', 'A newcomer becomes a student of the group');
select is(pg_temp.admit('newcomer', 'student', 'group'), 'student [] ИС-21[]', 'Once more changes nothing');
select results_eq('select pg_temp.logged()', $$ values ('chat_moderator_passed'), ('chat_moderator_passed'), ('member_added') $$, 'A11 It is logged once, after what the administrator left behind');
select is(
  (select after - 'groups' from public.audit_log where college_id = tests.id('college') and action = 'member_added'),
  '{"role": "student", "is_admin": false, "subjects": [], "via": ""}', 'A11 With what they became'
);
select is(
  pg_temp.admit('newcomer', 'teacher', 'group', '{ Физика , "", Физика, "Высшая   математика"}'),
  'teacher ["Физика", "Высшая математика"] ИС-21["Высшая математика", "Физика"]',
  'R4 A student who is invited as a teacher becomes one, with their subjects, and studies no more'
);
select is(
  (select before -> 'role' || (after -> 'role') from public.audit_log where college_id = tests.id('college') and action = 'member_changed'),
  '["student", "teacher"]', 'A11 The log says from what to what'
);

-- Members
select is(
  pg_temp.admit('teacher', 'student', 'group'), 'teacher [] ИС-21["Базы данных"]',
  'A teacher who opens a link for students stays a teacher'
);
select is(
  pg_temp.admit('administrator', 'teacher'), 'staff administrator []', 'An administrator who opens a link stays one'
);
select is(
  pg_temp.admit('teacher', 'teacher', 'group', '{Информатика}'), 'teacher ["Информатика"] ИС-21["Базы данных", "Информатика"]',
  'A teacher gets the subject in addition'
);
select is(
  pg_temp.admit('administrator', 'teacher', 'group', '{Право}'), 'staff administrator ["Право"] ИС-21["Право"]',
  'Staff may teach too'
);

-- Who was removed
update public.memberships set is_admin = true where person_id = tests.id('removed');
select is(pg_temp.admit('removed', 'student', 'group'), 'student [] ИС-21[]', 'A2 Who was removed comes back, but not as administrator');
select is((select action from public.audit_log order by id desc limit 1), 'member_readmitted', 'A11 That they were here before is logged');
select tests.sign_in('removed');
select ok(
  tests.id('group chat') in (select id from public.my_chats()), 'Who comes back has their chats again'
);
select tests.reset();

-- What is refused
select throws_ok(
  $$ select pg_temp.admit('newcomer', 'student', 'graduated group') $$, 'SF006', null, 'A6 Nobody joins a group that has graduated'
);
select throws_ok(
  $$ select pg_temp.admit('newcomer', 'student', 'foreign group') $$, 'SF001', null, 'A group of another college is none'
);
select throws_ok(
  $$ select private.admit(tests.id('other college'), tests.id('newcomer'), 'teacher', tests.id('foreign group')) $$,
  'SF001', null, 'R4 A teacher of a group names a subject'
);
select is(pg_temp.state('newcomer'), 'teacher ["Физика", "Высшая математика"] ИС-21["Высшая математика", "Физика"]', 'What is refused changes nothing');
select throws_ok(
  $$ select private.clean_subjects(array[repeat('я', 201)]) $$, 'SF001', null, 'A subject that is too long is refused'
);
select throws_ok(
  $$ select private.clean_subjects(array(select n::text from generate_series(1, 31) n)) $$, 'SF001', null, 'So are too many'
);
select is(
  private.clean_subjects(array[null, ' ', E'\u200B', 'б', 'а', 'б']), array['б', 'а'], 'Blanks and repetitions go, the order stays'
);

-- Throttle
select lives_ok($$ select private.throttle('test', 3) from generate_series(1, 3) $$, 'Three times are allowed');
select throws_ok($$ select private.throttle('test', 3) $$, 'SF004', null, 'The fourth is not');

select * from finish();
