select plan(71);

create function pg_temp.state(person text) returns text
language sql security definer
as $$
  select concat_ws(
    ' ', state ->> 'role', case when (state ->> 'is_admin')::boolean then 'administrator' end,
    (select string_agg(s, ',') from jsonb_array_elements_text(state -> 'subjects') s),
    (select string_agg(g ->> 'number' || (g ->> 'subjects'), ' ') from jsonb_array_elements(state -> 'groups') g)
  ) from private.member_state(tests.id('college'), tests.id(person)) state
$$;
create function pg_temp.version(person text) returns text
language sql security definer
as $$ select private.member_version(tests.id('college'), tests.id(person)) $$;
create function pg_temp.save(
  person text, role public.member_role, is_admin boolean default false, groups text[] default '{}', subjects text[] default '{}',
  version text default null
) returns text
language sql
as $$
  select public.update_member(
    tests.id('college'), tests.id(person), coalesce(version, pg_temp.version(person)), role, is_admin,
    array(select tests.id(g) from unnest(groups) g), subjects
  );
  select pg_temp.state(person);
$$;
create function pg_temp.listed(query text default '') returns text
language sql
as $$ select string_agg(surname, ' ' order by surname) from public.college_members(tests.id('college'), query) $$;

-- The list
select tests.sign_out();
select tests.refused($$ select public.college_members(tests.id('college')) $$, 'Anonymous people see no members');
select tests.refused($$ select public.update_member(tests.id('college'), tests.id('student'), '', 'student', false, '{}', '{}') $$, 'And edit none');
select tests.sign_in('stranger');
select tests.refused($$ select count(*) from public.college_members(tests.id('college')) $$, 'A stranger sees none of ours');
select tests.refused($$ select public.member_counts(tests.id('college')) $$, 'Nor do they learn how many they are');
select tests.refused($$ select public.member(tests.id('college'), tests.id('student')) $$, 'Or what somebody is');
select tests.sign_in('removed');
select tests.refused($$ select * from public.college_members(tests.id('college')) $$, 'Who was removed sees nobody');
select tests.sign_in('newcomer');
select tests.refused($$ select * from public.college_members(tests.id('college')) $$, 'Nor does who never belonged');

select tests.sign_in('student');
select is(pg_temp.listed(), 'Administrator Classmate Student Teacher', 'A5 Members see who belongs to the college now');
select is_empty(
  $$ select from public.college_members(tests.id('college')) where phone is not null $$, 'A5 But no numbers, not even masked'
);
select is(pg_temp.listed('иС-21'), 'Classmate Student Teacher', 'A5 A group finds its people');
select is(pg_temp.listed('базы дан'), 'Teacher', 'A5 A subject finds its teacher');
select is(pg_temp.listed('тест stud'), 'Student', 'A5 Words are found in any order, by their beginnings');
select is(pg_temp.listed('%'), 'Administrator Classmate Student Teacher', 'A5 What is no word asks for all');
select is(pg_temp.listed('tudent'), null, 'A5 The middle of a word finds nothing');
select results_eq(
  $$ select surname from public.college_members(tests.id('college'), role => 'student', study_group => tests.id('group')) $$,
  $$ values ('Classmate'), ('Student') $$, 'A5 The list is filtered by role and group'
);
select results_eq(
  $$ select surname from public.college_members(tests.id('college'), admins_only => true) $$, $$ values ('Administrator') $$,
  'A5 Or by rights'
);
select results_eq(
  $$ select surname from public.college_members(tests.id('college'), size => 2) $$, $$ values ('Administrator'), ('Classmate') $$,
  'A5 It comes in pages'
);
select results_eq(
  $$ select surname from public.college_members(tests.id('college'), size => 2, after => tests.id('classmate')) $$,
  $$ values ('Student'), ('Teacher') $$, 'A5 The next one follows the last person'
);
select results_eq(
  $$ select total, students, teachers, staff, administrators from public.member_counts(tests.id('college')) $$,
  $$ values (4, 2, 1, 1, 1) $$, 'A5 The tabs know how many there are'
);
select is((select total from public.member_counts(tests.id('college'), 'ис-21')), 3, 'A5 Also of what was looked for');
select is(
  (select groups -> 0 ->> 'number' from public.college_members(tests.id('college'), 'teacher')), 'ИС-21', 'A5 Groups are listed'
);
select tests.refused($$ select public.member(tests.id('college'), tests.id('teacher')) $$, 'A5 The form is for administrators');

