select plan(20);

select tests.sign_out();
select tests.refused('select from public.chats', 'Anonymous people see no chat');

select tests.sign_in('student');
select set_eq(
  'select id from public.chats',
  $$ values (tests.id('college chat')), (tests.id('group chat')), (tests.id('closed chat')), (tests.id('personal chat')), (tests.id('archived chat')) $$,
  'A student sees the chats in which they take part, closed ones too'
);
select tests.refused($$ update public.chats set title = 'Наш' where true $$, 'They rename none');
select tests.refused($$ update public.chats set last_seq = 1000 where true $$, 'They move no counter');
select tests.refused('delete from public.chats where true', 'They delete none');
select tests.refused(
  $$ insert into public.chats (college_id, kind, title) values (tests.id('college'), 'other', 'Тайный') $$,
  'They make none past the functions'
);

select tests.sign_in('administrator');
select set_eq(
  'select id from public.chats', $$ values (tests.id('college chat')), (tests.id('other chat')) $$,
  'An administrator does not look into chats in which they take no part'
);

select tests.sign_in('stranger');
select results_eq('select id from public.chats', $$ values (tests.id('foreign chat')) $$, 'A stranger sees those of their own college');
select tests.sign_in('removed');
select is_empty('select from public.chats', 'Who was removed from the college sees none, though they were in one');
select tests.sign_in('newcomer');
select is_empty('select from public.chats', 'Who belongs to no college sees none');

select tests.reset();
select ok(private.is_chat_open(tests.id('group chat')), 'A6 The chat of a group is open');
select ok(not private.is_chat_open(tests.id('closed chat')), 'A6 That of a graduated group is not');
select ok(not private.is_chat_open(tests.id('archived chat')), 'C5 Nor is an archived one');
select is(private.is_chat_open(gen_random_uuid()), null, 'Nor one that does not exist');

create function pg_temp.make(kind public.chat_kind, title text, study_group uuid) returns void
language sql
as $$ insert into public.chats (college_id, kind, title, group_id) values (tests.id('college'), kind, title, study_group) $$;
select throws_ok($$ select pg_temp.make('group', 'Без группы', null) $$, '23514', null, 'The chat of a group has a group');
select throws_ok($$ select pg_temp.make('other', 'С группой', tests.id('group')) $$, '23514', null, 'Another has none');
select throws_ok($$ select pg_temp.make('personal', 'Название', null) $$, '23514', null, 'A personal chat has no title');
select throws_ok($$ select pg_temp.make('other', ' ', null) $$, '23514', null, 'Every other has one');
select throws_ok($$ select pg_temp.make('other', repeat('я', 201), null) $$, '23514', null, 'Of at most 200 characters');

delete from public.groups where id = tests.id('group');
select is_empty($$ select from public.chats where id = tests.id('group chat') $$, 'The chats of a group go with it');

select * from finish();
