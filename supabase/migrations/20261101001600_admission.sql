-- How people become members: by a decision of the college, as expected from a list, or by an offer that they accept.

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
comment on function private.member_state is
  'What a person is in a college now, as the log keeps it; null when they are no member.';

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
comment on function private.teach is
  'Makes a member teach these subjects in a group; without any, all that they teach in the college. Without one at all it is refused (SF001).';

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
  perform private.lock_membership(college, person);
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
    -- A teacher or member of staff keeps their role, whichever link they open.
    role := known.role;
  end if;
  if role = 'student' then
    insert into public.group_students (group_id, person_id)
      select study_group, person where study_group is not null
      on conflict do nothing;
  else
    update public.memberships m set subjects = private.clean_subjects(m.subjects || wanted)
      where m.college_id = admit.college and m.person_id = admit.person
        and m.subjects is distinct from private.clean_subjects(m.subjects || wanted);
    if admit.study_group is not null and admit.role <> 'student' then
      perform private.teach(study_group, person, wanted);
    end if;
    -- Afterwards: whoever goes on in the group as its teacher stays in its chats.
    delete from public.group_students s using public.groups g
      where s.group_id = g.id and g.college_id = admit.college and s.person_id = admit.person;
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
comment on function private.admit is
  'Lets a person into a college and, if given, a group; again changes nothing. A person who left comes back with their history, but never as an administrator. A student may become a teacher by it; a teacher or member of staff keeps their role. A group that has graduated is refused (SF006).';

