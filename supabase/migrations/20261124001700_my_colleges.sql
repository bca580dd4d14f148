create function public.my_colleges()
returns table (
  id uuid,
  short_name text,
  name text,
  city text,
  logo_path text,
  role public.member_role,
  is_admin boolean,
  requests integer
)
language sql stable security definer
set search_path = ''
begin atomic
  select
    c.id, c.short_name, c.name, c.city, c.logo_path, m.role, m.is_admin,
    case when m.is_admin then (
      select count(*)::integer from public.join_requests r
      where r.college_id = c.id and not exists (
        select from private.hidden_applicants h where h.college_id = r.college_id and h.person_id = r.person_id
      )
    ) else 0 end
  from public.memberships m
  join public.colleges c on c.id = m.college_id
  where m.person_id = (select auth.uid()) and m.left_at is null
  order by c.short_name, c.id;
end;
comment on function public.my_colleges() is
  'Colleges to which the caller belongs, with what he is there; administrators also learn how many applications wait.';

create function public.my_requests()
returns table (
  id uuid,
  college_id uuid,
  name text,
  short_name text,
  city text,
  address text,
  logo_path text,
  role public.member_role,
  group_number text,
  subjects text[],
  created_at timestamptz
)
language sql stable security definer
set search_path = ''
begin atomic
  select r.id, r.college_id, c.name, c.short_name, c.city, c.address, c.logo_path, r.role, r.group_number, r.subjects, r.created_at
  from public.join_requests r
  join public.colleges c on c.id = r.college_id
  where r.person_id = (select auth.uid())
  order by r.created_at, r.id;
end;
comment on function public.my_requests() is 'The caller''s applications that wait, with what everybody may know of the colleges.';

revoke execute on function public.my_colleges(), public.my_requests() from public, anon;
grant execute on function public.my_colleges(), public.my_requests() to authenticated, service_role;
