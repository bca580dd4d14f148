-- Pictures, videos and files of articles: who uploads and who reads them, and how much room they take.

create table private.article_files (
  id uuid primary key,
  article_id uuid not null references private.articles (id) on delete cascade,
  kind text not null,
  name text not null,
  bytes bigint not null,
  type text not null,
  width integer,
  height integer,
  placeholder text not null,
  duration integer,
  previews integer[] not null,
  path text not null,
  preview_bytes bigint not null default 0,
  constraint article_files_kind check (kind in ('picture', 'video', 'audio', 'file')),
  constraint article_files_name check (char_length(name) between 1 and 255 and not private.is_blank(name)),
  constraint article_files_type check (
    case kind when 'picture' then type like 'image/%' when 'video' then type like 'video/%' when 'file' then true else type like 'audio/%' end
  ),
  constraint article_files_size check ((width is null) = (height is null) and width between 1 and 65535 and height between 1 and 65535),
  constraint article_files_picture check (kind <> 'picture' or width is not null),
  constraint article_files_placeholder check (char_length(placeholder) <= 400 and placeholder ~ '^[A-Za-z0-9+/]*=*$'),
  constraint article_files_duration check (duration between 0 and 86400000),
  constraint article_files_previews check (kind = 'picture' and previews <@ '{400,1280}' and cardinality(previews) <= 2 or previews = '{}')
);
create index article_files_article_id on private.article_files (article_id);
create unique index article_files_path on private.article_files (path);
comment on table private.article_files is 'Pictures, videos and files that were uploaded for an article. The writer''s device makes the id.';
comment on column private.article_files.path is 'Folder in the bucket article-files: <college>/<article>/<id>.';

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values (
    'article-files', 'article-files', false, 209715200,
    '{image/png,image/jpeg,image/webp,image/gif,image/avif,video/mp4,video/webm,video/quicktime,audio/mpeg,audio/mp4,audio/ogg,audio/webm,audio/wav,audio/aac,audio/flac,application/pdf,application/octet-stream}'
  )
  on conflict (id) do nothing;

create function private.is_article_path(bucket text, path text) returns boolean
language sql immutable parallel safe
set search_path = ''
return bucket = 'article-files' and path ~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/){3}(original|p400|p1280)$';

-- Nobody adds to the folder of another, nor to one that an article shows already. Of what is never shown there is not too much.
create function private.can_upload_article_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  folder constant text := private.chat_file_folder(path);
begin
  if me is null or private.is_article_path(bucket, path) is not true then
    return false;
  end if;
  return private.edits_article(split_part(path, '/', 2)::uuid)
    and exists (select from private.articles a where a.id = split_part(path, '/', 2)::uuid and a.college_id = split_part(path, '/', 1)::uuid)
    and not exists (select from private.article_files f where f.path = folder)
    and not private.is_in_folder_of_another(bucket, path)
    and (
      select count(*) from storage.objects o
      where o.bucket_id = 'article-files' and o.name collate "C" >= private.chat_file_folder(folder) || '/'
        and o.name collate "C" < private.chat_file_folder(folder) || '0'
    ) < 2000
    and private.used_bytes(split_part(path, '/', 1)::uuid) + (
      select coalesce(sum((o.metadata ->> 'size')::bigint), 0) from storage.objects o
      where o.bucket_id = 'article-files' and o.owner_id = me::text and o.created_at > now() - interval '1 day'
        and o.name collate "C" >= split_part(path, '/', 1) || '/' and o.name collate "C" < split_part(path, '/', 1) || '0'
        and not exists (select from private.article_files f where f.path = private.chat_file_folder(o.name))
    ) < (select s.quota_bytes from private.document_settings s where s.college_id = split_part(path, '/', 1)::uuid);
end
$$;
comment on function private.can_upload_article_file is
  'Whether the caller may put this object where its path says: who writes the article, in a folder of their own, while the college has room.';
grant execute on function private.can_upload_article_file to authenticated, service_role;