select tests.sign_in('administrator');
select matches(
  (select phone from public.college_members(tests.id('college'), 'student')), '^\+7 999 ···-··-[0-9]{2}$', 'A5 Administrators see numbers masked'
);
select matches((select phone from public.member(tests.id('college'), tests.id('teacher'))), '^\+7 999 ···-··-[0-9]{2}$', 'A5 Also of one alone');
select throws_ok(
  $$ select public.member(tests.id('college'), tests.id('stranger')) $$, 'SF003', null, 'A5 But not that of somebody else''s people'
);
select throws_ok(
  $$ select public.member(tests.id('college'), tests.id('removed')) $$, 'SF003', null, 'A5 Nor that of who was removed'
);
select tests.refused($$ select public.member(tests.id('other college'), tests.id('stranger')) $$, 'A5 Nor through another college');

-- Editing
select tests.sign_in('teacher');
select tests.refused($$ select pg_temp.save('student', 'teacher') $$, 'A5 Teachers edit nobody');
select tests.refused($$ select pg_temp.save('teacher', 'teacher', true) $$, 'A5 Not even themselves');
select tests.refused($$ select public.remove_member(tests.id('college'), tests.id('student')) $$, 'A5 And remove nobody');
select tests.sign_in('stranger');
select tests.refused($$ select pg_temp.save('student', 'teacher') $$, 'A5 Nor does an administrator of another college');
select tests.refused($$ select public.remove_member(tests.id('college'), tests.id('student')) $$, 'A5 Or remove somebody of ours');

select tests.sign_in('administrator');
select is(
  (select version from public.member(tests.id('college'), tests.id('student'))), pg_temp.version('student'), 'A5 An administrator gets the form'
);
select throws_ok(
  $$ select public.member(tests.id('college'), tests.id('removed')) $$, 'SF003', null, 'A5 Not of who is gone'
);
select is(
  pg_temp.save('teacher', 'teacher', true, '{group}', '{Базы данных}'), 'teacher administrator Базы данных ИС-21["Базы данных"]',
  'A5 «Назначить администратором»'
);
select results_eq(
  $$ select actor_id, before -> 'is_admin', after -> 'is_admin' from public.audit_log where action = 'member_changed' $$,
  $$ values (tests.id('administrator'), 'false'::jsonb, 'true'::jsonb) $$, 'A11 It is logged who gave which right'
);
select is(
  pg_temp.save('teacher', 'teacher', true, '{group}', '{Базы данных, Сети}'), 'teacher administrator Базы данных,Сети ИС-21["Базы данных"]',
  'A5 A new subject is not taught in a group at once'
);
select is(
  pg_temp.save('teacher', 'teacher', true, '{group}', '{Сети}'), 'teacher administrator Сети ИС-21["Сети"]',
  'A5 A group whose only subject goes gets what is left'
);
select throws_ok(
  $$ select pg_temp.save('teacher', 'teacher', true, '{group}', '{}') $$, 'SF001', null, 'A5 A teacher of a group has a subject'
);
select is(pg_temp.save('teacher', 'staff', true, '{}', '{Сети}'), 'staff administrator Сети', 'A5 Groups are taken away');
select is(pg_temp.save('student', 'teacher', false, '{group}', '{Труд}'), 'teacher Труд ИС-21["Труд"]', 'A5 A student becomes a teacher');
select is_empty($$ select from public.group_students where person_id = tests.id('student') $$, 'A5 And studies no more');
select is(pg_temp.save('student', 'student', false, '{group}', '{Труд}'), 'student ИС-21[]', 'A5 And a student again, who teaches nothing');
select throws_ok(
  $$ select pg_temp.save('student', 'student', false, '{graduated group}') $$, 'SF006', null, 'A6 Nobody is put into a group that has graduated'
);
select throws_ok(
  $$ select pg_temp.save('student', 'student', false, '{foreign group}') $$, 'SF001', null, 'A5 Or into one of another college'
);
select throws_ok($$ select pg_temp.save('student', null) $$, 'SF001', null, 'A5 A role must be given');
select throws_ok($$ select pg_temp.save('removed', 'student', version => 'x') $$, 'SF003', null, 'A5 Who is gone is not edited');

