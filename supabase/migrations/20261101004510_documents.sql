-- Documents of a college: files with a title in folders, for all or for chosen groups; who sees and who changes them.

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
create index documents_by_kind on private.documents (college_id, kind, changed_at desc, id desc) where deleted_at is null;
create index documents_by_name on private.documents (college_id, folder_id, title_key, id) where deleted_at is null;
create index documents_by_size on private.documents (college_id, folder_id, bytes desc, id desc) where deleted_at is null;
create index documents_by_uploader on private.documents (college_id, uploader_id, changed_at desc, id desc) where deleted_at is null;
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
  preview_bytes bigint not null default 0,
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
create index document_versions_college_id on private.document_versions (college_id, bytes, preview_bytes);
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
create index document_groups_group_id on private.document_groups (group_id, document_id);
comment on table private.document_groups is 'For which groups a document is, where its audience is groups. A group that is deleted takes its people away.';
revoke all on private.document_groups from public, anon, authenticated;

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
create trigger broadcast_document_settings after update on private.document_settings
  for each row when (old is distinct from new) execute function private.broadcast_documents();

create function private.my_study_group_ids() returns setof uuid
language sql stable security definer rows 5
set search_path = ''
begin atomic
  select s.group_id from public.group_students s where s.person_id = (select private.me())
  union
  select t.group_id from public.group_teachers t where t.person_id = (select private.me());
end;
comment on function private.my_study_group_ids is 'Groups in which the caller studies or teaches.';

create function private.known_groups_json(college uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(
    jsonb_build_object('id', g.id, 'number', g.number, 'is_mine', g.id in (select private.my_study_group_ids())) order by g.number, g.id
  ), '[]')
  from public.groups g join public.colleges c on c.id = g.college_id
  where g.college_id = known_groups_json.college and not private.is_graduated(g.end_year, c.time_zone);
end;
comment on function private.known_groups_json is 'The groups of a college that a document or an article may be for.';

-- The only place that knows who sees a document: lists, the search, folders and Storage ask it.
create view private.documents_for_me as
  select d.* from private.documents d
  where d.college_id in (select private.my_college_ids()) and (
    d.audience = 'college'
    or d.uploader_id = (select private.me())
    or d.college_id in (select private.my_admin_college_ids())
    or d.audience = 'teachers' and d.college_id in (select private.my_author_college_ids())
    or d.audience = 'groups' and d.id in (
      select g.document_id from private.document_groups g where g.group_id = any (array(select private.my_study_group_ids()))
    )
  );
comment on view private.documents_for_me is 'The documents that are for the caller, those in the bin too.';
revoke all on private.documents_for_me from public, anon, authenticated, service_role;
create view private.readable_documents as
  select d.* from private.documents_for_me d where d.deleted_at is null;
comment on view private.readable_documents is 'The documents that the caller sees now.';
revoke all on private.readable_documents from public, anon, authenticated, service_role;

create view private.changeable_documents as
  select d.* from private.documents d
  where d.deleted_at is null and d.college_id in (select private.my_author_college_ids())
    and (d.uploader_id = (select private.me()) or d.college_id in (select private.my_admin_college_ids()));
comment on view private.changeable_documents is 'The documents that the caller may change: who put them up, while they are no student, and administrators.';
revoke all on private.changeable_documents from public, anon, authenticated, service_role;

create function private.can_change_document(document uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.changeable_documents d where d.id = document);

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

create function private.document_file_json(version private.document_versions) returns jsonb
language sql stable
set search_path = ''
return jsonb_build_object(
  'id', version.id, 'kind', version.kind, 'name', version.name, 'bytes', version.bytes, 'type', version.type, 'width', version.width,
  'height', version.height, 'placeholder', version.placeholder, 'duration', version.duration, 'previews', version.previews,
  'path', version.college_id || '/' || version.id
);

create function private.document_json(document private.documents, may_change boolean) returns jsonb
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
  'deleted_at', document.deleted_at, 'downloads', document.downloads, 'may_change', may_change,
  'file', (select private.document_file_json(v) from private.document_versions v where v.id = document.version_id),
  'versions', (select count(*) from private.document_versions v where v.document_id = document.id)
);
comment on function private.document_json(private.documents, boolean) is 'A document as everybody gets it who sees it. The caller has looked at the rights.';

create function private.document_json(document private.documents) returns jsonb
language sql stable security definer
set search_path = ''
return private.document_json(document, private.can_change_document(document.id));
comment on function private.document_json(private.documents) is 'The same of one document.';

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

create function private.require_audience(college uuid, audience text, groups uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A group that is just being deleted is waited for, and is none then.
  perform from public.groups g where g.id = any (groups) order by g.id for key share;
  if audience is null or audience not in ('college', 'teachers', 'groups') or (audience = 'groups') <> (coalesce(cardinality(groups), 0) > 0)
    or cardinality(groups) > 200 or exists (
      select from unnest(groups) chosen where not exists (select from public.groups g where g.id = chosen and g.college_id = college)
    ) then
    raise exception 'everybody, teachers, or some groups of the college' using errcode = 'SF001', detail = 'audience';
  end if;
end
$$;
comment on function private.require_audience is 'Refuses (SF001, audience) those for whom a document or an article of a college cannot be.';

create function private.set_audience(document uuid, college uuid, audience text, groups uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_audience(college, audience, groups);
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
  college uuid;
  known private.documents;
begin
  perform private.require_changeable_document(document);
  select d.college_id into college from private.documents d where d.id = document;
  -- Nobody deletes the folder meanwhile.
  perform private.lock_documents(college);
  known := private.lock_document(document);
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
