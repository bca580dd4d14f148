-- Applications of new colleges, and what the operator decides about them.

-- Not in the API at all: only the operator reads it, through the functions below.
create table private.college_applications (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  short_name text not null,
  country text not null,
  city text not null,
  address text not null default '',
  site text not null default '',
  surname text not null,
  given_name text not null,
  patronymic text not null default '',
  phone text not null,
  status text not null default 'pending',
  reason text not null default '',
  college_id uuid references public.colleges (id) on delete set null,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  constraint college_applications_name check (char_length(name) between 1 and 300 and not private.is_blank(name)),
  constraint college_applications_short_name check (char_length(short_name) between 1 and 80 and not private.is_blank(short_name)),
  constraint college_applications_country check (char_length(country) between 1 and 100 and not private.is_blank(country)),
  constraint college_applications_city check (char_length(city) between 1 and 100 and not private.is_blank(city)),
  constraint college_applications_address check (char_length(address) <= 300),
  constraint college_applications_site check (
    char_length(site) <= 300 and (site = '' or site ~* '^https?://[^\s/?#"<>\\]+([/?#][^\s"<>\\]*)?$')
  ),
  constraint college_applications_surname check (char_length(surname) between 1 and 100 and not private.is_blank(surname)),
  constraint college_applications_given_name check (char_length(given_name) between 1 and 100 and not private.is_blank(given_name)),
  constraint college_applications_patronymic check (char_length(patronymic) <= 100),
  constraint college_applications_phone_digits check (phone ~ '^[1-9][0-9]{6,14}$'),
  constraint college_applications_status check (status in ('pending', 'approved', 'rejected')),
  constraint college_applications_reason check (char_length(reason) <= 1000),
  constraint college_applications_decided check ((status = 'pending') = (decided_at is null))
);
create index college_applications_phone on private.college_applications (phone);
create index college_applications_college_id on private.college_applications (college_id);
comment on table private.college_applications is 'Colleges that ask to be registered, each with its future administrator.';

create trigger clean_lines before insert or update on private.college_applications
  for each row execute function private.clean_lines(
    'name', 'short_name', 'country', 'city', 'address', 'site', 'surname', 'given_name', 'patronymic'
  );
create trigger clean_texts before insert or update on private.college_applications
  for each row execute function private.clean_texts('reason');

create function public.apply_for_college(
  name text,
  short_name text,
  country text,
  city text,
  address text,
  site text,
  surname text,
  given_name text,
  patronymic text,
  phone text
) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_number(phone);
  if exists (
    select from private.college_applications a
    where a.phone = apply_for_college.phone and a.name = private.clean_line(apply_for_college.name) and a.status = 'pending'
  ) then
    return;
  end if;
  perform private.throttle('college application from ' || private.caller_address(), 10);
  perform private.throttle('college application of ' || apply_for_college.phone, 3);
  insert into private.college_applications
    (name, short_name, country, city, address, site, surname, given_name, patronymic, phone)
    values (
      trim(name), trim(short_name), trim(country), trim(city), coalesce(trim(address), ''), coalesce(trim(site), ''),
      trim(surname), trim(given_name), coalesce(trim(patronymic), ''), phone
    );
end
$$;
comment on function public.apply_for_college is
  'Asks the operator to register a college. The same application again changes nothing. Three an hour for a number, ten from an address (SF004).';
revoke execute on function public.apply_for_college from public;
grant execute on function public.apply_for_college to anon, authenticated, service_role;

create function public.my_college_applications() returns table (name text, short_name text, city text, created_at timestamptz)
language sql stable security definer
set search_path = ''
begin atomic
  -- Who asks is asked first: where there is no row the condition is not looked at.
  select private.me();
  select a.name, a.short_name, a.city, a.created_at
  from private.college_applications a
  where a.status = 'pending' and a.phone = private.confirmed_phone((select private.me()))
  order by a.created_at desc;
end;
comment on function public.my_college_applications is
  'Applications made with the number of the caller that are not decided yet.';
revoke execute on function public.my_college_applications from public, anon;
grant execute on function public.my_college_applications to authenticated, service_role;

