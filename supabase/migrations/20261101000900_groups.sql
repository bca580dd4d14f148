-- Groups, their students and their teachers.

create table public.groups (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  number text not null,
  title text not null default '',
  start_year smallint not null,
  end_year smallint not null,
  created_at timestamptz not null default now(),
  version integer not null default 1,
  constraint groups_number_unique unique (college_id, number, start_year),
  constraint groups_number_length check (char_length(number) between 1 and 30 and not private.is_blank(number)),
  constraint groups_title_length check (char_length(title) <= 200),
  constraint groups_years check (start_year between 1990 and 2100 and end_year between start_year and start_year + 10)
);
comment on table public.groups is 'A study group of a college, e.g. ИС-21.';

alter table public.groups enable row level security;
revoke all on public.groups from public, anon, authenticated;
grant select on public.groups to authenticated;
grant all on public.groups to service_role;

create policy "Members see the groups of their college" on public.groups
  for select to authenticated using (college_id in (select private.my_college_ids()));

create trigger clean_lines before insert or update on public.groups
  for each row execute function private.clean_lines('number', 'title');
create trigger increment_version before update on public.groups
  for each row execute function private.increment_version();

create function private.broadcast_group() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  changed public.groups := case tg_op when 'DELETE' then old else new end;
begin
  perform private.broadcast(
    'college:' || changed.college_id, 'group_changed', jsonb_build_object('group_id', changed.id), '{"group_id": null}'
  );
  return null;
end
$$;

create trigger broadcast_group after insert or update or delete on public.groups
  for each row execute function private.broadcast_group();

create function private.is_graduated(end_year integer, time_zone text, moment timestamptz default now()) returns boolean
language sql stable
set search_path = ''
return (moment at time zone time_zone)::date >= make_date(end_year, 7, 1);
comment on function private.is_graduated is
  'A group graduates by itself on 1 July of its end year, by the calendar of its college.';
grant execute on function private.is_graduated to authenticated, service_role;

create function private.my_colleges_group_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select id from public.groups where college_id in (select private.my_college_ids());
end;
comment on function private.my_colleges_group_ids is 'Groups of the colleges of which the caller is a member.';
grant execute on function private.my_colleges_group_ids to authenticated, service_role;

create function private.require_open_group(study_group uuid, college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  graduated boolean;
begin
  select private.is_graduated(g.end_year, c.time_zone) into graduated
    from public.groups g join public.colleges c on c.id = g.college_id
    where g.id = study_group and g.college_id = college;
  if graduated is null then
    raise exception 'no such group in the college' using errcode = 'SF001';
  end if;
  if graduated then
    raise exception 'the group has graduated' using errcode = 'SF006';
  end if;
end
$$;
comment on function private.require_open_group is
  'Refuses a group that has graduated (SF006) or is not of the college (SF001).';

create table public.group_students (
  group_id uuid not null references public.groups (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  primary key (group_id, person_id)
);
create index group_students_person_id on public.group_students (person_id);
comment on table public.group_students is 'Students of a group.';

alter table public.group_students enable row level security;
revoke all on public.group_students from public, anon, authenticated;
grant select on public.group_students to authenticated;
grant all on public.group_students to service_role;

create policy "Members see the students of their college's groups" on public.group_students
  for select to authenticated using (group_id in (select private.my_colleges_group_ids()));

create table public.group_teachers (
  group_id uuid not null references public.groups (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  subject text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (group_id, person_id, subject),
  constraint group_teachers_subject_length check (char_length(subject) between 1 and 200 and not private.is_blank(subject))
);
create index group_teachers_person_id on public.group_teachers (person_id);
comment on table public.group_teachers is 'Who teaches which subject in a group; one row a subject.';

alter table public.group_teachers enable row level security;
revoke all on public.group_teachers from public, anon, authenticated;
grant select on public.group_teachers to authenticated;
grant all on public.group_teachers to service_role;

create policy "Members see the teachers of their college's groups" on public.group_teachers
  for select to authenticated using (group_id in (select private.my_colleges_group_ids()));

-- A second wall behind require_open_group: whoever writes, nothing new begins in a group that has graduated.
create function private.refuse_graduated() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if exists (
    select from public.groups g join public.colleges c on c.id = g.college_id
    where g.id = new.group_id and private.is_graduated(g.end_year, c.time_zone)
  ) then
    raise exception 'the group has graduated' using errcode = 'SF006';
  end if;
  return new;
end
$$;

create trigger refuse_graduated before insert on public.group_students
  for each row execute function private.refuse_graduated();
create trigger refuse_graduated before insert on public.group_teachers
  for each row execute function private.refuse_graduated();

-- A row in a group depends on a membership. Whoever inserts one locks the membership until their transaction ends, so that it
-- cannot end, or change its role, in between: a person who was removed would stay in a group.
create function private.require_membership() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.memberships m
    where m.person_id = new.person_id and m.college_id = (select g.college_id from public.groups g where g.id = new.group_id)
      and m.left_at is null and (m.role = 'student') = (tg_argv[0] = 'student')
    for no key update;
  if not found then
    raise exception 'is not, or no longer, what they would be in the group' using errcode = 'SF002';
  end if;
  return new;
end
$$;

create trigger require_membership before insert on public.group_students
  for each row execute function private.require_membership('student');
create trigger require_membership before insert on public.group_teachers
  for each row execute function private.require_membership('teacher');

create function private.broadcast_group_person() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  of_group uuid := case tg_op when 'DELETE' then old.group_id else new.group_id end;
  of_person uuid := case tg_op when 'DELETE' then old.person_id else new.person_id end;
  of_college uuid := (select college_id from public.groups where id = of_group);
begin
  if of_college is null then
    return null;
  end if;
  perform private.broadcast('user:' || of_person, 'membership', jsonb_build_object('college_id', of_college));
  perform private.broadcast(
    'college:' || of_college, 'person_changed', jsonb_build_object('person_id', of_person), '{"person_id": null}'
  );
  perform private.broadcast(
    'college:' || of_college, 'group_changed', jsonb_build_object('group_id', of_group), '{"group_id": null}'
  );
  return null;
end
$$;

create trigger broadcast_group_person after insert or delete on public.group_students
  for each row execute function private.broadcast_group_person();
create trigger broadcast_group_person after insert or delete on public.group_teachers
  for each row execute function private.broadcast_group_person();
