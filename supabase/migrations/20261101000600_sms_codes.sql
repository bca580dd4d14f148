-- Codes of SMS. Auth counts no wrong guesses, so what a person types is a code of ours: six digits, five guesses, ten minutes.
-- The right one yields Auth's own one-time password of ten digits, which nobody sees:
--
--   page      request_code(phone)           then POST /otp of Auth
--   send-sms  issue_code(phone, password)   then the SMS with our code
--   page      announce_guess(phone, code)   which counts
--   page      redeem_code(phone, code)      then POST /verify of Auth with the password
--
-- An SMS costs money and may annoy its receiver, so none is sent that no page has requested: Auth can be asked for one from
-- any address that the caller makes up, request_code cannot.
create table private.sms_limits (
  by_address integer not null default 100 check (by_address > 0),
  in_all integer not null default 1000 check (in_all > 0),
  only_row boolean primary key default true check (only_row)
);
comment on table private.sms_limits is 'How many SMS an hour may be requested from one address, and are sent in all.';
insert into private.sms_limits default values;

create table private.code_requests (
  phone text primary key,
  at timestamptz not null
);
comment on table private.code_requests is 'Numbers for which a page has just requested a code, until it is issued.';

create table private.sms_codes (
  id uuid primary key default gen_random_uuid(),
  phone text not null,
  code_hash bytea not null,
  password text not null,
  guesses integer not null default 0,
  announced bytea[] not null default '{}',
  issued_at timestamptz not null default clock_timestamp()
);
comment on table private.sms_codes is 'Codes of the last 24 hours; the newest of a number is the valid one.';
comment on column private.sms_codes.password is
  'What Auth takes for the code. In the clear: Auth''s own hash of ten digits hides no more.';
comment on column private.sms_codes.announced is 'Hashes of what was guessed: nothing else is redeemed.';
create index sms_codes_by_phone on private.sms_codes (phone, issued_at desc);
create index sms_codes_by_time on private.sms_codes (issued_at);

create function private.code_hash(id uuid, code text) returns bytea
language sql immutable parallel safe
set search_path = ''
return sha256(convert_to(id || code, 'UTF8'));

-- Six digits and five guesses: with five codes an hour and ten a day, a stranger enters one account in 20,000 days.
create function private.check_code_limits(phone text) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  in_hour integer;
  in_day integer;
begin
  select count(*) filter (where c.issued_at > clock_timestamp() - interval '1 hour'), count(*) into in_hour, in_day
    from private.sms_codes c
    where c.phone = check_code_limits.phone and c.issued_at > clock_timestamp() - interval '1 day';
  if in_hour >= 5 or in_day >= 10 then
    raise exception 'too many codes for this number' using errcode = 'SF004';
  end if;
end
$$;

create function public.request_code(phone text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_number(phone);
  perform private.check_code_limits(request_code.phone);
  perform private.throttle('codes for ' || private.caller_address(), (select by_address from private.sms_limits));
  delete from private.code_requests r where r.phone in (
    select x.phone from private.code_requests x where x.at < now() - interval '2 minutes' for update skip locked
  );
  insert into private.code_requests as known (phone, at) values (request_code.phone, now())
    on conflict on constraint code_requests_pkey do update set at = excluded.at;
end
$$;
comment on function public.request_code is
  'Lets Auth send a code to a number (digits with the country code) within two minutes; SF004 when the number or the address has had too many.';
revoke execute on function public.request_code from public;
grant execute on function public.request_code to anon, authenticated, service_role;

create function public.issue_code(phone text, password text) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  most integer;
  id constant uuid := gen_random_uuid();
  code constant text := lpad((('x' || encode(extensions.gen_random_bytes(7), 'hex'))::bit(56)::bigint % 1000000)::text, 6, '0');
begin
  -- One at a time, so that requests at once do not pass a limit together.
  select in_all into most from private.sms_limits for update;
  delete from private.code_requests r where r.phone = issue_code.phone and r.at >= now() - interval '2 minutes';
  if not found then
    raise exception 'no page has requested this code' using errcode = 'SF003';
  end if;
  perform private.check_code_limits(issue_code.phone);
  if (select count(*) from private.sms_codes c where c.issued_at > clock_timestamp() - interval '1 hour') >= most then
    raise exception 'too many codes in all' using errcode = 'SF004';
  end if;
  delete from private.sms_codes c where c.issued_at < clock_timestamp() - interval '1 day';
  insert into private.sms_codes (id, phone, code_hash, password)
    values (id, issue_code.phone, private.code_hash(id, code), issue_code.password);
  return code;
end
$$;
comment on function public.issue_code is
  'The code to send to a number in place of the one-time password of Auth; SF003 when it was not requested, SF004 beyond the limits.';
revoke execute on function public.issue_code from public, anon, authenticated;
grant execute on function public.issue_code to service_role;

create function private.current_code(phone text) returns private.sms_codes
language plpgsql stable security definer
set search_path = ''
as $$
declare
  newest private.sms_codes;
begin
  select * into newest from private.sms_codes c
    where c.phone = current_code.phone order by c.issued_at desc limit 1;
  if newest.issued_at < clock_timestamp() - interval '10 minutes' then
    newest := null;
  end if;
  return newest;
end
$$;
comment on function private.current_code is 'The code that is valid for a number; null without one.';

create function private.require_code(code text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if coalesce(code, '') !~ '^[0-9]{6}$' then
    raise exception 'a code has six digits' using errcode = 'SF001';
  end if;
end
$$;

create function public.announce_guess(phone text, code text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.sms_codes;
begin
  perform private.require_code(code);
  select * into known from private.sms_codes c where c.id = (private.current_code(announce_guess.phone)).id for update;
  if known.guesses >= 5 then
    raise exception 'too many guesses' using errcode = 'SF004';
  end if;
  update private.sms_codes c
    set guesses = c.guesses + 1, announced = c.announced || private.code_hash(c.id, announce_guess.code)
    where c.id = known.id;
end
$$;
comment on function public.announce_guess is
  'Comes before redeem_code, in a request of its own, and counts it; SF004 after five guesses. Tells nothing else (private.announce says why).';
revoke execute on function public.announce_guess from public;
grant execute on function public.announce_guess to anon, authenticated, service_role;

create function public.redeem_code(phone text, code text) returns setof text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  known private.sms_codes := private.current_code(phone);
  guess bytea;
begin
  perform private.require_code(code);
  guess := private.code_hash(known.id, code);
  if guess = known.code_hash and guess = any (known.announced) then
    return next known.password;
  end if;
end
$$;
comment on function public.redeem_code is
  'What Auth takes for the code of the last SMS to a number; no row for a wrong or an old one, and for one that was not announced.';
revoke execute on function public.redeem_code from public;
grant execute on function public.redeem_code to anon, authenticated, service_role;

create function public.installation() returns jsonb
language sql stable security definer
set search_path = ''
return jsonb_build_object(
  'address', private.caller_address(),
  'password_length', (select min(char_length(c.password)) from private.sms_codes c)
);
comment on function public.installation is
  'What the check of the operator cannot see from outside: the address by which the caller is counted, and the length of the one-time passwords that Auth gave in the last day (null when it gave none).';
revoke execute on function public.installation from public, anon, authenticated;
grant execute on function public.installation to service_role;
