-- An administrator who has an inquiry open sees at once who takes care of it, also when it leaves the list he came from.
drop function public.college_inquiries(uuid, text, text, integer, integer);

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
  created_at timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select auth.uid());
begin
  perform private.require_admin(college);
  return query
    select
      i.id,
      private.person_name(i.asker_id) || jsonb_build_object('role', m.role, 'group_number', (
        select string_agg(g.number, ', ' order by g.number)
        from public.group_students s join public.groups g on g.id = s.group_id
        where s.person_id = m.person_id and g.college_id = i.college_id
      )),
      i.status, i.last_seq, d.read_seq, i.read_seq,
      jsonb_build_object(
        'id', l.id, 'seq', l.seq, 'from_college', l.from_college, 'body', left(l.body, 200), 'created_at', l.created_at,
        'mine', a.admin_id is not distinct from me and l.from_college
      ),
      private.answered_by(i, d.assignee_id), i.created_at
    from public.inquiries i
    join private.inquiry_desks d on d.inquiry_id = i.id
    join public.inquiry_messages l on l.inquiry_id = i.id and l.seq = i.last_seq
    left join private.inquiry_answers a on a.message_id = l.id
    left join public.profiles p on p.id = i.asker_id
    left join public.memberships m on m.college_id = i.college_id and m.person_id = i.asker_id and m.left_at is null
    where i.college_id = college_inquiries.college
      and (college_inquiries.inquiry is null or i.id = college_inquiries.inquiry)
      and (
        college_inquiries.inquiry is not null
        or i.status = case college_inquiries.filter when 'closed' then 'closed' else 'open' end::public.inquiry_status
      )
      and (college_inquiries.filter <> 'mine' or d.assignee_id = me or private.have_answered(i.id))
      and (
        coalesce(college_inquiries.search, '') = ''
        or position(private.plain(college_inquiries.search) in private.plain(concat_ws(' ', p.surname, p.name, p.patronymic, p.surname))) > 0
      )
    order by i.last_seq > d.read_seq desc, l.created_at desc, i.id
    limit least(greatest(college_inquiries.size, 1), 200)
    offset greatest(college_inquiries.skip, 0);
end
$$;
comment on function public.college_inquiries(uuid, text, text, integer, integer, uuid) is
  'The shared queue of a college''s administrators: open, mine (open ones that the caller answers or answered) or closed; what nobody has read comes first. Or one inquiry, whatever its state.';

revoke execute on function public.college_inquiries(uuid, text, text, integer, integer, uuid) from public, anon;
grant execute on function public.college_inquiries(uuid, text, text, integer, integer, uuid) to authenticated, service_role;
