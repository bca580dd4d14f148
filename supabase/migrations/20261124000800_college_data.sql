alter table public.colleges
  add column address text not null default '',
  add column site text not null default '',
  add column description text not null default '',
  add column logo_path text not null default '',
  add column version integer not null default 1,
  add constraint colleges_address_length check (char_length(address) <= 300),
  add constraint colleges_site check (char_length(site) <= 300 and (site = '' or site ~* '^https?://[^\s/?#"<>\\]+([/?#][^\s"<>\\]*)?$')),
  add constraint colleges_description_length check (char_length(description) <= 4000),
  add constraint colleges_logo_path check (
    logo_path = '' or logo_path ~ ('^' || id || '/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(png|jpg|webp)$')
  );
comment on column public.colleges.logo_path is 'Place in the bucket college-logos, empty without a logo.';
comment on column public.colleges.version is 'Grows with each change, so that nobody overwrites what he has not seen.';

create function private.next_version() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.version := old.version + 1;
  return new;
end
$$;

create trigger next_version before update on public.colleges
  for each row execute function private.next_version();

create function private.college_data(college uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'name', name, 'short_name', short_name, 'country', country, 'city', city, 'address', address, 'site', site,
    'description', description, 'time_zone', time_zone, 'logo_path', logo_path
  )
  from public.colleges where id = college;
end;

create function private.changed_only(before jsonb, after jsonb) returns jsonb
language sql immutable
set search_path = ''
begin atomic
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(before) where value is distinct from after -> key;
end;
comment on function private.changed_only(jsonb, jsonb) is 'Of the first object what differs in the second.';

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
  logo_path text
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
    description = trim(update_college.description), time_zone = update_college.time_zone, logo_path = update_college.logo_path
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
comment on function public.update_college(uuid, integer, text, text, text, text, text, text, text, text, text) is
  'Saves what an administrator wrote about the college and gives the new version. A version that is no longer the present one is refused (SF002, with the present values).';
revoke execute on function public.update_college(uuid, integer, text, text, text, text, text, text, text, text, text) from public, anon;
grant execute on function public.update_college(uuid, integer, text, text, text, text, text, text, text, text, text) to authenticated, service_role;

create function public.time_zones() returns table (name text)
language sql stable
set search_path = ''
begin atomic
  select z.name from pg_catalog.pg_timezone_names z
  where z.name ~ '^(Europe|Asia|Africa|America|Australia|Pacific|Atlantic|Indian)/' order by z.name;
end;
comment on function public.time_zones() is 'Time zones that a college can choose.';
revoke execute on function public.time_zones() from public, anon;
grant execute on function public.time_zones() to authenticated, service_role;
