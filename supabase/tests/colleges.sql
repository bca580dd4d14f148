select plan(14);

select tests.sign_out();
select tests.refused('select from public.colleges', 'Anonymous people read no college');

select tests.sign_in('student');
select results_eq('select id from public.colleges', $$ values (tests.id('college')) $$, 'A student sees their college only');
select tests.refused($$ update public.colleges set name = 'Мой' where true $$, 'A student cannot rename it');

select tests.sign_in('stranger');
select results_eq('select id from public.colleges', $$ values (tests.id('other college')) $$, 'A stranger sees their own college only');

select tests.sign_in('removed');
select is_empty('select id from public.colleges', 'Who was removed no longer sees it');

select tests.sign_in('newcomer');
select is_empty('select id from public.colleges', 'Who belongs to no college sees none');

select tests.sign_in('administrator');
select tests.refused($$ update public.colleges set name = 'Другое имя' where true $$, 'An administrator cannot write past the functions');
select tests.refused($$ insert into public.colleges (name, short_name, city) values ('Я', 'Я', 'Я') $$, 'Nobody makes a college by themselves');
select tests.refused('delete from public.colleges where true', 'Nobody deletes a college');

select tests.service();
select is((select count(*)::integer from public.colleges where id in (tests.id('college'), tests.id('other college'))), 2, 'The service sees them all');
select throws_ok(
  $$ insert into public.colleges (name, short_name, city) values (E' \u00A0\u200B ', 'Я', 'Я') $$,
  '23514', null, 'An invisible name is refused'
);
select throws_ok(
  $$ insert into public.colleges (name, short_name, city) values (repeat('я', 301), 'Я', 'Я') $$,
  '23514', null, 'So is one that is too long'
);
select throws_ok(
  $$ insert into public.colleges (name, short_name, city, time_zone) values ('Я', 'Я', 'Я', 'Europe/Nowhere') $$,
  'SF001', null, 'A time zone must exist'
);
select throws_ok(
  $$ update public.colleges set time_zone = 'Mars' where id = tests.id('college') $$,
  'SF001', null, 'It must exist later as well'
);

select * from finish();
