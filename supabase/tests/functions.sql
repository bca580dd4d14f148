select plan(77);

-- my_chats
select tests.sign_out();
select tests.refused('select public.my_chats()', 'Anonymous people have no chats');
select tests.refused($$ select public.chat_page(tests.id('group chat')) $$, 'And read none');

select tests.sign_in('student');
select set_eq(
  'select id from public.my_chats()',
  $$ values (tests.id('college chat')), (tests.id('group chat')), (tests.id('closed chat')), (tests.id('personal chat')), (tests.id('archived chat')) $$,
  'A person gets their chats'
);
select results_eq(
  $$ select kind::text, title, group_number, is_open, last_seq, read_seq, others_read_seq, member_count from public.my_chats(chat => tests.id('group chat')) $$,
  $$ values ('group', 'group chat', 'ИС-21', true, 3::bigint, 2::bigint, 3::bigint, 3) $$,
  'C7 Of one they learn what is unread, and how far others have read'
);
select results_eq(
  $$
    select m ->> 'id', m ->> 'seq', m -> 'author' ->> 'id', m ->> 'body', m -> 'author' ->> 'surname'
    from public.my_chats(chat => tests.id('group chat')) chat, jsonb(chat.last_message) m
  $$,
  $$ values (tests.id('третье')::text, '3', tests.id('teacher')::text, 'третье', 'Teacher') $$,
  'And the newest message with its author'
);
select is((select last_message from public.my_chats(chat => tests.id('college chat'))), null, 'A chat without messages has none');
select is(
  (select peer ->> 'surname' from public.my_chats(chat => tests.id('personal chat'))), 'Teacher',
  'C3 A personal chat is called after the other'
);
select is(
  (select peer ->> 'role' from public.my_chats(chat => tests.id('personal chat'))), 'teacher',
  'C3 Who has a role'
);
select is((select peer from public.my_chats(chat => tests.id('group chat'))), null, 'Another chat is not');
select is((select is_open from public.my_chats(chat => tests.id('closed chat'))), false, 'A6 The chat of a graduated group is closed');
select is((select is_open from public.my_chats(chat => tests.id('archived chat'))), false, 'C5 So is an archived one');
select is_empty($$ select from public.my_chats(chat => tests.id('other chat')) $$, 'A chat of others is not to be had');
select is_empty($$ select from public.my_chats(chat => gen_random_uuid()) $$, 'Nor one that does not exist');
select is_empty($$ select from public.my_chats(tests.id('other college')) $$, 'Another college has none of theirs');
select is((select count(*)::integer from public.my_chats(tests.id('college'))), 5, 'Their own has them all');

insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('group chat'), repeat('🙂', 500));
select is(
  (select char_length(last_message ->> 'body') from public.my_chats(chat => tests.id('group chat'))), 200,
  'A long message is shortened to 200 characters'
);

select tests.sign_in('removed');
select is_empty('select from public.my_chats()', 'Who was removed from the college has no chats');
select throws_ok($$ select public.chat_page(tests.id('group chat')) $$, 'SF003', null, 'And reads none');
select tests.sign_in('stranger');
select throws_ok($$ select public.chat_page(tests.id('group chat')) $$, 'SF003', null, 'A stranger reads none of ours');

-- chat_page
select tests.reset();
insert into public.messages (id, chat_id, author_id, body)
  select gen_random_uuid(), tests.id('college chat'), tests.id('teacher'), 'сообщение ' || n from generate_series(1, 250) n;
create function pg_temp.page(before bigint default null, after bigint default null, size integer default 50) returns text
language sql
as $$
  select coalesce(min((m ->> 'seq')::bigint) || '–' || max((m ->> 'seq')::bigint), 'nothing')
  from jsonb_array_elements(public.chat_page(tests.id('college chat'), before, after, size) -> 'messages') m
$$;

select tests.sign_in('student');
select is(pg_temp.page(), '201–250', 'C10 Without a place: the newest');
select is(pg_temp.page(before => 201), '151–200', 'C10 Back: those just before');
select is(pg_temp.page(after => 100), '101–150', 'C10 Forward: those just after');
select is(pg_temp.page(after => 100, before => 104), '101–103', 'C10 Between two: a gap is filled');
select is(pg_temp.page(after => 100, before => 200, size => 10), '101–110', 'C10 A gap is filled from its beginning');
select is(pg_temp.page(before => 1), 'nothing', 'C10 Before the first there is nothing');
select is(pg_temp.page(after => 250), 'nothing', 'C10 After the last there is nothing');
select is(pg_temp.page(before => 20, size => 100), '1–19', 'C10 The beginning is a short page');
select is(pg_temp.page(size => 1000), '51–250', 'A page has at most 200');
select is(pg_temp.page(size => 0), '250–250', 'And at least one');
select is(pg_temp.page(size => -5), '250–250', 'Whatever is asked for');
select is(pg_temp.page(before => 9223372036854775807, after => -1), '1–50', 'The ends of the numbers are no trouble');
select results_eq(
  $$ select m -> 'seq' from jsonb_array_elements(public.chat_page(tests.id('college chat'), before => 4) -> 'messages') m $$,
  $$ values ('1'::jsonb), ('2'), ('3') $$,
  'A page is in the order of the numbers'
);
select is(
  public.chat_page(tests.id('college chat'), size => 1) #>> '{messages,0,author,surname}', 'Teacher',
  'A message comes with the name of its author'
);

