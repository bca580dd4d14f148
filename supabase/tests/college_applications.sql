select plan(30);

create function pg_temp.apply(phone text, name text default 'Лесной колледж', site text default 'https://les.example') returns void
language sql
as $$ select public.apply_for_college(name, 'Лесной', 'Россия', 'Лесогорск', 'ул. Сосновая, 1', site, 'Лесов', 'Лев', '', phone) $$;
create function pg_temp.application(of_phone text default '79990000301') returns uuid
language sql security definer
as $$ select id from private.college_applications where phone = of_phone $$;

select tests.sign_out();
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.9"}', true);
select lives_ok($$ select pg_temp.apply('79990000301') $$, 'R7 Anybody applies for their college, without an account');
select lives_ok($$ select pg_temp.apply('79990000301') $$, 'R7 A double click does no harm');
select tests.refused('select from private.college_applications', 'R7 Nobody reads applications');
select tests.refused('select from public.operator_college_applications()', 'R7 Only the operator lists them');
select tests.refused('select public.approve_college_application(pg_temp.application())', 'R7 Or approves one');
select throws_ok($$ select pg_temp.apply('8999') $$, 'SF001', null, 'R7 A number is digits with the country code');
select throws_ok($$ select pg_temp.apply(null) $$, 'SF001', null, 'R7 And must be given');
select throws_ok($$ select pg_temp.apply('79990000302', E'\u200B ') $$, '23514', null, 'R7 A college has a visible name');
select throws_ok(
  $$ select pg_temp.apply('79990000302', site => 'javascript:alert(1)') $$, '23514', null, 'R7 A site is an address of the web'
);

select tests.sign_in('administrator');
select tests.refused('select from private.college_applications', 'R7 Administrators of colleges read none either');
select tests.refused('select from public.operator_college_applications()', 'R7 Nor do they list them');
select tests.refused('select public.approve_college_application(pg_temp.application())', 'R7 Or approve one');
select tests.refused('select public.reject_college_application(pg_temp.application())', 'R7 Or reject one');
select is_empty('select from public.my_college_applications()', 'R7 And see none of others');

select tests.reset();
insert into auth.users (id, aud, role, phone, phone_confirmed_at) values
  (tests.id('lesov'), 'authenticated', 'authenticated', '79990000301', now()),
  (tests.id('liar'), 'authenticated', 'authenticated', '79990000303', null);
insert into public.profiles (id, surname, name) values (tests.id('lesov'), 'Лесов', 'Лев'), (tests.id('liar'), 'Врунов', 'Ян');
select tests.sign_in('lesov');
select results_eq('select short_name from public.my_college_applications()', $$ values ('Лесной') $$, 'R7 The applicant sees it wait');

select tests.service();
select results_eq(
  'select name, surname, phone from public.operator_college_applications()', $$ values ('Лесной колледж', 'Лесов', '79990000301') $$,
  'R7 The operator sees it, once'
);
select lives_ok('select public.approve_college_application(pg_temp.application())', 'R7 And approves it');
select throws_ok('select public.approve_college_application(pg_temp.application())', 'SF002', null, 'R7 Once');
select throws_ok('select public.reject_college_application(pg_temp.application())', 'SF002', null, 'R7 What is decided stays so');
select throws_ok('select public.approve_college_application(gen_random_uuid())', 'SF003', null, 'R7 It must be there');
select is((select count(*)::integer from public.operator_college_applications('approved')), 1, 'R7 They find it again among the approved');

select tests.sign_in('lesov');
select results_eq(
  'select c.short_name, m.is_admin from public.memberships m join public.colleges c on c.id = m.college_id',
  $$ values ('Лесной', true) $$, 'R7 Who has exactly the number of the application is its administrator'
);
select is_empty('select from public.my_college_applications()', 'R7 And waits no more');

select tests.sign_out();
select pg_temp.apply('79990000303');
select tests.service();
select public.reject_college_application(pg_temp.application('79990000303'), 'Нет такого колледжа');
select is(
  (select reason from public.operator_college_applications('rejected')), 'Нет такого колледжа', 'R7 The operator rejects with a reason'
);
select tests.sign_in('liar');
select is_empty('select from public.my_college_applications()', 'R7 Whose number is not confirmed learns nothing of it');

select tests.sign_out();
select throws_ok(
  $$ select pg_temp.apply('79990000304', 'Колледж ' || n) from generate_series(1, 4) n $$, 'SF004', null,
  'R7 Three applications an hour are enough for a number'
);
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.20"}', true);
select lives_ok(
  $$ select pg_temp.apply((79990000310 + n)::text) from generate_series(1, 10) n $$, 'R7 From one address there are ten'
);
select throws_ok($$ select pg_temp.apply('79990000399') $$, 'SF004', null, 'R7 And no more');
select lives_ok($$ select pg_temp.apply('79990000311') from generate_series(1, 20) $$, 'R7 To send one of them again is no new one');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.21"}', true);
select lives_ok($$ select pg_temp.apply('79990000399') $$, 'R7 Another address has its own');

select * from finish();
