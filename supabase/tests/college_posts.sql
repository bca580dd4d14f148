select plan(43);

insert into world select tests.person('colleague', 'college', 'teacher', true);
insert into public.chat_members (chat_id, person_id) values (tests.id('college chat'), tests.id('colleague'));

create function pg_temp.post(chat text, body text) returns bigint
language sql
as $$ select (public.post_as_college(tests.id(chat), tests.id(body), body) ->> 'seq')::bigint $$;
create function pg_temp.position(person text) returns bigint
language sql security definer
as $$ select read_seq from public.chat_members where chat_id = tests.id('college chat') and person_id = tests.id(person) $$;
create function pg_temp.reads(seq bigint) returns bigint
language sql
as $$
  select public.mark_read(tests.id('college chat'), seq);
  select m.read_seq from public.chat_members m where m.chat_id = tests.id('college chat') and m.person_id = auth.uid();
$$;

-- Who may
select tests.sign_out();
select tests.refused($$ select pg_temp.post('college chat', 'я') $$, 'A9 Anonymous people write for no college');
select tests.sign_in('teacher');
select tests.refused($$ select pg_temp.post('college chat', 'я') $$, 'A9 Nor does a teacher');
select tests.refused($$ select public.college_chats(tests.id('college')) $$, 'A9 Who does not see all chats of the college either');
select tests.refused(
  $$ insert into public.messages (id, chat_id, body, as_college) values (gen_random_uuid(), tests.id('college chat'), 'я', true) $$,
  'A9 By no way'
);
select tests.sign_in('stranger');
select tests.refused($$ select pg_temp.post('college chat', 'я') $$, 'A9 Nor does an administrator of another college');
select tests.refused($$ select public.college_chats(tests.id('college')) $$, 'A9 Who sees none of ours');
select tests.sign_in('administrator');
select is(pg_temp.post('college chat', 'Занятий не будет'), 1::bigint, 'A9 An administrator writes as the college');
select is(pg_temp.post('college chat', 'Занятий не будет'), 1::bigint, 'A9 Sent again it is the same message');
select is(pg_temp.post('group chat', 'Всей группе'), 4::bigint, 'A9 Also where they take no part');
select is(pg_temp.post('other chat', 'Кружку'), 2::bigint, 'A9 In any chat of the college');
select tests.refused($$ select pg_temp.post('personal chat', 'вам') $$, 'A9 But not in one of two people');
select tests.refused($$ select pg_temp.post('closed chat', 'выпуску') $$, 'A6 Nor in that of a graduated group');
select tests.refused($$ select pg_temp.post('archived chat', 'архиву') $$, 'C5 Nor in an archived one');
select tests.refused($$ select pg_temp.post('foreign chat', 'чужим') $$, 'A9 Nor in that of another college');
select tests.refused($$ select pg_temp.post('nowhere', 'никому') $$, 'A9 Nor in none');
select throws_ok($$ select pg_temp.post('college chat', ' ') $$, '23514', null, 'A9 Nothing is not written');
select throws_ok(
  $$ select public.post_as_college(tests.id('group chat'), tests.id('первое'), 'подмена') $$, 'SF002', null, 'A9 Nor is anything put in place of another''s words'
);
select is_empty($$ select from public.messages where chat_id = tests.id('group chat') $$, 'A9 They do not read where they take no part');
select results_eq(
  $$ select title, kind::text, group_number, is_open from public.college_chats(tests.id('college')) $$,
  $$
    values ('college chat', 'college', null, true), ('group chat', 'group', 'ИС-21', true), ('closed chat', 'group', 'ИС-41', false),
      ('archived chat', 'other', null, false), ('other chat', 'other', null, true)
  $$,
  'A9 They see which chats there are'
);

