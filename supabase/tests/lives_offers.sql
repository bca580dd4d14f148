-- A list of numbers makes offers, not members, and no list turns into names: neither in its answer nor by what happens next.
select plan(45);

create function pg_temp.phone_of(person text) returns text
language sql security definer set search_path = ''
as $$ select phone from auth.users where id = tests.id(person) $$;
create function pg_temp.state(person text) returns text
language sql security definer
as $$
  select concat_ws(' ', state ->> 'role', state -> 'groups' -> 0 ->> 'number', state -> 'groups' -> 0 ->> 'subjects')
  from private.member_state(tests.id('college'), tests.id(person)) state
$$;
create function pg_temp.import(phone text, role text default 'студент', study_group text default 'ИС-21', subjects text default '', dry_run boolean default false)
returns jsonb
language sql
as $$
  select public.import_people(tests.id('college'), jsonb_build_array(jsonb_build_object(
    'surname', 'Из', 'name', 'Списка', 'phone', import.phone, 'role', import.role, 'group', study_group, 'subjects', subjects
  )), dry_run) -> 0
$$;
-- Everything that an administrator gets of their college.
create function pg_temp.seen() returns text
language sql
as $$
  select concat(
    public.expected_people(tests.id('college')), public.export_members(tests.id('college')),
    (select array_agg(m) from public.college_members(tests.id('college')) m), (select array_agg(r) from public.college_requests(tests.id('college')) r),
    (select array_agg(p) from public.profiles p), (select array_agg(m) from public.memberships m),
    (select array_agg(l.action order by l.id) from public.audit_log l where l.action <> 'people_exported')
  )
$$;

insert into world select tests.person('outsider', 'other college', 'teacher') union all select tests.person('left', 'college', 'teacher');
select tests.sign_in('left');
select public.leave_college(tests.id('college'));

-- The administrator learns nothing
select tests.sign_in('administrator');
select results_eq(
  $$ select got - 'phone' from unnest(array['79990000701', pg_temp.phone_of('outsider'), pg_temp.phone_of('left')]) phone, pg_temp.import(phone, dry_run => true) got $$,
  $$ select '{"line": 1, "status": "new", "surname": "Из", "name": "Списка", "patronymic": "", "problems": []}'::jsonb from generate_series(1, 3) $$,
  'A10 A dry run does not tell whether a number is registered, or has left'
);
select pg_temp.import(phone) from unnest(array['79990000701', pg_temp.phone_of('outsider')]) phone;
select pg_temp.import(pg_temp.phone_of('left'), 'преподаватель', 'ИС-21', 'Физика');
select results_eq(
  $$
    select pg_temp.import(phone) ->> 'status' from unnest(array['79990000701', pg_temp.phone_of('outsider'), pg_temp.phone_of('left')]) phone
  $$, $$ values ('exists'), ('exists'), ('exists') $$, 'A10 Nor does the list, when it is taken in again'
);
select is(jsonb_array_length(public.expected_people(tests.id('college'))), 3, 'A10 All of them are expected');
select is_empty(
  $$ select from public.memberships where left_at is null and person_id in (tests.id('outsider'), tests.id('left')) $$, 'A10 Nobody is let in without their consent'
);
select is(position('Outsider' in pg_temp.seen()), 0, 'A10 Nobody''s name is shown before');

