-- Topics of Realtime. All are private, and only the database sends, but for the peers of a lesson, who signal to each other; the
-- triggers that do stand with their tables.
--
-- chat:<id>     participants receive what happens in a chat
-- user:<id>     one person receives what concerns them
-- college:<id>  members receive that people or groups of their college changed
-- admin:<id>    administrators receive that applications, inquiries, links or the log changed
-- inquiry:<id>  the asker receives their inquiry, in the name of the college
-- article:<id>  readers receive that somebody voted in a poll of an article
-- lesson:<id>   participants of its chat receive what changes in a lesson
-- lesson:<id>:pair:<person>:<person>  the two receive what they send to each other
--
-- Rights are checked when a topic is joined, so a person who was just removed may receive on for a while: on college:,
-- admin: and article: nothing but ids is sent. What chat: does is said in the file of chats.

create function private.topic_id(topic text, prefix text) returns uuid
language sql immutable
set search_path = ''
return case
  when topic ~ ('^' || prefix || ':[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
  then substr(topic, char_length(prefix) + 2)::uuid
end;
grant execute on function private.topic_id to authenticated, service_role;

-- In plpgsql, because articles stand in a later file.
create function private.receives_article(article uuid) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return article is not null and private.takes_part_in_article(article);
end
$$;

-- In plpgsql, because lessons stand in a later file; of most topics nothing there is asked.
create function private.receives_of_lesson(topic text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return case when topic like 'lesson:%' then private.receives_lesson(topic) else false end;
end
$$;

create function private.can_receive(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(private.topic_id(topic, 'user') = (select private.me()), false)
    or private.topic_id(topic, 'chat') in (select private.my_chat_ids())
    or private.topic_id(topic, 'college') in (select private.my_college_ids())
    or private.topic_id(topic, 'admin') in (select private.my_admin_college_ids())
    or private.topic_id(topic, 'inquiry') in (select private.my_inquiry_ids())
    or private.receives_article(private.topic_id(topic, 'article'))
    or private.receives_of_lesson(topic);
end;
grant execute on function private.can_receive to authenticated, service_role;

create policy "People receive what concerns them, their chats and colleges" on realtime.messages
  for select to authenticated using (private.can_receive((select realtime.topic())));
