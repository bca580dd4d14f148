select plan(17);

select tests.sign_out();
select tests.refused('select from public.groups', 'Anonymous people see no group');

select tests.sign_in('student');
select set_eq(
  'select id from public.groups', $$ values (tests.id('group')), (tests.id('graduated group')) $$,
  'A student sees all groups of their college'
);
select tests.refused(
  $$ insert into public.groups (college_id, number, start_year, end_year) values (tests.id('college'), 'Я-1', 2026, 2030) $$,
  'They make none'
);
select tests.refused($$ update public.groups set end_year = 2090 where true $$, 'They let nobody graduate later');
select tests.refused('delete from public.groups where true', 'They delete none');

select tests.sign_in('teacher');
select tests.refused($$ update public.groups set title = 'Мои' where true $$, 'A teacher renames none');
select tests.sign_in('administrator');
select is((select count(*)::integer from public.groups), 2, 'An administrator sees all groups of their college');
select tests.refused('delete from public.groups where true', 'They delete none past the functions');

select tests.sign_in('stranger');
select results_eq('select id from public.groups', $$ values (tests.id('foreign group')) $$, 'A stranger sees those of their own college');
select tests.sign_in('removed');
select is_empty('select from public.groups', 'Who was removed sees none');

select tests.reset();
select throws_ok(
  $$ insert into public.groups (college_id, number, start_year, end_year) values (tests.id('college'), 'ИС-21', extract(year from now()) - 1, extract(year from now()) + 2) $$,
  '23505', null, 'A6 A number is used once in a year'
);
select throws_ok(
  $$ insert into public.groups (college_id, number, start_year, end_year) values (tests.id('college'), ' ', 2026, 2030) $$,
  '23514', null, 'A6 A number is required'
);
select throws_ok(
  $$ insert into public.groups (college_id, number, start_year, end_year) values (tests.id('college'), 'Ж-1', 2030, 2026) $$,
  '23514', null, 'A6 Nobody graduates before they come'
);
select throws_ok(
  $$ insert into public.groups (college_id, number, start_year, end_year) values (tests.id('college'), 'Ж-1', 2026, 2037) $$,
  '23514', null, 'A6 Nor after more than ten years'
);
select is(private.is_graduated(2026, 'Europe/Moscow', '2026-06-30 20:59:59+00'), false, 'A6 The evening of 30 June: not yet graduated');
select is(private.is_graduated(2026, 'Europe/Moscow', '2026-06-30 21:00:00+00'), true, 'A6 Midnight of 1 July in the college: graduated');
select is(private.is_graduated(2026, 'Asia/Vladivostok', '2026-06-30 14:00:00+00'), true, 'A6 Which comes earlier in the east');

select * from finish();
