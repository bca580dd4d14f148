select plan(48);

create function pg_temp.reports(person text, message text, reason text default 'spam', comment text default '') returns text
language sql
as $$ select tests.outcome(person, format('select public.report_message(%L, %L, %L, %L)', tests.id('new report'), tests.id(message), reason, comment)) $$;
create function pg_temp.reports_person(person text, reported text) returns text
language sql
as $$ select tests.outcome(person, format('select public.report_person(%L, %L, %L, %L)', tests.id('new report'), tests.id('college'), tests.id(reported), 'insult')) $$;
create function pg_temp.decides(person text, report text, decision text, minutes integer default null) returns text
language sql
as $$ select tests.outcome(person, format('select public.decide_report(%L, %L, %L)', tests.id(report), decision, minutes)) $$;
create function pg_temp.listed(college text default 'college') returns text
language sql
as $$ select string_agg(concat_ws(' ', reporter ->> 'surname', 'on', reported ->> 'surname', quote, decision), ', ' order by created_at) from public.college_reports(tests.id(college)) $$;
create function pg_temp.context(report text) returns text
language sql
as $$ select string_agg(case when is_reported then upper(body) else body end, ', ' order by seq) from public.report_context(tests.id(report)) $$;
create function pg_temp.readings() returns bigint
language sql security definer
as $$ select count(*) from public.audit_log where action = 'report_read' $$;

insert into world select tests.person('second administrator', 'college', 'staff', true);
insert into world
  select tests.write('personal chat', 'student', 'раз')
  union all select tests.write('personal chat', 'teacher', 'грубость')
  union all select tests.write('personal chat', 'student', 'три')
  union all select tests.write('personal chat', 'student', 'четыре')
  union all select tests.write('college chat', 'administrator', 'от администратора');

-- Who reports
select results_eq(
  $$ select person, pg_temp.reports(person, 'первое') from unnest('{student, classmate, administrator, removed, stranger, newcomer, nobody, service}'::text[]) person $$,
  $$
    values ('student', 'done'), ('classmate', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'), ('stranger', 'SF003'), ('newcomer', 'SF003'),
      ('nobody', '42501'), ('service', '42501')
  $$,
  'C13 Participants report what others wrote; to others there is no such message'
);
select is(pg_temp.reports('teacher', 'первое'), 'SF001 own', 'C13 Not what they wrote themselves');
select is(pg_temp.reports('student', 'до выпуска'), 'done', 'C13 Also where nobody writes any more');
select is(
  concat_ws(', ', pg_temp.reports('student', 'первое', 'other'), pg_temp.reports('student', 'первое', 'other', E' \u200B '), pg_temp.reports('student', 'первое', 'other', 'угрожает')),
  'SF001 comment, SF001 comment, done', 'C13 Another reason needs words'
);
select is(pg_temp.reports('student', 'первое', 'spam', repeat('я', 10000)), 'SF001 comment', 'C13 A thousand characters at most');
select is(pg_temp.reports('student', 'первое', 'whim'), '22P02', 'C13 For one of the reasons');
select is(pg_temp.reports_person('student', 'teacher') || ', ' || pg_temp.reports_person('student', 'student'), 'done, SF001 own', 'C13 They report people, not themselves');
select is(
  concat_ws(', ', pg_temp.reports_person('stranger', 'teacher'), pg_temp.reports_person('student', 'stranger'), pg_temp.reports_person('nobody', 'teacher')), '42501, SF003, 42501',
  'C13 Of their own college'
);

-- Once
select tests.sign_in('student');
select public.report_message(tests.id('group report'), tests.id('первое'), 'insult', 'грубит');
select lives_ok(format('select public.report_message(%L, %L, %L)', tests.id('group report'), tests.id('первое'), 'insult'), 'C13 Sent again it is the same report');
select is(pg_temp.reports('student', 'первое'), 'SF001 reported', 'C13 Of a thing a person reports once');
select tests.sign_in('classmate');
select public.report_message(tests.id('classmate report'), tests.id('первое'), 'spam');
select tests.sign_in('student');
select public.report_message(tests.id('personal report'), tests.id('грубость'), 'insult');
select public.report_message(tests.id('administrator report'), tests.id('от администратора'), 'spam');
select public.report_person(tests.id('person report'), tests.id('college'), tests.id('classmate'), 'dangerous');
create function pg_temp.hurries() returns text
language plpgsql
as $$
begin
  perform tests.sign_in('student');
  for n in 1..11 loop
    perform tests.reset();
    perform tests.write('group chat', 'teacher', 'много ' || n);
    perform tests.sign_in('student');
    perform public.report_message(tests.id('many ' || n), tests.id('много ' || n), 'spam');
  end loop;
  return 'done';
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.hurries(), 'SF004', 'C13 Ten an hour at most');

