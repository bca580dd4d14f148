select plan(68);

-- Realtime asks so at joining: it sets the topic and looks whether the person sees a row, and may add one.
create function pg_temp.hears(topic text) returns boolean
language plpgsql
as $$
begin
  perform set_config('realtime.topic', topic, true);
  return exists (select from realtime.messages);
end
$$;
create function pg_temp.speaks(topic text, extension text default null) returns boolean
language plpgsql
as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (topic, extension, event, payload, private)
    values (topic, coalesce(extension, case when topic like 'online:%' then 'presence' else 'broadcast' end), 'test', '{}', true);
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
create function pg_temp.told(topic text, event text) returns setof jsonb
language sql
as $$ select m.payload from realtime.messages m where m.topic = told.topic and m.event = told.event $$;

-- Who hears, who speaks
select tests.sign_in('student');
select ok(pg_temp.hears('user:' || tests.id('student')), 'A person hears what concerns him');
select ok(not pg_temp.hears('user:' || tests.id('teacher')), 'But not what concerns another');
select ok(not pg_temp.speaks('user:' || tests.id('student')), 'Nobody speaks there, not even himself');
select ok(not pg_temp.speaks('user:' || tests.id('teacher')), 'Nor to another');
select ok(pg_temp.hears('chat:' || tests.id('group chat')), 'A participant hears his chat');
select ok(pg_temp.hears('chat:' || tests.id('closed chat')), 'Also a closed one');
select ok(not pg_temp.hears('chat:' || tests.id('other chat')), 'But no chat of others');
select ok(not pg_temp.hears('chat:' || tests.id('foreign chat')), 'And none of another college');
select ok(not pg_temp.speaks('chat:' || tests.id('group chat')), 'Only the database speaks in a chat');
select ok(pg_temp.hears('typing:' || tests.id('group chat')), 'C7 A participant hears who types');
select ok(pg_temp.speaks('typing:' || tests.id('group chat')), 'C7 And tells that he does');
select ok(not pg_temp.hears('typing:' || tests.id('other chat')), 'C7 Not where others talk');
select ok(not pg_temp.speaks('typing:' || tests.id('other chat')), 'C7 Neither way');
select ok(not pg_temp.speaks('typing:' || tests.id('closed chat')), 'C7 Nobody types where nobody can write');
select ok(not pg_temp.speaks('typing:' || tests.id('archived chat')), 'C7 Nor in an archive');
select ok(pg_temp.hears('online:' || tests.id('college')), 'C7 A member sees who of his college is here');
select ok(pg_temp.speaks('online:' || tests.id('college')), 'C7 And is seen');
select ok(not pg_temp.speaks('online:' || tests.id('college'), 'broadcast'), 'C7 But calls out nothing to all who are there');
select ok(not pg_temp.speaks('typing:' || tests.id('group chat'), 'presence'), 'C7 Where people type nobody is counted');
select ok(not pg_temp.speaks('chat:' || tests.id('group chat'), 'presence'), 'C7 Nor where the database speaks');
select ok(not pg_temp.hears('online:' || tests.id('other college')), 'C7 Not in another college');
select ok(not pg_temp.speaks('online:' || tests.id('other college')), 'C7 Neither way');

select is_empty(
  $$
    select topic from unnest(array[
      '', 'chat', 'chat:', 'user:', 'CHAT:' || tests.id('group chat'), 'chat:' || upper(tests.id('group chat')::text),
      'chat:' || tests.id('group chat') || ' ', ' chat:' || tests.id('group chat'), 'chat:' || tests.id('group chat') || E'\n',
      'xchat:' || tests.id('group chat'), 'chat:' || tests.id('group chat') || ':x', 'chat:{' || tests.id('group chat') || '}',
      'chat:' || replace(tests.id('group chat')::text, '-', ''), 'chat:''; drop table public.messages; --', 'chat:' || repeat('a', 255),
      'realtime:chat:' || tests.id('group chat'), 'user:%', 'online:*', 'chat:null'
    ]) topic
    where pg_temp.hears(topic) or pg_temp.speaks(topic)
  $$,
  'A topic that is not written exactly so is nobody''s'
);

