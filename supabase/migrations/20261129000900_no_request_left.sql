create or replace function public.admit_request(
  request uuid,
  role public.member_role,
  study_group uuid default null,
  subjects text[] default '{}'
) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.join_requests := private.take_request(request);
begin
  perform private.admit(asked.college_id, asked.person_id, admit_request.role, study_group, subjects, 'request');
  -- Whoever came in by a link while he applied is a member already, and his application would wait for ever.
  delete from public.join_requests r where r.id = request;
end
$$;
