-- Files of messages: what a message carries, where its bytes are in Storage, and who may upload and read them.

-- A file has a folder of its own, <college>/<chat>/<file>, with `original` and, of pictures, smaller ones. A forwarded
-- message has a row that names the folder of the first, so nothing is copied. Who may read a message reads its files: that is
-- asked of the messages, never of who uploaded. What is written to the administration of a college, or by it, is in
-- administration/<college>/<file>, which says neither who asks nor who answers.
create table private.message_files (
  id uuid primary key,
  -- Files come before their message in one transaction: what inserting it broadcasts has them already.
  message_id uuid references public.messages (id) on delete cascade deferrable initially deferred,
  inquiry_message_id uuid references public.inquiry_messages (id) on delete cascade deferrable initially deferred,
  position smallint not null,
  kind text not null,
  name text not null,
  bytes bigint not null,
  type text not null,
  width integer,
  height integer,
  placeholder text not null default '',
  duration integer,
  wave text not null default '',
  previews integer[] not null default '{}',
  path text not null,
  constraint message_files_one_message check (num_nonnulls(message_id, inquiry_message_id) = 1),
  constraint message_files_position unique (message_id, position),
  constraint message_files_inquiry_position unique (inquiry_message_id, position),
  constraint message_files_kind check (kind in ('picture', 'video', 'audio', 'voice', 'file')),
  constraint message_files_name check (char_length(name) between 1 and 255 and not private.is_blank(name)),
  constraint message_files_most check (position between 0 and 19),
  constraint message_files_bytes check (bytes > 0),
  -- What is shown in place is of a type that browsers show safely; anything else is only saved.
  constraint message_files_type check (
    case kind when 'picture' then type like 'image/%' when 'video' then type like 'video/%' when 'file' then true else type like 'audio/%' end
  ),
  constraint message_files_size check ((width is null) = (height is null) and width between 1 and 65535 and height between 1 and 65535),
  constraint message_files_picture check (kind <> 'picture' or width is not null),
  constraint message_files_placeholder check (char_length(placeholder) <= 400 and placeholder ~ '^[A-Za-z0-9+/]*=*$'),
  constraint message_files_duration check (duration between 0 and 86400000 and (kind <> 'voice' or duration is not null)),
  constraint message_files_wave check (char_length(wave) <= 128 and wave ~ '^[A-Za-z0-9+/]*=*$'),
  constraint message_files_previews check (
    kind = 'picture' and previews <@ '{400,1280}' and cardinality(previews) <= 2 or previews = '{}'
  )
);
create index message_files_path on private.message_files (path);
comment on table private.message_files is
  'Files of messages, in chats and inquiries, in the order in which they stand there. The sender''s device makes the id.';
comment on column private.message_files.placeholder is 'Base64 of a picture of a few pixels: its width, then red, green and blue of each.';
comment on column private.message_files.duration is 'Milliseconds.';
comment on column private.message_files.wave is 'Base64 of the loudness of a recording, a byte for each of at most 96 bars.';
comment on column private.message_files.previews is 'Longest sides, in pixels, of the smaller pictures beside the original.';
comment on column private.message_files.path is 'Folder in the bucket chat-files: <college>/<chat>/<id of the file that was uploaded>, or administration/<college>/<that id>.';
revoke all on private.message_files from public, anon, authenticated;

-- Documents and pages of unknown kinds are stored as application/octet-stream: no browser runs them under this address.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values (
    'chat-files', 'chat-files', false, 209715200,
    '{image/png,image/jpeg,image/webp,image/gif,image/avif,video/mp4,video/webm,video/quicktime,audio/mpeg,audio/mp4,audio/ogg,audio/webm,audio/wav,audio/aac,audio/flac,application/pdf,application/octet-stream}'
  )
  on conflict (id) do nothing;

