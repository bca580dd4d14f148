create or replace function private.import_people(college uuid, rows jsonb, dry_run boolean, file_name text default '')
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
  -- Two lists at once are taken one after the other: the second finds who came with the first, in whatever order they stand.
  if not dry_run then
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('import ' || of_college, 0));
  end if;
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
