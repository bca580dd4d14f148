-- Whatever a caller writes into x-forwarded-for stands before what the gateway adds to it, so only the last address counts.
create table private.caller_header (
  name text not null check (name = lower(name)),
  only_row boolean primary key default true check (only_row)
);
comment on table private.caller_header is
  'The header of requests, in small letters, that the last gateway ends with the address of the caller.';
insert into private.caller_header (name) values ('x-forwarded-for');

create or replace function private.caller_address() returns text
language sql stable security definer
set search_path = ''
return coalesce(
  trim(split_part(
    coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json ->> (select name from private.caller_header), ',', -1
  )), ''
);

create or replace function public.sign_in_method(phone text) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  address text := private.caller_address();
  this_hour timestamptz := date_trunc('hour', now());
  tries integer;
begin
  if sign_in_method.phone !~ '^[1-9][0-9]{6,14}$' then
    raise exception 'not a telephone number' using errcode = 'SF001';
  end if;
  delete from private.sign_in_lookups where hour < this_hour;
  insert into private.sign_in_lookups as known (subject, hour)
    values ('phone:' || sign_in_method.phone, this_hour), ('address:' || address, this_hour)
    on conflict (subject, hour) do update set count = known.count + 1;
  select max(case when subject like 'phone:%' then count * 5 else count end) into tries
    from private.sign_in_lookups
    where hour = this_hour and subject in ('phone:' || sign_in_method.phone, 'address:' || address);
  -- 30 times an hour for one number, 150 from one address: a computer class behind one address signs in at once.
  if tries > 150 then
    return 'code';
  end if;
  return case
    when exists (
      select from auth.users account join public.profiles person on person.id = account.id
      where account.phone = sign_in_method.phone and account.phone_confirmed_at is not null
    ) then 'password'
    else 'code'
  end;
end
$$;
