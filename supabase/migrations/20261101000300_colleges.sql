-- Colleges and their data.

create table public.colleges (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  short_name text not null,
  country text not null default 'Россия',
  city text not null,
  time_zone text not null default 'Europe/Moscow',
  created_at timestamptz not null default now(),
  address text not null default '',
  site text not null default '',
  description text not null default '',
  logo_path text not null default '',
  version integer not null default 1,
  edit_hours smallint not null default 24,
  constraint colleges_name_length check (char_length(name) between 1 and 300 and not private.is_blank(name)),
  constraint colleges_short_name_length check (char_length(short_name) between 1 and 80 and not private.is_blank(short_name)),
  constraint colleges_country_length check (char_length(country) between 1 and 100 and not private.is_blank(country)),
  constraint colleges_city_length check (char_length(city) between 1 and 100 and not private.is_blank(city)),
  constraint colleges_address_length check (char_length(address) <= 300),
  constraint colleges_site check (char_length(site) <= 300 and (site = '' or site ~* '^https?://[^\s/?#"<>\\]+([/?#][^\s"<>\\]*)?$')),
  constraint colleges_description_length check (char_length(description) <= 4000),
  constraint colleges_edit_hours check (edit_hours between 0 and 720),
  constraint colleges_logo_path check (
    logo_path = '' or logo_path ~ ('^' || id || '/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(png|jpg|webp)$')
  )
);
comment on table public.colleges is 'An educational institution with its own people, groups and chats.';
comment on column public.colleges.time_zone is 'IANA name; decides on which day something happens in the college.';
comment on column public.colleges.logo_path is 'Path in the bucket college-logos, empty without a logo.';
comment on column public.colleges.edit_hours is 'For how many hours people can edit what they sent; 0 means never.';
comment on column public.colleges.version is 'Grows with each change, so that nobody overwrites what they have not seen.';

-- The policy stands in the file of memberships, which says who is a member.
alter table public.colleges enable row level security;
revoke all on public.colleges from public, anon, authenticated;
grant select on public.colleges to authenticated;
grant all on public.colleges to service_role;

create function private.check_time_zone() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_timezone_names where name = new.time_zone) then
    raise exception 'unknown time zone: %', new.time_zone using errcode = 'SF001';
  end if;
  return new;
end
$$;

create trigger check_time_zone before insert or update of time_zone on public.colleges
  for each row execute function private.check_time_zone();
create trigger clean_lines before insert or update on public.colleges
  for each row execute function private.clean_lines('name', 'short_name', 'country', 'city', 'address', 'site');
create trigger clean_texts before insert or update on public.colleges
  for each row execute function private.clean_texts('description');
create trigger increment_version before update on public.colleges
  for each row execute function private.increment_version();

create function private.broadcast_college() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('college:' || new.id, 'college_changed');
  return null;
end
$$;

create trigger broadcast_college after update on public.colleges
  for each row execute function private.broadcast_college();

create function private.college_data(college uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'name', name, 'short_name', short_name, 'country', country, 'city', city, 'address', address, 'site', site,
    'description', description, 'time_zone', time_zone, 'logo_path', logo_path, 'edit_hours', edit_hours
  )
  from public.colleges where id = college;
end;

create function public.update_college(
  college uuid,
  version integer,
  name text,
  short_name text,
  country text,
  city text,
  address text,
  site text,
  description text,
  time_zone text,
  logo_path text,
  edit_hours integer
) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  present integer;
  was jsonb;
  became jsonb;
begin
  perform private.require_admin(college);
  select c.version into present from public.colleges c where c.id = college for no key update;
  was := private.college_data(college);
  if present is distinct from update_college.version then
    raise exception 'somebody else has changed the college'
      using errcode = 'SF002', detail = was || jsonb_build_object('version', present);
  end if;
  update public.colleges c set
    name = trim(update_college.name), short_name = trim(update_college.short_name), country = trim(update_college.country),
    city = trim(update_college.city), address = trim(update_college.address), site = trim(update_college.site),
    description = trim(update_college.description), time_zone = update_college.time_zone, logo_path = update_college.logo_path,
    edit_hours = update_college.edit_hours
    where c.id = college
    returning c.version into present;
  became := private.college_data(college);
  if became is distinct from was then
    perform private.log_change(
      college, 'college_changed', 'college', college::text, became ->> 'short_name',
      private.changed_only(was, became), private.changed_only(became, was)
    );
  end if;
  return present;
end
$$;
comment on function public.update_college is
  'Saves what an administrator wrote about the college and returns the new version. A version that is no longer the present one is refused (SF002, with the present values).';
revoke execute on function public.update_college from public, anon;
grant execute on function public.update_college to authenticated, service_role;

create function public.time_zones() returns table (name text)
language sql stable
set search_path = ''
begin atomic
  select z.name from pg_catalog.pg_timezone_names z
  where z.name ~ '^(Europe|Asia|Africa|America|Australia|Pacific|Atlantic|Indian)/' order by z.name;
end;
comment on function public.time_zones is 'Time zones that a college can choose.';
revoke execute on function public.time_zones from public, anon;
grant execute on function public.time_zones to authenticated, service_role;
