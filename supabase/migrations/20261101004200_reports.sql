-- Reports: somebody points the administrators of their college to a message or a person.
--
-- What is reported is kept as it was then: the message and the two nearest to it. Administrators read that and nothing more,
-- and where it is of a chat of two people each reading is in the log. Who reported learns what was decided; who was
-- reported learns nothing, also where they are an administrator: to them there is no such report, and news go to each
-- of the others by their own topic.

create type public.report_reason as enum ('insult', 'spam', 'dangerous', 'other');
create type public.report_decision as enum ('deleted', 'muted', 'dismissed');

create table private.reports (
  id uuid primary key,
  college_id uuid not null references public.colleges (id) on delete cascade,
  reporter_id uuid references public.profiles (id) on delete set null,
  reported_id uuid references public.profiles (id) on delete set null,
  -- No reference: what was kept outlives the message.
  subject_id uuid not null,
  is_message boolean not null,
  chat_id uuid references public.chats (id) on delete set null,
  reason public.report_reason not null,
  comment text not null default '',
  created_at timestamptz not null default clock_timestamp(),
  decision public.report_decision,
  decided_by uuid references public.profiles (id) on delete set null,
  decided_at timestamptz,
  is_seen boolean not null default false,
  constraint reports_once unique (reporter_id, subject_id, college_id),
  constraint reports_comment check (char_length(comment) <= 1000 and (reason <> 'other' or not private.is_blank(comment))),
  constraint reports_decision check ((decision is null) = (decided_at is null))
);
create index reports_college_id on private.reports (college_id, created_at desc);
create index reports_subject_id on private.reports (subject_id);
create index reports_reported_id on private.reports (reported_id);
create index reports_chat_id on private.reports (chat_id);
create index reports_decided_by on private.reports (decided_by);
comment on table private.reports is 'Who pointed the administrators to which message or person, why, and what was decided.';
comment on column private.reports.subject_id is 'The message or the person.';
comment on column private.reports.is_seen is 'The reporter has seen the decision.';

create table private.report_messages (
  report_id uuid not null references private.reports (id) on delete cascade,
  seq bigint not null,
  author_id uuid references public.profiles (id) on delete set null,
  body text not null,
  files jsonb not null default '[]',
  poll_options text[],
  written_at timestamptz not null,
  is_reported boolean not null,
  primary key (report_id, seq)
);
create index report_messages_author_id on private.report_messages (author_id);
comment on table private.report_messages is
  'A reported message and the two nearest to it, as they were when it was reported.';
comment on column private.report_messages.files is 'What kind each of its files was, and its name: the files themselves are not kept.';
comment on column private.report_messages.poll_options is 'Of a poll, whose question is the text; null of others.';

create trigger clean_texts before insert on private.reports
  for each row execute function private.clean_texts('comment');

-- Not by the topic of all administrators: the reported may be one of them.
create function private.broadcast_report(report private.reports) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast('user:' || m.person_id, 'reports_changed', jsonb_build_object('college_id', m.college_id))
    from public.memberships m
    where m.college_id = report.college_id and m.is_admin and m.left_at is null and m.person_id is distinct from report.reported_id;
end
$$;

create function private.keep_report(report private.reports) returns boolean
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.reports;
begin
  perform from public.profiles p where p.id = report.reporter_id for key share;
  select r.* into known from private.reports r
    where r.college_id = report.college_id and r.reporter_id = report.reporter_id and r.subject_id = report.subject_id;
  if known.id = report.id then
    return false;
  end if;
  if known.id is not null then
    raise exception 'reported already' using errcode = 'SF001', detail = 'reported';
  end if;
  perform private.throttle('reports of ' || report.reporter_id, 10);
  if report.reason = 'other' and private.is_blank(report.comment) or char_length(report.comment) > 1000 then
    raise exception 'no words, or too many' using errcode = 'SF001', detail = 'comment';
  end if;
  begin
    insert into private.reports (id, college_id, reporter_id, reported_id, subject_id, is_message, chat_id, reason, comment)
      values (
        report.id, report.college_id, report.reporter_id, report.reported_id, report.subject_id, report.is_message, report.chat_id,
        report.reason, coalesce(report.comment, '')
      );
  exception when unique_violation then
    raise exception 'reported already' using errcode = 'SF001', detail = 'reported';
  end;
  perform private.broadcast_report(report);
  return true;
end
$$;
comment on function private.keep_report is
  'Keeps a report, and says whether it is new. Refused (SF001) a second one of the same thing (reported) and one without the words that it needs (comment), and (SF004) more than ten an hour.';

create function public.report_message(id uuid, message uuid, reason public.report_reason, comment text default '') returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  present public.messages;
  report private.reports;
