-- What nobody in a college can do for himself: a college whose only administrator is out of reach gets another, and a
-- person whose number is another now keeps his account.
create function public.appoint_administrator(college uuid, phone text) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  present public.member_role;
begin
  if not exists (select from public.colleges where id = college) then
    raise exception 'no such college' using errcode = 'SF003';
  end if;
  if appoint_administrator.phone is null then
    raise exception 'not a telephone number' using errcode = 'SF001';
  end if;
  -- Whoever is expected already comes as what he was expected to be.
  update private.expected_members e set is_admin = true
    where e.college_id = college and e.phone = appoint_administrator.phone;
  if found then
    return 'expected';
  end if;
  select m.role into present
    from public.memberships m join auth.users account on account.id = m.person_id
    where m.college_id = college and m.left_at is null
      and account.phone = appoint_administrator.phone and account.phone_confirmed_at is not null;
  return private.expect_member(college, appoint_administrator.phone, coalesce(present, 'staff'), true, via => 'operator');
end
$$;
comment on function public.appoint_administrator(uuid, text) is
  'Makes whoever has this number an administrator: at once when he is registered (admitted), else when he registers (expected). A member keeps his role. SF003 when there is no such college, SF001 for no number. For the operator only.';

create function public.person_of_number(phone text) returns table (id uuid, surname text, name text, patronymic text)
language sql stable security definer
set search_path = ''
begin atomic
  select p.id, p.surname, p.name, p.patronymic
  from auth.users account join public.profiles p on p.id = account.id
  where account.phone = person_of_number.phone and account.phone_confirmed_at is not null;
end;
comment on function public.person_of_number(text) is 'Whose number (digits) it is. For the operator only.';

revoke execute on function public.appoint_administrator(uuid, text), public.person_of_number(text) from public, anon, authenticated;
grant execute on function public.appoint_administrator(uuid, text), public.person_of_number(text) to service_role;
