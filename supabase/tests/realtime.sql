select plan(56);

-- Realtime asks so at joining: it sets the topic and looks whether the person sees a row, and may add one.
create function pg_temp.receives(topic text) returns boolean
language plpgsql
as $$
begin
  perform set_config('realtime.topic', topic, true);
  return exists (select from realtime.messages);
end
$$;
create function pg_temp.sends(topic text, extension text default 'broadcast') returns boolean
language plpgsql
as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (topic, extension, event, payload, private)
    values (topic, extension, 'test', '{}', true);
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
create function pg_temp.sent(topic text, event text) returns setof jsonb
language sql
as $$ select m.payload from realtime.messages m where m.topic = sent.topic and m.event = sent.event $$;

-- Who receives, who sends
select tests.sign_in('student');
select ok(pg_temp.receives('user:' || tests.id('student')), 'A person receives what concerns them');
select ok(not pg_temp.receives('user:' || tests.id('teacher')), 'But not what concerns another');
select ok(not pg_temp.sends('user:' || tests.id('student')), 'Nobody sends there, not even themselves');
select ok(not pg_temp.sends('user:' || tests.id('teacher')), 'Nor to another');
select ok(pg_temp.receives('chat:' || tests.id('group chat')), 'A participant receives their chat');
select ok(pg_temp.receives('chat:' || tests.id('closed chat')), 'Also a closed one');
select ok(not pg_temp.receives('chat:' || tests.id('other chat')), 'But no chat of others');
select ok(not pg_temp.receives('chat:' || tests.id('foreign chat')), 'And none of another college');
select ok(not pg_temp.sends('chat:' || tests.id('group chat')), 'Only the database sends in a chat');
select ok(not pg_temp.sends('college:' || tests.id('college')), 'Nor in a college');
select ok(not pg_temp.sends('chat:' || tests.id('group chat'), 'presence'), 'C7 Nor as present, under the key of whomever they like');
select ok(not pg_temp.sends('college:' || tests.id('college'), 'presence'), 'C7 Anywhere');

select is_empty(
  $$
    select topic from unnest(array[
      '', 'chat', 'chat:', 'user:', 'CHAT:' || tests.id('group chat'), 'chat:' || upper(tests.id('group chat')::text),
      'chat:' || tests.id('group chat') || ' ', ' chat:' || tests.id('group chat'), 'chat:' || tests.id('group chat') || E'\n',
      'xchat:' || tests.id('group chat'), 'chat:' || tests.id('group chat') || ':x', 'chat:{' || tests.id('group chat') || '}',
      'chat:' || replace(tests.id('group chat')::text, '-', ''), 'chat:''; drop table public.messages; --', 'chat:' || repeat('a', 255),
      'realtime:chat:' || tests.id('group chat'), 'user:%', 'online:*', 'chat:null'
    ]) topic
    where pg_temp.receives(topic) or pg_temp.sends(topic)
  $$,
  'A topic that is not written exactly so is nobody''s'
);

select tests.sign_in('removed');
select ok(not pg_temp.receives('chat:' || tests.id('group chat')), 'Who was removed from the college receives no chat');
select ok(pg_temp.receives('user:' || tests.id('removed')), 'They still receive what concerns them');

select tests.sign_in('stranger');
select ok(not pg_temp.receives('chat:' || tests.id('group chat')), 'A stranger receives no chat of ours');
select tests.sign_in('administrator');
select ok(not pg_temp.receives('chat:' || tests.id('personal chat')), 'An administrator receives no chat of others');

select tests.sign_out();
select ok(not pg_temp.receives('chat:' || tests.id('group chat')), 'Anonymous people receive nothing');
select ok(not pg_temp.receives('user:' || tests.id('student')), 'Of anybody');
select ok(not pg_temp.sends('chat:' || tests.id('group chat')), 'And send nothing');
select tests.reset();
select set_config('request.jwt.claims', '{"role": "authenticated"}', true), set_config('role', 'authenticated', true);
select ok(not pg_temp.receives('user:'), 'A token without a person receives nothing');