create function private.make_admin(college uuid, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was jsonb := private.member_state(college, person);
begin
  update public.memberships set is_admin = true where college_id = college and person_id = person and not is_admin;
  if found then
    perform private.log_change(
      college, 'member_changed', 'person', person::text, '', was, private.member_state(college, person)
    );
  end if;
end
$$;

create table private.expected_members (
  college_id uuid not null references public.colleges (id) on delete cascade,
  phone text not null,
  role public.member_role not null,
  is_admin boolean not null default false,
  group_id uuid references public.groups (id) on delete set null,
  subjects text[] not null default '{}',
  surname text not null default '',
  name text not null default '',
  patronymic text not null default '',
  via text not null default 'import',
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  declined_at timestamptz,
  primary key (college_id, phone),
  constraint expected_members_phone_digits check (phone ~ '^[1-9][0-9]{6,14}$')
);
create index expected_members_phone on private.expected_members (phone);
create index expected_members_group_id on private.expected_members (group_id);
create index expected_members_created_by on private.expected_members (created_by);
comment on table private.expected_members is
  'Whom a college expects by their number: they are let in when they register with it. Whoever is registered already gets an offer instead, and the college does not learn whether there is such a person.';
comment on column private.expected_members.via is 'import: a list of an administrator. application, operator: the person, or the operator, decided already.';
comment on column private.expected_members.declined_at is 'When the person declined the offer. Administrators do not see it.';

create trigger clean_lines before insert or update on private.expected_members
  for each row execute function private.clean_lines('surname', 'name', 'patronymic');

create function private.admit_as_expected(expected private.expected_members, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Meanwhile the group may have graduated, or be gone: that is no reason to keep anybody out.
  perform private.admit(
    expected.college_id, person, expected.role,
    (
      select g.id from public.groups g join public.colleges c on c.id = g.college_id
      where g.id = expected.group_id and not private.is_graduated(g.end_year, c.time_zone)
        and (expected.role = 'student' or expected.subjects <> '{}')
    ),
    expected.subjects, expected.via
  );
  if expected.is_admin then
    perform private.make_admin(expected.college_id, person);
  end if;
end
$$;

create function private.admit_expected(person uuid, registers boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  number text := private.confirmed_phone(person);
  expected private.expected_members;
begin
  if number is null or not exists (select from public.profiles where id = person) then
    return;
  end if;
  -- Whoever was removed since is not expected any more.
  delete from private.expected_members e
    where e.phone = number and private.removed_at(e.college_id, person) >= e.created_at;
  -- Nor is a member who has taken the number only now: the offer would outlast their membership, and undo a removal.
  delete from private.expected_members e
    where e.phone = number and e.via = 'import' and exists (
      select from public.memberships m where m.college_id = e.college_id and m.person_id = admit_expected.person and m.left_at is null
    );
  for expected in
    delete from private.expected_members e
      where e.phone = number and (e.via <> 'import' or registers and e.declined_at is null)
      returning *
  loop
    perform private.admit_as_expected(expected, person);
  end loop;
  perform private.broadcast('user:' || person, 'offer', jsonb_build_object('college_id', e.college_id))
    from private.expected_members e where e.phone = number;
end
$$;
comment on function private.admit_expected is
  'Lets a registered person into the colleges that expect their number. A list of an administrator lets in only who registers just now; others get an offer.';

create function private.admit_number(phone text) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  person uuid;
begin
  select account.id into person
    from auth.users account join public.profiles registered on registered.id = account.id
    where account.phone = admit_number.phone and account.phone_confirmed_at is not null;
  if person is null then
    return 'expected';
  end if;
  perform private.admit_expected(person, false);
  return 'admitted';
end
$$;

create function private.expect_member(
  college uuid,
  phone text,
  role public.member_role,
  is_admin boolean,
  via text,
  surname text default '',
  given_name text default '',
  patronymic text default ''
) returns text
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_number(phone);
  insert into private.expected_members (college_id, phone, role, is_admin, surname, name, patronymic, via, created_by)
    values (college, phone, role, is_admin, surname, given_name, patronymic, via, (select private.me()));
  return private.admit_number(phone);
end
$$;
comment on function private.expect_member is
  'Lets in the person who has this number, as they or the operator have decided: at once when they are registered (admitted), else when they register (expected).';

create function private.admit_registered() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.carry_exclusions(new.id);
  if tg_table_name = 'profiles' then
    perform private.admit_expected(new.id, true);
  else
    perform private.admit_expected(new.id, old.phone_confirmed_at is null);
  end if;
  return null;
end
$$;

create trigger admit_registered after insert on public.profiles
  for each row execute function private.admit_registered();

-- A number may be confirmed, or changed, after the profile is there.
create trigger sferum_admit_registered after update of phone, phone_confirmed_at on auth.users
  for each row when (new.phone_confirmed_at is not null) execute function private.admit_registered();

-- Whoever is a member, by whatever way, has no offer any more.
create function private.end_offers() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.expected_members e where e.college_id = new.college_id and e.phone = private.confirmed_phone(new.person_id);
  return null;
end
$$;

create trigger end_offers after insert or update of left_at on public.memberships
  for each row when (new.left_at is null) execute function private.end_offers();

create function public.my_offers()
returns table (
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
  -- Who asks is asked first: where there is no row the condition is not looked at.
  select private.me();
  select e.college_id, c.name, c.short_name, c.city, c.address, c.logo_path, e.role, g.number, e.subjects, e.created_at
  from private.expected_members e
  join public.colleges c on c.id = e.college_id
  left join public.groups g on g.id = e.group_id
  where e.phone = private.confirmed_phone((select private.me())) and e.declined_at is null
    and exists (select from public.profiles p where p.id = (select private.me()))
  order by e.created_at, e.college_id;
end;
comment on function public.my_offers is
  'Colleges that invite the caller by their number, and as what. They do not learn whether there is such a person before the caller accepts.';
revoke execute on function public.my_offers from public, anon;
grant execute on function public.my_offers to authenticated, service_role;

create function public.accept_offer(college uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me uuid := (select private.me());
  accepted private.expected_members;
begin
  if not exists (select from public.profiles where id = me) then
    raise exception 'give a name first' using errcode = '42501';
  end if;
  perform private.lock_membership(college, me);
  delete from private.expected_members e
    where e.college_id = college and e.phone = private.confirmed_phone(me) and e.declined_at is null
    returning * into accepted;
  if accepted.college_id is null then
    raise exception 'the college does not invite any more' using errcode = 'SF003';
  end if;
  perform private.admit_as_expected(accepted, me);
end
$$;
comment on function public.accept_offer is 'Joins a college that invites the caller; SF003 when it does not, or not any more.';
revoke execute on function public.accept_offer from public, anon;
grant execute on function public.accept_offer to authenticated, service_role;

create function public.decline_offer(college uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me uuid := (select private.me());
begin
  update private.expected_members e set declined_at = clock_timestamp()
    where e.college_id = college and e.phone = private.confirmed_phone(me) and e.declined_at is null;
  if found then
    perform private.broadcast('user:' || me, 'offer', jsonb_build_object('college_id', college));
  end if;
end
$$;
comment on function public.decline_offer is
  'Declines the offer of a college, which notices nothing: to its administrators the number stays expected.';
revoke execute on function public.decline_offer from public, anon;
grant execute on function public.decline_offer to authenticated, service_role;
