create function public.import_people(college uuid, rows jsonb, dry_run boolean, file_name text default '')
returns table (line integer, status text, surname text, name text, patronymic text, phone text, problems jsonb)
language plpgsql volatile security definer
-- PostgREST gives the call so much time: letting in thousands who are registered already takes longer than its usual 8 s.
set search_path = '' set statement_timeout = '60s'
as $$
#variable_conflict use_column
declare
  of_college uuid := import_people.college;
  lines private.import_line[];
  registered uuid;
begin
  perform private.require_admin(of_college);
  select array_agg(l) into lines from private.import_lines(of_college, import_people.rows) l;
  if not dry_run then
    insert into private.expected_members (college_id, phone, role, group_id, subjects, surname, name, patronymic, via, created_by)
      select of_college, l.phone, l.role, l.group_id, l.subjects, l.surname, l.name, l.patronymic, 'import', (select auth.uid())
      from unnest(lines) l where l.status = 'new'
      on conflict on constraint expected_members_pkey do nothing;
    for registered in
      select p.id from private.expected_members e
      join auth.users account on account.phone = e.phone and account.phone_confirmed_at is not null
      join public.profiles p on p.id = account.id
      where e.college_id = of_college
    loop
      perform private.admit_expected(registered);
    end loop;
    perform private.log_change(of_college, 'people_imported', 'import', '', left(file_name, 200), null, (
      select jsonb_object_agg(state, (select count(*) from unnest(lines) l where l.status = state))
      from unnest('{new, exists, error}'::text[]) state
    ));
  end if;
  return query select l.line, l.status, l.surname, l.name, l.patronymic, l.phone, l.problems from unnest(lines) l;
end
$$;
comment on function public.import_people(uuid, jsonb, boolean, text) is
  'Says of every line of a list what it would do, and does it unless it is a dry run: all that can be added is added, or nothing is. Who is registered is let in at once, others when they register with their number.';

create function public.expected_people(college uuid)
returns table (
  phone text,
  surname text,
  name text,
  patronymic text,
  role public.member_role,
  group_number text,
  subjects text[],
  created_at timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  return query
    select e.phone, e.surname, e.name, e.patronymic, e.role, g.number, e.subjects, e.created_at
    from private.expected_members e left join public.groups g on g.id = e.group_id
    where e.college_id = expected_people.college
    order by e.surname, e.name, e.phone;
end
$$;
comment on function public.expected_people(uuid) is 'Who is awaited in a college and has not registered yet.';

create function public.remove_expected(college uuid, phone text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  delete from private.expected_members e where e.college_id = college and e.phone = remove_expected.phone;
  if found then
    perform private.log_change(college, 'expected_removed', 'import', '');
  end if;
end
$$;
comment on function public.remove_expected(uuid, text) is 'Awaits somebody no longer. Nothing happens when he has come, or never was awaited.';

create function public.export_members(college uuid)
returns table (
  surname text,
  name text,
  patronymic text,
  phone text,
  role public.member_role,
  groups text,
  subjects text,
  is_admin boolean,
  state text,
  since timestamptz
)
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  perform private.log_change(college, 'people_exported', 'import', '');
  return query
    select p.surname, p.name, p.patronymic, coalesce(private.confirmed_phone(p.id), ''), m.role,
      coalesce((
        select string_agg(distinct g.number, ', ') from public.groups g
        where g.college_id = m.college_id and g.id in (
          select s.group_id from public.group_students s where s.person_id = p.id
          union all select t.group_id from public.group_teachers t where t.person_id = p.id
        )
      ), ''),
      array_to_string(m.subjects, ', '), m.is_admin, 'member', m.created_at
    from public.memberships m join public.profiles p on p.id = m.person_id
    where m.college_id = export_members.college and m.left_at is null
    union all
    select e.surname, e.name, e.patronymic, e.phone, e.role, coalesce(g.number, ''), array_to_string(e.subjects, ', '), false, 'expected', e.created_at
    from private.expected_members e left join public.groups g on g.id = e.group_id
    where e.college_id = export_members.college
    order by 9 desc, 1, 2, 4;
end
$$;
comment on function public.export_members(uuid) is 'Everybody of a college with his number, and who is awaited, as a table to be saved. The log notes it.';

revoke execute on function
  public.import_people(uuid, jsonb, boolean, text), public.expected_people(uuid), public.remove_expected(uuid, text), public.export_members(uuid)
from public, anon;
grant execute on function
  public.import_people(uuid, jsonb, boolean, text), public.expected_people(uuid), public.remove_expected(uuid, text), public.export_members(uuid)
to authenticated, service_role;
