-- Members of a college: lists, changes, removal, and leaving.

create function private.mask_phone(phone text) returns text
language sql immutable
set search_path = ''
return case
  when phone ~ '^7[0-9]{10}$' then '+7 ' || substr(phone, 2, 3) || ' ···-··-' || right(phone, 2)
  when phone <> '' then '+' || left(phone, 3) || ' ··· ' || right(phone, 2)
end;
comment on function private.mask_phone is 'A number that can be recognised but not called.';

-- Every present member of a college who matches the words; `sort_key` is the order of lists.
create function private.find_members(college uuid, query text, study_group uuid)
returns table (person_id uuid, role public.member_role, is_admin boolean, sort_key text)
language sql stable security definer
set search_path = ''
begin atomic
  select m.person_id, m.role, m.is_admin, translate(lower(concat_ws(' ', p.surname, p.name, p.patronymic)), 'ё', 'е') || ' ' || m.person_id
  from public.memberships m
  join public.profiles p on p.id = m.person_id
  where m.college_id = find_members.college and m.left_at is null
    and (find_members.study_group is null or m.person_id in (
      select s.person_id from public.group_students s where s.group_id = find_members.study_group
      union all
      select t.person_id from public.group_teachers t where t.group_id = find_members.study_group
    ))
    and (private.search_text(find_members.query) = '' or not exists (
      select from unnest(string_to_array(private.search_text(left(find_members.query, 200)), ' ')) word
      where position(' ' || word in ' ' || private.search_text(concat_ws(
        ' ', p.surname, p.name, p.patronymic, array_to_string(m.subjects, ' '),
        (
          select string_agg(g.number, ' ')
          from public.group_students s join public.groups g on g.id = s.group_id
          where s.person_id = m.person_id and g.college_id = m.college_id
        ),
        (
          select string_agg(g.number || ' ' || t.subject, ' ')
          from public.group_teachers t join public.groups g on g.id = t.group_id
          where t.person_id = m.person_id and g.college_id = m.college_id
        )
      ))) = 0
    ));
end;

create function public.college_members(
  college uuid,
  query text default '',
  role public.member_role default null,
  admins_only boolean default false,
  study_group uuid default null,
  size integer default 50,
  after uuid default null
)
returns table (
  person_id uuid,
  surname text,
  name text,
  patronymic text,
  role public.member_role,
  is_admin boolean,
  subjects text[],
  groups jsonb,
  phone text,
  joined_at timestamptz
)
language sql stable security definer
set search_path = ''
begin atomic
  select private.require_member(college_members.college);
  -- First the page, then what is shown of it: the groups of two thousand people are not looked up for fifty.
  with page as materialized (
    select found.person_id, found.sort_key
    from private.find_members(college_members.college, coalesce(college_members.query, ''), college_members.study_group) found
    where (college_members.role is null or found.role = college_members.role)
      and (not coalesce(college_members.admins_only, false) or found.is_admin)
      and (college_members.after is null or found.sort_key > (
        select translate(lower(concat_ws(' ', p.surname, p.name, p.patronymic)), 'ё', 'е') || ' ' || p.id
        from public.profiles p where p.id = college_members.after
      ))
    order by found.sort_key
    limit least(greatest(college_members.size, 1), 200)
  )
  select
    m.person_id, p.surname, p.name, p.patronymic, m.role, m.is_admin, m.subjects,
    private.member_state(m.college_id, m.person_id) -> 'groups',
    case when m.college_id in (select private.my_admin_college_ids())
      then private.mask_phone(private.confirmed_phone(m.person_id)) end,
    m.created_at
  from page
  join public.memberships m on m.college_id = college_members.college and m.person_id = page.person_id
  join public.profiles p on p.id = m.person_id
  order by page.sort_key;
end;
comment on function public.college_members is
  'People of a college by surname, at most 200, after a person of the page before. Words are looked for in names, groups and subjects. Administrators also get the number, masked.';
revoke execute on function public.college_members from public, anon;
grant execute on function public.college_members to authenticated, service_role;

create function public.member_counts(college uuid, query text default '', study_group uuid default null)
returns table (total integer, students integer, teachers integer, staff integer, administrators integer)
language sql stable security definer
set search_path = ''
begin atomic
  select private.require_member(member_counts.college);
  select
    count(*)::integer, (count(*) filter (where found.role = 'student'))::integer,
    (count(*) filter (where found.role = 'teacher'))::integer, (count(*) filter (where found.role = 'staff'))::integer,
    (count(*) filter (where found.is_admin))::integer
  from private.find_members(member_counts.college, coalesce(member_counts.query, ''), member_counts.study_group) found;
end;
comment on function public.member_counts is 'How many people of each role match.';
revoke execute on function public.member_counts from public, anon;
grant execute on function public.member_counts to authenticated, service_role;

create function private.member_version(college uuid, person uuid) returns text
language sql stable security definer
set search_path = ''
return md5(private.member_state(college, person)::text);
comment on function private.member_version is
  'Differs whenever something that administrators edit differs: role, rights, groups, subjects, wherever it was changed.';

