-- Documents of a college: files with a title in folders, each with its versions, for all or for chosen groups.

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

create table private.document_folders (
  id uuid primary key,
  college_id uuid not null references public.colleges (id) on delete cascade,
  parent_id uuid references private.document_folders (id) on delete cascade,
  path uuid[] not null,
  name text not null,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  constraint document_folders_name check (char_length(name) between 1 and 100 and not private.is_blank(name)),
  constraint document_folders_depth check (cardinality(path) between 1 and 8),
  constraint document_folders_path check (path[cardinality(path)] = id and parent_id is not distinct from path[cardinality(path) - 1])
);
create index document_folders_college_id on private.document_folders (college_id);
create index document_folders_parent_id on private.document_folders (parent_id);
create index document_folders_created_by on private.document_folders (created_by);
comment on table private.document_folders is 'Folders of documents, at most eight in each other.';
comment on column private.document_folders.path is 'The folders around it from the outermost in, and itself.';
revoke all on private.document_folders from public, anon, authenticated;

create trigger clean_lines before insert or update of name on private.document_folders
  for each row execute function private.clean_lines('name');

-- The size and kind of the present version stand here as well: lists are sorted and filtered by them.
create table private.documents (
  id uuid primary key,
  college_id uuid not null references public.colleges (id) on delete cascade,
  folder_id uuid references private.document_folders (id) on delete set null,
  title text not null,
  title_key text collate "C" not null generated always as (private.search_text(title)) stored,
  description text not null default '',
  audience text not null default 'college',
  uploader_id uuid references public.profiles (id) on delete set null,
  version_id uuid not null,
  kind text not null,
  bytes bigint not null,
  downloads integer not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  deleted_at timestamptz,
  deleted_by uuid references public.profiles (id) on delete set null,
  constraint documents_title check (char_length(title) between 1 and 200 and not private.is_blank(title)),
  constraint documents_description check (char_length(description) <= 2000),
  constraint documents_audience check (audience in ('college', 'teachers', 'groups'))
);
create index documents_by_date on private.documents (college_id, folder_id, changed_at desc, id desc) where deleted_at is null;
create index documents_by_name on private.documents (college_id, folder_id, title_key, id) where deleted_at is null;
create index documents_by_size on private.documents (college_id, folder_id, bytes desc, id desc) where deleted_at is null;
create index documents_everywhere on private.documents (college_id, changed_at desc, id desc);
create index documents_folder_id on private.documents (folder_id);
create index documents_uploader_id on private.documents (uploader_id);
create index documents_version_id on private.documents (version_id);
create index documents_deleted_by on private.documents (deleted_by);
create index documents_deleted_at on private.documents (deleted_at) where deleted_at is not null;
comment on table private.documents is 'Documents of colleges. One that is deleted is in the bin for thirty days.';
comment on column private.documents.audience is 'Who sees it: everybody of the college, its teachers and staff, or the groups in document_groups with those who teach them; besides these who put it up, and administrators.';
comment on column private.documents.changed_at is 'Since when its present version is the present one.';
revoke all on private.documents from public, anon, authenticated;

create trigger clean_lines before insert or update of title on private.documents
  for each row execute function private.clean_lines('title');
create trigger clean_texts before insert or update of description on private.documents
  for each row execute function private.clean_texts('description');

create table private.document_versions (
  id uuid primary key,
  document_id uuid not null references private.documents (id) on delete cascade deferrable initially deferred,
  college_id uuid not null references public.colleges (id) on delete cascade,
  number integer not null,
  uploader_id uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  kind text not null,
  name text not null,
  bytes bigint not null,
  type text not null,
  width integer,
  height integer,
  placeholder text not null default '',
  duration integer,
  previews integer[] not null default '{}',
  constraint document_versions_number unique (document_id, number),
  constraint document_versions_kind check (kind in ('picture', 'video', 'audio', 'file')),
  constraint document_versions_name check (char_length(name) between 1 and 255 and not private.is_blank(name)),
  constraint document_versions_bytes check (bytes > 0),
  -- What is shown in place is of a type that browsers show safely; anything else is only saved.
  constraint document_versions_type check (
    case kind when 'picture' then type like 'image/%' when 'video' then type like 'video/%' when 'audio' then type like 'audio/%' else true end
  ),
  constraint document_versions_size check ((width is null) = (height is null) and width between 1 and 65535 and height between 1 and 65535),
  constraint document_versions_picture check (kind <> 'picture' or width is not null),
  constraint document_versions_placeholder check (char_length(placeholder) <= 400 and placeholder ~ '^[A-Za-z0-9+/]*=*$'),
  constraint document_versions_duration check (duration between 0 and 86400000),
  constraint document_versions_previews check (
    kind = 'picture' and previews <@ '{400,1280}' and cardinality(previews) <= 2 or previews = '{}'
  )
);
create index document_versions_college_id on private.document_versions (college_id, bytes);
create index document_versions_uploader_id on private.document_versions (uploader_id);
comment on table private.document_versions is
  'The files that a document is and was. Each is an object in the bucket documents, <college>/<version>/original, with smaller pictures beside it.';
