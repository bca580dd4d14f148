create table public.consents (
  person_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  text_version text not null,
  text_hash text not null,
  given_at timestamptz not null default clock_timestamp(),
  primary key (person_id, text_version, text_hash),
  constraint consents_text_version check (char_length(text_version) between 1 and 100)
);
comment on table public.consents is 'Which text about personal data a person has agreed to, and when. Without one there is no profile.';
comment on column public.consents.text_hash is 'SHA-256 of the text as it was shown, in UTF-8: proves later which one it was.';

alter table public.consents enable row level security;
grant select on public.consents to authenticated;
grant all on public.consents to service_role;

create policy "A person sees what he has agreed to" on public.consents
  for select to authenticated using (person_id = (select auth.uid()));

create function public.give_consent(version text, shown text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
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
comment on function public.give_consent(text, text) is
  'Keeps that the caller has agreed to a text, of which the database makes the hash. Once more changes nothing.';
revoke execute on function public.give_consent(text, text) from public, anon;
grant execute on function public.give_consent(text, text) to authenticated, service_role;

create function private.has_consented() returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (select from public.consents where person_id = (select auth.uid()));
end;
comment on function private.has_consented() is 'Whether the caller has agreed to the use of his data.';
grant execute on function private.has_consented() to authenticated, service_role;

drop policy "A person gives his own name" on public.profiles;
create policy "Who has agreed to the use of his data gives his own name" on public.profiles
  for insert to authenticated with check (id = (select auth.uid()) and (select private.has_consented()));
