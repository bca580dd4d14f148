select plan(18);

insert into auth.users (id, aud, role) values (tests.id('unregistered'), 'authenticated', 'authenticated');

select tests.sign_out();
select tests.refused('select from public.consents', 'Anonymous people see no consent');
select tests.refused($$ select public.give_consent('1', 'Текст') $$, 'And give none');

select tests.sign_in('unregistered');
select lives_ok($$ select public.give_consent('2026-09', 'Я согласен') $$, 'A12 A person agrees before there is anything about them');
select lives_ok($$ select public.give_consent('2026-09', 'Я согласен') $$, 'A12 Twice does no harm');
select results_eq(
  'select person_id, text_version, text_hash from public.consents',
  $$ values (tests.id('unregistered'), '2026-09', encode(sha256(convert_to('Я согласен', 'UTF8')), 'hex')) $$,
  'A12 It is kept with version and hash of the text'
);
select ok((select given_at between now() - interval '1 minute' and clock_timestamp() from public.consents), 'A12 And the time');
select public.give_consent('2027-01', 'Я согласен');
select is((select count(*)::integer from public.consents), 2, 'A12 Another version is another consent');
select throws_ok($$ select public.give_consent('', 'Я согласен') $$, 'SF001', null, 'A12 There is a version');
select throws_ok($$ select public.give_consent('1', ' ') $$, 'SF001', null, 'A12 And a text');
select throws_ok($$ select public.give_consent(repeat('1', 101), 'Я согласен') $$, 'SF001', null, 'A12 A version is short');
select throws_ok(
  $$ select public.give_consent('version ' || n, 'Я согласен') from generate_series(1, 30) n $$, 'SF004', null, 'A12 Thirty times an hour are enough'
);
select tests.refused(
  $$ insert into public.consents (text_version, text_hash) values ('1', '') $$, 'Nobody writes a consent past the function'
);
select tests.refused($$ update public.consents set given_at = '2001-01-01' where true $$, 'Or dates it back');
select tests.refused('delete from public.consents where true', 'Or takes it out');
select tests.sign_in('administrator');
select is_empty('select from public.consents', 'A12 Others do not see it, administrators neither');
select tests.sign_in('stranger');
select is_empty('select from public.consents', 'A12 Nor strangers');

select tests.reset();
delete from auth.users where id = tests.id('unregistered');
select is_empty($$ select from public.consents where person_id = tests.id('unregistered') $$, 'A12 It goes with the account');
select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{"role": "authenticated"}', true);
select tests.refused($$ select public.give_consent('1', 'Текст') $$, 'A token without a person agrees to nothing');

select * from finish();
