create table public.colleges (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  short_name text not null,
  country text not null default 'Россия',
  city text not null,
  time_zone text not null default 'Europe/Moscow',
  created_at timestamptz not null default now(),
  constraint colleges_name_length check (char_length(name) between 1 and 300 and not private.is_blank(name)),
  constraint colleges_short_name_length check (char_length(short_name) between 1 and 80 and not private.is_blank(short_name)),
  constraint colleges_country_length check (char_length(country) between 1 and 100 and not private.is_blank(country)),
  constraint colleges_city_length check (char_length(city) between 1 and 100 and not private.is_blank(city))
);
comment on table public.colleges is 'An educational institution with its own people, groups and chats.';
comment on column public.colleges.time_zone is 'IANA name; decides on which day something happens in the college.';

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

alter table public.colleges enable row level security;
grant select on public.colleges to authenticated;
grant all on public.colleges to service_role;
