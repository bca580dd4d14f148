create function private.lock_college(college uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.colleges where id = college for no key update;
end
$$;
comment on function private.lock_college(uuid) is 'Changes of rights in one college are made one after the other.';

create function private.require_other_admin(college uuid, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.lock_college(college);
  if exists (
    select from public.memberships m where m.college_id = college and m.person_id = person and m.is_admin and m.left_at is null
  ) and not exists (
    select from public.memberships m where m.college_id = college and m.person_id <> person and m.is_admin and m.left_at is null
  ) then
    raise exception 'the last administrator stays' using errcode = 'SF005';
  end if;
end
$$;
comment on function private.require_other_admin(uuid, uuid) is
  'Refuses (SF005) to lose the last administrator of a college. Two requests at once wait for each other.';

create function private.end_membership(college uuid, person uuid, action text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was jsonb;
begin
  perform private.require_other_admin(college, person);
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
comment on function private.end_membership(uuid, uuid, text) is
  'Takes somebody out of a college and its groups. His places in chats stay, so that a personal chat keeps its other side, but open nothing while he is out.';

create function public.remove_member(college uuid, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  perform private.lock_college(college);
  -- Meanwhile the caller may have lost the right himself.
  perform private.require_admin(college);
  perform private.end_membership(college, person, 'member_removed');
end
$$;
comment on function public.remove_member(uuid, uuid) is 'Removes somebody from the college. SF005 for the last administrator, SF003 when he is gone already.';

create function public.leave_college(college uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.end_membership(college, (select auth.uid()), 'member_left');
end
$$;
comment on function public.leave_college(uuid) is 'Ends the caller''s own membership. SF005 for the last administrator.';

create function public.update_member(
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
comment on function public.update_member(uuid, uuid, text, public.member_role, boolean, uuid[], text[]) is
  'Saves what an administrator edited of a member and gives the new version. A group keeps those of the subjects that were taught in it; one that has none gets all. SF002 (with the present values) when somebody was faster, SF005 for the last administrator, SF006 for a group that has graduated.';

revoke execute on function
  public.remove_member(uuid, uuid), public.leave_college(uuid),
  public.update_member(uuid, uuid, text, public.member_role, boolean, uuid[], text[])
  from public, anon;
grant execute on function
  public.remove_member(uuid, uuid), public.leave_college(uuid),
  public.update_member(uuid, uuid, text, public.member_role, boolean, uuid[], text[])
  to authenticated, service_role;

-- Whoever is thrown out while he is looking: each open chat learns that it is closed to him, or open again.
create function private.tell_chats() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if (new.left_at is null) <> (old.left_at is null) then
    perform private.tell(
      'user:' || new.person_id, case when new.left_at is null then 'chat_added' else 'chat_removed' end,
      jsonb_build_object('chat_id', c.id)
    )
    from public.chat_members m join public.chats c on c.id = m.chat_id
    where m.person_id = new.person_id and c.college_id = new.college_id;
  end if;
  return null;
end
$$;

create trigger tell_chats after update of left_at on public.memberships
  for each row execute function private.tell_chats();
