-- An audience is a rule: who belongs to it is in the chat, whoever comes and goes by whatever way.
select no_plan();

create function pg_temp.chats_of(name text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.sign_in(name);
  found := (select string_agg(c.title, ', ' order by c.title) from public.my_chats() c where c.title like 'все%');
  perform tests.reset();
  return coalesce(found, 'none');
end
$$;
create function pg_temp.unread(name text, chat text) returns bigint
language plpgsql
as $$
declare
  found bigint;
begin
  perform tests.sign_in(name);
  found := (select c.last_seq - c.read_seq from public.my_chats(chat => tests.id(unread.chat)) c);
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.rows_of(chat text) returns integer
language sql
as $$ select count(*)::integer from public.chat_members where chat_id = tests.id(chat) $$;
create function pg_temp.mind() returns void
language sql
as $$
  delete from realtime.messages where true;
  select set_config('sferum.broadcasts', '', true);
$$;
create function pg_temp.events(topic text) returns setof text
language sql
as $$ select distinct m.event || ' ' || coalesce(c.title, '') from realtime.messages m
  left join public.chats c on c.id = (m.payload ->> 'chat_id')::uuid where m.topic = events.topic and m.event like 'chat%' order by 1 $$;

select pg_temp.mind();
insert into public.chats (id, college_id, kind, title, audience, group_id) values
  (tests.id('all'), tests.id('college'), 'college', 'все', 'college', null),
  (tests.id('teachers'), tests.id('college'), 'other', 'все учителя', 'teachers', null),
  (tests.id('all of group'), tests.id('college'), 'group', 'все ИС-21', 'group', tests.id('group'));

-- Who is in
select is(pg_temp.chats_of('administrator'), 'все, все учителя', 'C1 Staff is in the chats of everybody and of teachers');
select is(pg_temp.chats_of('teacher'), 'все, все ИС-21, все учителя', 'C1 C2 A teacher also in that of their group');
select is(pg_temp.chats_of('student'), 'все, все ИС-21', 'C1 C2 A student is not in that of teachers');
select is(pg_temp.chats_of('removed'), 'none', 'C1 Who was removed is in none');
select is(pg_temp.chats_of('stranger'), 'none', 'C1 Nor are people of another college');
select is(pg_temp.chats_of('newcomer'), 'none', 'C1 Nor who belongs to none');
select is(pg_temp.rows_of('all') + pg_temp.rows_of('all of group') + pg_temp.rows_of('teachers'), 0, 'C1 Nobody has a row for it');
select results_eq(
  $$ select c.title, private.participant_count(c.id) from public.chats c where c.title like 'все%' order by c.title $$,
  $$ values ('все', 4), ('все ИС-21', 3), ('все учителя', 2) $$,
  'C1 Each is counted once'
);
select set_eq(
  $$ select pg_temp.events('college:' || tests.id('college')) $$,
  $$ values ('chat_changed все'), ('chat_changed все ИС-21'), ('chat_changed все учителя') $$,
  'C1 One broadcast to the college tells of each'
);
select is_empty($$ select topic from realtime.messages where topic like 'user:%' $$, 'C1 And none to each person');

-- One person, asked both ways, is the same
select results_eq(
  $$
    select c.title, p.surname from public.chats c, public.profiles p
    where c.title like 'все%' and private.is_participant(c.id, p.id) order by 1, 2
  $$,
  $$
    select c.title, p.surname from private.participants r join public.chats c on c.id = r.chat_id join public.profiles p on p.id = r.person_id
    where c.title like 'все%' order by 1, 2
  $$,
  'C1 The list and the question agree'
);

-- Reading and writing
select tests.write('all', 'teacher', 'раз');
select tests.write('all', 'teacher', 'два');
select tests.write('all', 'teacher', 'три');
select is(pg_temp.unread('student', 'all'), 3::bigint, 'C7 What is written is unread to who was there');
select is(pg_temp.rows_of('all'), 1, 'C7 Who writes has a row, who reads nothing none');
select tests.sign_in('student');
select public.mark_unread(tests.id('all'));
select public.mark_read(tests.id('all'), 2);
select is_empty('select from public.my_chat_settings() where is_marked_unread', 'C7 Reading for the first time takes a mark as unread back');
select tests.reset();
select is(pg_temp.unread('student', 'all'), 1::bigint, 'C7 A read position comes into being when somebody reads');
select is(pg_temp.rows_of('all'), 2, 'C7 As a row');
select is(
  (select count(*)::integer from realtime.messages where topic = 'chat:' || tests.id('all') and event = 'read'), 1, 'C7 Which the chat learns'
);
select tests.sign_in('administrator');
select public.mark_read(tests.id('all'), 3);
select tests.reset();
select is(pg_temp.unread('administrator', 'all'), 0::bigint, 'A9 An administrator has read');
select is(pg_temp.rows_of('all'), 2, 'A9 And a row does not say so');
select tests.sign_in('student');
select results_eq(
  $$ select surname, read_seq from public.chat_readers(tests.id('all')) order by surname $$,
  $$ values ('Administrator', null), ('Classmate', 0::bigint), ('Teacher', 3) $$,
  'C7 Of all others one sees how far they have read, but of administrators not'
);
select is(
  (select count(*)::integer from public.chat_readers(tests.id('all'), size => 1)), 1, 'C7 Many come page by page'
);
select throws_ok($$ select public.chat_readers(tests.id('teachers')) $$, 'SF003', null, 'C7 Nobody sees it of a chat of others');
select tests.sign_out();
select tests.refused($$ select public.chat_readers(tests.id('all')) $$, 'C7 Anonymous people see it of none');
select tests.sign_in('classmate');
select tests.write_here('all of group', 'привет');
select is((public.chat_page(tests.id('all of group')) #>> '{messages,0,body}'), 'привет', 'C2 Who is in by a rule writes and reads');
select throws_ok($$ select tests.write_here('teachers', 'я') $$, '42501', null, 'C3 Who is not writes not');
select throws_ok($$ select public.chat_page(tests.id('teachers')) $$, 'SF003', null, 'C3 Nor reads');
select tests.reset();

-- Later members come in, with nothing unread
insert into world select tests.person('later', 'college');
select is(pg_temp.chats_of('later'), 'все', 'C1 Who registers later comes in');
select is(pg_temp.unread('later', 'all'), 0::bigint, 'C1 With nothing unread');
select tests.write('all', 'teacher', 'четыре');
select is(pg_temp.unread('later', 'all'), 1::bigint, 'C1 Until something is written');
insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('later'));
select is(pg_temp.chats_of('later'), 'все, все ИС-21', 'C2 Who comes into the group comes into its chat');
select is(pg_temp.unread('later', 'all of group'), 0::bigint, 'C2 With nothing unread');

-- Leavers go
select pg_temp.mind();
delete from public.group_students where person_id = tests.id('later');
select is(pg_temp.chats_of('later'), 'все', 'C2 Who leaves the group leaves the chat');
select results_eq(
  $$ select pg_temp.events('user:' || tests.id('later')) $$, $$ values ('chat_removed все ИС-21') $$, 'C2 And learns of it'
);
select ok(private.is_topic_withheld(tests.id('all of group')), 'C2 What is written is not sent to them any more');
insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('later'));
select is(pg_temp.chats_of('later'), 'все, все ИС-21', 'C2 Who comes back is in again');
select is(pg_temp.unread('later', 'all of group'), 0::bigint, 'C2 With nothing unread');

-- Becomes a teacher, and a student again
delete from public.group_students where person_id = tests.id('later');
select tests.write('teachers', 'teacher', 'педсовет');
update public.memberships set role = 'teacher' where person_id = tests.id('later');
select is(pg_temp.chats_of('later'), 'все, все учителя', 'C3 Who becomes a teacher is in the chat of teachers');
select is(pg_temp.unread('later', 'teachers'), 0::bigint, 'C3 With nothing unread');
insert into public.group_teachers (group_id, person_id, subject) values
  (tests.id('group'), tests.id('later'), 'Физика'), (tests.id('group'), tests.id('later'), 'Алгебра');
select is(private.participant_count(tests.id('all of group')), 4, 'C2 Who teaches two subjects is there once');
delete from public.group_teachers where person_id = tests.id('later') and subject = 'Алгебра';
select is(pg_temp.chats_of('later'), 'все, все ИС-21, все учителя', 'C2 And stays with one of them');
delete from public.group_teachers where person_id = tests.id('later');
select pg_temp.mind();
update public.memberships set role = 'student' where person_id = tests.id('later');
select is(pg_temp.chats_of('later'), 'все', 'C3 Who teaches no more is out');
select results_eq($$ select pg_temp.events('user:' || tests.id('later')) $$, $$ values ('chat_removed все учителя') $$, 'C3 And learns of it');

-- Out of the college and back
select pg_temp.mind();
update public.memberships set left_at = now() where person_id = tests.id('later');
select is(pg_temp.chats_of('later'), 'none', 'A5 Who leaves the college is out of all');
select results_eq($$ select pg_temp.events('user:' || tests.id('later')) $$, $$ values ('chat_removed все') $$, 'A5 And learns of it');
select tests.write('all', 'teacher', 'пять');
update public.memberships set left_at = null where person_id = tests.id('later');
select is(pg_temp.chats_of('later'), 'все', 'A5 Who comes back is in');
select is(pg_temp.unread('later', 'all'), 0::bigint, 'A5 With nothing unread');

-- A chosen teacher in the chat of teachers, who leaves the college, does not come back into it as a student
insert into public.chat_members (chat_id, person_id) values (tests.id('teachers'), tests.id('classmate'));
select is(pg_temp.chats_of('classmate'), 'все, все ИС-21, все учителя', 'C5 Somebody may be added to a chat for others');
update public.chats set is_public = true where id = tests.id('teachers');
insert into public.chat_members (chat_id, person_id) values (tests.id('teachers'), tests.id('teacher'))
  on conflict (chat_id, person_id) do update set is_chosen = true;
update public.memberships set left_at = now() where person_id = tests.id('teacher');
update public.memberships set left_at = null, role = 'student' where person_id = tests.id('teacher');
select is(pg_temp.chats_of('teacher'), 'все, все ИС-21', 'C3 A former teacher who had joined is not in when they come back as a student');

-- Erases themselves
select tests.erase('classmate');
select is(private.participant_count(tests.id('all')), 4, 'A12 Who erases themselves is out of all chats');
select is_empty(
  $$ select from public.chat_members where person_id = tests.id('classmate') $$, 'A12 And leaves no row'
);

-- Five thousand
insert into auth.users (id, aud, role) select tests.id('crowd ' || n), 'authenticated', 'authenticated' from generate_series(1, 5000) n;
insert into public.profiles (id, surname, name) select tests.id('crowd ' || n), 'Толпа', 'Человек' from generate_series(1, 5000) n;
set local session_replication_role = replica;
insert into public.memberships (college_id, person_id, role) select tests.id('college'), tests.id('crowd ' || n), 'student' from generate_series(1, 5000) n;
set local session_replication_role = origin;
select pg_temp.mind();
select tests.sign_in('administrator');
select public.create_chat(tests.id('crowd chat'), tests.id('college'), 'college', 'Всем', audience => 'college');
select tests.reset();
select is(private.participant_count(tests.id('crowd chat')), 5004, 'C1 A chat of 5,000 people is made by one statement');
select is(pg_temp.rows_of('crowd chat'), 1, 'C1 Its maker, a moderator, has the only row');
select results_eq(
  $$ select topic, event from realtime.messages order by topic $$,
  $$ values ('admin:' || tests.id('college'), 'log_changed'), ('college:' || tests.id('college'), 'chat_changed') $$,
  'C1 With a single broadcast to them, and one to the administrators about the log'
);
select is(
  (select (payload ->> 'within')::integer from realtime.messages where topic like 'college:%'), 4000,
  'C4 Which lets all of them fetch it within a few seconds, not at the same moment'
);
delete from realtime.messages where true;
select tests.sign_in('stranger');
select public.create_chat(tests.id('small chat'), tests.id('other college'), 'college', 'Немногим', audience => 'college', is_public => true);
select tests.reset();
select is((select (payload ->> 'within')::integer from realtime.messages where topic like 'college:%'), 1, 'C4 In a small college at once');

select * from finish();
