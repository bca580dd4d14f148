select plan(52);

create function pg_temp.row(phone text, role text default 'студент', study_group text default 'ИС-21', subjects text default '', surname text default 'Новый', name text default 'Пётр')
returns jsonb
language sql
as $$ select jsonb_build_object('surname', surname, 'name', name, 'patronymic', '', 'phone', phone, 'role', role, 'group', study_group, 'subjects', subjects) $$;
-- The lists as tables.
create function pg_temp.import_people(college uuid, rows jsonb, dry_run boolean, file_name text default '')
returns table (line integer, status text, surname text, name text, patronymic text, phone text, problems jsonb)
language sql
as $$
  select l.* from jsonb_to_recordset(public.import_people(college, rows, dry_run, file_name))
    as l (line integer, status text, surname text, name text, patronymic text, phone text, problems jsonb)
$$;
create function pg_temp.expected_people(college uuid)
returns table (phone text, surname text, role public.member_role, group_number text, subjects text[])
language sql
as $$
  select e.* from jsonb_to_recordset(public.expected_people(college))
    as e (phone text, surname text, role public.member_role, group_number text, subjects text[])
$$;
create function pg_temp.export_members(college uuid)
returns table (surname text, phone text, role public.member_role, groups text, is_admin boolean, state text)
language sql
as $$
  select m.* from jsonb_to_recordset(public.export_members(college))
    as m (surname text, phone text, role public.member_role, groups text, is_admin boolean, state text)
$$;
-- What is wrong with one line, as field/reason/detail.
create function pg_temp.wrong(line jsonb) returns text
language sql
as $$
  select string_agg(concat_ws('/', p ->> 'field', p ->> 'reason', p ->> 'detail'), ' ' order by place)
  from pg_temp.import_people(tests.id('college'), jsonb_build_array(line), true), jsonb_array_elements(problems) with ordinality problem (p, place)
$$;
create function pg_temp.phone_of(person text) returns text
language sql security definer set search_path = ''
as $$ select phone from auth.users where id = tests.id(person) $$;

select tests.sign_in('teacher');
select tests.refused($$ select public.import_people(tests.id('college'), '[]', true) $$, 'A10 A teacher imports nobody');
select tests.refused($$ select public.expected_people(tests.id('college')) $$, 'A10 Nor do they see who is expected');
select tests.refused($$ select public.remove_expected(tests.id('college'), '79990000001') $$, 'A10 Nor do they take anybody off the list');
select tests.refused($$ select public.export_members(tests.id('college')) $$, 'A10 Nor do they get the numbers of all');
select tests.sign_in('stranger');
select tests.refused($$ select public.import_people(tests.id('college'), '[]', true) $$, 'A10 Nor does an administrator of another college');
select tests.refused($$ select public.expected_people(tests.id('college')) $$, 'A10 In no way');
select tests.refused($$ select public.export_members(tests.id('college')) $$, 'A10 At all');
select tests.sign_out();
select tests.refused($$ select public.import_people(tests.id('college'), '[]', true) $$, 'A10 Nor do anonymous people');
select tests.refused($$ select public.export_members(tests.id('college')) $$, 'A10 Neither way');

