-- Helpers that policies and functions use live in `private`, which the API never exposes.
create schema private;
grant usage on schema private to authenticated, service_role;

-- A function is executable by nobody until its migration says who may call it.
alter default privileges revoke execute on functions from public;

create function private.is_blank(value text) returns boolean
language sql immutable parallel safe
set search_path = ''
return value is null
  or value ~ '^[\s\u0085\u00A0\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\u2800\u3164\uFEFF]*$';

comment on function private.is_blank(text) is 'True when nothing in the text is visible: white space, joiners and other marks of no width.';
grant execute on function private.is_blank(text) to authenticated, service_role;
