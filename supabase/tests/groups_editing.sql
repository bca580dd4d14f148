select plan(54);

create function pg_temp.this_year() returns integer
language sql
as $$ select extract(year from now())::integer $$;
create function pg_temp.make(number text, start_year integer default pg_temp.this_year(), years integer default 4, teachers jsonb default '[]')
returns uuid
language sql
as $$ select public.create_group(tests.id('college'), number, '', start_year, start_year + years, teachers) $$;
create function pg_temp.taught(study_group text default 'group') returns text
language sql security definer
as $$
  select string_agg(p.surname || ' ' || t.subject, ', ' order by p.surname, t.subject)
  from public.group_teachers t join public.profiles p on p.id = t.person_id where t.group_id = tests.id(study_group)
$$;
create function pg_temp.save(number text, end_year integer default null, version integer default null, teachers jsonb default null, study_group text default 'group')
returns integer
language sql
as $$
  select public.update_group(g.id, coalesce(save.version, g.version), save.number, g.title, g.start_year, coalesce(save.end_year, g.end_year), teachers)
  from public.groups g where g.id = tests.id(study_group)
$$;

select tests.sign_out();
select tests.refused($$ select pg_temp.make('Я') $$, 'Anonymous people make no group');
select tests.refused($$ select public.group_page(tests.id('group')) $$, 'And see none');
select tests.sign_in('teacher');
select tests.refused($$ select pg_temp.make('Я') $$, 'A6 Teachers make no group');
select tests.refused($$ select pg_temp.save('Я') $$, 'A6 And edit none');
select tests.refused($$ select public.delete_group(tests.id('group')) $$, 'A6 Or delete one');
select tests.sign_in('stranger');
select tests.refused($$ select pg_temp.make('Я') $$, 'A6 Nor does an administrator of another college');
select throws_ok(
  $$ select public.update_group(tests.id('group'), 1, 'Я', '', 2024, 2028) $$, 'SF003', null, 'A6 They do not even find ours'
);
select throws_ok($$ select public.add_group_teacher(tests.id('group'), '{Труд}') $$, 'SF003', null, 'A7 Or teach in it');

-- Making
select tests.sign_in('administrator');
select lives_ok(
  $$ select pg_temp.make(' ИС-24 ', teachers => jsonb_build_array(jsonb_build_object('person_id', tests.id('teacher'), 'subjects', '["Базы данных", "Информатика"]'::jsonb))) $$,
  'A6 An administrator makes a group with its teachers'
);
select results_eq(
  $$ select g.number, string_agg(t.subject, ',' order by t.subject) from public.groups g join public.group_teachers t on t.group_id = g.id where g.number = 'ИС-24' group by g.number $$,
  $$ values ('ИС-24', 'Базы данных,Информатика') $$, 'A6 It is as they wrote it'
);
select is((select action || ' ' || subject_label from public.audit_log order by id desc limit 1), 'group_created ИС-24', 'A11 It is logged');
select throws_ok($$ select pg_temp.make('ис-24') $$, 'SF002', null, 'A6 A number is given once a year');
select lives_ok($$ select pg_temp.make('ИС-24', pg_temp.this_year() - 1) $$, 'A6 Another year may have it too');
select is_empty(
  $$
    select wrong from (values
      ('pg_temp.make(null)'), ($q$pg_temp.make('')$q$), ($q$pg_temp.make(E' \u200B')$q$), ($q$pg_temp.make(repeat('я', 31))$q$),
      ($q$pg_temp.make('Я', 1899)$q$), ($q$pg_temp.make('Я', 3000)$q$), ($q$pg_temp.make('Я', years => -1)$q$),
      ($q$pg_temp.make('Я', years => 11)$q$), ($q$pg_temp.make('Я', null)$q$), ($q$pg_temp.make('Я', teachers => '{}')$q$),
      ($q$pg_temp.make('Я', 100000)$q$), ($q$pg_temp.make('Я', years => null)$q$)
    ) input (wrong) where tests.refusal('select ' || wrong) <> 'SF001'
  $$, 'A6 Numbers and years that cannot be are refused'
);
select throws_ok(
  $$ select pg_temp.make('Я', teachers => jsonb_build_array(jsonb_build_object('person_id', tests.id('student'), 'subjects', '["Труд"]'::jsonb))) $$,
  'SF001', null, 'A6 A student does not teach'
);
select throws_ok(
  $$ select pg_temp.make('Я', teachers => jsonb_build_array(jsonb_build_object('person_id', tests.id('stranger'), 'subjects', '["Труд"]'::jsonb))) $$,
  'SF001', null, 'A6 Nor does somebody of another college'
);
select throws_ok(
  $$ select pg_temp.make('Я', teachers => jsonb_build_array(jsonb_build_object('person_id', tests.id('teacher'), 'subjects', '[]'::jsonb))) $$,
  'SF001', null, 'A6 Nor anybody without a subject'
);
select is_empty($$ select from public.groups where number = 'Я' $$, 'A6 What is refused leaves nothing behind');

