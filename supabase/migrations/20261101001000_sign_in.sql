-- Whether to ask for a password or to send a code. It tells whether a number is registered, so it is throttled.
create table private.sign_in_lookups (
  subject text not null,
  hour timestamptz not null,
  count integer not null default 1,
  primary key (subject, hour)
);
comment on table private.sign_in_lookups is 'How often an address or a number was looked up within an hour.';

create function public.sign_in_method(phone text) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  address text := split_part(coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json ->> 'x-forwarded-for', ',', 1);
  this_hour timestamptz := date_trunc('hour', now());
  tries integer;
begin
  if sign_in_method.phone !~ '^[1-9][0-9]{6,14}$' then
    raise exception 'not a telephone number' using errcode = 'SF001';
  end if;
  delete from private.sign_in_lookups where hour < this_hour;
  insert into private.sign_in_lookups as known (subject, hour)
    values ('phone:' || sign_in_method.phone, this_hour), ('address:' || coalesce(address, ''), this_hour)
    on conflict (subject, hour) do update set count = known.count + 1;
  select max(case when subject like 'phone:%' then count * 5 else count end) into tries
    from private.sign_in_lookups
    where hour = this_hour and subject in ('phone:' || sign_in_method.phone, 'address:' || coalesce(address, ''));
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
comment on function public.sign_in_method(text) is
  'password for a registered number (digits with the country code, no plus), code otherwise; always code when asked too often.';
revoke execute on function public.sign_in_method(text) from public;
grant execute on function public.sign_in_method(text) to anon, authenticated, service_role;
