-- Whatever a caller writes into x-forwarded-for stands before what the gateway appends, so only the last address counts.
create table private.caller_header (
  name text not null check (name = lower(name)),
  only_row boolean primary key default true check (only_row)
);
comment on table private.caller_header is
  'The request header, in small letters, that the last gateway ends with the address of the caller.';
insert into private.caller_header (name) values ('x-forwarded-for');

create function private.caller_address() returns text
language sql stable security definer
set search_path = ''
return coalesce(
  trim(split_part(
    coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json ->> (select name from private.caller_header), ',', -1
  )), ''
);
comment on function private.caller_address is 'Where the request came from; empty when it is not known.';

create table private.attempts (
  subject text not null,
  hour timestamptz not null,
  count integer not null default 1,
  primary key (subject, hour)
);
comment on table private.attempts is 'How often somebody did something within an hour.';

create function private.count_attempt(subject text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  this_hour timestamptz := date_trunc('hour', now());
  attempt_count integer;
begin
  delete from private.attempts where hour < this_hour;
  insert into private.attempts as known (subject, hour) values (count_attempt.subject, this_hour)
    on conflict on constraint attempts_pkey do update set count = known.count + 1
    returning count into attempt_count;
  return attempt_count;
end
$$;
comment on function private.count_attempt is
  'Counts one more attempt in this hour and returns their number. An error raised afterwards rolls it back.';

create function private.throttle(subject text, most integer) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.count_attempt(subject) > most then
    raise exception 'asked too often' using errcode = 'SF004';
  end if;
end
$$;
comment on function private.throttle is 'Refuses (SF004) what was done more often than `most` times within this hour.';

-- A counted attempt must not be rolled back after the answer was given. The REST server does so when a caller wants exactly
-- one row and there is none (a code that leads nowhere), when there are too many rows, or when the caller asks for it.
create function private.refuse_rollback() returns void
language plpgsql stable
set search_path = ''
as $$
declare
  headers json := coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json;
begin
  if headers ->> 'accept' ~* 'vnd\.pgrst' or headers ->> 'prefer' ~* 'tx\s*=|max-affected' then
    raise exception 'ask without conditions: it is counted' using errcode = 'SF001';
  end if;
end
$$;
comment on function private.refuse_rollback is
  'Refuses (SF001) a request whose headers could make the server roll back what it does after answering.';
