-- How often one caller may do something: addresses of callers, attempts and the limits of each function.

-- Whatever a caller writes into x-forwarded-for stands before what the gateway appends, so only the last address counts.
create table private.caller_header (
  name text not null check (name = lower(name)),
  only_row boolean primary key default true check (only_row)
);
comment on table private.caller_header is
  'The request header, in small letters, that the last gateway ends with the address of the caller.';
insert into private.caller_header (name) values ('x-forwarded-for');

-- Whoever has one address of version 6 has at least 2^64 of them, a /64 network: each a caller of its own, no limit would hold.
create function private.network_of(address text) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  known inet;
begin
  if address !~* '^[0-9a-f]*:[0-9a-f:.]*$' then
    return address;
  end if;
  known := address::inet;
  return case when host(known) like '::ffff:%.%' then substr(host(known), 8) else host(network(set_masklen(known, 64))) end;
exception when invalid_text_representation then
  -- A gateway that writes something else is counted by what it writes.
  return address;
end
$$;
comment on function private.network_of is 'The part of an address that tells callers apart: all of one of version 4, of one of version 6 its network.';

create function private.caller_address() returns text
language sql stable security definer
set search_path = ''
return private.network_of(coalesce(
  trim(split_part(
    coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json ->> (select name from private.caller_header), ',', -1
  )), ''
));
comment on function private.caller_address is 'Where the request came from, of version 6 the network; empty when it is not known.';

create table private.attempts (
  subject text not null,
  until timestamptz not null,
  count integer not null default 1,
  primary key (subject, until)
);
create index attempts_until on private.attempts (until);
comment on table private.attempts is 'How often somebody did something within a period, and until when that counts.';

-- Locked rows are another transaction's to delete: waiting for it would make everybody who is counted wait for one person,
-- and two who wait could do so in a circle.
create function private.delete_past_attempts() returns void
language sql security definer
set search_path = ''
begin atomic
  delete from private.attempts a where (a.subject, a.until) in (
    select x.subject, x.until from private.attempts x where x.until <= now() for update skip locked
  );
end;
comment on function private.delete_past_attempts is 'Deletes what counts no longer, without waiting for others who do the same.';

create function private.count_attempt(subject text, period interval default '1 hour') returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  period_end timestamptz := date_bin(period, now(), '2001-01-01 00:00:00+00') + period;
  attempt_count integer;
begin
  perform private.delete_past_attempts();
  insert into private.attempts as known (subject, until) values (count_attempt.subject, period_end)
    on conflict on constraint attempts_pkey do update set count = known.count + 1
    returning count into attempt_count;
  return attempt_count;
end
$$;
comment on function private.count_attempt is
  'Counts one more attempt in this period and returns their number. An error raised afterwards rolls it back.';

create function private.throttle(subject text, most integer, period interval default '1 hour') returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.count_attempt(subject, period) > most then
    raise exception 'asked too often' using errcode = 'SF004';
  end if;
end
$$;
comment on function private.throttle is 'Refuses (SF004) what was done more often than `most` times within this period.';

-- What is done and counted in one transaction is undone with its count. A question is different: its answer is known although
-- the transaction was rolled back afterwards, and a caller can make the REST server roll it back (by wanting exactly one row,
-- a condition that fails, a preference). So a question is announced in a transaction of its own, which counts and tells
-- nothing, and answered in another one only when the first was committed.
create function private.as_asked(question text) returns text
language sql stable security definer
set search_path = ''
return coalesce('person ' || private.me(), 'address ' || private.caller_address()) || ' asks ' || question;

create function private.announce(question text) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.attempts (subject, until) values (private.as_asked(question), now() + interval '10 minutes')
    on conflict do nothing;
end;
comment on function private.announce is
  'Lets the caller ask this question for ten minutes. Count the attempt in the same transaction.';

create function private.is_announced(question text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked text := private.as_asked(question);
begin
  return exists (select from private.attempts where subject = asked and until > now());
end
$$;
comment on function private.is_announced is 'Whether the caller has announced this question, in a transaction that was committed.';
