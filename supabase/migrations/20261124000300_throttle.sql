create table private.attempts (
  subject text not null,
  hour timestamptz not null,
  count integer not null default 1,
  primary key (subject, hour)
);
comment on table private.attempts is 'How often somebody did something within an hour.';

create function private.caller_address() returns text
language sql stable
set search_path = ''
return coalesce(
  trim(split_part(coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json ->> 'x-forwarded-for', ',', 1)), ''
);
comment on function private.caller_address() is 'Where the request came from, empty when it is not known.';

create function private.count_attempt(subject text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  this_hour timestamptz := date_trunc('hour', now());
  tries integer;
begin
  delete from private.attempts where hour < this_hour;
  insert into private.attempts as known (subject, hour) values (count_attempt.subject, this_hour)
    on conflict on constraint attempts_pkey do update set count = known.count + 1
    returning count into tries;
  return tries;
end
$$;
comment on function private.count_attempt(text) is
  'Counts one more attempt in this hour and gives their number. An error raised afterwards takes it back.';

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
comment on function private.throttle(text, integer) is 'Refuses (SF004) what was done more often than `most` times within this hour.';
