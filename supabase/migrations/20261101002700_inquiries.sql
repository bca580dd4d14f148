-- Inquiries to a college, as the asker sees them.

create type public.inquiry_status as enum ('open', 'closed');

-- The asker reads these two tables. Which administrator answers, takes or reads an inquiry is kept in `private`, so that
-- nothing the asker can get, by whatever way, names one.
create table public.inquiries (
  id uuid primary key default gen_random_uuid(),
  college_id uuid not null references public.colleges (id) on delete cascade,
  asker_id uuid references public.profiles (id) on delete set null,
  status public.inquiry_status not null default 'open',
  last_seq bigint not null default 0,
  last_change bigint not null default 0,
  read_seq bigint not null default 0,
  created_at timestamptz not null default now(),
  constraint inquiries_once unique (college_id, asker_id),
  constraint inquiries_read_seq check (read_seq between 0 and last_seq),
  constraint inquiries_last_change check (last_change >= 0)
);
create index inquiries_asker_id on public.inquiries (asker_id);
comment on table public.inquiries is 'What a person and the administration of a college write to each other.';
comment on column public.inquiries.last_change is 'How many changes of messages there were, as with chats.';
comment on column public.inquiries.read_seq is 'How far the asker has read.';

create table public.inquiry_messages (
  id uuid primary key,
  inquiry_id uuid not null references public.inquiries (id) on delete cascade,
  seq bigint not null,
  change bigint not null default 0,
  from_college boolean not null,
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  file_count smallint not null default 0,
  deleted_at timestamptz,
  constraint inquiry_messages_seq_unique unique (inquiry_id, seq),
  constraint inquiry_messages_body check (
    case when deleted_at is null then char_length(body) <= 10000 and (file_count > 0 or not private.is_blank(body)) else body = '' end
  )
);
create unique index inquiry_messages_change on public.inquiry_messages (inquiry_id, change) where change > 0;
comment on table public.inquiry_messages is 'A message of an inquiry, from the asker or from the college. The sender''s device makes the id.';
comment on column public.inquiry_messages.change is 'Number of its last change among all changes in the inquiry; 0 when it is as it was sent.';
comment on column public.inquiry_messages.file_count is 'How many files it carries; with files it needs no text.';
comment on column public.inquiry_messages.deleted_at is 'It was files without a text, which went with the account of the asker.';

create trigger clean_texts before insert or update of body on public.inquiry_messages
  for each row execute function private.clean_texts('body');

alter table public.inquiries enable row level security;
alter table public.inquiry_messages enable row level security;
revoke all on public.inquiries, public.inquiry_messages from public, anon, authenticated;
grant select on public.inquiries, public.inquiry_messages to authenticated;
grant all on public.inquiries, public.inquiry_messages to service_role;

create function private.my_inquiry_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select id from public.inquiries where asker_id = (select private.me());
end;
comment on function private.my_inquiry_ids is
  'Inquiries of the caller, also to colleges of which they are no longer a member.';
grant execute on function private.my_inquiry_ids to authenticated, service_role;

create function private.desk_inquiry_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select i.id from public.inquiries i
  where i.college_id in (select private.my_admin_college_ids()) and not exists (
    select from private.excluded x join private.exclusions e on e.id = x.exclusion_id
    where x.subject = i.asker_id::text and e.college_id = i.college_id and e.chat_id is null and e.hidden_at is not null
  );
end;
comment on function private.desk_inquiry_ids is 'Inquiries that the caller may answer as an administrator.';
grant execute on function private.desk_inquiry_ids to authenticated, service_role;

create policy "Askers see their inquiries, and administrators their college's" on public.inquiries
  for select to authenticated
  using (asker_id = (select private.me()) or id in (select private.desk_inquiry_ids()));
create policy "The asker and the college's administrators read an inquiry" on public.inquiry_messages
  for select to authenticated
  using (inquiry_id in (select private.my_inquiry_ids()) or inquiry_id in (select private.desk_inquiry_ids()));

