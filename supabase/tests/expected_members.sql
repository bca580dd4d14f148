select plan(23);

create function pg_temp.state(person text, college text default 'college') returns text
language sql
as $$
  select concat_ws(
    ' ', state ->> 'role', case when (state ->> 'is_admin')::boolean then 'administrator' end,
    (select string_agg(g ->> 'number' || (g ->> 'subjects'), ' ') from jsonb_array_elements(state -> 'groups') g)
  ) from private.member_state(tests.id(college), tests.id(person)) state
$$;
create function pg_temp.account(name text, phone text, confirmed boolean default true) returns void
language sql
as $$
  insert into auth.users (id, aud, role, phone, phone_confirmed_at)
    values (tests.id(name), 'authenticated', 'authenticated', phone, case when confirmed then now() end);
$$;
-- What a list of an administrator leaves behind.
create function pg_temp.expect(
  phone text, role public.member_role default 'student', study_group text default 'group', subjects text[] default '{}', college text default 'college'
) returns void
language sql
as $$
  insert into private.expected_members (college_id, phone, role, group_id, subjects)
    values (tests.id(college), phone, role, tests.id(study_group), subjects);
$$;
create function pg_temp.give_name(name text) returns void
language sql
as $$ insert into public.profiles (id, surname, name) values (tests.id(name), name, 'Тест') $$;

select tests.sign_in('administrator');
select tests.refused('select from private.expected_members', 'Nobody reads whose numbers are expected');
select tests.refused(
  $$ select private.expect_member(tests.id('college'), '79990000201', 'student', true, 'operator') $$, 'Nor expects anybody past the functions of the API'
);
select tests.reset();

select pg_temp.expect('79990000201');
select is(private.expect_member(tests.id('college'), '79990000202', 'staff', true, 'application'), 'expected', 'R7 A first administrator is expected');
select pg_temp.expect('79990000202', 'teacher', 'foreign group', '{Труд}', 'other college');

select pg_temp.account('first', '79990000201');
select is(pg_temp.state('first'), '', 'An account alone is not let in');
select pg_temp.give_name('first');
select is(pg_temp.state('first'), 'student ИС-21[]', 'A10 Who registers with exactly this number is');
select is(
  (select after ->> 'via' from public.audit_log where subject_id = tests.id('first')::text), 'import', 'A11 It is logged how'
);

select pg_temp.account('impostor', '79990000202', false);
select pg_temp.give_name('impostor');
select is(pg_temp.state('impostor'), '', 'R7 A number that was not confirmed lets nobody in');
update auth.users set phone = '79990000203', phone_confirmed_at = now() where id = tests.id('impostor');
select is(pg_temp.state('impostor'), '', 'R7 Nor does another number');
select pg_temp.account('chief', '79990000202', false);
select pg_temp.give_name('chief');
update auth.users set phone_confirmed_at = now() where id = tests.id('chief');
select is(pg_temp.state('chief'), 'staff administrator', 'R7 Once it is confirmed it does');
select is(pg_temp.state('chief', 'other college'), 'teacher ГД-11["Труд"]', 'R8 In every college that expects them');
select is_empty($$ select from private.expected_members $$, 'Nobody is expected twice');

-- Who is registered already
update auth.users set phone = '79990000204' where id = tests.id('first');
select is(pg_temp.state('first'), 'student ИС-21[]', 'Who changes their number stays where they are');
select is(
  private.expect_member(tests.id('other college'), '79990000204', 'staff', true, 'operator'), 'admitted', 'A5 Whom the operator appoints is let in at once'
);
select is(pg_temp.state('first', 'other college'), 'staff administrator', 'A5 As an administrator');
select is_empty($$ select from private.expected_members $$, 'And is not expected any more');
select pg_temp.account('outsider', '79990000206');
select pg_temp.give_name('outsider');
select pg_temp.expect('79990000207');
update auth.users set phone = '79990000207' where id = tests.id('outsider');
select is(pg_temp.state('outsider'), '', 'A10 Who takes a number that is expected is let in by nobody but themselves');
select tests.sign_in('outsider');
select results_eq(
  'select short_name, role::text, group_number from public.my_offers()', $$ values ('Речной', 'student', 'ИС-21') $$, 'A10 They get an offer'
);
select tests.reset();

select throws_ok(
  $$ select private.expect_member(tests.id('college'), '8 999', 'student', true, 'operator') $$, 'SF001', null, 'A number is digits with the country code'
);
select pg_temp.expect('79990000205');
update public.groups set start_year = start_year - 10, end_year = end_year - 10 where id = tests.id('group');
select pg_temp.account('late', '79990000205');
select lives_ok($$ select pg_temp.give_name('late') $$, 'A6 Who comes after the group has graduated can sign in all the same');
select is(pg_temp.state('late'), 'student', 'A6 And belongs to the college only');

-- Somebody signs up with a number that is not theirs, and waits until its owner proves it.
select tests.reset();
insert into auth.users (id, aud, role, phone, encrypted_password, confirmation_sent_at) values
  (tests.id('proved'), 'authenticated', 'authenticated', '79990000901', 'of a stranger', now() - interval '1 day');
insert into auth.users (id, aud, role, phone, encrypted_password) values
  (tests.id('made'), 'authenticated', 'authenticated', '79990000902', 'as given');
update auth.users set phone_confirmed_at = now() where id in (tests.id('proved'), tests.id('made'));
select is((select encrypted_password from auth.users where id = tests.id('proved')), '', 'R1 A password from before the number was proved is void');
select is(
  (select encrypted_password from auth.users where id = tests.id('made')), 'as given', 'R1 Where no code was sent it is not'
);
update auth.users set encrypted_password = 'his own' where id = tests.id('proved');
update auth.users set phone_confirmed_at = now(), last_sign_in_at = now() where id = tests.id('proved');
select is((select encrypted_password from auth.users where id = tests.id('proved')), 'his own', 'R3 What its owner sets stays');

select * from finish();
