-- Folders of documents: who sees them, and how they are made, moved and deleted.

-- A name may say what is in a folder, so a folder is seen by who sees a document in it, or in one inside; by who made it and by
-- administrators; and by all who may put documents there while there is none. What
-- is in the bin hides it from them as before: that it was deleted tells nobody how its folder is called.
-- Each folder is asked for one document: all of them would be read otherwise.
create function private.seen_folder_ids(college uuid) returns setof uuid
language sql stable security definer
set search_path = '' set jit = off
begin atomic
  with known as materialized (
    select f.id, f.path, f.created_by, f.college_id, f.college_id in (select private.my_author_college_ids()) as to_authors
    from private.document_folders f
    where f.college_id = seen_folder_ids.college and f.college_id in (select private.my_college_ids())
  ), seen as materialized (
    select distinct unnest(f.path) as id from known f
    left join lateral (
      select true as is_shown from private.documents_for_me d
      where d.folder_id = f.id and d.college_id = f.college_id and (d.deleted_at is null or f.to_authors)
      limit 1
    ) document on true
    where document.is_shown
      or f.to_authors and (f.created_by = (select private.me()) or f.college_id in (select private.my_admin_college_ids()))
  ), used as materialized (
    select distinct unnest(f.path) as id from known f
    join lateral (select from private.documents d where d.folder_id = f.id limit 1) document on true
    where f.to_authors
  )
  select s.id from seen s
  union
  select f.id from known f
  where f.to_authors and f.id not in (select u.id from used u)
    and not exists (select from unnest(f.path) part where part in (select u.id from used u) and part not in (select s.id from seen s));
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

create view private.changeable_folders as
  select f.* from private.document_folders f
  where f.college_id in (select private.my_author_college_ids())
    and (f.created_by = (select private.me()) or f.college_id in (select private.my_admin_college_ids()));
comment on view private.changeable_folders is
  'The folders that the caller may rename, move and delete: who made them, while they are no student, and administrators.';
revoke all on private.changeable_folders from public, anon, authenticated, service_role;

create function private.can_change_folder(folder uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (select from private.changeable_folders f where f.id = folder);

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

create function private.folder_json(folder private.document_folders, may_change boolean) returns jsonb
language sql immutable
set search_path = ''
return jsonb_build_object('id', folder.id, 'parent_id', folder.parent_id, 'name', folder.name, 'may_change', may_change);

create function public.document_folders(college uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_member(college);
  return (
    select coalesce(jsonb_agg(private.folder_json(f, changeable.id is not null) order by private.search_text(f.name), f.id), '[]')
    from private.document_folders f left join private.changeable_folders changeable on changeable.id = f.id
    where f.college_id = document_folders.college and f.id in (select private.seen_folder_ids(document_folders.college))
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
    return private.folder_json(made, true);
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
  return private.folder_json(made, true);
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
