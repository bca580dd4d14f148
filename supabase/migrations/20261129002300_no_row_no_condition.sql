-- A caller may put a condition on what a function gives, one that fails for some values and thereby undoes the count of his
-- try. Where there is no row no condition is looked at, so a number that is not registered gives none.
drop function public.sign_in_method(text);
create function public.sign_in_method(phone text) returns setof text
language plpgsql security definer
set search_path = ''
as $$
declare
  address text := private.caller_address();
  this_hour timestamptz := date_trunc('hour', now());
  tries integer;
begin
  perform private.refuse_undoing();
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
    return;
  end if;
  return query
    select 'password' from auth.users account join public.profiles person on person.id = account.id
    where account.phone = sign_in_method.phone and account.phone_confirmed_at is not null;
end
$$;
comment on function public.sign_in_method(text) is
  'password for a registered number (digits with the country code, no plus); nothing when a code is to be sent, which is always so when asked too often.';
revoke execute on function public.sign_in_method(text) from public;
grant execute on function public.sign_in_method(text) to anon, authenticated, service_role;
