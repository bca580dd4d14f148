select plan(20);

insert into auth.users (id, aud, role, phone, phone_confirmed_at) values
  (tests.id('heir'), 'authenticated', 'authenticated', '79990000401', now()),
  (tests.id('unproved'), 'authenticated', 'authenticated', '79990000402', null);
insert into public.profiles (id, surname, name) values (tests.id('heir'), 'Наследов', 'Пётр'), (tests.id('unproved'), 'Чужой', 'Ян');
update auth.users set phone = '79990000403', phone_confirmed_at = now() where id = tests.id('student');

create function pg_temp.appoint(phone text) returns text
language sql
as $$ select public.appoint_administrator(tests.id('college'), phone) $$;
create function pg_temp.standing(person text) returns text
language sql security definer
as $$
  select m.role || case when m.is_admin then ', administrator' else '' end
  from public.memberships m where m.college_id = tests.id('college') and m.person_id = tests.id(person) and m.left_at is null
$$;

select tests.sign_out();
select tests.refused($$ select pg_temp.appoint('79990000401') $$, 'A5 Nobody without a session appoints');
select tests.refused($$ select from public.person_of_number('79990000401') $$, 'A12 Or asks whose number it is');
select tests.refused($$ select public.is_number_taken('79990000401') $$, 'A12 Or whether it is somebody''s');
select tests.sign_in('administrator');
select tests.refused($$ select public.is_number_taken('79990000401') $$, 'A12 Administrators neither');
select tests.refused($$ select pg_temp.appoint('79990000401') $$, 'A5 Administrators appoint among members only');
select tests.refused($$ select from public.person_of_number('79990000401') $$, 'A12 And cannot ask whose number it is');

select tests.service();
select is(pg_temp.appoint('79990000401'), 'admitted', 'A5 The operator appoints who is registered');
select is(pg_temp.standing('heir'), 'staff, administrator', 'A5 They are an administrator at once');
select is(pg_temp.appoint('79990000403'), 'admitted', 'A5 Or who is a member');
select is(pg_temp.standing('student'), 'student, administrator', 'A5 And stay what they were besides');
select is(pg_temp.appoint('79990000402'), 'expected', 'A5 A number that is not proved makes nobody an administrator');
select is(pg_temp.standing('unproved'), null, 'A5 Not a member even');
select is(pg_temp.appoint('79990000402'), 'expected', 'A5 Twice is once');
select throws_ok($$ select pg_temp.appoint('8999') $$, 'SF001', null, 'A5 A number is digits with the country code');
select throws_ok($$ select pg_temp.appoint(null) $$, 'SF001', null, 'A5 And must be given');
select throws_ok(
  $$ select public.appoint_administrator(gen_random_uuid(), '79990000401') $$, 'SF003', null, 'A5 The college must be there'
);
select results_eq(
  $$ select surname, name from public.person_of_number('79990000401') $$, $$ values ('Наследов', 'Пётр') $$,
  'A12 The operator sees whose number it is'
);

select tests.reset();
update auth.users set phone_confirmed_at = now() where id = tests.id('unproved');
select is(pg_temp.standing('unproved'), 'staff, administrator', 'A5 Who then proves the number is an administrator');

select is(public.is_number_taken('79990000402'), true, 'A12 A number is taken also by who has not proved it');
select is(public.is_number_taken('79990000409'), false, 'A12 Or by nobody');

select * from finish();
