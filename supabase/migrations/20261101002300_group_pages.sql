-- What members see of the groups of their college.

create function public.college_groups(college uuid)
returns table (
  id uuid,
  number text,
  title text,
  start_year smallint,
  end_year smallint,
  is_graduated boolean,
  version integer,
  student_count integer,
  teachers jsonb
)
language sql stable security definer
set search_path = ''
begin atomic
  select private.require_member(college_groups.college);
  select
    g.id, g.number, g.title, g.start_year, g.end_year, private.is_graduated(g.end_year, c.time_zone), g.version,
    (select count(*)::integer from public.group_students s where s.group_id = g.id),
    coalesce((
      select jsonb_agg(
        jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic)
        order by p.surname, p.name, p.id
      )
      from public.profiles p where p.id in (select t.person_id from public.group_teachers t where t.group_id = g.id)
    ), '[]')
  from public.groups g
  join public.colleges c on c.id = g.college_id
  where g.college_id = college_groups.college
  order by private.is_graduated(g.end_year, c.time_zone), g.number, g.start_year desc;
end;
comment on function public.college_groups is 'Groups of a college, those that have graduated last.';
revoke execute on function public.college_groups from public, anon;
grant execute on function public.college_groups to authenticated, service_role;

create function public.my_groups(college uuid default null)
returns table (
  id uuid,
  college_id uuid,
  number text,
  title text,
  is_graduated boolean,
  is_teacher boolean,
  subjects text[]
)
language sql stable security definer
set search_path = ''
begin atomic
  select g.id, g.college_id, g.number, g.title, private.is_graduated(g.end_year, c.time_zone), mine.is_teacher, mine.subjects
  from (
    select s.group_id, false as is_teacher, array[]::text[] as subjects
    from public.group_students s where s.person_id = (select private.me())
    union all
    select t.group_id, true, array_agg(t.subject order by t.subject)
    from public.group_teachers t where t.person_id = (select private.me())
    group by t.group_id
  ) mine
  join public.groups g on g.id = mine.group_id
  join public.colleges c on c.id = g.college_id
  where g.college_id in (select private.my_college_ids())
    and (my_groups.college is null or g.college_id = my_groups.college)
  order by private.is_graduated(g.end_year, c.time_zone), g.number, g.start_year desc;
end;
comment on function public.my_groups is 'Groups in which the caller studies or teaches.';
revoke execute on function public.my_groups from public, anon;
grant execute on function public.my_groups to authenticated, service_role;

create function public.group_page(study_group uuid)
returns table (
  id uuid,
  college_id uuid,
  number text,
  title text,
  start_year smallint,
  end_year smallint,
  is_graduated boolean,
  version integer,
  teachers jsonb,
  students jsonb,
  chats jsonb
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not coalesce(study_group in (select private.my_colleges_group_ids()), false) then
    return;
  end if;
  return query select
    g.id, g.college_id, g.number, g.title, g.start_year, g.end_year, private.is_graduated(g.end_year, c.time_zone), g.version,
    coalesce((
      select jsonb_agg(
        jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic, 'subjects', t.subjects)
        order by p.surname, p.name, p.id
      )
      from (
        select taught.person_id, array_agg(taught.subject order by taught.subject) as subjects
        from public.group_teachers taught where taught.group_id = g.id group by taught.person_id
      ) t
      join public.profiles p on p.id = t.person_id
    ), '[]'),
    coalesce((
      select jsonb_agg(
        jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic)
        order by p.surname, p.name, p.id
      )
      from public.group_students s join public.profiles p on p.id = s.person_id
      where s.group_id = g.id
    ), '[]'),
    coalesce((
      select jsonb_agg(
        jsonb_build_object(
          'id', chat.id, 'title', chat.title, 'is_open', private.is_chat_open(chat.id),
          'member_count', private.participant_count(chat.id)
        )
        order by chat.title, chat.id
      )
      from public.chats chat
      where chat.group_id = g.id and chat.id in (select private.my_chat_ids())
    ), '[]')
  from public.groups g
  join public.colleges c on c.id = g.college_id
  where g.id = group_page.study_group;
end
$$;
comment on function public.group_page is
  'A group for members of its college: teachers with their subjects, students, and those of its chats in which the caller is a participant.';
revoke execute on function public.group_page from public, anon;
grant execute on function public.group_page to authenticated, service_role;