-- What the database broadcasts
select tests.reset();
delete from realtime.messages where true;
select tests.sign_in('student');
insert into public.messages (id, chat_id, body) values (tests.id('новое'), tests.id('group chat'), 'новое');
select set_config('role', 'none', true);
select results_eq(
  $$ select sent - 'id' from pg_temp.sent('chat:' || tests.id('group chat'), 'message') sent $$,
  $$ select jsonb_build_object('message', public.chat_page(tests.id('group chat'), size => 1) #> '{messages,0}', 'last_change', 0) $$,
  'A message is sent to its chat as it is read there'
);
select tests.reset();
select is_empty('select from realtime.messages where not private', 'Nothing is sent publicly');
select is_empty(
  $$ select pg_temp.sent('chat:' || tests.id('group chat'), 'read') $$,
  'That its author has read it is not sent as well'
);

select tests.sign_in('classmate');
select public.mark_read(tests.id('group chat'), seq) from unnest('{2,1}'::bigint[]) seq;
select tests.reset();
select results_eq(
  $$ select sent from pg_temp.sent('chat:' || tests.id('group chat'), 'read') sent $$,
  $$ select jsonb_build_object('chat_id', tests.id('group chat'), 'person_id', tests.id('classmate'), 'seq', 2, 'id', sent -> 'id')
     from pg_temp.sent('chat:' || tests.id('group chat'), 'read') sent $$,
  'How far somebody has read is sent'
);
select is(
  (select count(*)::integer from pg_temp.sent('chat:' || tests.id('group chat'), 'read')), 1,
  'Once, and not when nothing moved'
);

insert into public.chat_members (chat_id, person_id) values (tests.id('other chat'), tests.id('student'));
select is(
  (select sent ->> 'chat_id' from pg_temp.sent('user:' || tests.id('student'), 'chat_added') sent), tests.id('other chat')::text,
  'Who is added to a chat learns of it'
);
delete from public.chat_members where chat_id = tests.id('other chat') and person_id = tests.id('student');
select is(
  (select sent ->> 'chat_id' from pg_temp.sent('user:' || tests.id('student'), 'chat_removed') sent), tests.id('other chat')::text,
  'Who is removed from one too'
);
select is_empty(
  $$ select pg_temp.sent('user:' || tests.id('teacher'), event) from unnest(array['chat_added', 'chat_removed']) event $$,
  'Others do not'
);

delete from realtime.messages where true;
select tests.sign_in('student');
insert into public.messages (id, chat_id, body) values (tests.id('новое'), tests.id('group chat'), 'новое') on conflict do nothing;
select throws_ok($$ insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('group chat'), ' ') $$, '23514');
select tests.reset();
select is_empty('select from realtime.messages', 'What was not written is not sent');

-- Colleges
create function pg_temp.mind() returns void
language sql
as $$
  delete from realtime.messages where true;
  select set_config('sferum.broadcasts', '', true);
