-- What stands in one line of a list holds nothing that cannot be seen: no line breaks, no control characters, no signs that
-- turn the direction of the letters after them.
select plan(27);

create function pg_temp.spoilt(line text) returns text
language sql
as $$ select E' \u202E' || line || E'\u202C\u2066\u200B\U000E0041\n\x01 ' $$;
insert into auth.users (id, aud, role, phone, phone_confirmed_at)
  values (tests.id('unregistered'), 'authenticated', 'authenticated', '79990000301', now());

select tests.sign_in('unregistered');
select public.give_consent('1', 'Согласие');
insert into public.profiles (id, surname, name, patronymic)
  values (auth.uid(), pg_temp.spoilt(E'Иванов\r\n\tПетров'), pg_temp.spoilt('Анна'), pg_temp.spoilt('Ильинична'));
select is(
  (select (surname, name, patronymic)::text from public.profiles where id = auth.uid()), '("Иванов Петров",Анна,Ильинична)',
  'R2 A name is given in plain letters'
);
update public.profiles set surname = pg_temp.spoilt(E'Ахмед  али') where id = auth.uid();
select is((select surname from public.profiles where id = auth.uid()), 'Ахмед али', 'R2 And changed to plain letters');
update public.profiles set surname = normalize('Горький', NFD) where id = auth.uid();
select is((select surname from public.profiles where id = auth.uid()), 'Горький', 'Letters that are put together are one, so that they are found');
update public.profiles set surname = E'علی\u200Cرضا' where id = auth.uid();
select is((select surname from public.profiles where id = auth.uid()), E'علی\u200Cرضا', 'A joiner that a script needs stays');
select is_empty(
  $$
    select format('%L', sign) from unnest(array[
      E'\u202E', E'\u2066\u2069', E'\u00AD', E'\u061C', E'\x01\x1F', E'\x7F\u0080', E'\u034F', E'\u115F\u1160', E'\uFFA0', E'\uFE0F', E'\u206F', E'\uFFF9', E'\U000E0041', E'\U0001D173'
    ]) sign where not private.is_blank(sign)
  $$,
  'What cannot be seen is no text'
);
select isnt(private.is_blank('Ы'), true, 'A letter is');
select throws_ok(
  $$ update public.profiles set surname = E'\u2066\u2069' where id = auth.uid() $$, '23514', null, 'Nobody is called by what cannot be seen'
);
select lives_ok(
  $$ update public.profiles set surname = repeat('я', 100) || E'\u202C  ' where id = auth.uid() $$, 'What is taken away does not count'
);
select throws_ok($$ update public.profiles set surname = repeat('я', 101) where id = auth.uid() $$, '23514', null, 'What stays does');

select public.request_to_join(tests.id('college'), 'teacher', pg_temp.spoilt('ИС-21'), array[pg_temp.spoilt('Базы данных'), 'Базы данных', E'\u202E']);
select results_eq(
  'select group_number, subjects from public.join_requests', $$ values ('ИС-21', array['Базы данных']) $$, 'R5 So is an application'
);
select public.apply_for_college(
  pg_temp.spoilt('Новый колледж'), pg_temp.spoilt('НК'), pg_temp.spoilt('Россия'), pg_temp.spoilt('Томск'), pg_temp.spoilt('ул. Мира, 1'),
  pg_temp.spoilt('https://нк.example'),
  pg_temp.spoilt('Петров'), pg_temp.spoilt('Иван'), pg_temp.spoilt(''), '79990001122'
);
select tests.service();
select results_eq(
  'select name, short_name, country, city, address, site, surname, given_name, patronymic from public.operator_college_applications()',
  $$ values ('Новый колледж', 'НК', 'Россия', 'Томск', 'ул. Мира, 1', 'https://нк.example', 'Петров', 'Иван', '') $$, 'R8 And one of a college'
);
select public.reject_college_application(id, E'Первая\n\u202Eвторая\u2069') from public.operator_college_applications();
select is(
  (select reason from public.operator_college_applications('rejected')), E'Первая\nвторая', 'R8 So is why it was refused'
);

