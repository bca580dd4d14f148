create function private.my_admin_college_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select college_id from public.memberships
  where person_id = (select auth.uid()) and is_admin and left_at is null;
end;
comment on function private.my_admin_college_ids() is 'Colleges of which the caller is an administrator now.';

create function private.require_admin(college uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if college is null or college not in (select private.my_admin_college_ids()) then
    raise exception 'only administrators of the college may do this' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_admin(uuid) is 'Refuses (42501) whoever is no administrator of the college now.';

grant execute on function private.my_admin_college_ids(), private.require_admin(uuid) to authenticated, service_role;
