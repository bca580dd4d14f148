-- Topics of Realtime. All are private; the triggers that broadcast on them stand with their tables.
--
-- chat:<id>     participants receive what happens in a chat; only the database sends
-- typing:<id>   participants receive, and send while the chat is open, that somebody types
-- user:<id>     one person receives what concerns them
-- online:<id>   members of a college receive and send that they are here now (presence)
-- college:<id>  members receive that people or groups of their college changed
-- admin:<id>    administrators receive that applications, inquiries, links or the log changed
-- inquiry:<id>  the asker receives their inquiry; only the database sends, and in the name of the college
--
-- Rights are checked when a topic is joined, so a person who was just removed may receive on for a while: on college: and
-- admin: nothing but ids is sent. What chat: does is said in the file of chats.

create function private.topic_id(topic text, prefix text) returns uuid
language sql immutable
set search_path = ''
return case
  when topic ~ ('^' || prefix || ':[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
  then substr(topic, char_length(prefix) + 2)::uuid
end;
grant execute on function private.topic_id to authenticated, service_role;

create function private.can_receive(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(private.topic_id(topic, 'user') = (select private.me()), false)
    or coalesce(private.topic_id(topic, 'chat'), private.topic_id(topic, 'typing')) in (select private.my_chat_ids())
    or coalesce(private.topic_id(topic, 'online'), private.topic_id(topic, 'college')) in (select private.my_college_ids())
    or private.topic_id(topic, 'admin') in (select private.my_admin_college_ids())
    or private.topic_id(topic, 'inquiry') in (select private.my_inquiry_ids());
end;
grant execute on function private.can_receive to authenticated, service_role;

create function private.can_send(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.topic_id(topic, 'online') in (select private.my_college_ids())
    or private.topic_id(topic, 'typing') in (select private.my_chat_ids())
      and private.is_chat_open(private.topic_id(topic, 'typing'));
end;
grant execute on function private.can_send to authenticated, service_role;

create policy "People receive what concerns them, their chats and colleges" on realtime.messages
  for select to authenticated using (private.can_receive((select realtime.topic())));

-- Where a whole college receives, nobody broadcasts: online: carries presence alone, typing: broadcasts alone. Policies are
-- tried when a topic is joined, on a row without payload or key. So a member can show another member as here who is not, and
-- nothing may follow from presence but a dot beside a name.
create policy "People send typing in chats and presence in colleges" on realtime.messages
  for insert to authenticated with check (
    private.can_send((select realtime.topic()))
    and extension = case when (select realtime.topic()) like 'online:%' then 'presence' else 'broadcast' end
  );
