-- chat:<id>    what the database tells about a chat; nobody else can speak there
-- typing:<id>  participants tell each other that they are typing
-- user:<id>    what concerns one person
-- online:<id>  who of a college is here now (presence)
create function private.topic_id(topic text, prefix text) returns uuid
language sql immutable
set search_path = ''
return case
  when topic ~ ('^' || prefix || ':[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
  then substr(topic, char_length(prefix) + 2)::uuid
end;

create function private.may_hear(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(private.topic_id(topic, 'user') = (select auth.uid()), false)
    or coalesce(private.topic_id(topic, 'chat'), private.topic_id(topic, 'typing')) in (select private.my_chat_ids())
    or private.topic_id(topic, 'online') in (select private.my_college_ids());
end;

create function private.may_speak(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.topic_id(topic, 'online') in (select private.my_college_ids())
    or private.topic_id(topic, 'typing') in (select private.my_chat_ids())
      and private.is_chat_open(private.topic_id(topic, 'typing'));
end;

grant execute on function private.topic_id(text, text), private.may_hear(text), private.may_speak(text) to authenticated, service_role;

create policy "People hear themselves, their chats and their colleges" on realtime.messages
  for select to authenticated using (private.may_hear((select realtime.topic())));
create policy "People say that they type in their chats and are here in their colleges" on realtime.messages
  for insert to authenticated with check (private.may_speak((select realtime.topic())));

create function private.tell_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform realtime.send(
    (
      select jsonb_build_object(
        'id', new.id, 'chat_id', new.chat_id, 'seq', new.seq, 'author_id', new.author_id, 'body', new.body,
        'created_at', new.created_at, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic
      )
      from (select new.author_id as id) author
      left join public.profiles p on p.id = author.id
    ),
    'message', 'chat:' || new.chat_id, true
  );
  return null;
end
$$;

create trigger tell_message after insert on public.messages
  for each row execute function private.tell_message();

-- A position that moved because its owner wrote is known from the message itself.
create function private.tell_read() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if pg_trigger_depth() > 1 or new.read_seq = old.read_seq then
    return null;
  end if;
  perform realtime.send(
    jsonb_build_object('chat_id', new.chat_id, 'person_id', new.person_id, 'seq', new.read_seq),
    'read', 'chat:' || new.chat_id, true
  );
  return null;
end
$$;

create trigger tell_read after update of read_seq on public.chat_members
  for each row execute function private.tell_read();

create function private.tell_member() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform realtime.send(jsonb_build_object('chat_id', new.chat_id), 'chat_added', 'user:' || new.person_id, true);
  else
    perform realtime.send(jsonb_build_object('chat_id', old.chat_id), 'chat_removed', 'user:' || old.person_id, true);
  end if;
  return null;
end
$$;

create trigger tell_member after insert or delete on public.chat_members
  for each row execute function private.tell_member();
