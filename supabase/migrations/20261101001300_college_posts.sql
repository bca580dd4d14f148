-- Messages that administrators write into chats in the name of the college.

create table private.college_posts (
  message_id uuid primary key references public.messages (id) on delete cascade,
  admin_id uuid references public.profiles (id) on delete set null
);
create index college_posts_admin_id on private.college_posts (admin_id);
comment on table private.college_posts is 'Which administrator wrote a message in the name of the college.';

create function private.can_post_as_college(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from public.chats c
    where c.id = chat and c.kind <> 'personal' and c.college_id in (select private.my_admin_college_ids()) and private.is_chat_open(c.id)
  );
end;

create function public.post_as_college(chat uuid, id uuid, body text, files jsonb default '[]') returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select private.me());
  posted public.messages;
begin
  if not private.can_post_as_college(chat) then
    raise exception 'only administrators of the college, in its open chats' using errcode = '42501';
  end if;
  perform private.bind_chat_files(chat, post_as_college.id, files, from_college => true);
  insert into public.messages (id, chat_id, author_id, body, as_college)
    values (post_as_college.id, chat, null, post_as_college.body, true)
    on conflict on constraint messages_pkey do nothing
    returning * into posted;
  if posted.id is not null then
    insert into private.college_posts (message_id, admin_id) values (posted.id, me);
    perform private.hide_position(chat, me, posted.seq);
    perform private.log_change(c.college_id, 'college_posted', 'chat', c.id::text, c.title) from public.chats c where c.id = chat;
  else
    -- The same message sent again.
    select m.* into posted from public.messages m join private.college_posts p on p.message_id = m.id
      where m.id = post_as_college.id and m.chat_id = chat and p.admin_id = me;
    if posted.id is null then
      raise exception 'the id of the message is taken' using errcode = 'SF002';
    end if;
  end if;
  return private.message_json(posted, null, me);
end
$$;
comment on function public.post_as_college is
  'Writes into a chat of the college in its name, with files, also where the administrator is no participant, and returns the message. Nobody in the chat learns who it was.';
revoke execute on function public.post_as_college from public, anon;
grant execute on function public.post_as_college to authenticated, service_role;
