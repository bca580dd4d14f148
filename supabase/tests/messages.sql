select plan(63);

-- As an app sends it: an id, a chat, a text.
create function pg_temp.send(chat text, body text, id uuid default gen_random_uuid()) returns void
language sql
as $$ insert into public.messages (id, chat_id, body) values (id, tests.id(chat), body) $$;

select tests.sign_out();
select tests.refused('select from public.messages', 'Anonymous people read nothing');
select tests.refused($$ select pg_temp.send('group chat', 'эй') $$, 'Anonymous people write nothing');

select tests.sign_in('student');
select results_eq(
  $$ select seq, body from public.messages where chat_id = tests.id('group chat') order by seq $$,
  $$ values (1::bigint, 'первое'), (2, 'второе'), (3, 'третье') $$,
  'A participant reads their chat'
);
select is_empty(
  $$ select from public.messages where chat_id in (tests.id('other chat'), tests.id('foreign chat')) $$,
  'They read no chat of others'
);
select results_eq(
  $$ select body from public.messages where chat_id = tests.id('closed chat') $$, $$ values ('до выпуска') $$,
  'A6 The chat of a graduated group stays readable'
);

select lives_ok($$ select pg_temp.send('group chat', 'четвёртое', tests.id('четвёртое')) $$, 'They write');
select results_eq(
  $$ select seq, author_id from public.messages where id = tests.id('четвёртое') $$, $$ values (4::bigint, tests.id('student')) $$,
  'The message has the next number and their name'
);
select is((select last_seq from public.chats where id = tests.id('group chat')), 4::bigint, 'The chat knows its newest number');
select is(
  (select read_seq from public.chat_members where chat_id = tests.id('group chat') and person_id = auth.uid()), 4::bigint,
  'Who writes has read what is there'
);
select tests.refused(
  $$ insert into public.messages (id, chat_id, body, author_id) values (gen_random_uuid(), tests.id('group chat'), 'я не я', tests.id('teacher')) $$,
  'Nobody writes in the name of another'
);
select tests.refused(
  $$ insert into public.messages (id, chat_id, body, seq) values (gen_random_uuid(), tests.id('group chat'), 'без очереди', 1) $$,
  'Nobody chooses their number'
);
select tests.refused(
  $$ insert into public.messages (id, chat_id, body, created_at) values (gen_random_uuid(), tests.id('group chat'), 'вчера', now() - interval '1 day') $$,
  'Nobody chooses their time'
);
select tests.refused($$ update public.messages set body = 'исправлено' where true $$, 'Nobody rewrites what was said');
select tests.refused('delete from public.messages where true', 'Nobody takes it back');
select tests.refused($$ select pg_temp.send('other chat', 'подслушал') $$, 'Nobody writes where they take no part');
select tests.refused($$ select pg_temp.send('foreign chat', 'привет') $$, 'Nobody writes to another college');
select tests.refused($$ select pg_temp.send('nowhere', 'ау') $$, 'Nobody writes to a chat that does not exist');
select tests.refused($$ select pg_temp.send('closed chat', 'вернулся') $$, 'A6 Nobody writes to a graduated group');
select tests.refused($$ select pg_temp.send('archived chat', 'ещё') $$, 'C5 Nobody writes in an archived chat');
select is(
  (select last_seq from public.chats where id = tests.id('group chat')), 4::bigint,
  'What was refused has taken no number'
);

select throws_ok(
  $$ select pg_temp.send('group chat', 'четвёртое', tests.id('четвёртое')) $$, '23505', null,
  'C11 A message sent again is known by its id'
);
select is(
  tests.affected($$
    insert into public.messages (id, chat_id, body) values (tests.id('четвёртое'), tests.id('group chat'), 'четвёртое')
    on conflict (id) do nothing
  $$),
  0, 'C11 It can be sent again silently'
);
select is(
  tests.affected($$
    insert into public.messages (id, chat_id, body)
    values (tests.id('пятое'), tests.id('group chat'), 'пятое'), (tests.id('пятое'), tests.id('group chat'), 'пятое')
    on conflict do nothing
  $$),
  1, 'C11 Even twice at once'
);
select pg_temp.send('group chat', 'шестое');
select results_eq(
  $$ select seq, body from public.messages where chat_id = tests.id('group chat') and seq > 3 order by seq $$,
  $$ values (4::bigint, 'четвёртое'), (5, 'пятое'), (6, 'шестое') $$,
  'C11 And leaves neither a double nor a hole'
);
select is((select last_seq from public.chats where id = tests.id('group chat')), 6::bigint, 'C11 Nor a number too many');
select tests.refused(
  $$
    insert into public.messages (id, chat_id, body) values (tests.id('первое'), tests.id('group chat'), 'подмена')
    on conflict (id) do update set body = excluded.body
  $$,
  'C11 Sending again rewrites nothing'
);

