-- No reference to the people in it: nothing may change a line, not even the erasing of an account. Of people it keeps
-- the id alone, and names come from profiles, so who was erased is not named here either.
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
comment on table public.audit_log is 'Who changed which right, link, group or member, when, from what to what. Lines are added only.';
comment on column public.audit_log.actor_id is 'Null when it was not a person of the platform: the operator, or the database itself.';

create function private.keep_audit_log() returns trigger
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

create trigger keep_audit_log before update or delete on public.audit_log
  for each row execute function private.keep_audit_log();
create trigger keep_audit_log_whole before truncate on public.audit_log
  for each statement execute function private.keep_audit_log();

alter table public.audit_log enable row level security;
grant select on public.audit_log to authenticated, service_role;

create policy "Administrators read the log of their college" on public.audit_log
  for select to authenticated using (college_id in (select private.my_admin_college_ids()));

-- No telephone numbers, codes or keys: administrators read it, and it is kept for ever.
create function private.log_change(
  college uuid,
  action text,
  subject_type text,
  subject_id text,
  subject_label text default '',
  before jsonb default null,
  after jsonb default null
) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into public.audit_log (college_id, actor_id, action, subject_type, subject_id, subject_label, before, after)
    values (college, (select auth.uid()), action, subject_type, coalesce(subject_id, ''), coalesce(subject_label, ''), before, after);
end;
comment on function private.log_change(uuid, text, text, text, text, jsonb, jsonb) is
  'Adds a line to the log in the name of the caller. A person is called by his id: his label stays empty.';