-- The person
select tests.sign_in('outsider');
select results_eq(
  'select short_name, city, role::text, group_number from public.my_offers()', $$ values ('Речной', 'Речноборск', 'student', 'ИС-21') $$,
  'A10 Whoever is registered finds the offer'
);
select tests.reset();
select is(
  (select count(*)::integer from realtime.messages where topic = 'user:' || tests.id('outsider') and event = 'offer'), 1, 'A10 They are told of it at once'
);
select is_empty(
  $$ select from realtime.messages where event = 'offer' and topic not in ('user:' || tests.id('outsider'), 'user:' || tests.id('left')) $$, 'A10 Nobody else is'
);
select tests.sign_in('student');
select is_empty('select from public.my_offers()', 'A10 Others find none');
select is(tests.refusal($$ select public.accept_offer(tests.id('college')) $$), 'SF003', 'A10 Nor do they accept it');
select tests.sign_in('newcomer');
select is(tests.refusal($$ select public.accept_offer(tests.id('college')) $$), 'SF003', 'A10 Whoever is invited nowhere accepts nothing');
select tests.reset();
insert into auth.users (id, aud, role, phone, phone_confirmed_at) values (tests.id('nameless'), 'authenticated', 'authenticated', '79990000711', now());
insert into private.expected_members (college_id, phone, role) values (tests.id('college'), '79990000711', 'student');
select tests.sign_in('nameless');
select is_empty('select from public.my_offers()', 'A10 Whoever has given no name has no offers yet');
select is(tests.refusal($$ select public.accept_offer(tests.id('college')) $$), '42501', 'A10 And gives one first');
select tests.reset();
delete from private.expected_members where phone = '79990000711';
select tests.sign_out();
select tests.refused('select from public.my_offers()', 'A10 Anonymous people have no offers');
select tests.refused($$ select public.accept_offer(tests.id('college')) $$, 'A10 And accept none');
select tests.refused($$ select public.decline_offer(tests.id('college')) $$, 'A10 Or decline one');

-- Declining
select tests.sign_in('administrator');
create temp table before on commit drop as select pg_temp.seen() as seen;
grant select on before to public;
select tests.reset();
create temp table sent on commit drop as select id from realtime.messages;
-- The same event is broadcast once in a transaction; here begins another one.
select set_config('sferum.broadcasts', '', true);
select tests.sign_in('outsider');
select lives_ok($$ select public.decline_offer(tests.id('college')) $$, 'A10 They decline it');
select lives_ok($$ select public.decline_offer(tests.id('college')) $$, 'A10 Twice does no harm');
select is_empty('select from public.my_offers()', 'A10 It is gone');
select is(tests.refusal($$ select public.accept_offer(tests.id('college')) $$), 'SF003', 'A10 For good');
select tests.sign_in('administrator');
select is(pg_temp.seen(), (select seen from before), 'A10 The college notices nothing');
select is(pg_temp.import(pg_temp.phone_of('outsider')) ->> 'status', 'exists', 'A10 Also when it takes the list in again');
select tests.reset();
select set_eq(
  $$ select topic from realtime.messages where id not in (select id from sent) and topic !~ '^admin:' $$, $$ values ('user:' || tests.id('outsider')) $$,
  'A10 Only other devices of the person are told'
);
update auth.users set phone_confirmed_at = now(), last_sign_in_at = now() where id = tests.id('outsider');
select is(pg_temp.state('outsider'), '', 'A10 Signing in again accepts nothing');
update auth.users set phone = '79990000709' where id = tests.id('newcomer');
insert into private.expected_members (college_id, phone, role, declined_at) values (tests.id('college'), '79990000708', 'student', now());
update auth.users set phone = '79990000708' where id = tests.id('newcomer');
delete from public.profiles where id = tests.id('newcomer');
insert into public.profiles (id, surname, name) values (tests.id('newcomer'), 'Снова', 'Я');
select is(pg_temp.state('newcomer'), '', 'A10 Nor does giving a name anew');

-- Accepting
select tests.sign_in('left');
select lives_ok($$ select public.accept_offer(tests.id('college')) $$, 'A10 Whoever left by themselves comes back when they accept');
select is(pg_temp.state('left'), 'teacher ИС-21 ["Физика"]', 'A10 As what they were invited');
select is_empty('select from public.my_offers()', 'A10 The offer is used up');
select is(tests.refusal($$ select public.accept_offer(tests.id('college')) $$), 'SF003', 'A10 Once');
select tests.sign_in('administrator');
select is(
  (select after ->> 'via' from public.audit_log where action = 'member_readmitted' and actor_id = tests.id('left')), 'import', 'A11 The log has that they came by a list'
);
select is(jsonb_array_length(public.expected_people(tests.id('college'))), 3, 'A10 They are expected no longer');

