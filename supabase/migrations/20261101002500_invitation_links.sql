-- Making, showing, revoking and redeeming links of invitations.

create function private.may_invite(person uuid, college uuid, study_group uuid, role public.member_role) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from public.memberships m
    where m.person_id = person and m.college_id = college and m.left_at is null and (
      m.is_admin or may_invite.role = 'student' and exists (
        select from public.group_teachers t where t.group_id = study_group and t.person_id = person
      )
    )
  );
end;
comment on function private.may_invite is
  'Administrators invite anybody, teachers students to the groups in which they teach.';

create function private.can_invite(college uuid, study_group uuid, role public.member_role) returns boolean
language sql stable security definer
set search_path = ''
return private.may_invite((select private.me()), college, study_group, role);

create function private.require_own_invitation(invitation uuid) returns public.invitations
language plpgsql stable security definer
set search_path = ''
as $$
declare
  found public.invitations;
begin
  select i.* into found from public.invitations i where i.id = invitation and (
    i.college_id in (select private.my_admin_college_ids())
    or i.created_by = (select private.me()) and private.can_invite(i.college_id, i.group_id, i.role)
  );
  if found.id is null then
    raise exception 'only administrators and who made the link may do this' using errcode = '42501';
  end if;
  return found;
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
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  is_admin boolean := college in (select private.my_admin_college_ids());
begin
  if not coalesce(college in (select private.my_college_ids()), false) then
    return;
  end if;
  return query select i.id, i.group_id, g.number, g.title, i.role, i.expires_at, i.max_uses, i.uses, i.revoked_at, i.created_at, i.created_by,
    p.name || ' ' || p.surname, now_is.state,
    case now_is.state when 'open' then private.invitation_token(i.id) end,
    case now_is.state when 'open' then private.invitation_code(i.id) end
  from public.invitations i
  cross join lateral (select private.invitation_state(i) as state) now_is
  left join public.groups g on g.id = i.group_id
  left join public.profiles p on p.id = i.created_by
  where i.college_id = invitations_of.college
    and (is_admin or i.created_by = (select private.me()) and private.can_invite(i.college_id, i.group_id, i.role))
    and coalesce(private.invitation_closed_at(i) > now() - interval '30 days', true)
  order by i.created_at desc, i.id;
end
$$;
comment on function public.invitations_of is
  'Links of a college, newest first, with what makes them work while they do: all for administrators, their own for a teacher. Those nobody can use stay for thirty days.';
revoke execute on function public.invitations_of from public, anon;
grant execute on function public.invitations_of to authenticated, service_role;

-- A time that no calendar shows (infinity, the year 250000) is refused, and so is a link for no minutes, also when the clock
-- has not moved on meanwhile.
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
  -- Whoever just loses the right is waited for: the links they have ended by then.
  perform private.lock_membership(college, (select private.me()));
  perform from public.group_teachers t where t.group_id = study_group and t.person_id = (select private.me()) for key share;
  if not coalesce(private.can_invite(college, study_group, create_invitation.role), false) then
    raise exception 'administrators invite anybody, teachers students to their groups' using errcode = '42501';
  end if;
  perform private.throttle('links of ' || (select private.me()), 60);
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
        values (made.id, college, study_group, create_invitation.role, until, create_invitation.max_uses, (select private.me()))
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
comment on function public.create_invitation is
  'Makes a link, good for so many minutes, until a moment, or for ever. A group that has graduated is refused (SF006), and more than sixty links in an hour (SF004).';
revoke execute on function public.create_invitation from public, anon;
grant execute on function public.create_invitation to authenticated, service_role;

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
comment on function public.revoke_invitation is
  'Ends a link at once and for good; also for those who have its page open.';
revoke execute on function public.revoke_invitation from public, anon;
grant execute on function public.revoke_invitation to authenticated, service_role;

-- A link lives as long as whoever made it may make such a one: administrators while they are that, teachers while they teach
-- in the group. A link to a group that has graduated ends as well, because the year may be corrected.
create function private.revoke_links(person uuid, of_everything boolean default false) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  ended public.invitations;
begin
  for ended in
    update public.invitations i set revoked_at = clock_timestamp()
    where i.created_by = person and exists (select from public.colleges c where c.id = i.college_id)
      and private.invitation_state(i) in ('open', 'graduated')
      and (of_everything or not private.may_invite(person, i.college_id, i.group_id, i.role))
    returning *
  loop
    perform private.log_change(
      ended.college_id, 'invitation_revoked', 'link', ended.id::text,
      coalesce((select g.number from public.groups g where g.id = ended.group_id), ''), private.invitation_terms(ended), null,
      person
    );
  end loop;
end
$$;
comment on function private.revoke_links is 'Ends the links of a person that they could not make any more, or all.';

create function private.revoke_links_of_member() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.revoke_links(old.person_id);
  return null;