-- What is broadcast is received by the asker whoever is the caller, so who answered is said only where it is given.
create function private.inquiry_message_json(message public.inquiry_messages, longest integer default null, answered_by jsonb default null)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', message.id, 'inquiry_id', message.inquiry_id, 'seq', message.seq, 'change', message.change,
    'from_college', message.from_college, 'body', coalesce(left(message.body, longest), message.body),
    'created_at', message.created_at, 'deleted_at', message.deleted_at, 'answered_by', answered_by,
    'files', case when message.file_count > 0 then private.inquiry_files_json(message.id, longest is not null) else '[]' end
  );
end
$$;
comment on function private.inquiry_message_json is 'A message of an inquiry as whoever reads it gets it, by whatever way.';

-- Whose application administrators have hidden they do not see in their queue either; who asks notices nothing.
create function private.is_inquiry_hidden(inquiry public.inquiries) returns boolean
language sql stable security definer
set search_path = ''
return private.is_hidden(inquiry.college_id, inquiry.asker_id);

create function private.broadcast_to_desk(inquiry public.inquiries) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if not private.is_inquiry_hidden(inquiry) then
    perform private.broadcast('admin:' || inquiry.college_id, 'inquiry', jsonb_build_object('inquiry_id', inquiry.id));
  end if;
end
$$;

create function private.broadcast_inquiry() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.status <> old.status then
    perform private.broadcast('inquiry:' || new.id, 'status', jsonb_build_object('inquiry_id', new.id, 'status', new.status));
  end if;
  if new.read_seq <> old.read_seq then
    perform private.broadcast('inquiry:' || new.id, 'read', jsonb_build_object('inquiry_id', new.id, 'seq', new.read_seq));
  end if;
  perform private.broadcast_to_desk(new);
  return null;
end
$$;

create trigger broadcast_inquiry after update on public.inquiries
  for each row execute function private.broadcast_inquiry();

create function private.broadcast_inquiry_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.inquiries;
begin
  select * into asked from public.inquiries where id = new.inquiry_id;
  perform private.broadcast(
    'inquiry:' || asked.id, 'message',
    jsonb_build_object('message', private.inquiry_message_json(new), 'last_change', asked.last_change)
  );
  if new.from_college and asked.asker_id is not null then
    perform private.broadcast(
      'user:' || asked.asker_id, 'inquiry',
      jsonb_build_object('inquiry_id', asked.id, 'college_id', asked.college_id, 'seq', new.seq)
    );
  end if;
  perform private.broadcast_to_desk(asked);
  return null;
end
$$;

create trigger broadcast_inquiry_message after insert on public.inquiry_messages
  for each row execute function private.broadcast_inquiry_message();

create table private.inquiry_answers (
  message_id uuid primary key references public.inquiry_messages (id) on delete cascade,
  admin_id uuid references public.profiles (id) on delete set null
);
create index inquiry_answers_admin_id on private.inquiry_answers (admin_id);
comment on table private.inquiry_answers is 'Which administrator wrote in the name of the college.';

create table private.inquiry_desks (
  inquiry_id uuid primary key references public.inquiries (id) on delete cascade,
  assignee_id uuid references public.profiles (id) on delete set null,
  read_seq bigint not null default 0
);
create index inquiry_desks_assignee_id on private.inquiry_desks (assignee_id);
comment on table private.inquiry_desks is 'The side of the administrators: who takes care of an inquiry, and how far any of them has read it.';

create function private.open_desk() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.inquiry_desks (inquiry_id) values (new.id);
  return null;
end
$$;

create trigger open_desk after insert on public.inquiries
  for each row execute function private.open_desk();

create function private.broadcast_inquiry_desk() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast_to_desk(i) from public.inquiries i where i.id = new.inquiry_id;
  return null;
end
$$;

create trigger broadcast_inquiry_desk after update on private.inquiry_desks
  for each row execute function private.broadcast_inquiry_desk();