-- Meanwhile
select tests.reset();
insert into world select tests.person('invited twice') union all select tests.person('withdrawn') union all select tests.person('late');
select tests.sign_in('administrator');
select pg_temp.import(pg_temp.phone_of(person)) from unnest('{invited twice, withdrawn, late}'::text[]) person;
create temp table link on commit drop as select token from public.create_invitation(tests.id('college'), 'teacher');
grant select on link to public;
select set_config('sferum.broadcasts', '', true);
select public.remove_expected(tests.id('college'), pg_temp.phone_of('withdrawn'));
select tests.sign_in('invited twice');
select public.redeem_invitation((select token from link));
select is_empty('select from public.my_offers()', 'A10 Whoever came by a link in the meantime has no offer any more');
select tests.sign_in('withdrawn');
select is_empty('select from public.my_offers()', 'A10 Nor has who is expected no longer');
select is(tests.refusal($$ select public.accept_offer(tests.id('college')) $$), 'SF003', 'A10 However long they had it on their screen');
select tests.reset();
select is(
  (select count(*)::integer from realtime.messages where topic = 'user:' || tests.id('withdrawn') and event = 'offer'), 2, 'A10 They are told of it'
);
update public.groups set start_year = start_year - 10, end_year = end_year - 10 where id = tests.id('group');
select tests.sign_in('late');
select lives_ok($$ select public.accept_offer(tests.id('college')) $$, 'A6 Whoever accepts after the group has graduated comes in all the same');
select is(pg_temp.state('late'), 'student', 'A6 And belongs to the college only');

-- Whoever registers with a number that is expected is let in: they were nobody when the list was made.
select tests.reset();
update public.groups set start_year = start_year + 10, end_year = end_year + 10 where id = tests.id('group');
insert into auth.users (id, aud, role, phone, phone_confirmed_at) values (tests.id('first'), 'authenticated', 'authenticated', '79990000701', now());
insert into public.profiles (id, surname, name) values (tests.id('first'), 'Первая', 'Анна');
select is(pg_temp.state('first'), 'student ИС-21 []', 'A10 Whoever registers with an expected number is in');

-- The operator decides for who has asked for it.
select tests.sign_in('administrator');
select pg_temp.import(pg_temp.phone_of('withdrawn'), 'преподаватель', '', '');
select tests.service();
select is(public.appoint_administrator(tests.id('college'), pg_temp.phone_of('withdrawn')), 'admitted', 'A5 Whom the operator appoints is let in at once, offered or not');
select is(pg_temp.state('withdrawn'), 'teacher', 'A5 As what they were invited');

select tests.sign_in('teacher');
select tests.refused($$ select pg_temp.import('79990000710') $$, 'A10 Only administrators invite by lists');
select is_empty('select from public.my_offers()', 'A10 Members have no offers of their own college');

-- A list that expected a number which a member has taken since
select tests.reset();
select is(
  tests.does('administrator', $$
    select public.import_people(tests.id('college'), '[{"surname": "А", "name": "Б", "phone": "+79995550001", "role": "преподаватель"}]', false)
  $$),
  'done', 'A9 A number is expected'
);
update auth.users set phone = '79995550001' where id = tests.id('classmate');
select tests.sign_in('classmate');
select is_empty('select from public.my_offers()', 'A9 It is a member who has it now: nothing is offered to them');
select tests.reset();
select is(
  tests.does('administrator', $$ select public.remove_member(tests.id('college'), tests.id('classmate')) $$) || ', ' ||
    tests.does('classmate', $$ select public.accept_offer(tests.id('college')) $$),
  'done, SF003', 'A9 So nothing brings them back after they were removed'
);

select * from finish();
