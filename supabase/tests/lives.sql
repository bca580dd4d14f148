-- The life of a person in a college, along all ways in and out: joins, is moved, is removed, erases themselves, comes back.
-- Out means out, whoever they were and by whatever way they try.
select plan(54);

create function pg_temp.link(role public.member_role default 'student', study_group text default null) returns text
language sql
as $$ select token from public.create_invitation(tests.id('college'), role, tests.id(study_group)) $$;
create function pg_temp.join_by(link text) returns text
language sql
as $$ select tests.refusal(format('select public.redeem_invitation(%L, ''{Физика}'')', link)) $$;
create function pg_temp.is_member(person text) returns boolean
language sql security definer
as $$ select private.member_state(tests.id('college'), tests.id(person)) is not null $$;
create function pg_temp.state_of(link text) returns text
language sql security definer
as $$ select private.invitation_state(i) from public.invitations i where private.invitation_token(i.id) = link $$;
-- Erases a person; if another name is given, their account too, and they register again with the same number.
create function pg_temp.begin_anew(person text, again text default null) returns void
language plpgsql
as $$
declare
  number text := (select phone from auth.users where id = tests.id(person));
begin
  perform tests.erase(person);
  if again is null then
    perform tests.sign_in(person);
    perform public.give_consent('1', 'Согласие');
    insert into public.profiles (id, surname, name) values (auth.uid(), 'Снова', 'Я');
  else
    delete from auth.users where id = tests.id(person);
    insert into auth.users (id, aud, role, phone, phone_confirmed_at) values (tests.id(again), 'authenticated', 'authenticated', number, now());
    insert into public.profiles (id, surname, name) values (tests.id(again), 'Снова', 'Я');
    perform tests.sign_in(again);
  end if;
end
$$;
create temp table links (name text primary key, token text);
grant all on links to public;
create function pg_temp.known(wanted text) returns text
language sql
as $$ select token from links where name = wanted $$;

-- Whoever was removed
select tests.sign_in('administrator');
insert into links select 'old ' || role, pg_temp.link(role) from unnest('{student,teacher,staff}'::public.member_role[]) role;
create temp table roles on commit drop as
  select * from (values ('student', false), ('teacher', false), ('staff', false), ('staff', true)) r (role, is_admin);
create function pg_temp.after_removal(role text, is_admin boolean) returns setof text
language plpgsql
as $$
declare
  name text := 'former ' || role || case when is_admin then ' administrator' else '' end;
  own text;
begin
  perform tests.reset();
  perform tests.person(name, 'college', role::public.member_role, is_admin);
  if is_admin then
    perform tests.sign_in(name);
    own := pg_temp.link('staff');
  end if;
  perform tests.sign_in('administrator');
  perform public.remove_member(tests.id('college'), tests.id(name));
  perform tests.sign_in(name);
  return next is(pg_temp.join_by(pg_temp.known('old ' || role)), 'SF003 left', 'A2 A link from before lets nobody back who was removed: ' || name);
  if is_admin then
    return next is(pg_temp.join_by(own), 'SF003 revoked', 'A2 Not even one that they made as an administrator');
  end if;
  perform tests.reset();
  perform pg_temp.begin_anew(name);
  return next is(pg_temp.join_by(pg_temp.known('old ' || role)), 'SF003 left', 'A2 Nor who then erases themselves and gives a name anew: ' || name);
  perform tests.reset();
  perform pg_temp.begin_anew(name, name || ' again');
  return next is(pg_temp.join_by(pg_temp.known('old ' || role)), 'SF003 left', 'A2 Nor who has a new account with the same number: ' || name);
  perform tests.reset();
  update auth.users set phone = '1' || phone where id = tests.id(name || ' again');
  perform pg_temp.begin_anew(name || ' again', name || ' with another number');
  return next is(
    pg_temp.join_by(pg_temp.known('old ' || role)), 'SF003 left', 'A2 Nor who changes the number before they erase themselves: ' || name
  );
  return next ok(not pg_temp.is_member(name || ' with another number'), 'A2 They are no member by any of it: ' || name);
  perform tests.sign_in('administrator');
  own := pg_temp.link(role::public.member_role);
  perform tests.sign_in(name || ' with another number');
  return next is(pg_temp.join_by(own), 'done', 'A2 A new link lets them in: ' || name);
  perform tests.reset();
  return next is_empty(
    'select from private.exclusions union all select from private.excluded', 'A2 Then nothing is held against them, whatever their number: ' || name
  );
end
$$;
select pg_temp.after_removal(role, is_admin) from roles;

