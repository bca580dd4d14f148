create function private.fits(invitation public.invitations, wanted text[]) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from public.memberships m
    where m.college_id = invitation.college_id and m.person_id = (select auth.uid()) and m.left_at is null
      and case invitation.role
        when 'student' then m.role = 'student' and (invitation.group_id is null or exists (
          select from public.group_students s where s.group_id = invitation.group_id and s.person_id = m.person_id
        ))
        when 'teacher' then m.role <> 'student' and (invitation.group_id is null or exists (
          select from public.group_teachers t where t.group_id = invitation.group_id and t.person_id = m.person_id
        ) and not exists (
          select from unnest(wanted) subject
          where subject not in (
            select t.subject from public.group_teachers t where t.group_id = invitation.group_id and t.person_id = m.person_id
          )
        ))
        else m.role = 'staff'
      end
  );
end;
comment on function private.fits(public.invitations, text[]) is 'Whether the caller is already what the link would make of him.';

create function public.preview_invitation(secret text)
returns table (
  token text,
  college_id uuid,
  college_name text,
  college_short_name text,
  city text,
  group_number text,
  group_title text,
  role public.member_role,
  inviter text,
  inviter_is_admin boolean,
  joined boolean
)
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  by_code boolean := char_length(secret) <> 43;
  misses text[] := array_remove(
    array['code address ' || private.caller_address(), 'code person ' || (select auth.uid())], null
  );
  invitation public.invitations;
begin
  -- In an hour 150 wrong ones from an address, behind which a computer class may be, and 20 of a person.
  if exists (
    select from private.attempts
    where subject = any (misses) and hour = date_trunc('hour', now())
      and count >= case when subject like 'code person %' then 20 else 150 end
  ) then
    raise exception 'too many wrong codes' using errcode = 'SF004';
  end if;
  select * into invitation from public.invitations where id = private.find_invitation(secret);
  if invitation.id is null then
    -- No error here: it would take the count back.
    perform private.count_attempt(subject) from unnest(misses) subject;
    return;
  end if;
  if by_code then
    perform private.throttle('code college ' || invitation.college_id, 1000);
  end if;
  perform private.refuse_closed(invitation);
  return query
    select private.invitation_token(invitation.id), c.id, c.name, c.short_name, c.city, g.number, g.title, invitation.role,
      p.name || ' ' || p.surname, coalesce(m.is_admin, false), private.fits(invitation, '{}')
    from public.colleges c
    left join public.groups g on g.id = invitation.group_id
    left join public.profiles p on p.id = invitation.created_by
    left join public.memberships m on m.college_id = c.id and m.person_id = p.id and m.left_at is null
    where c.id = invitation.college_id;
end
$$;
comment on function public.preview_invitation(text) is
  'Where a link or its short code leads, for everybody who has it. Nothing for one that does not exist; SF003 and SF006 for one by which nobody can join any more, with the reason in the detail.';
grant execute on function public.preview_invitation(text) to anon, authenticated, service_role;

create function public.redeem_invitation(token text, subjects text[] default '{}')
returns table (college_id uuid, group_id uuid)
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select auth.uid());
  wanted text[] := private.clean_subjects(subjects);
  invitation public.invitations;
  known public.memberships;
begin
  if not exists (select from public.profiles where id = me) then
    raise exception 'give a name first' using errcode = '42501';
  end if;
  select * into invitation from public.invitations where char_length(token) = 43 and id = private.find_invitation(token);
  if invitation.id is null then
    raise exception 'there is no such link' using errcode = 'SF003', detail = 'unknown';
  end if;
  return query select invitation.college_id, invitation.group_id;
  -- Two tabs of one person are taken one after the other.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(invitation.id::text || me::text, 0));
  if private.fits(invitation, wanted) then
    return;
  end if;
  perform private.refuse_closed(invitation);
  select * into known from public.memberships where college_id = invitation.college_id and person_id = me;
  if known.left_at is null and (
    known.role <> 'student' and invitation.role = 'student' or known.role = 'teacher' and invitation.role = 'staff'
  ) then
    raise exception 'belongs to the college in another role' using errcode = 'SF002', detail = 'role';
  end if;
  if invitation.role = 'teacher' and invitation.group_id is not null and cardinality(wanted) = 0 then
    raise exception 'a teacher of a group has a subject' using errcode = 'SF001', detail = 'subjects';
  end if;
  insert into private.invitation_uses (invitation_id, person_id) values (invitation.id, me) on conflict do nothing;
  -- Who was removed comes back by a new link only.
  if not found or known.left_at >= invitation.created_at then
    raise exception 'this link was for the time before' using errcode = 'SF003', detail = 'left';
  end if;
  -- Whoever is the last one is decided here: others wait for the row, and look again.
  update public.invitations set uses = uses + 1
    where id = invitation.id and revoked_at is null
      and (expires_at is null or expires_at > clock_timestamp())
      and (max_uses is null or uses < max_uses);
  if not found then
    select * into invitation from public.invitations where id = invitation.id;
    perform private.refuse_closed(invitation);
    raise exception 'nobody can join by this link any more' using errcode = 'SF003', detail = 'expired';
  end if;
  perform private.admit(invitation.college_id, me, invitation.role, invitation.group_id, wanted, 'link');
end
$$;
comment on function public.redeem_invitation(text, text[]) is
  'Joins by a link. The same person once more changes nothing and takes no second use.';
grant execute on function public.redeem_invitation(text, text[]) to authenticated, service_role;
