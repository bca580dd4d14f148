-- Making, changing and deleting groups, and who teaches in them.

create function private.group_state(study_group uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'number', g.number, 'title', g.title, 'start_year', g.start_year, 'end_year', g.end_year,
    'teachers', coalesce((
      select jsonb_agg(jsonb_build_object('person_id', t.person_id, 'subjects', t.subjects) order by t.person_id)
      from (
        select t.person_id, array_agg(t.subject order by t.subject) as subjects
        from public.group_teachers t where t.group_id = g.id group by t.person_id
      ) t
    ), '[]')
  )
  from public.groups g where g.id = study_group;
end;
comment on function private.group_state is 'What can be edited of a group.';

create function private.lock_group(study_group uuid) returns public.groups
language plpgsql security definer
set search_path = ''
as $$
declare
  locked public.groups;
begin
  if study_group in (select private.my_colleges_group_ids()) then
    select * into locked from public.groups where id = study_group for no key update;
  end if;
  if locked.id is null then
    raise exception 'no such group' using errcode = 'SF003';
  end if;
  return locked;
end
$$;
comment on function private.lock_group is
  'A group of a college of the caller (else SF003), to be changed by one person at a time.';

create function private.check_group(number text, title text, start_year integer, end_year integer) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if private.is_blank(number) or char_length(private.clean_line(number)) > 30
    or title is null or char_length(private.clean_line(title)) > 200
    or start_year is null or end_year is null
    or start_year not between 1990 and 2100 or end_year not between start_year and start_year + 10 then
    raise exception 'number of 1 to 30 characters, years from 1990 to 2100, the end at most ten years after the start'
      using errcode = 'SF001';
  end if;
end
$$;

create function private.require_free_number(college uuid, number text, start_year integer, study_group uuid default null)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if exists (
    select from public.groups g
    where g.college_id = college and lower(g.number) = lower(private.clean_line(require_free_number.number))
      and g.start_year = require_free_number.start_year and g.id is distinct from study_group
  ) then
    raise exception 'there is such a group already' using errcode = 'SF002';
  end if;
end
$$;

