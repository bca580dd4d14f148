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
comment on function private.require_member(uuid) is 'Refuses (42501) whoever does not belong to the college now.';

create function private.mask_phone(phone text) returns text
language sql immutable
set search_path = ''
return case
  when phone ~ '^7[0-9]{10}$' then '+7 ' || substr(phone, 2, 3) || ' ···-··-' || right(phone, 2)
  when phone <> '' then '+' || left(phone, 3) || ' ··· ' || right(phone, 2)
end;
comment on function private.mask_phone(text) is 'A number that can be recognised but not called.';

-- Everybody who belongs to a college now and fits the words; `place` is the order of lists.
create function private.find_members(college uuid, query text, study_group uuid)
returns table (person_id uuid, role public.member_role, is_admin boolean, place text)
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
    and (private.plain(find_members.query) = '' or not exists (
      select from unnest(string_to_array(private.plain(left(find_members.query, 200)), ' ')) word
      where position(' ' || word in ' ' || private.plain(concat_ws(
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
  -- First the page, then what is shown of it: the groups of two thousand people are not looked up for fifty.
  with checked as materialized (
    select private.require_member(college_members.college)
  ),
  page as materialized (
    select found.person_id, found.place
    from checked, private.find_members(college_members.college, coalesce(college_members.query, ''), college_members.study_group) found
    where (college_members.role is null or found.role = college_members.role)
      and (not coalesce(college_members.admins_only, false) or found.is_admin)
      and (college_members.after is null or found.place > (
        select translate(lower(concat_ws(' ', p.surname, p.name, p.patronymic)), 'ё', 'е') || ' ' || p.id
        from public.profiles p where p.id = college_members.after
      ))
    order by found.place
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
  order by page.place;
end;
comment on function public.college_members(uuid, text, public.member_role, boolean, uuid, integer, uuid) is
  'People of a college by surname, at most 200, after a person of the page before. Words are looked for in names, groups and subjects. Administrators also get the number, masked.';

create function public.member_counts(college uuid, query text default '', study_group uuid default null)
returns table (total integer, students integer, teachers integer, staff integer, administrators integer)
language sql stable security definer
set search_path = ''
begin atomic
  with checked as materialized (
    select private.require_member(member_counts.college)
  )
  select
    count(*)::integer, (count(*) filter (where found.role = 'student'))::integer,
    (count(*) filter (where found.role = 'teacher'))::integer, (count(*) filter (where found.role = 'staff'))::integer,
    (count(*) filter (where found.is_admin))::integer
  from checked, private.find_members(member_counts.college, coalesce(member_counts.query, ''), member_counts.study_group) found;
end;
comment on function public.member_counts(uuid, text, uuid) is 'How many people of each role fit.';

create function private.member_version(college uuid, person uuid) returns text
language sql stable security definer
set search_path = ''
return md5(private.member_state(college, person)::text);
comment on function private.member_version(uuid, uuid) is
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
comment on function public.member(uuid, uuid) is 'A member as an administrator edits him, with the version that update_member asks for. SF003 when he is gone.';

create function public.member_phone(college uuid, person uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if person is distinct from (select auth.uid()) then
    perform private.require_admin(college);
    if private.member_state(college, person) is null then
      raise exception 'does not belong to the college' using errcode = 'SF003';
    end if;
  end if;
  return private.confirmed_phone(person);
end
$$;
comment on function public.member_phone(uuid, uuid) is 'Number of a member (digits), for himself and for administrators only.';

revoke execute on function
  public.college_members(uuid, text, public.member_role, boolean, uuid, integer, uuid), public.member_counts(uuid, text, uuid),
  public.member(uuid, uuid), public.member_phone(uuid, uuid)
  from public, anon;
grant execute on function
  public.college_members(uuid, text, public.member_role, boolean, uuid, integer, uuid), public.member_counts(uuid, text, uuid),
  public.member(uuid, uuid), public.member_phone(uuid, uuid)
  to authenticated, service_role;
