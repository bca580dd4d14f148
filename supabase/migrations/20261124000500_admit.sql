create function private.require_open_group(study_group uuid, college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  graduated boolean;
begin
  select private.is_graduated(g.end_year, c.time_zone) into graduated
    from public.groups g join public.colleges c on c.id = g.college_id
    where g.id = study_group and g.college_id = college;
  if graduated is null then
    raise exception 'no such group in the college' using errcode = 'SF001';
  end if;
  if graduated then
    raise exception 'the group has graduated' using errcode = 'SF006';
  end if;
end
$$;
comment on function private.require_open_group(uuid, uuid) is
  'Refuses a group that has graduated (SF006) or is not of the college (SF001).';

create function private.teach(study_group uuid, person uuid, subjects text[]) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted text[] := subjects;
begin
  if wanted = '{}' then
    if exists (select from public.group_teachers t where t.group_id = study_group and t.person_id = person) then
      return;
    end if;
    select m.subjects into wanted
      from public.memberships m join public.groups g on g.college_id = m.college_id
      where g.id = study_group and m.person_id = person;
  end if;
  if wanted = '{}' then
    raise exception 'a teacher of a group names a subject' using errcode = 'SF001';
  end if;
  insert into public.group_teachers (group_id, person_id, subject)
    select study_group, person, subject from unnest(wanted) subject
    on conflict do nothing;
end
$$;
comment on function private.teach(uuid, uuid, text[]) is
  'Makes a member teach these subjects in a group; without any, all that he teaches in the college. Without one at all it is refused (SF001).';

create function private.admit(
  college uuid,
  person uuid,
  role public.member_role,
  study_group uuid default null,
  subjects text[] default '{}',
  via text default ''
) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted text[] := private.clean_subjects(subjects);
  known public.memberships;
  was jsonb;
  became jsonb;
begin
  -- Two ways in at once, say a link and an application, are taken one after the other.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(college::text || person::text, 0));
  if study_group is not null then
    perform private.require_open_group(study_group, college);
  end if;
  was := private.member_state(college, person);
  select * into known from public.memberships m where m.college_id = admit.college and m.person_id = admit.person;
  if known.person_id is null then
    insert into public.memberships (college_id, person_id, role) values (college, person, admit.role);
  elsif known.left_at is not null then
    update public.memberships m set left_at = null, is_admin = false, role = admit.role
      where m.college_id = admit.college and m.person_id = admit.person;
  elsif known.role = 'student' and admit.role <> 'student' then
    update public.memberships m set role = admit.role where m.college_id = admit.college and m.person_id = admit.person;
  else
    -- Who teaches or works here stays what he is, whichever link he opens.
    role := known.role;
  end if;
  if role = 'student' then
    insert into public.group_students (group_id, person_id)
      select study_group, person where study_group is not null
      on conflict do nothing;
  else
    delete from public.group_students s using public.groups g
      where s.group_id = g.id and g.college_id = admit.college and s.person_id = admit.person;
    update public.memberships m set subjects = private.clean_subjects(m.subjects || wanted)
      where m.college_id = admit.college and m.person_id = admit.person
        and m.subjects is distinct from private.clean_subjects(m.subjects || wanted);
    if admit.study_group is not null and admit.role <> 'student' then
      perform private.teach(study_group, person, wanted);
    end if;
  end if;
  became := private.member_state(college, person);
  if became is distinct from was then
    perform private.log_change(
      college,
      case when was is not null then 'member_changed' when known.person_id is not null then 'member_readmitted' else 'member_added' end,
      case via when 'request' then 'request' else 'person' end,
      person::text, '', was, became || jsonb_build_object('via', via)
    );
  end if;
end
$$;
comment on function private.admit(uuid, uuid, public.member_role, uuid, text[], text) is
  'Lets a person into a college and, if given, a group; again changes nothing. Who left comes back with his history, but never as an administrator. A student may become a teacher by it; a teacher or member of staff keeps his role. A group that has graduated is refused (SF006).';