create function private.require_teacher(college uuid, person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not exists (
    select from public.memberships m
    where m.college_id = college and m.person_id = person and m.role <> 'student' and m.left_at is null
  ) then
    raise exception 'not a teacher of the college' using errcode = 'SF001';
  end if;
end
$$;

create function private.add_teacher(college uuid, study_group uuid, person uuid, subjects text[]) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted text[] := private.clean_subjects(subjects);
begin
  perform private.require_teacher(college, person);
  if wanted = '{}' then
    raise exception 'a teacher of a group names a subject' using errcode = 'SF001';
  end if;
  insert into public.group_teachers (group_id, person_id, subject)
    select add_teacher.study_group, add_teacher.person, taught.subject from unnest(wanted) taught (subject)
    where not exists (
      select from public.group_teachers t
      where t.group_id = add_teacher.study_group and t.person_id = add_teacher.person and t.subject = taught.subject
    );
  update public.memberships m set subjects = private.clean_subjects(m.subjects || wanted)
    where m.college_id = add_teacher.college and m.person_id = add_teacher.person and not m.subjects @> wanted;
end
$$;
comment on function private.add_teacher is
  'Lets a teacher or member of staff teach subjects in a group, and records that they teach them in the college.';

create function private.set_teachers(college uuid, study_group uuid, teachers jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  one record;
begin
  if jsonb_typeof(teachers) <> 'array' or jsonb_array_length(teachers) > 200 then
    raise exception 'teachers are a list of {person_id, subjects}' using errcode = 'SF001';
  end if;
  -- Whoever only teaches something else from now on stays in the chats of the group, and keeps their links to it.
  for one in select * from jsonb_to_recordset(teachers) wanted (person_id uuid, subjects text[]) loop
    perform private.add_teacher(college, study_group, one.person_id, one.subjects);
  end loop;
  delete from public.group_teachers t where t.group_id = study_group and not exists (
    select from jsonb_to_recordset(teachers) wanted (person_id uuid, subjects text[])
    where wanted.person_id = t.person_id and t.subject = any (private.clean_subjects(wanted.subjects))
  );
end
$$;

create function public.create_group(
  college uuid,
  number text,
  title text,
  start_year integer,
  end_year integer,
  teachers jsonb default '[]'
) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  made uuid;
begin
  perform private.lock_college_as_admin(college);
  perform private.check_group(number, title, start_year, end_year);
  perform private.require_free_number(college, number, start_year);
  insert into public.groups (college_id, number, title, start_year, end_year)
    values (college, trim(number), trim(title), start_year, end_year)
    returning id into made;
  perform private.set_teachers(college, made, teachers);
  perform private.log_change(college, 'group_created', 'group', made::text, trim(number), null, private.group_state(made));
  return made;
end
$$;
comment on function public.create_group is
  'Makes a group with its teachers, [{person_id, subjects}]. SF002 when the number is taken among those that start in this year.';
revoke execute on function public.create_group from public, anon;
grant execute on function public.create_group to authenticated, service_role;

create function public.update_group(
  study_group uuid,
  version integer,
  number text,
  title text,
  start_year integer,
  end_year integer,
  teachers jsonb default null
) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  known public.groups := private.lock_group(study_group);
  was jsonb := private.group_state(study_group);
  became jsonb;
  present integer;
begin
  perform private.require_admin(known.college_id);
  perform private.check_group(number, title, start_year, end_year);
  if known.version is distinct from update_group.version then
    raise exception 'somebody else has changed the group'
      using errcode = 'SF002', detail = was || jsonb_build_object('version', known.version);
  end if;
  perform private.lock_college(known.college_id);
  perform private.require_free_number(known.college_id, number, start_year, study_group);
  update public.groups g
    set number = trim(update_group.number), title = trim(update_group.title), start_year = update_group.start_year,
      end_year = update_group.end_year
    where g.id = study_group
    returning g.version into present;
  if teachers is not null then
    perform private.set_teachers(known.college_id, study_group, teachers);
  end if;
  became := private.group_state(study_group);
  if became is distinct from was then
    perform private.log_change(
      known.college_id, 'group_changed', 'group', study_group::text, became ->> 'number',
      private.changed_only(was, became), private.changed_only(became, was)
    );
  end if;
  return present;
end
$$;
comment on function public.update_group is
  'Saves a group and returns its new version; teachers that are null stay. SF002 when somebody was faster (with the present values) or the number is taken, SF006 for a new teacher of a group that has graduated.';
revoke execute on function public.update_group from public, anon;
grant execute on function public.update_group to authenticated, service_role;

create function public.delete_group(study_group uuid) returns void
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
comment on function public.delete_group is
  'Deletes a group that was made by mistake: one without people and chats (else SF002).';
revoke execute on function public.delete_group from public, anon;
grant execute on function public.delete_group to authenticated, service_role;

-- Teachers are part of what update_group saves.
create function private.increment_group_version(study_group uuid) returns void
language sql security definer
set search_path = ''
begin atomic
  update public.groups set number = number where id = study_group;
end;

-- Each change is a line in the log, which is kept for ever.
create function private.throttle_teaching(college uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if throttle_teaching.college not in (select private.my_admin_college_ids()) then
    perform private.throttle('groups taught by ' || (select private.me()), 200);
  end if;
end
$$;

create function public.add_group_teacher(study_group uuid, subjects text[], person uuid default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  known public.groups := private.lock_group(study_group);
  who uuid := coalesce(person, (select private.me()));
  was jsonb := private.member_state(known.college_id, who);
begin
  if who <> (select private.me()) or was ->> 'role' is distinct from 'teacher' then
    perform private.require_admin(known.college_id);
  end if;
  perform private.require_open_group(study_group, known.college_id);
  perform private.throttle_teaching(known.college_id);
  perform private.add_teacher(known.college_id, study_group, who, subjects);
  if private.member_state(known.college_id, who) is distinct from was then
    perform private.increment_group_version(study_group);
    perform private.log_change(
      known.college_id, 'group_teacher_added', 'group', study_group::text, known.number, null,
      jsonb_build_object('person_id', who, 'subjects', private.clean_subjects(subjects))
    );
  end if;
end
$$;
comment on function public.add_group_teacher is
  'Teachers add themselves to a group with what they teach there; administrators add any teacher or member of staff. SF006 when the group has graduated.';
revoke execute on function public.add_group_teacher from public, anon;
grant execute on function public.add_group_teacher to authenticated, service_role;

create function public.remove_group_teacher(study_group uuid, person uuid, subject text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  known public.groups := private.lock_group(study_group);
  gone text[];
begin
  if person is distinct from (select private.me()) then
    perform private.require_admin(known.college_id);
  end if;
  perform private.throttle_teaching(known.college_id);
  with removed as (
    delete from public.group_teachers t
      where t.group_id = study_group and t.person_id = person
        and (remove_group_teacher.subject is null or t.subject = remove_group_teacher.subject)
      returning t.subject
  )
  select array_agg(removed.subject order by removed.subject) into gone from removed;
  if gone is not null then
    perform private.increment_group_version(study_group);
    perform private.log_change(
      known.college_id, 'group_teacher_removed', 'group', study_group::text, known.number,
      jsonb_build_object('person_id', person, 'subjects', gone)
    );
  end if;
end
$$;
comment on function public.remove_group_teacher is
  'Takes a teacher out of a group, or one of their subjects. The teacher or an administrator may do it.';
revoke execute on function public.remove_group_teacher from public, anon;
grant execute on function public.remove_group_teacher to authenticated, service_role;
