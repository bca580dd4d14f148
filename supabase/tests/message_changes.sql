select plan(29);

create function pg_temp.feed(chat text, after bigint) returns jsonb
language sql
as $$ select public.chat_changes(tests.id(chat), after) $$;
create function pg_temp.bodies(feed jsonb) returns text
language sql
as $$ select string_agg((m ->> 'change') || ' ' || (m ->> 'body'), ', ' order by ordinal) from jsonb_array_elements(feed -> 'messages') with ordinality list (m, ordinal) $$;

-- Who gets it
create function pg_temp.gets(person text, call text) returns text
language plpgsql
as $$
begin
  perform tests.act_as(person);
  execute 'select public.' || call;
  return 'feed';
exception when others then
  return sqlstate;
end
$$;
select results_eq(
  $$
    select person, pg_temp.gets(person, 'chat_changes(tests.id(''group chat''), 0)')
    from unnest('{student, teacher, administrator, removed, newcomer, stranger, service, nobody}'::text[]) person
  $$,
  $$
    values ('student', 'feed'), ('teacher', 'feed'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'),
      ('stranger', 'SF003'), ('service', 'SF003'), ('nobody', '42501')
  $$,
  'C11 Participants get what changed in their chat; to others there is no such chat'
);
select is(pg_temp.gets('student', 'chat_changes(null, 0)'), 'SF003', 'C11 Nothing is no chat');
select is(pg_temp.gets('student', 'chat_changes(tests.id(''closed chat''), 0)'), 'feed', 'A6 The chat of a graduated group has a feed');

-- What it tells
select tests.sign_in('student');
select is(pg_temp.feed('group chat', 0), '{"messages": [], "last_change": 0, "reload": false}', 'C11 What nobody changed has no changes');
select public.send_message(tests.id('group chat'), tests.id('четвёртое'), 'четвёртое');
select is(pg_temp.feed('group chat', 0) -> 'last_change', '0', 'C11 A new message is none');
select public.edit_message(tests.id('второе'), 'второе 1');
select public.edit_message(tests.id('четвёртое'), 'четвёртое 2');
select public.edit_message(tests.id('второе'), 'второе 3');
select is(pg_temp.bodies(pg_temp.feed('group chat', 0)), '2 четвёртое 2, 3 второе 3', 'C11 Each message once, as it is now, in the order of the changes');
select is(pg_temp.bodies(pg_temp.feed('group chat', 2)), '3 второе 3', 'C11 After a change only what followed');
select is(pg_temp.feed('group chat', 3), '{"messages": [], "last_change": 3, "reload": false}', 'C11 After the last nothing');
select is(pg_temp.bodies(pg_temp.feed('group chat', null)), '2 четвёртое 2, 3 второе 3', 'C11 Without a number everything');
select is(pg_temp.bodies(pg_temp.feed('group chat', -9223372036854775808)), '2 четвёртое 2, 3 второе 3', 'C11 The ends of the numbers are no trouble');
select is(pg_temp.feed('group chat', 9223372036854775807) -> 'messages', '[]', 'C11 Neither of them');
select public.delete_message(tests.id('второе'));
select is(pg_temp.bodies(pg_temp.feed('group chat', 3)), '4 ', 'C8 A deletion is a change');
select is(
  pg_temp.feed('group chat', 3) #> '{messages,0}', public.chat_page(tests.id('group chat'), after => 1, size => 1) #> '{messages,0}',
  'C11 A message is told as it is read'
);
select is(public.chat_page(tests.id('group chat')) -> 'last_change', '4', 'C11 The page has the number up to which it is current');
select is((select last_change from public.my_chats(chat => tests.id('group chat'))), 4::bigint, 'C11 So has the list of chats');
select is_empty($$ select from public.my_chats() c where c.id <> tests.id('group chat') and c.last_change > 0 $$, 'C11 Other chats count for themselves');
select tests.reset();
select is(
  (select payload -> 'last_change' from realtime.messages where topic = 'chat:' || tests.id('group chat') and event = 'message' order by position desc limit 1),
  '0', 'C11 A new message is broadcast with the number of the last change'
);
select tests.write('group chat', 'teacher', 'пятое');
select is(
  (select payload -> 'last_change' from realtime.messages where payload #>> '{message,body}' = 'пятое'), '4', 'C11 By which it is noticed that one was missed'
);

-- At most 500
insert into public.messages (id, chat_id, author_id, body)
  select tests.id('много ' || n), tests.id('college chat'), tests.id('teacher'), 'много ' || n from generate_series(1, 501) n;
update public.messages set body = body || ', исправлено', edited_at = now() where chat_id = tests.id('college chat');
select tests.sign_in('student');
select is(pg_temp.feed('college chat', 0), '{"messages": [], "last_change": 501, "reload": true}', 'C11 Of more than 500 changes it is said that it is better to load anew');
select is(jsonb_array_length(pg_temp.feed('college chat', 1) -> 'messages'), 500, 'C11 500 are told');
select is(pg_temp.feed('college chat', 1) -> 'reload', 'false', 'C11 And no more is needed');

-- Inquiries
select tests.reset();
insert into public.inquiries (id, college_id, asker_id, last_seq, last_change) values (tests.id('inquiry'), tests.id('college'), tests.id('student'), 501, 501);
insert into public.inquiry_messages (id, inquiry_id, seq, change, from_college, body)
  select tests.id('inquiry ' || n), tests.id('inquiry'), n, 502 - n, n > 1, 'письмо ' || n from generate_series(1, 501) n;
insert into private.inquiry_answers (message_id, admin_id) values (tests.id('inquiry 2'), tests.id('administrator'));
select results_eq(
  $$
    select person, pg_temp.gets(person, 'inquiry_changes(tests.id(''inquiry''), 0)'), pg_temp.gets(person, 'inquiry_page(tests.id(''inquiry''))')
    from unnest('{student, administrator, teacher, classmate, stranger, newcomer, service, nobody}'::text[]) person
  $$,
  $$
    values ('student', 'feed', 'feed'), ('administrator', 'feed', 'feed'), ('teacher', 'SF003', 'SF003'), ('classmate', 'SF003', 'SF003'),
      ('stranger', 'SF003', 'SF003'), ('newcomer', 'SF003', 'SF003'), ('service', 'SF003', 'SF003'), ('nobody', '42501', '42501')
  $$,
  'C11 Who asks and who answers get what changed in an inquiry'
);
select tests.sign_in('student');
select is(public.inquiry_changes(tests.id('inquiry'), 0), '{"messages": [], "last_change": 501, "reload": true}', 'C11 500 at most');
select is(jsonb_array_length(public.inquiry_changes(tests.id('inquiry'), 1) -> 'messages'), 500, 'C11 As in a chat');
select is(pg_temp.bodies(public.inquiry_changes(tests.id('inquiry'), 499)), '500 письмо 2, 501 письмо 1', 'C11 In the order of the changes');
select results_eq(
  $$ select public.inquiry_changes(tests.id('inquiry'), 499) #> '{messages,0}', public.inquiry_page(tests.id('inquiry'), before => 3) - 'messages', c.last_change
     from public.my_inquiry(tests.id('college')) c $$,
  $$ select public.inquiry_page(tests.id('inquiry'), after => 1, size => 1) #> '{messages,0}', '{"last_seq": 501, "last_change": 501}'::jsonb, 501::bigint $$,
  'C11 As it is read, and the page and the inquiry have the number of the last change'
);
select is(
  (select string_agg(coalesce(m -> 'answered_by' ->> 'surname', 'nobody'), ' ') from jsonb_array_elements(public.inquiry_changes(tests.id('inquiry'), 499) -> 'messages') m),
  'nobody nobody', 'A9 Who asks does not learn who answered'
);
select tests.sign_in('administrator');
select is(
  (select string_agg(coalesce(m -> 'answered_by' ->> 'surname', 'nobody'), ' ') from jsonb_array_elements(public.inquiry_changes(tests.id('inquiry'), 499) -> 'messages') m),
  'Administrator nobody', 'A9 Administrators do'
);
select is((select last_change from public.college_inquiries(tests.id('college'))), 501::bigint, 'C11 The queue of the administrators has the number too');

select * from finish();
