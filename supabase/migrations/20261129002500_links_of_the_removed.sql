-- A teacher invites to his groups as long as he is in the college: what he handed out ends with him. Links of
-- administrators are the college's own and stay.
create function private.end_links() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  ended public.invitations;
begin
  for ended in
    update public.invitations i set revoked_at = clock_timestamp()
    where i.college_id = new.college_id and i.created_by = new.person_id and private.invitation_state(i) = 'open'
    returning *
  loop
    perform private.log_change(
      ended.college_id, 'invitation_revoked', 'link', ended.id::text,
      coalesce((select g.number from public.groups g where g.id = ended.group_id), ''), private.invitation_terms(ended), null
    );
  end loop;
  return null;
end
$$;

create trigger end_links after update of left_at on public.memberships
  for each row when (old.left_at is null and new.left_at is not null and not old.is_admin)
  execute function private.end_links();
