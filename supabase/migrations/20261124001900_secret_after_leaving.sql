-- Realtime asks for rights when a topic is joined and when the token is renewed, not for every message. Whoever has just
-- lost a chat may therefore hear its topic until his token ends, an hour at most: so long the topic says that something
-- was written, not what, and those who may read it fetch it.
create table private.unsafe_topics (
  chat_id uuid primary key references public.chats (id) on delete cascade,
  until timestamptz not null
);
comment on table private.unsafe_topics is 'Chats whose topic may still be heard by somebody who may not read them any more.';

create function private.note_lost_listener(chat uuid) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.unsafe_topics (chat_id, until)
    select id, now() + interval '1 hour' from public.chats where id = chat
    on conflict (chat_id) do update set until = excluded.until;
end;

create function private.note_left_chat() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.note_lost_listener(old.chat_id);
  return null;
end
$$;

create trigger note_left_chat after delete on public.chat_members
  for each row execute function private.note_left_chat();

create function private.note_left_college() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.note_lost_listener(m.chat_id)
    from public.chat_members m join public.chats c on c.id = m.chat_id
    where m.person_id = new.person_id and c.college_id = new.college_id;
  return null;
end
$$;

create trigger note_left_college after update of left_at on public.memberships
  for each row when (old.left_at is null and new.left_at is not null) execute function private.note_left_college();

create function private.is_unsafe_topic(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.unsafe_topics where chat_id = chat and until > now());
grant execute on function private.is_unsafe_topic(uuid) to authenticated, service_role;

create function private.tell_written() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.send(jsonb_build_object('chat_id', new.chat_id, 'seq', new.seq), 'written', 'chat:' || new.chat_id, true);
  return null;
end
$$;

drop trigger tell_message on public.messages;
create trigger tell_message after insert on public.messages
  for each row when (not private.is_unsafe_topic(new.chat_id)) execute function private.tell_message();
create trigger tell_written after insert on public.messages
  for each row when (private.is_unsafe_topic(new.chat_id)) execute function private.tell_written();
