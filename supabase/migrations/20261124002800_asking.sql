create function private.add_inquiry_message(inquiry uuid, id uuid, from_college boolean, body text) returns public.inquiry_messages
language plpgsql security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  written public.inquiry_messages;
begin
  -- A message sent again is found by its id, and changes nothing.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(add_inquiry_message.id::text, 0));
  select * into written from public.inquiry_messages m where m.id = add_inquiry_message.id;
  if written.id is not null then
    if written.inquiry_id <> inquiry or written.from_college <> add_inquiry_message.from_college or written.from_college and not exists (
      select from private.inquiry_answers a where a.message_id = written.id and a.admin_id = (select auth.uid())
    ) then
      raise exception 'the id of the message is taken' using errcode = 'SF002';
    end if;
    return written;
  end if;
  written.id := add_inquiry_message.id;
  written.inquiry_id := inquiry;
  written.from_college := add_inquiry_message.from_college;
  written.body := add_inquiry_message.body;
  written.created_at := clock_timestamp();
  -- Who writes has read what is there.
  update public.inquiries i
    set last_seq = last_seq + 1, status = 'open', read_seq = case when written.from_college then read_seq else last_seq + 1 end
    where i.id = inquiry
    returning last_seq into written.seq;
  insert into public.inquiry_messages select (written).*;
  if written.from_college then
    insert into private.inquiry_answers (message_id, admin_id) values (written.id, (select auth.uid()));
    update private.inquiry_desks d
      set read_seq = written.seq, assignee_id = coalesce(assignee_id, (select auth.uid()))
      where d.inquiry_id = inquiry;
  end if;
  return written;
end
$$;

create function private.may_ask(college uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select college in (select private.my_college_ids())
    or exists (select from public.join_requests r where r.college_id = college and r.person_id = (select auth.uid()));
end;
comment on function private.may_ask(uuid) is 'Members and applicants may write to the administration of a college.';

create function public.my_inquiry(college uuid)
returns table (id uuid, status public.inquiry_status, last_seq bigint, read_seq bigint, created_at timestamptz)
language sql stable
set search_path = ''
begin atomic
  select i.id, i.status, i.last_seq, i.read_seq, i.created_at from public.inquiries i
  where i.college_id = my_inquiry.college and i.asker_id = (select auth.uid());
end;
comment on function public.my_inquiry(uuid) is 'What the caller and the administration of a college write each other; nothing before his first question.';

create function public.inquiry_page(inquiry uuid, before bigint default null, after bigint default null, size integer default 50)
returns setof public.inquiry_messages
language sql stable
set search_path = ''
begin atomic
  -- Going forward takes the oldest that follow, going back the newest that precede.
  select * from (
    (
      select * from public.inquiry_messages m
      where inquiry_page.after is not null and m.inquiry_id = inquiry_page.inquiry and m.seq > inquiry_page.after
        and m.seq < coalesce(inquiry_page.before, 9223372036854775807)
      order by m.seq
      limit least(greatest(inquiry_page.size, 1), 200)
    )
    union all
    (
      select * from public.inquiry_messages m
      where inquiry_page.after is null and m.inquiry_id = inquiry_page.inquiry
        and m.seq < coalesce(inquiry_page.before, 9223372036854775807)
      order by m.seq desc
      limit least(greatest(inquiry_page.size, 1), 200)
    )
  ) page
  order by page.seq;
end;
comment on function public.inquiry_page(uuid, bigint, bigint, integer) is
  'Messages of one inquiry in the order of seq, at most 200: the newest, those just before a seq, or those just after one.';

create function public.ask_administration(college uuid, id uuid, body text) returns setof public.inquiry_messages
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select auth.uid());
  inquiry uuid;
begin
  if not coalesce(private.may_ask(college), false) then
    raise exception 'only members and applicants write to the administration' using errcode = '42501';
  end if;
  perform private.throttle('inquiry of ' || me || ' to ' || college, 30);
  insert into public.inquiries (college_id, asker_id) values (college, me) on conflict on constraint inquiries_once do nothing;
  select i.id into inquiry from public.inquiries i where i.college_id = college and i.asker_id = me;
  return query select * from private.add_inquiry_message(inquiry, ask_administration.id, false, ask_administration.body);
end
$$;
comment on function public.ask_administration(uuid, uuid, text) is
  'Writes to the administration of a college, at most thirty times in an hour (SF004). An inquiry that was closed is open again.';

create function public.read_inquiry(inquiry uuid, seq bigint) returns void
language sql volatile security definer
set search_path = ''
begin atomic
  update public.inquiries i set read_seq = least(read_inquiry.seq, i.last_seq)
  where i.id = inquiry and i.asker_id = (select auth.uid()) and i.read_seq < least(read_inquiry.seq, i.last_seq);
end;
comment on function public.read_inquiry(uuid, bigint) is 'Moves the read position of the asker forward.';

revoke execute on function
  public.my_inquiry(uuid), public.inquiry_page(uuid, bigint, bigint, integer), public.ask_administration(uuid, uuid, text),
  public.read_inquiry(uuid, bigint)
from public, anon;
grant execute on function
  public.my_inquiry(uuid), public.inquiry_page(uuid, bigint, bigint, integer), public.ask_administration(uuid, uuid, text),
  public.read_inquiry(uuid, bigint)
to authenticated, service_role;