create function public.member(college uuid, person uuid)
returns table (
  person_id uuid,
  surname text,
  name text,
  patronymic text,
  role public.member_role,
  is_admin boolean,
  subjects text[],
  groups jsonb,
  phone text,
  joined_at timestamptz,
  version text
)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  return query
    select
      m.person_id, p.surname, p.name, p.patronymic, m.role, m.is_admin, m.subjects,
      private.member_state(m.college_id, m.person_id) -> 'groups',
      private.mask_phone(private.confirmed_phone(m.person_id)), m.created_at, private.member_version(m.college_id, m.person_id)
    from public.memberships m join public.profiles p on p.id = m.person_id
    where m.college_id = college and m.person_id = person and m.left_at is null;
  if not found then
    raise exception 'does not belong to the college' using errcode = 'SF003';
  end if;
end
$$;
comment on function public.member is
  'A member as an administrator edits them, with the version that update_member asks for. SF003 when they are gone.';
revoke execute on function public.member from public, anon;
grant execute on function public.member to authenticated, service_role;

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
comment on function private.require_other_admin is
  'Refuses (SF005) to lose the last administrator of a college. Two requests at once wait for each other.';

create function private.end_membership(college uuid, person uuid, action text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was jsonb;
begin
  perform private.require_other_admin(college, person);
  perform private.lock_membership(college, person);
  perform from public.memberships m where m.college_id = college and m.person_id = person for no key update;
  was := private.member_state(college, person);
  if was is null then
    raise exception 'does not belong to the college' using errcode = 'SF003';
  end if;
  delete from public.group_students s using public.groups g
    where g.id = s.group_id and g.college_id = college and s.person_id = person;
  delete from public.group_teachers t using public.groups g
    where g.id = t.group_id and g.college_id = college and t.person_id = person;
  update public.memberships m set left_at = clock_timestamp(), is_admin = false where m.college_id = college and m.person_id = person;
  delete from private.expected_members e where e.college_id = end_membership.college and e.phone = private.confirmed_phone(person);
  if action = 'member_removed' then
    perform private.exclude(college, person, removed_at => clock_timestamp());
  end if;
  perform private.log_change(college, action, 'person', person::text, '', was, actor => person);
end
$$;
comment on function private.end_membership is
  'Takes a person out of a college, its groups and their chats. Their rows in other chats stay, so that a personal chat keeps its other side, but open nothing while they are out.';

create function public.remove_member(college uuid, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.lock_college_as_admin(college);
  perform private.end_membership(college, person, 'member_removed');
end
$$;
comment on function public.remove_member is
  'Removes a person from the college. SF005 for the last administrator, SF003 when they are gone already.';
revoke execute on function public.remove_member from public, anon;
grant execute on function public.remove_member to authenticated, service_role;

create function public.leave_college(college uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.end_membership(college, (select private.me()), 'member_left');
end
$$;
comment on function public.leave_college is 'Ends the caller''s own membership. SF005 for the last administrator.';
revoke execute on function public.leave_college from public, anon;
grant execute on function public.leave_college to authenticated, service_role;

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
  perform private.lock_college_as_admin(college);
  -- Whoever is just being added to a group is waited for, and seen.
  perform private.lock_membership(college, person);
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

  -- In a graduated group people may stay what they were, but nobody becomes anything.
  kept := case when (update_member.role = 'student') = (was ->> 'role' = 'student')
    then array(select (g ->> 'id')::uuid from jsonb_array_elements(was -> 'groups') g) else '{}' end;
  foreach one in array wanted loop
    if one <> all (kept) then
      perform private.require_open_group(one, college);
    end if;
  end loop;

  -- First what they become, then what they are no longer: whoever stays in a group stays in its chats.
  if update_member.role = 'student' then
    insert into public.group_students (group_id, person_id) select g, person from unnest(wanted) g
      where g <> all (kept);
  else
    if wanted <> '{}' and taught = '{}' then
      raise exception 'a teacher of a group names a subject' using errcode = 'SF001';
    end if;
    insert into public.group_teachers (group_id, person_id, subject)
      select g, person, subject from unnest(wanted) g cross join unnest(taught) subject
      where not exists (
        select from public.group_teachers t where t.group_id = g and t.person_id = person and t.subject = any (taught)
      );
  end if;
  delete from public.group_students s using public.groups g
    where g.id = s.group_id and g.college_id = college and s.person_id = person
      and (update_member.role <> 'student' or s.group_id <> all (wanted));
  delete from public.group_teachers t using public.groups g
    where g.id = t.group_id and g.college_id = college and t.person_id = person
      and (update_member.role = 'student' or t.group_id <> all (wanted) or t.subject <> all (taught));

  became := private.member_state(college, person);
  if became is distinct from was then
    perform private.log_change(college, 'member_changed', 'person', person::text, '', was, became);
  end if;
  return private.member_version(college, person);
end
$$;
comment on function public.update_member is
  'Saves what an administrator edited of a member and returns the new version. A group keeps those of the subjects that were taught in it; one that has none gets all. SF002 (with the present values) when somebody was faster, SF005 for the last administrator, SF006 for a group that has graduated.';
revoke execute on function public.update_member from public, anon;
grant execute on function public.update_member to authenticated, service_role;
