select plan(103);

-- The database runs at any time of the year: a group that has graduated is graduated since two years.
create function pg_temp.invite(
  role public.member_role default 'student', study_group text default 'group', minutes integer default null, max_uses integer default null,
  college text default 'college'
) returns text
language sql
as $$ select token from public.create_invitation(tests.id(college), role, tests.id(study_group), minutes, null, max_uses) $$;
create function pg_temp.join_by(link text, subjects text[] default '{}') returns uuid
language sql
as $$ select group_id from public.redeem_invitation(link, subjects) $$;
create function pg_temp.uses(link text) returns integer
language sql security definer set search_path = ''
as $$ select uses from public.invitations where private.invitation_token(id) = link $$;
create function pg_temp.is_in(person text, study_group text) returns boolean
language sql security definer
as $$ select exists (select from public.group_students where group_id = tests.id(study_group) and person_id = tests.id(person)) $$;
create temp table links (name text primary key, token text);
grant all on links to public;
create function pg_temp.link(wanted text) returns text
language sql
as $$ select token from links where name = wanted $$;

insert into world
  select tests.person('second', null) union all select tests.person('third', null) union all select tests.person('staff', 'college', 'staff');
insert into auth.users (id, aud, role) values (tests.id('nameless'), 'authenticated', 'authenticated');

-- The table
select tests.sign_in('administrator');
insert into links values ('open', pg_temp.invite()), ('one', pg_temp.invite(max_uses => 1)), ('teachers', pg_temp.invite('teacher'));
select tests.sign_in('teacher');
insert into links values ('of the teacher', pg_temp.invite());
select is((select count(*)::integer from public.invitations), 1, 'A7 A teacher sees the links that they made');
select tests.refused($$ update public.invitations set uses = 0 where true $$, 'Nobody sets back what was used');
select tests.refused($$ delete from public.invitations where true $$, 'Nobody deletes a link');
select tests.refused(
  $$ insert into public.invitations (college_id, role) values (tests.id('college'), 'teacher') $$, 'Nobody makes one past the functions'
);
select tests.sign_in('administrator');
select is((select count(*)::integer from public.invitations), 4, 'An administrator sees all links of their college');
select tests.refused($$ update public.invitations set revoked_at = null where true $$, 'Nor do they revive one');
select tests.sign_in('student');
select is_empty('select from public.invitations', 'A student sees none');
select tests.sign_in('stranger');
select is_empty('select from public.invitations', 'An administrator of another college sees none of ours');
select tests.sign_out();
select tests.refused('select from public.invitations', 'Anonymous people see none');

-- Making one
select tests.sign_in('teacher');
select tests.refused($$ select pg_temp.invite('teacher') $$, 'A7 A teacher does not invite teachers');
select tests.refused($$ select pg_temp.invite('student', null) $$, 'A7 Nor students to no group');
select tests.reset();
insert into public.groups (id, college_id, number, start_year, end_year)
  values (tests.id('another group'), tests.id('college'), 'ИС-22', extract(year from now()), extract(year from now()) + 3);
select tests.sign_in('teacher');
select tests.refused($$ select pg_temp.invite('student', 'another group') $$, 'A7 Nor to a group in which they do not teach');
select tests.sign_in('student');
select tests.refused('select pg_temp.invite()', 'A3 A student invites nobody');
select tests.sign_in('stranger');
select tests.refused('select pg_temp.invite()', 'A3 Nor does an administrator of another college');
select tests.sign_in('removed');
select tests.refused('select pg_temp.invite()', 'A3 Nor somebody who was removed');
select tests.sign_out();
select tests.refused('select pg_temp.invite()', 'A3 Nor anonymous people');
select tests.sign_in('administrator');
select is(tests.refusal($$ select pg_temp.invite(study_group => 'graduated group') $$), 'SF006', 'A6 There is no link to a group that has graduated');
select is(tests.refusal($$ select pg_temp.invite(study_group => 'foreign group') $$), 'SF001', 'Nor to one of another college');
select is(tests.refusal($$ select pg_temp.invite('staff') $$), 'SF001 group', 'Staff belong to no group');
select is(tests.refusal('select pg_temp.invite(minutes => 0)'), 'SF001 expires', 'A3 A link that has ended is not made');
select is(tests.refusal('select pg_temp.invite(minutes => -30)'), 'SF001 expires', 'A3 However it is asked for');
select is(
  tests.refusal($$ select public.create_invitation(tests.id('college'), 'student', minutes => 30, expires => now() + interval '1 day') $$),
  'SF001 expires', 'A3 It has one end'
);
select is(
  (
    select array_agg(distinct tests.refusal(format(
      $q$ select public.create_invitation(tests.id('college'), 'student', expires => %L) $q$, wrong
    ))) from unnest('{3000-01-01, 250000-01-01, infinity}'::text[]) wrong
  ),
  '{"SF001 expires"}', 'A3 And not in another age'
);
select is(
  tests.refusal($$ select public.create_invitation(tests.id('college'), 'student', expires => '1899-12-31') $$), 'SF001 expires', 'A3 Or a past one'
);
select is(tests.refusal('select pg_temp.invite(max_uses => 0)'), 'SF001 max_uses', 'A3 And can be used at least once');
select is(tests.refusal('select pg_temp.invite(max_uses => 10001)'), 'SF001 max_uses', 'A3 And not by the whole country');
insert into links values ('short', pg_temp.invite(minutes => 30));
select ok(
  (select expires_at between clock_timestamp() + interval '29 minutes' and clock_timestamp() + interval '31 minutes' from public.invitations where expires_at is not null),
  'A3 Thirty minutes are counted by the clock of the database'
);

