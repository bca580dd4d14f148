select plan(36);

insert into world
  select tests.chat('friends', 'other', '{student, classmate, teacher}')
  union all select tests.person('late', 'college');
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('late'));
create function pg_temp.lesson(chat text) returns uuid
language sql security definer
as $$ select id from private.lessons where chat_id = tests.id(chat) order by started_at desc, id limit 1 $$;
create function pg_temp.starts(person text, chat text, kind text, more text default '') returns text
language sql
as $$ select tests.does(person, format('select public.start_lesson(%L, %L, ''audio''%s)', tests.id(chat), kind, more)) $$;
create function pg_temp.enters(person text, chat text) returns text
language sql
as $$ select tests.does(person, format('select public.enter_lesson(%L, %L, false)', pg_temp.lesson(chat), tests.id(person || ' page'))) $$;
create function pg_temp.declines(person text, chat text, busy boolean default false) returns text
language sql
as $$ select tests.does(person, format('select public.decline_call(%L, %L)', pg_temp.lesson(chat), busy)) $$;
create function pg_temp.calls(person text, chat text, people text[], everybody boolean default false) returns text
language sql
as $$ select tests.does(person, format('select public.call_to_lesson(%L, %L, %L)', pg_temp.lesson(chat), array(select tests.id(p) from unnest(people) p), everybody)) $$;
-- Whom the state shows as called.
create function pg_temp.called(chat text) returns text
language sql security definer
as $$
  select coalesce(string_agg(lower(p #>> '{person,surname}') || ' ' || (p ->> 'call'), ', ' order by p #>> '{person,surname}'), '')
  from private.lessons l, jsonb_array_elements(private.lesson_people_json(l)) p
  where l.id = pg_temp.lesson(chat) and p ->> 'call' is not null
$$;
-- Who is told something now, and forgets it.
create function pg_temp.told(event text) returns text
language plpgsql security definer
as $$
declare
  people text;
begin
  select coalesce(string_agg(lower(p.surname), ' ' order by lower(p.surname)), '') into people
    from realtime.messages m join public.profiles p on m.topic = 'user:' || p.id where m.event = told.event;
  delete from realtime.messages m where m.event = told.event;
  return people;
end
$$;
create function pg_temp.rings(person text) returns integer
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return jsonb_array_length(public.my_calls());
end
$$;
create function pg_temp.chosen(people text[]) returns text
language sql
as $$ select format(', people => %L', array(select tests.id(p) from unnest(people) p)) $$;

-- Who is called
select is(pg_temp.starts('teacher', 'group chat', 'lesson', pg_temp.chosen('{student, classmate, stranger, administrator, removed}')), 'done', 'L1 A lesson begins with calls');
select is(pg_temp.called('group chat'), 'classmate ringing, student ringing', 'L1 Who was chosen is called, others than participants are passed over');
select is(pg_temp.told('lesson_call'), 'classmate student', 'L1 And learns it in every window');
select is(pg_temp.rings('student') || ' ' || pg_temp.rings('late') || ' ' || pg_temp.rings('stranger'), '1 0 0', 'L1 It rings for nobody else');
select tests.sign_in('student');
select is(
  (select c #>> '{caller,surname}' || ' ' || (c ->> 'chat_title') || ' ' || (c ->> 'group_number') || ' ' || ((c ->> 'seconds')::integer between 1 and 45)
    from jsonb_array_elements(public.my_calls()) c),
  'Teacher group chat ИС-21 true', 'L1 With who calls, and to what'
);
select tests.reset();
select is(pg_temp.enters('late', 'group chat'), 'done', 'L1 Who was not chosen may come in as well');

-- What comes of it
select is(pg_temp.enters('student', 'group chat'), 'done', 'L1 Who comes in has answered');
select is(pg_temp.told('lesson_quiet'), 'student', 'L1 Which stops it in their other windows');
select is(pg_temp.declines('classmate', 'group chat'), 'done', 'L1 Who declines has too');
select is(pg_temp.told('lesson_quiet') || pg_temp.rings('classmate'), 'classmate0', 'L1 And it rings nowhere any more');
select tests.reset();
select is(pg_temp.called('group chat'), 'classmate declined, student joined', 'L1 All see what came of it');
select is(pg_temp.declines('student', 'group chat'), 'done', 'L1 Who has answered declines no more');
select is(pg_temp.called('group chat'), 'classmate declined, student joined', 'L1 Their answer stays');
select is(pg_temp.declines('stranger', 'group chat'), 'SF003', 'L1 Strangers decline nothing');

-- Called again, while it runs
select is(pg_temp.calls('student', 'group chat', '{classmate}'), '42501', 'L1 A student calls nobody to it');
select is(pg_temp.calls('stranger', 'group chat', '{classmate}'), 'SF003', 'L1 Nor does a stranger');
select is(pg_temp.calls('teacher', 'group chat', '{classmate, student}') || ' ' || pg_temp.called('group chat'), 'done classmate ringing, student joined', 'L1 Who leads it calls again who is not in it');
update private.lesson_people set called_at = called_at - interval '46 seconds' where true;
select is(pg_temp.called('group chat') || ' ' || pg_temp.rings('classmate'), 'classmate missed, student joined 0', 'L1 After 45 seconds it rings no longer');
select tests.reset();
select pg_temp.told('lesson_quiet');
select private.sweep_lessons();
select is(pg_temp.told('lesson_quiet') || ' ' || (select call from private.lesson_people where person_id = tests.id('classmate')), 'classmate missed', 'L1 And was missed');
select tests.sign_in('classmate');
select is(public.past_lessons(tests.id('group chat')) #>> '{0,my_call}', 'missed', 'L1 Which the chat shows to who missed it');
select tests.sign_in('student');
select is(public.past_lessons(tests.id('group chat')) #>> '{0,my_call}' || ' ' || (public.past_lessons(tests.id('group chat')) #>> '{0,was_in}'), 'joined true', 'L1 And to others what they did');
select is(tests.outcome('stranger', format('select public.past_lessons(%L)', tests.id('group chat'))), 'SF003', 'L1 Strangers see nothing of it');
select tests.reset();

-- Busy
select pg_temp.told('lesson_call');
select is(pg_temp.starts('classmate', 'friends', 'call', pg_temp.chosen('{student, teacher}')), 'done', 'L1 Somebody calls who is in a lesson');
select is(pg_temp.called('friends') || ' ' || pg_temp.told('lesson_call'), 'student busy, teacher ringing teacher', 'L1 They are busy, and it does not ring for them');
select is(pg_temp.declines('teacher', 'friends', true) || ' ' || pg_temp.called('friends'), 'done student busy, teacher busy', 'L1 Whoever is kept says so themselves');

-- Everybody
select is(pg_temp.calls('classmate', 'friends', '{}', true), '42501', 'L1 Who may not mention everybody does not call everybody');
select pg_temp.told('lesson_call');
select is(pg_temp.calls('teacher', 'group chat', '{}', true) || ' ' || pg_temp.told('lesson_call'), 'done classmate', 'L1 Who may calls all who are not in it');
savepoint large;
insert into world select tests.person('guest ' || n, 'college') from generate_series(1, 500) n;
insert into public.chat_members (chat_id, person_id) select tests.id('group chat'), tests.id('guest ' || n) from generate_series(1, 500) n;
select is(pg_temp.calls('teacher', 'group chat', '{}', true), 'SF001 too_many', 'L1 But not a crowd');
select is(pg_temp.calls('teacher', 'group chat', array(select 'guest ' || n from generate_series(1, 101) n)), 'SF001 too_many', 'L1 Nor more than a hundred who are chosen');
rollback to large;
update public.chats set announcement_only = true where id = tests.id('group chat');
select is(pg_temp.calls('teacher', 'group chat', '{classmate}'), 'SF006 announcement_only', 'L1 Where only moderators write only they call');
update public.chats set announcement_only = false where id = tests.id('group chat');

-- Quiet
select tests.sign_in('student');
select public.pause_chat(tests.id('personal chat'), 'hour');
select tests.reset();
select pg_temp.told('lesson_call');
select tests.does('student', format('select public.leave_lesson(%L, %L)', pg_temp.lesson('group chat'), tests.id('student page')));
select is(pg_temp.starts('teacher', 'personal chat', 'call', ', everybody => true') || ' ' || pg_temp.called('personal chat'), 'done student ringing', 'C14 In a chat of two one calls the other');
select is(pg_temp.told('lesson_call') || pg_temp.rings('student'), '0', 'C7 Who has paused the chat is called in no window');
select tests.reset();
select is(tests.does('student', format('select public.end_lesson(%L)', pg_temp.lesson('personal chat'))), 'done', 'C14 Both hang up');
select tests.sign_in('teacher');
select is(public.past_lessons(tests.id('personal chat')) #>> '{0,peer_call}', 'missed', 'C14 Who called sees that it was missed');

-- Who was removed
select tests.reset();
update private.lesson_people set is_out = true where person_id = tests.id('late');
select pg_temp.told('lesson_call');
select is(pg_temp.calls('teacher', 'group chat', '{late}') || pg_temp.told('lesson_call'), 'done', 'L5 Who was removed from a lesson is not called to it');
select is(pg_temp.starts('late', 'group chat', 'call'), '42501', 'L5 Nor begins it anew');

select * from finish();
