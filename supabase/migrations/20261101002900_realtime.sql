-- Topics of Realtime. All are private, and only the database sends; the triggers that do stand with their tables.
--
-- chat:<id>     participants receive what happens in a chat
-- user:<id>     one person receives what concerns them
-- college:<id>  members receive that people or groups of their college changed
-- admin:<id>    administrators receive that applications, inquiries, links or the log changed
-- inquiry:<id>  the asker receives their inquiry, in the name of the college
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
    or private.topic_id(topic, 'chat') in (select private.my_chat_ids())
    or private.topic_id(topic, 'college') in (select private.my_college_ids())
    or private.topic_id(topic, 'admin') in (select private.my_admin_college_ids())
    or private.topic_id(topic, 'inquiry') in (select private.my_inquiry_ids());
end;
grant execute on function private.can_receive to authenticated, service_role;

create policy "People receive what concerns them, their chats and colleges" on realtime.messages
  for select to authenticated using (private.can_receive((select realtime.topic())));
