-- Who receives, sends and is seen in a room; the topic of its private channel is the room's name.
create table public.room_members (
  room text not null,
  person_id uuid not null references auth.users,
  may_speak boolean not null default true,
  may_be_seen boolean not null default true,
  primary key (room, person_id)
);
create index room_members_person_id_idx on public.room_members (person_id);
alter table public.room_members enable row level security;
grant select on public.room_members to authenticated;
grant all on public.room_members to service_role;
create policy "People see their own rows" on public.room_members
  for select to authenticated using (person_id = (select auth.uid()));

create policy "Members receive what their rooms broadcast" on realtime.messages for select to authenticated using (
  exists (
    select from public.room_members m
    where m.room = (select realtime.topic()) and m.person_id = (select auth.uid())
      and (realtime.messages.extension = 'broadcast' or m.may_be_seen)
  )
);
create policy "Some speak, some are seen" on realtime.messages for insert to authenticated with check (
  exists (
    select from public.room_members m
    where m.room = (select realtime.topic()) and m.person_id = (select auth.uid())
      and case realtime.messages.extension when 'broadcast' then m.may_speak when 'presence' then m.may_be_seen end
  )
);

create table public.room_posts (
  id bigint generated always as identity primary key,
  room text not null,
  body text not null
);
alter table public.room_posts enable row level security;
grant all on public.room_posts to service_role;

create function public.tell_room() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.broadcast_changes(
    coalesce(new.room, old.room), tg_op, tg_op, tg_table_name, tg_table_schema, new, old
  );
  return null;
end
$$;
create trigger tell_room after insert or update or delete on public.room_posts
  for each row execute function public.tell_room();

create function public.say(payload jsonb, event text, topic text, private boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.send(payload, event, topic, private);
end
$$;
revoke execute on function public.say(jsonb, text, text, boolean) from public;
grant execute on function public.say(jsonb, text, text, boolean) to service_role;