$$;
create function pg_temp.college_receives(name text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(name);
  return concat_ws(' ',
    case when pg_temp.receives('college:' || tests.id('college')) then 'college' end,
    case when pg_temp.receives('admin:' || tests.id('college')) then 'admin' end,
    case when pg_temp.sends('college:' || tests.id('college')) or pg_temp.sends('admin:' || tests.id('college')) then 'sends' end
  );
end
$$;
select private.broadcast('test', 'test');
select is(pg_temp.college_receives('administrator'), 'college admin', 'A5 Administrators receive their college, and what concerns them');
select is(pg_temp.college_receives('student'), 'college', 'A5 Members receive their college only');
select is(pg_temp.college_receives('removed'), '', 'A5 Who was removed receives neither');
select is(pg_temp.college_receives('stranger'), '', 'A5 Nor does an administrator of another college');
select is(pg_temp.college_receives('newcomer'), '', 'A5 Nor does who belongs to none');

select tests.reset();
select pg_temp.mind();
update public.memberships set is_admin = true where person_id = tests.id('teacher');
select results_eq(
  $$ select topic, event, payload - 'id' from realtime.messages order by topic $$,
  $$ values
    ('college:' || tests.id('college'), 'person_changed', jsonb_build_object('person_id', tests.id('teacher'))),
    ('user:' || tests.id('teacher'), 'membership', jsonb_build_object('college_id', tests.id('college'))) $$,
  'A5 Who gets another right receives it at once; others receive that there is something new, and no more'
);
select pg_temp.mind();
update public.groups set title = 'Системы' where id = tests.id('group');
select results_eq(
  $$ select topic, event, payload - 'id' from realtime.messages $$,
  $$ values ('college:' || tests.id('college'), 'group_changed', jsonb_build_object('group_id', tests.id('group'))) $$,
  'A6 Members receive that a group changed'
);
select pg_temp.mind();
update public.profiles set surname = 'Новая' where id = tests.id('student');
select is(
  (select count(*)::integer from pg_temp.sent('college:' || tests.id('college'), 'person_changed')), 1, 'A new name is sent to the college'
);
select is((select count(*)::integer from pg_temp.sent('user:' || tests.id('student'), 'profile')), 1, 'R3 And to its owner, who may have it open elsewhere');
select is(
  (select sent - 'id' from pg_temp.sent('chat:' || tests.id('group chat'), 'person_changed') sent), jsonb_build_object('person_id', tests.id('student')),
  'C5 And to those who have a chat open in which it stands, who ask for it themselves'
);
select pg_temp.mind();
update public.profiles set surname = 'Новая' where id = tests.id('student');
select is_empty('select from realtime.messages', 'R3 The same name again is no news');
savepoint before_erasing;
delete from public.profiles where id = tests.id('student');
select is(
  (select sent - 'id' from pg_temp.sent('chat:' || tests.id('group chat'), 'person_changed') sent), jsonb_build_object('person_id', tests.id('student')),
  'A12 That somebody was erased is sent where they wrote'
);
rollback to before_erasing;
select pg_temp.mind();
select private.broadcast('college:' || tests.id('college'), 'person_changed', jsonb_build_object('person_id', n), '{"person_id": null}')
  from generate_series(1, 100) n;
select is((select count(*)::integer from realtime.messages), 41, 'A10 A crowd is sent as one event');

-- Who has lost a chat
select pg_temp.mind();
update public.memberships set left_at = now() where person_id = tests.id('classmate');
select set_eq(
  $$ select payload ->> 'chat_id' from realtime.messages where topic = 'user:' || tests.id('classmate') and event = 'chat_removed' $$,
  $$ values (tests.id('college chat')::text), (tests.id('group chat')::text) $$,
  'A5 Who is removed receives that their chats are closed to them'
);
select tests.write('group chat', 'teacher', 'тайна');
select is_empty($$ select pg_temp.sent('chat:' || tests.id('group chat'), 'message') $$, 'A5 What is written then is not sent on a topic that they may still receive');
select is(
  (select sent - 'id' from pg_temp.sent('chat:' || tests.id('group chat'), 'written') sent),
  jsonb_build_object('chat_id', tests.id('group chat'), 'seq', (select last_seq from public.chats where id = tests.id('group chat')), 'last_change', 0),
  'A5 Only that there is something to fetch'
);
select pg_temp.mind();
update public.messages set body = 'тайна, исправлено' where id = tests.id('тайна');
update public.messages set body = '', deleted_at = now() where id = tests.id('второе');
select tests.reset();
select is_empty($$ select pg_temp.sent('chat:' || tests.id('group chat'), 'change') $$, 'C11 Nor is what is changed then');
select results_eq(
  $$ select sent - 'id' from pg_temp.sent('chat:' || tests.id('group chat'), 'written') sent order by sent -> 'last_change' $$,
  $$
    select jsonb_build_object('chat_id', c.id, 'seq', c.last_seq, 'last_change', n)
    from public.chats c, generate_series(1, 2) n where c.id = tests.id('group chat')
  $$,
  'C11 Only that there is something to fetch'
);
select is_empty($$ select from realtime.messages where payload::text like '%тайна%' $$, 'A5 The words are nowhere');
select tests.write('personal chat', 'teacher', 'далеко');
select is((select count(*)::integer from pg_temp.sent('chat:' || tests.id('personal chat'), 'message')), 1, 'Other chats go on as before');
update private.withheld_topics set until = now() - interval '1 second' where true;
select tests.write('group chat', 'teacher', 'снова');
select is(
  (select count(*)::integer from pg_temp.sent('chat:' || tests.id('group chat'), 'message')), 1, 'After an hour the chat does too'
);
select pg_temp.mind();
update public.memberships set left_at = null where person_id = tests.id('classmate');
select is(
  (select count(*)::integer from pg_temp.sent('user:' || tests.id('classmate'), 'chat_added')), 2, 'Who is let in again receives that they are open'
);
delete from public.chat_members where chat_id = tests.id('other chat') and person_id = tests.id('teacher');
select ok(private.is_topic_withheld(tests.id('other chat')), 'The same holds for who is removed from one chat only');

-- Whoever lost their rights may receive these topics until their token ends, an hour at most: nothing on them is worth receiving.
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
  tests.id('college'), version, 'Другой', 'Др', 'Россия', 'Томск', '', '', '', 'Europe/Moscow', '', 24
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
  'A5 A good deal is sent to a college and its administrators'
);
select is_empty(
  $$
    select topic, event, payload from realtime.messages
    where topic ~ '^(admin|college|user):' and exists (
      select from jsonb_each_text(payload) sent where sent.value !~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+)$'
    )
  $$,
  'A5 But of what changed only the ids'
);

select * from finish();