select is(
  public.chat_page(tests.id('college chat'), before => 1) - 'messages', '{"last_seq": 250, "last_change": 0}', 'C11 And with the counters of the chat'
);
select is(public.chat_page(tests.id('archived chat')), '{"messages": [], "last_seq": 0, "last_change": 0}', 'C11 An empty chat is an empty page');
select results_eq(
  $$ select key from jsonb_object_keys(public.chat_page(tests.id('college chat'), size => 1) #> '{messages,0}') key order by key $$,
  $$ select unnest('{author, body, change, chat_id, college, created_at, deleted_at, edited_at, files, forward, id, mentions, pinned_at, poll, reactions, reply, seq}'::text[]) $$,
  'C11 Nothing else is said of a message'
);

create function pg_temp.page_around(
  seq bigint default null, id uuid default null, moment timestamptz default null, size integer default 10
) returns text
language sql
as $$
  select coalesce(page ->> 'found', 'not found') || ': ' || coalesce(
    (select min((m ->> 'seq')::bigint) || '–' || max((m ->> 'seq')::bigint) from jsonb_array_elements(page -> 'messages') m), 'nothing'
  )
  from public.chat_page(tests.id('college chat'), around => seq, around_id => id, around_time => moment, size => size) page
$$;
create function pg_temp.written(seq bigint) returns public.messages
language sql
as $$
  select jsonb_populate_record(null::public.messages, m)
  from jsonb_array_elements(public.chat_page(tests.id('college chat'), after => written.seq - 1, size => 1) -> 'messages') m
$$;
select is(pg_temp.page_around(100), '100: 95–104', 'C10 Around a seq: as many before it as after it');
select is(pg_temp.page_around(2), '2: 1–10', 'C10 At the beginning there are more after it');
select is(pg_temp.page_around(250), '250: 245–250', 'C10 And at the end none after it');
select is(pg_temp.page_around(100, size => 1), '100: 100–100', 'C10 The smallest page has it');
select is(pg_temp.page_around(100, size => 1000), '100: 1–200', 'C10 And the largest is no larger than another');
select is(pg_temp.page_around(251), 'not found: nothing', 'C10 What is not there has no page');
select is(pg_temp.page_around(0), 'not found: nothing', 'C10 Nor has nothing');
select is(pg_temp.page_around(9223372036854775807), 'not found: nothing', 'C10 The end of the numbers is no trouble');
select is(pg_temp.page_around(id => (pg_temp.written(77)).id), '77: 72–81', 'C10 Around a message by its id');
select is(pg_temp.page_around(id => tests.id('третье')), 'not found: nothing', 'C10 One of another chat is not found in this one');
select is(pg_temp.page_around(id => gen_random_uuid()), 'not found: nothing', 'C10 Nor is one that does not exist');
select is(
  split_part(pg_temp.page_around(moment => (pg_temp.written(120)).created_at), ':', 1)::bigint,
  (select min(seq) from public.messages where chat_id = tests.id('college chat') and created_at >= (pg_temp.written(120)).created_at),
  'C10 Around a moment: the first that was written from then on'
);
select is(pg_temp.page_around(moment => '-infinity'), '1: 1–10', 'C10 Before everything: the first');
select is(pg_temp.page_around(moment => 'infinity'), '250: 245–250', 'C10 After everything: the last');
select is(
  public.chat_page(tests.id('archived chat'), around_time => now()), '{"messages": [], "last_seq": 0, "last_change": 0, "found": null}',
  'C10 In an empty chat there is none'
);
select tests.sign_in('stranger');
select throws_ok(
  $$ select public.chat_page(tests.id('college chat'), around_time => now()) $$, 'SF003', null, 'C10 Strangers learn nothing of when something was written'
);
select tests.sign_in('student');
select throws_ok($$ select public.chat_page(tests.id('nowhere')) $$, 'SF003', null, 'A chat that is not there is none');
select throws_ok('select public.chat_page(null)', 'SF003', null, 'Nor is nothing');
select tests.service();
select throws_ok($$ select public.chat_page(tests.id('college chat')) $$, 'SF003', null, 'The secret key is no participant');

-- sign_in_method
select tests.reset();
create function pg_temp.ask(phone text, address text default '203.0.113.7') returns text
language sql
as $$
  select set_config('request.headers', json_build_object('x-forwarded-for', '10.0.0.' || right(phone, 1) || ', ' || address)::text, true);
  select public.announce_number(phone);
  select coalesce((select public.sign_in_method(phone)), 'code');
$$;
create temp table numbers on commit drop as select phone from auth.users where id = tests.id('student');
insert into auth.users (id, aud, role, phone, phone_confirmed_at) values
  (tests.id('nameless'), 'authenticated', 'authenticated', '79990000101', now()),
  (tests.id('unconfirmed'), 'authenticated', 'authenticated', '79990000102', null);
insert into public.profiles (id, surname, name) values (tests.id('unconfirmed'), 'Б', 'В');
grant select on numbers to public;

select tests.sign_out();
select is(pg_temp.ask((select phone from numbers)), 'password', 'R3 A registered number has a password');
select is(pg_temp.ask('79990000100'), 'code', 'R1 An unknown one gets a code');
select is(pg_temp.ask('79990000101'), 'code', 'R2 So does one whose owner has not given a name');
select is(pg_temp.ask('79990000102'), 'code', 'R1 And one that was never confirmed');
create function pg_temp.is_refused(phone text) returns boolean
language plpgsql
as $$
begin
  perform public.announce_number(phone);
  return false;
exception when sqlstate 'SF001' then
  return true;
end
$$;
select is_empty(
  $$
    select wrong from unnest(array[null, '', '8 999 000 01 00', '7999', '0999000010', '7999000010012345', 'admin', E'79990000100\n']) wrong
    where not pg_temp.is_refused(wrong)
  $$,
  'What is not digits with a country code is no number'
);
select throws_ok($$ select public.sign_in_method(null) $$, 'SF001', 'not a telephone number', 'In neither question');
select throws_ok($$ select public.sign_in_method('+79990000100') $$, 'SF001', 'not a telephone number', 'A plus is not among them');
select lives_ok($$ select set_config('request.headers', '', true), public.announce_number('79990000103') $$, 'Without headers it works too');
-- Whoever has the server roll back what they did after it was answered has announced nothing.
savepoint announced;
select public.announce_number(phone) from numbers;
rollback to announced;
select is(
  (select public.sign_in_method(phone) from numbers), null, 'R3 A number whose announcement was rolled back is not answered'
);
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.99"}', true);
select is((select public.sign_in_method(phone) from numbers), null, 'R3 Nor one that somebody else has announced');
select is(
  (select provolatile from pg_catalog.pg_proc where oid = 'public.sign_in_method(text)'::regprocedure), 's', 'R3 The question itself counts nothing'
);

select is(
  (select count(*)::integer from generate_series(1, 29) n where pg_temp.ask((select phone from numbers), '198.51.100.' || n) = 'password'),
  29, 'A number is looked up 30 times in an hour'
);
select is(pg_temp.ask((select phone from numbers), '198.51.100.200'), 'code', 'Then it is not answered any more, wherever the question comes from');
select is(
  (select count(*)::integer from generate_series(1, 150) n where pg_temp.ask((79991000000 + n)::text, '192.0.2.1') = 'code'), 150,
  'From one address 150 numbers may be tried in an hour'
);
select tests.reset();
create temp table another on commit drop as select phone from auth.users where id = tests.id('teacher');
grant select on another to public;
select tests.sign_out();
select is(pg_temp.ask((select phone from another), '192.0.2.1'), 'code', 'Then nothing is answered to that address');
select is(pg_temp.ask((select phone from another), '192.0.2.2'), 'password', 'But to others');

-- caller_address
select tests.reset();
create function pg_temp.address(headers text) returns text
language sql
as $$
  select set_config('request.headers', headers, true);
  select private.caller_address();
$$;
select is(
  pg_temp.address('{"x-forwarded-for": "192.0.2.9, 198.51.100.3 ,203.0.113.8 ", "x-real-ip": "192.0.2.1"}'), '203.0.113.8',
  'A caller is counted by the address that the gateway added, whatever they wrote before it'
);
select is(pg_temp.address('{"x-forwarded-for": "203.0.113.8"}'), '203.0.113.8', 'Also when it is the only one');
select is(pg_temp.address('{"cf-connecting-ip": "192.0.2.9"}'), '', 'A header that the gateway does not write says nothing');
select is(pg_temp.address(''), '', 'Nor is there an address without headers');
update private.caller_header set name = 'cf-connecting-ip' where true;
select is(
  pg_temp.address('{"cf-connecting-ip": "203.0.113.8", "x-forwarded-for": "192.0.2.9, 10.0.0.1"}'), '203.0.113.8',
  'The operator names the header that their gateway writes'
);
select tests.sign_in('administrator');
select tests.refused($$ update private.caller_header set name = 'x-forged' where true $$, 'And nobody else does');

select * from finish();
