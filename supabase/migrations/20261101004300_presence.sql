-- Who is here now, and who types. Realtime's own presence and broadcasts of clients are not used: its policies are tried when
-- a topic is joined, on a row without payload or key, so whoever may send could show another person as here or typing. Here
-- the database says who it is.

create table private.presences (
  college_id uuid not null references public.colleges (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (college_id, person_id)
);
create index presences_person on private.presences (person_id);
create index presences_seen_at on private.presences (seen_at);
comment on table private.presences is
  'When a page of a college last said that somebody has it before them; another college of theirs learns nothing of it. What is too old to count is deleted, so nobody''s habits are kept.';

-- A page says so every 45 seconds while it is shown; two that fail leave somebody here for a moment.
create function private.presence_lasts() returns interval
language sql immutable
set search_path = ''
return interval '100 seconds';

-- Rows that somebody else is deleting or renewing are theirs: waiting for them would make everybody wait who is here. One's own
-- row comes first, while no other is locked: two who come back at once would delete each other's, and wait for each other.
create function public.announce_presence(college uuid) returns uuid[]
language plpgsql security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  if not exists (select from private.my_college_ids() id where id = college) then
    return '{}';
  end if;
  insert into private.presences as known (college_id, person_id) values (college, me)
    on conflict (college_id, person_id) do update set seen_at = excluded.seen_at where known.seen_at < now() - interval '10 seconds';
  delete from private.presences p where (p.college_id, p.person_id) in (
    select old.college_id, old.person_id from private.presences old
    where old.seen_at <= now() - private.presence_lasts() and old.person_id <> me for update skip locked
  );
  return array(
    select p.person_id from private.presences p
    join public.memberships m on m.person_id = p.person_id and m.college_id = p.college_id and m.left_at is null
    where p.college_id = college and p.seen_at > now() - private.presence_lasts() and p.person_id <> me
  );
end
$$;
comment on function public.announce_presence is
  'Says that I have a page of the college before me. Returns which other members have; nobody, when I am not one of them.';
revoke execute on function public.announce_presence from public, anon;
grant execute on function public.announce_presence to authenticated;

create function public.announce_typing(chat uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  if exists (select from private.my_chat_ids() id where id = chat) and private.write_refusal(chat, me) is null
    and private.count_attempt('person ' || me || ' types', '1 minute') <= 60
  then
    perform realtime.send(jsonb_build_object('person_id', me), 'typing', 'chat:' || chat, true);
  end if;
end
$$;
comment on function public.announce_typing is
  'Broadcasts to the participants that I am typing, which pages do every three seconds. Nothing happens where I may not write.';
revoke execute on function public.announce_typing from public, anon;
grant execute on function public.announce_typing to authenticated;
