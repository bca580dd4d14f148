-- Files of documents: what Storage takes and gives, and how an uploaded file becomes a document or a version of one.

-- The largest that the settings of a college may allow. Texts, tables and pages are stored as application/octet-stream: no
-- browser runs them under this address.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values (
    'documents', 'documents', false, 1073741824,
    '{image/png,image/jpeg,image/webp,image/gif,image/avif,video/mp4,video/webm,video/quicktime,audio/mpeg,audio/mp4,audio/ogg,audio/webm,audio/wav,audio/aac,audio/flac,application/pdf,application/octet-stream}'
  )
  on conflict (id) do nothing;

create function private.is_document_file(bucket text, path text) returns boolean
language sql immutable parallel safe
set search_path = ''
return bucket = 'documents' and path ~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/){2}(original|p400|p1280)$';

create function private.is_document_file_used(path text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.document_versions v
    where v.id::text = split_part(path, '/', 2) and v.college_id::text = split_part(path, '/', 1)
      and split_part(path, '/', 3) = any ('original'::text || array(select 'p' || side from unnest(v.previews) side)) and split_part(path, '/', 4) = ''
  );
end;
comment on function private.is_document_file_used is 'Whether this object is the file of a version, or one of its smaller pictures.';

-- In plpgsql, because articles stand in a later file.
create function private.used_bytes(college uuid) returns bigint
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (select coalesce(sum(v.bytes + v.preview_bytes), 0)::bigint from private.document_versions v where v.college_id = college) + private.article_file_bytes(college);
end
$$;
comment on function private.used_bytes is 'What a college stores of what counts: all versions of documents, and files of articles, with the smaller pictures of both.';

