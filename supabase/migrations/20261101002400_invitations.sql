-- Invitations: their terms, and the tokens and codes that open them.

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
  created_at timestamptz not null default clock_timestamp(),
  constraint invitations_group check (group_id is null or role <> 'staff'),
  constraint invitations_max_uses check (max_uses between 1 and 10000),
  constraint invitations_uses check (uses >= 0 and (max_uses is null or uses <= max_uses))
);
create index invitations_college_id on public.invitations (college_id);
create index invitations_group_id on public.invitations (group_id);
create index invitations_created_by on public.invitations (created_by);
comment on table public.invitations is 'Links by which people join a college, and a group of it, in a role. What makes a link work is not in here.';
comment on column public.invitations.max_uses is 'Null when any number of people may use it.';

alter table public.invitations enable row level security;
revoke all on public.invitations from public, anon, authenticated;
grant select on public.invitations to authenticated;
grant all on public.invitations to service_role;

create policy "Administrators see their college's links, and others their own" on public.invitations
  for select to authenticated
  using (
    college_id in (select private.my_admin_college_ids())
    or created_by = (select private.me()) and college_id in (select private.my_college_ids())
  );

create function private.broadcast_invitation() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('admin:' || new.college_id, 'invitation', jsonb_build_object('id', new.id));
  return null;
end
$$;

create trigger broadcast_invitation after insert or update on public.invitations
  for each row execute function private.broadcast_invitation();

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
comment on function private.invitation_state is
  'open, or why nobody can join by it any more: revoked, graduated, expired, used.';

create function private.invitation_closed_at(invitation public.invitations) returns timestamptz
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
      select make_date(g.end_year, 7, 1)::timestamp at time zone c.time_zone from public.groups g join public.colleges c on c.id = g.college_id
      where g.id = invitation.group_id and private.is_graduated(g.end_year, c.time_zone)
    )
  );
end;
comment on function private.invitation_closed_at is 'Since when nobody can join by it; null while people can.';

create function private.invitation_terms(invitation public.invitations) returns jsonb
language sql immutable
set search_path = ''
return jsonb_build_object(
  'role', invitation.role, 'group_id', invitation.group_id, 'expires_at', invitation.expires_at,
  'max_uses', invitation.max_uses, 'uses', invitation.uses
);

insert into private.secrets (name, key) values ('invitations', extensions.gen_random_bytes(32));

-- A link carries the id of its invitation and this proof of it, so whoever has the table has no link without the secret.
create function private.invitation_mac(purpose text, subject bytea) returns bytea
language sql stable security definer
set search_path = ''
return private.keyed_hash('invitations', convert_to(purpose || ' ', 'UTF8') || subject);

create function private.invitation_token(invitation uuid) returns text
language sql stable security definer
set search_path = ''
return rtrim(
  translate(encode(uuid_send(invitation) || substr(private.invitation_mac('link', uuid_send(invitation)), 1, 16), 'base64'), '+/', '-_'),
  '='
);
comment on function private.invitation_token is
  'The token in a link: 43 characters, 128 bits of which nobody can guess.';

-- Forty bits as eight characters, none of which looks like another one.
create function private.invitation_code(invitation uuid) returns text
language sql stable security definer
set search_path = ''
begin atomic
  select string_agg(
    substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (((number >> (5 * ordinal)) & 31) + 1)::integer, 1) || case ordinal when 4 then '-' else '' end,
    '' order by ordinal desc
  )
  from generate_series(0, 7) ordinal,
    (select ('x' || encode(substr(private.invitation_mac('code', uuid_send(invitation)), 1, 5), 'hex'))::bit(40)::bigint) bits (number);
end;
comment on function private.invitation_code is 'A short code for dictating, like 7KQ4-M2TX.';

create function private.normal_code(typed text) returns text
language sql immutable
set search_path = ''
return regexp_replace(
  translate(upper(translate(typed, 'авекмнорстухАВЕКМНОРСТУХ', 'ABEKMH0PCTYXABEKMH0PCTYX')), 'OIL', '011'), '[^0-9A-Z]', '', 'g'
);
comment on function private.normal_code is
  'A code without what people add to it, and with Latin letters and digits for those that look like them.';

create function private.code_digest(code text) returns bytea
language sql stable security definer
set search_path = ''
return private.invitation_mac('digest', convert_to(private.normal_code(code), 'UTF8'));

create table private.invitation_codes (
  invitation_id uuid primary key references public.invitations (id) on delete cascade,
  digest bytea not null,
  constraint invitation_codes_digest_unique unique (digest)
);
comment on table private.invitation_codes is 'By which an invitation is found when its short code is typed. The codes themselves are stored nowhere.';

-- What is as long as a token is nothing else: a code with something around it would be taken for a token, and attempts with
-- those are not counted.
create function private.find_invitation(secret text) returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  bytes bytea;
  invitation uuid;
begin
  if char_length(secret) <> 43 then
    return (select invitation_id from private.invitation_codes where digest = private.code_digest(secret));
  end if;
  if secret !~ '^[A-Za-z0-9_-]{43}$' then
    return null;
  end if;
  bytes := decode(translate(secret, '-_', '+/') || '=', 'base64');
  invitation := encode(substr(bytes, 1, 16), 'hex')::uuid;
  -- The time it takes to compare two digests reveals nothing of what was digested.
  if pg_catalog.sha256(substr(bytes, 17)) <> pg_catalog.sha256(substr(private.invitation_mac('link', substr(bytes, 1, 16)), 1, 16)) then
    return null;
  end if;
  return (select id from public.invitations where id = invitation);
end
$$;
comment on function private.find_invitation is 'The invitation of a token or of a code; null when there is none.';

create function private.require_open_invitation(invitation public.invitations) returns void
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