-- What is read
select tests.sign_in('student');
select results_eq(
  $$ select m -> 'author', m ->> 'college', m ->> 'body' from jsonb_array_elements(public.chat_page(tests.id('college chat')) -> 'messages') m $$,
  $$ values ('null'::jsonb, 'Речной', 'Занятий не будет') $$, 'A9 In the chat the college is the author'
);
select results_eq(
  $$ select last_message -> 'author', last_message ->> 'college' from public.my_chats(chat => tests.id('college chat')) $$,
  $$ values ('null'::jsonb, 'Речной') $$, 'A9 In the list too'
);
select is(
  (select public.chat_page(tests.id('group chat'), before => 2) -> 'messages' -> 0 -> 'college'), 'null'::jsonb, 'A9 What people write is theirs'
);
select tests.reset();
select results_eq(
  $$ select payload -> 'message' -> 'author', payload -> 'message' ->> 'college' from realtime.messages where topic = 'chat:' || tests.id('college chat') and event = 'message' $$,
  $$ values ('null'::jsonb, 'Речной') $$, 'A9 Live as well'
);
select throws_ok(
  $$ update public.messages set author_id = tests.id('administrator') where as_college $$, '23514', null, 'A9 No row can name an author beside the college'
);
select results_eq(
  $$ select distinct actor_id, action from public.audit_log where subject_type = 'chat' $$,
  $$ values (tests.id('administrator'), 'college_posted') $$, 'A9 The log of the administrators has who it was'
);
select set_config('role', 'authenticated', true);
select tests.refused('select from private.college_posts', 'A9 Others have no way to it');

-- The read position of administrators
create function pg_temp.unread() returns bigint
language sql
as $$ select last_seq - read_seq from public.my_chats(chat => tests.id('college chat')) $$;
select is(pg_temp.position('administrator'), 0::bigint, 'A9 Who writes as the college is not shown as having read it');
select tests.sign_in('administrator');
select is(pg_temp.unread(), 0::bigint, 'A9 To themselves it is read');
select is(pg_temp.reads(1), 0::bigint, 'A9 They are not shown when they look at it');
select tests.sign_in('student');
select is(pg_temp.reads(1), 1::bigint, 'C7 Others are');
select tests.sign_in('administrator');
select is(pg_temp.reads(1), 0::bigint, 'A9 Administrators are not even then');
select tests.sign_in('colleague');
select is(pg_temp.reads(1), 0::bigint, 'A9 Whether they wrote it or not');
select is(pg_temp.unread(), 0::bigint, 'C7 But nothing stays unread for them');
select tests.sign_in('student');
select tests.write_here('college chat', 'Вопрос');
select tests.sign_in('colleague');
select is(pg_temp.unread(), 1::bigint, 'C7 Before there is something new');
select is(pg_temp.reads(2), 0::bigint, 'A9 After which they are not shown either');
select tests.reset();
select set_eq(
  $$ select split_part(topic, ':', 1), payload ->> 'seq' from realtime.messages where event = 'read' and payload ->> 'person_id' = tests.id('colleague')::text $$,
  $$ values ('user', '1'), ('user', '2') $$, 'A9 Live only they themselves receive how far they have read'
);
select tests.sign_in('student');
select is((select others_read_seq from public.my_chats(chat => tests.id('college chat'))), 0::bigint, 'A9 Nor does the sum of all positions say it');
select tests.sign_in('administrator');
select pg_temp.post('college chat', 'Ещё объявление');
select tests.write_here('college chat', 'От себя');
select is(pg_temp.position('administrator'), 4::bigint, 'A9 Who then writes in their own name has read what stands above');
select tests.reset();
insert into public.chat_members (chat_id, person_id) values (tests.id('personal chat'), tests.id('colleague'));
select tests.write('personal chat', 'teacher', 'Вам');
select tests.sign_in('colleague');
select public.mark_read(tests.id('personal chat'), 2);
select tests.reset();
select is(
  (select read_seq from public.chat_members where chat_id = tests.id('personal chat') and person_id = tests.id('colleague')), 2::bigint,
  'C7 In a personal chat, where no college writes, everybody is shown'
);
update public.memberships set is_admin = false where person_id = tests.id('colleague');
select tests.sign_in('colleague');
select is(pg_temp.reads(4), 4::bigint, 'C7 And who is no administrator any more everywhere');
select tests.reset();
delete from auth.users where id = tests.id('administrator');
select is(
  (select count(*)::integer from public.messages where as_college and chat_id = tests.id('college chat')), 2, 'A12 What the college wrote stays when they go'
);
select is(
  (
    select count(*)::integer from private.college_posts p join public.messages m on m.id = p.message_id
    where m.chat_id = tests.id('college chat') and p.admin_id is not null
  ), 0, 'A12 Without them'
);

-- In an archive
select tests.reset();
update public.chats set archived_at = now() where id = tests.id('other chat');
select is(
  tests.outcome('administrator', $$ select public.edit_message(tests.id('Кружку'), 'Всем кружкам') $$), 'SF006 closed',
  'C8 What the college wrote in an archived chat stays as it is'
);

select * from finish();
