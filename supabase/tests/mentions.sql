select plan(36);

create function pg_temp.names(message jsonb) returns text
language sql
as $$ select string_agg(coalesce(nullif(m ->> 'surname', ''), m ->> 'id'), ', ' order by place) from jsonb_array_elements(message -> 'mentions') with ordinality list (m, place) $$;
create function pg_temp.at(person text) returns text
language sql
as $$ select '<@' || tests.id(person) || '>' $$;
create function pg_temp.unread(person text, chat text default null) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return (select string_agg(seq::text, ' ' order by seq) from public.my_mentions(case when chat is not null then tests.id(chat) end));
end
$$;

-- Whom
select is(pg_temp.names(tests.sends('student', 'group chat', 'Спросим ' || pg_temp.at('teacher') || '?')), 'Teacher', 'C8 A participant is mentioned by id, and named with the message');
select is(
  pg_temp.names(tests.sends('student', 'group chat', pg_temp.at('classmate') || ' и ' || pg_temp.at('teacher') || ' и ' || pg_temp.at('teacher'))), 'Classmate, Teacher', 'C8 Several are, each once'
);
select is(
  pg_temp.names(tests.sends('student', 'group chat', 'Кто это: ' || pg_temp.at('administrator') || pg_temp.at('stranger') || pg_temp.at('newcomer'))), null,
  'C8 Nobody outside the chat is, nor does the text tell who they are'
);
select is(pg_temp.names(tests.sends('student', 'group chat', 'И ' || pg_temp.at('removed'))), null, 'C8 Nor who has left the college');
select is(pg_temp.names(tests.sends('student', 'group chat', '<@a> <@> <@' || repeat('1', 400) || '> @Teacher')), null, 'C8 What is no id is text');
select is(public.chat_page(tests.id('group chat')) #>> '{messages,-1,body}', '<@a> <@> <@' || repeat('1', 400) || '> @Teacher', 'C8 And stays it');

-- Everybody
select is(pg_temp.names(tests.sends('student', 'group chat', '<@all> от студента')), null, 'C8 A student does not call everybody');
select is(pg_temp.names(tests.sends('teacher', 'group chat', '<@all> от преподавателя')), 'all', 'C8 A teacher does, in the chat of their group');
select is(pg_temp.names(tests.sends('teacher', 'college chat', '<@all> в колледже')), null, 'C8 Not in that of the college');
select is(pg_temp.names(tests.sends('administrator', 'college chat', '<@all> от администратора')), 'all', 'C8 An administrator does');
select is(pg_temp.names(tests.sends('teacher', 'personal chat', '<@all> вдвоём')), null, 'C8 Nobody in a chat of two');
select tests.sign_in('administrator');
select is(pg_temp.names(public.post_as_college(tests.id('group chat'), tests.id('собрание'), '<@all> собрание')), 'all', 'A9 The college does');

-- Unread ones
select is(pg_temp.unread('classmate', 'group chat'), '5 10 11', 'C7 Each knows which unread messages mention them');
select is(pg_temp.unread('student', 'group chat'), '10 11', 'C7 By name or with everybody');
select is(pg_temp.unread('teacher', 'group chat'), '11', 'C7 Who has written since has read those before');
select is(pg_temp.unread('classmate'), '2 5 10 11', 'C7 In all chats');
select is(concat(pg_temp.unread('administrator', 'group chat'), pg_temp.unread('stranger'), pg_temp.unread('removed')), '', 'C7 Others have none');
select tests.sign_in('classmate');
select public.mark_read(tests.id('group chat'), 10);
select is(pg_temp.unread('classmate', 'group chat'), '11', 'C7 What is read is not unread');

-- Answers to what one wrote
create function pg_temp.answers(person text, chat text, body text, answered text) returns void
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  perform public.send_message(tests.id(chat), tests.id(body), body, tests.id(answered));
end
$$;
select tests.sends('student', 'group chat', 'Кто сдал?');
select pg_temp.answers('teacher', 'group chat', 'Никто', 'Кто сдал?');
select pg_temp.answers('classmate', 'group chat', 'Я, ' || pg_temp.at('student'), 'Кто сдал?');
select pg_temp.answers('classmate', 'group chat', 'Точно я', 'Я, ' || pg_temp.at('student'));
select is(pg_temp.unread('student', 'group chat'), '13 14', 'C7 An answer calls whoever wrote what it answers, once if it names them too');
select is(concat(pg_temp.unread('teacher', 'group chat'), pg_temp.unread('classmate', 'group chat')), '', 'C7 Nobody else, nor does one call oneself');
select tests.sign_in('student');
select public.mark_read(tests.id('group chat'), 13);
select is(pg_temp.unread('student', 'group chat'), '14', 'C7 One that was read does not');
select tests.sign_in('classmate');
select public.delete_message(tests.id('Я, ' || pg_temp.at('student')));
select is(pg_temp.unread('student', 'group chat'), null, 'C7 Nor one that was deleted');
select pg_temp.answers('teacher', 'group chat', 'Ждём', 'Кто сдал?');
select is(pg_temp.unread('student', 'group chat'), '16', 'C7 The next one does');
select tests.reset();
update public.memberships set left_at = now() where person_id = tests.id('student');
select is(pg_temp.unread('student'), null, 'C7 Of chats that one is not in any more nothing is said');
select is(pg_temp.unread('stranger', 'group chat'), null, 'C7 Nor to strangers who ask for one');
select tests.reset();
update public.memberships set left_at = null where person_id = tests.id('student');
select tests.sign_out();
select tests.refused('select public.my_mentions()', 'C7 Nor to who is not signed in');
select tests.reset();

-- What becomes of it
select tests.sign_in('student');
select is(
  pg_temp.names(public.edit_message(tests.id('Спросим ' || pg_temp.at('teacher') || '?'), 'Спросим ' || pg_temp.at('classmate') || '?')), 'Classmate', 'C8 An edit mentions others'
);
select tests.reset();
update public.profiles set surname = 'Новая' where id = tests.id('classmate');
select tests.sign_in('student');
select is(pg_temp.names(public.chat_page(tests.id('group chat'), after => 3, size => 1) #> '{messages,0}'), 'Новая', 'C8 Another name is another name everywhere');
select tests.sends('student', 'personal chat', 'Привет, ' || pg_temp.at('teacher') || ' ' || pg_temp.at('stranger'));
select is((select last_message ->> 'body' from public.my_chats(chat => tests.id('personal chat'))), 'Привет, @Тест Teacher @…', 'C8 The list of chats has names, not ids');
select public.delete_message(tests.id('Привет, ' || pg_temp.at('teacher') || ' ' || pg_temp.at('stranger')));
select tests.reset();
select is_empty(
  $$ select from private.mentions n join public.messages m on m.chat_id = n.chat_id and m.seq = n.seq where m.deleted_at is not null $$, 'C8 What was deleted mentions nobody'
);
select tests.erase('classmate');
select tests.sign_in('student');
select is(pg_temp.names(public.chat_page(tests.id('group chat'), after => 3, size => 1) #> '{messages,0}'), null, 'A12 Who erased their account is named nowhere');

-- Suggestions
select results_eq(
  $$ select surname from public.mention_candidates(tests.id('college chat')) $$, $$ values ('Administrator'), ('Teacher') $$, 'C8 The other participants are suggested'
);
select results_eq(
  $$ select surname from public.mention_candidates(tests.id('college chat'), 'teA') union all select surname from public.mention_candidates(tests.id('college chat'), 'Тест т') $$,
  $$ values ('Teacher') $$, 'C8 By the beginning of the surname or of the name'
);
select tests.sign_in('administrator');
select results_eq($$ select id from public.mention_candidates(tests.id('college chat'), 'вс') $$, $$ values ('all') $$, 'C8 Everybody to those who may');
select results_eq(
  $$ select id from public.mention_candidates(tests.id('college chat'), 'eve') $$, $$ values ('all') $$, 'C8 Also as English pages call them'
);
select throws_ok($$ select public.mention_candidates(tests.id('group chat')) $$, 'SF003', null, 'C8 To participants only');

select * from finish();
