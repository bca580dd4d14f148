create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  group_id uuid references public.groups (id) on delete cascade,
  role public.member_role not null,
  expires_at timestamptz,
  max_uses integer,
  uses integer not null default 0,
  revoked_at timestamptz,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint invitations_group check (group_id is null or role <> 'staff'),
  constraint invitations_max_uses check (max_uses between 1 and 10000),
  constraint invitations_uses check (uses >= 0 and (max_uses is null or uses <= max_uses))
);
create index invitations_college_id on public.invitations (college_id);
create index invitations_group_id on public.invitations (group_id);
create index invitations_created_by on public.invitations (created_by);
comment on table public.invitations is 'Links by which people join a college, and a group of it, in a role. What makes a link work is not in here.';
comment on column public.invitations.max_uses is 'Null when any number of people may use it.';

create table private.invitation_uses (
  invitation_id uuid not null references public.invitations (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  used_at timestamptz not null default now(),
  primary key (invitation_id, person_id)
);
create index invitation_uses_person_id on private.invitation_uses (person_id);
comment on table private.invitation_uses is 'Who joined by which link: nobody uses up a link twice.';

create function private.invitation_state(invitation public.invitations) returns text
language sql volatile security definer
set search_path = ''
begin atomic
  select case
    when invitation.revoked_at is not null then 'revoked'
    when exists (
      select from public.groups g join public.colleges c on c.id = g.college_id
      where g.id = invitation.group_id and private.is_graduated(g.end_year, c.time_zone)
    ) then 'graduated'
    when invitation.expires_at <= clock_timestamp() then 'expired'
    when invitation.uses >= invitation.max_uses then 'used'
    else 'open'
  end;
end;
comment on function private.invitation_state(public.invitations) is
  'open, or why nobody can join by it any more: revoked, graduated, expired, used.';

create function private.invitation_died_at(invitation public.invitations) returns timestamptz
language sql stable security definer
set search_path = ''
begin atomic
  select least(
    invitation.revoked_at,
    case when invitation.expires_at <= now() then invitation.expires_at end,
    case when invitation.uses >= invitation.max_uses then (
      select max(u.used_at) from private.invitation_uses u where u.invitation_id = invitation.id
    ) end,
    (
      select make_date(g.end_year, 7, 1)::timestamptz from public.groups g join public.colleges c on c.id = g.college_id
      where g.id = invitation.group_id and private.is_graduated(g.end_year, c.time_zone)
    )
  );
end;
comment on function private.invitation_died_at(public.invitations) is 'Since when nobody can join by it; null while people can.';

alter table public.invitations enable row level security;
grant select on public.invitations to authenticated;
grant all on public.invitations to service_role;

create policy "Administrators see the links of their college, and everybody his own" on public.invitations
  for select to authenticated
  using (
    college_id in (select private.my_admin_college_ids())
    or created_by = (select auth.uid()) and college_id in (select private.my_college_ids())
  );

create function private.tell_invitation() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.tell('admin:' || new.college_id, 'invitation', jsonb_build_object('id', new.id));
  return null;
end
$$;

create trigger tell_invitation after insert or update on public.invitations
  for each row execute function private.tell_invitation();
