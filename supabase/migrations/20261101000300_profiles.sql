-- The telephone is not here: it stays in auth.users, where no other person can read it.
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

create function private.touch() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create trigger touch before update on public.profiles
  for each row execute function private.touch();

alter table public.profiles enable row level security;
grant select on public.profiles to authenticated;
grant insert (id, surname, name, patronymic) on public.profiles to authenticated;
grant update (surname, name, patronymic) on public.profiles to authenticated;
grant all on public.profiles to service_role;

create policy "A person sees himself" on public.profiles
  for select to authenticated using (id = (select auth.uid()));
create policy "A person gives his own name" on public.profiles
  for insert to authenticated with check (id = (select auth.uid()));
create policy "A person changes his own name" on public.profiles
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