-- Having it again
select is(
  (select token from public.invitations_of(tests.id('college')) where max_uses = 1), pg_temp.link('one'),
  'A4 An administrator can copy a link again at any time'
);
select matches(
  (select code from public.invitations_of(tests.id('college')) where max_uses = 1), '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$',
  'A4 And read its code aloud'
);
select results_eq(
  $$ select creator, role::text, group_number, state from public.invitations_of(tests.id('college')) where max_uses = 1 $$,
  $$ values ('Тест Administrator', 'student', 'ИС-21', 'open') $$, 'A3 The list says who made it, and for what'
);
create temp table known on commit drop as select id, code, token from public.invitations_of(tests.id('college'));
grant select on known to public;
select tests.sign_in('teacher');
select results_eq(
  $$ select token from public.invitations_of(tests.id('college')) $$, $$ values (pg_temp.link('of the teacher')) $$, 'A7 A teacher gets their own'
);
select is_empty(
  $$ select id from known where token <> pg_temp.link('of the teacher') and tests.refusal(format('select public.revoke_invitation(%L)', id)) <> '42501' $$,
  'A4 And end no other'
);
select tests.sign_in('student');
select is_empty($$ select from public.invitations_of(tests.id('college')) $$, 'A4 A student gets none');
select tests.sign_in('stranger');
select is_empty($$ select from public.invitations_of(tests.id('college')) $$, 'A4 Nor an administrator of another college');
select tests.sign_out();
select tests.refused($$ select public.invitations_of(tests.id('college')) $$, 'A4 Nor anonymous people');

select tests.reset();
select is_empty(
  $$ select from known where position(translate(rtrim(token, '='), '-_', '+/') in (select string_agg(i::text, '') from public.invitations i)) > 0 $$,
  'A4 The table holds no token'
);
select is_empty(
  $$ select from known, private.invitation_codes c where encode(c.digest, 'escape') like '%' || replace(code, '-', '') || '%' $$,
  'A4 And no code'
);
select ok(
  (select bool_and(octet_length(decode(translate(token, '-_', '+/') || '=', 'base64')) = 32) from known),
  'A4 A token has 128 bits besides the id'
);
select set_config('role', 'authenticated', true);
select tests.refused('select from private.secrets', 'A4 The key is out of reach');
select tests.refused('select from private.invitation_codes', 'A4 So are the digests of the codes');
select tests.refused($$ select private.invitation_token(gen_random_uuid()) $$, 'A4 Nobody makes a token for an id');
select tests.refused($$ select private.find_invitation('') $$, 'A4 Or asks past the throttle');

