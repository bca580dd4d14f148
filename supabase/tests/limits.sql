-- What one person can do in a while, and what is shown to administrators when they take the name of another.
select plan(39);

create function pg_temp.logged() returns setof text
language sql security definer
as $$
  select (select p.surname from public.profiles p where p.id::text = l.subject_id) || ' as ' ||
    (select p.surname from public.profiles p where p.id = (l.after ->> 'same_name_as')::uuid)
  from public.audit_log l where l.action = 'same_name' and l.college_id = tests.id('college') order by l.id
$$;
create function pg_temp.rename(person text, surname text, name text default 'Тест', patronymic text default '') returns void
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  update public.profiles p set surname = rename.surname, name = rename.name, patronymic = rename.patronymic where p.id = auth.uid();
end
$$;

-- Messages
select tests.sign_in('student');
select throws_ok(
  $$ insert into public.messages (id, chat_id, body) select gen_random_uuid(), tests.id('group chat'), 'раз ' || n from generate_series(1, 101) n $$,
  'SF004', null, 'C11 A hundred messages in a minute are enough, also in one request'
);
select lives_ok(
  $$ insert into public.messages (id, chat_id, body) select tests.id('раз ' || n), tests.id('group chat'), 'раз ' || n from generate_series(1, 60) n $$,
  'C11 What was refused does not count'
);
select lives_ok(
  $$ insert into public.messages (id, chat_id, body) select gen_random_uuid(), tests.id('personal chat'), 'два ' || n from generate_series(1, 40) n $$,
  'C11 All chats count together'
);
select throws_ok(
  $$ insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('personal chat'), 'ещё') $$, 'SF004', null, 'C11 One more has to wait'
);
select lives_ok(
  $$ insert into public.messages (id, chat_id, body) select tests.id('раз ' || n), tests.id('group chat'), 'раз ' || n from generate_series(1, 60) n on conflict do nothing $$,
  'C11 What is sent again is not written again'
);
select tests.sign_in('classmate');
select lives_ok(
  $$ insert into public.messages (id, chat_id, body) values (tests.id('мой'), tests.id('group chat'), 'мой') $$, 'C11 Others do not wait for them'
);
select tests.reset();
update private.attempts set until = now() where subject like 'messages of %';
select tests.sign_in('student');
select lives_ok(
  $$ insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('personal chat'), 'ещё') $$, 'C11 In the next minute they write again'
);
select tests.reset();
select lives_ok(
  $$ insert into public.messages (id, chat_id, author_id, body) select gen_random_uuid(), tests.id('group chat'), tests.id('teacher'), 'из архива' from generate_series(1, 200) $$,
  'What the operator brings along is not counted'
);
select tests.sign_in('classmate');
select throws_ok(
  $$ do $do$ begin for n in 1..101 loop perform public.edit_message(tests.id('мой'), 'снова ' || n); end loop; end $do$ $$, 'SF004', null,
  'C8 To change a message again and again is the same'
);
select tests.sign_in('administrator');
select throws_ok(
  $$ select public.post_as_college(tests.id('group chat'), gen_random_uuid(), 'Всем') from generate_series(1, 101) $$, 'SF004', null,
  'A9 As the college nobody writes more'
);

-- Links
select lives_ok(
  $$ select public.create_invitation(tests.id('college'), 'student') from generate_series(1, 60) $$, 'A3 Sixty links in an hour are enough'
);
select throws_ok($$ select public.create_invitation(tests.id('college'), 'student') $$, 'SF004', null, 'A3 Then a person waits');
select tests.sign_in('teacher');
select lives_ok($$ select public.create_invitation(tests.id('college'), 'student', tests.id('group')) $$, 'A3 Others do not');

-- Chats
select tests.sign_in('teacher');
select throws_ok(
  $$ select public.create_chat(gen_random_uuid(), tests.id('college'), 'other', 'Чат ' || n) from generate_series(1, 61) n $$, 'SF004', null,
  'C1 Sixty chats in an hour are enough'
);
select tests.reset();
select tests.person('peer ' || n, 'college') from generate_series(1, 61) n;
select tests.sign_in('student');
select throws_ok(
  $$ select public.personal_chat(tests.id('peer ' || n), tests.id('college')) from generate_series(1, 61) n $$, 'SF004', null,
  'C3 Nobody begins more than sixty personal chats in an hour'
);
select throws_ok(
  $$ select public.withdraw_message(tests.id('group chat'), gen_random_uuid()) from generate_series(1, 101) $$, 'SF004', null,
  'C8 Nor withdraws more than a hundred messages in a minute'
);

