-- PostgREST cuts a set of rows at max_rows (1,000): of a longer list the rest would be missing, and nobody would know.
-- One value is never cut.
alter function public.import_people(uuid, jsonb, boolean, text) set schema private;
alter function public.expected_people(uuid) set schema private;
alter function public.export_members(uuid) set schema private;
revoke execute on function
  private.import_people(uuid, jsonb, boolean, text), private.expected_people(uuid), private.export_members(uuid)
from authenticated, service_role;

create function public.import_people(college uuid, rows jsonb, dry_run boolean, file_name text default '') returns jsonb
language sql volatile security definer
-- PostgREST gives the call so much time: letting in thousands who are registered already takes longer than its usual 8 s.
set search_path = '' set statement_timeout = '60s'
begin atomic
  select coalesce(jsonb_agg(to_jsonb(l)), '[]')
  from private.import_people(import_people.college, import_people.rows, import_people.dry_run, import_people.file_name) l;
end;
comment on function public.import_people(uuid, jsonb, boolean, text) is
  'Says of every line of a list what it would do, and does it unless it is a dry run: all that can be added is added, or nothing is. Who is registered is let in at once, others when they register with their number. An array of {line, status, surname, name, patronymic, phone, problems}.';

create function public.expected_people(college uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(e)), '[]') from private.expected_people(expected_people.college) e;
end;
comment on function public.expected_people(uuid) is
  'Who is awaited in a college and has not registered yet: an array of {phone, surname, name, patronymic, role, group_number, subjects, created_at}, by surname.';

create function public.export_members(college uuid) returns jsonb
language sql volatile security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(m)), '[]') from private.export_members(export_members.college) m;
end;
comment on function public.export_members(uuid) is
  'Everybody of a college with his number, and who is awaited, as a table to be saved: an array of {surname, name, patronymic, phone, role, groups, subjects, is_admin, state, since}. The log notes it.';

revoke execute on function
  public.import_people(uuid, jsonb, boolean, text), public.expected_people(uuid), public.export_members(uuid)
from public, anon;
grant execute on function
  public.import_people(uuid, jsonb, boolean, text), public.expected_people(uuid), public.export_members(uuid)
to authenticated, service_role;