-- The page behind a link
select tests.sign_out();
select results_eq(
  $$
    select token, college_name, college_short_name, city, group_number, group_title, role::text, inviter, inviter_is_admin, joined
    from public.preview_invitation(pg_temp.link('open'))
  $$,
  $$ values (pg_temp.link('open'), 'Речной колледж', 'Речной', 'Речноборск', 'ИС-21', '', 'student', 'Тест Administrator', true, false) $$,
  'R4 Who is not signed in sees where a link leads'
);
select is(
  (select inviter_is_admin from public.preview_invitation(pg_temp.link('of the teacher'))), false, 'R4 And whether an administrator invites or a teacher'
);
select is_empty(
  $$
    select typed from (
      select unnest(array[
        code, lower(code), replace(code, '-', ''), replace(code, '-', ' '), ' ' || code || ' ', translate(code, 'ABEKMHPCTX', 'АВЕКМНРСТХ'),
        translate(lower(code), 'abekmhpctx', 'авекмнрстх'), translate(code, '01', 'OI'), translate(code, '01', 'ОL')
      ]) as typed, token
      from known
    ) notation
    where (select p from tests.preview(typed) p) is distinct from token
  $$,
  'R4 A code is understood in any notation'
);
select is_empty($$ select tests.preview('0000-0000') $$, 'R4 A code of no link leads nowhere');
-- Another letter than stands there, so that it is another link whatever the secret is.
create function pg_temp.altered(token text, place integer) returns text
language sql
as $$ select overlay(token placing case substr(token, place, 1) when 'A' then 'B' else 'A' end from place) $$;
select is_empty(
  $$
    select wrong from unnest(array[
      '', ' ', '%', 'null', repeat('A', 43), repeat('я', 43), repeat('A', 100000), pg_temp.altered(pg_temp.link('open'), 40),
      pg_temp.altered(pg_temp.link('open'), 3), left(pg_temp.link('open'), 42), pg_temp.link('open') || 'A',
      left(pg_temp.link('open'), 21) || right(pg_temp.link('one'), 22)
    ]) wrong
    where exists (select from tests.preview(wrong))
  $$,
  'A4 A link that was altered or guessed leads nowhere'
);

-- Joining
select tests.sign_in('nameless');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('open')) $$), '42501', 'R4 First one gives a name');
select tests.sign_out();
select tests.refused($$ select pg_temp.join_by(pg_temp.link('open')) $$, 'R4 And signs in');
select tests.sign_in('newcomer');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('open') || 'A') $$), 'SF003 unknown', 'R4 A link that does not exist lets nobody in');
select is(
  tests.refusal($$ select pg_temp.join_by((select code from known where token = pg_temp.link('open'))) $$), 'SF003 unknown',
  'R4 A code is looked up first, which is throttled'
);
select is(pg_temp.join_by(pg_temp.link('one')), tests.id('group'), 'R4 Who has a link joins by it');
select results_eq(
  $$ select role::text, is_admin from public.memberships where person_id = auth.uid() and left_at is null $$, $$ values ('student', false) $$,
  'R4 In its role'
);
select ok(pg_temp.is_in('newcomer', 'group'), 'R4 And its group');
select is(pg_temp.join_by(pg_temp.link('one')), tests.id('group'), 'R4 Once more does no harm');
select is(pg_temp.uses(pg_temp.link('one')), 1, 'A3 And takes no second use');
select pg_temp.join_by(pg_temp.link('open'));
select is(pg_temp.uses(pg_temp.link('open')), 0, 'A3 Nor does another link to the same place');
select ok((select joined from public.preview_invitation(pg_temp.link('open'))), 'R4 Its page says that they are there already');
select tests.sign_in('second');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('one')) $$), 'SF003 used', 'A3 A link used up lets nobody else in');
select is(tests.refusal($$ select public.preview_invitation(pg_temp.link('one')) $$), 'SF003 used', 'R4 Its page says so');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('teachers')) $$), 'SF001 subjects', 'R4 A teacher of a group gives a subject');
select pg_temp.join_by(pg_temp.link('teachers'), '{" Базы  данных", Информатика, ""}');
select set_eq(
  $$ select subject from public.group_teachers where person_id = auth.uid() $$, $$ values ('Базы данных'), ('Информатика') $$, 'R4 Or several'
);
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('teachers'), '{Физика}') $$), 'SF003 left', 'R4 Who has used it adds subjects on the page of the group');
select is(pg_temp.uses(pg_temp.link('teachers')), 1, 'A3 It takes no second use');

-- Members
select tests.sign_in('teacher');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('open')) $$), 'SF002 role', 'R4 A teacher does not become a student by a link');
select tests.sign_in('administrator');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('open')) $$), 'SF002 role', 'R4 Nor does an administrator');
select is(pg_temp.uses(pg_temp.link('open')), 0, 'A3 What was refused has taken no use');