begin
  select m.* into present from public.messages m where m.id = report_message.message and m.chat_id in (select private.my_chat_ids());
  if present.id is null then
    raise exception 'no such message' using errcode = 'SF003';
  end if;
  if present.deleted_at is not null then
    raise exception 'the message was deleted' using errcode = 'SF003', detail = 'deleted';
  end if;
  if present.as_college or present.author_id = me then
    raise exception 'people report what others wrote' using errcode = 'SF001', detail = 'own';
  end if;
  report.id := report_message.id;
  report.reporter_id := me;
  report.reported_id := present.author_id;
  report.subject_id := present.id;
  report.is_message := true;
  report.chat_id := present.chat_id;
  report.reason := report_message.reason;
  report.comment := report_message.comment;
  select c.college_id into report.college_id from public.chats c where c.id = present.chat_id;
  if private.keep_report(report) then
    insert into private.report_messages (report_id, seq, author_id, body, files, poll_options, written_at, is_reported)
      select
        report.id, m.seq, m.author_id, private.readable_text(m),
        coalesce((
          select jsonb_agg(jsonb_build_object('kind', f.kind, 'name', f.name) order by f.position)
          from private.message_files f where f.message_id = m.id
        ), '[]'),
        (
          select array_agg(o.text order by o.position) from private.polls p join private.poll_options o on o.poll_id = p.id
          where p.message_id = m.id
        ),
        m.created_at, m.id = present.id
      from public.messages m
      where m.chat_id = present.chat_id and m.seq between present.seq - 2 and present.seq + 2
      order by abs(m.seq - present.seq), m.seq
      limit 3;
  end if;
end
$$;
comment on function public.report_message is
  'Points the administrators to a message of another, once: sent again with the same `id` it is the same report. Refused where there is none (SF003, deleted), it is one''s own or the college''s (SF001, own), was reported before (SF001, reported), without words where the reason is another one (SF001, comment), or more than ten times an hour (SF004).';
revoke execute on function public.report_message from public, anon, service_role;
grant execute on function public.report_message to authenticated;

create function public.report_person(id uuid, college uuid, person uuid, reason public.report_reason, comment text default '') returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  report private.reports;
begin
  perform private.require_member(college);
  if not exists (select from public.memberships m where m.college_id = college and m.person_id = person and m.left_at is null) then
    raise exception 'no such person' using errcode = 'SF003';
  end if;
  if person = (select private.me()) then
    raise exception 'people report others' using errcode = 'SF001', detail = 'own';
  end if;
  report.id := report_person.id;
  report.college_id := college;
  report.reporter_id := (select private.me());
  report.reported_id := person;
  report.subject_id := person;
  report.is_message := false;
  report.reason := report_person.reason;
  report.comment := report_person.comment;
  perform private.keep_report(report);
end
$$;
comment on function public.report_person is
  'Points the administrators of a college to one of its members, once. Refused as report_message, where one is no member (42501), and where they are none (SF003).';
revoke execute on function public.report_person from public, anon, service_role;
grant execute on function public.report_person to authenticated;