-- Whoever left by themselves is not kept out, and nothing is kept of them.
select tests.reset();
select tests.person('leaver', 'college');
select tests.sign_in('leaver');
select public.leave_college(tests.id('college'));
select is(pg_temp.join_by(pg_temp.known('old student')), 'SF003 left', 'A2 Whoever has left needs a new link as well');
select tests.reset();
select pg_temp.begin_anew('leaver', 'leaver again');
select tests.reset();
select is_empty('select from private.exclusions', 'A12 But nothing of them outlives their account');

-- Lists from before
select tests.person('listed', 'college');
update auth.users set phone = '79990000801' where id = tests.id('listed');
insert into private.expected_members (college_id, phone, role) values (tests.id('college'), '79990000802', 'teacher');
select tests.sign_in('administrator');
select public.remove_member(tests.id('college'), tests.id('listed'));
select tests.reset();
update auth.users set phone = '79990000802' where id = tests.id('listed');
select tests.sign_in('listed');
select is_empty('select from public.my_offers()', 'A10 A list from before the removal offers nothing');
select tests.reset();
select ok(not pg_temp.is_member('listed'), 'A10 And lets nobody in');
insert into private.expected_members (college_id, phone, role) values (tests.id('college'), '79990000802', 'teacher');
select pg_temp.begin_anew('listed', 'listed again');
select ok(not pg_temp.is_member('listed again'), 'A12 Whoever erases themselves is expected no longer');
select tests.reset();
select tests.erase('listed again');
delete from auth.users where id = tests.id('listed again');
insert into private.expected_members (college_id, phone, role) values (tests.id('college'), '79990000802', 'teacher');
insert into auth.users (id, aud, role, phone, phone_confirmed_at) values (tests.id('listed anew'), 'authenticated', 'authenticated', '79990000802', now());
insert into public.profiles (id, surname, name) values (tests.id('listed anew'), 'Снова', 'Я');
select ok(pg_temp.is_member('listed anew'), 'A10 Unless administrators list the number again');

-- Whose applications are hidden
create function pg_temp.pending(person text) returns boolean
language plpgsql
as $$
begin
  perform tests.sign_in('administrator');
  return exists (select from public.college_requests(tests.id('college')) r where r.person_id = tests.id(person));
end
$$;
create function pg_temp.apply(person text) returns void
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  perform public.request_to_join(tests.id('college'), 'student');
end
$$;
select tests.reset();
select tests.person('applicant');
select pg_temp.apply('applicant');
select ok(pg_temp.pending('applicant'), 'A2 An application is seen');
select public.hide_request(id) from public.college_requests(tests.id('college'));
select ok(not pg_temp.pending('applicant'), 'A2 Until it is hidden');
select tests.reset();
select pg_temp.begin_anew('applicant');
select pg_temp.apply('applicant');
select ok(not pg_temp.pending('applicant'), 'A2 For good: also of who erases themselves and gives a name anew');
select is((select requests from public.my_colleges()), 0, 'A2 Nor is it counted');
select tests.reset();
delete from realtime.messages where true;
select pg_temp.begin_anew('applicant', 'applicant again');
select pg_temp.apply('applicant again');
select ok(not pg_temp.pending('applicant again'), 'A2 Or has a new account with the same number');
select tests.reset();
select is_empty($$ select from realtime.messages where event = 'requests_changed' $$, 'A2 Nor are administrators told that there is something new');
update auth.users set phone = '79990000803' where id = tests.id('applicant again');
select pg_temp.begin_anew('applicant again', 'applicant with another number');
select pg_temp.apply('applicant with another number');
select ok(not pg_temp.pending('applicant with another number'), 'A2 Or has changed the number before');
select tests.reset();
select is(
  tests.refusal(format(
    'select public.admit_request(%L, ''student'')',
    (select id from public.join_requests where person_id = tests.id('applicant with another number'))
  )), '42501', 'A2 Nobody else admits them'
);
select tests.sign_in('administrator');
insert into links values ('for the applicant', pg_temp.link());
select tests.sign_in('applicant with another number');
select is(pg_temp.join_by(pg_temp.known('for the applicant')), 'done', 'A2 Only a link does');
select public.leave_college(tests.id('college'));
select pg_temp.apply('applicant with another number');
select ok(pg_temp.pending('applicant with another number'), 'A2 Which ends it');

-- Links end with the right to make them
create function pg_temp.link_of(maker text, role public.member_role, study_group text default null) returns text
language plpgsql
as $$
declare
  link text;
begin
  perform tests.sign_in(maker);
  link := pg_temp.link(role, study_group);
  perform tests.reset();
  return link;
end
$$;
select tests.reset();
insert into world
  select tests.person('boss' || n, 'college', 'teacher', true) from generate_series(1, 4) n
  union all select tests.person('tutor' || n, 'college', 'teacher') from generate_series(1, 8) n;