-- Time
select tests.reset();
update public.invitations set expires_at = clock_timestamp() where private.invitation_token(id) = pg_temp.link('short');
select tests.sign_in('third');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('short')) $$), 'SF003 expired', 'A3 A link that has expired lets nobody in');
select is(tests.refusal($$ select public.preview_invitation(pg_temp.link('short')) $$), 'SF003 expired', 'R4 Its page says so');
select tests.sign_in('administrator');
select results_eq(
  $$ select state, token, code from public.invitations_of(tests.id('college')) where expires_at is not null $$,
  $$ values ('expired', null::text, null::text) $$, 'A3 It stays in the list without what made it work'
);
select tests.reset();
update public.invitations set expires_at = now() - interval '31 days' where private.invitation_token(id) = pg_temp.link('short');
select tests.sign_in('administrator');
select is_empty(
  $$ select from public.invitations_of(tests.id('college')) where expires_at is not null $$, 'A3 For thirty days'
);
select lives_ok(
  $$ select public.revoke_invitation(id) from known where token = pg_temp.link('open') $$, 'A4 An administrator ends a link'
);
select lives_ok(
  $$ select public.revoke_invitation(id) from known where token = pg_temp.link('open') $$, 'A4 Twice'
);
select is(
  (select count(*)::integer from public.audit_log where action = 'invitation_revoked'), 1, 'A11 The log has it once'
);
select results_eq(
  $$
    select subject_label, after ->> 'role', after ->> 'max_uses' from public.audit_log
    where action = 'invitation_created' and actor_id = tests.id('administrator') and after ->> 'max_uses' is not null
  $$,
  $$ values ('ИС-21', 'student', '1') $$, 'A11 And who made which'
);
select is_empty(
  $$ select from public.audit_log l, known k where position(left(k.token, 20) in l::text) > 0 or position(k.code in l::text) > 0 $$,
  'A11 But nothing that lets people in'
);
select tests.sign_in('third');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('open')) $$), 'SF003 revoked', 'A4 Also for who has its page open');
select is(tests.refusal($$ select public.preview_invitation(pg_temp.link('open')) $$), 'SF003 revoked', 'R4 Its page says so');
select tests.sign_in('newcomer');
select is(pg_temp.join_by(pg_temp.link('open')), tests.id('group'), 'R4 Who is in the group already notices nothing');
select tests.reset();
update public.groups set start_year = start_year - 7, end_year = end_year - 7 where id = tests.id('group');
select tests.sign_in('third');
select is(tests.refusal($$ select pg_temp.join_by(pg_temp.link('of the teacher')) $$), 'SF006 graduated', 'A6 A group that has graduated takes nobody');
select is(tests.refusal($$ select public.preview_invitation(pg_temp.link('of the teacher')) $$), 'SF006 graduated', 'R4 Its page says so');
select tests.reset();
update public.groups set start_year = start_year + 7, end_year = end_year + 7 where id = tests.id('group');

-- Who was removed
update public.memberships set left_at = clock_timestamp() where person_id = tests.id('removed');
select tests.sign_in('removed');
select is(
  tests.refusal($$ select pg_temp.join_by(pg_temp.link('of the teacher')) $$), 'SF003 left', 'A2 A link from before does not let somebody back who was removed'
);
select is(pg_temp.uses(pg_temp.link('of the teacher')), 0, 'A3 It takes no use');
select tests.reset();
update public.invitations set created_at = clock_timestamp() + interval '1 second' where private.invitation_token(id) = pg_temp.link('of the teacher');
select tests.sign_in('removed');
select is(pg_temp.join_by(pg_temp.link('of the teacher')), tests.id('group'), 'A2 A new one does');
select tests.reset();
update public.memberships set left_at = clock_timestamp() where person_id = tests.id('removed');
select tests.sign_in('removed');
select is(
  tests.refusal($$ select pg_temp.join_by(pg_temp.link('of the teacher')) $$), 'SF003 left', 'A2 Not twice, when they are removed again'
);

