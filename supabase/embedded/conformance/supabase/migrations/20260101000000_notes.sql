create table public.notes (
  id bigint generated always as identity primary key,
  owner_id uuid not null default auth.uid(),
  body text not null check (char_length(body) < 1000),
  tags text[] not null default '{}',
  details jsonb,
  created_at timestamptz not null default now()
);
alter table public.notes enable row level security;
grant select, insert, update, delete on public.notes to authenticated;
grant all on public.notes to service_role;
create policy "People have their own notes" on public.notes
  for all to authenticated using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));