revoke all on private.document_versions from public, anon, authenticated;
alter table private.documents add constraint documents_version_id_fkey
  foreign key (version_id) references private.document_versions (id) deferrable initially deferred;

create table private.document_groups (
  document_id uuid not null references private.documents (id) on delete cascade,
  group_id uuid not null references public.groups (id) on delete cascade,
  primary key (document_id, group_id)
);
create index document_groups_group_id on private.document_groups (group_id);
comment on table private.document_groups is 'For which groups a document is, where its audience is groups. A group that is deleted takes its people away.';
revoke all on private.document_groups from public, anon, authenticated;

-- Words as a search in messages has them; the index over three letters each is read within one college.
create table private.document_words (
  college_id uuid not null references public.colleges (id) on delete cascade,
  word text collate "C" not null,
  document_id uuid not null references private.documents (id) on delete cascade,
  primary key (college_id, word, document_id)
);
create index document_words_document_id on private.document_words (document_id);
create index document_words_trigrams on private.document_words using gin (private.chat_trigrams(college_id, word)) with (fastupdate = off);
comment on table private.document_words is 'Which words stand in the title or the description of which document.';
revoke all on private.document_words from public, anon, authenticated;

create function private.update_document_words() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    delete from private.document_words w where w.document_id = new.id;
  end if;
  insert into private.document_words (college_id, word, document_id)
    select new.college_id, word, new.id from unnest(private.words_of(new.title || ' ' || new.description)) word;
  return null;
end
$$;

create trigger update_document_words after insert on private.documents
  for each row execute function private.update_document_words();
create trigger update_changed_document_words after update of title, description on private.documents
  for each row execute function private.update_document_words();

-- Who was just removed may receive on for a while, and not everybody sees every document: nothing is said but that the list
-- may be another.
create function private.broadcast_documents() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('college:' || case tg_op when 'DELETE' then old.college_id else new.college_id end, 'documents_changed');
  return null;
end
$$;

create trigger broadcast_documents after insert or delete on private.documents
  for each row execute function private.broadcast_documents();
-- Not when one is downloaded.
create trigger broadcast_changed_document after update of title, description, folder_id, audience, version_id, uploader_id, deleted_at on private.documents
  for each row execute function private.broadcast_documents();
create trigger broadcast_document_folders after insert or update or delete on private.document_folders
  for each row execute function private.broadcast_documents();

-- Who may.

create function private.my_author_college_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select m.college_id from public.memberships m
  where m.person_id = (select private.me()) and m.left_at is null and (m.role <> 'student' or m.is_admin);
end;
comment on function private.my_author_college_ids is 'Colleges to which the caller may add documents and articles: as a teacher, staff or an administrator.';

create function private.my_study_group_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select s.group_id from public.group_students s where s.person_id = (select private.me())
  union
  select t.group_id from public.group_teachers t where t.person_id = (select private.me());
end;
comment on function private.my_study_group_ids is 'Groups in which the caller studies or teaches.';

-- The only place that knows who sees a document: lists, the search, folders and Storage ask it.
create view private.documents_for_me as
  select d.* from private.documents d
  where d.college_id in (select private.my_college_ids()) and (
    d.audience = 'college'
    or d.uploader_id = (select private.me())
    or d.college_id in (select private.my_admin_college_ids())
    or d.audience = 'teachers' and d.college_id in (select private.my_author_college_ids())
    or d.audience = 'groups' and exists (
      select from private.document_groups g where g.document_id = d.id and g.group_id in (select private.my_study_group_ids())
    )
  );
comment on view private.documents_for_me is 'The documents that are for the caller, those in the bin too.';
revoke all on private.documents_for_me from public, anon, authenticated, service_role;
create view private.readable_documents as
  select d.* from private.documents_for_me d where d.deleted_at is null;
comment on view private.readable_documents is 'The documents that the caller sees now.';
revoke all on private.readable_documents from public, anon, authenticated, service_role;

create function private.can_change_document(document uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from private.documents d
  where d.id = document and d.deleted_at is null and d.college_id in (select private.my_author_college_ids())
    and (d.uploader_id = (select private.me()) or d.college_id in (select private.my_admin_college_ids()))
);
comment on function private.can_change_document is 'Whether the caller may change it: who put it up, while they are no student, and administrators.';

