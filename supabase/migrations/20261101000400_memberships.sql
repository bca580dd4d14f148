create type public.member_role as enum ('teacher', 'staff', 'student');

create table public.memberships (
  college_id uuid not null references public.colleges (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  role public.member_role not null,
  is_admin boolean not null default false,
  created_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (college_id, person_id)
);
create index memberships_person_id on public.memberships (person_id);
comment on table public.memberships is 'Who belongs to which college, and as what. The row stays when a person leaves, so that what he wrote keeps its name.';
comment on column public.memberships.left_at is 'Set when the person has left; from then on he has no rights in the college.';

create function private.my_college_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select college_id from public.memberships where person_id = (select auth.uid()) and left_at is null;
end;
comment on function private.my_college_ids() is 'Colleges to which the caller belongs now.';

create function private.fellow_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select person_id from public.memberships where college_id in (
    select mine.college_id from public.memberships mine where mine.person_id = (select auth.uid()) and mine.left_at is null
  );
end;
comment on function private.fellow_ids() is 'Everybody who is or was in a college of the caller.';

grant execute on function private.my_college_ids(), private.fellow_ids() to authenticated, service_role;

alter table public.memberships enable row level security;
grant select on public.memberships to authenticated;
grant all on public.memberships to service_role;

create policy "Members see who is in their college, and everybody sees his own memberships" on public.memberships
  for select to authenticated
  using (college_id in (select private.my_college_ids()) or person_id = (select auth.uid()));
create policy "Members see their college" on public.colleges
  for select to authenticated using (id in (select private.my_college_ids()));
create policy "Members see the names of those who are or were in their college" on public.profiles
  for select to authenticated using (id in (select private.fellow_ids()));