create function public.operator_college_applications(status text default 'pending')
returns table (
  id uuid,
  name text,
  short_name text,
  country text,
  city text,
  address text,
  site text,
  surname text,
  given_name text,
  patronymic text,
  phone text,
  status text,
  reason text,
  college_id uuid,
  created_at timestamptz,
  decided_at timestamptz
)
language sql stable security definer
set search_path = ''
begin atomic
  select
    a.id, a.name, a.short_name, a.country, a.city, a.address, a.site, a.surname, a.given_name, a.patronymic, a.phone,
    a.status, a.reason, a.college_id, a.created_at, a.decided_at
  from private.college_applications a
  where a.status = operator_college_applications.status
  order by a.created_at, a.id;
end;
comment on function public.operator_college_applications is
  'Applications of one status (pending, approved, rejected), the oldest first. For the operator only.';
revoke execute on function public.operator_college_applications from public, anon, authenticated;
grant execute on function public.operator_college_applications to service_role;

create function private.lock_application(application uuid) returns private.college_applications
language plpgsql security definer
set search_path = ''
as $$
declare
  taken private.college_applications;
begin
  select * into taken from private.college_applications where id = application for update;
  if taken.id is null then
    raise exception 'no such application' using errcode = 'SF003';
  end if;
  if taken.status <> 'pending' then
    raise exception 'the application is decided already' using errcode = 'SF002';
  end if;
  return taken;
end
$$;

create function public.approve_college_application(application uuid) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  taken private.college_applications := private.lock_application(application);
  made uuid;
begin
  insert into public.colleges (name, short_name, country, city, address, site)
    values (taken.name, taken.short_name, taken.country, taken.city, taken.address, taken.site)
    returning id into made;
  perform private.log_change(made, 'college_created', 'college', made::text, taken.short_name, null, private.college_data(made));
  perform private.expect_member(made, taken.phone, 'staff', true, 'application', taken.surname, taken.given_name, taken.patronymic);
  update private.college_applications set status = 'approved', decided_at = now(), college_id = made where id = application;
  return made;
end
$$;
comment on function public.approve_college_application is
  'Registers the college. Whoever signs in with exactly the number of the application becomes its administrator. For the operator only.';
revoke execute on function public.approve_college_application from public, anon, authenticated;
grant execute on function public.approve_college_application to service_role;

create function public.reject_college_application(application uuid, reason text default '') returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.lock_application(application);
  update private.college_applications
    set status = 'rejected', decided_at = now(), reason = coalesce(trim(reject_college_application.reason), '')
    where id = application;
end
$$;
comment on function public.reject_college_application is 'Refuses an application. For the operator only.';
revoke execute on function public.reject_college_application from public, anon, authenticated;
grant execute on function public.reject_college_application to service_role;

-- What nobody in a college can do for themselves: a college whose only administrator is out of reach gets another, and a
-- person whose number has changed keeps their account.
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
  -- A person who is expected already, or has an offer, comes as what they were expected to be.
  update private.expected_members e set is_admin = true, via = 'operator', declined_at = null, created_at = clock_timestamp()
    where e.college_id = college and e.phone = appoint_administrator.phone;
  if found then
    return private.admit_number(phone);
  end if;
  select m.role into present
    from public.memberships m join auth.users account on account.id = m.person_id
    where m.college_id = college and m.left_at is null
      and account.phone = appoint_administrator.phone and account.phone_confirmed_at is not null;
  return private.expect_member(college, appoint_administrator.phone, coalesce(present, 'staff'), true, 'operator');
end
$$;
comment on function public.appoint_administrator is
  'Makes the person who has this number an administrator: at once when they are registered (admitted), else when they register (expected). A member keeps their role. SF003 when there is no such college, SF001 for no number. For the operator only.';
revoke execute on function public.appoint_administrator from public, anon, authenticated;
grant execute on function public.appoint_administrator to service_role;

create function public.person_of_number(phone text) returns table (id uuid, surname text, name text, patronymic text)
language sql stable security definer
set search_path = ''
begin atomic
  select p.id, p.surname, p.name, p.patronymic
  from auth.users account join public.profiles p on p.id = account.id
  where account.phone = person_of_number.phone and account.phone_confirmed_at is not null;
end;
comment on function public.person_of_number is 'The person to whom a number (digits) belongs. For the operator only.';
revoke execute on function public.person_of_number from public, anon, authenticated;
grant execute on function public.person_of_number to service_role;
