-- What the sign-in asks before there is a session.

create function public.announce_number(phone text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  from_address integer;
  of_number integer;
begin
  perform private.require_number(phone);
  from_address := private.count_attempt('sign-in address ' || private.caller_address());
  of_number := private.count_attempt('sign-in number ' || announce_number.phone);
  -- 30 times an hour for one number, 150 from one address: a computer class behind one address signs in at once.
  if from_address <= 150 and of_number <= 30 then
    perform private.announce('sign-in method of ' || announce_number.phone);
  end if;
end
$$;
comment on function public.announce_number is
  'Comes before sign_in_method, in a request of its own, and counts it. Tells nothing, not even when asked too often.';
revoke execute on function public.announce_number from public;
grant execute on function public.announce_number to anon, authenticated, service_role;

-- Whether to ask for a password or to send a code. The answer reveals whether a number is registered, so it is throttled.
create function public.sign_in_method(phone text) returns setof text
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_number(phone);
  if not private.is_announced('sign-in method of ' || sign_in_method.phone) then
    return;
  end if;
  return query
    select 'password' from auth.users account join public.profiles person on person.id = account.id
    where account.phone = sign_in_method.phone and account.phone_confirmed_at is not null;
end
$$;
comment on function public.sign_in_method is
  'password for a registered number (digits with the country code, no plus); no row when a code is to be sent, which is always so for a number that was not announced or is announced too often.';
revoke execute on function public.sign_in_method from public;
grant execute on function public.sign_in_method to anon, authenticated, service_role;

-- Anybody can sign up with the number of another person and a password. They could wait until its owner proves the number by
-- a code, and sign in by that password as the person a college expects, even as its first administrator. So a password from
-- before the proof is void; whoever has proved the number sets one.
create function private.clear_unproved_password() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.encrypted_password := '';
  return new;
end
$$;

-- Where no code was sent nobody proved anything: an account that is made with the secret key keeps the password it was given.
create trigger sferum_clear_unproved_password before update of phone_confirmed_at on auth.users
  for each row when (
    old.phone_confirmed_at is null and new.phone_confirmed_at is not null and old.confirmation_sent_at is not null
  ) execute function private.clear_unproved_password();

create table private.password_attempts (
  person_id uuid primary key,
  count integer not null,
  since timestamptz not null
);
comment on table private.password_attempts is 'How many passwords were tried for an account since the last right one, within ten minutes.';

-- Called by Auth for each attempt, after it has compared. Attempts beyond the tenth are refused also when they are right, or
-- guessing would only have to go on.
create function private.count_password_attempt(event jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  person constant uuid := (event ->> 'user_id')::uuid;
  attempt_count integer;
begin
  delete from private.password_attempts a where a.person_id in (
    select x.person_id from private.password_attempts x where x.since < now() - interval '10 minutes' for update skip locked
  );
  insert into private.password_attempts as known (person_id, count, since) values (person, 1, now())
    on conflict on constraint password_attempts_pkey do update set count = known.count + 1
    returning known.count into attempt_count;
  if attempt_count > 10 then
    return '{"error": {"http_code": 429, "message": "Слишком много попыток. Подождите десять минут или войдите по коду из SMS."}}';
  end if;
  if (event ->> 'valid')::boolean then
    delete from private.password_attempts a where a.person_id = person;
  end if;
  return '{"decision": "continue"}';
end
$$;
comment on function private.count_password_attempt is
  'Hook password_verification_attempt of Auth: ten wrong passwords for an account in ten minutes, then 429.';
grant usage on schema private to supabase_auth_admin;
grant execute on function private.count_password_attempt to supabase_auth_admin;

create function public.is_number_taken(phone text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (select from auth.users account where account.phone = is_number_taken.phone);
end;
comment on function public.is_number_taken is
  'Whether some account has a number (digits), proved or not: Auth answers 500 to the operator who gives it to another. For the operator only.';
revoke execute on function public.is_number_taken from public, anon, authenticated;
grant execute on function public.is_number_taken to service_role;