-- What is kept
select tests.reset();
select throws_ok(
  format('insert into private.reports (id, college_id, reporter_id, subject_id, is_message, reason) values (gen_random_uuid(), %L, %L, %L, true, %L)', tests.id('college'), tests.id('student'), tests.id('первое'), 'spam'),
  '23505', null, 'C13 Once by constraint'
);
update public.messages set body = 'изменено', edited_at = now() where id = tests.id('грубость');
update public.messages set body = '', deleted_at = now() where id = tests.id('три');
select tests.sign_in('administrator');
select is(pg_temp.context('personal report'), 'раз, ГРУБОСТЬ, три', 'C13 The message and the two nearest, as they were, whatever becomes of them, and nothing beyond');
select is(pg_temp.readings(), 1::bigint, 'C13 Reading a chat of two people is in the log');
select is(pg_temp.context('group report'), 'ПЕРВОЕ, второе, третье', 'C13 At the beginning of a chat the two that follow');
select is(pg_temp.readings(), 1::bigint, 'C13 Other chats are read without');
create function pg_temp.kept_beside() returns text
language sql
as $$
  select string_agg(concat_ws(' ', body, files #>> '{0,kind}', files #>> '{0,name}', array_to_string(poll_options, '/')), ', ' order by seq)
  from public.report_context(tests.id('beside report'))
$$;
select tests.reset();
insert into private.polls (id, message_id, question, is_single, is_anonymous) values (tests.id('poll'), tests.id('обед'), 'обед', true, false);
insert into private.poll_options (poll_id, is_single, position, text) values (tests.id('poll'), true, 0, 'да'), (tests.id('poll'), true, 1, 'нет');
insert into private.message_files (id, message_id, position, kind, name, bytes, type, path)
  select tests.id('file'), tests.id('смотри'), 0, 'file', 'угроза.pdf', 1, 'application/pdf', 'x';
select tests.write('group chat', 'teacher', 'обед'), tests.write('group chat', 'teacher', 'смотри');
delete from private.attempts where true;
select tests.sign_in('classmate');
select public.report_message(tests.id('beside report'), tests.id('смотри'), 'dangerous');
select tests.sign_in('administrator');
select matches(pg_temp.kept_beside(), 'обед да/нет, смотри file угроза.pdf', 'C13 With what files were called and what a poll asked');
select is(
  (select quote_files #>> '{0,name}' from public.college_reports(tests.id('college')) where id = tests.id('beside report')), 'угроза.pdf', 'C13 Also in the list'
);
select tests.reset();
delete from private.reports where id = tests.id('beside report');
select tests.sign_in('administrator');

-- Who sees them
select is(
  pg_temp.listed(), 'Student on Teacher первое, Classmate on Teacher первое, Student on Teacher, Student on Classmate',
  'C13 Administrators see them, without those on themselves; of a chat of two people nothing is quoted'
);
select tests.sign_in('second administrator');
select matches(pg_temp.listed(), 'Student on Administrator от администратора', 'C13 Others see those');
select results_eq(
  $$ select person, tests.outcome(person, format('select public.college_reports(%L)', tests.id('college'))) from unnest('{teacher, student, stranger, nobody, service}'::text[]) person $$,
  $$ values ('teacher', '42501'), ('student', '42501'), ('stranger', '42501'), ('nobody', '42501'), ('service', '42501') $$, 'C13 Nobody else'
);
select results_eq(
  $$ select person, tests.outcome(person, format('select public.report_context(%L)', tests.id('administrator report'))) from unnest('{second administrator, administrator, teacher, student, stranger, nobody}'::text[]) person $$,
  $$ values ('second administrator', 'done'), ('administrator', 'SF003'), ('teacher', 'SF003'), ('student', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501') $$,
  'C13 Nor what is kept; whom it is on not even as an administrator'
);
select is(
  tests.outcome('administrator', 'select * from private.reports') || ' ' || tests.outcome('service', 'select * from private.report_messages'), '42501 42501', 'C13 There is no other way'
);
select tests.reset();
select is_empty(
  format('select from realtime.messages where topic = %L and event = %L', 'user:' || tests.id('teacher'), 'reports_changed'), 'C13 Who is reported hears nothing'
);
select is(
  (select count(distinct topic) from realtime.messages where event = 'reports_changed' and topic in ('user:' || tests.id('administrator'), 'user:' || tests.id('second administrator'))), 2::bigint,
  'C13 Administrators hear of it'
);
select is_empty($$ select from realtime.messages where topic like 'admin:%' and event like 'report%' $$, 'C13 But not all at once, as the reported may be one of them');

-- That a report on them was read
create function pg_temp.lines(action text) returns text
language sql
as $$
  select concat(
    (select count(*) from public.audit_log l where l.action = lines.action and l.subject_id = tests.id('hidden report')::text), ' ',
    (select count(*) from public.audit_page(tests.id('college'), size => 1000) l where l.action = lines.action and l.subject_id = tests.id('hidden report')::text)
  )
$$;
insert into world select tests.chat('chat with the head', 'personal', array['administrator', 'student']);
insert into world select tests.write('chat with the head', 'administrator', 'угроза');
delete from private.attempts where true;
select tests.sign_in('student');
select public.report_message(tests.id('hidden report'), tests.id('угроза'), 'dangerous');
select tests.reset();
delete from realtime.messages where event = 'log_changed';
select tests.sign_in('second administrator');
select is(pg_temp.context('hidden report'), 'УГРОЗА', 'C13 Another administrator reads a report on an administrator');
select is(pg_temp.lines('report_read'), '1 1', 'C13 That is in the log');
select tests.sign_in('administrator');
select is(pg_temp.lines('report_read'), '0 0', 'C13 Which does not tell the one whom it is on that there is a report');
select is(pg_temp.readings(), 2::bigint, 'C13 Though they see that others were read');
select tests.reset();
select is_empty($$ select from realtime.messages where event = 'log_changed' $$, 'C13 Nor does a broadcast to all administrators');
delete from private.reports where id = tests.id('hidden report');

-- Deciding
select results_eq(
  $$ select person, pg_temp.decides(person, 'group report', 'dismissed') from unnest('{administrator, teacher, student, stranger, nobody}'::text[]) person $$,
  $$ values ('administrator', 'done'), ('teacher', 'SF003'), ('student', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501') $$, 'C13 Administrators decide'
);
select is(pg_temp.decides('administrator', 'administrator report', 'dismissed'), 'SF003', 'C13 Not on themselves');
select is(
  concat_ws(
    ', ', pg_temp.decides('second administrator', 'administrator report', 'muted', 1440), pg_temp.decides('administrator', 'person report', 'muted', 1440),
    pg_temp.decides('administrator', 'person report', 'deleted'), pg_temp.decides('administrator', 'group report', 'muted'), pg_temp.decides('administrator', 'group report', 'muted', 0),
    pg_temp.decides('administrator', 'group report', 'muted', 2147483647),
    pg_temp.decides('administrator', 'group report', null)
  ),
  'SF001 moderator, SF001 moderator, SF001 no_message, SF001 minutes, SF001 minutes, SF001 minutes, SF001', 'C13 What cannot be done is refused'
);
select tests.sign_in('administrator');
select public.decide_report(tests.id('group report'), 'deleted');
select tests.reset();
select is((select concat(body, deleted_by = tests.id('administrator')) from public.messages where id = tests.id('первое')), 't', 'C13 The message is deleted');
select is(
  (select before ->> 'person_id' from public.audit_log where action = 'message_deleted' order by id desc limit 1), tests.id('teacher')::text, 'C13 Which is in the log'
);
select tests.sign_in('administrator');
select is(pg_temp.context('group report'), 'ПЕРВОЕ, второе, третье', 'C13 What was kept stays');
select is(pg_temp.decides('administrator', 'group report', 'deleted') || ', ' || pg_temp.decides('second administrator', 'group report', 'dismissed'), 'done, SF002 decided', 'C13 It is decided once');
select tests.sign_in('classmate');
select results_eq($$ select reason::text, decision::text, is_seen from public.my_reports() $$, $$ values ('spam', 'deleted', false) $$, 'C13 All who reported it learn what was decided');
select public.see_report(tests.id('group report')), public.see_report(tests.id('classmate report'));
select results_eq($$ select is_seen from public.my_reports() $$, $$ values (true) $$, 'C13 Once they have seen it');
select tests.reset();
select is(
  (select count(distinct topic) from realtime.messages where event = 'report_decided' and topic in ('user:' || tests.id('student'), 'user:' || tests.id('classmate'))), 2::bigint, 'C13 And hear of it'
);
select tests.sign_in('administrator');
select public.decide_report(tests.id('personal report'), 'muted', 1440);
select is(
  tests.outcome('teacher', format('select public.send_message(%L, %L, %L)', tests.id('personal chat'), gen_random_uuid(), 'ещё')), 'SF006 muted', 'C13 Whoever is muted does not write there'
);
select is(
  tests.outcome('teacher', format('select public.pin_message(%L, true)', tests.id('личное'))) || ', '
    || tests.outcome('student', format('select public.pin_message(%L, true)', tests.id('личное'))), 'SF006 muted, done', 'C13 Nor pins anything there, as the other does'
);
select tests.reset();
select is(
  (select until - now() from private.chat_mutes where chat_id = tests.id('personal chat') and person_id = tests.id('teacher')), interval '1 day', 'C13 For as long as was decided'
);

-- Erased people
select tests.erase('student');
select tests.sign_in('administrator');
select matches(pg_temp.listed(), 'on Teacher', 'A12 A report stays without who reported');
select is(pg_temp.listed() like '%Student%', false, 'A12 Who is named no more');
select tests.erase('teacher');
select tests.sign_in('administrator');
select results_eq(
  format('select author ->> %L, body from public.report_context(%L) where is_reported', 'surname', tests.id('personal report')), $$ values (null::text, 'грубость') $$,
  'A12 What they wrote stays without an author, as in the chat'
);
select tests.reset();
select is((select count(*) from private.reports where reporter_id is null), 4::bigint, 'A12 By nobody');

select * from finish();
