-- What a college takes as documents: kinds of files, their size and number, and how much of them in all; and who adds any.

-- What an ending stands for, and as what a file that is called so may be stored. Pages look at the content of a file and say
-- its type by that: what is called .pdf and is none is not taken. A type that browsers run is not among them.
create table private.document_formats (
  ending text primary key,
  kind text not null,
  types text[] not null,
  constraint document_formats_ending check (ending ~ '^[a-z0-9]{1,10}$'),
  constraint document_formats_kind check (kind in ('text', 'table', 'slides', 'picture', 'video', 'audio', 'archive', 'source'))
);
comment on table private.document_formats is 'Endings of the files that documents may be, what kind each is of, and the patterns of the types it may be stored as.';
revoke all on private.document_formats from public, anon, authenticated;
insert into private.document_formats (ending, kind, types)
  select ending, format.kind, format.types::text[]
  from (values
    ('text', '{application/pdf}', 'pdf'),
    ('text', '{application/octet-stream}', 'doc docx odt rtf txt md tex djvu epub fb2'),
    ('table', '{application/octet-stream}', 'xls xlsx ods csv'),
    ('slides', '{application/octet-stream}', 'ppt pptx pps ppsx odp'),
    ('picture', '{image/%}', 'png jpg jpeg webp gif avif'),
    ('picture', '{application/octet-stream}', 'heic heif bmp tif tiff svg'),
    ('video', '{video/%,audio/%,application/octet-stream}', 'mp4 m4v webm mov avi mkv'),
    ('audio', '{audio/%,video/%,application/octet-stream}', 'mp3 m4a ogg oga opus wav aac flac'),
    ('archive', '{application/octet-stream}', 'zip rar 7z gz tar'),
    ('source', '{application/octet-stream}', 'html htm css json xml py ipynb c h cpp hpp cs java kt go rs php sql pas dwg dxf cdw frw')
  ) format (kind, types, endings), unnest(string_to_array(format.endings, ' ')) ending;

create function private.document_kind(name text) returns text
language sql stable security definer
set search_path = ''
return (select f.kind from private.document_formats f where f.ending = lower(substring(name from '\.([[:alnum:]]{1,10})$')));
comment on function private.document_kind is 'What kind a file is of by its name; null when a document may not be called so.';

-- How much a college may store is what it costs whoever runs the installation, so its administrators do not decide it.
create table private.document_settings (
  college_id uuid primary key references public.colleges (id) on delete cascade,
  file_bytes bigint not null default 209715200,
  files_at_once smallint not null default 20,
  kinds text[] not null default '{text,table,slides,picture,video,audio,archive,source}',
  quota_bytes bigint not null default 53687091200,
  constraint document_settings_file_bytes check (file_bytes between 1048576 and 1073741824),
  constraint document_settings_files_at_once check (files_at_once between 1 and 100),
  constraint document_settings_kinds check (
    kinds <@ '{text,table,slides,picture,video,audio,archive,source}' and cardinality(kinds) between 1 and 8 and array_position(kinds, null) is null
  ),
  constraint document_settings_quota check (quota_bytes >= 0)
);
comment on table private.document_settings is
  'What a college takes as documents: bytes of a file, files chosen at once, kinds, and the bytes of all versions together. Its row lock lets one at a time add what counts.';
revoke all on private.document_settings from public, anon, authenticated;

create function private.add_document_settings() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.document_settings (college_id) values (new.id);
  return null;
end
$$;

create trigger add_document_settings after insert on public.colleges
  for each row execute function private.add_document_settings();

create function private.my_author_college_ids() returns setof uuid
language sql stable security definer rows 2
set search_path = ''
begin atomic
  select m.college_id from public.memberships m
  where m.person_id = (select private.me()) and m.left_at is null and (m.role <> 'student' or m.is_admin);
end;
comment on function private.my_author_college_ids is 'Colleges to which the caller may add documents and articles: as a teacher, staff or an administrator.';

