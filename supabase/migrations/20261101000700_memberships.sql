-- Who is a member of which college, in which role, and who administers it.

create type public.member_role as enum ('teacher', 'staff', 'student');

create table public.memberships (
  college_id uuid not null references public.colleges (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  role public.member_role not null,
  is_admin boolean not null default false,
  created_at timestamptz not null default now(),
  left_at timestamptz,
  joined_at timestamptz not null default clock_timestamp(),
  role_since timestamptz not null default clock_timestamp(),
  subjects text[] not null default '{}',
  primary key (college_id, person_id),
  constraint memberships_subjects check (cardinality(subjects) <= 30 and array_position(subjects, null) is null)
);
create index memberships_person_id on public.memberships (person_id);
comment on table public.memberships is 'Who is a member of which college, and as what. The row stays when a person leaves, so that what they wrote keeps its name.';
comment on column public.memberships.left_at is 'Set when the person has left; from then on they have no rights in the college.';
comment on column public.memberships.joined_at is 'Since when the person has been a member without a break.';
comment on column public.memberships.role_since is 'Since when they have been a student, or one of teachers and staff, without a break.';
comment on column public.memberships.subjects is 'What a person teaches in the college, whichever groups they have; group_teachers says what they teach where.';

alter table public.memberships enable row level security;
revoke all on public.memberships from public, anon, authenticated;
grant select on public.memberships to authenticated;
grant all on public.memberships to service_role;

create function private.my_college_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select college_id from public.memberships where person_id = (select private.me()) and left_at is null;
end;
comment on function private.my_college_ids is 'Colleges of which the caller is a member now.';
grant execute on function private.my_college_ids to authenticated, service_role;

create function private.fellow_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select person_id from public.memberships where college_id in (
    select mine.college_id from public.memberships mine where mine.person_id = (select private.me()) and mine.left_at is null
  );
end;
comment on function private.fellow_ids is 'Everybody who is or was in a college of the caller.';
grant execute on function private.fellow_ids to authenticated, service_role;

create function private.my_admin_college_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select college_id from public.memberships
  where person_id = (select private.me()) and is_admin and left_at is null;
end;
comment on function private.my_admin_college_ids is 'Colleges of which the caller is an administrator now.';
grant execute on function private.my_admin_college_ids to authenticated, service_role;

create policy "Members see who is in their college, and people their own rows" on public.memberships
  for select to authenticated
  using (college_id in (select private.my_college_ids()) or person_id = (select private.me()));
create policy "Members see their college" on public.colleges
  for select to authenticated using (id in (select private.my_college_ids()));
create policy "Members see the names of who is or was in their college" on public.profiles
  for select to authenticated using (id in (select private.fellow_ids()));

create function private.note_membership_times() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.left_at is not null and new.left_at is null then
    new.joined_at := clock_timestamp();
  end if;
  if new.joined_at <> old.joined_at or (old.role = 'student') <> (new.role = 'student') then
    new.role_since := clock_timestamp();
  end if;
  return new;
end
$$;

create trigger note_membership_times before update of role, left_at on public.memberships
  for each row execute function private.note_membership_times();

-- What else a change of a membership sets off stands with its subject: chats open and close, join requests and links end.
create function private.broadcast_membership() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  member public.memberships := case tg_op when 'DELETE' then old else new end;
begin
  perform private.broadcast('user:' || member.person_id, 'membership', jsonb_build_object('college_id', member.college_id));
  perform private.broadcast(
    'college:' || member.college_id, 'person_changed', jsonb_build_object('person_id', member.person_id), '{"person_id": null}'
  );
  return null;
end
$$;

create trigger broadcast_membership after insert or update or delete on public.memberships
  for each row execute function private.broadcast_membership();

create function private.require_member(college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if college is null or college not in (select private.my_college_ids()) then
    raise exception 'only members of the college may do this' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_member is 'Refuses (42501) everybody who is not a member of the college now.';

create function private.require_admin(college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if college is null or college not in (select private.my_admin_college_ids()) then
    raise exception 'only administrators of the college may do this' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_admin is
  'Refuses (42501) everybody who is not an administrator of the college now.';
grant execute on function private.require_admin to authenticated, service_role;

create function private.lock_college(college uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.colleges where id = college for no key update;
end
$$;
comment on function private.lock_college is 'Changes of rights in one college are made one after the other.';

create function private.lock_college_as_admin(college uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.colleges c where c.id = college and c.id in (select private.my_admin_college_ids()) for no key update;
  perform private.require_admin(college);
end
$$;
comment on function private.lock_college_as_admin is
  'As lock_college, for administrators (else 42501), who may have lost the right while they waited.';

create function private.lock_membership(college uuid, person uuid) returns void
language sql security definer
set search_path = ''
return pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(college::text || person::text, 0));
comment on function private.lock_membership is
  'Whatever lets one person into a college, takes them out or depends on what they are there is done one after the other, also when there is no row yet.';

create function private.clean_subjects(subjects text[]) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  found text[];
begin
  select coalesce(array_agg(subject order by ordinal), '{}') into found from (
    select distinct on (subject) subject, ordinal from (
      select private.clean_line(given.subject) as subject, given.ordinal
      from unnest(subjects) with ordinality given (subject, ordinal)
      where not private.is_blank(given.subject)
    ) trimmed
    order by subject, ordinal
  ) single;
  if cardinality(found) > 30 or exists (select from unnest(found) subject where char_length(subject) > 200) then
    raise exception 'at most 30 subjects of at most 200 characters' using errcode = 'SF001';
  end if;
  return found;
end
$$;
comment on function private.clean_subjects is
  'Subjects without blanks and repetitions; too many or too long ones are refused (SF001).';