create function private.is_chat_file(bucket text, path text) returns boolean
language sql immutable parallel safe
set search_path = ''
return bucket = 'chat-files'
  and path ~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/|administration/)([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/){2}(original|p400|p1280)$';

create function private.chat_file_folder(path text) returns text
language sql immutable parallel safe
set search_path = ''
return regexp_replace(path, '/[^/]*$', '');

create function private.can_upload_into(place text, person uuid) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if place like 'administration/%' then
    return private.can_ask(split_part(place, '/', 2)::uuid)
      or split_part(place, '/', 2)::uuid in (select private.my_admin_college_ids());
  end if;
  return exists (
    select from public.chats c
    where c.id = split_part(place, '/', 2)::uuid and c.college_id = split_part(place, '/', 1)::uuid
      and c.id in (select private.my_chat_ids()) and private.write_refusal(c.id, person) is null
  );
end
$$;
comment on function private.can_upload_into is
  'Whether the caller may write now where the files in this folder are to be sent: in a chat, <college>/<chat>, or to or as the administration, administration/<college>.';

-- Nobody adds to the folder of another, nor to one whose message was sent. Objects that never get a message end within a day;
-- until then there are not too many of them.
create function private.can_upload_chat_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  folder constant text := private.chat_file_folder(path);
  place constant text := private.chat_file_folder(folder);
begin
  if me is null or private.is_chat_file(bucket, path) is not true then
    return false;
  end if;
  return private.can_upload_into(place, me)
    and not exists (select from private.message_files f where f.path = folder)
    and not private.is_in_folder_of_another(bucket, path)
    and (
      select count(*) from storage.objects o
      where o.bucket_id = 'chat-files' and o.owner_id = me::text and o.created_at > now() - interval '1 day'
        and o.name collate "C" >= place || '/' and o.name collate "C" < place || '0'
        and not exists (select from private.message_files f where f.path = private.chat_file_folder(o.name))
    ) < 300;
end
$$;
comment on function private.can_upload_chat_file is
  'Whether the caller may put this object where its path says: who may write there now, in a folder of their own.';
grant execute on function private.can_upload_chat_file to authenticated, service_role;

create function private.can_read_carrier(file private.message_files) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if file.message_id is not null then
    return exists (
      select from public.messages m where m.id = file.message_id and m.chat_id in (select private.my_chat_ids())
    );
  end if;
  return exists (
    select from public.inquiry_messages m
    where m.id = file.inquiry_message_id
      and (m.inquiry_id in (select private.my_inquiry_ids()) or m.inquiry_id in (select private.desk_inquiry_ids()))
  );
end
$$;
comment on function private.can_read_carrier is
  'Whether the caller may read the message that carries the file: who is in its chat, or asks, or answers as an administrator.';

create function private.can_read_chat_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return private.is_chat_file(bucket, can_read_chat_file.path) is true and exists (
    select from private.message_files f
    where f.path = private.chat_file_folder(can_read_chat_file.path) and private.can_read_carrier(f)
      and (
        can_read_chat_file.path like '%/original'
        or substring(can_read_chat_file.path from '/p([0-9]+)$')::integer = any (f.previews)
      )
  );
end
$$;
comment on function private.can_read_chat_file is
  'Whether a message that the caller may read carries this object. Of who uploaded it nothing is asked.';
grant execute on function private.can_read_chat_file to authenticated, service_role;

-- No policy to change or remove: what was sent stays as it was sent, and is gone with its message.
create policy "Who may write uploads the files of their messages" on storage.objects
  for insert to authenticated with check (private.can_upload_chat_file(bucket_id, name));
create policy "Who reads a message reads its files" on storage.objects
  for select to authenticated using (private.can_read_chat_file(bucket_id, name));

create function private.file_json(file private.message_files, brief boolean) returns jsonb
language sql immutable
set search_path = ''
return case when brief then jsonb_build_object('id', file.id, 'kind', file.kind, 'name', file.name)
  else jsonb_build_object(
    'id', file.id, 'kind', file.kind, 'name', file.name, 'bytes', file.bytes, 'type', file.type, 'width', file.width,
    'height', file.height, 'placeholder', file.placeholder, 'duration', file.duration, 'wave', file.wave,
    'previews', file.previews, 'path', file.path
  ) end;
comment on function private.file_json is 'A file as everybody who reads its message gets it; for a list of conversations only what it is.';

create function private.message_files_json(message uuid, brief boolean default false) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.file_json(f, brief) order by f.position), '[]')
  from private.message_files f where f.message_id = message;
end;

create function private.inquiry_files_json(message uuid, brief boolean default false) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.file_json(f, brief) order by f.position), '[]')
  from private.message_files f where f.inquiry_message_id = message;
end;

-- What is known of a file that the caller has uploaded into a folder of its own, for the row that binds it: in a message, an
-- article or a document.
create type private.stored_file as (
  id uuid, kind text, name text, bytes bigint, type text, width integer, height integer, placeholder text, duration integer, wave text,
  previews integer[], path text, preview_bytes bigint
);