select tests.sign_in('removed');
select ok(not pg_temp.hears('chat:' || tests.id('group chat')), 'Who was removed from the college hears no chat');
select ok(not pg_temp.speaks('typing:' || tests.id('group chat')), 'He types nowhere');
select ok(not pg_temp.hears('online:' || tests.id('college')), 'He does not see who is here');
select ok(pg_temp.hears('user:' || tests.id('removed')), 'He still hears what concerns himself');

select tests.sign_in('stranger');
select ok(not pg_temp.hears('chat:' || tests.id('group chat')), 'A stranger hears no chat of ours');
select ok(not pg_temp.hears('online:' || tests.id('college')), 'Nor who is here');
select tests.sign_in('administrator');
select ok(not pg_temp.hears('chat:' || tests.id('personal chat')), 'An administrator hears no chat of others');

select tests.sign_out();
select ok(not pg_temp.hears('chat:' || tests.id('group chat')), 'Anonymous people hear nothing');
select ok(not pg_temp.hears('user:' || tests.id('student')), 'Of anybody');
select ok(not pg_temp.speaks('online:' || tests.id('college')), 'And say nothing');
select tests.reset();
select set_config('request.jwt.claims', '{"role": "authenticated"}', true), set_config('role', 'authenticated', true);
select ok(not pg_temp.hears('user:'), 'A token without a person hears nothing');

-- What the database tells
select tests.reset();
delete from realtime.messages where true;
select tests.sign_in('student');
insert into public.messages (id, chat_id, body) values (tests.id('новое'), tests.id('group chat'), 'новое');
select tests.reset();
select results_eq(
  $$
    select told ->> 'id', told ->> 'chat_id', told ->> 'seq', told ->> 'author_id', told ->> 'body', told ->> 'surname', told ->> 'name'
    from pg_temp.told('chat:' || tests.id('group chat'), 'message') told
  $$,
  $$ values (tests.id('новое')::text, tests.id('group chat')::text, '4', tests.id('student')::text, 'новое', 'Student', 'Тест') $$,
  'A message is told to its chat, with the name of its author'
);
select is(
  (select (told ->> 'created_at')::timestamptz from pg_temp.told('chat:' || tests.id('group chat'), 'message') told),
  (select created_at from public.messages where id = tests.id('новое')), 'And with its time'
);
select is_empty('select from realtime.messages where not private', 'Nothing is told publicly');
select is_empty(
  $$ select pg_temp.told('chat:' || tests.id('group chat'), 'read') $$,
  'That its author has read it is not told besides'
);

select tests.sign_in('classmate');
update public.chat_members set read_seq = 2 where chat_id = tests.id('group chat') and person_id = auth.uid();
update public.chat_members set read_seq = 1 where chat_id = tests.id('group chat') and person_id = auth.uid();
select tests.reset();
select results_eq(
  $$ select told from pg_temp.told('chat:' || tests.id('group chat'), 'read') told $$,
  $$ select jsonb_build_object('chat_id', tests.id('group chat'), 'person_id', tests.id('classmate'), 'seq', 2, 'id', told -> 'id')
     from pg_temp.told('chat:' || tests.id('group chat'), 'read') told $$,
  'How far somebody has read is told'
);
select is(
  (select count(*)::integer from pg_temp.told('chat:' || tests.id('group chat'), 'read')), 1,
  'Once, and not when nothing moved'
);

insert into public.chat_members (chat_id, person_id) values (tests.id('other chat'), tests.id('student'));
select is(
  (select told ->> 'chat_id' from pg_temp.told('user:' || tests.id('student'), 'chat_added') told), tests.id('other chat')::text,
  'Who is added to a chat hears of it'
);
delete from public.chat_members where chat_id = tests.id('other chat') and person_id = tests.id('student');
select is(
  (select told ->> 'chat_id' from pg_temp.told('user:' || tests.id('student'), 'chat_removed') told), tests.id('other chat')::text,
  'Who is removed from one too'
);
select is_empty(
  $$ select pg_temp.told('user:' || tests.id('teacher'), event) from unnest(array['chat_added', 'chat_removed']) event $$,
  'Others do not'
);

