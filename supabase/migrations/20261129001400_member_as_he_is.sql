create or replace function public.update_member(
  college uuid,
  person uuid,
  version text,
  role public.member_role,
  is_admin boolean,
  groups uuid[],
  subjects text[]
) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  was jsonb;
  became jsonb;
  kept uuid[];
  wanted uuid[] := array(select distinct g from unnest(update_member.groups) g where g is not null);
  taught text[] := private.clean_subjects(update_member.subjects);
  one uuid;
begin
  perform private.require_admin(college);
  perform private.lock_college(college);
  perform private.require_admin(college);
  -- Whoever is just taking a place in a group is waited for, and seen.
  perform from public.memberships m where m.college_id = college and m.person_id = person for no key update;
  was := private.member_state(college, person);
  if was is null then
    raise exception 'does not belong to the college' using errcode = 'SF003';
  end if;
  if private.member_version(college, person) is distinct from update_member.version then
    raise exception 'somebody else has changed this member'
      using errcode = 'SF002', detail = was || jsonb_build_object('version', private.member_version(college, person));
  end if;
  if update_member.role is null or update_member.is_admin is null then
    raise exception 'a role is missing' using errcode = 'SF001';
  end if;
  if not update_member.is_admin then
    perform private.require_other_admin(college, person);
  end if;

  update public.memberships m
    set role = update_member.role, is_admin = update_member.is_admin,
      subjects = case update_member.role when 'student' then '{}' else taught end
    where m.college_id = college and m.person_id = person;

  -- In a graduated group somebody may stay what he was, but nobody becomes anything.
  kept := case when (update_member.role = 'student') = (was ->> 'role' = 'student')
    then array(select (g ->> 'id')::uuid from jsonb_array_elements(was -> 'groups') g) else '{}' end;
  foreach one in array wanted loop
    if one <> all (kept) then
      perform private.require_open_group(one, college);
    end if;
  end loop;

  delete from public.group_students s using public.groups g
    where g.id = s.group_id and g.college_id = college and s.person_id = person
      and (update_member.role <> 'student' or s.group_id <> all (wanted));
  delete from public.group_teachers t using public.groups g
    where g.id = t.group_id and g.college_id = college and t.person_id = person
      and (update_member.role = 'student' or t.group_id <> all (wanted) or t.subject <> all (taught));
  if update_member.role = 'student' then
    insert into public.group_students (group_id, person_id) select g, person from unnest(wanted) g
      where g <> all (kept);
  else
    if wanted <> '{}' and taught = '{}' then
      raise exception 'a teacher of a group names a subject' using errcode = 'SF001';
    end if;
    insert into public.group_teachers (group_id, person_id, subject)
      select g, person, subject from unnest(wanted) g cross join unnest(taught) subject
      where not exists (select from public.group_teachers t where t.group_id = g and t.person_id = person);
  end if;

  became := private.member_state(college, person);
  if became is distinct from was then
    perform private.log_change(college, 'member_changed', 'person', person::text, '', was, became);
  end if;
  return private.member_version(college, person);
end
$$;