-- Editing
select is(pg_temp.save('ИС-22'), 2, 'A6 An administrator edits a group, and gets its new version');
select results_eq(
  $$ select before, after from public.audit_log order by id desc limit 1 $$,
  $$ values ('{"number": "ИС-21"}'::jsonb, '{"number": "ИС-22"}'::jsonb) $$, 'A11 From what to what is logged'
);
select is(pg_temp.taught(), 'Teacher Базы данных', 'A6 Teachers stay');
select throws_ok($$ select pg_temp.save('ИС-22', version => 0) $$, 'SF002', null, 'A6 Who has not seen the present one does not overwrite it');
create function pg_temp.present(statement text) returns jsonb
language plpgsql
as $$
declare
  detail text;
begin
  execute statement;
  return null;
exception when sqlstate 'SF002' then
  get stacked diagnostics detail = pg_exception_detail;
  return nullif(detail, '')::jsonb;
end
$$;
select is(
  (pg_temp.present($$ select pg_temp.save('Я', version => 0) $$) ->> 'number'), 'ИС-22', 'A6 The refusal says what it is'
);
select is(pg_temp.present($$ select pg_temp.make('ИС-22', pg_temp.this_year() - 1) $$), null, 'A6 A number that is taken is a conflict without values');
select throws_ok(
  $$ select pg_temp.save('ИС-24') $$, 'SF002', null, 'A6 A group does not get the number of another'
);
select lives_ok(
  $$ select pg_temp.save('ИС-22', teachers => jsonb_build_array(jsonb_build_object('person_id', tests.id('administrator'), 'subjects', '["Право"]'::jsonb))) $$,
  'A6 Its teachers can be given anew'
);
select is(pg_temp.taught(), 'Administrator Право', 'A6 They are then these alone');
select tests.reset();
insert into public.group_teachers (group_id, person_id, subject) values (tests.id('group'), tests.id('teacher'), 'Базы данных');

-- Graduation
select tests.sign_in('administrator');
select lives_ok($$ select pg_temp.save('ИС-41а', study_group => 'graduated group') $$, 'A6 A group that has graduated can be edited');
select throws_ok(
  $$ select public.add_group_teacher(tests.id('graduated group'), '{Труд}', tests.id('teacher')) $$, 'SF006', null, 'A6 But gets no teacher'
);
select tests.reset();
update public.groups set end_year = end_year + 5 where id = tests.id('graduated group');
insert into public.group_teachers (group_id, person_id, subject) values (tests.id('graduated group'), tests.id('teacher'), 'История');
update public.groups set end_year = end_year - 5 where id = tests.id('graduated group');
select tests.sign_in('teacher');
select throws_ok(
  $$ select public.add_group_teacher(tests.id('graduated group'), '{История}') $$, 'SF006', null, 'A6 Not even with what they taught there already'
);
select tests.sign_in('administrator');
select throws_ok(
  $$ select pg_temp.save('ИС-41', study_group => 'graduated group', teachers => jsonb_build_array(jsonb_build_object('person_id', tests.id('teacher'), 'subjects', '["Труд"]'::jsonb))) $$,
  'SF006', null, 'A6 In no way'
);
select tests.reset();
select throws_ok(
  $$ insert into public.group_students (group_id, person_id) values (tests.id('graduated group'), tests.id('newcomer')) $$, 'SF006', null,
  'A6 And no student, whoever writes'
);
select throws_ok(
  $$ insert into public.chats (college_id, kind, group_id, title) values (tests.id('college'), 'group', tests.id('graduated group'), 'Поздно') $$,
  'SF006', null, 'A6 And no chat'
);
select tests.sign_in('administrator');
select lives_ok(
  $$ select pg_temp.save('ИС-41', pg_temp.this_year() + 1, study_group => 'graduated group') $$, 'A6 With a later year it studies again'
);
select lives_ok($$ select public.add_group_teacher(tests.id('graduated group'), '{Труд}', tests.id('teacher')) $$, 'A6 And gets teachers');

