select plan(43);

create function pg_temp.call(person text, what text, chat text, more text default '') returns text
language sql
as $$ select tests.does(person, format('select public.%s(%L%s)', what, tests.id(chat), more)) $$;
create function pg_temp.pinned(person text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return (select string_agg(c.title || c.kind, ', ' order by s.pin_rank)
    from public.my_chat_settings() s join public.my_chats() c on c.id = s.chat_id where s.pin_rank is not null);
end
$$;
create function pg_temp.told(person text) returns bigint
language sql security definer
as $$ select count(*) from realtime.messages where topic = 'user:' || tests.id(person) and event = 'chat_settings' $$;

-- Who sets what
select results_eq(
  format($$
    select person, pg_temp.call(person, %L, 'group chat') from unnest(
      '{student, teacher, classmate, administrator, removed, newcomer, stranger, nobody, service}'::text[]
    ) person
  $$, act),
  $$
    values ('student', 'done'), ('teacher', 'done'), ('classmate', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'),
      ('newcomer', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C12 Participants have settings of their own: ' || act
) from unnest('{pause_chat, pin_chat, unpin_chat, mark_unread}'::text[]) act;
select is(tests.does('student', 'select public.pause_chat(null)'), 'SF003', 'C12 Nobody sets anything for no chat');
select is(pg_temp.call('student', 'pause_chat', 'closed chat', $$, 'ever'$$), 'done', 'C12 A chat that can only be read is paused as well');
select results_eq(
  $$
    select change from unnest(array[
      'insert into public.chat_settings (person_id, chat_id) values (auth.uid(), tests.id(''group chat''))',
      'update public.chat_settings set pin_rank = 1 where true', 'delete from public.chat_settings where true'
    ]) change, unnest('{student, administrator, stranger, nobody}'::text[]) person where tests.does(person, change) <> '42501'
  $$, 'select null::text where false', 'C12 There is no other way to set them'
);

-- Who sees it
select tests.sign_out();
select tests.refused('select from public.chat_settings', 'C12 Anonymous people see no settings');
select tests.refused('select public.my_chat_settings()', 'C12 Nor ask for them');
select tests.sign_in('teacher');
select is_empty($$ select from public.chat_settings where person_id <> auth.uid() $$, 'C12 Nobody sees what others have set');
select isnt_empty('select from public.chat_settings', 'C12 Everybody sees their own');
select tests.sign_in('administrator');
select is_empty('select from public.chat_settings', 'C12 Nor does an administrator see others');
select is_empty('select from public.my_chat_settings()', 'C12 Who has set nothing has nothing');
select tests.sign_in('stranger');
select is_empty('select from public.chat_settings', 'C12 Nor does a stranger');

-- Pausing
select tests.reset();
delete from public.chat_settings where true;
update public.colleges set time_zone = 'Asia/Yekaterinburg' where id = tests.id('college');
select tests.sign_in('student');
select public.pause_chat(tests.id('group chat'), 'hour');
select results_eq(
  'select chat_id, is_paused, paused_seconds, pin_rank, is_marked_unread from public.my_chat_settings()',
  $$ values (tests.id('group chat'), true, 3600, null::integer, false) $$, 'C12 A chat is paused for an hour'
);
select public.pause_chat(tests.id('group chat'), 'ever');
select results_eq(
  'select is_paused, paused_seconds from public.my_chat_settings()', 'values (true, null::integer)', 'C12 Or for ever'
);
select public.pause_chat(tests.id('group chat'), 'morning');
select is(
  (select (paused_until at time zone 'Asia/Yekaterinburg')::time from public.chat_settings), '08:00'::time, 'C12 Or until the morning of the college'
);
select ok((select paused_seconds between 1 and 86400 from public.my_chat_settings()), 'C12 Which comes within a day');
select public.pause_chat(tests.id('group chat'));
select is_empty('select from public.my_chat_settings()', 'C12 Or no more');
select is(pg_temp.call('student', 'pause_chat', 'group chat', $$, 'week'$$), '22P02', 'C12 There are no other spans');
select tests.reset();
select is(pg_temp.told('student'), 1::bigint, 'C12 The other devices of the person learn of it, once in a transaction');
select is(pg_temp.told('administrator'), 0::bigint, 'C12 And nobody else');
select is_empty(
  $$ select from realtime.messages where event = 'chat_settings' and topic not like 'user:%' or payload ? 'paused_until' $$, 'C12 No chat or college'
);
update public.chat_settings set paused_until = now() - interval '1 second' where true;
select tests.sign_in('student');
select is_empty('select from public.my_chat_settings()', 'C12 A pause ends by itself');

-- Pinning
select pg_temp.call('student', 'pin_chat', chat) from unnest('{college chat, group chat, archived chat}'::text[]) chat;
select is(pg_temp.pinned('student'), 'college chatcollege, group chatgroup, archived chatother', 'C12 What is pinned later stands below');
select pg_temp.call('student', 'pin_chat', 'archived chat', format(', %L', tests.id('college chat')));
select is(pg_temp.pinned('student'), 'archived chatother, college chatcollege, group chatgroup', 'C12 It is moved before another one');
select pg_temp.call('student', 'pin_chat', 'archived chat', format(', %L', tests.id('group chat')));
select is(pg_temp.pinned('student'), 'college chatcollege, archived chatother, group chatgroup', 'C12 In both directions');
select pg_temp.call('student', 'pin_chat', 'college chat');
select is(pg_temp.pinned('student'), 'archived chatother, group chatgroup, college chatcollege', 'C12 Or to the end');
select pg_temp.call('student', 'pin_chat', 'group chat', format(', %L', tests.id('group chat')));
select is(pg_temp.pinned('student'), 'archived chatother, college chatcollege, group chatgroup', 'C12 Before itself is nowhere: to the end');
select pg_temp.call('student', 'pin_chat', 'personal chat', format(', %L', tests.id('foreign chat')));
select is(pg_temp.pinned('student'), 'archived chatother, college chatcollege, group chatgroup, personal', 'C12 Before what is not pinned too');
select pg_temp.call('student', 'unpin_chat', 'college chat');
select is(pg_temp.pinned('student'), 'archived chatother, group chatgroup, personal', 'C12 One is unpinned');
select pg_temp.call('student', 'pin_chat', 'college chat', format(', %L', tests.id('archived chat')));
select is(pg_temp.pinned('student'), 'college chatcollege, archived chatother, group chatgroup, personal', 'C12 And pinned again');
select is(pg_temp.pinned('teacher'), null, 'C12 For nobody else');

-- Marking as unread
select tests.reset();
delete from public.chat_settings where true;
select tests.sign_in('student');
select public.mark_read(tests.id('group chat'), 3);
select public.mark_unread(tests.id('group chat'));
select results_eq(
  'select chat_id, is_marked_unread from public.my_chat_settings()', $$ values (tests.id('group chat'), true) $$, 'C7 A chat is marked as unread'
);
select is((select read_seq from public.my_chats(chat => tests.id('group chat'))), 3::bigint, 'C7 How far it was read stays');
select public.mark_unread(tests.id('group chat'), false);
select is_empty('select from public.my_chat_settings()', 'C7 The mark is taken back');
select public.mark_unread(tests.id('group chat'));
select tests.reset();
select tests.write('group chat', 'teacher', 'четвёртое');
select tests.sign_in('student');
select isnt_empty('select from public.my_chat_settings()', 'C7 It outlives what others write');
select public.mark_read(tests.id('group chat'), 4);
select is_empty('select from public.my_chat_settings()', 'C7 And goes when one reads on');
select tests.sign_in('administrator');
select public.mark_unread(tests.id('college chat'));
select tests.reset();
select tests.write('college chat', 'teacher', 'объявление');
select tests.sign_in('administrator');
select public.mark_read(tests.id('college chat'), 1);
select is_empty('select from public.my_chat_settings()', 'C7 Of administrators too, whose position nobody sees');

-- Coming and going
select tests.sign_in('student');
select public.pin_chat(tests.id('group chat'));
select tests.reset();
delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('student');
select tests.sign_in('student');
select is_empty('select from public.my_chat_settings()', 'C12 Of a chat that was left nothing is told');
select is((select public.export_my_data() #>> '{chat_settings,0,chat}'), tests.id('group chat')::text, 'A12 But it is theirs to take along');
select tests.reset();
select tests.erase('student');
select is_empty($$ select from public.chat_settings where person_id = tests.id('student') $$, 'A12 It goes with the account');
delete from public.chats where id = tests.id('college chat');
select is_empty($$ select from public.chat_settings where chat_id = tests.id('college chat') $$, 'C12 And with the chat');

select * from finish();