-- Nobody adds to the folder of another, nor to that of a version. What never becomes one ends within a day; until then there is
-- not too much of it, and not more than the college may still store.
create function private.can_upload_document(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  college uuid;
  waiting record;
begin
  if me is null or private.is_document_file(bucket, path) is not true then
    return false;
  end if;
  college := split_part(path, '/', 1)::uuid;
  if college not in (select private.my_author_college_ids())
    or exists (select from private.document_versions v where v.id = split_part(path, '/', 2)::uuid)
    or private.is_in_folder_of_another(bucket, path) then
    return false;
  end if;
  select count(*) as objects, coalesce(sum((o.metadata ->> 'size')::bigint), 0) as bytes into waiting
    from storage.objects o
    where o.bucket_id = 'documents' and o.owner_id = me::text and o.created_at > now() - interval '1 day'
      and o.name collate "C" >= college || '/' and o.name collate "C" < college || '0'
      and not private.is_document_file_used(o.name);
  return waiting.objects < 300 and waiting.bytes + private.used_bytes(college) < (
    select s.quota_bytes from private.document_settings s where s.college_id = college
  );
end
$$;
comment on function private.can_upload_document is
  'Whether the caller may put this object where its path says: who may add documents to the college, in a folder of their own.';
grant execute on function private.can_upload_document to authenticated, service_role;

-- An older version may be older because it should not have been shown, so only who may change the document reads it.
create function private.can_read_document_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return private.is_document_file(bucket, path) is true and exists (
    select from private.document_versions v join private.readable_documents d on d.id = v.document_id
    where v.id = split_part(path, '/', 2)::uuid and v.college_id = split_part(path, '/', 1)::uuid
      and (v.id = d.version_id or private.can_change_document(d.id))
      and (path like '%/original' or substring(path from '/p([0-9]+)$')::integer = any (v.previews))
  );
end
$$;
comment on function private.can_read_document_file is
  'Whether this object is the present version of a document that the caller sees, or an older one of a document that they may change. Of who uploaded it nothing is asked.';
grant execute on function private.can_read_document_file to authenticated, service_role;

create policy "Teachers, staff and administrators upload documents" on storage.objects
  for insert to authenticated with check (private.can_upload_document(bucket_id, name));
create policy "Who sees a document reads its file" on storage.objects
  for select to authenticated using (private.can_read_document_file(bucket_id, name));

create function private.stored_version(settings private.document_settings, document uuid, file jsonb) returns private.document_versions
language plpgsql security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  version private.document_versions;
  format private.document_formats;
begin
  version := jsonb_populate_record(
    null::private.document_versions, to_jsonb(private.stored_file('documents', settings.college_id::text, file))
  );
  version.document_id := document;
  version.college_id := settings.college_id;
  version.uploader_id := me;
  version.created_at := clock_timestamp();
  select coalesce(max(v.number), 0) + 1 into version.number from private.document_versions v where v.document_id = document;
  if exists (select from private.document_versions v where v.id = version.id) then
    raise exception 'the id of the file is taken' using errcode = 'SF002';
  end if;
  select f.* into format from private.document_formats f where f.ending = lower(substring(version.name from '\.([[:alnum:]]{1,10})$'));
  if format.ending is null or format.kind <> all (settings.kinds) then
    raise exception 'the college takes no such files' using errcode = 'SF001', detail = 'kind';
  end if;
  if not version.type like any (format.types) then
    raise exception 'the file is not what its name says' using errcode = 'SF001', detail = 'disguised';
  end if;
  if version.bytes > settings.file_bytes then
    raise exception 'the file is too large for the college' using errcode = 'SF001', detail = 'too_large';
  end if;
  if version.bytes + version.preview_bytes + private.used_bytes(settings.college_id) > settings.quota_bytes then
    raise exception 'the college has no room for it' using errcode = 'SF001', detail = 'quota';
  end if;
  return version;
end
$$;
comment on function private.stored_version is
  'A version of a document out of what the caller has uploaded, not yet inserted. Refused as stored_file, and (SF001) of a kind that the college does not take (kind), not what its name says (disguised), too large (too_large) or beyond the quota (quota), and (SF002) where the id is taken.';

create function public.add_document(
  college uuid,
  file jsonb,
  title text,
  folder uuid default null,
  audience text default 'college',
  groups uuid[] default '{}',
  description text default ''
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  settings constant private.document_settings := private.lock_documents(college);
  version private.document_versions;
  made private.documents;
begin
  select d.* into made from private.documents d where d.id = (file ->> 'id')::uuid;
  if made.id is not null then
    if made.uploader_id is distinct from me or made.college_id <> college then
      raise exception 'the id of the document is taken' using errcode = 'SF002';
    end if;
    return private.document_json(made);
  end if;
  perform private.require_document_words(add_document.title, add_document.description);
  perform private.require_seen_folder(folder, college);
  version := private.stored_version(settings, (file ->> 'id')::uuid, file);
  insert into private.documents (id, college_id, folder_id, title, description, uploader_id, version_id, kind, bytes)
    values (
      version.id, college, folder, add_document.title, coalesce(add_document.description, ''), me, version.id,
      private.document_kind(version.name), version.bytes
    );
  insert into private.document_versions values (version.*);
  perform private.set_audience(version.id, college, add_document.audience, groups);
  select d.* into made from private.documents d where d.id = version.id;
  return private.document_json(made);
end
$$;
comment on function public.add_document is
  'Makes a document of a file that the caller has uploaded, with its id, and returns it; called again it is the document that is there. For who may add documents (else 42501). SF001 as stored_version, and for a title, description or audience that cannot be; SF003 (no_folder) for a folder that the caller does not see; SF002 when the id is taken.';
revoke execute on function public.add_document from public, anon, service_role;
grant execute on function public.add_document to authenticated;

create function public.replace_document(document uuid, file jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  college uuid;
  settings private.document_settings;
  known private.documents;
  version private.document_versions;
begin
  perform private.require_changeable_document(document);
  select d.college_id into college from private.documents d where d.id = document;
  settings := private.lock_documents(college);
  known := private.lock_document(document);
  if not exists (select from private.document_versions v where v.id = (file ->> 'id')::uuid and v.document_id = known.id) then
    version := private.stored_version(settings, known.id, file);
    insert into private.document_versions values (version.*);
    update private.documents d
      set version_id = version.id, kind = private.document_kind(version.name), bytes = version.bytes, changed_at = clock_timestamp()
      where d.id = known.id
      returning d.* into known;
    perform private.log_document(known, 'document_replaced', null, jsonb_build_object('version', version.number));
  end if;
  return private.document_json(known);
end
$$;
comment on function public.replace_document is
  'Gives a document a new version out of a file that the caller has uploaded, and returns it; called again it has that version. For who may change it (else as require_changeable_document). Refused as stored_version.';
revoke execute on function public.replace_document from public, anon, service_role;
grant execute on function public.replace_document to authenticated;

create function public.document_versions(document uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_changeable_document(document);
  return (
    select jsonb_agg(jsonb_build_object(
      'number', v.number, 'created_at', v.created_at, 'uploader', private.person_json(v.uploader_id), 'file', private.document_file_json(v),
      'is_present', v.id = d.version_id
    ) order by v.number desc)
    from private.document_versions v join private.documents d on d.id = v.document_id where v.document_id = document_versions.document
  );
end
$$;
comment on function public.document_versions is 'What a document is and was, the newest first. For who may change it (else as require_changeable_document).';
revoke execute on function public.document_versions from public, anon, service_role;
grant execute on function public.document_versions to authenticated;

create function public.restore_document_version(document uuid, version uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.documents := private.lock_document(document);
  wanted private.document_versions;
begin
  select v.* into wanted from private.document_versions v where v.id = version and v.document_id = known.id;
  if wanted.id is null then
    raise exception 'no such version of the document' using errcode = 'SF003';
  end if;
  if wanted.id <> known.version_id then
    update private.documents d
      set version_id = wanted.id, kind = private.document_kind(wanted.name), bytes = wanted.bytes, changed_at = clock_timestamp()
      where d.id = known.id
      returning d.* into known;
    perform private.log_document(known, 'document_replaced', null, jsonb_build_object('version', wanted.number));
  end if;
  return private.document_json(known);
end
$$;
comment on function public.restore_document_version is
  'Makes an older version of a document the present one; the newer ones stay. For who may change it (else as require_changeable_document), SF003 for no version of it.';
revoke execute on function public.restore_document_version from public, anon, service_role;
grant execute on function public.restore_document_version to authenticated;
