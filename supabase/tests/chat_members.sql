select plan(24);

create function pg_temp.reads(chat text, seq bigint) returns void
language sql
as $$ select public.mark_read(tests.id(chat), seq) $$;
create function pg_temp.position(person text, chat text) returns bigint
language sql security definer
as $$ select read_seq from public.chat_members where chat_id = tests.id(chat) and person_id = tests.id(person) $$;

select tests.sign_out();
select tests.refused('select from public.chat_members', 'Anonymous people see nobody');

select tests.sign_in('classmate');
select is(
  (select count(*)::integer from public.chat_members where chat_id = tests.id('group chat')), 4,
  'A participant sees who else takes part'
);
select is_empty(
  $$ select from public.chat_members where chat_id = tests.id('personal chat') $$,
  'Nobody sees who takes part in a chat of others'
);
select tests.refused(
  $$ insert into public.chat_members (chat_id, person_id) values (tests.id('personal chat'), auth.uid()) $$,
  'Nobody lets themselves in'
);
select tests.refused('delete from public.chat_members where true', 'Nobody throws others out');
select tests.refused($$ update public.chat_members set person_id = auth.uid() where true $$, 'Nobody takes the place of another');
select tests.refused($$ update public.chat_members set chat_id = tests.id('personal chat') where true $$, 'Nobody takes their place elsewhere');
select tests.refused($$ update public.chat_members set joined_at = now() where true $$, 'Nobody changes when they came');

select is(pg_temp.position('classmate', 'group chat'), 0::bigint, 'What was written after they came is unread');
select lives_ok($$ select pg_temp.reads('group chat', 2) $$, 'They read two messages');
select is(pg_temp.position('classmate', 'group chat'), 2::bigint, 'So far they have read');
select lives_ok($$ select pg_temp.reads('group chat', 1) $$, 'An older device reports less');
select is(pg_temp.position('classmate', 'group chat'), 2::bigint, 'Which takes nothing back');
select pg_temp.reads('group chat', 1000000);
select is(pg_temp.position('classmate', 'group chat'), 3::bigint, 'Nobody has read more than was written');
select tests.refused('update public.chat_members set read_seq = 3 where true', 'Nobody reads for others');
select throws_ok($$ select pg_temp.reads('group chat', -1) $$, 'SF001', null, 'A position is a number of messages');

select tests.sign_in('administrator');
select set_eq(
  'select distinct chat_id from public.chat_members', $$ values (tests.id('college chat')), (tests.id('other chat')) $$,
  'An administrator does not see who takes part where they do not'
);
select tests.refused(
  $$ insert into public.chat_members (chat_id, person_id) values (tests.id('personal chat'), auth.uid()) $$,
  'Nor lets themselves in'
);

select tests.sign_in('removed');
select is_empty('select from public.chat_members', 'Who was removed from the college sees nobody');
select throws_ok($$ select pg_temp.reads('group chat', 3) $$, 'SF003', null, 'And reads nothing more');
select tests.sign_in('stranger');
select set_eq('select person_id from public.chat_members', $$ values (tests.id('stranger')) $$, 'A stranger sees their own chats');

select tests.reset();
select is(pg_temp.position('student', 'group chat'), 2::bigint, 'Who writes has read what is there');
insert into public.chat_members (chat_id, person_id, read_seq) values (tests.id('group chat'), tests.id('administrator'), 1);
select is(pg_temp.position('administrator', 'group chat'), 3::bigint, 'A newcomer starts with nothing unread');
select throws_ok(
  $$ insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('administrator')) $$,
  '23505', null, 'A person takes part once'
);

select * from finish();
