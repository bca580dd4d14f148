-- A place in a group belongs to a membership. Whoever takes one holds the membership until his transaction ends, so that it
-- cannot end, or become another role, in between: a person who was removed would stay in a group.
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
    raise exception 'is not, or no longer, what he would be in the group' using errcode = 'SF002';
  end if;
  return new;
end
$$;

create trigger require_membership before insert on public.group_students
  for each row execute function private.require_membership('student');
create trigger require_membership before insert on public.group_teachers
  for each row execute function private.require_membership('teacher');

create or replace function private.end_membership(college uuid, person uuid, action text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was jsonb;
begin
  perform private.require_other_admin(college, person);
  perform from public.memberships m where m.college_id = college and m.person_id = person for no key update;
  was := private.member_state(college, person);
  if was is null then
    raise exception 'does not belong to the college' using errcode = 'SF003';
  end if;
  delete from public.group_students s using public.groups g
    where g.id = s.group_id and g.college_id = college and s.person_id = person;
  delete from public.group_teachers t using public.groups g
    where g.id = t.group_id and g.college_id = college and t.person_id = person;
  update public.memberships m set left_at = now(), is_admin = false where m.college_id = college and m.person_id = person;
  perform private.log_change(college, action, 'person', person::text, '', was);
end
$$;

create or replace function public.delete_group(study_group uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  known public.groups := private.lock_group(study_group);
begin
  perform private.require_admin(known.college_id);
  -- Whoever is just joining it is waited for.
  perform from public.groups g where g.id = study_group for update;
  if exists (select from public.group_students s where s.group_id = study_group)
    or exists (select from public.group_teachers t where t.group_id = study_group)
    or exists (select from public.chats c where c.group_id = study_group) then
    raise exception 'the group has people or chats' using errcode = 'SF002';
  end if;
  perform private.log_change(
    known.college_id, 'group_deleted', 'group', study_group::text, known.number, private.group_state(study_group)
  );
  delete from public.groups g where g.id = study_group;
end
$$;
