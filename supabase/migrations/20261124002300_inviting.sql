create function private.may_invite(college uuid, study_group uuid, role public.member_role) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select college in (select private.my_admin_college_ids())
    or role = 'student' and college in (select private.my_college_ids()) and exists (
      select from public.group_teachers t where t.group_id = study_group and t.person_id = (select auth.uid())
    );
end;
comment on function private.may_invite(uuid, uuid, public.member_role) is
  'Administrators invite anybody, teachers students to the groups in which they teach.';

create function private.require_own_invitation(invitation uuid) returns public.invitations
language plpgsql stable security definer
set search_path = ''
as $$
declare
  found public.invitations;
begin
  select i.* into found from public.invitations i where i.id = invitation and (
    i.college_id in (select private.my_admin_college_ids())
    or i.created_by = (select auth.uid()) and private.may_invite(i.college_id, i.group_id, i.role)
  );
  if found.id is null then
    raise exception 'only administrators and who made the link may do this' using errcode = '42501';
  end if;
  return found;
end
$$;

create function private.refuse_closed(invitation public.invitations) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  state text := private.invitation_state(invitation);
begin
  if state <> 'open' then
    raise exception 'nobody can join by this link any more'
      using errcode = case state when 'graduated' then 'SF006' else 'SF003' end, detail = state;
  end if;
end
$$;

create function public.invitations_of(college uuid)
returns table (
  id uuid,
  study_group uuid,
  group_number text,
  group_title text,
  role public.member_role,
  expires_at timestamptz,
  max_uses integer,
  uses integer,
  revoked_at timestamptz,
  created_at timestamptz,
  created_by uuid,
  creator text,
  state text,
  token text,
  code text
)
language sql volatile security definer
set search_path = ''
begin atomic
  select i.id, i.group_id, g.number, g.title, i.role, i.expires_at, i.max_uses, i.uses, i.revoked_at, i.created_at, i.created_by,
    p.name || ' ' || p.surname, now_is.state,
    case now_is.state when 'open' then private.invitation_token(i.id) end,
    case now_is.state when 'open' then private.invitation_code(i.id) end
  from public.invitations i
  cross join lateral (select private.invitation_state(i) as state) now_is
  left join public.groups g on g.id = i.group_id
  left join public.profiles p on p.id = i.created_by
  where i.college_id = invitations_of.college
    and (
      i.college_id in (select private.my_admin_college_ids())
      or i.created_by = (select auth.uid()) and private.may_invite(i.college_id, i.group_id, i.role)
    )
    and coalesce(private.invitation_died_at(i) > now() - interval '30 days', true)
  order by i.created_at desc, i.id;
end;
comment on function public.invitations_of(uuid) is
  'Links of a college, newest first, with what makes them work while they do: all for administrators, for a teacher his own. Those nobody can use stay for thirty days.';

create function private.invitation_terms(invitation public.invitations) returns jsonb
language sql immutable
set search_path = ''
return jsonb_build_object(
  'role', invitation.role, 'group_id', invitation.group_id, 'expires_at', invitation.expires_at,
  'max_uses', invitation.max_uses, 'uses', invitation.uses
);

create function public.create_invitation(
  college uuid,
  role public.member_role,
  study_group uuid default null,
  minutes integer default null,
  expires timestamptz default null,
  max_uses integer default null
) returns table (id uuid, token text, code text)
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  until timestamptz := coalesce(expires, clock_timestamp() + make_interval(mins => minutes));
  made public.invitations;
begin
  if not coalesce(private.may_invite(college, study_group, create_invitation.role), false) then
    raise exception 'administrators invite anybody, teachers students to their groups' using errcode = '42501';
  end if;
  if study_group is not null then
    perform private.require_open_group(study_group, college);
  end if;
  if study_group is not null and create_invitation.role = 'staff' then
    raise exception 'staff belong to no group' using errcode = 'SF001', detail = 'group';
  end if;
  if minutes is not null and expires is not null or until <= clock_timestamp() then
    raise exception 'a link ends once, and later than now' using errcode = 'SF001', detail = 'expires';
  end if;
  if create_invitation.max_uses not between 1 and 10000 then
    raise exception 'a link is used between 1 and 10,000 times' using errcode = 'SF001', detail = 'max_uses';
  end if;
  loop
    made.id := gen_random_uuid();
    begin
      insert into public.invitations (id, college_id, group_id, role, expires_at, max_uses, created_by)
        values (made.id, college, study_group, create_invitation.role, until, create_invitation.max_uses, (select auth.uid()))
        returning * into made;
      insert into private.invitation_codes (invitation_id, digest)
        values (made.id, private.code_digest(private.invitation_code(made.id)));
      exit;
    exception when unique_violation then
      -- Two of a million million codes are the same: take another one.
      null;
    end;
  end loop;
  perform private.log_change(
    college, 'invitation_created', 'link', made.id::text,
    coalesce((select g.number from public.groups g where g.id = study_group), ''), null, private.invitation_terms(made)
  );
  return query select made.id, private.invitation_token(made.id), private.invitation_code(made.id);
end
$$;
comment on function public.create_invitation(uuid, public.member_role, uuid, integer, timestamptz, integer) is
  'Makes a link, good for so many minutes, until a moment, or for ever. A group that has graduated is refused (SF006).';

create function public.invitation_link(invitation uuid) returns table (token text, code text)
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.refuse_closed(private.require_own_invitation(invitation));
  return query select private.invitation_token(invitation), private.invitation_code(invitation);
end
$$;
comment on function public.invitation_link(uuid) is 'What makes a link work, for copying it once more.';

create function public.revoke_invitation(invitation uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.invitations := private.require_own_invitation(invitation);
begin
  update public.invitations i set revoked_at = clock_timestamp() where i.id = known.id and i.revoked_at is null returning * into known;
  if found then
    perform private.log_change(
      known.college_id, 'invitation_revoked', 'link', known.id::text,
      coalesce((select g.number from public.groups g where g.id = known.group_id), ''), private.invitation_terms(known), null
    );
  end if;
end
$$;
comment on function public.revoke_invitation(uuid) is 'Ends a link at once and for good; also for those who have its page open.';

grant execute on function
  public.invitations_of(uuid),
  public.create_invitation(uuid, public.member_role, uuid, integer, timestamptz, integer),
  public.invitation_link(uuid),
  public.revoke_invitation(uuid)
to authenticated, service_role;
