create or replace function public.assign_inquiry(inquiry uuid, assignee uuid default null, instead_of uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  asked public.inquiries := private.require_desk(inquiry);
  present uuid;
begin
  -- Whoever may name the one he supposes learns from the answer whether it is he.
  if asked.asker_id = (select auth.uid()) then
    raise exception 'others decide who answers one''s own inquiry' using errcode = '42501';
  end if;
  if assignee is not null and not exists (
    select from public.memberships m where m.college_id = asked.college_id and m.person_id = assignee and m.is_admin and m.left_at is null
  ) then
    raise exception 'only administrators answer' using errcode = 'SF001', detail = 'assignee';
  end if;
  select d.assignee_id into present from private.inquiry_desks d where d.inquiry_id = inquiry for update;
  if present is distinct from instead_of and present is distinct from assignee then
    raise exception 'somebody else has taken the inquiry'
      using errcode = 'SF002', detail = jsonb_build_object('assignee', private.answered_by(asked, present));
  end if;
  update private.inquiry_desks d set assignee_id = assignee where d.inquiry_id = inquiry and d.assignee_id is distinct from assignee;
end
$$;
