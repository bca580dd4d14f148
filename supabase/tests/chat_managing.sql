-- Who manages a chat, and what they do there.
select no_plan();

create function pg_temp.writes(name text, chat text) returns text
language sql
as $$ select tests.does(name, format('insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id(%L), ''слово'')', chat)) $$;
create function pg_temp.refusal(name text, chat text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.sign_in(name);
  found := (select coalesce(write_refusal, 'may') from public.my_chats(chat => tests.id(refusal.chat)));
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.people(name text, chat text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.sign_in(name);
  found := (select string_agg(surname || case when is_moderator then ' M' else '' end || case when muted_until is null then '' else ' muted' end, ', ') from public.chat_people(tests.id(people.chat)));
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.details(name text, chat text) returns text
language plpgsql
as $$
declare
  refusal constant text := tests.does(name, format('select public.chat_details(tests.id(%L))', chat));
  found text;
begin
  if refusal <> 'done' then
    return refusal;
  end if;
  perform tests.sign_in(name);
  found := (
    select concat_ws(' ', d.title, d.version, case when d.is_participant then 'in' end, case when d.can_manage then 'manages' end)
    from public.chat_details(tests.id(details.chat)) d
  );
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.logged(wanted text) returns integer
language sql
as $$ select count(*)::integer from public.audit_log where action = wanted $$;
create function pg_temp.edit(name text, chat text, more text default 'false, 0', known integer default null) returns text
language sql
as $$ select tests.does(name, format(
  'select public.edit_chat(tests.id(%L), %s, ''Клуб'', ''О нас'', %s)', chat, coalesce(known, (select version from public.chats where id = tests.id(chat))), more
)) $$;

select tests.sign_in('teacher');
select public.create_chat(tests.id('club'), tests.id('college'), 'other', 'Кружок', people => array[tests.id('student'), tests.id('classmate')]);
select tests.sign_in('administrator');
select public.create_chat(tests.id('news'), tests.id('college'), 'college', 'Новости', audience => 'college');
select public.create_chat(tests.id('group news'), tests.id('college'), 'group', 'Новости ИС-21', audience => 'group', study_group => tests.id('group'));
select public.leave_chat(tests.id('group news'));
select tests.reset();

-- Who manages
create temp table acts on commit drop as select act from unnest(array[
  'select public.add_chat_people(tests.id(%1$L), array[tests.id(''classmate'')])',
  'select public.remove_chat_person(tests.id(%1$L), tests.id(''classmate''))',
  'select public.set_moderator(tests.id(%1$L), tests.id(''classmate''), true)',
  'select public.mute_person(tests.id(%1$L), tests.id(''classmate''), 60)',
  'select public.edit_chat(tests.id(%1$L), 1, ''Т'', '''', false, 0)',
  'select public.archive_chat(tests.id(%1$L))',
  'select public.restore_chat(tests.id(%1$L))'
]) act;
select is(tests.does(name, format(act, chat)), outcome, format('C5 %s in %s: %s', name, chat, act))
  from acts, (values
    ('student', 'club', '42501'), ('classmate', 'news', '42501'), ('administrator', 'club', 'SF003'), ('stranger', 'news', 'SF003'),
    ('removed', 'news', 'SF003'), ('newcomer', 'club', 'SF003'), ('nobody', 'news', '42501'), ('teacher', 'personal chat', '42501'),
    ('teacher', 'nowhere', 'SF003'), ('service', 'news', '42501')
  ) c (name, chat, outcome);

-- Administrators manage what a rule fills, and do not read it thereby
select is(pg_temp.people('administrator', 'group news'), 'Classmate, Student, Teacher', 'C5 An administrator sees who is in the chat of a group');
select is(tests.does('administrator', $$ select public.chat_page(tests.id('group news')) $$), 'SF003', 'C5 But not what is said there');
select is(tests.does('administrator', $$ select public.add_chat_people(tests.id('group news'), array[auth.uid()]) $$), '42501', 'C5 They do not let themselves in');
select is(pg_temp.edit('administrator', 'group news', known => 1), 'done', 'C5 They rename it');
select is(tests.does('administrator', $$ select public.archive_chat(tests.id('group news')) $$), 'done', 'C5 Archive it');
select is(pg_temp.refusal('student', 'group news'), 'closed', 'C5 Then it can only be read');
select is(pg_temp.writes('student', 'group news'), '42501', 'C5 By anybody');
select is(pg_temp.edit('administrator', 'group news'), 'SF006 closed', 'C5 And is not edited');
select is(tests.does('administrator', $$ select public.restore_chat(tests.id('group news')) $$), 'done', 'C5 And open it again');
select is(pg_temp.writes('student', 'group news'), 'done', 'C5 Then it goes on');
select is(pg_temp.logged('chat_archived') + pg_temp.logged('chat_restored'), 2, 'C5 Both are in the log');

-- People
select is(pg_temp.people('student', 'club'), 'Classmate, Student, Teacher M', 'C5 Participants see each other');
select is(tests.does('stranger', $$ select public.chat_people(tests.id('club')) $$), 'SF003', 'C5 Nobody else does');
select is(pg_temp.details(name, chat), found, format('C5 What %s gets of %s before editing it', name, chat)) from (values
  ('teacher', 'club', 'Кружок 1 in manages'), ('student', 'club', 'Кружок 1 in'), ('administrator', 'group news', 'Клуб 4 manages'),
  ('administrator', 'club', 'SF003'), ('stranger', 'club', 'SF003'), ('removed', 'news', 'SF003'), ('newcomer', 'news', 'SF003'),
  ('student', 'nowhere', 'SF003'), ('nobody', 'news', '42501')
) c (name, chat, found);
select tests.sign_in('teacher');
select is((select string_agg(surname, ', ') from public.chat_people(tests.id('club'), 'stud')), 'Student', 'C5 One is found by name');
select is((select string_agg(surname, ', ') from public.chat_people(tests.id('club'), after => tests.id('classmate'), size => 1)), 'Student', 'C5 Many come page by page');
select tests.reset();
select is(tests.does('teacher', $$ select public.remove_chat_person(tests.id('club'), tests.id('classmate')) $$), 'done', 'C5 A moderator removes somebody');
select is(pg_temp.writes('classmate', 'club'), '42501', 'C5 Who is out');
select is(tests.does('teacher', $$ select public.remove_chat_person(tests.id('club'), tests.id('classmate')) $$), 'SF003 no_participant', 'C5 Once');
select is(tests.does('teacher', $$ select public.remove_chat_person(tests.id('club'), auth.uid()) $$), 'SF001', 'C5 Themselves they do not remove');
select is(tests.does('teacher', $$ select public.add_chat_people(tests.id('club'), array[tests.id('classmate'), tests.id('administrator')]) $$), 'done', 'C5 And adds them again');
select is(pg_temp.people('teacher', 'club'), 'Administrator, Classmate, Student, Teacher M', 'C5 They are in');
select is(tests.does('teacher', format('select public.add_chat_people(tests.id(''club''), array[tests.id(%L)])', name)), 'SF001 no_member', 'C5 But nobody else: ' || name)
  from unnest('{stranger,removed,newcomer,nobody}'::text[]) name;
select is(tests.does('teacher', $$ select public.remove_chat_person(tests.id('club'), tests.id('administrator')) $$), '42501', 'C5 An administrator is not a moderator''s to remove');
select is(pg_temp.logged('chat_person_removed'), 1, 'C5 Who was removed is in the log');
-- Under a rule
select is(tests.does('administrator', $$ select public.remove_chat_person(tests.id('news'), tests.id('student')) $$), 'done', 'C5 Somebody is removed from the chat of everybody');
select is(pg_temp.refusal('student', 'news'), null, 'C5 The rule does not bring them back');
select is(tests.does('student', $$ select public.join_chat(tests.id('news')) $$), 'SF003', 'C5 Nor do they themselves');
select tests.sign_in('student');
select is_empty($$ select from public.public_chats(tests.id('college')) where title = 'Новости' $$, 'C5 To whom it is not shown');
select tests.reset();
select is(tests.does('administrator', $$ select public.add_chat_people(tests.id('news'), array[tests.id('student')]) $$), 'done', 'C5 Until they are added again');
select is(pg_temp.refusal('student', 'news'), 'may', 'C5 Then they are in');
select is((select is_chosen from public.chat_members where chat_id = tests.id('news') and person_id = tests.id('student')), false, 'C5 By the rule');

-- Moderators
select is(tests.does('teacher', $$ select public.set_moderator(tests.id('club'), tests.id('student'), true) $$), 'done', 'C5 Somebody is made a moderator');
select is(tests.does('student', $$ select public.mute_person(tests.id('club'), tests.id('teacher'), 60) $$), 'SF001 moderator', 'C5 Moderators are not muted');
select is(tests.does('student', $$ select public.set_moderator(tests.id('club'), tests.id('student'), false) $$), 'done', 'C5 And may be one no more');
select is(pg_temp.logged('chat_moderator_added') + pg_temp.logged('chat_moderator_removed'), 2, 'C5 Both are in the log');
select is(tests.does('administrator', $$ select public.set_moderator(tests.id('news'), tests.id('teacher'), true) $$), 'done', 'C5 Also of whom a rule brings in');
select is(tests.does('teacher', $$ select public.mute_person(tests.id('news'), tests.id('administrator'), 60) $$), '42501', 'C5 Who has no say over administrators');

-- Muted
select is(tests.does('teacher', $$ select public.mute_person(tests.id('club'), tests.id('student'), 60) $$), 'done', 'C5 Somebody is muted');
select tests.sign_in('student');
select is((select wait_seconds between 3500 and 3600 from public.my_chats(chat => tests.id('club'))), true, 'C5 They know for how many seconds');
select tests.reset();
select is(pg_temp.writes('student', 'club'), 'SF006 muted', 'C5 They write nothing');
select is(pg_temp.refusal('student', 'club'), 'muted', 'C5 And know why');
select is(pg_temp.people('teacher', 'club'), 'Administrator, Classmate, Student muted, Teacher M', 'C5 A moderator sees it');
select is(pg_temp.people('classmate', 'club'), 'Administrator, Classmate, Student, Teacher M', 'C5 Others do not');
select is(pg_temp.people('student', 'club'), 'Administrator, Classmate, Student muted, Teacher M', 'C5 They themselves do');
select is(pg_temp.writes('classmate', 'club'), 'done', 'C5 Others write');
update private.chat_mutes set until = now() - interval '1 second' where true;
select is(pg_temp.writes('student', 'club'), 'done', 'C5 After the time they write again');
select tests.sign_in('student');
select public.send_message(tests.id('club'), tests.id('моё'), 'моё');
select tests.reset();
select tests.does('teacher', $$ select public.mute_person(tests.id('club'), tests.id('student'), null) $$);
select tests.sign_in('student');
select is((select wait_seconds from public.my_chats(chat => tests.id('club'))), null, 'C5 For good is no number');
select tests.reset();
select is(tests.does('student', $$ select public.edit_message(tests.id('моё'), 'правка') $$), 'SF006 muted', 'C5 Muted means no edits either');
select is(tests.does('student', $$ select public.send_message(tests.id('club'), tests.id('моё'), 'моё') $$), 'done', 'C11 What had arrived is not refused when it is sent again');
select is(tests.does('student', $$ select public.delete_message(tests.id('моё')) $$), 'done', 'C8 Taking back is allowed');
select is(tests.does('student', $$ select public.leave_chat(tests.id('club')) $$), 'done', 'C5 Leaving');
select is(tests.does('teacher', $$ select public.add_chat_people(tests.id('club'), array[tests.id('student')]) $$), 'done', 'C5 And coming back');
select is(pg_temp.writes('student', 'club'), 'SF006 muted', 'C5 Does not help');
select is(tests.does('teacher', $$ select public.mute_person(tests.id('club'), tests.id('student'), 0) $$), 'done', 'C5 Until it is ended');
select is(pg_temp.writes('student', 'club'), 'done', 'C5 Then they write');

-- Announcements
select is(pg_temp.edit('teacher', 'club', 'true, 0'), 'done', 'C5 Only moderators write now');
select is(pg_temp.writes('student', 'club'), 'SF006 announcement_only', 'C5 Others do not');
select is(pg_temp.refusal('student', 'club'), 'announcement_only', 'C5 And know why');
select is(pg_temp.writes('teacher', 'club'), 'done', 'C5 A moderator does');
select is(pg_temp.writes('administrator', 'club'), 'done', 'C5 So does an administrator who is in it');
select is(pg_temp.writes('stranger', 'club'), '42501', 'C5 A stranger learns nothing of it');

-- Slow mode
select is(pg_temp.edit('teacher', 'club', 'false, 60'), 'done', 'C5 Messages are slowed down');
update public.messages set created_at = now() - interval '2 minutes' where chat_id = tests.id('club');
select is(pg_temp.writes('student', 'club'), 'done', 'C5 One is written');
select is(pg_temp.writes('student', 'club'), 'SF006 slow_mode', 'C5 The next not at once');
select is(pg_temp.writes('classmate', 'club'), 'done', 'C5 Others are not slowed by it');
select is(pg_temp.writes('teacher', 'club') || pg_temp.writes('teacher', 'club'), 'donedone', 'C5 Nor moderators at all');
select tests.sign_in('student');
select is(
  (select wait_seconds between 50 and 61 from public.my_chats(chat => tests.id('club'))),
  true, 'C5 They know in how many seconds they may'
);
select tests.reset();
update public.messages set created_at = created_at - interval '61 seconds' where chat_id = tests.id('club');
select is(pg_temp.writes('student', 'club'), 'done', 'C5 And then do');

-- Editing
select is(pg_temp.edit('teacher', 'club', known => 1), 'SF002', 'C5 Who was slower is told');
select is(pg_temp.edit('teacher', 'club', more), 'SF001', 'C5 What cannot be is refused: ' || more)
  from unnest('{"null, 0","false, -1","false, 86401","false, null","false, 0, ''group''","false, 0, ''chosen'', true"}'::text[]) more;
select is(pg_temp.edit('teacher', 'club', 'false, 0, ''college'''), '42501', 'C1 A teacher does not make it the chat of everybody');
select is(pg_temp.edit('teacher', 'club', 'false, 0, ''teachers'''), 'done', 'C3 But of teachers');
select is(pg_temp.edit('administrator', 'news', 'false, 0, ''chosen'''), 'SF001', 'C1 A rule does not become a list');
select is(pg_temp.edit('administrator', 'news', 'false, 0, null, true'), 'SF001', 'C4 Nor do those who are in have to join');
delete from realtime.messages where true;
select set_config('sferum.broadcasts', '', true);
select is(pg_temp.edit('administrator', 'news'), 'done', 'C5 A new title');
select set_eq(
  $$ select topic, event from realtime.messages where topic not like 'admin:%' $$,
  $$ values ('chat:' || tests.id('news'), 'chat_changed'), ('college:' || tests.id('college'), 'chat_changed') $$,
  'C5 Is fetched by those who look'
);
select is((select version from public.chats where id = tests.id('news')), 2, 'C5 And is a new version');
select tests.write('news', 'teacher', 'слово');
select is((select version from public.chats where id = tests.id('news')), 2, 'C5 Which a message is not');

-- For administrators
select tests.sign_in('administrator');
select is((select count(*)::integer from public.college_chats(tests.id('college')) where can_manage and audience <> 'chosen'), 3, 'C5 Administrators manage what a rule fills');

-- What cannot be managed
select tests.reset();
select is(tests.does('teacher', $$ select public.add_chat_people(tests.id('club'), array(select gen_random_uuid() from generate_series(1, 501))) $$), 'SF001', 'C5 At most 500 people are added at once');
select tests.chat('two', 'personal', '{administrator, student}');
select is(
  array[tests.outcome('student', format('select public.%s', call)), tests.outcome('administrator', format('select public.%s', call))],
  array['42501', '42501'], 'C3 In a chat of two nobody manages, nor does an administrator who is one of them: ' || call
)
  from unnest(array[
    $$add_chat_people(tests.id('two'), array[tests.id('classmate')])$$,
    $$remove_chat_person(tests.id('two'), tests.id('student'))$$,
    $$set_moderator(tests.id('two'), tests.id('student'), true)$$,
    $$mute_person(tests.id('two'), tests.id('student'), 15)$$,
    $$edit_chat(tests.id('two'), 1, 'Двое', '', false, 0)$$,
    $$archive_chat(tests.id('two'))$$,
    $$restore_chat(tests.id('two'))$$
  ]) call;
select is(tests.does('teacher', $$ select public.set_moderator(tests.id('club'), tests.id('stranger'), true) $$) <> 'done', true, 'C5 Nobody moderates a chat that they are not in');
update public.chats set archived_at = now() where id = tests.id('club');
select is(tests.does('teacher', $$ select public.add_chat_people(tests.id('club'), array[tests.id('classmate')]) $$) <> 'done', true, 'C5 Nobody is added to an archive');
update public.chats set archived_at = null where id = tests.id('club');
select tests.sign_in('administrator');

-- A public chat with a moderator who could not have made it
select public.create_chat(tests.id('open chat'), tests.id('college'), 'other', 'Открытый', audience => 'college', is_public => true);
select tests.sign_in('student');
select public.join_chat(tests.id('open chat'));
select tests.sign_in('administrator');
select public.set_moderator(tests.id('open chat'), tests.id('student'), true);
select tests.reset();
select is(pg_temp.edit('student', 'open chat'), 'done', 'C5 A moderator edits what they could not have made');
select is(pg_temp.edit('student', 'open chat', 'false, 0, null, false'), '42501', 'C4 But does not bring the whole college into it');
select is(pg_temp.edit('administrator', 'open chat', 'false, 0, null, false'), 'done', 'C4 Which an administrator does');
-- How long, and how often
select tests.reset();
select tests.chat('managed chat', 'other', '{teacher, student, classmate}');
update public.chat_members set is_moderator = true where chat_id = tests.id('managed chat') and person_id = tests.id('teacher');
select is(
  tests.outcome('teacher', format('select public.mute_person(tests.id(''managed chat''), tests.id(''student''), %s)', minutes)), outcome,
  'C5 Muted for a year at most, else for good: ' || minutes
) from (values ('2147483647', 'SF001 minutes'), ('-1', 'SF001 minutes'), ('null', 'done')) cases (minutes, outcome);
select tests.reset();
select is(
  tests.does('teacher', $$ select public.mute_person(tests.id('managed chat'), tests.id('student'), 5) from generate_series(1, 601) $$), 'SF004',
  'C5 Whoever manages chats does so six hundred times an hour: each is a line in the log'
);

-- A chat of chosen people that is opened
select tests.reset();
delete from private.attempts where subject like 'chats managed by %';
select tests.person('quarrelsome', 'college', 'teacher');
select tests.chat('opened chat', 'other', '{teacher, quarrelsome, administrator}');
update public.chat_members set is_moderator = true where chat_id = tests.id('opened chat') and person_id = tests.id('teacher');
select is(
  tests.does('teacher', $$ select public.remove_chat_person(tests.id('opened chat'), tests.id('quarrelsome')) $$) || ', ' ||
    tests.does('teacher', $$
      select public.edit_chat(d.id, d.version, d.title, '', false, 0, 'teachers', false) from public.chat_details(tests.id('opened chat')) d
    $$),
  'done, done', 'C4 Teachers who have removed one open their chat to all teachers'
);
select is(
  private.is_participant(tests.id('opened chat'), tests.id('quarrelsome')) or tests.does('quarrelsome', $$ select public.join_chat(tests.id('opened chat')) $$) <> 'SF003',
  false, 'C5 Whoever was removed stays out'
);
select tests.does('teacher', $$ select public.add_chat_people(tests.id('opened chat'), array[tests.id('quarrelsome')]) $$);
select is(private.is_participant(tests.id('opened chat'), tests.id('quarrelsome')), true, 'C5 Until they are added');

select * from finish();
