-- A link for no minutes was made when the clock had not moved on meanwhile.
create or replace function public.create_invitation(
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
  if minutes is not null and expires is not null or until <= clock_timestamp() or until > clock_timestamp() + interval '20 years' then
    raise exception 'a link ends once, later than now and within twenty years' using errcode = 'SF001', detail = 'expires';
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