-- What is wrong with a line
select tests.sign_in('administrator');
select is(pg_temp.wrong(pg_temp.row('8 (912) 345-67-89')), null, 'A10 A line that is right has nothing wrong');
select is(pg_temp.wrong(pg_temp.row('+7 912 555-12-1')), 'phone/phone_digits/10', 'A10 A number that lacks a digit');
select is(pg_temp.wrong(pg_temp.row('нет')), 'phone/phone/0', 'A10 No number at all');
select is(pg_temp.wrong(pg_temp.row('')), 'phone/empty', 'A10 An empty number');
select is(pg_temp.wrong(pg_temp.row('9123456789', surname => E' \u00A0')), 'surname/empty', 'A10 A surname that nobody can see');
select is(pg_temp.wrong(pg_temp.row('9123456789', name => repeat('я', 101))), 'name/long', 'A10 A name that is too long');
select is(pg_temp.wrong(pg_temp.row('9123456789', study_group => 'ИС-2l')), 'group/unknown/ИС-21', 'A10 A group that is not there, and which was perhaps meant');
select is(pg_temp.wrong(pg_temp.row('9123456789', study_group => 'Ъ')), 'group/unknown', 'A10 Or nothing like it');
select is(pg_temp.wrong(pg_temp.row('9123456789', study_group => 'ГД-11')), 'group/unknown', 'A10 A group of another college is not there');
select is(pg_temp.wrong(pg_temp.row('9123456789', study_group => 'ИС-41')), 'group/graduated', 'A6 A group that has graduated');
select is(pg_temp.wrong(pg_temp.row('9123456789', 'учитель')), 'role/unknown', 'A10 A role that is none');
select is(pg_temp.wrong(pg_temp.row('9123456789', '')), 'role/empty', 'A10 No role');
select is(pg_temp.wrong(pg_temp.row('9123456789', 'сотрудник')), 'group/role', 'A10 Staff belong to no group');
select is(pg_temp.wrong(pg_temp.row('9123456789', 'Преподаватель')), 'subjects/empty', 'A10 A teacher of a group has a subject');
select is(pg_temp.wrong(pg_temp.row('9123456789', subjects => 'Физика')), 'subjects/role', 'A10 A student teaches none');
select is(pg_temp.wrong(pg_temp.row('9123456789', 'teacher', subjects => repeat('я', 201))), 'subjects/long', 'A10 A subject that is too long');
select is(pg_temp.wrong('{}'), 'surname/empty name/empty phone/empty role/empty', 'A10 All that is wrong is reported at once');
select is(pg_temp.wrong('{"surname": null, "name": 5, "phone": {}, "role": []}'), 'surname/empty phone/phone_digits/0 role/unknown', 'A10 Whatever is in a cell');
select is_empty(
  $$
    select written, digits from (values
      ('+7 912 345-67-89', '79123456789'), ('8 912 345 67 89', '79123456789'), ('7(912)3456789', '79123456789'), ('9123456789', '79123456789'),
      ('79123456789', '79123456789'), ('+8 912 345-67-89', '79123456789'), ('8 495 123-45-67', '74951234567'), ('495 123-45-67', '74951234567'),
      ('+375 29 123-45-67', '375291234567'), ('00375291234567', '375291234567'), ('810375291234567', '375291234567'),
      ('+7‑912–345—67−89', '79123456789'), ('８９１２３４５６７８９', '79123456789'),
      ('8912345678', null), ('7912345678', null), ('+7 912 345-67-890', null), ('12345', null), ('12345678901', null), ('+0123456789', null),
      ('+123456', null), ('+1234567890123456', null), ('', null), ('+', null), ('доб. 5', null)
    ) number (written, digits)
    where (select c.phone from pg_temp.import_people(tests.id('college'), jsonb_build_array(pg_temp.row(written)), true) c) <> coalesce(digits, written)
  $$,
  'A10 Numbers are read in every notation in which they can be typed at signing in'
);
select results_eq(
  $$
    select status, problems from pg_temp.import_people(tests.id('college'), jsonb_build_array(
      pg_temp.row(pg_temp.phone_of('student'), study_group => 'ИС-11, ИС-21'), pg_temp.row(pg_temp.phone_of('administrator'), 'teacher', 'ИС-41')
    ), true)
  $$,
  $$ values ('exists', '[]'::jsonb), ('exists', '[]') $$,
  'A10 Who is there already has nothing to correct, in however many groups they are, and in those that have graduated'
);
select is(
  (
    select string_agg(concat_ws('/', line, status, problems -> 0 ->> 'reason'), ' ' order by line)
    from pg_temp.import_people(tests.id('college'), jsonb_build_array(
      pg_temp.row(pg_temp.phone_of('student')), pg_temp.row(pg_temp.phone_of('student'), surname => 'Другой')
    ), true)
  ),
  '1/exists 2/error/duplicate', 'A10 But their number with another person is a mistake'
);
select throws_ok($$ select public.import_people(tests.id('college'), '{}', true) $$, 'SF001', null, 'A list is a list');
select throws_ok($$ select public.import_people(tests.id('college'), '[1]', true) $$, 'SF001', null, 'Of objects');
select throws_ok(
  $$ select public.import_people(tests.id('college'), (select jsonb_agg('{}'::jsonb) from generate_series(1, 5001)), true) $$,
  'SF001', null, 'Not of more than 5,000'
);
select is(public.import_people(tests.id('college'), '[]', false), '[]', 'It may be empty');