create function private.can_read_article_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if private.is_article_path(bucket, can_read_article_file.path) is not true then
    return false;
  end if;
  return exists (
    select from private.article_files f join private.articles a on a.id = f.article_id
    where f.path = private.chat_file_folder(can_read_article_file.path)
      and (
        can_read_article_file.path like '%/original'
        or substring(can_read_article_file.path from '/p([0-9]+)$')::integer = any (f.previews)
      )
      and (
        private.edits_article(a.id)
        or exists (
          select from private.readable_articles r join private.article_versions v on v.id = r.read_version
          where r.id = a.id and f.id = any (v.files)
        )
      )
  );
end
$$;
comment on function private.can_read_article_file is
  'Whether the caller reads a version of an article that shows this object, or writes the article.';
grant execute on function private.can_read_article_file to anon, authenticated, service_role;

-- No policy to change or remove: older versions show what was uploaded, and what none shows is swept.
create policy "Who writes an article uploads its files" on storage.objects
  for insert to authenticated with check (private.can_upload_article_file(bucket_id, name));
create policy "Who reads an article reads its files" on storage.objects
  for select to anon, authenticated using (private.can_read_article_file(bucket_id, name));

create function private.is_article_file_used(path text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.articles a
    where a.id::text = split_part(path, '/', 2) and (
      split_part(path, '/', 3) = any (a.files::text[])
      or exists (select from private.article_versions v where v.article_id = a.id and split_part(path, '/', 3) = any (v.files::text[]))
    )
  );
end;
comment on function private.is_article_file_used is 'Whether the draft or a version of its article shows this object.';

-- What was taken out of an article counts until it is swept.
create function private.article_file_bytes(college uuid) returns bigint
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(sum(f.bytes + f.preview_bytes), 0)::bigint from private.article_files f join private.articles a on a.id = f.article_id
  where a.college_id = college
    and exists (select from storage.objects o where o.bucket_id = 'article-files' and o.name = f.path || '/original');
end;

create function private.require_room_for_article_file() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  settings private.document_settings;
begin
  if exists (select from private.article_files f where f.id = new.id) then
    return new;
  end if;
  select s.* into settings from private.document_settings s
    where s.college_id = (select a.college_id from private.articles a where a.id = new.article_id) for no key update;
  if new.bytes + new.preview_bytes + private.used_bytes(settings.college_id) > settings.quota_bytes then
    raise exception 'the college has no room for it' using errcode = 'SF001', detail = 'quota';
  end if;
  return new;
end
$$;
comment on function private.require_room_for_article_file is
  'Refuses (SF001, quota) what the college has no room for; one at a time, as lock_documents. What is sent again is there already.';

create trigger require_room_for_article_file before insert on private.article_files
  for each row execute function private.require_room_for_article_file();

create function private.article_file_json(file private.article_files) returns jsonb
language sql immutable
set search_path = ''
return jsonb_build_object(
  'id', file.id, 'kind', file.kind, 'name', file.name, 'bytes', file.bytes, 'type', file.type, 'width', file.width, 'height', file.height,
  'placeholder', file.placeholder, 'duration', file.duration, 'previews', file.previews, 'path', file.path
);

create function private.article_files_json(article uuid, wanted uuid[]) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.article_file_json(f)), '[]')
  from private.article_files f where f.article_id = article and f.id = any (wanted);
end;

create function public.add_article_file(article uuid, file jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.articles;
  added private.article_files;
begin
  perform private.require_edited(article);
  select a.* into known from private.articles a where a.id = add_article_file.article;
  added := jsonb_populate_record(
    null::private.article_files, to_jsonb(private.stored_file('article-files', known.college_id || '/' || known.id, file))
  );
  added.article_id := known.id;
  insert into private.article_files values (added.*) on conflict on constraint article_files_pkey do nothing;
  -- The same sent again, or the id of another's.
  select f.* into added from private.article_files f where f.id = added.id and f.article_id = known.id;
  if added.id is null then
    raise exception 'the id of the file is taken' using errcode = 'SF002';
  end if;
  return private.article_file_json(added);
end
$$;
comment on function public.add_article_file is
  'Makes what the caller has uploaded a file of an article, and returns it; bytes and type are those of the object. For who writes it (else SF003). Refused as private.stored_file, and (SF002) where the id is taken.';
revoke execute on function public.add_article_file from public, anon, service_role;
grant execute on function public.add_article_file to authenticated;
