-- Helpers that policies and functions of all subjects use. They live in `private`, which the API never exposes.
create schema private;
grant usage on schema private to authenticated, service_role;

-- Nobody can execute a function until its migration says who may.
alter default privileges revoke execute on functions from public;

-- Self-hosted Supabase, and projects from before November 2026, grant every role all rights on whatever is made in `public`.
-- Row-level security hides rows, not columns: with such a grant a participant could move their own row to any chat. So each
-- table and function in `public` first revokes what was granted unasked, then says what is meant. It is done one by one,
-- because a site may keep tables of its own here.

-- A token is good until it expires, also after its session was ended («Выйти на всех устройствах», another password). So every
-- policy and function asks for the caller here and nowhere else: one row by its primary key, once in a statement. Pages take
-- 401 for the end of the session.
create function private.me() returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  person constant uuid := auth.uid();
begin
  if person is not null and not exists (
    select from auth.sessions s where s.id = (auth.jwt() ->> 'session_id')::uuid and s.user_id = person
  ) then
    raise exception 'the session has ended' using errcode = 'PT401';
  end if;
  return person;
end
$$;
comment on function private.me is 'Who is calling; null without a token, PT401 when the session of the token has ended.';
grant execute on function private.me to authenticated, service_role;

create extension if not exists pg_trgm with schema extensions;
create extension if not exists pgcrypto with schema extensions;

create function private.is_blank(value text) returns boolean
language sql immutable parallel safe
set search_path = ''
return value is null or value ~ (
  '^[\s\u0001-\u001F\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F'
  '\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]*$'
);
comment on function private.is_blank is
  'True when nothing in the text is visible: white space, joiners and other characters of no width.';
grant execute on function private.is_blank to authenticated, service_role;

-- Marks that stand on one letter are sorted, and the time for that grows with the square of their number; nothing ends it, not
-- even a time limit. A million of them in a name would keep a processor busy for hours. So a long text is put together word
-- by word, and a word that is longer than any stays as it is.
create function private.composed(value text) returns text
language sql immutable parallel safe
set search_path = ''
return case
  when value is nfc normalized then value
  when char_length(value) <= 300 then normalize(value, NFC)
  else (
    select string_agg(case when char_length(part[1]) <= 300 then normalize(part[1], NFC) else part[1] end, '' order by place)
    from regexp_matches(value, '\S+|\s+', 'g') with ordinality list (part, place)
  )
end;
comment on function private.composed is 'A text in which a letter and its marks are one character where there is such a one (NFC).';
grant execute on function private.composed to authenticated, service_role;

create function private.clean_line(value text) returns text
language sql immutable parallel safe
set search_path = ''
return trim(regexp_replace(
  regexp_replace(
    private.composed(value),
    '[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]', '', 'g'
  ),
  '[\s\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g'
));
comment on function private.clean_line is
  'A text for one line of a list: white space and control characters become one space; characters that nobody sees or that turn the direction of letters are removed. Joiners stay, because some scripts need them.';
grant execute on function private.clean_line to authenticated, service_role;

create function private.clean_text(value text) returns text
language sql immutable parallel safe
set search_path = ''
return regexp_replace(private.composed(value), '[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]', '', 'g');
comment on function private.clean_text is
  'A text of several lines without the characters that turn the direction of letters: none of it is shown as something else.';
grant execute on function private.clean_text to authenticated, service_role;

-- The arguments of the trigger are the columns that others see in one line.
create function private.clean_lines() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  return jsonb_populate_record(new, (
    select jsonb_object_agg(key, private.clean_line(value)) from jsonb_each_text(to_jsonb(new)) where key = any (tg_argv)
  ));
end
$$;

create function private.clean_texts() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  return jsonb_populate_record(new, (
    select jsonb_object_agg(key, private.clean_text(value)) from jsonb_each_text(to_jsonb(new)) where key = any (tg_argv)
  ));
end
$$;

create function private.search_text(value text) returns text
language sql immutable parallel safe
set search_path = ''
return trim(regexp_replace(translate(lower(value), 'ё', 'е'), '[^[:alnum:]]+', ' ', 'g'));
comment on function private.search_text is
  'A text as it is searched for: small letters, е for ё, words with one space between them.';

create function private.require_number(phone text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if phone is null or phone !~ '^[1-9][0-9]{6,14}$' then
    raise exception 'not a telephone number' using errcode = 'SF001';
  end if;
end
$$;
comment on function private.require_number is 'Refuses (SF001) what is not the digits of a number with the country code, without plus.';

create table private.secrets (
  name text primary key,
  key bytea not null
);
comment on table private.secrets is 'Secrets that the database made for itself, once. What they stand for is lost with them.';

create function private.keyed_hash(secret text, subject bytea) returns bytea
language sql stable security definer
set search_path = ''
begin atomic
  select extensions.hmac(subject, key, 'sha256') from private.secrets where name = secret;
end;

create function private.changed_only(before jsonb, after jsonb) returns jsonb
language sql immutable
set search_path = ''
begin atomic
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(before) where value is distinct from after -> key;
end;
comment on function private.changed_only is 'Of the first object what differs in the second.';

create function private.set_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create function private.increment_version() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.version := old.version + 1;
  return new;
end
$$;

-- Two thousand people imported at once are one event, not two thousand. A crowd still gets one event for each person, but
-- what was sent is not remembered for ever: the list would grow with the crowd.
create function private.broadcast(topic text, event text, payload jsonb default '{}', many jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  sent text[] := coalesce(nullif(current_setting('sferum.broadcasts', true), ''), '{}')::text[];
  full_up boolean := cardinality(sent) >= 40;
  key text;
begin
  if full_up and many is not null then
    payload := many;
  end if;
  key := topic || ' ' || event || ' ' || payload::text;
  if key = any (sent) then
    return;
  end if;
  if not full_up or many is not null then
    perform set_config('sferum.broadcasts', (sent || key)::text, true);
  end if;
  perform realtime.send(payload, event, topic, true);
end
$$;
comment on function private.broadcast is
  'Broadcasts on a private topic, the same event once in a transaction. After forty different events `many`, if given, is sent instead.';
