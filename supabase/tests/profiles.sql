select plan(29);

select tests.sign_out();
select tests.refused('select from public.profiles', 'Anonymous people read no profile');
select tests.refused(
  $$ insert into public.profiles (id, surname, name) values (gen_random_uuid(), 'А', 'Б') $$,
  'Anonymous people make no profile'
);

select tests.sign_in('student');
select set_eq(
  'select surname from public.profiles',
  $$ values ('Administrator'), ('Teacher'), ('Student'), ('Classmate'), ('Removed') $$,
  'A student sees those who are or were in their college'
);
select tests.refused('select phone from auth.users', 'The telephones of others are out of reach');
select tests.refused('select * from auth.users where id = auth.uid()', 'Even the own account is not read here');
select is(
  tests.affected($$ update public.profiles set surname = 'Соколова' where id = tests.id('student') $$),
  1, 'A student changes their own name'
);
select is(
  tests.affected($$ update public.profiles set surname = 'Двоечник' where id = tests.id('classmate') $$),
  0, 'But not that of another'
);
select tests.refused(
  $$ update public.profiles set id = tests.id('newcomer') where id = tests.id('student') $$,
  'Nobody becomes another'
);
select tests.refused($$ update public.profiles set created_at = now() where true $$, 'Nobody changes when they came');
select tests.refused('delete from public.profiles where true', 'Nobody deletes a profile');
select throws_ok(
  $$ update public.profiles set name = E'\u200B' where id = tests.id('student') $$,
  '23514', null, 'An invisible name is refused'
);
select throws_ok(
  $$ update public.profiles set surname = repeat('я', 101) where id = tests.id('student') $$,
  '23514', null, 'So is one that is too long'
);

select tests.sign_in('administrator');
select is(
  tests.affected($$ update public.profiles set surname = 'Переименован' where id <> auth.uid() $$),
  0, 'An administrator renames nobody'
);
select tests.refused('select phone from auth.users', 'Telephone numbers are out of reach too');

select tests.sign_in('stranger');
select results_eq('select surname from public.profiles', $$ values ('Stranger') $$, 'A stranger sees nobody of our college');

select tests.sign_in('removed');
select results_eq('select surname from public.profiles', $$ values ('Removed') $$, 'A removed person sees their own profile only');

select tests.sign_in('newcomer');
select results_eq('select surname from public.profiles', $$ values ('Newcomer') $$, 'So does who belongs to no college');

select tests.reset();
insert into auth.users (id, aud, role, email, email_confirmed_at)
  values (tests.id('unregistered'), 'authenticated', 'authenticated', 'somebody@example.com', now());
select tests.sign_in('unregistered');
select tests.refused(
  $$ insert into public.profiles (id, surname, name) values (auth.uid(), 'Новиков', 'Пётр') $$,
  'A12 Nobody gives a name before they have agreed to the use of their data'
);
select public.give_consent('1', 'Согласие');
select tests.refused(
  $$ insert into public.profiles (id, surname, name) values (auth.uid(), 'Новиков', 'Пётр') $$, 'Nobody has a name without a number'
);
select tests.reset();
update auth.users set phone = '79990000301' where id = tests.id('unregistered');
select tests.sign_in('unregistered');
select tests.refused(
  $$ insert into public.profiles (id, surname, name) values (auth.uid(), 'Новиков', 'Пётр') $$, 'Or with one that they have not proved'
);
select tests.reset();
update auth.users set phone_confirmed_at = now() where id = tests.id('unregistered');
select tests.sign_in('unregistered');
select tests.refused(
  $$ insert into public.profiles (id, surname, name, created_at) values (auth.uid(), 'А', 'Б', '2001-01-01') $$,
  'Nobody chooses when they came'
);
select tests.refused(
  $$ insert into public.profiles (id, surname, name) values (gen_random_uuid(), 'А', 'Б') $$,
  'A profile under another id is refused'
);
select lives_ok(
  $$ insert into public.profiles (id, surname, name, patronymic) values (auth.uid(), 'Новиков', 'Пётр', 'Ильич') $$,
  'A new person gives their name'
);
select throws_ok(
  $$ insert into public.profiles (id, surname, name) values (auth.uid(), 'Новиков', 'Пётр') $$,
  '23505', null, 'Once'
);

select tests.reset();
update public.profiles set updated_at = '2001-01-01' where id = tests.id('student');
select isnt(
  (select updated_at from public.profiles where id = tests.id('student')), '2001-01-01'::timestamptz,
  'The time of the last change is set by the database'
);
delete from auth.users where id = tests.id('unregistered');
select is_empty($$ select from public.profiles where id = tests.id('unregistered') $$, 'A profile goes with its account');

-- Too many names
select tests.sign_in('classmate');
select lives_ok(
  $$ do $do$ begin for n in 1..20 loop update public.profiles set name = 'Имя ' || n where id = auth.uid(); end loop; end $do$ $$,
  'Twenty times in an hour somebody may change their name'
);
select throws_ok($$ update public.profiles set name = 'Ещё' where id = auth.uid() $$, 'SF004', null, 'Then they wait');
select lives_ok($$ update public.profiles set name = 'Имя 20' where id = auth.uid() $$, 'To save the same once more is no change');

select * from finish();