-- The objects must be there and be the caller's. Bytes and type are those of the object, not what the caller says. Nobody is
-- shown the bytes of smaller pictures, so they are small, and pictures.
create function private.stored_file(bucket text, place text, file jsonb) returns private.stored_file
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  found private.stored_file := jsonb_populate_record(null::private.stored_file, file - '{bytes,type,path}'::text[]);
  smaller record;
begin
  found.name := left(private.clean_line(found.name), 255);
  found.previews := coalesce(found.previews, '{}');
  found.placeholder := coalesce(found.placeholder, '');
  found.wave := coalesce(found.wave, '');
  found.path := place || '/' || found.id;
  select (o.metadata ->> 'size')::bigint, o.metadata ->> 'mimetype' into found.bytes, found.type
    from storage.objects o
    where o.bucket_id = bucket and o.name = found.path || '/original' and o.owner_id = me::text and private.fits_bucket(o);
  select count(o.id) as stored, coalesce(sum((o.metadata ->> 'size')::bigint), 0) as bytes, bool_and((o.metadata ->> 'size')::bigint <= 5242880 and o.metadata ->> 'mimetype' like 'image/%') as are_small
    into smaller
    from (select distinct unnest(found.previews) as side) wanted
    left join storage.objects o
      on o.bucket_id = bucket and o.name = found.path || '/p' || wanted.side and o.owner_id = me::text and private.fits_bucket(o);
  if found.bytes is null or smaller.stored < (select count(distinct side) from unnest(found.previews) side) then
    raise exception 'the file was not uploaded' using errcode = 'SF001', detail = 'file_missing';
  end if;
  if smaller.are_small is false then
    raise exception 'a smaller picture is a picture, and of five megabytes at most' using errcode = 'SF001', detail = 'disguised';
  end if;
  found.preview_bytes := smaller.bytes;
  return found;
end
$$;
comment on function private.stored_file is
  'What a row says of a file that the caller has uploaded into <place>/<id>. Refuses (SF001) what is not there (file_missing), and what is no smaller picture beside it (disguised).';