end
$$;

create trigger revoke_links after update of left_at, is_admin on public.memberships
  for each row when (old.left_at is null and new.left_at is not null or old.is_admin and not new.is_admin)
  execute function private.revoke_links_of_member();
create trigger revoke_links_of_deleted after delete on public.memberships
  for each row execute function private.revoke_links_of_member();
create trigger revoke_links after delete on public.group_teachers
  for each row execute function private.revoke_links_of_member();

-- Before the deletion: afterwards nothing leads to the links of a person.
create function private.revoke_links_of_erased() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.revoke_links(old.id, true);
  return old;
end
$$;

create trigger revoke_links before delete on public.profiles
  for each row execute function private.revoke_links_of_erased();

create function private.has_joined(invitation public.invitations, wanted text[]) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from public.memberships m
    where m.college_id = invitation.college_id and m.person_id = (select private.me()) and m.left_at is null
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
comment on function private.has_joined is 'Whether the caller is already what the link would make them.';

create function public.announce_code(code text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  subjects text[] := array_remove(array['code address ' || private.caller_address(), 'code person ' || (select private.me())], null);
  one text;
begin
  -- In an hour 150 wrong ones from one address, behind which a computer class may be, and 20 from one person. It is counted
  -- before it is looked up: of many at once each waits for the count of the one before.
  foreach one in array subjects loop
    if private.count_attempt(one) > (case when one like 'code person %' then 20 else 150 end) then
      raise exception 'too many wrong codes' using errcode = 'SF004';
    end if;
  end loop;
  if exists (select from private.invitation_codes c where c.digest = private.code_digest(code)) then
    update private.attempts set count = count - 1 where subject = any (subjects) and until > now();
  end if;
  perform private.announce('code ' || encode(private.code_digest(coalesce(code, '')), 'hex'));
end
$$;
comment on function public.announce_code is
  'Comes before preview_invitation with a short code, in a request of its own, and counts those that are wrong (SF004 after too many). Tells nothing else.';
revoke execute on function public.announce_code from public;
grant execute on function public.announce_code to anon, authenticated, service_role;

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
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  invitation public.invitations;
begin
  if coalesce(char_length(secret), 0) <> 43
    and not private.is_announced('code ' || encode(private.code_digest(coalesce(secret, '')), 'hex')) then
    raise exception 'announce the code first' using errcode = 'SF001';
  end if;
  select * into invitation from public.invitations where id = private.find_invitation(secret);
  if invitation.id is null then
    return;
  end if;
  perform private.require_open_invitation(invitation);
  return query
    select private.invitation_token(invitation.id), c.id, c.name, c.short_name, c.city, g.number, g.title, invitation.role,
      p.name || ' ' || p.surname, coalesce(m.is_admin, false), private.has_joined(invitation, '{}')
    from public.colleges c
    left join public.groups g on g.id = invitation.group_id
    left join public.profiles p on p.id = invitation.created_by
    left join public.memberships m on m.college_id = c.id and m.person_id = p.id and m.left_at is null
    where c.id = invitation.college_id;
end
$$;
comment on function public.preview_invitation is
  'Where a link or its short code leads, for everybody who has it; a code is announced first (announce_code). No row for one that does not exist; SF003 and SF006 for one by which nobody can join any more, with the reason in the detail.';
revoke execute on function public.preview_invitation from public;
grant execute on function public.preview_invitation to anon, authenticated, service_role;

create function public.redeem_invitation(token text, subjects text[] default '{}')
returns table (college_id uuid, group_id uuid)
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select private.me());
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
  perform private.lock_membership(invitation.college_id, me);
  if private.has_joined(invitation, wanted) then
    return;
  end if;
  perform private.require_open_invitation(invitation);
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
  -- A person who was removed comes back by a new link only.
  if not found or greatest(known.left_at, private.removed_at(invitation.college_id, me)) >= invitation.created_at then
    raise exception 'this link was for the time before' using errcode = 'SF003', detail = 'left';
  end if;
  -- Who is the last one is decided here: others wait for the row, and check again.
  update public.invitations set uses = uses + 1
    where id = invitation.id and revoked_at is null
      and (expires_at is null or expires_at > clock_timestamp())
      and (max_uses is null or uses < max_uses);
  if not found then
    select * into invitation from public.invitations where id = invitation.id;
    perform private.require_open_invitation(invitation);
    raise exception 'nobody can join by this link any more' using errcode = 'SF003', detail = 'expired';
  end if;
  perform private.admit(invitation.college_id, me, invitation.role, invitation.group_id, wanted, 'link');
end
$$;
comment on function public.redeem_invitation is
  'Joins by a link. The same person once more changes nothing and takes no second use.';
revoke execute on function public.redeem_invitation from public, anon;
grant execute on function public.redeem_invitation to authenticated, service_role;