create function private.require_document_author(college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if college is null or college not in (select private.my_author_college_ids()) then
    raise exception 'only teachers, staff and administrators of the college may do this' using errcode = '42501';
  end if;
end
$$;

create function private.lock_documents(college uuid) returns private.document_settings
language plpgsql security definer
set search_path = ''
as $$
declare
  settings private.document_settings;
begin
  perform private.require_document_author(college);
  select s.* into settings from private.document_settings s where s.college_id = college for no key update;
  perform private.require_document_author(college);
  return settings;
end
$$;
comment on function private.lock_documents is 'The settings of a college, for who may add documents (else 42501): one at a time adds what the quota counts, or moves folders.';

create function public.document_settings(college uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_member(college);
  return (
    select jsonb_build_object(
      'file_bytes', s.file_bytes, 'files_at_once', s.files_at_once, 'kinds', s.kinds, 'quota_bytes', s.quota_bytes,
      -- It grows also with what the caller does not see.
      'used_bytes', case when s.college_id in (select private.my_author_college_ids()) then private.used_bytes(s.college_id) end,
      'formats', (
        select jsonb_agg(jsonb_build_object('ending', f.ending, 'kind', f.kind, 'types', f.types) order by f.ending)
        from private.document_formats f where f.kind = any (s.kinds)
      ),
      'may_upload', s.college_id in (select private.my_author_college_ids()),
      'is_admin', s.college_id in (select private.my_admin_college_ids()),
      'groups', private.known_groups_json(s.college_id)
    )
    from private.document_settings s where s.college_id = document_settings.college
  );
end
$$;
comment on function public.document_settings is
  'What a college takes as documents, how much room is left (for who may add documents), and what the caller, a member (else 42501), may do; with the groups that a document may be for.';
revoke execute on function public.document_settings from public, anon, service_role;
grant execute on function public.document_settings to authenticated;

create function public.set_document_settings(college uuid, file_bytes bigint, files_at_once integer, kinds text[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  former private.document_settings;
  became private.document_settings;
begin
  perform private.require_admin(college);
  select s.* into former from private.document_settings s where s.college_id = college for no key update;
  perform private.require_admin(college);
  if file_bytes is null or file_bytes not between 1048576 and 1073741824 then
    raise exception 'a file of a megabyte to a gigabyte' using errcode = 'SF001', detail = 'file_bytes';
  end if;
  if files_at_once is null or files_at_once not between 1 and 100 then
    raise exception 'one to a hundred files at once' using errcode = 'SF001', detail = 'files_at_once';
  end if;
  if coalesce(cardinality(kinds), 0) = 0 or exists (
    select from unnest(kinds) wanted where wanted is null or not exists (select from private.document_formats f where f.kind = wanted)
  ) then
    raise exception 'some of the kinds that there are' using errcode = 'SF001', detail = 'kinds';
  end if;
  update private.document_settings s
    set file_bytes = set_document_settings.file_bytes, files_at_once = set_document_settings.files_at_once, kinds = array(select distinct unnest(set_document_settings.kinds) order by 1)
    where s.college_id = college
    returning s.* into became;
  if became is distinct from former then
    perform private.log_change(
      college, 'document_settings_changed', 'college', college::text, '',
      private.changed_only(to_jsonb(former), to_jsonb(became)), private.changed_only(to_jsonb(became), to_jsonb(former))
    );
  end if;
end
$$;
comment on function public.set_document_settings is
  'Says what a college takes as documents, up to 1 GB a file and 100 files at once. For administrators (else 42501). SF001 for a size (file_bytes), a number (files_at_once) or kinds that cannot be.';
revoke execute on function public.set_document_settings from public, anon, service_role;
grant execute on function public.set_document_settings to authenticated;

create function public.set_document_quota(college uuid, quota_bytes bigint) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  update private.document_settings s set quota_bytes = set_document_quota.quota_bytes where s.college_id = college;
end
$$;
comment on function public.set_document_quota is 'Says how many bytes all versions of a college''s documents may have together. For the secret key only.';
revoke execute on function public.set_document_quota from public, anon, authenticated;
grant execute on function public.set_document_quota to service_role;