create function private.is_in_folder_of_another(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  folder constant text := private.chat_file_folder(path);
begin
  return exists (
    select from storage.objects o
    where o.bucket_id = bucket and o.name in (folder || '/original', folder || '/p400', folder || '/p1280') and o.owner_id is distinct from me::text
  );
end
$$;
comment on function private.is_in_folder_of_another is 'Whether somebody else has put something into the folder of a file, to which the caller adds nothing then.';

-- Of what the college sends the owner is forgotten: whoever reads it finds the row of the object.
create function private.bind_files(carrier private.message_files, place text, files jsonb, from_college boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  file jsonb;
  bound private.message_files;
  next smallint := 0;
begin
  if jsonb_typeof(files) is distinct from 'array' or jsonb_array_length(files) > 20 then
    raise exception 'not a list of at most twenty files' using errcode = '23514';
  end if;
  -- Sent again: whoever comes second waits and finds the message.
  perform pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended(coalesce(carrier.message_id, carrier.inquiry_message_id)::text, 0)
  );
  if me is null or exists (select from public.messages m where m.id = carrier.message_id)
    or exists (select from public.inquiry_messages m where m.id = carrier.inquiry_message_id) then
    return;
  end if;
  for file in select value from jsonb_array_elements(files) loop
    bound := jsonb_populate_record(carrier, to_jsonb(private.stored_file('chat-files', place, file)));
    bound.position := next;
    begin
      insert into private.message_files values (bound.*);
    exception when unique_violation then
      raise exception 'the id of a file is taken' using errcode = 'SF002';
    end;
    if from_college then
      update storage.objects o set owner = null, owner_id = null
        where o.bucket_id = 'chat-files' and o.name in (bound.path || '/original', bound.path || '/p400', bound.path || '/p1280');
    end if;
    next := next + 1;
  end loop;
end
$$;
comment on function private.bind_files is
  'Gives a message, before it is inserted, the files that the caller has uploaded into a folder. Refuses what is not there (SF001, file_missing), an id that is taken (SF002) and more than twenty.';

create function private.bind_chat_files(chat uuid, message uuid, files jsonb, from_college boolean default false) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  carrier private.message_files;
begin
  carrier.message_id := message;
  perform private.bind_files(
      carrier, case when from_college then 'administration/' || c.college_id else c.college_id || '/' || c.id end, files, from_college
    )
    from public.chats c where c.id = chat;
end
$$;
grant execute on function private.bind_chat_files to authenticated;

create function private.bind_inquiry_files(inquiry uuid, message uuid, files jsonb, from_college boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  carrier private.message_files;
begin
  carrier.inquiry_message_id := message;
  perform private.bind_files(carrier, 'administration/' || i.college_id, files, from_college) from public.inquiries i where i.id = inquiry;
end
$$;

create function private.copy_files(source uuid, message uuid) returns void
language sql security definer
set search_path = ''
begin atomic
  insert into private.message_files
    select gen_random_uuid(), copy_files.message, null, f.position, f.kind, f.name, f.bytes, f.type, f.width, f.height, f.placeholder,
      f.duration, f.wave, f.previews, f.path
    from private.message_files f where f.message_id = copy_files.source;
end;
comment on function private.copy_files is
  'Gives a message, before it is inserted, the files of another, as when that is forwarded. The caller has looked at the rights.';

-- Before the row: the check of its text asks whether it has files.
create function private.count_message_files() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.file_count := (select count(*) from private.message_files f where f.message_id = new.id);
  return new;
end
$$;

create trigger count_message_files before insert on public.messages
  for each row execute function private.count_message_files();

create function private.delete_message_files() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.message_files f where f.message_id = new.id;
  new.file_count := 0;
  return new;
end
$$;

create trigger delete_message_files before update of deleted_at on public.messages
  for each row when (new.deleted_at is not null and old.file_count > 0) execute function private.delete_message_files();

-- What an asker wrote stays when their account is erased; their files, of which a college needs none, do not. A message that
-- was nothing else is a deleted one.
create function private.delete_asker_files() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.message_files f using public.inquiry_messages m
    where m.id = f.inquiry_message_id and m.inquiry_id = new.id and not m.from_college;
  update public.inquiries i set last_change = i.last_change + (
      select count(*) from public.inquiry_messages m where m.inquiry_id = i.id and not m.from_college and m.file_count > 0
    )
    where i.id = new.id;
  update public.inquiry_messages m
    set file_count = 0, change = new.last_change + sent.place,
      deleted_at = case when private.is_blank(m.body) then clock_timestamp() end,
      body = case when private.is_blank(m.body) then '' else m.body end
    from (
      select s.id, row_number() over (order by s.seq) as place
      from public.inquiry_messages s where s.inquiry_id = new.id and not s.from_college and s.file_count > 0
    ) sent
    where m.id = sent.id;
  return null;
end
$$;

create trigger delete_asker_files after update of asker_id on public.inquiries
  for each row when (old.asker_id is not null and new.asker_id is null) execute function private.delete_asker_files();

create function private.folder_id(path text) returns uuid
language sql immutable parallel safe
set search_path = ''
return case when path ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/' then left(path, 36)::uuid end;
comment on function private.folder_id is 'Whose picture an object is: its path begins with the id of a chat or a college.';

-- Storage removes objects through its API only, so the rows can go at once and the bytes are swept afterwards.
-- In plpgsql, because documents and articles stand in later files.
create function public.unused_files(most integer default 1000) returns table (bucket text, name text)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
    select o.bucket_id, o.name from storage.objects o
    where o.created_at < now() - interval '1 day' and case o.bucket_id
      when 'chat-files' then not exists (select from private.message_files f where f.path = private.chat_file_folder(o.name))
      when 'chat-pictures' then not exists (
        select from public.chats c where c.id = private.folder_id(o.name) and c.picture_path = o.name
      )
      when 'college-logos' then not exists (
        select from public.colleges c where c.id = private.folder_id(o.name) and c.logo_path = o.name
      )
      when 'documents' then not private.is_document_file_used(o.name)
      -- What was taken out of a draft may come back: with undo in a page that stays open, or from a device that was offline.
      when 'article-files' then not private.is_article_file_used(o.name) and (
        o.created_at < now() - interval '30 days'
        or not exists (select from private.article_files f where f.path = private.chat_file_folder(o.name))
      )
      else false
    end
    order by o.created_at
    limit least(unused_files.most, 1000);
end
$$;
comment on function public.unused_files is
  'Objects, a day old or older (thirty days for what was added to an article), that nothing shows: files that no message carries, never sent or deleted with their message, files that are no version of a document or that no article shows, and pictures that are no longer those of a chat or a college. For the function sweep-files only, which removes them.';
revoke execute on function public.unused_files from public, anon, authenticated;
grant execute on function public.unused_files to service_role;