-- Teachers
select tests.sign_in('teacher');
select lives_ok($$ select public.add_group_teacher(tests.id('group'), '{Информатика}') $$, 'A7 A teacher adds themselves with a subject');
select is(pg_temp.taught(), 'Administrator Право, Teacher Базы данных, Teacher Информатика', 'A7 Beside what they taught');
select ok(
  (select subjects @> '{Информатика}' from public.memberships where person_id = tests.id('teacher')), 'A7 They teach it in the college then'
);
select results_eq(
  $$ select id, is_teacher, subjects from public.my_groups() where number = 'ИС-22' $$,
  $$ values (tests.id('group'), true, '{Базы данных, Информатика}'::text[]) $$, 'A7 And finds the group among theirs'
);
select throws_ok($$ select public.add_group_teacher(tests.id('group'), '{" "}') $$, 'SF001', null, 'A7 They name a subject');
select tests.refused(
  $$ select public.add_group_teacher(tests.id('group'), '{Право}', tests.id('administrator')) $$, 'A7 They add nobody else'
);
select tests.refused(
  $$ select public.remove_group_teacher(tests.id('group'), tests.id('administrator')) $$, 'A7 And removes nobody else'
);
select lives_ok($$ select public.remove_group_teacher(tests.id('group'), tests.id('teacher'), 'Базы данных') $$, 'A7 But takes themselves out of a subject');
select is(pg_temp.taught(), 'Administrator Право, Teacher Информатика', 'A7 From that one');
select tests.sign_in('student');
select tests.refused($$ select public.add_group_teacher(tests.id('group'), '{Списывание}') $$, 'A7 A student does not add themselves');

-- Pages
select results_eq(
  $$
    select number, is_graduated, jsonb_array_length(students), teachers -> 0 ->> 'surname', teachers -> 0 -> 'subjects', chats -> 0 ->> 'title'
    from public.group_page(tests.id('group'))
  $$,
  $$ values ('ИС-22', false, 2, 'Administrator', '["Право"]'::jsonb, 'group chat') $$, 'A7 The page of a group has its people and chats'
);
select is(
  (select chats from public.group_page((select id from public.groups where number = 'ИС-24' order by start_year limit 1))), '[]',
  'A7 Chats in which one does not take part are not on it'
);
select results_eq(
  $$ select number, student_count, jsonb_array_length(teachers) from public.college_groups(tests.id('college')) where number = 'ИС-22' $$,
  $$ values ('ИС-22', 2, 2) $$, 'A6 Members see the list of groups'
);
select tests.sign_in('stranger');
select is_empty($$ select from public.group_page(tests.id('group')) $$, 'A7 A stranger has no page of ours');
select tests.refused($$ select * from public.college_groups(tests.id('college')) $$, 'A6 And no list');
select is((select count(*)::integer from public.my_groups()), 1, 'A7 Their groups are their own');

-- Deleting
select tests.sign_in('administrator');
select throws_ok($$ select public.delete_group(tests.id('group')) $$, 'SF002', null, 'A6 A group with people is not deleted');
select lives_ok(
  $$ select public.delete_group(id) from public.groups where number = 'ИС-24' and start_year = pg_temp.this_year() - 1 $$,
  'A6 One made by mistake is'
);
select is((select count(*)::integer from public.groups where number = 'ИС-24'), 1, 'A6 And is gone');

select * from finish();