-- What an administrator deleted, whoever put it up does not bring back.
create function private.can_undelete_document(document uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from private.documents d
  where d.id = document and d.deleted_at > now() - interval '30 days' and d.college_id in (select private.my_author_college_ids())
    and (d.uploader_id = (select private.me()) and d.deleted_by = (select private.me()) or d.college_id in (select private.my_admin_college_ids()))
);
comment on function private.can_undelete_document is 'Whether the caller may take it out of the bin.';

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

create function private.require_readable_document(document uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
begin
  if me is null or not exists (select from private.readable_documents d where d.id = document) then
    raise exception 'no such document for the caller' using errcode = 'SF003';
  end if;
end
$$;

create function private.require_changeable_document(document uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_readable_document(document);
  if not private.can_change_document(document) then
    raise exception 'only who put it up and administrators may do this' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_changeable_document is
  'Refuses (42501) who may not change a document that they see, and (SF003) who does not see it.';

create function private.require_undeletable_document(document uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
begin
  if me is null or not private.can_undelete_document(document) then
    raise exception 'no such document in the bin of the caller' using errcode = 'SF003';
  end if;
end
$$;

create function private.lock_document(document uuid) returns private.documents
language plpgsql security definer
set search_path = ''
as $$
declare
  locked private.documents;
begin
  perform private.require_changeable_document(document);
  select d.* into locked from private.documents d where d.id = document for no key update;
  perform private.require_changeable_document(document);
  return locked;
end
$$;
comment on function private.lock_document is 'A document that the caller may change (else as require_changeable_document), one person at a time.';

create function private.lock_ended_document(document uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_undeletable_document(document);
  perform from private.documents d where d.id = document for no key update;
  perform private.require_undeletable_document(document);
end
$$;
comment on function private.lock_ended_document is 'Refuses as require_undeletable_document; what is not refused stays in the bin until the transaction ends.';

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

-- Folders.

-- A name may say what is in a folder, so a folder is seen by who sees a document in it, or in one inside; by who made it and by
-- administrators; and by all who may put documents there while there is none. What
-- is in the bin hides it from them as before: that it was deleted tells nobody how its folder is called.
create function private.seen_folder_ids(college uuid) returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  with shown as (
    select distinct d.folder_id from private.documents_for_me d
    where d.college_id = seen_folder_ids.college and d.folder_id is not null
      and (d.deleted_at is null or d.college_id in (select private.my_author_college_ids()))
  ), seen as (
    select distinct unnest(f.path) as id from private.document_folders f
    where f.college_id = seen_folder_ids.college and f.college_id in (select private.my_college_ids()) and (
      f.id in (select folder_id from shown)
      or f.college_id in (select private.my_author_college_ids())
        and (f.created_by = (select private.me()) or f.college_id in (select private.my_admin_college_ids()))
    )
  ), used as (
    select distinct unnest(f.path) as id from private.documents d join private.document_folders f on f.id = d.folder_id
    where d.college_id = seen_folder_ids.college
  )
  select s.id from seen s
  union
  select f.id from private.document_folders f
  where f.college_id = seen_folder_ids.college and f.college_id in (select private.my_author_college_ids())
    and not exists (select from unnest(f.path) part where part in (select u.id from used u) and part not in (select s.id from seen s))
    and f.id not in (select u.id from used u);
end;
comment on function private.seen_folder_ids is 'The folders of a college that the caller sees now; with each those around it.';

create function private.require_seen_folder(folder uuid, college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if folder is not null and folder not in (select private.seen_folder_ids(college)) then
    raise exception 'no such folder for the caller' using errcode = 'SF003', detail = 'no_folder';
  end if;
end
$$;
comment on function private.require_seen_folder is 'Refuses (SF003, no_folder) a folder of another college, or one that the caller does not see. No folder at all is the outermost.';

create function private.can_change_folder(folder uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from private.document_folders f
  where f.id = folder and f.college_id in (select private.my_author_college_ids())
    and (f.created_by = (select private.me()) or f.college_id in (select private.my_admin_college_ids()))
);
comment on function private.can_change_folder is 'Whether the caller may rename, move and delete it: who made it, while they are no student, and administrators.';

create function private.lock_folder(folder uuid) returns private.document_folders
language plpgsql security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  known private.document_folders;
begin
  if me is null then
    raise exception 'only members of the college may do this' using errcode = '42501';
  end if;
  select f.* into known from private.document_folders f where f.id = folder;
  perform private.require_member(known.college_id);
  perform private.require_seen_folder(folder, known.college_id);
  if not private.can_change_folder(folder) then
    raise exception 'only who made the folder and administrators may do this' using errcode = '42501';
  end if;
  perform private.lock_documents(known.college_id);
  select f.* into known from private.document_folders f where f.id = folder;
  if not private.can_change_folder(folder) then
    raise exception 'only who made the folder and administrators may do this' using errcode = '42501';
  end if;
  return known;
end
$$;
comment on function private.lock_folder is 'A folder that the caller may change (else 42501, or SF003 where they do not see it), while no other folder of the college changes.';

create function private.log_folder(folder private.document_folders, action text, before jsonb default null, after jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if folder.created_by is distinct from (select private.me()) then
    perform private.log_change(folder.college_id, action, 'document_folder', folder.id::text, folder.name, before, after);
  end if;
end
$$;
comment on function private.log_folder is 'Writes to the log what somebody does to the folder of another.';

create function private.folder_json(folder private.document_folders) returns jsonb
language sql stable security definer
set search_path = ''
return jsonb_build_object(
  'id', folder.id, 'parent_id', folder.parent_id, 'name', folder.name, 'may_change', private.can_change_folder(folder.id)
);

create function public.document_folders(college uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_member(college);
  return (
    select coalesce(jsonb_agg(private.folder_json(f) order by private.search_text(f.name), f.id), '[]')
    from private.document_folders f where f.id in (select private.seen_folder_ids(document_folders.college))
  );
end
$$;
comment on function public.document_folders is 'All folders of documents that a member of the college sees, by name. Refused (42501) to everybody else.';
revoke execute on function public.document_folders from public, anon, service_role;
grant execute on function public.document_folders to authenticated;

create function public.create_document_folder(id uuid, college uuid, name text, parent uuid default null) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  made private.document_folders;
  around uuid[] := '{}';
begin
  perform private.lock_documents(college);
  select f.* into made from private.document_folders f where f.id = create_document_folder.id;
  if made.id is not null then
    if made.created_by is distinct from me or made.college_id <> college then
      raise exception 'the id of the folder is taken' using errcode = 'SF002';
    end if;
    return private.folder_json(made);
  end if;
  perform private.require_seen_folder(parent, college);
  if create_document_folder.id is null or private.is_blank(create_document_folder.name) or char_length(private.clean_line(create_document_folder.name)) > 100 then
    raise exception 'a name of 1 to 100 characters' using errcode = 'SF001', detail = 'name';
  end if;
  if parent is not null then
    select f.path into around from private.document_folders f where f.id = parent;
  end if;
  if cardinality(around) >= 8 then
    raise exception 'at most eight folders in each other' using errcode = 'SF001', detail = 'too_deep';
  end if;
  if (select count(*) from private.document_folders f where f.college_id = college) >= 2000 then
    raise exception 'at most 2,000 folders' using errcode = 'SF001', detail = 'too_many';
  end if;
  perform private.throttle('folders of ' || me, 200);
  insert into private.document_folders (id, college_id, parent_id, path, name, created_by)
    values (create_document_folder.id, college, parent, around || create_document_folder.id, create_document_folder.name, me)
    returning * into made;
  return private.folder_json(made);
end
$$;
comment on function public.create_document_folder is
  'Makes a folder with an id of the caller, and returns it; called again it is the folder that is there. For who may add documents (else 42501). SF001 for a name that cannot be (name), too many in each other (too_deep) or in all (too_many); SF003 for a folder around it that the caller does not see; SF002 when the id is taken.';
revoke execute on function public.create_document_folder from public, anon, service_role;
grant execute on function public.create_document_folder to authenticated;

create function public.rename_document_folder(folder uuid, name text) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known constant private.document_folders := private.lock_folder(folder);
begin
  if private.is_blank(rename_document_folder.name) or char_length(private.clean_line(rename_document_folder.name)) > 100 then
    raise exception 'a name of 1 to 100 characters' using errcode = 'SF001', detail = 'name';
  end if;
  update private.document_folders f set name = rename_document_folder.name where f.id = known.id and f.name <> rename_document_folder.name;
  if found then
    perform private.log_folder(
      known, 'document_folder_changed', jsonb_build_object('name', known.name), jsonb_build_object('name', rename_document_folder.name)
    );
  end if;
end
$$;
comment on function public.rename_document_folder is 'Gives a folder another name. For who made it and administrators (else as lock_folder); SF001 (name) for one that cannot be.';
revoke execute on function public.rename_document_folder from public, anon, service_role;
grant execute on function public.rename_document_folder to authenticated;

create function public.move_document_folder(folder uuid, parent uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known constant private.document_folders := private.lock_folder(folder);
  around uuid[] := '{}';
  own constant integer := cardinality(known.path);
begin
  perform private.require_seen_folder(parent, known.college_id);
  if parent is not null then
    select f.path into around from private.document_folders f where f.id = parent;
  end if;
  if known.id = any (around) then
    raise exception 'a folder is not moved into itself' using errcode = 'SF001', detail = 'circle';
  end if;
  if cardinality(around) + 1 + (
    select max(cardinality(f.path)) - own from private.document_folders f where f.college_id = known.college_id and f.path @> array[known.id]
  ) > 8 then
    raise exception 'at most eight folders in each other' using errcode = 'SF001', detail = 'too_deep';
  end if;
  if known.parent_id is not distinct from parent then
    return;
  end if;
  update private.document_folders f
    set path = around || f.path[own:], parent_id = case when f.id = known.id then parent else f.parent_id end
    where f.college_id = known.college_id and f.path @> array[known.id];
  perform private.log_folder(known, 'document_folder_moved');
end
$$;
comment on function public.move_document_folder is
  'Moves a folder with all in it into another, or out of all. For who made it and administrators (else as lock_folder). SF001 where it would stand in itself (circle) or too many in each other (too_deep), SF003 for one that the caller does not see.';
revoke execute on function public.move_document_folder from public, anon, service_role;
grant execute on function public.move_document_folder to authenticated;

create function public.delete_document_folder(folder uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known constant private.document_folders := private.lock_folder(folder);
begin
  if exists (select from private.document_folders f where f.parent_id = known.id)
    or exists (select from private.documents d where d.folder_id = known.id and d.deleted_at is null) then
    raise exception 'there is something in the folder' using errcode = 'SF001', detail = 'not_empty';
  end if;
  delete from private.document_folders f where f.id = known.id;
  perform private.log_folder(known, 'document_folder_deleted');
end
$$;
comment on function public.delete_document_folder is
  'Deletes a folder with nothing in it, else SF001 (not_empty), also where the caller does not see what is. For who made it and administrators (else as lock_folder).';
revoke execute on function public.delete_document_folder from public, anon, service_role;
grant execute on function public.delete_document_folder to authenticated;

-- Objects in Storage.

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

create function private.used_document_bytes(college uuid) returns bigint
language sql stable security definer
set search_path = ''
return (select coalesce(sum(v.bytes), 0)::bigint from private.document_versions v where v.college_id = college);

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
  return waiting.objects < 300 and waiting.bytes + private.used_document_bytes(college) < (
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

-- Documents.

create function private.document_file_json(version private.document_versions) returns jsonb
language sql stable
set search_path = ''
return jsonb_build_object(
  'id', version.id, 'kind', version.kind, 'name', version.name, 'bytes', version.bytes, 'type', version.type, 'width', version.width,
  'height', version.height, 'placeholder', version.placeholder, 'duration', version.duration, 'previews', version.previews,
  'path', version.college_id || '/' || version.id
);

create function private.document_json(document private.documents) returns jsonb
language sql stable security definer
set search_path = ''
return jsonb_build_object(
  'id', document.id, 'title', document.title, 'description', document.description, 'folder_id', document.folder_id, 'kind', document.kind,
  'audience', document.audience,
  'groups', (
    select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'number', g.number) order by g.number, g.id), '[]')
    from private.document_groups dg join public.groups g on g.id = dg.group_id where dg.document_id = document.id
  ),
  'uploader', private.person_json(document.uploader_id), 'changed_at', document.changed_at, 'created_at', document.created_at,
  'deleted_at', document.deleted_at, 'downloads', document.downloads, 'may_change', private.can_change_document(document.id),
  'file', (select private.document_file_json(v) from private.document_versions v where v.id = document.version_id),
  'versions', (select count(*) from private.document_versions v where v.document_id = document.id)
);
comment on function private.document_json is 'A document as everybody gets it who sees it. The caller has looked at the rights.';

create function private.log_document(document private.documents, action text, before jsonb default null, after jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if document.uploader_id is distinct from (select private.me()) then
    perform private.log_change(document.college_id, action, 'document', document.id::text, document.title, before, after);
  end if;
end
$$;
comment on function private.log_document is 'Writes to the log what somebody does to the document of another.';

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
  if version.bytes + private.used_document_bytes(settings.college_id) > settings.quota_bytes then
    raise exception 'the college has no room for it' using errcode = 'SF001', detail = 'quota';
  end if;
  return version;
end
$$;
comment on function private.stored_version is
  'A version of a document out of what the caller has uploaded, not yet inserted. Refused as stored_file, and (SF001) of a kind that the college does not take (kind), not what its name says (disguised), too large (too_large) or beyond the quota (quota), and (SF002) where the id is taken.';

create function private.set_audience(document uuid, college uuid, audience text, groups uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if audience is null or audience not in ('college', 'teachers', 'groups') or (audience = 'groups') <> (coalesce(cardinality(groups), 0) > 0)
    or cardinality(groups) > 200 or exists (
      select from unnest(groups) chosen where not exists (select from public.groups g where g.id = chosen and g.college_id = college)
    ) then
    raise exception 'everybody, teachers, or some groups of the college' using errcode = 'SF001', detail = 'audience';
  end if;
  delete from private.document_groups g where g.document_id = document and g.group_id <> all (coalesce(groups, '{}'));
  insert into private.document_groups (document_id, group_id) select document, chosen from unnest(groups) chosen on conflict do nothing;
  update private.documents d set audience = set_audience.audience where d.id = document;
end
$$;
comment on function private.set_audience is 'Says for whom a document is, SF001 (audience) for what cannot be. The caller has looked at the rights.';

create function private.require_document_words(title text, description text) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if private.is_blank(title) or char_length(private.clean_line(title)) > 200 then
    raise exception 'a title of 1 to 200 characters' using errcode = 'SF001', detail = 'title';
  end if;
  if char_length(private.clean_text(coalesce(description, ''))) > 2000 then
    raise exception 'a description of at most 2,000 characters' using errcode = 'SF001', detail = 'description';
  end if;
end
$$;

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

create function public.update_document(document uuid, title text, description text) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.documents := private.lock_document(document);
  former constant private.documents := known;
begin
  perform private.require_document_words(update_document.title, update_document.description);
  update private.documents d set title = update_document.title, description = coalesce(update_document.description, '')
    where d.id = known.id
    returning d.* into known;
  if known.title <> former.title or known.description <> former.description then
    perform private.log_document(
      known, 'document_changed', jsonb_build_object('name', former.title, 'description', former.description),
      jsonb_build_object('name', known.title, 'description', known.description)
    );
  end if;
  return private.document_json(known);
end
$$;
comment on function public.update_document is
  'Gives a document another title and description. For who may change it (else as require_changeable_document); SF001 for a title or description that cannot be.';
revoke execute on function public.update_document from public, anon, service_role;
grant execute on function public.update_document to authenticated;

create function public.move_document(document uuid, folder uuid default null) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.documents := private.lock_document(document);
begin
  perform private.require_seen_folder(folder, known.college_id);
  if known.folder_id is distinct from folder then
    update private.documents d set folder_id = folder where d.id = known.id returning d.* into known;
    perform private.log_document(known, 'document_moved');
  end if;
  return private.document_json(known);
end
$$;
comment on function public.move_document is
  'Puts a document into a folder, or out of all. For who may change it (else as require_changeable_document), SF003 (no_folder) for a folder that the caller does not see.';
revoke execute on function public.move_document from public, anon, service_role;
grant execute on function public.move_document to authenticated;

create function public.set_document_audience(document uuid, audience text, groups uuid[] default '{}') returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.documents := private.lock_document(document);
  former constant jsonb := private.document_json(known);
  became jsonb;
begin
  perform private.set_audience(known.id, known.college_id, set_document_audience.audience, groups);
  select d.* into known from private.documents d where d.id = known.id;
  became := private.document_json(known);
  if became <> former then
    perform private.log_document(
      known, 'document_audience_changed', jsonb_build_object('seen_by', former -> 'audience', 'groups', former -> 'groups'),
      jsonb_build_object('seen_by', became -> 'audience', 'groups', became -> 'groups')
    );
  end if;
  return became;
end
$$;
comment on function public.set_document_audience is
  'Says for whom a document is: everybody of the college, its teachers, or some groups. For who may change it (else as require_changeable_document); SF001 (audience) for what cannot be.';
revoke execute on function public.set_document_audience from public, anon, service_role;
grant execute on function public.set_document_audience to authenticated;

-- The bin.

create function public.delete_document(document uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known constant private.documents := private.lock_document(document);
begin
  update private.documents d set deleted_at = clock_timestamp(), deleted_by = (select private.me()) where d.id = known.id;
  perform private.log_document(known, 'document_deleted');
end
$$;
comment on function public.delete_document is
  'Puts a document into the bin, where nobody reads it; it is gone after thirty days. For who may change it (else as require_changeable_document).';
revoke execute on function public.delete_document from public, anon, service_role;
grant execute on function public.delete_document to authenticated;

create function public.undelete_document(document uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.documents;
begin
  perform private.lock_ended_document(document);
  update private.documents d set deleted_at = null, deleted_by = null
    where d.id = document and d.deleted_at is not null
    returning d.* into known;
  perform private.log_document(known, 'document_restored');
  return private.document_json(known);
end
$$;
comment on function public.undelete_document is
  'Takes a document out of the bin, into its folder if that is still there. For administrators, and for who put it up and has deleted it themselves; SF003 for everybody else.';
revoke execute on function public.undelete_document from public, anon, service_role;
grant execute on function public.undelete_document to authenticated;

create function public.erase_document(document uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.documents;
begin
  perform private.lock_ended_document(document);
  delete from private.documents d where d.id = document and d.deleted_at is not null returning d.* into known;
  perform private.log_document(known, 'document_erased');
end
$$;
comment on function public.erase_document is
  'Deletes a document in the bin for good, with all its versions, so that the quota has their room again. Refused as undelete_document.';
revoke execute on function public.erase_document from public, anon, service_role;
grant execute on function public.erase_document to authenticated;

create function public.document_bin(college uuid, cursor jsonb default null, size integer default 50) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  most constant integer := least(greatest(coalesce(size, 50), 1), 100);
  found jsonb;
begin
  perform private.require_document_author(college);
  select coalesce(jsonb_agg(private.document_json(d) order by d.deleted_at desc, d.id desc), '[]') into found from (
    select b.* from private.documents b
    where b.college_id = document_bin.college and b.deleted_at is not null and private.can_undelete_document(b.id)
      and (cursor is null or (b.deleted_at, b.id) < ((cursor ->> 'value')::timestamptz, (cursor ->> 'id')::uuid))
    order by b.deleted_at desc, b.id desc limit most
  ) d;
  return jsonb_build_object(
    'items', found,
    'next', case when jsonb_array_length(found) = most
      then jsonb_build_object('value', found -> (most - 1) -> 'deleted_at', 'id', found -> (most - 1) -> 'id') end
  );
end
$$;
comment on function public.document_bin is
  'Deleted documents that the caller may take out of the bin, the last deleted first. `next` is the cursor of what follows. Refused (42501) to who may not add documents.';
revoke execute on function public.document_bin from public, anon, service_role;
grant execute on function public.document_bin to authenticated;

create function public.delete_ended_documents() returns integer
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  ended integer;
begin
  delete from private.documents d where d.deleted_at <= now() - interval '30 days';
  get diagnostics ended = row_count;
  return ended;
end
$$;
comment on function public.delete_ended_documents is
  'Deletes for good what has been in the bin for thirty days. For the function sweep-files only, which removes their objects afterwards.';
revoke execute on function public.delete_ended_documents from public, anon, authenticated;
grant execute on function public.delete_ended_documents to service_role;

-- Lists.

-- What is looked for is looked for among what the caller sees, also whether a word was mistyped: else an answer would tell which
-- words stand in documents of others.
create function private.find_documents(college uuid, query text) returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  each text;
  stem text;
  trigrams bigint[];
  hits uuid[];
  found uuid[];
begin
  for each in
    select w from unnest(string_to_array(private.search_text(normalize(left(query, 300), NFC)), ' ')) with ordinality list (w, place)
    where length(w) > 1 or w ~ '[0-9]'
    group by w order by min(place) limit 8
  loop
    each := left(each, 40);
    stem := private.stem(each);
    found := array(
      select d.id from private.readable_documents d
      where d.college_id = find_documents.college and d.id in (
        select w.document_id from private.document_words w
        where w.college_id = find_documents.college
          and w.word in (stem, case when stem ~ '(ов|ев|ин|ын)$' then private.stem(stem) else stem end, each)
        union all
        select w.document_id from private.document_words w
        where length(stem) > 1 and w.college_id = find_documents.college and w.word >= stem and w.word < stem || chr(1114111)
      )
    );
    if cardinality(found) = 0 and length(each) > 3 then
      trigrams := private.chat_trigrams(college, stem);
      found := array(
        select d.id from private.readable_documents d
        where d.college_id = find_documents.college and d.id in (
          select w.document_id from private.document_words w
          where private.chat_trigrams(w.college_id, w.word) operator(pg_catalog.&&) trigrams and w.college_id = find_documents.college
            and abs(length(w.word) - length(stem)) <= 2 and extensions.similarity(w.word, stem) >= 0.3
          union all
          select w.document_id from generate_series(1, length(each) - 1) place
            join private.document_words w on w.college_id = find_documents.college and w.word = private.stem(
              left(each, place - 1) || substr(each, place + 1, 1) || substr(each, place, 1) || substr(each, place + 2)
            ) collate "C"
        )
      );
    end if;
    hits := case when hits is null then found else array(select unnest(hits) intersect select unnest(found)) end;
  end loop;
  return coalesce(hits, '{}');
end
$$;
comment on function private.find_documents is
  'Documents that the caller sees and that have all words of a question in some form, as a beginning, or written alike where no such word is there.';

create function public.documents_page(
  college uuid,
  folder uuid default null,
  query text default '',
  kind text default null,
  study_group uuid default null,
  sort text default 'date',
  cursor jsonb default null,
  size integer default 50
)
returns jsonb
language plpgsql volatile security definer
-- Compiling the plan would take longer than the answer.
set search_path = '' set jit = off
as $$
declare
  most constant integer := least(greatest(coalesce(size, 50), 1), 100);
  is_search constant boolean := coalesce(query, '') ~ '[^[:space:]]';
  everywhere constant boolean := is_search or kind is not null or study_group is not null;
  hits uuid[];
  wanted text := 'd.college_id = $1';
  order_by text;
  ids uuid[];
  total bigint;
begin
  perform private.require_member(college);
  perform private.require_seen_folder(folder, college);
  if is_search then
    -- A person who types looks for something every half second at most.
    perform private.throttle('searches in documents of ' || private.me(), 120, '1 minute');
    hits := private.find_documents(college, query);
    wanted := wanted || ' and d.id = any ($3)';
  end if;
  wanted := wanted || case
    when everywhere and folder is null then ''
    when everywhere then ' and d.folder_id in (select f.id from private.document_folders f where f.college_id = $1 and f.path @> array[$2])'
    when folder is null then ' and d.folder_id is null'
    else ' and d.folder_id = $2'
  end;
  if kind is not null then
    wanted := wanted || ' and d.kind = $4';
  end if;
  if study_group is not null then
    wanted := wanted || ' and d.audience = ''groups'' and exists (select from private.document_groups g where g.document_id = d.id and g.group_id = $5)';
  end if;
  if cursor is null then
    execute 'select count(*) from private.readable_documents d where ' || wanted into total using college, folder, hits, kind, study_group;
  else
    wanted := wanted || case sort
      when 'name' then ' and (d.title_key, d.id) > ($6 ->> ''value'', ($6 ->> ''id'')::uuid)'
      when 'size' then ' and (d.bytes, d.id) < (($6 ->> ''value'')::bigint, ($6 ->> ''id'')::uuid)'
      else ' and (d.changed_at, d.id) < (($6 ->> ''value'')::timestamptz, ($6 ->> ''id'')::uuid)'
    end;
  end if;
  order_by := case sort when 'name' then 'd.title_key, d.id' when 'size' then 'd.bytes desc, d.id desc' else 'd.changed_at desc, d.id desc' end;
  execute format('select array(select d.id from private.readable_documents d where %s order by %s limit $7)', wanted, order_by)
    into ids using college, folder, hits, kind, study_group, cursor, most + 1;
  return jsonb_build_object(
    'items', (
      select coalesce(jsonb_agg(private.document_json(d) order by page.place), '[]')
      from unnest(ids[:most]) with ordinality page (id, place) join private.documents d on d.id = page.id
    ),
    'next', (
      select jsonb_build_object('id', d.id, 'value', case sort when 'name' then to_jsonb(d.title_key) when 'size' then to_jsonb(d.bytes) else to_jsonb(d.changed_at) end)
      from private.documents d where d.id = ids[most] and cardinality(ids) > most
    ),
    'total', total
  );
end
$$;
comment on function public.documents_page is
  'Documents that a member of the college sees (else 42501): of one folder, or, with words, a kind or a group, of it and all inside; by date (`date`, the newest first), `name` or `size` (the largest first). The first page says how many there are in `total`; `next` is the cursor of what follows. SF003 (no_folder) for a folder that the caller does not see, SF004 for words more than 120 times a minute.';
revoke execute on function public.documents_page from public, anon, service_role;
grant execute on function public.documents_page to authenticated;

create function public.document(document uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_readable_document(document);
  return (select private.document_json(d) from private.documents d where d.id = document.document);
end
$$;
comment on function public.document is 'A document that the caller sees, else SF003.';
revoke execute on function public.document from public, anon, service_role;
grant execute on function public.document to authenticated;

-- Again within ten minutes it is the same person who goes on.
create function public.count_document_download(document uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_readable_document(document);
  if private.count_attempt('download of ' || document || ' by ' || private.me(), '10 minutes') = 1 then
    update private.documents d set downloads = d.downloads + 1 where d.id = document;
  end if;
end
$$;
comment on function public.count_document_download is 'Counts that the caller downloads a document that they see, else SF003. Who it was is not kept.';
revoke execute on function public.count_document_download from public, anon, service_role;
grant execute on function public.count_document_download to authenticated;

-- Settings.

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
      'used_bytes', case when s.college_id in (select private.my_author_college_ids()) then private.used_document_bytes(s.college_id) end,
      'formats', (
        select jsonb_agg(jsonb_build_object('ending', f.ending, 'kind', f.kind, 'types', f.types) order by f.ending)
        from private.document_formats f where f.kind = any (s.kinds)
      ),
      'may_upload', s.college_id in (select private.my_author_college_ids()),
      'is_admin', s.college_id in (select private.my_admin_college_ids()),
      'groups', (
        select coalesce(jsonb_agg(
          jsonb_build_object('id', g.id, 'number', g.number, 'is_mine', g.id in (select private.my_study_group_ids())) order by g.number, g.id
        ), '[]')
        from public.groups g join public.colleges c on c.id = g.college_id
        where g.college_id = s.college_id and not private.is_graduated(g.end_year, c.time_zone)
      )
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
  update private.document_settings s
    set file_bytes = set_document_settings.file_bytes, files_at_once = set_document_settings.files_at_once, kinds = set_document_settings.kinds
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
  'Says what a college takes as documents, up to 1 GB a file and 100 files at once. For administrators (else 42501).';
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