create function private.add_inquiry_message(inquiry uuid, id uuid, from_college boolean, body text, files jsonb) returns public.inquiry_messages
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
      select from private.inquiry_answers a where a.message_id = written.id and a.admin_id = (select private.me())
    ) then
      raise exception 'the id of the message is taken' using errcode = 'SF002';
    end if;
    return written;
  end if;
  written.id := add_inquiry_message.id;
  written.inquiry_id := inquiry;
  written.change := 0;
  written.from_college := add_inquiry_message.from_college;
  written.body := add_inquiry_message.body;
  written.created_at := clock_timestamp();
  perform private.bind_inquiry_files(inquiry, written.id, add_inquiry_message.files, written.from_college);
  written.file_count := jsonb_array_length(add_inquiry_message.files);
  -- Whoever writes has read what is there.
  update public.inquiries i
    set last_seq = last_seq + 1, status = 'open', read_seq = case when written.from_college then read_seq else last_seq + 1 end
    where i.id = inquiry
    returning last_seq into written.seq;
  insert into public.inquiry_messages select (written).* returning * into written;
  if written.from_college then
    insert into private.inquiry_answers (message_id, admin_id) values (written.id, (select private.me()));
    update private.inquiry_desks d
      set read_seq = written.seq, assignee_id = coalesce(assignee_id, (select private.me()))
      where d.inquiry_id = inquiry;
  end if;
  return written;
end
$$;

