-- Answers that quote a message of the same chat, and copies of messages in other chats.
--
-- A quote is read from the message that it quotes, not kept with the answer: its author is called as they are called now, and
-- what was edited or deleted is so in every quote, with no row to rewrite. Who holds the answer learns of the change by the
-- change of the quoted message itself, of whose number the quote carries the present one.

create function private.quote_json(chat uuid, seq bigint) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'id', m.id, 'seq', m.seq, 'change', m.change, 'body', left(private.readable_text(m), 120), 'deleted_at', m.deleted_at,
    'files', private.message_files_json(m.id, true)
  ) || private.author_json(m)
  from public.messages m where m.chat_id = quote_json.chat and m.seq = quote_json.seq;
end;
comment on function private.quote_json is 'What an answer shows of the message that it answers: who wrote it, and its first 120 characters.';

-- The chat is not named: those who read the copy may not know that there is one.
create function private.source_json(source uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select private.author_json(m) from public.messages m where m.id = source;
end;
comment on function private.source_json is 'Who wrote a forwarded message first: a person by the name that they have now, or the college.';

-- People insert with their own rights and name the message that they answer or forward; whether they may, and what the copy
-- says, is decided here. Of chats that are not theirs they learn nothing: the policy refuses whatever is inserted there.
create function private.check_reply_and_source() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  source public.messages;
begin
  if new.chat_id not in (select private.my_chat_ids()) then
    return new;
  end if;
  if new.seq = 0 then
    -- It is there already. The row is not inserted, but has to pass the constraints before that is found.
    new.body := coalesce(nullif(new.body, ''), '=');
    return new;
  end if;
  -- The chat is locked by the number that the message has taken, so this cannot be deleted meanwhile.
  if new.reply_seq is not null and not exists (
    select from public.messages m where m.chat_id = new.chat_id and m.seq = new.reply_seq and m.deleted_at is null
  ) then
    raise exception 'the message that is answered was deleted' using errcode = 'SF003', detail = 'reply_deleted';
  end if;
  if new.forward_of is not null then
    select m.* into source from public.messages m
      join public.chats c on c.id = m.chat_id join public.chats target on target.id = new.chat_id and target.college_id = c.college_id
      where m.id = new.forward_of and m.deleted_at is null and m.chat_id in (select private.my_chat_ids());
    if source.id is null then
      raise exception 'no such message to forward' using errcode = 'SF003', detail = 'source_deleted';
    end if;
    new.body := private.readable_text(source);
    perform private.copy_files(source.id, new.id);
    new.forward_of := coalesce(source.forward_of, source.id);
  end if;
  return new;
end
$$;

create trigger check_reply_and_source before insert on public.messages
  for each row when (new.reply_seq is not null or new.forward_of is not null) execute function private.check_reply_and_source();

-- Runs with the rights of the caller, as send_message does. The chats are taken in the order of their ids, so that two who
-- forward to the same ones do not wait for each other.
create function public.forward_messages(source uuid, messages uuid[], chats uuid[], comment text, ids uuid[]) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  has_comment constant boolean := not private.is_blank(comment);
  per_chat constant integer := coalesce(cardinality(messages), 0) + has_comment::integer;
  target record;
  original record;
  sent jsonb;
  result jsonb := '[]';
begin
  -- Whose session has ended is told so before anything else.
  perform private.me();
  if coalesce(cardinality(messages), 0) not between 1 and 20 or coalesce(cardinality(chats), 0) not between 1 and 20
    or per_chat * cardinality(chats) > 100 or cardinality(ids) is distinct from per_chat * cardinality(chats)
    or (select count(distinct m) from unnest(messages) m) <> cardinality(messages)
    or (select count(distinct c) from unnest(chats) c) <> cardinality(chats) then
    raise exception 'not what can be forwarded at once' using errcode = 'SF001', detail = 'too_many';
  end if;
  if (select count(*) from public.messages m where m.chat_id = source and m.id = any (messages)) < cardinality(messages) then
    raise exception 'no such messages' using errcode = 'SF003', detail = 'source_deleted';
  end if;
  for target in select c.id, (c.place - 1) * per_chat as before from unnest(chats) with ordinality c (id, place) order by c.id loop
    if has_comment then
      result := result || public.send_message(target.id, ids[target.before + 1], comment);
    end if;
    for original in
      select m.id, row_number() over (order by m.seq) + has_comment::integer as place
      from public.messages m where m.chat_id = source and m.id = any (messages) order by m.seq
    loop
      insert into public.messages (id, chat_id, body, forward_of) values (ids[target.before + original.place], target.id, '', original.id)
        on conflict on constraint messages_pkey do nothing;
      sent := private.sent_message(target.id, ids[target.before + original.place]);
      if sent is null then
        raise exception 'the id of the message is taken' using errcode = 'SF002';
      end if;
      result := result || sent;
    end loop;
  end loop;
  return result;
end
$$;
comment on function public.forward_messages is
  'Copies messages of a chat, in their order, into other chats of the same college where the caller may write, each time after their own comment if there is one, and returns all that is written. `ids` are those of the new messages, chat by chat; sent again it is what is there. At most 20 messages, 20 chats and 100 copies (SF001). Refused when a message is not there or deleted (SF003), or one of the chats cannot be written to (42501), and then as a whole.';
revoke execute on function public.forward_messages from public, anon, service_role;
grant execute on function public.forward_messages to authenticated;