delete from realtime.messages where true;
select tests.sign_in('student');
insert into public.messages (id, chat_id, body) values (tests.id('новое'), tests.id('group chat'), 'новое') on conflict do nothing;
select throws_ok($$ insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('group chat'), ' ') $$, '23514');
select tests.reset();
select is_empty('select from realtime.messages', 'What was not written is not told');

-- Colleges
create function pg_temp.mind() returns void
language sql
as $$
  delete from realtime.messages where true;
  select set_config('sferum.told', '', true);
$$;
create function pg_temp.college_hears(name text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(name);
  return concat_ws(' ',
    case when pg_temp.hears('college:' || tests.id('college')) then 'college' end,
    case when pg_temp.hears('admin:' || tests.id('college')) then 'admin' end,
    case when pg_temp.speaks('college:' || tests.id('college')) or pg_temp.speaks('admin:' || tests.id('college')) then 'speaks' end
  );
end
$$;
select private.tell('test', 'test');
select is(pg_temp.college_hears('administrator'), 'college admin', 'A5 Administrators hear their college, and what concerns them');
select is(pg_temp.college_hears('student'), 'college', 'A5 Members hear their college only');
select is(pg_temp.college_hears('removed'), '', 'A5 Who was removed hears neither');
select is(pg_temp.college_hears('stranger'), '', 'A5 Nor does an administrator of another college');
select is(pg_temp.college_hears('newcomer'), '', 'A5 Nor does who belongs to none');

select tests.reset();
select pg_temp.mind();
update public.memberships set is_admin = true where person_id = tests.id('teacher');
select results_eq(
  $$ select topic, event, payload - 'id' from realtime.messages order by topic $$,
  $$ values
    ('college:' || tests.id('college'), 'person_changed', jsonb_build_object('person_id', tests.id('teacher'))),
    ('user:' || tests.id('teacher'), 'membership', jsonb_build_object('college_id', tests.id('college'))) $$,
  'A5 Who gets another right hears it at once; others hear that there is something new, and no more'
);
select pg_temp.mind();
update public.groups set title = 'Системы' where id = tests.id('group');
select results_eq(
  $$ select topic, event, payload - 'id' from realtime.messages $$,
  $$ values ('college:' || tests.id('college'), 'group_changed', jsonb_build_object('group_id', tests.id('group'))) $$,
  'A6 Members hear that a group changed'
);
select pg_temp.mind();
update public.profiles set surname = 'Новая' where id = tests.id('student');
select is(
  (select count(*)::integer from pg_temp.told('college:' || tests.id('college'), 'person_changed')), 1, 'A new name is told to the college'
);
select is((select count(*)::integer from pg_temp.told('user:' || tests.id('student'), 'profile')), 1, 'R3 And to its owner, who may have it open elsewhere');
select is(
  (select told - 'id' from pg_temp.told('chat:' || tests.id('group chat'), 'person_changed') told), jsonb_build_object('person_id', tests.id('student')),
  'C5 And to those who have a chat open in which it stands, who ask for it themselves'
);
select pg_temp.mind();
update public.profiles set surname = 'Новая' where id = tests.id('student');
select is_empty('select from realtime.messages', 'R3 The same name again is no news');
savepoint before_erasing;
delete from public.profiles where id = tests.id('student');
select is(
  (select told - 'id' from pg_temp.told('chat:' || tests.id('group chat'), 'person_changed') told), jsonb_build_object('person_id', tests.id('student')),
  'A12 That somebody was erased is told where he wrote'
);
rollback to before_erasing;
select pg_temp.mind();
select private.tell('college:' || tests.id('college'), 'person_changed', jsonb_build_object('person_id', n), '{"person_id": null}')
  from generate_series(1, 100) n;
select is((select count(*)::integer from realtime.messages), 41, 'A10 A crowd is told as one event');

-- Who has lost a chat
select pg_temp.mind();
update public.memberships set left_at = now() where person_id = tests.id('classmate');
select set_eq(
  $$ select payload ->> 'chat_id' from realtime.messages where topic = 'user:' || tests.id('classmate') and event = 'chat_removed' $$,
  $$ values (tests.id('college chat')::text), (tests.id('group chat')::text) $$,
  'A5 Who is removed hears that his chats are closed to him'
);
select tests.write('group chat', 'teacher', 'тайна');
select is_empty($$ select pg_temp.told('chat:' || tests.id('group chat'), 'message') $$, 'A5 What is written then is not told on a topic that he may still hear');
select is(
  (select told - 'id' from pg_temp.told('chat:' || tests.id('group chat'), 'written') told),
  jsonb_build_object('chat_id', tests.id('group chat'), 'seq', (select last_seq from public.chats where id = tests.id('group chat'))),
  'A5 Only that there is something to fetch'
);
select is_empty($$ select from realtime.messages where payload::text like '%тайна%' $$, 'A5 The words are nowhere');
select tests.write('personal chat', 'teacher', 'далеко');
select is((select count(*)::integer from pg_temp.told('chat:' || tests.id('personal chat'), 'message')), 1, 'Other chats go on as before');
update private.unsafe_topics set until = now() - interval '1 second' where true;
select tests.write('group chat', 'teacher', 'снова');
select is(
  (select count(*)::integer from pg_temp.told('chat:' || tests.id('group chat'), 'message')), 1, 'After an hour the chat does too'
);
select pg_temp.mind();
update public.memberships set left_at = null where person_id = tests.id('classmate');
select is(
  (select count(*)::integer from pg_temp.told('user:' || tests.id('classmate'), 'chat_added')), 2, 'Who is let in again hears that they are open'
);
delete from public.chat_members where chat_id = tests.id('other chat') and person_id = tests.id('teacher');
select ok(private.is_unsafe_topic(tests.id('other chat')), 'The same holds for who is removed from one chat only');

-- Whoever lost his rights may hear these topics until his token ends, an hour at most: nothing on them is worth hearing.
delete from realtime.messages where true;
select tests.sign_in('newcomer');
select public.request_to_join(tests.id('college'), 'student', 'ИС-21');
select public.ask_administration(tests.id('college'), gen_random_uuid(), 'Вопрос');
select tests.sign_in('administrator');
select public.answer_inquiry((select id from public.inquiries), gen_random_uuid(), 'Ответ');
select public.assign_inquiry((select id from public.inquiries), null, auth.uid());
select public.close_inquiry((select id from public.inquiries));
select public.create_invitation(tests.id('college'), 'student', tests.id('group'));
select public.revoke_invitation((select id from public.invitations));
select public.create_group(tests.id('college'), 'Н-1', 'Новая', 2026, 2030);
select public.add_group_teacher(tests.id('group'), '{Физика}', tests.id('teacher'));
select public.update_college(
  tests.id('college'), version, 'Другой', 'Др', 'Россия', 'Томск', '', '', '', 'Europe/Moscow', ''
) from public.colleges where id = tests.id('college');
select public.admit_request((select id from public.college_requests(tests.id('college'))), 'student', tests.id('group'));
update public.profiles set surname = 'Новая' where id = auth.uid();
select public.import_people(tests.id('college'), '[{"surname": "Иванов", "name": "Пётр", "phone": "79990001234", "role": "студент"}]', false);
select public.remove_member(tests.id('college'), tests.id('newcomer'));
select tests.reset();
select set_eq(
  $$ select distinct split_part(topic, ':', 1) || ' ' || event from realtime.messages where topic ~ '^(admin|college):' $$,
  $$
    values ('admin requests_changed'), ('admin inquiry'), ('admin invitation'), ('admin log_changed'),
      ('college person_changed'), ('college group_changed'), ('college college_changed')
  $$,
  'A5 A good deal is told to a college and its administrators'
);
select is_empty(
  $$
    select topic, event, payload from realtime.messages
    where topic ~ '^(admin|college|user):' and exists (
      select from jsonb_each_text(payload) told where told.value !~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+)$'
    )
  $$,
  'A5 But of what changed only the ids'
);

select * from finish();
