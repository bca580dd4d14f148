-- Import of lists of people, those expected by it, and export of all members.

create function private.parse_phone(written text) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  found text[] := regexp_match(
    regexp_replace(normalize(left(written, 100), NFKC), E'[\\s()./\u2010-\u2015\u2212\u200e\u200f\u202a-\u202e\u2066-\u2069-]', '', 'g'), '^(\+|00)?([0-9]+)$'
  );
  digits text := found[2];
  abroad boolean := found[1] is not null;
begin
  if not abroad and digits like '810%' then
    digits := substr(digits, 4);
    abroad := true;
  elsif not abroad and length(digits) = 10 and digits !~ '^[78]9' then
    digits := '7' || digits;
  end if;
  return case
    when abroad and digits !~ '^(7|89)' then substring(digits from '^[1-9][0-9]{6,14}$')
    when digits ~ '^[78][0-9]{10}$' then '7' || substr(digits, 2)
  end;
end
$$;
comment on function private.parse_phone is
  'Digits with the country code of a number in any usual notation, as the sign-in form reads it; null when it is none.';

create function private.parse_role(written text) returns public.member_role
language sql immutable
set search_path = ''
return case lower(trim(written))
  when 'преподаватель' then 'teacher' when 'сотрудник' then 'staff' when 'студент' then 'student'
  when 'teacher' then 'teacher' when 'staff' then 'staff' when 'student' then 'student'
end::public.member_role;

create type private.import_line as (
  line integer,
  surname text,
  name text,
  patronymic text,
  phone text,
  role public.member_role,
  group_id uuid,
  subjects text[],
  status text,
  problems jsonb
);

