-- What counts tries must not be taken back after the answer was given. The REST server does so when a caller wants exactly one
-- row and there is none (a code that leads nowhere), too many rows, or asks for it.
create function private.refuse_undoing() returns void
language plpgsql stable
set search_path = ''
as $$
declare
  headers json := coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json;
begin
  if headers ->> 'accept' ~* 'vnd\.pgrst' or headers ->> 'prefer' ~* 'tx\s*=|max-affected' then
    raise exception 'ask without conditions: it is counted' using errcode = 'SF001';
  end if;
end
$$;
comment on function private.refuse_undoing() is
  'Refuses (SF001) a request whose headers could make the server undo what it does after answering.';

create or replace function public.preview_invitation(secret text)
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
  perform private.refuse_undoing();
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

create or replace function public.sign_in_method(phone text) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  address text := private.caller_address();
  this_hour timestamptz := date_trunc('hour', now());
  tries integer;
begin
  perform private.refuse_undoing();
  if sign_in_method.phone !~ '^[1-9][0-9]{6,14}$' then
    raise exception 'not a telephone number' using errcode = 'SF001';
  end if;
  delete from private.sign_in_lookups where hour < this_hour;
  insert into private.sign_in_lookups as known (subject, hour)
    values ('phone:' || sign_in_method.phone, this_hour), ('address:' || address, this_hour)
    on conflict (subject, hour) do update set count = known.count + 1;
  select max(case when subject like 'phone:%' then count * 5 else count end) into tries
    from private.sign_in_lookups
    where hour = this_hour and subject in ('phone:' || sign_in_method.phone, 'address:' || address);
  -- 30 times an hour for one number, 150 from one address: a computer class behind one address signs in at once.
  if tries > 150 then
    return 'code';
  end if;
  return case
    when exists (
      select from auth.users account join public.profiles person on person.id = account.id
      where account.phone = sign_in_method.phone and account.phone_confirmed_at is not null
    ) then 'password'
    else 'code'
  end;
end
$$;
