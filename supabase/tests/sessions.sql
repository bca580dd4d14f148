select plan(16);


insert into public.invitations (id, college_id, role, created_by) values (tests.id('invitation'), tests.id('college'), 'student', tests.id('administrator'));
insert into public.inquiries (id, college_id, asker_id) values (tests.id('inquiry'), tests.id('college'), tests.id('student'));
insert into public.inquiry_messages (id, inquiry_id, seq, from_college, body) values (tests.id('question'), tests.id('inquiry'), 1, false, 'вопрос');
insert into public.join_requests (id, college_id, person_id, role) values (tests.id('request'), tests.id('college'), tests.id('newcomer'), 'student');
select private.log_change(tests.id('college'), 'test', 'group', 'mine');
insert into public.chat_settings (person_id, chat_id, pin_rank) values (tests.id('student'), tests.id('college chat'), 1);
insert into public.consents (person_id, text_version, text_hash) values (tests.id('student'), '1', '');

select tests.sign_in('administrator');
select is(private.me(), tests.id('administrator'), 'R6 The caller is the person of the token');
select is(
  (select count(*)::integer from public.profiles where id = tests.id('student')), 1, 'R6 Who sees what they may while their session stands'
);

-- «Выйти на всех устройствах»: the token is still good, the session is gone.
select tests.end_session('administrator');
select is(tests.refusal('select private.me()'), 'PT401', 'R6 A session that was ended is ended');
select is_empty(
  $$
    select oid::regclass from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege('authenticated', oid, 'select')
      and tests.refusal('select count(*) from ' || oid::regclass) <> 'PT401'
  $$,
  'R6 Then no table is read'
);
create function pg_temp.argument(name text, type oid) returns text
language sql
as $$
  select coalesce(
    (select format('%L::uuid', tests.id(thing)) from (values
      ('college', 'college'), ('of_college', 'college'), ('person', 'student'), ('study_group', 'group'), ('group_id', 'group'),
      ('chat', 'group chat'), ('inquiry', 'inquiry'), ('request', 'request'), ('invitation', 'invitation')
    ) things (argument, thing) where type = 'uuid'::regtype and argument = name),
    'null::' || format_type(type, null)
  );
$$;
select set_eq(
  $$
    select p.oid::regprocedure::text || ' ' || outcome
    from pg_catalog.pg_proc p, tests.refusal(format(
      'select %s(%s)', p.oid::regproc,
      (select string_agg(pg_temp.argument(p.proargnames[i], p.proargtypes[i - 1]), ', ' order by i) from generate_series(1, p.pronargs) i)
    )) outcome
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
      and has_function_privilege('authenticated', p.oid, 'execute') and outcome <> 'PT401'
  $$,
  $$
    values ('announce_number(text) SF001'), ('sign_in_method(text) SF001'), ('request_code(text) SF001'),
      ('announce_guess(text,text) SF001'), ('redeem_code(text,text) SF001'),
      ('apply_for_college(text,text,text,text,text,text,text,text,text,text) SF001'),
      ('time_zones() done')
  $$,
  'R6 Then no function answers that is not for everybody'
);
select is(tests.refusal('update public.profiles set name = name where true'), 'PT401', 'R6 No name is changed');
select is(
  tests.refusal($$ insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('college chat'), 'ещё здесь') $$),
  'PT401', 'R6 And nothing is written'
);
select set_config('realtime.topic', 'user:' || tests.id('administrator'), true);
select is(tests.refusal('select count(*) from realtime.messages'), 'PT401', 'R6 No topic is joined');
select is(
  tests.refusal($$ insert into realtime.messages (topic, extension) values (realtime.topic(), 'broadcast') $$), '42501',
  'R6 And nothing is sent on one, as by everybody but the database'
);

-- Another device of the same person, and tokens that are not what they seem.
select tests.sign_in('administrator');
select is(private.me(), tests.id('administrator'), 'R6 Who signs in again has another session');
create function pg_temp.claim(session jsonb) returns text
language sql
as $$
  select set_config('request.jwt.claims', (jsonb_build_object('sub', tests.id('administrator'), 'role', 'authenticated') || session)::text, true);
$$;
select tests.begin_session('teacher');
select pg_temp.claim(jsonb_build_object('session_id', tests.id('teacher session')));
select is(tests.refusal('select private.me()'), 'PT401', 'R6 A session of somebody else does not count');
select pg_temp.claim('{}');
select is(tests.refusal('select private.me()'), 'PT401', 'R6 Nor does a token without one');
select tests.sign_out();
select is(tests.refusal($$ select public.sign_in_method('79990000001') $$), 'done', 'R6 Without a token there is no session to end');
select tests.service();
select is(private.me(), null, 'R6 The secret key is nobody');

select tests.reset();
select is_empty(
  $$
    select oid::regprocedure::text from pg_catalog.pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and oid <> 'private.me()'::regprocedure
      and pg_get_functiondef(oid) ~ 'auth\.(uid|jwt)' and prokind = 'f'
  $$,
  'R6 No function asks for the caller in another way'
);
select is_empty(
  $$ select tablename, policyname from pg_catalog.pg_policies where concat(qual, with_check) ~ 'auth\.(uid|jwt)' or concat(qual, with_check) ~ '\muid\(' $$,
  'R6 And no policy'
);
select * from finish();