-- A whole list
create temp table list on commit drop as select jsonb_build_array(
  pg_temp.row('8 912 000-00-01', surname => 'Первая') || '{"line": 2}',
  pg_temp.row('8 912 000-00-02', 'преподаватель', 'ис 21', 'Физика; Математика,  Физика', 'Вторая') || '{"line": 3}',
  pg_temp.row(pg_temp.phone_of('student')) || '{"line": 4}',
  pg_temp.row(pg_temp.phone_of('newcomer')) || '{"line": 6}',
  pg_temp.row('+7 912 0000001') || '{"line": 7}',
  pg_temp.row('8 912', 'учитель') || '{"line": 8}',
  pg_temp.row('8 912 000-00-03', 'сотрудник', '') || '{"line": 9}'
) as rows;
select results_eq(
  $$ select line, status, phone from pg_temp.import_people(tests.id('college'), (select rows from list), true) $$,
  $$
    values (2, 'new', '79120000001'), (3, 'new', '79120000002'), (4, 'exists', pg_temp.phone_of('student')), (6, 'new', pg_temp.phone_of('newcomer')),
      (7, 'error', '79120000001'), (8, 'error', '8 912'), (9, 'new', '79120000003')
  $$,
  'A10 A dry run says of every line what it would do'
);
select results_eq(
  $$ select line, problems from pg_temp.import_people(tests.id('college'), (select rows from list), true) where status = 'error' $$,
  $$
    values (7, '[{"field": "phone", "reason": "duplicate", "detail": "2"}]'::jsonb),
      (8, '[{"field": "phone", "reason": "phone_digits", "detail": "4"}, {"field": "role", "reason": "unknown"}]')
  $$,
  'A10 With the reasons'
);
select is_empty($$ select from pg_temp.expected_people(tests.id('college')) $$, 'A10 And does nothing');
select is(
  (select count(*)::integer from pg_temp.import_people(tests.id('college'), (select rows from list), false, 'Студенты.csv') where status = 'new'), 4,
  'A10 Then the lines that are right go in'
);
select results_eq(
  $$ select surname, phone, role::text, group_number, subjects from pg_temp.expected_people(tests.id('college')) $$,
  $$
    values ('Вторая', '79120000002', 'teacher', 'ИС-21', '{Математика,Физика}'::text[]), ('Новый', '79120000003', 'staff', null, '{}'),
      ('Новый', pg_temp.phone_of('newcomer'), 'student', 'ИС-21', '{}'), ('Первая', '79120000001', 'student', 'ИС-21', '{}')
  $$,
  'A10 All are expected, whether there is such a person or not'
);
select is_empty(
  $$ select from public.memberships where person_id = tests.id('newcomer') $$, 'A10 Nobody who is registered is let in without their consent'
);
select results_eq(
  $$ select subject_label, after from public.audit_log where action = 'people_imported' and subject_label <> '' $$,
  $$ values ('Студенты.csv', '{"new": 4, "exists": 1, "error": 2}'::jsonb) $$, 'A11 The log has the file and the counts'
);
select is_empty(
  $$ select from pg_temp.import_people(tests.id('college'), (select rows from list), false) where status = 'new' $$,
  'A10 The same list once more adds nobody'
);
select is((select count(*)::integer from pg_temp.expected_people(tests.id('college'))), 4, 'A10 Nor expects anybody twice');

select tests.reset();
insert into auth.users (id, aud, role, phone, phone_confirmed_at) values
  (tests.id('first'), 'authenticated', 'authenticated', '79120000001', now()), (tests.id('false'), 'authenticated', 'authenticated', '79120000002', null);
insert into public.profiles (id, surname, name) values (tests.id('first'), 'Первая', 'Анна'), (tests.id('false'), 'Лже', 'Второй');
select results_eq(
  $$ select college_id, role::text from public.memberships where person_id = tests.id('first') and left_at is null $$,
  $$ values (tests.id('college'), 'student') $$, 'A10 Who is expected is in when they register'
);
select is_empty(
  $$ select from public.memberships where person_id = tests.id('false') $$, 'A10 But not by a number that they have not confirmed'
);
select tests.sign_in('administrator');
select lives_ok($$ select public.remove_expected(tests.id('college'), '79120000002') $$, 'A10 An administrator takes somebody off the list');
select is((select count(*)::integer from pg_temp.expected_people(tests.id('college'))), 2, 'A10 Who is expected no longer');
select is(
  (select count(*)::integer from public.audit_log where action = 'expected_removed'), 1, 'A11 The log has it'
);
select lives_ok($$ select public.remove_expected(tests.id('college'), '79120000002') $$, 'A10 Twice does no harm');
select is(
  (select count(*)::integer from public.audit_log where action = 'expected_removed'), 1, 'A11 And is not logged twice'
);

-- Taking it along
select set_eq(
  $$ select surname, phone, role::text, groups, is_admin, state from pg_temp.export_members(tests.id('college')) where surname in ('Student', 'Administrator', 'Новый', 'Removed') $$,
  $$
    values ('Student', pg_temp.phone_of('student'), 'student', 'ИС-21', false, 'member'),
      ('Administrator', pg_temp.phone_of('administrator'), 'staff', '', true, 'member'),
      ('Новый', '79120000003', 'staff', '', false, 'expected'), ('Новый', pg_temp.phone_of('newcomer'), 'student', 'ИС-21', false, 'expected')
  $$,
  'A10 An administrator takes along everybody, with numbers, and who is expected, but not who left'
);
select is((select count(*)::integer from public.audit_log where action = 'people_exported'), 1, 'A11 The log has it');

select * from finish();
