-- Whom a college has removed, or whose applications it has hidden. It outlives the profile and the account: whoever erases
-- theirs and registers again is the same person, by the account or by the number. No name and no number is kept, only a keyed
-- hash of the number, and nothing of those who left by themselves.
create table private.exclusions (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  removed_at timestamptz,
  hidden_at timestamptz,
  chat_id uuid references public.chats (id) on delete cascade,
  muted_until timestamptz,
  constraint exclusions_mute check (muted_until is null or chat_id is not null)
);
create index exclusions_college_id on private.exclusions (college_id);
create index exclusions_chat_id on private.exclusions (chat_id);
create index exclusions_muted_until on private.exclusions (muted_until);
comment on table private.exclusions is
  'That a college has removed a person or hidden their applications, which being let in again ends; or, with a chat, that they were removed or muted there.';
comment on column private.exclusions.removed_at is 'Links made before, and lists that expected the person before, let them in no more.';
comment on column private.exclusions.hidden_at is 'Whether the applicant waits, changes, withdraws or applies again: administrators never see them.';

create table private.excluded (
  subject text not null,
  exclusion_id uuid not null references private.exclusions (id) on delete cascade,
  primary key (subject, exclusion_id)
);
create index excluded_exclusion_id on private.excluded (exclusion_id);
comment on table private.excluded is 'By which accounts and numbers an excluded person is known.';
comment on column private.excluded.subject is 'Id of an account, or the keyed hash of a number.';

insert into private.secrets (name, key) values ('numbers', extensions.gen_random_bytes(32));

create function private.subjects_of(person uuid) returns setof text
language sql stable security definer
set search_path = ''
begin atomic
  select person::text
  union all
  select encode(private.keyed_hash('numbers', convert_to(private.confirmed_phone(person), 'UTF8')), 'hex')
  where private.confirmed_phone(person) is not null;
end;
comment on function private.subjects_of is 'By what a person is known again: their account, and their number if it is proved.';

create function private.exclusions_of(person uuid) returns setof private.exclusions
language sql stable security definer
set search_path = ''
begin atomic
  select e.* from private.exclusions e
  where e.chat_id is null and e.id in (select x.exclusion_id from private.excluded x where x.subject = person::text);
end;
comment on function private.exclusions_of is 'What colleges, not single chats, hold against a person.';