-- Two administrators at once
create temp table old on commit drop as select pg_temp.version('student') as version;
grant select on old to public;
select pg_temp.save('student', 'staff');
create function pg_temp.conflict(statement text) returns text
language plpgsql
as $$
declare
  detail text;
begin
  execute statement;
  return 'no conflict';
exception when sqlstate 'SF002' then
  get stacked diagnostics detail = pg_exception_detail;
  return detail;
end
$$;
select is(
  pg_temp.conflict($$ select pg_temp.save('student', 'student', version => (select version from old)) $$)::jsonb - 'version',
  '{"role": "staff", "is_admin": false, "subjects": [], "groups": []}', 'A5 The second of two sees what the first has saved'
);
select is(
  pg_temp.conflict($$ select pg_temp.save('student', 'student', version => (select version from old)) $$)::jsonb ->> 'version',
  pg_temp.version('student'), 'A5 With the version by which they can save nevertheless'
);
select is(pg_temp.state('student'), 'staff', 'A5 Their own is not saved');
select is(
  (select count(*)::integer from public.audit_log where subject_id = tests.id('student')::text), 3, 'A11 What changed nothing is not logged'
);

-- The last administrator
select is(pg_temp.save('administrator', 'staff', false), 'staff', 'A5 One of two administrators lays down their rights');
select tests.refused($$ select pg_temp.save('student', 'student') $$, 'A5 They end at once');
select tests.refused($$ select * from public.member(tests.id('college'), tests.id('student')) $$, 'A5 For whatever they ask');
select tests.sign_in('teacher');
select throws_ok($$ select pg_temp.save('teacher', 'staff', false) $$, 'SF005', null, 'A5 The last one does not demote themselves');
select throws_ok($$ select public.leave_college(tests.id('college')) $$, 'SF005', null, 'A5 Or leave');
select throws_ok(
  $$ select public.remove_member(tests.id('college'), tests.id('teacher')) $$, 'SF005', null, 'A5 Or remove themselves'
);
select is(pg_temp.state('teacher'), 'staff administrator Сети', 'A5 They are still there');

-- Leaving
select lives_ok($$ select public.remove_member(tests.id('college'), tests.id('administrator')) $$, 'A5 An administrator removes somebody');
select throws_ok(
  $$ select public.remove_member(tests.id('college'), tests.id('administrator')) $$, 'SF003', null, 'A5 Once'
);
select throws_ok(
  $$ select public.remove_member(tests.id('college'), tests.id('stranger')) $$, 'SF003', null, 'A5 Only who belongs to the college'
);
select results_eq(
  $$ select actor_id, action, after from public.audit_log order by id desc limit 1 $$,
  $$ values (tests.id('teacher'), 'member_removed', null::jsonb) $$, 'A11 It is logged'
);
select tests.sign_in('administrator');
select results_eq('select * from public.removed_from()', $$ values (tests.id('college')) $$, 'C1 Who was removed can learn by which college');
select tests.sign_in('stranger');
select is_empty('select public.removed_from()', 'C1 Nobody learns it of another');
select tests.sign_in('teacher');
select tests.sign_in('administrator');
select is_empty('select from public.colleges', 'A5 Who was removed sees the college no more');
select is_empty('select from public.my_chats()', 'A5 And no chat of it');
select throws_ok($$ select public.leave_college(tests.id('college')) $$, 'SF003', null, 'A5 Nor can they leave it');
select tests.sign_in('classmate');
select lives_ok($$ select public.leave_college(tests.id('college')) $$, 'A5 A student leaves');
select tests.reset();
select is_empty(
  $$ select from public.group_students where person_id = tests.id('classmate') $$, 'A5 And is in no group any more'
);
select is(
  (select count(*)::integer from public.chat_members where person_id = tests.id('classmate')), 1,
  'A5 Their places in chats wait for them, so that a personal chat keeps its other side'
);
select is((select action from public.audit_log order by id desc limit 1), 'member_left', 'A11 That they went by themselves is logged');

select * from finish();
