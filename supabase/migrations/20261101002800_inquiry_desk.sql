-- The desk at which administrators answer inquiries.

create function private.require_desk(inquiry uuid) returns public.inquiries
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked public.inquiries;
begin
  select i.* into asked from public.inquiries i where i.id = inquiry;
  perform private.require_admin(asked.college_id);
  return asked;
end
$$;

create function private.has_answered(inquiry uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from public.inquiry_messages m join private.inquiry_answers a on a.message_id = m.id
    where m.inquiry_id = inquiry and a.admin_id = (select private.me())
  );
end;

create function public.college_inquiries(
  college uuid,
  filter text default 'open',
  search text default '',
  size integer default 100,
  skip integer default 0,
  inquiry uuid default null
) returns table (
  id uuid,
  asker jsonb,
  status public.inquiry_status,
  last_seq bigint,
  read_seq bigint,
  asker_read_seq bigint,
  last_message jsonb,
  assignee jsonb,
  created_at timestamptz,
  last_change bigint
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select private.me());
begin
  perform private.require_admin(college);
  return query
    select
      i.id,
      private.person_json(i.asker_id) || jsonb_build_object('role', m.role, 'group_number', (
        select string_agg(g.number, ', ' order by g.number)
        from public.group_students s join public.groups g on g.id = s.group_id
        where s.person_id = m.person_id and g.college_id = i.college_id
      )),
      i.status, i.last_seq, d.read_seq, i.read_seq,
      private.inquiry_message_json(l, 200, private.answered_by(i, a.admin_id))
        || jsonb_build_object('mine', a.admin_id is not distinct from me and l.from_college),
      private.answered_by(i, d.assignee_id), i.created_at, i.last_change
    from public.inquiries i
    join private.inquiry_desks d on d.inquiry_id = i.id
    join public.inquiry_messages l on l.inquiry_id = i.id and l.seq = i.last_seq
    left join private.inquiry_answers a on a.message_id = l.id
    left join public.profiles p on p.id = i.asker_id
    left join public.memberships m on m.college_id = i.college_id and m.person_id = i.asker_id and m.left_at is null
    where i.college_id = college_inquiries.college and not private.is_inquiry_hidden(i)
      and (college_inquiries.inquiry is null or i.id = college_inquiries.inquiry)
      and (
        college_inquiries.inquiry is not null
        or i.status = case college_inquiries.filter when 'closed' then 'closed' else 'open' end::public.inquiry_status
      )
      and (college_inquiries.filter <> 'mine' or d.assignee_id = me or private.has_answered(i.id))
      and (
        coalesce(college_inquiries.search, '') = ''
        or position(private.search_text(college_inquiries.search) in private.search_text(concat_ws(' ', p.surname, p.name, p.patronymic, p.surname))) > 0
      )
    order by i.last_seq > d.read_seq desc, l.created_at desc, i.id
    limit least(greatest(college_inquiries.size, 1), 200)
    offset greatest(college_inquiries.skip, 0);
end
$$;
comment on function public.college_inquiries is
  'The shared queue of a college''s administrators: open, mine (open ones that the caller answers or answered) or closed; what nobody has read comes first. Or one inquiry, whatever its state: an administrator who has it open sees at once who takes care of it, also when it leaves the list they came from.';
revoke execute on function public.college_inquiries from public, anon;
grant execute on function public.college_inquiries to authenticated, service_role;

create function public.inquiry_counts(college uuid) returns table (open integer, mine integer, unread integer)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_admin(college);
  return query
    select
      count(*)::integer,
      (count(*) filter (where d.assignee_id = (select private.me()) or private.has_answered(i.id)))::integer,
      coalesce(sum(i.last_seq - d.read_seq), 0)::integer
    from public.inquiries i join private.inquiry_desks d on d.inquiry_id = i.id
    where i.college_id = college and i.status = 'open' and not private.is_inquiry_hidden(i);
end
$$;
comment on function public.inquiry_counts is
  'How many inquiries are open and are the caller''s, and how many messages in them no administrator has read.';
