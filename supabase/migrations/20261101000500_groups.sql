create table public.groups (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  number text not null,
  title text not null default '',
  start_year smallint not null,
  end_year smallint not null,
  created_at timestamptz not null default now(),
  constraint groups_number_unique unique (college_id, number, start_year),
  constraint groups_number_length check (char_length(number) between 1 and 30 and not private.is_blank(number)),
  constraint groups_title_length check (char_length(title) <= 200),
  constraint groups_years check (start_year between 1990 and 2100 and end_year between start_year and start_year + 10)
);
comment on table public.groups is 'A study group of a college, e.g. ИС-21.';

create function private.is_graduated(end_year integer, time_zone text, moment timestamptz default now()) returns boolean
language sql stable
set search_path = ''
return (moment at time zone time_zone)::date >= make_date(end_year, 7, 1);
comment on function private.is_graduated(integer, text, timestamptz) is
  'A group graduates by itself on 1 July of its end year, by the calendar of its college.';
grant execute on function private.is_graduated(integer, text, timestamptz) to authenticated, service_role;

create table public.group_students (
  group_id uuid not null references public.groups (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (group_id, person_id)
);
create index group_students_person_id on public.group_students (person_id);
comment on table public.group_students is 'Students of a group.';

create table public.group_teachers (
  group_id uuid not null references public.groups (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  subject text not null,
  created_at timestamptz not null default now(),
  primary key (group_id, person_id, subject),
  constraint group_teachers_subject_length check (char_length(subject) between 1 and 200 and not private.is_blank(subject))
);
create index group_teachers_person_id on public.group_teachers (person_id);
comment on table public.group_teachers is 'Who teaches which subject in a group; one row a subject.';

create function private.my_colleges_group_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select id from public.groups where college_id in (select private.my_college_ids());
end;
comment on function private.my_colleges_group_ids() is 'Groups of the colleges to which the caller belongs.';
grant execute on function private.my_colleges_group_ids() to authenticated, service_role;

alter table public.groups enable row level security;
alter table public.group_students enable row level security;
alter table public.group_teachers enable row level security;
grant select on public.groups, public.group_students, public.group_teachers to authenticated;
grant all on public.groups, public.group_students, public.group_teachers to service_role;

create policy "Members see the groups of their college" on public.groups
  for select to authenticated using (college_id in (select private.my_college_ids()));
create policy "Members see the students of their college's groups" on public.group_students
  for select to authenticated using (group_id in (select private.my_colleges_group_ids()));
create policy "Members see the teachers of their college's groups" on public.group_teachers
  for select to authenticated using (group_id in (select private.my_colleges_group_ids()));
