select plan(83);

create function pg_temp.edits(person text, message text, body text default 'исправлено') returns text
language sql
as $$ select tests.outcome(person, format('select public.edit_message(%L, %L)', tests.id(message), body)) $$;
create function pg_temp.deletes(person text, message text) returns text
language sql
as $$ select tests.outcome(person, format('select public.delete_message(%L)', tests.id(message))) $$;
create function pg_temp.row_of(message text) returns public.messages
language sql security definer
as $$ select m from public.messages m where m.id = tests.id(message) $$;

insert into world
  select tests.person('colleague', 'college', 'staff', true)
  union all select tests.person('curator', 'college', 'teacher')
  union all select tests.chat('talk with an administrator', 'personal', '{administrator, student}')
  union all select tests.chat('second chat', 'other', '{curator, student}');
insert into public.chat_members (chat_id, person_id, is_moderator) values (tests.id('group chat'), tests.id('curator'), true);
insert into world
  select tests.write('college chat', 'classmate', 'от одногруппника')
  union all select tests.write('talk with an administrator', 'student', 'администратору')
  union all select tests.write('second chat', 'student', 'во втором')
  union all select tests.write('group chat', 'removed', 'от ушедшего');

-- Who edits
select results_eq(
  $$
    select person, pg_temp.edits(person, 'второе') from unnest(
      '{student, teacher, classmate, curator, administrator, removed, newcomer, stranger, nobody, service}'::text[]
    ) person
  $$,
  $$
    values ('student', 'done'), ('teacher', '42501'), ('classmate', '42501'), ('curator', '42501'), ('administrator', 'SF003'),
      ('removed', 'SF003'), ('newcomer', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 People edit their own messages only; of those of chats that are not theirs they do not learn that there are any'
);
select is(pg_temp.edits('administrator', 'от одногруппника'), '42501', 'C8 Administrators edit nobody else''s');
select is(pg_temp.edits('removed', 'от ушедшего'), 'SF003', 'C8 Who left the college edits nothing of their own any more');
select is(pg_temp.edits('student', 'nothing'), 'SF003', 'C8 Nor does anybody what is not there');
select is(tests.outcome('student', 'select public.edit_message(null, null)'), 'SF003', 'C8 Nor nothing');
savepoint before_leaving;
delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('student');
select is(pg_temp.edits('student', 'второе') || ' ' || pg_temp.deletes('student', 'второе'), 'SF003 SF003', 'C8 Who left the chat has only an old id');
rollback to before_leaving;

-- What an edit does
select tests.sign_in('student');
create temp table edited on commit drop as select public.edit_message(tests.id('второе'), 'второе, исправлено') as message;
select results_eq(
  $$ select message ->> 'body', message -> 'change', message -> 'seq', message ->> 'edited_at' > message ->> 'created_at', message -> 'deleted_at' from edited $$,
  $$ values ('второе, исправлено', '1'::jsonb, '2'::jsonb, true, 'null'::jsonb) $$,
  'C8 The new text is answered, in the same place and with the number of the change'
);
select is(
  (select message from edited), public.chat_page(tests.id('group chat'), after => 1, size => 1) #> '{messages,0}', 'C8 As it is read'
);
select is(tests.last_change('group chat'), 1::bigint, 'C11 The chat counts it');
select is(
  public.edit_message(tests.id('второе'), 'второе, исправлено'), (select message from edited), 'C8 The same text again is no change'
);
select is(tests.last_change('group chat'), 1::bigint, 'C11 Nor counted as one');
select results_eq(
  $$ select pg_temp.edits('student', 'второе', body) from unnest(array['', E' \n\u00A0', E'\u200B', repeat('я', 10001), null]) body $$,
  $$ values ('23514'), ('23514'), ('23514'), ('23514'), ('23514') $$, 'C8 Nothing is not a text, nor is a book'
);
create function pg_temp.detail_of(statement text) returns text
language plpgsql
as $$
declare
  detail text;
begin
  execute statement;
  return 'not refused';
exception
  when check_violation then
    get stacked diagnostics detail = pg_exception_detail;
    return detail;
end
$$;
select is(pg_temp.detail_of($$ select public.edit_message(tests.id('второе'), ' ') $$), '', 'C8 The refusal does not show the row');
select is(pg_temp.edits('student', 'второе', repeat('я', 10000)), 'done', 'C8 10,000 characters are one');
select is(tests.last_change('group chat'), 1::bigint, 'C11 What was refused has taken no number');
select tests.reset();
select results_eq(
  $$ select payload - 'id' from realtime.messages where topic = 'chat:' || tests.id('group chat') and event = 'change' $$,
  $$ select jsonb_build_object('message', message, 'last_change', 1) from edited $$, 'C11 Each change is broadcast once, with its number'
);
select is_empty($$ select from public.audit_log where subject_type = 'chat' $$, 'C8 What people do with their own is nobody''s business');

-- For how long
create function pg_temp.edits_after(age interval, hours integer) returns text
language plpgsql
as $$
begin
  update public.colleges set edit_hours = hours where id = tests.id('college');
  update public.messages set created_at = now() - age where id = tests.id('первое');
  return pg_temp.edits('teacher', 'первое');
end
$$;
select is(pg_temp.edits_after('23 hours', 24), 'done', 'C8 A message is edited on the day it was sent');
select is(pg_temp.edits_after('25 hours', 24), 'SF001 too_late', 'C8 Not later');
select is(pg_temp.edits_after('25 hours', 48), 'done', 'C8 Unless the college gives more time');
select is(pg_temp.edits_after('3 hours', 2), 'SF001 too_late', 'C8 Or less');
select is(pg_temp.edits_after('29 days', 720), 'done', 'C8 Thirty days at most');
select is(pg_temp.edits_after('0 seconds', 0), 'SF001 too_late', 'C8 Or none');
select is(pg_temp.edits_after('-1 hours', 0), 'SF001 too_late', 'C8 Whatever the clock says');
update public.messages set created_at = now() - interval '1 year' where id = tests.id('первое');
select is(pg_temp.edits('teacher', 'первое', 'первое'), 'done', 'C8 An edit that arrived is not refused when it is sent again later');
select is(pg_temp.deletes('teacher', 'первое'), 'done', 'C8 One''s own is deleted at any time');
update public.colleges set edit_hours = 24 where true;

-- Who deletes
select results_eq(
  $$
    select person, pg_temp.deletes(person, 'второе') from unnest(
      '{student, curator, teacher, classmate, administrator, colleague, removed, newcomer, stranger, nobody, service}'::text[]
    ) person
  $$,
  $$
    values ('student', 'done'), ('curator', 'done'), ('teacher', '42501'), ('classmate', '42501'), ('administrator', 'SF003'),
      ('colleague', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 People delete what they wrote, moderators of the chat what anybody did, administrators only where they are participants'
);
select is(pg_temp.deletes('administrator', 'от одногруппника'), 'done', 'C8 There they do');
select is(pg_temp.deletes('colleague', 'от одногруппника'), 'SF003', 'C8 Another administrator is not there');
select is(pg_temp.deletes('curator', 'во втором'), '42501', 'C8 Who moderates one chat does not moderate another');
select is(pg_temp.deletes('administrator', 'администратору'), '42501', 'C8 In a chat of two nobody deletes what the other wrote');
update public.chat_members set is_moderator = true where chat_id = tests.id('personal chat');
select is(pg_temp.deletes('student', 'личное'), '42501', 'C8 Whatever they are called there');
select is(pg_temp.deletes('teacher', 'личное'), 'done', 'C8 One''s own is');
savepoint before_leaving;
update public.memberships set left_at = now() where person_id = tests.id('curator');
select is(pg_temp.deletes('curator', 'второе'), 'SF003', 'C8 Who left the college moderates nothing');
update public.memberships set left_at = null where person_id = tests.id('curator');
select is(pg_temp.deletes('curator', 'второе'), '42501', 'C8 Nor when they come back');
select is(pg_temp.deletes('student', 'второе'), 'done', 'C8 What is one''s own stays so');
rollback to before_leaving;
update public.chat_members set is_moderator = false where person_id = tests.id('curator');
select is(pg_temp.deletes('curator', 'второе'), '42501', 'C8 Nor does who moderates no more');
rollback to before_leaving;
select is(pg_temp.deletes('student', 'nothing'), 'SF003', 'C8 What is not there is not deleted');
select is(tests.outcome('student', 'select public.delete_message(null)'), 'SF003', 'C8 Nor is nothing');

-- What a deletion does
select tests.sign_in('student');
create temp table deleted on commit drop as select public.delete_message(tests.id('второе')) as message;
select results_eq(
  $$
    select message -> 'body', message -> 'change', message -> 'seq', message ->> 'deleted_at' > message ->> 'edited_at', message -> 'author' ->> 'id'
    from deleted
  $$,
  $$ values ('""'::jsonb, '2'::jsonb, '2'::jsonb, true, tests.id('student')::text) $$, 'C8 A trace stays in its place: whose it was, and when it went'
);
select is((pg_temp.row_of('второе')).body, '', 'C8 The text is gone from the row');
select is((pg_temp.row_of('второе')).deleted_by, tests.id('student'), 'C8 Which keeps who deleted it');
select tests.refused('select deleted_by from public.messages', 'C8 For nobody in the chat');
select is(public.delete_message(tests.id('второе')), (select message from deleted), 'C8 Deleted twice it is the same trace');
select is(tests.last_change('group chat'), 2::bigint, 'C11 And one change');
select is(pg_temp.edits('student', 'второе'), 'SF003 deleted', 'C8 What was deleted is not edited');
select is(pg_temp.edits('student', 'второе', ''), 'SF003 deleted', 'C8 Not even to nothing');
select is(pg_temp.edits('teacher', 'второе'), '42501', 'C8 Others are told what they are always told');
select tests.reset();
select results_eq(
  $$ select payload - 'id' from realtime.messages where topic = 'chat:' || tests.id('group chat') and event = 'change' and payload -> 'last_change' = '2' $$,
  $$ select jsonb_build_object('message', message, 'last_change', 2) from deleted $$, 'C11 That it was deleted is broadcast'
);
select is_empty(
  $$ select from realtime.messages where event = 'change' and payload::text ~ '"deleted_at": "' and payload::text ~ 'второе' $$, 'C8 Without the text'
);
select is_empty($$ select from public.audit_log where subject_type = 'chat' $$, 'C8 One''s own deletion is not logged');
select tests.sign_in('curator');
select public.delete_message(tests.id('третье'));
select public.delete_message(tests.id('третье'));
select tests.sign_in('administrator');
select public.delete_message(tests.id('от одногруппника'));
select results_eq(
  $$ select actor_id, subject_id, subject_label, before, after from public.audit_log where action = 'message_deleted' order by id $$,
  $$
    values
      (tests.id('curator'), tests.id('group chat')::text, 'group chat', jsonb_build_object('person_id', tests.id('teacher'), 'as_college', false), null::jsonb),
      (tests.id('administrator'), tests.id('college chat')::text, 'college chat', jsonb_build_object('person_id', tests.id('classmate'), 'as_college', false), null)
  $$,
  'A11 That of others is, once: who, in which chat, whose'
);
select is(
  (select subject_person ->> 'surname' from public.audit_page(tests.id('college')) where action = 'message_deleted' limit 1), 'Classmate',
  'A11 Administrators read it with the name'
);
select tests.reset();
select is_empty(
  $$ select from public.audit_log l where l::text ~ 'третье|одногруппник' $$, 'A11 The text is not in the log'
);

-- In the name of the college
select tests.sign_in('administrator');
select public.post_as_college(tests.id('college chat'), tests.id('объявление'), 'объявление');
select public.post_as_college(tests.id('group chat'), tests.id('группе'), 'группе');
select tests.reset();
insert into public.chat_members (chat_id, person_id) values (tests.id('college chat'), tests.id('colleague'));
select results_eq(
  $$ select person, pg_temp.edits(person, 'объявление') from unnest('{administrator, colleague, teacher, student, stranger}'::text[]) person $$,
  $$ values ('administrator', 'done'), ('colleague', '42501'), ('teacher', '42501'), ('student', '42501'), ('stranger', 'SF003') $$,
  'A9 What the college wrote the administrator edits who wrote it, and all others are refused as with any message'
);
select results_eq(
  $$ select person, pg_temp.deletes(person, 'объявление') from unnest('{administrator, colleague, teacher, student, stranger}'::text[]) person $$,
  $$ values ('administrator', 'done'), ('colleague', 'done'), ('teacher', '42501'), ('student', '42501'), ('stranger', 'SF003') $$,
  'A9 Any administrator deletes it'
);
select is(
  concat_ws(' ', pg_temp.edits('administrator', 'группе'), pg_temp.deletes('administrator', 'группе')), 'done done',
  'A9 Who wrote it does so also where they are no participant'
);
select is(
  concat_ws(' ', pg_temp.edits('colleague', 'группе'), pg_temp.deletes('colleague', 'группе'), pg_temp.deletes('curator', 'группе')), '42501 done done',
  'A9 Other administrators and moderators of the chat delete it'
);
savepoint before_demotion;
update public.messages set created_at = now() - interval '25 hours' where id = tests.id('объявление');
select is(
  concat_ws(' ', pg_temp.edits('administrator', 'объявление'), pg_temp.edits('colleague', 'объявление')), 'SF001 too_late 42501',
  'A9 Only its author learns that it is too late'
);
update public.memberships set is_admin = false where person_id = tests.id('administrator');
select is(
  concat_ws(' ', pg_temp.edits('administrator', 'объявление'), pg_temp.deletes('administrator', 'объявление'), pg_temp.edits('administrator', 'группе')),
  '42501 42501 SF003', 'A9 Who is no administrator any more speaks for no college'
);
rollback to before_demotion;
select tests.sign_in('colleague');
select results_eq(
  $$ select message -> 'author', message ->> 'college', message ->> 'body' from public.delete_message(tests.id('объявление')) message $$,
  $$ values ('null'::jsonb, 'Речной', '') $$, 'A9 The trace is the college''s'
);
select tests.reset();
select results_eq(
  $$ select actor_id, before from public.audit_log where action = 'message_deleted' and subject_id = tests.id('college chat')::text order by id desc limit 1 $$,
  $$ values (tests.id('colleague'), '{"person_id": null, "as_college": true}'::jsonb) $$, 'A11 The log has who deleted it'
);

-- Chats that can only be read
update public.chat_members set is_moderator = true where chat_id in (tests.id('closed chat'), tests.id('archived chat')) and person_id = tests.id('student');
update public.chats set archived_at = null where id = tests.id('archived chat');
select tests.write('archived chat', 'teacher', 'в архив');
update public.chats set archived_at = now() where id = tests.id('archived chat');
select results_eq(
  $$
    select pg_temp.edits('teacher', message), pg_temp.deletes('teacher', message), pg_temp.deletes('student', message), pg_temp.edits('student', message)
    from unnest(array['до выпуска', 'в архив']) message
  $$,
  $$ values ('SF006 closed', 'SF006 closed', 'SF006 closed', '42501'), ('SF006 closed', 'SF006 closed', 'SF006 closed', '42501') $$,
  'A6 C5 In the chat of a graduated group and in an archived one nothing is edited or deleted, by nobody'
);
update public.chats set archived_at = null where id = tests.id('archived chat');
select is(pg_temp.edits('teacher', 'в архив'), 'done', 'C5 Out of the archive it is again');
update public.chats set archived_at = now() where id = tests.id('second chat');
update public.messages set body = '', deleted_at = now() where id = tests.id('во втором');
select is(pg_temp.deletes('student', 'во втором'), 'done', 'C8 What was deleted before stays so, and says so');

-- Past the functions
select is_empty(
  $$
    select change from unnest(array[
      'update public.messages set body = ''я'' where true', 'update public.messages set change = 9 where true', 'update public.messages set edited_at = now() where true',
      'update public.messages set deleted_at = now() where true', 'update public.messages set deleted_by = auth.uid() where true',
      'update public.messages set deleted_at = null where true', 'update public.messages set seq = 1 where true', 'update public.messages set as_college = true where true',
      'update public.chat_members set is_moderator = true where true', 'update public.chats set last_change = 9 where true', 'update public.colleges set edit_hours = 720 where true',
      'insert into public.messages (id, chat_id, body, change) values (gen_random_uuid(), tests.id(''group chat''), ''я'', 1)',
      'insert into public.messages (id, chat_id, body, edited_at) values (gen_random_uuid(), tests.id(''group chat''), ''я'', now())',
      'insert into public.messages (id, chat_id, body, deleted_at) values (gen_random_uuid(), tests.id(''group chat''), '''', now())',
      'insert into public.messages (id, chat_id, body, deleted_by) values (gen_random_uuid(), tests.id(''group chat''), ''я'', auth.uid())',
      'insert into public.chat_members (chat_id, person_id, is_moderator) values (tests.id(''other chat''), auth.uid(), true)',
      'delete from public.messages where true'
    ]) change, unnest('{student, curator, administrator, stranger, nobody}'::text[]) person
    where tests.outcome(person, change) <> '42501'
  $$,
  'C8 There is no other way to change a message, a counter, a setting or who moderates'
);
select is(
  tests.outcome('service', format('update public.chat_members set is_moderator = true where person_id = %L', tests.id('teacher'))), 'done',
  'C8 Who moderates is decided with the secret key'
);
select throws_ok(
  $$ update public.messages set deleted_at = now() where id = tests.id('личное') $$, '23514', null, 'C8 Nobody at all deletes a message and keeps its text'
);
select throws_ok(
  $$ update public.messages set body = '' where id = tests.id('личное') $$, '23514', null, 'C8 Or takes a text away without saying so'
);

-- What people are told that they may do
create function pg_temp.told(person text, chat text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return (select concat_ws(' ', can_moderate, edit_hours, last_change) from public.my_chats(chat => tests.id(chat)));
end
$$;
select results_eq(
  $$
    select person || ', ' || chat, pg_temp.told(person, chat) from (values
      ('curator', 'group chat'), ('student', 'group chat'), ('administrator', 'college chat'), ('student', 'college chat'),
      ('administrator', 'talk with an administrator'), ('student', 'personal chat'), ('student', 'closed chat'), ('removed', 'group chat')
    ) asked (person, chat)
  $$,
  $$
    values ('curator, group chat', 't 24 3'), ('student, group chat', 'f 24 3'), ('administrator, college chat', 't 24 2'),
      ('student, college chat', 'f 24 2'), ('administrator, talk with an administrator', 'f 24 0'), ('student, personal chat', 'f 24 0'),
      ('student, closed chat', 'f 24 0'), ('removed, group chat', null)
  $$,
  'C8 The list of chats says where the caller may delete what others wrote, and for how long texts are edited'
);

select tests.reset();
delete from public.profiles where id = tests.id('curator');
select results_eq(
  $$ select deleted_at is not null, deleted_by, change from public.messages where id = tests.id('третье') $$, $$ values (true, null::uuid, 3::bigint) $$,
  'A12 The trace stays when the account of who deleted goes, without them'
);

-- What was deleted before it arrived
create function pg_temp.withdraws(person text, chat text, message text) returns text
language sql
as $$ select tests.outcome(person, format('select public.withdraw_message(%L, %L)', tests.id(chat), tests.id(message))) $$;
create function pg_temp.sends(person text, chat text, message text) returns text
language sql
as $$ select tests.outcome(person, format('select public.send_message(%L, %L, %L)', tests.id(chat), tests.id(message), message)) $$;
select results_eq(
  $$
    select person, pg_temp.withdraws(person, 'group chat', 'опоздавшее') from unnest(
      '{student, teacher, classmate, administrator, removed, newcomer, stranger, nobody, service}'::text[]
    ) person
  $$,
  $$
    values ('student', 'done'), ('teacher', 'done'), ('classmate', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'),
      ('newcomer', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C11 Participants take back what has not arrived'
);
select tests.sign_in('student');
select is(public.withdraw_message(tests.id('group chat'), tests.id('опоздавшее')), null, 'C11 Of what has not arrived nothing stays');
select is(public.withdraw_message(tests.id('group chat'), tests.id('опоздавшее')), null, 'C11 Nor the second time');
select is(pg_temp.sends('student', 'group chat', 'опоздавшее'), 'SF003 deleted', 'C11 And it arrives no more');
select is(pg_temp.sends('student', 'college chat', 'опоздавшее'), 'SF003 deleted', 'C11 In no chat');
select is(pg_temp.sends('classmate', 'group chat', 'опоздавшее'), 'done', 'C11 Nobody keeps others from writing');
select is(pg_temp.sends('student', 'group chat', 'другое'), 'done', 'C11 Nor themselves');
select tests.sign_in('student');
select public.send_message(tests.id('group chat'), tests.id('пришло'), 'пришло');
select results_eq(
  $$ select message ->> 'body', message ->> 'deleted_at' is not null from public.withdraw_message(tests.id('group chat'), tests.id('пришло')) message $$,
  $$ values ('', true) $$, 'C11 What has arrived is deleted, with its trace'
);
select tests.reset();
select tests.write('group chat', 'teacher', 'чужое, свежее');
select is(pg_temp.withdraws('classmate', 'group chat', 'чужое, свежее'), 'done', 'C11 A withdrawal says of the messages of others not even that they are there');
select tests.reset();
select tests.sign_in('classmate');
select public.withdraw_message(tests.id('group chat'), tests.id('чужое, свежее'));
select tests.reset();
select is((pg_temp.row_of('чужое, свежее')).deleted_at, null, 'C11 And leaves them alone');
select tests.refused('select from private.withdrawn_messages', 'C11 Nobody reads what was taken back')
  from (select tests.sign_in('student')) asker;
select tests.reset();
select tests.erase('student');
select is_empty($$ select from private.withdrawn_messages where person_id = tests.id('student') $$, 'A12 It goes with the account');

select * from finish();
