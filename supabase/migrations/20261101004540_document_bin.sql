-- What becomes of documents that are deleted.

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
