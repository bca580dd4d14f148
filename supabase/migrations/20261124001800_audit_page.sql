create function private.named(person uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object('surname', p.surname, 'name', p.name, 'patronymic', p.patronymic)
  from public.profiles p where p.id = person;
end;

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
  with checked as materialized (
    select private.require_admin(audit_page.college)
  )
  select
    l.id, l.at, l.actor_id, private.named(l.actor_id), l.action, l.subject_type, l.subject_id, l.subject_label,
    private.named(subject.person_id), l.before, l.after
  from checked, public.audit_log l
  left join lateral (
    -- A teacher who was added to a group stands in the line itself.
    select case when l.subject_type in ('person', 'request') then l.subject_id::uuid
      else (coalesce(l.after, l.before) ->> 'person_id')::uuid end as person_id
  ) subject on true
  where l.college_id = audit_page.college
    and (audit_page.kinds is null or l.subject_type = any (audit_page.kinds))
    and (audit_page.since is null or l.at >= audit_page.since)
    and (audit_page.until is null or l.at < audit_page.until)
    and (audit_page.before is null or l.id < audit_page.before)
    and (private.plain(coalesce(audit_page.query, '')) = '' or position(
      private.plain(left(audit_page.query, 200)) in private.plain(concat_ws(
        ' ', l.subject_label,
        (select concat_ws(' ', p.name, p.patronymic, p.surname, p.name) from public.profiles p where p.id = l.actor_id),
        (select concat_ws(' ', p.name, p.patronymic, p.surname, p.name) from public.profiles p where p.id = subject.person_id),
        l.after ->> 'number', jsonb_path_query_array(coalesce(l.after, l.before), '$.groups[*].number')::text
      ))
    ) > 0)
  order by l.id desc
  limit least(greatest(audit_page.size, 1), 1000);
end;
comment on function public.audit_page(uuid, text[], text, timestamptz, timestamptz, bigint, integer) is
  'Lines of the log for administrators, the newest first, at most 1,000: of some kinds, with words in the names, within a time, before a line.';
revoke execute on function public.audit_page(uuid, text[], text, timestamptz, timestamptz, bigint, integer) from public, anon;
grant execute on function public.audit_page(uuid, text[], text, timestamptz, timestamptz, bigint, integer) to authenticated, service_role;