insert into public.groups (id, college_id, number, start_year, end_year)
  values (tests.id('taught'), tests.id('college'), 'ИС-24', extract(year from now()), extract(year from now()) + 4);
insert into public.group_teachers (group_id, person_id, subject)
  select tests.id('taught'), tests.id('tutor' || n), 'Физика' from generate_series(1, 8) n
  union all select tests.id('taught'), tests.id('boss1'), 'Физика';
insert into links
  select 'boss' || n, pg_temp.link_of('boss' || n, 'staff') from generate_series(1, 4) n
  union all select 'tutor' || n, pg_temp.link_of('tutor' || n, 'student', 'taught') from generate_series(1, 8) n
  union all select 'boss1 as a teacher', pg_temp.link_of('boss1', 'student', 'taught');
create function pg_temp.edit(person text, role public.member_role, groups text[], subjects text[]) returns void
language sql
as $$
  select public.update_member(tests.id('college'), tests.id(edit.person), m.version, edit.role, false, array(select tests.id(g) from unnest(edit.groups) g), edit.subjects)
  from public.member(tests.id('college'), tests.id(edit.person)) m
$$;
select tests.sign_in('administrator');
select pg_temp.edit('boss1', 'teacher', '{taught}', '{Физика}');
select public.remove_member(tests.id('college'), tests.id('boss2'));
select tests.reset();
select tests.erase('boss3');
delete from auth.users where id = tests.id('boss4');
select is(pg_temp.state_of(pg_temp.known('boss1')), 'revoked', 'A4 The links of an administrator end when they are demoted');
select is(pg_temp.state_of(pg_temp.known('boss1 as a teacher')), 'open', 'A7 But for those that they may make as a teacher');
select is(pg_temp.state_of(pg_temp.known('boss2')), 'revoked', 'A4 When they are removed');
select is(pg_temp.state_of(pg_temp.known('boss3')), 'revoked', 'A4 When they erase themselves');
select is(pg_temp.state_of(pg_temp.known('boss4')), 'revoked', 'A4 When the operator deletes their account');
select tests.sign_in('tutor1');
select public.remove_group_teacher(tests.id('taught'), auth.uid());
select tests.sign_in('tutor2');
select public.leave_college(tests.id('college'));
select tests.sign_in('administrator');
select pg_temp.edit('tutor3', 'teacher', '{}', '{Физика}');
select pg_temp.edit('tutor4', 'student', '{taught}', '{}');
select public.remove_member(tests.id('college'), tests.id('tutor5'));
select pg_temp.edit('tutor6', 'teacher', '{taught}', '{Химия}');
select public.update_group(
  g.id, g.version, g.number, g.title, g.start_year, g.end_year,
  jsonb_build_array(
    jsonb_build_object('person_id', tests.id('tutor6'), 'subjects', array['Химия']),
    jsonb_build_object('person_id', tests.id('tutor8'), 'subjects', array['Биология'])
  )
) from public.groups g where g.id = tests.id('taught');
select tests.reset();
select results_eq(
  $$ select name, pg_temp.state_of(token) from links where name ~ '^tutor' order by name $$,
  $$
    values ('tutor1', 'revoked'), ('tutor2', 'revoked'), ('tutor3', 'revoked'), ('tutor4', 'revoked'), ('tutor5', 'revoked'),
      ('tutor6', 'open'), ('tutor7', 'revoked'), ('tutor8', 'open')
  $$,
  'A7 Those of a teacher when they leave the group, by whatever way; not when they only teach something else there'
);
select is(
  (
    select count(*)::integer from public.audit_log l join public.invitations i on l.subject_id = i.id::text
    where l.action = 'invitation_revoked' and i.revoked_at is not null
  ), (select count(*)::integer from public.invitations where revoked_at is not null), 'A11 The log has each of them'
);
-- A link to a group that has graduated works again when its year is corrected.
insert into public.group_teachers (group_id, person_id, subject) values (tests.id('taught'), tests.id('tutor3'), 'Физика');
insert into links select 'to be graduated', pg_temp.link_of('tutor3', 'student', 'taught');
update public.groups set start_year = start_year - 10, end_year = end_year - 10 where id = tests.id('taught');
delete from public.group_teachers where person_id = tests.id('tutor3');
update public.groups set start_year = start_year + 10, end_year = end_year + 10 where id = tests.id('taught');
select is(pg_temp.state_of(pg_temp.known('to be graduated')), 'revoked', 'A7 A teacher who left in the meantime lets nobody in');
-- A college that is deleted takes all of it along.
select lives_ok($$ delete from public.colleges where id = tests.id('college') $$, 'A college can be deleted with everything in it');

select * from finish();
