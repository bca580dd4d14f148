-- Where a whole college listens nobody calls out: who is here is all that is said there, and who types where people type.
drop policy "People say that they type in their chats and are here in their colleges" on realtime.messages;
create policy "People say that they type in their chats and are here in their colleges" on realtime.messages
  for insert to authenticated with check (
    private.may_speak((select realtime.topic()))
    and extension = case when (select realtime.topic()) like 'online:%' then 'presence' else 'broadcast' end
  );