-- Of chats of two people the list quotes nothing: what is read there is in the log.
create function public.college_reports(college uuid, before timestamptz default null, size integer default 50)
returns table (
  id uuid, is_message boolean, reason public.report_reason, comment text, created_at timestamptz, reporter jsonb, reported jsonb,
  chat_title text, is_personal boolean, quote text, quote_files jsonb, can_mute boolean, decision public.report_decision, decided_at timestamptz, decided_by jsonb
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_admin(college);
  return query
    select
      r.id, r.is_message, r.reason, r.comment, r.created_at, private.person_json(r.reporter_id), private.person_json(r.reported_id),
      coalesce(c.title, ''), coalesce(c.kind = 'personal', false),
      case when c.kind <> 'personal' then left(kept.body, 300) end, case when c.kind <> 'personal' then kept.files end,
      c.id is not null and r.reported_id is not null and not private.is_moderator(c.id, r.reported_id),
      r.decision, r.decided_at, private.person_json(r.decided_by)
    from private.reports r left join public.chats c on c.id = r.chat_id
    left join private.report_messages kept on kept.report_id = r.id and kept.is_reported
    where r.college_id = college_reports.college and r.reported_id is distinct from (select private.me())
      and (college_reports.before is null or r.created_at < college_reports.before)
    order by r.created_at desc
    limit least(greatest(college_reports.size, 1), 100);
end
$$;
comment on function public.college_reports is
  'Reports in a college, the latest first, 100 at most, without those on the caller; `before` is the time of the last one that is known. Administrators only (42501).';
revoke execute on function public.college_reports from public, anon, service_role;
grant execute on function public.college_reports to authenticated;

create function private.require_report(report uuid) returns private.reports
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  known private.reports;
begin
  select r.* into known from private.reports r
    where r.id = report and r.college_id in (select private.my_admin_college_ids()) and r.reported_id is distinct from me;
  if known.id is null then
    raise exception 'no such report' using errcode = 'SF003';
  end if;
  return known;
end
$$;
comment on function private.require_report is
  'The report; refused (SF003) to everybody but administrators of its college, and to the one whom it is on.';

create function public.report_context(report uuid)
returns table (
  seq bigint, author jsonb, body text, files jsonb, poll_options text[], written_at timestamptz, is_reported boolean
)
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  known private.reports := private.require_report(report_context.report);
begin
  if known.is_message and not exists (select from public.chats c where c.id = known.chat_id and c.kind <> 'personal') then
    perform private.log_change(known.college_id, 'report_read', 'report', known.id::text);
  end if;
  return query
    select m.seq, private.person_json(m.author_id), m.body, m.files, m.poll_options, m.written_at, m.is_reported
    from private.report_messages m where m.report_id = known.id order by m.seq;
end
$$;
comment on function public.report_context is
  'The reported message and the two nearest to it, as they were then. Of a chat of two people that is in the log. Administrators only, and not on themselves (SF003).';
revoke execute on function public.report_context from public, anon, service_role;
grant execute on function public.report_context to authenticated;

create function public.decide_report(report uuid, decision public.report_decision, minutes integer default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  known private.reports;
  chat public.chats;
  present public.messages;
  answered record;
begin
  known := private.require_report(decide_report.report);
  perform from public.profiles p where p.id = any (array[me, known.reported_id]) order by p.id for key share;
  -- The chat before the message, as by whoever sends.
  select c.* into chat from public.chats c where c.id = known.chat_id for no key update;
  perform from private.reports r where r.subject_id = known.subject_id and r.college_id = known.college_id order by r.id for update;
  known := private.require_report(decide_report.report);
  if known.decision = decide_report.decision then
    return;
  end if;
  if known.decision is not null then
    raise exception 'decided already' using errcode = 'SF002', detail = 'decided';
  end if;
  if decide_report.decision = 'deleted' then
    if not known.is_message then
      raise exception 'a person is not deleted' using errcode = 'SF001', detail = 'no_message';
    end if;
    update public.messages m set body = '', deleted_at = clock_timestamp(), deleted_by = me
      where m.id = known.subject_id and m.deleted_at is null returning * into present;
    if present.id is not null then
      perform private.log_change(
        known.college_id, 'message_deleted', 'chat', chat.id::text, chat.title, jsonb_build_object('person_id', present.author_id, 'as_college', false)
      );
    end if;
  elsif decide_report.decision = 'muted' then
    if chat.id is null or known.reported_id is null then
      raise exception 'nobody, or nowhere' using errcode = 'SF001', detail = 'moderator';
    end if;
    -- Not for good, nor for thousands of years: in a chat of two people nobody could end it.
    if minutes is null or minutes not between 1 and 366 * 24 * 60 then
      raise exception 'for how long' using errcode = 'SF001', detail = 'minutes';
    end if;
    perform private.mute(chat, known.reported_id, minutes);
  elsif decide_report.decision is null then
    raise exception 'nothing was decided' using errcode = 'SF001';
  end if;
  -- Whoever reported the same thing is answered too.
  for answered in
    update private.reports r set decision = decide_report.decision, decided_by = me, decided_at = clock_timestamp()
      where r.college_id = known.college_id and r.subject_id = known.subject_id and r.decision is null
      returning r.id, r.reporter_id
  loop
    if answered.reporter_id is not null then
      perform private.broadcast('user:' || answered.reporter_id, 'report_decided', jsonb_build_object('report_id', answered.id));
    end if;
  end loop;
  perform private.broadcast_report(known);
end
$$;
comment on function public.decide_report is
  'Decides a report and all others of the same thing: deletes the message, mutes its author in that chat for so many minutes, a year at most, or dismisses it. Who reported is told. Administrators only, and not on themselves (SF003). Refused when it was decided otherwise (SF002, decided), and (SF001) where that cannot be done: no_message, moderator, minutes.';
revoke execute on function public.decide_report from public, anon, service_role;
grant execute on function public.decide_report to authenticated;

create function public.my_reports()
returns table (id uuid, is_message boolean, reason public.report_reason, created_at timestamptz, decision public.report_decision, decided_at timestamptz, is_seen boolean)
language sql stable security definer
set search_path = ''
begin atomic
  -- Without reports nothing below would ask who the caller is.
  select private.me();
  select r.id, r.is_message, r.reason, r.created_at, r.decision, r.decided_at, r.is_seen
  from private.reports r where r.reporter_id = (select private.me())
  order by r.created_at desc
  limit 100;
end;
comment on function public.my_reports is 'What the caller has reported, the latest first, 100 at most, and what was decided; not by whom.';
revoke execute on function public.my_reports from public, anon, service_role;
grant execute on function public.my_reports to authenticated;

create function public.see_report(report uuid) returns void
language sql volatile security definer
set search_path = ''
begin atomic
  -- An unknown report would ask nobody who the caller is.
  select private.me();
  update private.reports r set is_seen = true
    where r.id = see_report.report and r.reporter_id = (select private.me()) and r.decision is not null;
end;
comment on function public.see_report is 'The caller has seen what was decided on their report.';
revoke execute on function public.see_report from public, anon, service_role;
grant execute on function public.see_report to authenticated;
