-- Pictures of chats in Storage, put up and taken down by whoever manages the chat.

-- They stand in lists, to be cached: whoever knows the address of one sees it, and nobody guesses it. So small that nothing else
-- is worth keeping there.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values ('chat-pictures', 'chat-pictures', true, 131072, '{image/jpeg}')
  on conflict (id) do nothing;

-- <chat>/<uuid>.jpg: a new picture gets a new name, so no cache shows the old one.
create function private.can_manage_chat_picture(bucket text, path text) returns boolean
language sql stable security definer
set search_path = ''
return case
  when bucket = 'chat-pictures'
    and path ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg$'
  then private.can_manage(split_part(path, '/', 1)::uuid)
    and exists (select from public.chats c where c.id = split_part(path, '/', 1)::uuid and c.kind <> 'personal')
  else false
end;
grant execute on function private.can_manage_chat_picture to authenticated, service_role;

create policy "Moderators put up the picture of their chat" on storage.objects
  for insert to authenticated with check (
    private.can_manage_chat_picture(bucket_id, name) and not private.is_picture_folder_full(bucket_id, name)
  );
create policy "Moderators find the pictures of their chat" on storage.objects
  for select to authenticated using (private.can_manage_chat_picture(bucket_id, name));
create policy "Moderators take down the pictures of their chat" on storage.objects
  for delete to authenticated using (private.can_manage_chat_picture(bucket_id, name));

create function public.set_chat_picture(chat uuid, path text) returns text
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known constant public.chats := private.lock_chat(chat);
begin
  if path is null or path <> '' and not (
    private.can_manage_chat_picture('chat-pictures', path) and split_part(path, '/', 1) = known.id::text
    and exists (select from storage.objects o where o.bucket_id = 'chat-pictures' and o.name = path and private.fits_bucket(o))
  ) then
    raise exception 'a picture that is in the folder of the chat' using errcode = 'SF001';
  end if;
  perform private.require_open_chat(chat);
  if path <> known.picture_path then
    update public.chats c set picture_path = path where c.id = known.id;
    perform private.log_chat(
      known, 'chat_changed', null,
      jsonb_build_object('picture_path', known.picture_path), jsonb_build_object('picture_path', path)
    );
  end if;
  return known.picture_path;
end
$$;
comment on function public.set_chat_picture is
  'Makes an object of the bucket chat-pictures the picture of a chat, or none, and returns the one before, to be removed. For whoever manages it (else as require_manager), SF006 where the chat can only be read.';
revoke execute on function public.set_chat_picture from public, anon, service_role;
grant execute on function public.set_chat_picture to authenticated;