create function private.can_ask(college uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select college in (select private.my_college_ids())
    or exists (select from public.join_requests r where r.college_id = college and r.person_id = (select private.me()));
end;
comment on function private.can_ask is 'Members and applicants may write to the administration of a college.';

create function public.my_inquiry(college uuid)
returns table (id uuid, status public.inquiry_status, last_seq bigint, read_seq bigint, created_at timestamptz, last_change bigint)
language sql stable
set search_path = ''
begin atomic
  select i.id, i.status, i.last_seq, i.read_seq, i.created_at, i.last_change from public.inquiries i
  where i.college_id = my_inquiry.college and i.asker_id = (select private.me());
end;
comment on function public.my_inquiry is
  'What the caller and the administration of a college write to each other; no row before their first question.';
revoke execute on function public.my_inquiry from public, anon;
grant execute on function public.my_inquiry to authenticated, service_role;

create function private.require_inquiry(inquiry uuid) returns public.inquiries
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked public.inquiries;
begin
  select i.* into asked from public.inquiries i
    where i.id = inquiry and (
      i.asker_id = (select private.me()) or i.college_id in (select private.my_admin_college_ids()) and not private.is_inquiry_hidden(i)
    );
  if asked.id is null then
    raise exception 'no such inquiry' using errcode = 'SF003';
  end if;
  return asked;
end
$$;
comment on function private.require_inquiry is
  'The inquiry; refused (SF003) to everybody but who asks and the administrators who answer, as if there were none.';

-- An administrator may ask as well; who answered them they learn as little as others do.
create function private.answered_by(inquiry public.inquiries, admin uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select case when inquiry.asker_id is distinct from (select private.me()) then private.person_json(admin) end;
end;
comment on function private.answered_by is 'An administrator by name, to whoever reads the inquiry of another.';

-- Stable, so that messages and counters are of one moment.
create function public.inquiry_page(inquiry uuid, before bigint default null, after bigint default null, size integer default 50)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked public.inquiries := private.require_inquiry(inquiry);
begin
  return (
    -- Going forward takes the oldest that follow, going back the newest that precede.
    with page as (
      (
        select m from public.inquiry_messages m
        where inquiry_page.after is not null and m.inquiry_id = inquiry_page.inquiry and m.seq > inquiry_page.after
          and m.seq < coalesce(inquiry_page.before, 9223372036854775807)
        order by m.seq
        limit least(greatest(inquiry_page.size, 1), 200)
      )
      union all
      (
        select m from public.inquiry_messages m
        where inquiry_page.after is null and m.inquiry_id = inquiry_page.inquiry
          and m.seq < coalesce(inquiry_page.before, 9223372036854775807)
        order by m.seq desc
        limit least(greatest(inquiry_page.size, 1), 200)
      )
    )
    select jsonb_build_object(
      'messages', coalesce(
        jsonb_agg(private.inquiry_message_json(page.m, null, private.answered_by(asked, a.admin_id)) order by (page.m).seq), '[]'
      ),
      'last_seq', asked.last_seq, 'last_change', asked.last_change
    )
    from page left join private.inquiry_answers a on a.message_id = (page.m).id
  );
end
$$;
comment on function public.inquiry_page is
  'Messages of one inquiry in the order of seq, at most 200: the newest, those just before a seq, or those just after one; with the counters of the inquiry at the same moment. Administrators read who of them answered. Refused (SF003) to others.';
revoke execute on function public.inquiry_page from public, anon;
grant execute on function public.inquiry_page to authenticated, service_role;

create function public.inquiry_changes(inquiry uuid, after bigint) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  asked public.inquiries := private.require_inquiry(inquiry);
begin
  return (
    with changed as (
      select m from public.inquiry_messages m
      where m.inquiry_id = inquiry_changes.inquiry and m.change > 0 and m.change > greatest(inquiry_changes.after, 0)
      order by m.change
      limit 501
    ), known as (
      select count(*) > 500 as reload from changed
    )
    select jsonb_build_object(
      'messages', case when known.reload then '[]' else coalesce((
        select jsonb_agg(
          private.inquiry_message_json(changed.m, null, private.answered_by(asked, a.admin_id)) order by (changed.m).change
        )
        from changed left join private.inquiry_answers a on a.message_id = (changed.m).id
      ), '[]') end,
      'last_change', asked.last_change, 'reload', known.reload
    )
    from known
  );
end
$$;
comment on function public.inquiry_changes is
  'Messages of one inquiry that changed after a change, as they are now, in the order of their last change; when more than 500 did, none, and `reload`. To whom inquiry_page answers.';
revoke execute on function public.inquiry_changes from public, anon;
grant execute on function public.inquiry_changes to authenticated, service_role;

create function public.ask_administration(college uuid, id uuid, body text, files jsonb default '[]') returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me uuid := (select private.me());
  inquiry uuid;
  written public.inquiry_messages;
begin
  if not coalesce(private.can_ask(college), false) then
    raise exception 'only members and applicants write to the administration' using errcode = '42501';
  end if;
  perform private.throttle('inquiry of ' || me || ' to ' || college, 30);
  insert into public.inquiries (college_id, asker_id) values (college, me) on conflict on constraint inquiries_once do nothing;
  select i.id into inquiry from public.inquiries i where i.college_id = college and i.asker_id = me;
  written := private.add_inquiry_message(inquiry, ask_administration.id, false, ask_administration.body, ask_administration.files);
  return private.inquiry_message_json(written);
end
$$;
comment on function public.ask_administration is
  'Writes to the administration of a college, with files (as send_message), at most thirty times in an hour (SF004), and returns the message. An inquiry that was closed is open again.';
revoke execute on function public.ask_administration from public, anon;
grant execute on function public.ask_administration to authenticated, service_role;

create function public.read_inquiry(inquiry uuid, seq bigint) returns void
language sql volatile security definer
set search_path = ''
begin atomic
  update public.inquiries i set read_seq = least(read_inquiry.seq, i.last_seq)
  where i.id = inquiry and i.asker_id = (select private.me()) and i.read_seq < least(read_inquiry.seq, i.last_seq);
end;
comment on function public.read_inquiry is 'Moves the read position of the asker forward.';
revoke execute on function public.read_inquiry from public, anon;
grant execute on function public.read_inquiry to authenticated, service_role;
