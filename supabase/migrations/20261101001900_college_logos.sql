-- Logos of colleges in Storage.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values ('college-logos', 'college-logos', true, 2097152, '{image/png,image/jpeg,image/webp}')
  on conflict (id) do nothing;

-- <college>/<uuid>.<ending>: a new picture gets a new name, so no cache shows the old one.
create function private.can_manage_logo(bucket text, path text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select bucket = 'college-logos'
    and path ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(png|jpg|webp)$'
    and split_part(path, '/', 1) in (select mine::text from private.my_admin_college_ids() mine);
end;
grant execute on function private.can_manage_logo to authenticated, service_role;

-- What is in a public bucket is shown to the whole world. Pictures that are no longer anybody's are swept within a day or so.
create function private.is_picture_folder_full(bucket text, path text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select count(*) >= 20 from storage.objects o
  where o.bucket_id = is_picture_folder_full.bucket
    and o.name collate "C" >= split_part(is_picture_folder_full.path, '/', 1) || '/'
    and o.name collate "C" < split_part(is_picture_folder_full.path, '/', 1) || '0';
end;
comment on function private.is_picture_folder_full is
  'Whether a college or a chat has twenty pictures in its public folder, of which it shows one: nobody keeps files of their own there.';
grant execute on function private.is_picture_folder_full to authenticated, service_role;

create policy "Administrators put up the logo of their college" on storage.objects
  for insert to authenticated with check (
    private.can_manage_logo(bucket_id, name) and not private.is_picture_folder_full(bucket_id, name)
  );
create policy "Administrators find the logos of their college" on storage.objects
  for select to authenticated using (private.can_manage_logo(bucket_id, name));
create policy "Administrators take down the logos of their college" on storage.objects
  for delete to authenticated using (private.can_manage_logo(bucket_id, name));

create function private.fits_bucket(object storage.objects) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce((object.metadata ->> 'size')::bigint <= b.file_size_limit, b.file_size_limit is null)
    and coalesce(object.metadata ->> 'mimetype' = any (b.allowed_mime_types), b.allowed_mime_types is null)
  from storage.buckets b where b.id = object.bucket_id;
end;
comment on function private.fits_bucket is
  'Whether an object is as small and of such a type as its bucket takes: Storage asks that of uploads, not of copies from another bucket.';