create function private.import_lines(college uuid, rows jsonb) returns setof private.import_line
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  of_college uuid := import_lines.college;
begin
  if jsonb_typeof(import_lines.rows) <> 'array' or jsonb_array_length(import_lines.rows) > 5000
    or exists (select from jsonb_array_elements(import_lines.rows) item where jsonb_typeof(item) <> 'object')
  then
    raise exception 'the rows are a list of at most 5,000 objects' using errcode = 'SF001', detail = 'rows';
  end if;
  return query
    with written as (
      select
        coalesce(case when item ->> 'line' ~ '^[0-9]{1,8}$' then (item ->> 'line')::integer end, ordinal::integer) as line,
        ordinal, cells.*
      from jsonb_array_elements(import_lines.rows) with ordinality list (item, ordinal)
      cross join lateral (
        select
          max(cell) filter (where key = 'surname') as surname, max(cell) filter (where key = 'name') as name,
          max(cell) filter (where key = 'patronymic') as patronymic, max(cell) filter (where key = 'phone') as phone,
          max(cell) filter (where key = 'role') as role, max(cell) filter (where key = 'group') as "group",
          max(cell) filter (where key = 'subjects') as subjects
        from jsonb_each_text(item) field (key, value),
          lateral (select case when private.is_blank(value) then '' else private.clean_line(value) end) shown (cell)
      ) cells
    ),
    known as (
      select g.id, g.number, private.search_text(g.number) as plain, private.is_graduated(g.end_year, c.time_zone) as graduated,
        row_number() over (
          partition by private.search_text(g.number) order by private.is_graduated(g.end_year, c.time_zone), g.start_year desc
        ) as choice
      from public.groups g join public.colleges c on c.id = g.college_id
      where g.college_id = of_college
    ),
    understood as (
      select w.*, private.parse_phone(w.phone) as digits, private.parse_role(w.role) as known_role,
        found.id as found_id, coalesce(found.graduated, false) as graduated, given.subjects as list
      from written w
      left join known found on found.choice = 1 and found.plain = private.search_text(w."group") and coalesce(w."group", '') <> ''
      cross join lateral (
        select coalesce(array_agg(distinct trim(part)) filter (where trim(part) <> ''), '{}') as subjects
        from regexp_split_to_table(coalesce(w.subjects, ''), '[,;]') part
      ) given
    ),
    numbered as (
      select u.*, first_value(u.line) over (partition by u.digits order by u.ordinal) as first_line,
        row_number() over (partition by u.digits order by u.ordinal) as time
      from understood u
    ),
    there as (
      select account.phone from auth.users account join public.memberships m on m.person_id = account.id
      where m.college_id = of_college and m.left_at is null and account.phone_confirmed_at is not null
      union
      select e.phone from private.expected_members e where e.college_id = of_college
    ),
    judged as (
      select n.*, there.phone is not null as is_there, (
        select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('field', field, 'reason', reason, 'detail', detail)) order by rank), '[]')
        from (values
          (1, 'surname', case when coalesce(n.surname, '') = '' then 'empty' when char_length(n.surname) > 100 then 'long' end, null),
          (2, 'name', case when coalesce(n.name, '') = '' then 'empty' when char_length(n.name) > 100 then 'long' end, null),
          (3, 'patronymic', case when char_length(n.patronymic) > 100 then 'long' end, null),
          (4, 'phone', case
            when coalesce(n.phone, '') = '' then 'empty'
            when n.digits is not null and n.time > 1 then 'duplicate'
            when n.digits is not null then null
            when n.phone ~ '[[:alpha:]]' then 'phone'
            else 'phone_digits'
          end, case
            when n.digits is null and n.phone <> '' then length(regexp_replace(n.phone, '[^0-9]', '', 'g'))::text
            when n.time > 1 then n.first_line::text
          end),
          (5, 'role', case when coalesce(n.role, '') = '' then 'empty' when n.known_role is null then 'unknown' end, null),
          (6, 'group', case
            when coalesce(n."group", '') = '' then null
            when n.known_role = 'staff' then 'role'
            when n.found_id is null then 'unknown'
            when n.graduated then 'graduated'
          end, case when n.found_id is null then (
            select k.number from known k
            where not k.graduated and extensions.similarity(k.plain, private.search_text(n."group")) > 0.2
            order by extensions.similarity(k.plain, private.search_text(n."group")) desc, k.number limit 1
          ) end),
          (7, 'subjects', case
            when n.known_role = 'student' and n.list <> '{}' then 'role'
            when n.known_role = 'teacher' and n.found_id is not null and n.list = '{}' then 'empty'
            when cardinality(n.list) > 30 or (select max(char_length(subject)) from unnest(n.list) subject) > 200 then 'long'
          end, null)
        ) rule (rank, field, reason, detail)
        -- Of who is there already nothing is changed, so only their number has to be right: a list that was exported,
        -- with all groups of a person in one cell, comes back without errors.
        where reason is not null and (there.phone is null or field = 'phone')
      ) as wrong
      from numbered n left join there on there.phone = n.digits
    )
    select j.line, coalesce(j.surname, ''), coalesce(j.name, ''), coalesce(j.patronymic, ''), coalesce(j.digits, j.phone, ''),
      j.known_role, j.found_id, j.list,
      case when j.wrong <> '[]' then 'error' when j.is_there then 'exists' else 'new' end, j.wrong
    from judged j
    order by j.ordinal;
end
$$;
comment on function private.import_lines is
  'What each line of a list of people would do: add a person (new), nothing (exists), or not be understood (error, with all its problems).';

-- PostgREST cuts a set of rows at max_rows (1,000): the rest of a longer list would be missing, and nobody would know. One
-- value is never cut, so the functions of the API return one array.
create function private.import_people_rows(college uuid, rows jsonb, dry_run boolean, file_name text default '')
returns table (line integer, status text, surname text, name text, patronymic text, phone text, problems jsonb)
language plpgsql volatile security definer
-- PostgREST gives the call so much time: a list of thousands may take longer than its usual 8 s.
set search_path = '' set statement_timeout = '60s'
as $$
#variable_conflict use_column
declare
  of_college uuid := import_people_rows.college;
  lines private.import_line[];
