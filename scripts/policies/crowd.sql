-- Runs after the helpers, for the second round of the policy tests: another college with many rows in every table, and
-- statistics. The planner then chooses other plans, in which a right must be checked as well before anything is read.
set local session_replication_role = replica;

create function tests.crowd(kind text, n integer) returns uuid
language sql immutable
return md5('crowd.' || kind || n)::uuid;

insert into public.colleges (id, name, short_name, city) values (tests.crowd('college', 0), 'Людный колледж', 'Людный', 'Людск');
insert into private.college_names (college_id, country, city, names)
  values (tests.crowd('college', 0), 'россия', 'людск', 'людный людный колледж');
insert into auth.users (id, aud, role, phone, phone_confirmed_at)
  select tests.crowd('person', n), 'authenticated', 'authenticated', '7888' || lpad(n::text, 7, '0'), now() from generate_series(1, 2000) n;
insert into public.profiles (id, surname, name) select tests.crowd('person', n), 'Людный', 'Человек ' || n from generate_series(1, 2000) n;
insert into public.consents (person_id, text_version, text_hash) select tests.crowd('person', n), 'crowd', 'crowd' from generate_series(1, 2000) n;
insert into public.memberships (college_id, person_id, role, is_admin)
  select tests.crowd('college', 0), tests.crowd('person', n),
    (case when n % 20 = 0 then 'teacher' when n % 50 = 1 then 'staff' else 'student' end)::public.member_role, n % 50 = 1
  from generate_series(1, 1800) n;
insert into public.groups (id, college_id, number, start_year, end_year)
  select tests.crowd('group', n), tests.crowd('college', 0), 'Л-' || n, extract(year from now()), extract(year from now()) + 4
  from generate_series(1, 100) n;
insert into public.group_students (group_id, person_id)
  select tests.crowd('group', n % 100 + 1), tests.crowd('person', n) from generate_series(1, 1800) n where n % 20 <> 0;
insert into public.group_teachers (group_id, person_id, subject)
  select tests.crowd('group', n % 100 + 1), tests.crowd('person', n), 'Труд' from generate_series(20, 1800, 20) n;
insert into public.chats (id, college_id, kind, title, last_seq)
  select tests.crowd('chat', n), tests.crowd('college', 0), 'other', 'Людный ' || n, 20 from generate_series(1, 300) n;
insert into public.chat_members (chat_id, person_id)
  select tests.crowd('chat', n % 300 + 1), tests.crowd('person', n) from generate_series(1, 1800) n;
insert into public.messages (id, chat_id, seq, author_id, body)
  select tests.crowd('message', n), tests.crowd('chat', n % 300 + 1), n / 300 + 1, tests.crowd('person', n % 1800 + 1), 'Людно'
  from generate_series(0, 5999) n;
insert into public.audit_log (college_id, actor_id, action, subject_type, subject_id, after)
  select tests.crowd('college', 0), tests.crowd('person', n % 1800 + 1), 'member_changed', 'person', tests.crowd('person', n % 1700 + 1)::text,
    jsonb_build_object('number', 'Л-' || n)
  from generate_series(1, 6000) n;
insert into public.join_requests (college_id, person_id, role)
  select tests.crowd('college', 0), tests.crowd('person', n), 'student' from generate_series(1801, 2000) n;
insert into public.invitations (id, college_id, role, created_by)
  select tests.crowd('invitation', n), tests.crowd('college', 0), 'student', tests.crowd('person', 1) from generate_series(1, 500) n;
insert into public.inquiries (id, college_id, asker_id, last_seq)
  select tests.crowd('inquiry', n), tests.crowd('college', 0), tests.crowd('person', n), 1 from generate_series(1, 500) n;
insert into private.inquiry_desks (inquiry_id) select tests.crowd('inquiry', n) from generate_series(1, 500) n;
insert into public.inquiry_messages (id, inquiry_id, seq, from_college, body)
  select tests.crowd('question', n), tests.crowd('inquiry', n), 1, false, 'Людно?' from generate_series(1, 500) n;
insert into private.college_posts (message_id, admin_id) select tests.crowd('message', n), tests.crowd('person', 1) from generate_series(1, 300) n;

set local session_replication_role = origin;
analyze;