-- Names
select pg_temp.rename('student', 'Administrator');
select results_eq('select pg_temp.logged()', $$ values ('Administrator as Administrator') $$, 'A11 Whoever takes the full name of another member stands in the log');
select tests.reset();
select is(
  (select actor_id from public.audit_log where action = 'same_name'), tests.id('student'), 'A11 As the one who did it'
);
select ok(
  exists (select from realtime.messages where topic = 'admin:' || tests.id('college') and event = 'log_changed'), 'A11 Administrators see it at once'
);
select tests.sign_in('administrator');
select results_eq(
  $$ select action, subject_person ->> 'surname' from public.audit_page(tests.id('college'), '{person}') where action = 'same_name' $$,
  $$ values ('same_name', 'Administrator') $$, 'A11 Among what concerns people'
);
select tests.reset();
update public.profiles set surname = 'Ёлкина', name = 'Ольга', patronymic = 'Павловна' where id = tests.id('administrator');
select pg_temp.rename('student', 'Student');
select pg_temp.rename('student', 'елкина', 'ОЛЬГА', 'Павловна');
select is((select count(*)::integer from pg_temp.logged()), 2, 'A11 However it is written');
select pg_temp.rename('student', 'Student');
select pg_temp.rename('student', 'Eлкинa', 'Oльгa', 'Пaвловнa');
select is((select count(*)::integer from pg_temp.logged()), 3, 'A11 Also with letters that only look alike');
select pg_temp.rename('student', 'Student');
select pg_temp.rename('student', 'Ёлкина', 'Ольга');
select is((select count(*)::integer from pg_temp.logged()), 4, 'A11 Also without the patronymic');
select pg_temp.rename('student', 'Ёлкина', 'Ольга', 'Игоревна');
select is((select count(*)::integer from pg_temp.logged()), 4, 'A11 Another patronymic is another person');
select pg_temp.rename('student', 'Stranger');
select is((select count(*)::integer from pg_temp.logged()), 4, 'A11 A person of another college is none of theirs');
select pg_temp.rename('student', 'Removed');
select is((select count(*)::integer from pg_temp.logged()), 4, 'A11 Nor is who has left');
select pg_temp.rename('newcomer', 'Teacher');
select is((select count(*)::integer from pg_temp.logged()), 4, 'A11 Outside of a college a name is nobody''s business');
select tests.sign_in('administrator');
create temp table link (token text) on commit drop;
select tests.reset();
update private.attempts set until = now() where subject like 'links of %';
select tests.sign_in('administrator');
insert into link select token from public.create_invitation(tests.id('college'), 'student');
grant select on link to public;
select tests.sign_in('newcomer');
select public.redeem_invitation((select token from link));
select results_eq(
  'select pg_temp.logged() offset 4', $$ values ('Teacher as Teacher') $$, 'A11 Until they join it: taking the name first is the same'
);
select public.leave_college(tests.id('college'));
select tests.sign_in('administrator');
delete from link where true;
insert into link select token from public.create_invitation(tests.id('college'), 'student');
select tests.sign_in('newcomer');
select public.redeem_invitation((select token from link));
select is((select count(*)::integer from pg_temp.logged()), 6, 'A11 Or come back to it');
select pg_temp.rename('newcomer', 'Teacher', 'Тест', 'Иванович');
select is((select count(*)::integer from pg_temp.logged()), 7, 'A11 Each time');
select tests.reset();
select is_empty(
  $$ select from public.audit_log where action = 'same_name' and after::text ~ '[А-Яа-я]' $$, 'A11 But no name stands there: who erases themselves is not named by it'
);

-- Whatever fields the words stand in, and whatever else stands between the letters that nobody sees
select tests.reset();
update public.profiles set surname = 'Сидорова', name = 'Анна', patronymic = 'Ильинична' where id = tests.id('administrator');
create function pg_temp.shown_as_namesake(surname text, name text, patronymic text default '') returns boolean
language plpgsql
as $$
declare
  before constant bigint := (select count(*) from pg_temp.logged());
begin
  perform tests.reset();
  delete from private.attempts where subject like 'name of %';
  perform pg_temp.rename('classmate', surname, name, patronymic);
  perform tests.reset();
  return (select count(*) from pg_temp.logged()) > before;
end
$$;
select is(pg_temp.shown_as_namesake(surname, name, patronymic), true, 'R2 The name of another is in the log: ' || how) from (values
  ('a joiner', E'Сидо\u200Dрова', 'Анна', ''),
  ('a mark that has no width', E'Сидо\u034Fрова', 'Анна', ''),
  ('a letter without a shape', E'Сидорова\u3164', 'Анна', ''),
  ('all in one field', 'Сидорова Анна', 'Ильинична', ''),
  ('a field too few', 'Сидорова', 'Анна Ильинична', ''),
  ('the other order', 'Анна', 'Сидорова', '')
) cases (how, surname, name, patronymic);

-- Each change of who teaches is a line in the log
select tests.reset();
select is(
  tests.does('teacher', $$
    select public.add_group_teacher(tests.id('group'), '{Химия}'), public.remove_group_teacher(tests.id('group'), tests.id('teacher'), 'Химия')
    from generate_series(1, 101)
  $$),
  'SF004', 'A10 Teachers come into a group and leave it a hundred times an hour'
);
select is(
  tests.does('administrator', $$
    select public.add_group_teacher(tests.id('group'), '{Химия}', tests.id('teacher')), public.remove_group_teacher(tests.id('group'), tests.id('teacher'), 'Химия')
    from generate_series(1, 101)
  $$),
  'done', 'A10 Administrators set up all groups of a college'
);

select * from finish();