begin
  perform private.require_admin(of_college);
  -- Two lists at once wait for each other: the second finds who came with the first, whatever their order.
  if not dry_run then
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('import ' || of_college, 0));
  end if;
  select array_agg(l) into lines from private.import_lines(of_college, import_people_rows.rows) l;
  if not dry_run then
    insert into private.expected_members (college_id, phone, role, group_id, subjects, surname, name, patronymic, via, created_by)
      select of_college, l.phone, l.role, l.group_id, l.subjects, l.surname, l.name, l.patronymic, 'import', (select private.me())
      from unnest(lines) l where l.status = 'new'
      on conflict on constraint expected_members_pkey do nothing;
    perform private.broadcast('user:' || account.id, 'offer', jsonb_build_object('college_id', of_college))
      from unnest(lines) l join auth.users account on account.phone = l.phone and account.phone_confirmed_at is not null
      where l.status = 'new';
    perform private.log_change(of_college, 'people_imported', 'import', '', left(private.clean_line(file_name), 200), null, (
      select jsonb_object_agg(state, (select count(*) from unnest(lines) l where l.status = state))
      from unnest('{new, exists, error}'::text[]) state
    ));
  end if;
  return query select l.line, l.status, l.surname, l.name, l.patronymic, l.phone, l.problems from unnest(lines) l;
end
$$;
comment on function private.import_people_rows is 'The rows of public.import_people, which describes them.';

create function public.import_people(college uuid, rows jsonb, dry_run boolean, file_name text default '') returns jsonb
language sql volatile security definer
-- PostgREST gives the call so much time: a list of thousands may take longer than its usual 8 s.
set search_path = '' set statement_timeout = '60s'
begin atomic
  select coalesce(jsonb_agg(to_jsonb(l)), '[]')
  from private.import_people_rows(import_people.college, import_people.rows, import_people.dry_run, import_people.file_name) l;
end;
comment on function public.import_people is
  'For every line of a list what it would do, done unless it is a dry run: all that can be added is added, or nothing is. Whoever registers with their number afterwards is let in; whoever is registered gets an offer, and neither the answer nor anything else tells which of them are. An array of {line, status, surname, name, patronymic, phone, problems}.';
revoke execute on function public.import_people from public, anon;
grant execute on function public.import_people to authenticated, service_role;

create function private.expected_people_rows(college uuid)
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
    where e.college_id = expected_people_rows.college
    order by e.surname, e.name, e.phone;
end
$$;
comment on function private.expected_people_rows is 'The rows of public.expected_people, which describes them.';

create function public.expected_people(college uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(e)), '[]') from private.expected_people_rows(expected_people.college) e;
end;
comment on function public.expected_people is
  'Who is expected in a college and has not joined it yet, registered or not: an array of {phone, surname, name, patronymic, role, group_number, subjects, created_at}, by surname.';
revoke execute on function public.expected_people from public, anon;
grant execute on function public.expected_people to authenticated, service_role;

create function public.remove_expected(college uuid, phone text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  delete from private.expected_members e where e.college_id = college and e.phone = remove_expected.phone;
  if found then
    perform private.log_change(college, 'expected_removed', 'import', '');
    perform private.broadcast('user:' || account.id, 'offer', jsonb_build_object('college_id', college))
      from auth.users account where account.phone = remove_expected.phone and account.phone_confirmed_at is not null;
  end if;
end
$$;
comment on function public.remove_expected is
  'Expects a person no longer. Nothing happens when they have come, or never were expected.';
revoke execute on function public.remove_expected from public, anon;
grant execute on function public.remove_expected to authenticated, service_role;

create function private.export_members_rows(college uuid)
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
    where m.college_id = export_members_rows.college and m.left_at is null
    union all
    select e.surname, e.name, e.patronymic, e.phone, e.role, coalesce(g.number, ''), array_to_string(e.subjects, ', '), false, 'expected', e.created_at
    from private.expected_members e left join public.groups g on g.id = e.group_id
    where e.college_id = export_members_rows.college
    order by 9 desc, 1, 2, 4;
end
$$;
comment on function private.export_members_rows is 'The rows of public.export_members, which describes them.';

create function public.export_members(college uuid) returns jsonb
language sql volatile security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(m)), '[]') from private.export_members_rows(export_members.college) m;
end;
comment on function public.export_members is
  'All members of a college with their numbers, and who is expected, as a table to be saved: an array of {surname, name, patronymic, phone, role, groups, subjects, is_admin, state, since}. The log records it.';
revoke execute on function public.export_members from public, anon;
grant execute on function public.export_members to authenticated, service_role;
