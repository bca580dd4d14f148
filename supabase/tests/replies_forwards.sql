select plan(37);

create function pg_temp.answers(person text, chat text, message text) returns text
language sql
as $$ select tests.outcome(person, format('select public.send_message(%L, gen_random_uuid(), %L, %L)', tests.id(chat), 'ответ', tests.id(message))) $$;
create function pg_temp.ids(variadic names text[]) returns uuid[]
language sql
as $$ select array_agg(tests.id(name) order by place) from unnest(names) with ordinality list (name, place) $$;
create function pg_temp.forwards(person text, source text, message text, target text) returns text
language sql
as $$
  select tests.outcome(person, format(
    'select public.forward_messages(%L, %L, %L, null, array[gen_random_uuid()])', tests.id(source), array[tests.id(message)], array[tests.id(target)]
  ))
$$;
create function pg_temp.quote(message jsonb) returns text
language sql
as $$ select concat_ws(' ', message #>> '{reply,seq}', message #>> '{reply,author,surname}', message #>> '{reply,college}', message #>> '{reply,body}') $$;

-- Answers
select results_eq(
  $$ select person, pg_temp.answers(person, 'group chat', 'второе') from unnest('{student, teacher, administrator, removed, stranger, nobody, service}'::text[]) person $$,
  $$ values ('student', 'done'), ('teacher', 'done'), ('administrator', 'SF003 reply_deleted'), ('removed', 'SF003 reply_deleted'), ('stranger', 'SF003 reply_deleted'), ('nobody', '42501'), ('service', '42501') $$,
  'C8 Participants answer'
);
select is(pg_temp.answers('student', 'group chat', 'личное'), 'SF003 reply_deleted', 'C8 A message of the same chat');
select is(pg_temp.answers('student', 'group chat', 'nothing'), 'SF003 reply_deleted', 'C8 That is there');
select tests.sign_in('classmate');
create temp table got on commit drop as select public.send_message(tests.id('group chat'), tests.id('ответ'), 'ответ', tests.id('второе')) as message;
grant select on got to public;
select is(pg_temp.quote((select message from got)), '2 Student второе', 'C8 The answer carries who is answered, and what they wrote');
select is(public.send_message(tests.id('group chat'), tests.id('ответ'), 'ответ', tests.id('второе')), (select message from got), 'C11 Sent again it is the answer that is there');
select tests.reset();
select is(
  (select payload -> 'message' -> 'reply' from realtime.messages where event = 'message' order by position desc limit 1), (select message -> 'reply' from got), 'C11 The broadcast carries it'
);
select is(
  tests.outcome('stranger', format('insert into public.messages (id, chat_id, body, reply_seq) values (gen_random_uuid(), %L, ''я'', %s)', tests.id('group chat'), n)), '42501',
  'C8 Who is no participant does not learn which messages there are'
) from unnest('{1, 99}'::integer[]) n;
select is(
  tests.outcome('student', format('insert into public.messages (id, chat_id, body, reply_seq) values (gen_random_uuid(), %L, ''я'', 99)', tests.id('group chat'))), 'SF003 reply_deleted',
  'C8 Past the function nothing else is answered'
);

-- A quote follows
select tests.sign_in('student');
select public.edit_message(tests.id('второе'), 'исправлено ' || repeat('я', 200));
create function pg_temp.answer() returns jsonb
language sql
as $$ select m from jsonb_array_elements(public.chat_page(tests.id('group chat')) -> 'messages') m where m ->> 'id' = tests.id('ответ')::text $$;
select is(pg_temp.answer() #>> '{reply,body}', 'исправлено ' || repeat('я', 109), 'C8 What was edited is so in the quote, of which 120 characters are shown');
select is(pg_temp.answer() #> '{reply,change}', '1', 'C11 With the number of the change');
select public.delete_message(tests.id('второе'));
select is(pg_temp.answer() #>> '{reply,body}', '', 'C8 What was deleted is not quoted any more');
select ok(pg_temp.answer() #>> '{reply,deleted_at}' is not null, 'C8 But said to be deleted');
select is(pg_temp.answers('classmate', 'group chat', 'второе'), 'SF003 reply_deleted', 'C8 It is not answered any more');
select tests.sign_in('classmate');
select is(public.send_message(tests.id('group chat'), tests.id('ответ'), 'ответ', tests.id('второе')) ->> 'id', tests.id('ответ')::text, 'C11 An answer that arrived before is not refused when it is sent again');
select tests.sign_in('administrator');
select public.post_as_college(tests.id('group chat'), tests.id('объявление'), 'объявление');
select tests.sign_in('classmate');
select is(pg_temp.quote(public.send_message(tests.id('group chat'), tests.id('понятно'), 'понятно', tests.id('объявление'))), '5 Речной объявление', 'A9 Of the college the quote has the name');

-- Who forwards
select results_eq(
  $$ select person, pg_temp.forwards(person, 'group chat', 'третье', 'college chat') from unnest('{student, teacher, administrator, removed, stranger, newcomer, nobody, service}'::text[]) person $$,
  $$
    values ('student', 'done'), ('teacher', 'done'), ('administrator', 'SF003 source_deleted'), ('removed', 'SF003 source_deleted'), ('stranger', 'SF003 source_deleted'),
      ('newcomer', 'SF003 source_deleted'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 Who reads a message forwards it'
);
select is(pg_temp.forwards('student', 'group chat', 'третье', 'other chat'), '42501', 'C8 To where they may write');
select is(pg_temp.forwards('student', 'group chat', 'третье', 'closed chat'), '42501', 'A6 Not to where one may only read');
select is(pg_temp.forwards('student', 'closed chat', 'до выпуска', 'group chat'), 'done', 'A6 But from there');
select is(pg_temp.forwards('student', 'group chat', 'второе', 'college chat'), 'SF003 source_deleted', 'C8 Nothing that was deleted');
select is(pg_temp.forwards('student', 'college chat', 'третье', 'group chat'), 'SF003 source_deleted', 'C8 Nothing that is not there');
select tests.reset();
insert into public.memberships (college_id, person_id, role) values (tests.id('other college'), tests.id('student'), 'student');
insert into public.chat_members (chat_id, person_id) values (tests.id('foreign chat'), tests.id('student'));
select is(pg_temp.forwards('student', 'group chat', 'третье', 'foreign chat'), 'SF003 source_deleted', 'C8 Nothing to another college');

-- What it does
select tests.sign_in('student');
create temp table copies on commit drop as
  select message, place from jsonb_array_elements(public.forward_messages(
    tests.id('group chat'), pg_temp.ids('объявление', 'третье'), pg_temp.ids('college chat', 'personal chat'), ' Смотрите ',
    pg_temp.ids('a0', 'a1', 'a2', 'b0', 'b1', 'b2')
  )) with ordinality list (message, place);
grant select on copies to public;
select set_eq(
  $$ select c.title, message ->> 'body' as body, message #>> '{author,surname}' as by, message #>> '{forward,author,surname}' as first, message #>> '{forward,college}' as college from copies join public.chats c on c.id = (message ->> 'chat_id')::uuid $$,
  $$
    values ('college chat', ' Смотрите ', 'Student', null, null), ('college chat', 'третье', 'Student', 'Teacher', null), ('college chat', 'объявление', 'Student', null, 'Речной'),
      ('', ' Смотрите ', 'Student', null, null), ('', 'третье', 'Student', 'Teacher', null), ('', 'объявление', 'Student', null, 'Речной')
  $$,
  'C8 To each chat goes the comment, then the messages, with who wrote them first; the college stays the college'
);
select results_eq(
  $$ select message ->> 'id' from copies where message ->> 'chat_id' = tests.id('personal chat')::text order by (message ->> 'seq')::integer $$,
  $$ select tests.id(name)::text from unnest('{b0, b1, b2}'::text[]) name $$, 'C8 In their order'
);
select is(
  jsonb_array_length(public.forward_messages(
    tests.id('group chat'), pg_temp.ids('объявление', 'третье'), pg_temp.ids('college chat', 'personal chat'), ' Смотрите ', pg_temp.ids('a0', 'a1', 'a2', 'b0', 'b1', 'b2')
  )), 6, 'C11 Sent again it is what is there'
);
select is((select last_seq from public.chats where id = tests.id('personal chat')), 4::bigint, 'C11 And nothing more');
select is(tests.outcome('student', format('select public.edit_message(%L, %L)', tests.id('a1'), 'другое')), 'SF001 forwarded', 'C8 What others wrote is not edited under their name');
select is(
  tests.outcome('student', format('insert into public.messages (id, chat_id, body, forward_of) values (%L, %L, %L, %L)', tests.id('подделка'), tests.id('college chat'), 'другое', tests.id('личное'))),
  'done', 'C8 Past the function'
);
insert into public.messages (id, chat_id, body, forward_of) values (tests.id('подделка'), tests.id('college chat'), 'другое', tests.id('третье'));
select is((select body from public.messages where id = tests.id('подделка')), 'третье', 'C8 A copy says what was written as well');
select is(
  tests.outcome('classmate', format('insert into public.messages (id, chat_id, body, forward_of) values (gen_random_uuid(), %L, %L, %L)', tests.id('college chat'), 'я', tests.id('личное'))),
  'SF003 source_deleted', 'C8 And nobody learns who wrote what they may not read'
);
select tests.sign_in('teacher');
select public.forward_messages(tests.id('personal chat'), pg_temp.ids('b1'), pg_temp.ids('other chat'), '', pg_temp.ids('c1'));
select tests.sign_in('administrator');
select is(public.chat_page(tests.id('other chat')) #>> '{messages,-1,forward,author,surname}', 'Teacher', 'C8 What is forwarded on keeps its author, and does not say by whom it came');
select is_empty(
  $$ select from jsonb_array_elements(public.chat_page(tests.id('other chat')) -> 'messages') m where m::text like '%' || tests.id('personal chat') || '%' $$, 'C8 Nor from which chat'
);
select is(
  tests.outcome('student', format('select public.forward_messages(%L, %L, %L, null, %L)', tests.id('group chat'), pg_temp.ids('третье', 'третье'), pg_temp.ids('college chat'), pg_temp.ids('d', 'e'))),
  'SF001 too_many', 'C8 Nothing twice at once'
);
select is(
  tests.outcome('student', format('select public.forward_messages(%L, %L, %L, null, %L)', tests.id('group chat'), pg_temp.ids('третье'), pg_temp.ids('college chat'), '{}'::uuid[])), 'SF001 too_many',
  'C8 Nothing without ids'
);
select is(
  tests.outcome('student', format(
    'select public.forward_messages(%L, %L, %L, null, %L)', tests.id('group chat'), pg_temp.ids('третье'), array(select gen_random_uuid() from generate_series(1, 21)), array(select gen_random_uuid() from generate_series(1, 21))
  )), 'SF001 too_many', 'C8 Nor to more than twenty chats'
);
select tests.erase('teacher');
select tests.sign_in('student');
select is(public.chat_page(tests.id('college chat')) #> '{messages,1,forward}', '{"author": null, "college": null}', 'A12 Without its author a copy stays a copy');

select * from finish();
