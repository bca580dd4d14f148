select plan(46);

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
select tests.refused($$ update public.messages set body = 'исправлено' $$, 'Nobody rewrites what was said');
select tests.refused('delete from public.messages', 'Nobody takes it back');
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
select tests.refused('delete from public.messages', 'They delete nothing that was said');

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
