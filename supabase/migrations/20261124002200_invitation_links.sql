create extension if not exists pgcrypto with schema extensions;

create table private.secrets (
  name text primary key,
  key bytea not null
);
comment on table private.secrets is 'Keys that the database made for itself.';
insert into private.secrets (name, key) values ('invitations', extensions.gen_random_bytes(32));

-- A link carries the id of its invitation and this proof of it, so whoever has the table has no link without the key.
create function private.invitation_mac(purpose text, subject bytea) returns bytea
language sql stable security definer
set search_path = ''
begin atomic
  select extensions.hmac(convert_to(purpose || ' ', 'UTF8') || subject, key, 'sha256')
  from private.secrets where name = 'invitations';
end;

create function private.invitation_token(invitation uuid) returns text
language sql stable security definer
set search_path = ''
return rtrim(
  translate(encode(uuid_send(invitation) || substr(private.invitation_mac('link', uuid_send(invitation)), 1, 16), 'base64'), '+/', '-_'),
  '='
);
comment on function private.invitation_token(uuid) is 'What stands in a link: 43 characters, 128 bits of which nobody can guess.';

-- Forty bits as eight characters, none of which looks like another one.
create function private.invitation_code(invitation uuid) returns text
language sql stable security definer
set search_path = ''
begin atomic
  select string_agg(
    substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (((number >> (5 * place)) & 31) + 1)::integer, 1) || case place when 4 then '-' else '' end,
    '' order by place desc
  )
  from generate_series(0, 7) place,
    (select ('x' || encode(substr(private.invitation_mac('code', uuid_send(invitation)), 1, 5), 'hex'))::bit(40)::bigint) bits (number);
end;
comment on function private.invitation_code(uuid) is 'A short code for dictating, like 7KQ4-M2TX.';

create function private.normal_code(typed text) returns text
language sql immutable
set search_path = ''
return regexp_replace(
  translate(upper(translate(typed, 'авекмнорстухАВЕКМНОРСТУХ', 'ABEKMH0PCTYXABEKMH0PCTYX')), 'OIL', '011'), '[^0-9A-Z]', '', 'g'
);
comment on function private.normal_code(text) is 'A code without what people add to it, and with Latin letters and digits for those that look like them.';

create function private.code_digest(code text) returns bytea
language sql stable security definer
set search_path = ''
return private.invitation_mac('digest', convert_to(private.normal_code(code), 'UTF8'));

create table private.invitation_codes (
  invitation_id uuid primary key references public.invitations (id) on delete cascade,
  digest bytea not null,
  constraint invitation_codes_digest_unique unique (digest)
);
comment on table private.invitation_codes is 'By which an invitation is found when its short code is typed. Codes themselves are kept nowhere.';

create function private.find_invitation(secret text) returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  bytes bytea;
  invitation uuid;
begin
  if secret ~ '^[A-Za-z0-9_-]{43}$' then
    bytes := decode(translate(secret, '-_', '+/') || '=', 'base64');
    invitation := encode(substr(bytes, 1, 16), 'hex')::uuid;
    -- How long it takes to compare two digests tells nothing of what was digested.
    if pg_catalog.sha256(substr(bytes, 17)) <> pg_catalog.sha256(substr(private.invitation_mac('link', substr(bytes, 1, 16)), 1, 16)) then
      return null;
    end if;
    return (select id from public.invitations where id = invitation);
  end if;
  return (select invitation_id from private.invitation_codes where digest = private.code_digest(secret));
end
$$;
comment on function private.find_invitation(text) is 'The invitation of a token or of a code; null when there is none.';
