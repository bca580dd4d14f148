-- The log of changes of a college.

-- No reference to the people in it: nothing may change a line, not even the erasing of an account. Of people it keeps the id
-- alone, and names come from profiles, so a person who was erased is not named here either.
create table public.audit_log (
  id bigint generated always as identity primary key,
  college_id uuid not null references public.colleges (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  actor_id uuid,
  action text not null,
  subject_type text not null,
  subject_id text not null default '',
  subject_label text not null default '',
  before jsonb,
  after jsonb,
  constraint audit_log_action check (action ~ '^[a-z_]{1,60}$'),
  constraint audit_log_subject_type check (subject_type ~ '^[a-z_]{1,60}$')
);
create index audit_log_college_id on public.audit_log (college_id, id desc);
comment on table public.audit_log is 'Who changed which right, link, group or member, when, from what to what. Lines are only added.';
comment on column public.audit_log.actor_id is 'Null when it was not a person of the platform: the operator, or the database itself.';

alter table public.audit_log enable row level security;
revoke all on public.audit_log from public, anon, authenticated, service_role;
revoke all on sequence public.audit_log_id_seq from public, anon, authenticated;
grant select on public.audit_log to authenticated, service_role;

-- In plpgsql, because reports stand in a later file.
create function private.is_report_on_me(subject text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return exists (select from private.reports r where r.id = subject::uuid and r.reported_id = (select private.me()));
end
$$;
comment on function private.is_report_on_me is
  'Whether a line on this report would tell an administrator whom it is on that there is one.';
grant execute on function private.is_report_on_me to authenticated;

create policy "Administrators read the log of their college" on public.audit_log
  for select to authenticated using (
    college_id in (select private.my_admin_college_ids()) and case subject_type when 'report' then not private.is_report_on_me(subject_id) else true end
  );

create function private.refuse_audit_log_change() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A college takes its log along.
  if tg_op = 'DELETE' and not exists (select from public.colleges where id = old.college_id) then
    return old;
  end if;
  raise exception 'the log of changes is never changed' using errcode = '42501';
end
$$;

create trigger refuse_audit_log_change before update or delete on public.audit_log
  for each row execute function private.refuse_audit_log_change();
create trigger refuse_audit_log_truncate before truncate on public.audit_log
  for each statement execute function private.refuse_audit_log_change();

create function private.broadcast_log() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('admin:' || new.college_id, 'log_changed');
  return null;
end
$$;

-- A broadcast without a new line would tell whom a report is on as much as the line.
create trigger broadcast_log after insert on public.audit_log
  for each row when (new.subject_type <> 'report') execute function private.broadcast_log();

-- No telephone numbers, codes or secrets: administrators read the log, and it is kept for ever.
create function private.log_change(
  college uuid,
  action text,
  subject_type text,
  subject_id text,
  subject_label text default '',
  before jsonb default null,
  after jsonb default null,
  actor uuid default null
) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into public.audit_log (college_id, actor_id, action, subject_type, subject_id, subject_label, before, after)
    values (college, coalesce((select private.me()), actor), action, subject_type, coalesce(subject_id, ''), coalesce(subject_label, ''), before, after);
end;
comment on function private.log_change is
  'Adds a line to the log in the name of the caller, or of `actor` where a function of the platform calls for them. A person is identified by their id: their label stays empty.';

create function public.audit_page(
  college uuid,
  kinds text[] default null,
  query text default '',
  since timestamptz default null,
  until timestamptz default null,
  before bigint default null,
  size integer default 50
)
returns table (
  id bigint,
  at timestamptz,
  actor_id uuid,
  actor jsonb,
  action text,
  subject_type text,
  subject_id text,
  subject_label text,
  subject_person jsonb,
  before jsonb,
  after jsonb
)
language sql stable security definer
set search_path = ''
begin atomic
  select private.require_admin(audit_page.college);
  select
    l.id, l.at, l.actor_id, private.person_json(l.actor_id), l.action, l.subject_type, l.subject_id, l.subject_label,
    private.person_json(subject.person_id), l.before, l.after
  from public.audit_log l
  left join lateral (
    -- A teacher who was added to a group is named in the line itself.
    select case when l.subject_type in ('person', 'request') then l.subject_id::uuid
      else (coalesce(l.after, l.before) ->> 'person_id')::uuid end as person_id
  ) subject on true
  where l.college_id = audit_page.college
    and case l.subject_type when 'report' then not private.is_report_on_me(l.subject_id) else true end
    and (audit_page.kinds is null or l.subject_type = any (audit_page.kinds))
    and (audit_page.since is null or l.at >= audit_page.since)
    and (audit_page.until is null or l.at < audit_page.until)
    and (audit_page.before is null or l.id < audit_page.before)
    and (private.search_text(coalesce(audit_page.query, '')) = '' or position(
      private.search_text(left(audit_page.query, 200)) in private.search_text(concat_ws(
        ' ', l.subject_label,
        (select concat_ws(' ', p.name, p.patronymic, p.surname, p.name) from public.profiles p where p.id = l.actor_id),
        (select concat_ws(' ', p.name, p.patronymic, p.surname, p.name) from public.profiles p where p.id = subject.person_id),
        l.after ->> 'number', jsonb_path_query_array(coalesce(l.after, l.before), '$.groups[*].number')::text
      ))
    ) > 0)
  order by l.id desc
  limit least(greatest(audit_page.size, 1), 1000);
end;
comment on function public.audit_page is
  'Lines of the log for administrators, the newest first, at most 1,000: of some kinds, with words in the names, within a time, before a line. None on a report on the caller.';
revoke execute on function public.audit_page from public, anon;
grant execute on function public.audit_page to authenticated, service_role;

-- Two people of one name are nothing wrong, but a person who takes the name of another may want to be taken for them. So what
-- counts is how the whole name looks: not which field holds which word, nor what nobody sees, and letters that look alike are
-- the same. Nor does a patronymic count that one of the two has not given.
create function private.looks_of_name(name text) returns text
language sql immutable parallel safe
set search_path = ''
return translate(
  regexp_replace(
    lower(normalize(name, NFKD)),
    '[^[:alnum:]]|[\u00AD\u0300-\u036F\u0483-\u0489\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u206F\u20D0-\u20FF\u2800\u3164\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF\uFFA0]',
    '', 'g'
  ),
  'abcehikmoptxyαβεηικμορτυχ03', 'авсенікмортхуавенікмортухоз'
);

create function private.log_same_name(college uuid, person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  other uuid;
begin
  select p.id into other
    from public.profiles me
    cross join private.looks_of_name(me.surname || me.name) short
    cross join private.looks_of_name(me.surname || me.name || me.patronymic) whole
    join public.memberships m on m.college_id = college and m.left_at is null and m.person_id <> me.id
    join public.profiles p on p.id = m.person_id
    where me.id = person and (
      whole in (
        private.looks_of_name(p.surname || p.name || p.patronymic), private.looks_of_name(p.name || p.surname || p.patronymic),
        private.looks_of_name(p.name || p.patronymic || p.surname)
      )
      or (me.patronymic = '' or p.patronymic = '')
        and short in (private.looks_of_name(p.surname || p.name), private.looks_of_name(p.name || p.surname))
    )
    order by m.created_at limit 1;
  if other is not null then
    perform private.log_change(college, 'same_name', 'person', person::text, '', null, jsonb_build_object('same_name_as', other));
  end if;
end
$$;
comment on function private.log_same_name is 'Writes to the log that a member now has the full name of another one.';

create function private.log_renamed_alike() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.log_same_name(m.college_id, new.id)
    from public.memberships m where m.person_id = new.id and m.left_at is null;
  return null;
end
$$;

create trigger log_renamed_alike after update on public.profiles
  for each row when (
    (old.surname, old.name, old.patronymic) is distinct from (new.surname, new.name, new.patronymic)
  ) execute function private.log_renamed_alike();

-- Whoever takes the name first and joins afterwards is the same.
create function private.log_joined_alike() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.log_same_name(new.college_id, new.person_id);
  return null;
end
$$;

create trigger log_joined_alike after insert on public.memberships
  for each row when (private.me() is not null and new.left_at is null) execute function private.log_joined_alike();
create trigger log_rejoined_alike after update of left_at on public.memberships
  for each row when (old.left_at is not null and new.left_at is null) execute function private.log_joined_alike();