select tests.sign_in('administrator');
select public.update_college(
  tests.id('college'), (select version from public.colleges where id = tests.id('college')), pg_temp.spoilt('Речной'), pg_temp.spoilt('РК'), 'Россия',
  pg_temp.spoilt('Речноборск'), pg_temp.spoilt('Мира, 1'), E'https://речной\u202E.example\u2066/о-нас', E'Первая \u202Eстрока\u202C\n\n\u2066Вторая\u2069', 'Europe/Moscow', '', 24
);
select results_eq(
  $$ select name, short_name, city, address, site, description from public.colleges where id = tests.id('college') $$,
  $$ values ('Речной', 'РК', 'Речноборск', 'Мира, 1', 'https://речной.example/о-нас', E'Первая строка\n\nВторая') $$,
  'A1 So are the lines of a college; its description keeps its lines'
);
create temp table made on commit drop as
  select public.create_group(tests.id('college'), pg_temp.spoilt('Ж-1'), pg_temp.spoilt('Журналистика'), 2026, 2030) as id;
select is((select (number, title)::text from public.groups where id = (select id from made)), '(Ж-1,Журналистика)', 'A6 And of a group');
select throws_ok(
  $$ select public.create_group(tests.id('college'), E'ж-\u202D1', '', 2026, 2030) $$, 'SF002', null, 'A6 Whose number is not taken by the look of it'
);
select public.add_group_teacher((select id from made), array[pg_temp.spoilt('Сценарий')], tests.id('teacher'));
select is(
  (select array_agg(subject) from public.group_teachers where group_id = (select id from made)), '{Сценарий}', 'A7 And subjects'
);
select throws_ok(
  $$ select public.add_group_teacher((select id from made), array[E'\u2066'], tests.id('teacher')) $$, 'SF001', null, 'A7 Of which one is left'
);
create temp table imported on commit drop as select public.import_people(
  tests.id('college'), jsonb_build_array(jsonb_build_object(
    'surname', pg_temp.spoilt('Сидоров'), 'name', pg_temp.spoilt('Пётр'), 'phone', E'\u2066+7 999 000-11-23\u2069', 'role', pg_temp.spoilt('преподаватель'),
    'subjects', E'Сети\u202E; \u2066Базы данных\u2069'
  )), false, E'\u202Exslx.список'
) as lines;
select results_eq(
  $$ select e ->> 'surname', e ->> 'name', e ->> 'phone', e -> 'subjects' from jsonb_array_elements(public.expected_people(tests.id('college'))) e $$,
  $$ values ('Сидоров', 'Пётр', '79990001123', '["Базы данных", "Сети"]'::jsonb) $$, 'A10 And who is expected'
);
select is_empty($$ select from imported where lines::text ~ E'[\u202A-\u202E\u2066-\u2069]' $$, 'A10 And the answer to a list');
select tests.sign_in('student');
select is(
  public.send_message(tests.id('group chat'), tests.id('turned'), E'https://\u202Eелпмaxe\u202C\n\u2066да\u2069') ->> 'body', E'https://елпмaxe\nда',
  'C1 A message keeps its lines and shows no link as another; so it is answered'
);
create temp table turned on commit drop as select public.edit_message(tests.id('turned'), E'дру\u202Eгая') as message;
select is((select message ->> 'body' from turned), 'другая', 'C8 So is one that is edited');
select is(
  public.edit_message(tests.id('turned'), E'\u2067дру\u202Eгая'), (select message from turned), 'C8 The same text again is no change, however it is spelt'
);
select throws_ok(
  $$ select public.edit_message(tests.id('turned'), E'\u202E') $$, '23514', null, 'C8 Signs that are taken away are no text'
);
select is(
  public.ask_administration(tests.id('college'), tests.id('asked'), E'Когда\n\u202Eсправка?') ->> 'body', E'Когда\nсправка?', 'A8 So is what the administration is asked'
);
select tests.reset();
insert into public.chats (id, college_id, kind, title) values (tests.id('spoilt'), tests.id('college'), 'other', pg_temp.spoilt('Кружок'));
select is((select title from public.chats where id = tests.id('spoilt')), 'Кружок', 'C5 And the title of a chat');
update public.chats set title = pg_temp.spoilt('Секция') where id = tests.id('spoilt');
select is((select title from public.chats where id = tests.id('spoilt')), 'Секция', 'C5 Also a new one');
select is_empty(
  $$ select from public.audit_log where before::text || after::text || subject_label ~ E'[\u202A-\u202E\u2066-\u2069\x01]' $$, 'A11 The log shows nothing else'
);

select * from finish();
