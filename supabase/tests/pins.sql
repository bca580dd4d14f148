select plan(25);

create function pg_temp.pins(person text, message text, pinned boolean default true) returns text
language sql
as $$ select tests.outcome(person, format('select public.pin_message(%L, %L)', tests.id(message), pinned)) $$;
create function pg_temp.listed(chat text) returns text
language sql
as $$ select string_agg((p -> 'message' ->> 'body') || coalesce(' by ' || (p -> 'pinned_by' ->> 'surname'), ''), ', ' order by place) from jsonb_array_elements(public.chat_pins(tests.id(chat))) with ordinality list (p, place) $$;

insert into world select tests.person('curator', 'college', 'teacher');
insert into public.chat_members (chat_id, person_id, is_moderator) values (tests.id('group chat'), tests.id('curator'), true);
insert into world select tests.write('college chat', 'teacher', 'всем');
update public.chats set archived_at = null where id = tests.id('archived chat');
insert into world select tests.write('archived chat', 'teacher', 'в архив');
update public.chats set archived_at = now() where id = tests.id('archived chat');

-- Who pins
select results_eq(
  $$ select person, pg_temp.pins(person, 'второе') from unnest('{curator, student, teacher, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('curator', 'done'), ('student', '42501'), ('teacher', '42501'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'),
      ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 Moderators pin'
);
select is(pg_temp.pins('administrator', 'всем') || ' ' || pg_temp.pins('teacher', 'всем'), 'done 42501', 'C8 And administrators where they are participants');
select is(pg_temp.pins('teacher', 'личное') || ' ' || pg_temp.pins('student', 'личное'), 'done done', 'C8 In a chat of two both');
select is(pg_temp.pins('stranger', 'личное') || ' ' || pg_temp.pins('administrator', 'личное'), 'SF003 SF003', 'C8 And nobody else');
update public.chat_members set is_moderator = true where chat_id = tests.id('archived chat') and person_id = tests.id('student');
select is(pg_temp.pins('student', 'в архив'), 'SF006 closed', 'C5 Nothing is pinned in an archived chat');
select is(pg_temp.pins('curator', 'nothing'), 'SF003', 'C8 What is not there is not pinned');

-- What it does
select tests.sign_in('curator');
create temp table got on commit drop as select public.pin_message(tests.id('второе'), true) as message;
grant select on got to public;
select ok((select message ->> 'pinned_at' is not null and message -> 'change' = '1' from got), 'C8 The message has since when, as a change');
select is(public.pin_message(tests.id('второе'), true), (select message from got), 'C8 Pinned twice it is pinned once');
select is(public.pin_message(tests.id('третье'), true) -> 'change', '2', 'C8 Several are');
select is(pg_temp.listed('group chat'), 'третье by Curator, второе by Curator', 'C8 The latest first, with who pinned them');
select is((select pin_count from public.my_chats(chat => tests.id('group chat'))), 2, 'C8 The chat has their number');
select is(public.chat_page(tests.id('group chat'), after => 1, size => 1) #> '{messages,0}', (select message from got), 'C11 The page has it');
select tests.reset();
select results_eq(
  $$ select (payload -> 'last_change')::integer, payload #>> '{message,pinned_at}' is not null from realtime.messages where event = 'change' order by position $$,
  $$ values (1, true), (2, true) $$, 'C11 It is broadcast'
);
select results_eq(
  $$ select person, tests.outcome(person, format('select public.chat_pins(%L)', tests.id('group chat'))) from unnest('{student, administrator, removed, stranger, newcomer, nobody}'::text[]) person $$,
  $$ values ('student', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'), ('stranger', 'SF003'), ('newcomer', 'SF003'), ('nobody', '42501') $$,
  'C8 Participants see what is pinned'
);
select is(tests.outcome('student', 'select * from private.pins'), '42501', 'C8 There is no other way to it');
select is(tests.outcome('curator', 'update public.chats set pin_count = 0 where true'), '42501', 'C8 Nor to the number');

-- When it ends
select tests.sign_in('curator');
select is(public.pin_message(tests.id('второе'), false) -> 'pinned_at', 'null', 'C8 The pin is taken away');
select is(pg_temp.pins('curator', 'второе', false), 'done', 'C8 Twice does no harm');
select public.delete_message(tests.id('третье'));
select is((select pin_count from public.my_chats(chat => tests.id('group chat'))), 0, 'C8 What is deleted is pinned no more');
select is(pg_temp.listed('group chat'), null, 'C8 Nor listed');
select is(pg_temp.pins('curator', 'третье'), 'SF003 deleted', 'C8 Nor pinned again');

-- How many
select tests.reset();
update public.chats set pin_count = 50 where id = tests.id('group chat');
select is(pg_temp.pins('curator', 'первое'), 'SF001 full', 'C8 Fifty in a chat');
update public.chats set pin_count = 0 where id = tests.id('group chat');

-- In the name of the college
select tests.sign_in('administrator');
select public.post_as_college(tests.id('college chat'), tests.id('объявление'), 'объявление');
select public.pin_message(tests.id('объявление'), true);
select tests.sign_in('student');
select is(pg_temp.listed('college chat'), 'объявление', 'A9 Who pinned what the college wrote is not told');
select tests.sign_in('administrator');
select is(jsonb_array_length(public.export_my_data() -> 'pins'), 1, 'A12 What I pinned is among my data');
select tests.erase('curator');
select lives_ok($$ select public.chat_pins(tests.id('group chat')) from tests.sign_in('student') $$, 'A12 Without who pinned it a message stays pinned');

select * from finish();