-- What was decided in a chat holds for whoever comes back into it under a new account.
create function private.keep_out_of_chats(person uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  known record;
begin
  if not exists (select from public.profiles p where p.id = person) then
    return;
  end if;
  for known in
    select e.chat_id, bool_or(e.removed_at is not null) as was_removed, max(e.muted_until) as muted_until
    from private.exclusions e
    where e.chat_id is not null and e.id in (select x.exclusion_id from private.excluded x where x.subject = person::text)
    group by e.chat_id
  loop
    if known.was_removed then
      insert into private.chat_departures (chat_id, person_id, was_removed) values (known.chat_id, keep_out_of_chats.person, true)
        on conflict (chat_id, person_id) do update set was_removed = true;
    end if;
    if known.muted_until > now() then
      insert into private.chat_mutes as present (chat_id, person_id, until)
        values (known.chat_id, keep_out_of_chats.person, known.muted_until)
        on conflict (chat_id, person_id) do update set until = greatest(present.until, excluded.until);
    end if;
  end loop;
end
$$;

-- A new account does not make a new person, nor does a new number.
create function private.carry_exclusions(person uuid) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.excluded (subject, exclusion_id)
    select mine.subject, known.exclusion_id
    from private.excluded known cross join private.subjects_of(carry_exclusions.person) mine (subject)
    where known.subject in (select private.subjects_of(carry_exclusions.person))
    on conflict do nothing;
  select private.keep_out_of_chats(carry_exclusions.person);
end;
comment on function private.carry_exclusions is
  'What is known of an account holds for its number from now on, and what is known of a number for its account.';

create function private.delete_past_mutes() returns void
language sql security definer
set search_path = ''
begin atomic
  delete from private.exclusions e where e.id in (
    select x.id from private.exclusions x
    where x.muted_until <= now() and x.removed_at is null and x.hidden_at is null for update skip locked
  );
end;
comment on function private.delete_past_mutes is
  'Deletes what is known of mutes that are over, also of people who have erased themselves, without waiting for others who do the same.';

-- Nothing is kept of who left a chat by themselves. What goes with an erased account stays known by its number; what goes with
-- a chat does not.
create function private.note_chat_exclusion() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  concerned constant record := case tg_op when 'DELETE' then old else new end;
  college constant uuid := (select c.college_id from public.chats c where c.id = concerned.chat_id);
  removed constant boolean := exists (
    select from private.chat_departures d where d.chat_id = concerned.chat_id and d.person_id = concerned.person_id and d.was_removed
  );
  mute_end constant timestamptz := (
    select m.until from private.chat_mutes m where m.chat_id = concerned.chat_id and m.person_id = concerned.person_id
  );
  known uuid[];
  made uuid;
begin
  if college is null or not exists (select from public.profiles p where p.id = concerned.person_id) then
    return null;
  end if;
  known := array(
    select e.id from private.exclusions e join private.excluded x on x.exclusion_id = e.id
    where e.chat_id = concerned.chat_id and x.subject = concerned.person_id::text
  );
  if not removed and mute_end is null then
    delete from private.exclusions e where e.id = any (known);
  elsif known <> '{}' then
    update private.exclusions e
      set removed_at = case when removed then coalesce(e.removed_at, clock_timestamp()) end, muted_until = mute_end
      where e.id = any (known);
  else
    insert into private.exclusions (college_id, chat_id, removed_at, muted_until)
      values (college, concerned.chat_id, case when removed then clock_timestamp() end, mute_end) returning id into made;
    insert into private.excluded (subject, exclusion_id) select subject, made from private.subjects_of(concerned.person_id) subject;
  end if;
  perform private.delete_past_mutes();
  return null;
end
$$;

create trigger note_chat_exclusion after insert or update or delete on private.chat_departures
  for each row execute function private.note_chat_exclusion();
create trigger note_chat_exclusion after insert or update or delete on private.chat_mutes
  for each row execute function private.note_chat_exclusion();

create function private.exclude(college uuid, person uuid, removed_at timestamptz default null, hidden_at timestamptz default null)
returns void
language sql security definer
set search_path = ''
begin atomic
  with made as (
    insert into private.exclusions (college_id, removed_at, hidden_at) values (college, exclude.removed_at, exclude.hidden_at)
      returning id
  )
  insert into private.excluded (subject, exclusion_id) select subject, made.id from made, private.subjects_of(person) subject;
end;

create function private.removed_at(college uuid, person uuid) returns timestamptz
language sql stable security definer
set search_path = ''
begin atomic
  select max(e.removed_at) from private.exclusions_of(person) e where e.college_id = college;
end;
comment on function private.removed_at is 'When the college removed this person, unless it has let them in again.';

create function public.removed_from() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select distinct e.college_id from private.exclusions_of((select private.me())) e where e.removed_at is not null;
end;
comment on function public.removed_from is 'The colleges that have removed the caller, and have not let them in again.';
revoke execute on function public.removed_from from public, anon;
grant execute on function public.removed_from to authenticated, service_role;

create function private.is_hidden(college uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.exclusions_of(person) e where e.college_id = college and e.hidden_at is not null);
comment on function private.is_hidden is 'Whether administrators have hidden the applications of this person.';

create function private.end_exclusion() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.exclusions e
    where e.college_id = new.college_id and e.id in (select x.id from private.exclusions_of(new.person_id) x);
  return null;
end
$$;

create trigger end_exclusion after insert or update on public.memberships
  for each row when (new.left_at is null) execute function private.end_exclusion();
