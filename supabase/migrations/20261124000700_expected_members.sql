-- A crowd tells each person once, but what was told is not remembered for ever: the list would grow with the crowd.
create or replace function private.tell(topic text, event text, payload jsonb default '{}', many jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  told text[] := coalesce(nullif(current_setting('sferum.told', true), ''), '{}')::text[];
  full_up boolean := cardinality(told) >= 40;
  key text;
begin
  -- Two thousand people imported at once are one event, not two thousand.
  if full_up and many is not null then
    payload := many;
  end if;
  key := topic || ' ' || event || ' ' || payload::text;
  if key = any (told) then
    return;
  end if;
  if not full_up or many is not null then
    perform set_config('sferum.told', (told || key)::text, true);
  end if;
  perform realtime.send(payload, event, topic, true);
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
  created_at timestamptz not null default now(),
  primary key (college_id, phone),
  constraint expected_members_phone check (phone ~ '^[1-9][0-9]{6,14}$')
);
create index expected_members_phone_key on private.expected_members (phone);
create index expected_members_group_id on private.expected_members (group_id);
create index expected_members_created_by on private.expected_members (created_by);
comment on table private.expected_members is 'Who is let into a college as soon as he registers with exactly this number.';

create function private.confirmed_phone(person uuid) returns text
language sql stable security definer
set search_path = ''
begin atomic
  select phone from auth.users where id = person and phone_confirmed_at is not null and phone <> '';
end;
comment on function private.confirmed_phone(uuid) is 'Number (digits) that the person has proved to be his; null without one.';

create function private.admit_expected(person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  expected private.expected_members;
begin
  if not exists (select from public.profiles where id = person) then
    return;
  end if;
  for expected in
    delete from private.expected_members where phone = private.confirmed_phone(person) returning *
  loop
    -- Meanwhile the group may have graduated, or be gone: that is no reason to keep anybody from signing in.
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
  end loop;
end
$$;
comment on function private.admit_expected(uuid) is 'Lets a registered person into the colleges that expect his number.';

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

create function private.expect_member(
  college uuid,
  phone text,
  role public.member_role,
  is_admin boolean default false,
  study_group uuid default null,
  subjects text[] default '{}',
  surname text default '',
  given_name text default '',
  patronymic text default '',
  via text default 'import'
) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  person uuid;
begin
  if expect_member.phone !~ '^[1-9][0-9]{6,14}$' then
    raise exception 'not a telephone number' using errcode = 'SF001';
  end if;
  if study_group is not null then
    perform private.require_open_group(study_group, college);
  end if;
  insert into private.expected_members as known
    (college_id, phone, role, is_admin, group_id, subjects, surname, name, patronymic, via, created_by)
    values (
      college, expect_member.phone, expect_member.role, expect_member.is_admin, study_group,
      private.clean_subjects(expect_member.subjects), expect_member.surname, given_name, expect_member.patronymic,
      expect_member.via, (select auth.uid())
    )
    on conflict on constraint expected_members_pkey do update set
      role = excluded.role, is_admin = excluded.is_admin or known.is_admin, group_id = excluded.group_id,
      subjects = excluded.subjects, surname = excluded.surname, name = excluded.name, patronymic = excluded.patronymic,
      via = excluded.via, created_by = excluded.created_by;
  select account.id into person
    from auth.users account join public.profiles registered on registered.id = account.id
    where account.phone = expect_member.phone and account.phone_confirmed_at is not null;
  if person is null then
    return 'expected';
  end if;
  perform private.admit_expected(person);
  return 'admitted';
end
$$;
comment on function private.expect_member(uuid, text, public.member_role, boolean, uuid, text[], text, text, text, text) is
  'Lets in whoever has this number: at once when he is registered (admitted), else when he registers (expected).';

create function private.admit_registered() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.admit_expected(new.id);
  return null;
end
$$;

create trigger admit_registered after insert on public.profiles
  for each row execute function private.admit_registered();
-- A number may be confirmed, or changed, after the profile is there.
create trigger sferum_admit_registered after update of phone, phone_confirmed_at on auth.users
  for each row when (new.phone_confirmed_at is not null) execute function private.admit_registered();