select throws_ok($$ select pg_temp.send('group chat', '') $$, '23514', null, 'An empty message is refused');
select throws_ok($$ select pg_temp.send('group chat', E' \n\t\u00A0 ') $$, '23514', null, 'So is one of spaces only');
select throws_ok($$ select pg_temp.send('group chat', E'\u200B\u2060\uFEFF\u2800') $$, '23514', null, 'So is one that nobody can see');
select throws_ok($$ select pg_temp.send('group chat', repeat('я', 10001)) $$, '23514', null, 'So is one of 10,001 characters');
select throws_ok($$ select pg_temp.send('group chat', null) $$, '23502', null, 'So is one without a text');
select lives_ok($$ select pg_temp.send('group chat', repeat('я', 10000)) $$, '10,000 characters are not too many');
select lives_ok($$ select pg_temp.send('group chat', repeat('🙂', 10000)) $$, 'Nor are 10,000 emoji');
select lives_ok($$ select pg_temp.send('group chat', '<img src=x onerror=alert(1)>', tests.id('html')) $$, 'HTML is a text like others');
select is(
  (select body from public.messages where id = tests.id('html')), '<img src=x onerror=alert(1)>',
  'Which stays as it was written'
);

-- send_message
create function pg_temp.writes(chat text, body text, id text default null) returns jsonb
language sql
as $$ select public.send_message(tests.id(chat), coalesce(tests.id(id), gen_random_uuid()), body) $$;
create temp table answered on commit drop as select pg_temp.writes('group chat', 'седьмое', 'седьмое') as message;
select is(
  (select message from answered), public.chat_page(tests.id('group chat'), size => 1) #> '{messages,0}', 'C11 What is sent is answered as it is read'
);
select is(pg_temp.writes('group chat', 'седьмое', 'седьмое'), (select message from answered), 'C11 Sent again it is the message that is there');
select is(pg_temp.writes('group chat', 'другими словами', 'седьмое'), (select message from answered), 'C11 Whatever it says now');
select is(
  (select last_seq from public.chats where id = tests.id('group chat')), (select (message ->> 'seq')::bigint from answered), 'C11 And takes no number'
);
select public.edit_message(tests.id('седьмое'), 'исправлено');
select is(pg_temp.writes('group chat', 'седьмое', 'седьмое') ->> 'body', 'исправлено', 'C11 As it was edited meanwhile');
select throws_ok(
  $$ select pg_temp.writes('college chat', 'седьмое', 'седьмое') $$, 'SF002', null, 'C11 In another chat the id is taken'
);
select throws_ok($$ select pg_temp.writes('group chat', 'первое', 'первое') $$, 'SF002', null, 'C11 So is that of another''s message');
select tests.refused(format('select pg_temp.writes(%L, %L)', chat, 'эй'), 'C11 Nothing is sent to the ' || chat)
  from unnest('{other chat, foreign chat, nowhere, closed chat, archived chat}'::text[]) chat;
select throws_ok($$ select pg_temp.writes('group chat', ' ') $$, '23514', null, 'C11 Nothing is not sent');
select tests.reset();
update public.chats set archived_at = now() where id = tests.id('group chat');
select tests.sign_in('student');
select is(pg_temp.writes('group chat', 'седьмое', 'седьмое') ->> 'body', 'исправлено', 'C11 What arrived has arrived, also where nobody writes any more');
select tests.reset();
update public.chats set archived_at = null where id = tests.id('group chat');
savepoint before_leaving;
delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('student');
select tests.sign_in('student');
select tests.refused($$ select pg_temp.writes('group chat', 'седьмое', 'седьмое') $$, 'C11 To who left the chat it is not answered');
rollback to before_leaving;
select tests.service();
select tests.refused($$ select pg_temp.writes('group chat', 'от службы') $$, 'C11 The secret key sends as nobody');
select tests.sign_out();
select tests.refused($$ select pg_temp.writes('group chat', 'от кого-то') $$, 'C11 Nor does anybody without a session');

select tests.sign_in('teacher');
select results_eq(
  $$ select body from public.messages where chat_id = tests.id('personal chat') $$, $$ values ('личное') $$,
  'C3 A teacher reads what they talk about with a student'
);
select tests.refused('delete from public.messages where author_id = auth.uid()', 'They take back nothing either');
select tests.refused($$ select pg_temp.send('closed chat', 'с выпуском') $$, 'A6 Nor do they write to a graduated group');

select tests.sign_in('administrator');
select set_eq(
  'select distinct chat_id from public.messages', $$ values (tests.id('other chat')) $$,
  'An administrator reads only the chats in which they take part'
);
select tests.refused($$ select pg_temp.send('personal chat', 'слушаю вас') $$, 'They write in no other');
select tests.refused('delete from public.messages where true', 'They delete nothing that was said');

select tests.sign_in('stranger');
select results_eq('select body from public.messages', $$ values ('чужое') $$, 'A stranger reads the chats of their own college only');
select tests.refused($$ select pg_temp.send('group chat', 'я к вам') $$, 'And writes in none of ours');

select tests.sign_in('removed');
select is_empty('select from public.messages', 'Who was removed from the college reads nothing');
select tests.refused($$ select pg_temp.send('group chat', 'пустите') $$, 'And writes nothing');

select tests.reset();
delete from auth.users where id = tests.id('student');
select results_eq(
  $$ select seq, author_id from public.messages where body = 'второе' $$, $$ values (2::bigint, null::uuid) $$,
  'What somebody wrote stays when their account goes'
);

select * from finish();
