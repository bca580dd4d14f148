-- Requests to join a college, and what becomes of them.

create table public.join_requests (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  role public.member_role not null,
  group_number text not null default '',
  subjects text[] not null default '{}',
  created_at timestamptz not null default now(),
  constraint join_requests_once unique (college_id, person_id),
  constraint join_requests_group_number check (char_length(group_number) <= 100)
);
create index join_requests_person_id on public.join_requests (person_id);
comment on table public.join_requests is 'Who asks to be let into a college. The row is deleted when they are admitted or withdraw.';
comment on column public.join_requests.group_number is 'Group as the applicant wrote it; the groups of a college are not shown to them.';

alter table public.join_requests enable row level security;
revoke all on public.join_requests from public, anon, authenticated;
grant select on public.join_requests to authenticated;
grant all on public.join_requests to service_role;

create policy "People see their own applications" on public.join_requests
  for select to authenticated using (person_id = (select private.me()));

create trigger clean_lines before insert or update on public.join_requests
  for each row execute function private.clean_lines('group_number');

create function private.broadcast_request() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.join_requests := case tg_op when 'DELETE' then old else new end;
begin
  perform private.broadcast('user:' || asked.person_id, 'request', jsonb_build_object('college_id', asked.college_id));
  if not private.is_hidden(asked.college_id, asked.person_id) then
    perform private.broadcast('admin:' || asked.college_id, 'requests_changed');
  end if;
  return null;
end
$$;

create trigger broadcast_request after insert or update or delete on public.join_requests
  for each row execute function private.broadcast_request();

-- An application ends by being admitted, by whatever way.
create function private.delete_join_requests() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.join_requests where college_id = new.college_id and person_id = new.person_id;
  return null;
end
$$;

create trigger delete_join_requests after insert or update on public.memberships
  for each row when (new.left_at is null) execute function private.delete_join_requests();

create function public.request_to_join(
  college uuid,
  role public.member_role,
  group_number text default '',
  subjects text[] default '{}'
) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select private.me());
  asked uuid;
begin
  -- Administrators are told that the number of an applicant is proved.
  if not exists (select from public.profiles where id = me) or not private.has_confirmed_phone() then
    raise exception 'only registered people apply' using errcode = '42501';
  end if;
  if not exists (select from public.colleges where id = college) then
    raise exception 'no such college' using errcode = 'SF003';
  end if;
  if college in (select private.my_college_ids()) then
    raise exception 'belongs to the college already' using errcode = 'SF002';
  end if;
  perform private.throttle('request to join of ' || me, 20);
  insert into public.join_requests (college_id, person_id, role, group_number, subjects)
    values (
      college, me, request_to_join.role, coalesce(trim(request_to_join.group_number), ''),
      private.clean_subjects(request_to_join.subjects)
    )
    on conflict on constraint join_requests_once do update
      set role = excluded.role, group_number = excluded.group_number, subjects = excluded.subjects
    returning id into asked;
  return asked;
end
$$;
comment on function public.request_to_join is
  'Applies for membership, or changes the pending application. Twenty times an hour (SF004); not by a member (SF002).';
revoke execute on function public.request_to_join from public, anon;
grant execute on function public.request_to_join to authenticated, service_role;

create function public.cancel_request(college uuid) returns void
language sql security definer
set search_path = ''
begin atomic
  delete from public.join_requests where college_id = college and person_id = (select private.me());
end;
comment on function public.cancel_request is 'Withdraws the caller''s application.';
revoke execute on function public.cancel_request from public, anon;
grant execute on function public.cancel_request to authenticated, service_role;

create function public.college_requests(college uuid)
returns table (
  id uuid,
  person_id uuid,
  surname text,
  name text,
  patronymic text,
  role public.member_role,
  group_number text,
  group_id uuid,
  subjects text[],
  created_at timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  return query
    select
      r.id, r.person_id, p.surname, p.name, p.patronymic, r.role, r.group_number,
      (
        select case when count(*) = 1 then (array_agg(g.id))[1] end
        from public.groups g join public.colleges c on c.id = g.college_id
        where g.college_id = college and private.search_text(g.number) = private.search_text(r.group_number)
          and not private.is_graduated(g.end_year, c.time_zone)
      ),
      r.subjects, r.created_at
    from public.join_requests r
    join public.profiles p on p.id = r.person_id
    where r.college_id = college and not private.is_hidden(r.college_id, r.person_id)
    order by r.created_at desc, r.id;
end
$$;
comment on function public.college_requests is 'Pending applications for an administrator, the newest first.';
revoke execute on function public.college_requests from public, anon;
grant execute on function public.college_requests to authenticated, service_role;

create function private.lock_request(request uuid) returns public.join_requests
language plpgsql security definer
set search_path = ''
as $$
declare
  of_college uuid := (select college_id from public.join_requests where id = request);
  asked public.join_requests;
begin
  if of_college is not null then
    perform private.require_admin(of_college);
    select * into asked from public.join_requests where id = request for update;
  end if;
  if asked.id is null or private.is_hidden(asked.college_id, asked.person_id) then
    raise exception 'the application is gone' using errcode = 'SF003';
  end if;
  return asked;
end
$$;

create function public.admit_request(
  request uuid,
  role public.member_role,
  study_group uuid default null,
  subjects text[] default '{}'
) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.join_requests := private.lock_request(request);
begin
  perform private.admit(asked.college_id, asked.person_id, admit_request.role, study_group, subjects, 'request');
  -- Whoever came in by a link while their application was pending is a member already: it would stay pending for ever.
  delete from public.join_requests r where r.id = request;
end
$$;
comment on function public.admit_request is
  'Lets an applicant in, as an administrator decides. Gone (SF003) when they have withdrawn or another administrator was faster.';
revoke execute on function public.admit_request from public, anon;
grant execute on function public.admit_request to authenticated, service_role;

create function public.hide_request(request uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.join_requests := private.lock_request(request);
begin
  perform private.exclude(asked.college_id, asked.person_id, hidden_at => clock_timestamp());
  perform private.log_change(asked.college_id, 'request_hidden', 'request', asked.person_id::text);
  perform private.broadcast('admin:' || asked.college_id, 'requests_changed');
  -- What they have written to the administration goes out of the queue along with it.
  perform private.broadcast('admin:' || asked.college_id, 'inquiry', jsonb_build_object('inquiry_id', i.id))
    from public.inquiries i where i.college_id = asked.college_id and i.asker_id = asked.person_id;
end
$$;
comment on function public.hide_request is
  'Makes an application vanish for good. The applicant notices nothing; only a link can let them in.';
revoke execute on function public.hide_request from public, anon;
grant execute on function public.hide_request to authenticated, service_role;

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
  where r.person_id = (select private.me())
  order by r.created_at, r.id;
end;
comment on function public.my_requests is
  'The caller''s pending applications, with what everybody may know of the colleges.';
revoke execute on function public.my_requests from public, anon;
grant execute on function public.my_requests to authenticated, service_role;

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
      where r.college_id = c.id and not private.is_hidden(r.college_id, r.person_id)
    ) else 0 end
  from public.memberships m
  join public.colleges c on c.id = m.college_id
  where m.person_id = (select private.me()) and m.left_at is null
  order by c.short_name, c.id;
end;
comment on function public.my_colleges is
  'Colleges of which the caller is a member, with what they are there; administrators also learn how many applications are pending.';
revoke execute on function public.my_colleges from public, anon;
grant execute on function public.my_colleges to authenticated, service_role;
