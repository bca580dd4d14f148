alter table public.memberships
  add column subjects text[] not null default '{}',
  add constraint memberships_subjects check (cardinality(subjects) <= 30 and array_position(subjects, null) is null);
comment on column public.memberships.subjects is 'What a person teaches in the college, whichever groups he has; group_teachers says what he teaches where.';

create function private.clean_subjects(subjects text[]) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  found text[];
begin
  select coalesce(array_agg(subject order by place), '{}') into found from (
    select distinct on (subject) subject, place from (
      select trim(regexp_replace(given.subject, '\s+', ' ', 'g')) as subject, given.place
      from unnest(subjects) with ordinality given (subject, place)
      where not private.is_blank(given.subject)
    ) trimmed
    order by subject, place
  ) single;
  if cardinality(found) > 30 or exists (select from unnest(found) subject where char_length(subject) > 200) then
    raise exception 'at most 30 subjects of at most 200 characters' using errcode = 'SF001';
  end if;
  return found;
end
$$;
comment on function private.clean_subjects(text[]) is 'Subjects without blanks and repetitions; too many or too long ones are refused (SF001).';

create function private.member_state(college uuid, person uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'role', m.role,
    'is_admin', m.is_admin,
    'subjects', m.subjects,
    'groups', coalesce((
      select jsonb_agg(jsonb_build_object('id', g.id, 'number', g.number, 'subjects', g.subjects) order by g.number, g.id)
      from (
        select studied.id, studied.number, array[]::text[] as subjects
        from public.group_students s join public.groups studied on studied.id = s.group_id
        where s.person_id = member_state.person and studied.college_id = member_state.college
        union all
        select taught.id, taught.number, array_agg(t.subject order by t.subject)
        from public.group_teachers t join public.groups taught on taught.id = t.group_id
        where t.person_id = member_state.person and taught.college_id = member_state.college
        group by taught.id
      ) g
    ), '[]')
  )
  from public.memberships m
  where m.college_id = member_state.college and m.person_id = member_state.person and m.left_at is null;
end;
comment on function private.member_state(uuid, uuid) is 'What a person is in a college now, as the log keeps it; null when he does not belong to it.';
