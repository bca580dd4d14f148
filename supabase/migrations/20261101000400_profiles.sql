-- People: their consents, names and profiles.

create table public.consents (
  person_id uuid not null default private.me() references auth.users (id) on delete cascade,
  text_version text not null,
  text_hash text not null,
  given_at timestamptz not null default clock_timestamp(),
  primary key (person_id, text_version, text_hash),
  constraint consents_text_version check (char_length(text_version) between 1 and 100)
);
comment on table public.consents is 'Which text about personal data a person has agreed to, and when. Without one there is no profile.';
comment on column public.consents.text_hash is 'SHA-256 of the text as it was shown, in UTF-8: proves later which one it was.';

alter table public.consents enable row level security;
revoke all on public.consents from public, anon, authenticated;
grant select on public.consents to authenticated;
grant all on public.consents to service_role;

create policy "People see what they have agreed to" on public.consents
  for select to authenticated using (person_id = (select private.me()));

create function public.give_consent(version text, shown text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me uuid := (select private.me());
begin
  if me is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if coalesce(version, '') = '' or char_length(version) > 100 or private.is_blank(shown) then
    raise exception 'a text is agreed to, and has a version' using errcode = 'SF001';
  end if;
  perform private.throttle('consent of ' || me, 30);
  insert into public.consents (person_id, text_version, text_hash)
    values (me, version, encode(pg_catalog.sha256(convert_to(shown, 'UTF8')), 'hex'))
    on conflict on constraint consents_pkey do nothing;
end
$$;
comment on function public.give_consent is
  'Records that the caller has agreed to a text, whose hash the database computes. Once more changes nothing.';
revoke execute on function public.give_consent from public, anon;
grant execute on function public.give_consent to authenticated, service_role;

create function private.has_consented() returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (select from public.consents where person_id = (select private.me()));
end;
comment on function private.has_consented is 'Whether the caller has agreed to the use of their data.';
grant execute on function private.has_consented to authenticated, service_role;

create function private.confirmed_phone(person uuid) returns text
language sql stable security definer
set search_path = ''
begin atomic
  select phone from auth.users where id = person and phone_confirmed_at is not null and phone <> '';
end;
comment on function private.confirmed_phone is
  'Number (digits) that the person has proved to be theirs; null without one.';

-- Auth may know accounts without a number (by e-mail, anonymous). Others are told that the number of whoever they see is
-- proved, so nobody has a name without one.
create function private.has_confirmed_phone() returns boolean
language sql stable security definer
set search_path = ''
return private.confirmed_phone((select private.me())) is not null;
comment on function private.has_confirmed_phone is 'Whether the caller has proved a number to be theirs.';
grant execute on function private.has_confirmed_phone to authenticated, service_role;

-- The telephone number is not here: it stays in auth.users, where no other person can read it.
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  surname text not null,
  name text not null,
  patronymic text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint profiles_surname_length check (char_length(surname) between 1 and 100 and not private.is_blank(surname)),
  constraint profiles_name_length check (char_length(name) between 1 and 100 and not private.is_blank(name)),
  constraint profiles_patronymic_length check (char_length(patronymic) <= 100)
);
comment on table public.profiles is 'What others see of a person. The row appears when the person has given a name, so having one means being registered.';

alter table public.profiles enable row level security;
revoke all on public.profiles from public, anon, authenticated;
grant select on public.profiles to authenticated;
grant insert (id, surname, name, patronymic), update (surname, name, patronymic) on public.profiles to authenticated;
grant all on public.profiles to service_role;

-- Which other names a person sees is said in the file of memberships.
create policy "People see their own profile" on public.profiles
  for select to authenticated using (id = (select private.me()));
create policy "People with a proved number who have agreed to the use of their data name themselves" on public.profiles
  for insert to authenticated with check (
    id = (select private.me()) and (select private.has_consented()) and (select private.has_confirmed_phone())
  );
create policy "People change their own name" on public.profiles
  for update to authenticated using (id = (select private.me())) with check (id = (select private.me()));

create trigger clean_lines before insert or update on public.profiles
  for each row execute function private.clean_lines('surname', 'name', 'patronymic');
create trigger set_updated_at before update on public.profiles
  for each row execute function private.set_updated_at();

-- Everybody who sees a name fetches it when it changes, so a person who changed theirs in a loop would keep a whole college
-- fetching.
create function private.throttle_name() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.throttle('name of ' || new.id, 20);
  return new;
end
$$;

create trigger throttle_name before update on public.profiles
  for each row when (
    (old.surname, old.name, old.patronymic) is distinct from (new.surname, new.name, new.patronymic) and new.id = private.me()
  ) execute function private.throttle_name();

-- Whoever looks at a name learns that it has changed or is gone; the new one they fetch with their own rights.
create function private.broadcast_name() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  person constant jsonb := jsonb_build_object('person_id', old.id);
begin
  if tg_op = 'UPDATE' and (new.surname, new.name, new.patronymic) is not distinct from (old.surname, old.name, old.patronymic) then
    return null;
  end if;
  perform private.broadcast('user:' || old.id, 'profile');
  perform private.broadcast('college:' || m.college_id, 'person_changed', person)
    from public.memberships m where m.person_id = old.id;
  perform private.broadcast('chat:' || c.chat_id, 'person_changed', person)
    from (
      select m.chat_id from public.chat_members m where m.person_id = old.id
      union
      select m.chat_id from public.messages m where m.author_id = old.id
    ) c;
  return old;
end
$$;

create trigger broadcast_name after update on public.profiles
  for each row execute function private.broadcast_name();

-- Before the deletion: afterwards nothing leads to what the person wrote.
create trigger broadcast_name_deleted before delete on public.profiles
  for each row execute function private.broadcast_name();


create function private.person_json(person uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic)
  from public.profiles p where p.id = person;
end;