-- Guessing
select tests.sign_in('third');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.9"}', true);
create function pg_temp.code() returns text
language sql
as $$ select code from known where token = pg_temp.link('of the teacher') $$;
-- A right one in between is not counted: a class that types the code of its group does not lock itself out.
do $$ begin for n in 1..20 loop perform public.announce_code(pg_temp.code()); perform public.announce_code('WRNG-' || lpad(n::text, 4, '0')); end loop; end $$;
select is(
  tests.refusal($$ select tests.preview('WRNG-0021') $$), 'SF004', 'A4 After twenty wrong codes a person waits for the next hour'
);
select is(tests.refusal($$ select public.announce_code(pg_temp.code()) $$), 'SF004', 'A4 Also with a right one');
select is(tests.refusal($$ select public.preview_invitation((select code from known where token = pg_temp.link('one'))) $$), 'SF001', 'A4 Which they cannot ask past the count');
select tests.sign_out();
select is((select count(*)::integer from tests.preview(pg_temp.code())), 1, 'A4 Others behind the same address do not');
do $$ begin for n in 1..130 loop perform public.announce_code('WRNG-' || lpad(n::text, 4, '0')); end loop; end $$;
select is(tests.refusal($$ select tests.preview('WRNG-0021') $$), 'SF004', 'A4 Until 150 wrong ones came from it');
select is(
  (select count(*)::integer from public.preview_invitation(pg_temp.link('of the teacher'))), 1, 'A4 Links are not counted'
);
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.10"}', true);
select is_empty($$ select tests.preview('WRNG-0021') $$, 'A4 Another address may try');
do $$ begin for n in 1..1000 loop perform public.announce_code(pg_temp.code()); end loop; end $$;
select is(
  (select count(*)::integer from tests.preview(pg_temp.code())), 1, 'A4 Nobody locks the codes of a college by typing one of them a thousand times'
);
-- With spaces behind it a code is as long as a token.
select is_empty($$ select from public.preview_invitation(rpad(pg_temp.code(), 43)) $$, 'A4 Nor does a code pass for one');
select tests.sign_in('newcomer');
select is(
  tests.refusal($$ select pg_temp.join_by(rpad(pg_temp.code(), 43)) $$), 'SF003 unknown',
  'A4 Joining takes no codes: nobody tries them there, where they are not counted'
);

-- The server rolls back what was done when a caller wants exactly one row and there is none, when a condition fails, or when
-- the caller asks for it. Then nothing was counted, and nothing is answered either.
select tests.sign_out();
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.12"}', true);
savepoint announced;
select public.announce_code(pg_temp.code());
rollback to announced;
select is(
  tests.refusal($$ select public.preview_invitation(pg_temp.code()) $$), 'SF001', 'A4 A code whose announcement was rolled back leads nowhere'
);
select public.announce_code(pg_temp.code());
select lives_ok($$ select public.preview_invitation(pg_temp.code()) $$, 'A4 One that was counted does');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.13"}', true);
select is(tests.refusal($$ select public.preview_invitation(pg_temp.code()) $$), 'SF001', 'A4 For whoever announced it');
select is(
  (select provolatile from pg_catalog.pg_proc where oid = 'public.preview_invitation(text)'::regprocedure), 's', 'A4 Asking counts nothing'
);

-- By the calendar of the college, not by that of the connection.
select tests.reset();
insert into public.invitations (id, college_id, group_id, role) values (tests.id('old link'), tests.id('college'), tests.id('graduated group'), 'student');
set local timezone = 'Pacific/Kiritimati';
select is(
  (select private.invitation_closed_at(i) from public.invitations i where id = tests.id('old link')),
  (select make_timestamptz(end_year, 7, 1, 0, 0, 0, 'Europe/Moscow') from public.groups where id = tests.id('graduated group')),
  'A6 A link to a group that has graduated closed at midnight in its college'
);
set local timezone = 'UTC';

-- Whose links end with them
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.11"}', true);
select tests.sign_in('administrator');
insert into links values ('of the college', pg_temp.invite());
select public.remove_member(tests.id('college'), tests.id('teacher'));
select tests.sign_in('second');
select is(
  tests.refusal($$ select public.preview_invitation(pg_temp.link('of the teacher')) $$), 'SF003 revoked',
  'A7 The links of a teacher end when they are removed'
);
select ok(
  (select count(*) = 1 from public.preview_invitation(pg_temp.link('of the college'))), 'A3 Those of administrators stay'
);
select tests.reset();
select results_eq(
  $$
    select actor_id, subject_label from public.audit_log
    where action = 'invitation_revoked'
      and subject_id in (select id::text from public.invitations where created_by = tests.id('teacher'))
  $$,
  $$ values (tests.id('administrator'), 'ИС-21') $$, 'A11 The log has it'
);

select * from finish();
