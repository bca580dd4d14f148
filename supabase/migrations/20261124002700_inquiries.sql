create type public.inquiry_status as enum ('open', 'closed');

-- The asker reads these two tables. Which administrator answers, takes or reads an inquiry is kept in `private`, so that
-- nothing he can get, by whatever way, names one.
create table public.inquiries (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  asker_id uuid references public.profiles (id) on delete set null,
  status public.inquiry_status not null default 'open',
  last_seq bigint not null default 0,
  read_seq bigint not null default 0,
  created_at timestamptz not null default now(),
  constraint inquiries_once unique (college_id, asker_id),
  constraint inquiries_read_seq check (read_seq between 0 and last_seq)
);
create index inquiries_asker_id on public.inquiries (asker_id);
comment on table public.inquiries is 'What a person and the administration of a college write each other.';
comment on column public.inquiries.read_seq is 'How far the asker has read.';

create table public.inquiry_messages (
  id uuid primary key,
  inquiry_id uuid not null references public.inquiries (id) on delete cascade,
  seq bigint not null,
  from_college boolean not null,
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint inquiry_messages_seq_unique unique (inquiry_id, seq),
  constraint inquiry_messages_body_length check (char_length(body) between 1 and 10000),
  constraint inquiry_messages_body_visible check (not private.is_blank(body))
);
comment on table public.inquiry_messages is 'A message of an inquiry, from the asker or from the college. The sender''s device makes the id.';

create table private.inquiry_answers (
  message_id uuid primary key references public.inquiry_messages (id) on delete cascade,
  admin_id uuid references public.profiles (id) on delete set null
);
create index inquiry_answers_admin_id on private.inquiry_answers (admin_id);
comment on table private.inquiry_answers is 'Which administrator wrote in the name of the college.';

create table private.inquiry_desks (
  inquiry_id uuid primary key references public.inquiries (id) on delete cascade,
  assignee_id uuid references public.profiles (id) on delete set null,
  read_seq bigint not null default 0
);
create index inquiry_desks_assignee_id on private.inquiry_desks (assignee_id);
comment on table private.inquiry_desks is 'The side of the administrators: who takes care of an inquiry, and how far any of them has read it.';

create function private.open_desk() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.inquiry_desks (inquiry_id) values (new.id);
  return null;
end
$$;

create trigger open_desk after insert on public.inquiries
  for each row execute function private.open_desk();

create function private.my_inquiry_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select id from public.inquiries where asker_id = (select auth.uid());
end;
comment on function private.my_inquiry_ids() is 'Inquiries of the caller, also to colleges to which he does not belong any more.';

create function private.desk_inquiry_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select id from public.inquiries where college_id in (select private.my_admin_college_ids());
end;
comment on function private.desk_inquiry_ids() is 'Inquiries that the caller may answer as an administrator.';

grant execute on function private.my_inquiry_ids(), private.desk_inquiry_ids() to authenticated, service_role;

alter table public.inquiries enable row level security;
alter table public.inquiry_messages enable row level security;
grant select on public.inquiries, public.inquiry_messages to authenticated;
grant all on public.inquiries, public.inquiry_messages to service_role;

create policy "A person sees what he asked, and administrators what their college was asked" on public.inquiries
  for select to authenticated
  using (asker_id = (select auth.uid()) or college_id in (select private.my_admin_college_ids()));
create policy "The asker and the administrators of the college read an inquiry" on public.inquiry_messages
  for select to authenticated
  using (inquiry_id in (select private.my_inquiry_ids()) or inquiry_id in (select private.desk_inquiry_ids()));
