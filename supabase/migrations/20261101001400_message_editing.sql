-- Editing and deleting of messages: by whom, and for how long.

-- Participants see the messages of their chats; administrators who are no participants see what was written
-- there in the name of the college.
create function private.require_message(message uuid) returns public.messages
language plpgsql stable security definer
set search_path = ''
as $$
declare
  present public.messages;
begin
  perform private.me();
  select m.* into present from public.messages m join public.chats c on c.id = m.chat_id
    where m.id = message and (
      c.id in (select private.my_chat_ids()) or m.as_college and c.college_id in (select private.my_admin_college_ids())
    );
  if present.id is null then
    raise exception 'no such message' using errcode = 'SF003';
  end if;
  return present;
end
$$;
comment on function private.require_message is 'The message; refused (SF003) when the caller has no business with it, as if there were none.';

-- The chat is locked before the message, as by whoever sends, and before both the caller's profile: whoever erases themselves
-- locks it first and comes to the messages last, so the two could wait for each other. What the caller had to wait for may have been the end of their
-- rights, so these are looked at again.
create function private.lock_message(message uuid) returns public.messages
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present public.messages := private.require_message(message);
begin
  perform from public.profiles p where p.id = (select private.me()) for key share;
  perform from public.chats c where c.id = present.chat_id for no key update;
  return private.require_message(message);
end
$$;
comment on function private.lock_message is
  'The message as it is and stays until the transaction ends, as nothing in its chat is sent or changed meanwhile. Refuses as require_message does.';

create function private.is_own_message(message public.messages) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(message.author_id = (select private.me()), false) or exists (
    select from private.college_posts p join public.chats c on c.id = message.chat_id
    where p.message_id = message.id and p.admin_id = (select private.me()) and c.college_id in (select private.my_admin_college_ids())
  );
end;
comment on function private.is_own_message is
  'Whether the caller wrote the message, in their own name or, as the administrator that they still are, in that of the college.';

create function private.can_delete_message(message public.messages) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.is_own_message(message) or private.can_moderate(message.chat_id) or message.as_college and exists (
    select from public.chats c where c.id = message.chat_id and c.college_id in (select private.my_admin_college_ids())
  );
end;

-- Which administrator wrote as the college nobody learns from a refusal: to all others the message is not theirs, like any.
create function public.edit_message(message uuid, body text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present public.messages := private.lock_message(message);
  cleaned constant text := private.clean_text(edit_message.body);
begin
  if not private.is_own_message(present) then
    raise exception 'people edit only what they wrote' using errcode = '42501';
  end if;
  if present.deleted_at is not null then
    raise exception 'the message was deleted' using errcode = 'SF003', detail = 'deleted';
  end if;
  if present.forward_of is not null then
    raise exception 'people forward what others wrote as it was' using errcode = 'SF001', detail = 'forwarded';
  end if;
  if present.has_poll then
    raise exception 'people have answered the question as it was' using errcode = 'SF001', detail = 'poll';
  end if;
  -- The same text again is what an edit is whose answer was lost: it is over, whatever has come since.
  if present.body is distinct from cleaned then
    perform private.require_open_chat(present.chat_id);
    if present.author_id is not null then
      perform private.require_writer(present.chat_id);
    end if;
    if not exists (
      select from public.chats c join public.colleges k on k.id = c.college_id
      where c.id = present.chat_id and k.edit_hours > 0 and present.created_at > clock_timestamp() - make_interval(hours => k.edit_hours)
    ) then
      raise exception 'too long ago' using errcode = 'SF001', detail = 'too_late';
    end if;
    -- The constraint would show the whole row, also the columns that nobody may read, in its refusal.
    if private.is_blank(cleaned) and present.file_count = 0 or char_length(cleaned) > 10000 then
      raise exception 'no text, or one that is too long' using errcode = '23514';
    end if;
    update public.messages m set body = cleaned, edited_at = clock_timestamp()
      where m.id = message returning * into present;
  end if;
  return private.message_json(present, null, (select private.me()));
end
$$;
comment on function public.edit_message is
  'Gives a message of the caller another text, within the college''s edit_hours, and returns it. Refused when it is deleted or there is none (SF003), not theirs (42501), too old, forwarded or a poll (SF001), or the chat can only be read, by all or by them (SF006).';
revoke execute on function public.edit_message from public, anon, service_role;
grant execute on function public.edit_message to authenticated;

create function public.delete_message(message uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present public.messages := private.lock_message(message);
begin
  if not private.can_delete_message(present) then
    raise exception 'the message is somebody else''s' using errcode = '42501';
  end if;
  if present.deleted_at is null then
    perform private.require_open_chat(present.chat_id);
    update public.messages m set body = '', deleted_at = clock_timestamp(), deleted_by = (select private.me())
      where m.id = message returning * into present;
    if present.as_college or not private.is_own_message(present) then
      perform private.log_change(
        c.college_id, 'message_deleted', 'chat', c.id::text, c.title,
        jsonb_build_object('person_id', present.author_id, 'as_college', present.as_college)
      )
      from public.chats c where c.id = present.chat_id;
    end if;
  end if;
  return private.message_json(present, null, (select private.me()));
end
$$;
comment on function public.delete_message is
  'Deletes the text of a message and returns what stays: that there was one. People delete their own; moderators of the chat and administrators who are participants those of others, administrators what the college wrote, and the log has it. Refused when there is none (SF003), one may not (42501), or the chat can only be read (SF006).';
revoke execute on function public.delete_message from public, anon, service_role;
grant execute on function public.delete_message to authenticated;

-- The lock on the id is that of whoever sends: either the message is there, or it can come no more.
create function public.withdraw_message(chat uuid, message uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(message::text, 0));
  if private.sent_message(chat, message) is not null then
    return public.delete_message(message);
  end if;
  perform private.throttle('withdrawals of ' || private.me(), 100, '1 minute');
  delete from private.withdrawn_messages w where (w.person_id, w.message_id) in (
    select x.person_id, x.message_id from private.withdrawn_messages x where x.at < now() - interval '1 day' for update skip locked
  );
  insert into private.withdrawn_messages (person_id, message_id) values (private.me(), message) on conflict do nothing;
  return null;
end
$$;
comment on function public.withdraw_message is
  'Deletes a message of the caller that may not have arrived. Returns what stays of it; null when it has not arrived, which from now on it is refused (SF003). Refuses as delete_message does, and (SF003) who is no participant.';
revoke execute on function public.withdraw_message from public, anon, service_role;
grant execute on function public.withdraw_message to authenticated;
