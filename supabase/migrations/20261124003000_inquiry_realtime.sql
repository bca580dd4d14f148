-- inquiry:<id>  the asker hears his inquiry; only the database speaks there, and in the name of the college
create or replace function private.may_hear(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(private.topic_id(topic, 'user') = (select auth.uid()), false)
    or coalesce(private.topic_id(topic, 'chat'), private.topic_id(topic, 'typing')) in (select private.my_chat_ids())
    or coalesce(private.topic_id(topic, 'online'), private.topic_id(topic, 'college')) in (select private.my_college_ids())
    or private.topic_id(topic, 'admin') in (select private.my_admin_college_ids())
    or private.topic_id(topic, 'inquiry') in (select private.my_inquiry_ids());
end;

create function private.tell_inquiry_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.inquiries;
begin
  select * into asked from public.inquiries where id = new.inquiry_id;
  perform private.tell('inquiry:' || asked.id, 'message', to_jsonb(new));
  if new.from_college and asked.asker_id is not null then
    perform private.tell(
      'user:' || asked.asker_id, 'inquiry',
      jsonb_build_object('inquiry_id', asked.id, 'college_id', asked.college_id, 'seq', new.seq)
    );
  end if;
  perform private.tell('admin:' || asked.college_id, 'inquiry', jsonb_build_object('inquiry_id', asked.id));
  return null;
end
$$;

create trigger tell_inquiry_message after insert on public.inquiry_messages
  for each row execute function private.tell_inquiry_message();

create function private.tell_inquiry() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.status <> old.status then
    perform private.tell('inquiry:' || new.id, 'status', jsonb_build_object('inquiry_id', new.id, 'status', new.status));
  end if;
  if new.read_seq <> old.read_seq then
    perform private.tell('inquiry:' || new.id, 'read', jsonb_build_object('inquiry_id', new.id, 'seq', new.read_seq));
  end if;
  perform private.tell('admin:' || new.college_id, 'inquiry', jsonb_build_object('inquiry_id', new.id));
  return null;
end
$$;

create trigger tell_inquiry after update on public.inquiries
  for each row execute function private.tell_inquiry();

create function private.tell_inquiry_desk() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.tell('admin:' || i.college_id, 'inquiry', jsonb_build_object('inquiry_id', i.id))
    from public.inquiries i where i.id = new.inquiry_id;
  return null;
end
$$;

create trigger tell_inquiry_desk after update on private.inquiry_desks
  for each row execute function private.tell_inquiry_desk();