revoke execute on function public.inquiry_counts from public, anon;
grant execute on function public.inquiry_counts to authenticated, service_role;

create function public.answer_inquiry(inquiry uuid, id uuid, body text, files jsonb default '[]') returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  asked public.inquiries := private.require_desk(inquiry);
  written public.inquiry_messages;
begin
  written := private.add_inquiry_message(inquiry, id, true, body, files);
  return private.inquiry_message_json(written, null, private.answered_by(asked, (select private.me())));
end
$$;
comment on function public.answer_inquiry is
  'Answers in the name of the college, with files (as send_message), and returns the message. Takes the inquiry if nobody has, and opens it if it was closed.';
revoke execute on function public.answer_inquiry from public, anon;
grant execute on function public.answer_inquiry to authenticated, service_role;

create function public.assign_inquiry(inquiry uuid, assignee uuid default null, instead_of uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  asked public.inquiries := private.require_desk(inquiry);
  present uuid;
begin
  -- A person who may name the administrator they suspect would learn from the answer whether they are right.
  if asked.asker_id = (select private.me()) then
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
comment on function public.assign_inquiry is
  'Records which administrator takes care of an inquiry, or that none does. Refused (SF002) when another one has it than the caller saw.';
revoke execute on function public.assign_inquiry from public, anon;
grant execute on function public.assign_inquiry to authenticated, service_role;

create function public.close_inquiry(inquiry uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_desk(inquiry);
  update public.inquiries i set status = 'closed' where i.id = inquiry and i.status <> 'closed';
  update private.inquiry_desks d set read_seq = i.last_seq from public.inquiries i where i.id = inquiry and d.inquiry_id = i.id and d.read_seq < i.last_seq;
end
$$;
comment on function public.close_inquiry is 'Ends an inquiry until somebody writes again.';
revoke execute on function public.close_inquiry from public, anon;
grant execute on function public.close_inquiry to authenticated, service_role;

create function public.reopen_inquiry(inquiry uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_desk(inquiry);
  update public.inquiries i set status = 'open' where i.id = inquiry and i.status <> 'open';
end
$$;
comment on function public.reopen_inquiry is 'Opens an inquiry that was closed.';
revoke execute on function public.reopen_inquiry from public, anon;
grant execute on function public.reopen_inquiry to authenticated, service_role;

create function public.read_inquiry_as_college(inquiry uuid, seq bigint) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  asked public.inquiries := private.require_desk(inquiry);
begin
  update private.inquiry_desks d set read_seq = least(read_inquiry_as_college.seq, asked.last_seq)
    where d.inquiry_id = inquiry and d.read_seq < least(read_inquiry_as_college.seq, asked.last_seq);
end
$$;
comment on function public.read_inquiry_as_college is
  'Moves the read position that the administrators share. The asker does not learn of it.';
revoke execute on function public.read_inquiry_as_college from public, anon;
grant execute on function public.read_inquiry_as_college to authenticated, service_role;

create function public.inquiry_audit(college uuid, before timestamptz default null, size integer default 100)
returns table (at timestamptz, answered_by jsonb, asker jsonb, inquiry_id uuid, message_id uuid)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_admin(college);
  return query
    select m.created_at, private.person_json(a.admin_id), private.person_json(i.asker_id), i.id, m.id
    from public.inquiries i
    join public.inquiry_messages m on m.inquiry_id = i.id
    join private.inquiry_answers a on a.message_id = m.id
    where i.college_id = college and i.asker_id is distinct from (select private.me())
      and m.created_at < coalesce(inquiry_audit.before, 'infinity')
    order by m.created_at desc, m.id
    limit least(greatest(inquiry_audit.size, 1), 200);
end
$$;
comment on function public.inquiry_audit is
  'Which administrator answered whom and when, the newest first. Administrators do not learn here who answered themselves.';
revoke execute on function public.inquiry_audit from public, anon;
grant execute on function public.inquiry_audit to authenticated, service_role;
