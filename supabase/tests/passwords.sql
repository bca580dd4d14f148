select plan(11);

create function pg_temp.attempt(name text, valid boolean) returns text
language sql
as $$
  select coalesce(answer ->> 'decision', answer #>> '{error,http_code}')
  from private.count_password_attempt(jsonb_build_object('user_id', tests.id(name), 'valid', valid)) answer;
$$;
select tests.sign_in('student');
select tests.refused($$ select private.count_password_attempt('{}') $$, 'R3 Nobody counts attempts of others');
select tests.service();
select tests.refused($$ select private.count_password_attempt('{}') $$, 'R3 Nor does the secret key');

select tests.reset();
select ok(
  has_schema_privilege('supabase_auth_admin', 'private', 'usage')
  and has_function_privilege('supabase_auth_admin', 'private.count_password_attempt(jsonb)', 'execute'),
  'R3 Auth does'
);
select is(
  (select count(*)::integer from generate_series(1, 10) where pg_temp.attempt('student', false) = 'continue'), 10,
  'R3 Ten wrong passwords may be tried'
);
select is(pg_temp.attempt('student', false), '429', 'R3 Then none');
select is(pg_temp.attempt('student', true), '429', 'R3 The right one neither');
select is(pg_temp.attempt('teacher', true), 'continue', 'R3 Other accounts are not concerned');
select tests.reset();
update private.password_attempts set since = since - interval '9 minutes' where true;
select is(pg_temp.attempt('student', true), '429', 'R3 Nor after nine minutes');
update private.password_attempts set since = since - interval '2 minutes' where true;
select is(pg_temp.attempt('student', true), 'continue', 'R3 After ten minutes it is asked again');
select is(
  (select count(*)::integer from generate_series(1, 10) where pg_temp.attempt('student', false) = 'continue'), 10,
  'R3 A right password makes the earlier ones forgotten'
);
select is(pg_temp.attempt('student', false), '429', 'R3 But not the later');

select * from finish();
