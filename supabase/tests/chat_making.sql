-- Who makes which chat; personal chats; finding, joining and leaving open ones.
select no_plan();

create function pg_temp.make(name text, kind text, audience text default 'chosen', study_group text default null, more text default '') returns text
language sql
as $$
  select tests.does(name, format(
    'select public.create_chat(gen_random_uuid(), tests.id(''college''), %L, %L, audience => %L, study_group => %L %s)',
    kind, 'Новый', audience, tests.id(study_group), more
  ))
$$;
create function pg_temp.asks(name text, question text) returns text
language plpgsql
as $$
declare
  answer text;
begin
  perform tests.sign_in(name);
  execute question into answer;
  perform tests.reset();
  return answer;
end
$$;
create function pg_temp.public_list(name text) returns text
language sql
as $$
  select coalesce(pg_temp.asks(
    name, $q$ select string_agg(title || case when is_joined then ' ✓' else '' end, ', ') from public.public_chats(tests.id('college')) $q$
  ), 'none')
$$;
insert into world select tests.person('other teacher', 'college', 'teacher');

-- Who may make what
select is(pg_temp.make('nobody', 'other'), '42501', 'C3 Anonymous people make no chat');
select is(pg_temp.make('service', 'other'), '42501', 'C3 Nor does the secret key, which is nobody');
select is(pg_temp.make(name, 'other'), '42501', 'C3 Nor people who are not of the college: ' || name)
  from unnest('{stranger,newcomer,removed}'::text[]) name;
select is(pg_temp.make('student', kind, audience, study_group), '42501', format('C3 Nor students: %s, %s', kind, audience))
  from (values ('other', 'chosen', null), ('college', 'college', null), ('group', 'group', 'group'), ('other', 'teachers', null)) c (kind, audience, study_group);
select is(pg_temp.make('teacher', kind, audience, study_group), outcome, format('C2 A teacher: %s, %s, %s', kind, audience, study_group))
  from (values
    ('college', 'college', null, '42501'), ('college', 'chosen', null, '42501'), ('other', 'college', null, '42501'),
    ('group', 'group', 'group', 'done'), ('group', 'chosen', 'group', 'done'), ('other', 'chosen', null, 'done'),
    ('other', 'teachers', null, 'done')
  ) c (kind, audience, study_group, outcome);
select is(pg_temp.make('other teacher', 'group', 'group', 'group'), '42501', 'C2 But not of groups of others');
select is(pg_temp.make('administrator', kind, audience, study_group), outcome, format('C1 An administrator: %s, %s, %s', kind, audience, study_group))
  from (values
    ('college', 'college', null, 'done'), ('college', 'chosen', null, 'done'), ('group', 'group', 'group', 'done'),
    ('other', 'teachers', null, 'done'), ('other', 'college', null, 'done'),
    ('personal', 'chosen', null, 'SF001'), ('other', 'group', null, 'SF001'), ('group', 'college', 'group', 'SF001'),
    ('group', 'group', null, 'SF001'), ('college', 'college', 'group', 'SF001'), ('other', null, null, 'SF001'),
    ('group', 'group', 'graduated group', 'SF006'), ('group', 'group', 'foreign group', 'SF001')
  ) c (kind, audience, study_group, outcome);
select is(pg_temp.make('administrator', 'other', more => ', is_public => true'), 'SF001', 'C4 Chosen people are no public');
select is(
  pg_temp.make('administrator', 'other', more => format(', people => %L', array[tests.id(name)])), 'SF001 no_member', 'C3 Only members are chosen: ' || name
) from unnest('{stranger,newcomer,removed,nobody}'::text[]) name;
select is(
  tests.does('administrator', format('select public.create_chat(gen_random_uuid(), tests.id(''college''), ''other'', %L)', title)), 'SF001',
  'C1 A title is needed, and not too long'
) from unnest(array[null, '', ' ', repeat('я', 201)]) title;
select is(tests.does('administrator', $$ select public.create_chat(null, tests.id('college'), 'other', 'Без номера') $$), 'SF001', 'C1 An id too');

-- What is made
select tests.sign_in('teacher');
select is(
  public.create_chat(
    tests.id('elective'), tests.id('college'), 'other', '  Факультатив ', E'По пятницам,\nкабинет 214',
    people => array[tests.id('student'), tests.id('student'), null, tests.id('teacher')]
  ), tests.id('elective'), 'C3 A teacher makes a chat of chosen people'
);
select is(
  public.create_chat(tests.id('elective'), tests.id('college'), 'other', 'Ещё раз', people => array[tests.id('classmate')]), tests.id('elective'),
  'C3 Made again it is the same chat'
);
select results_eq(
  $$ select title, description, audience::text, can_manage, write_refusal, member_count from public.my_chats(chat => tests.id('elective')) $$,
  $$ values ('Факультатив', E'По пятницам,\nкабинет 214', 'chosen', true, null, 2) $$,
  'C3 Its maker manages it and writes at once'
);
select lives_ok($$ select tests.write_here('elective', 'Начинаем') $$, 'C4 The maker can write at once');
select tests.reset();
select is(tests.does('other teacher', $$ select public.create_chat(tests.id('elective'), tests.id('college'), 'other', 'Чужой') $$), 'SF002', 'C3 Nobody else takes its id');
select is(
  pg_temp.asks('student', $$ select title from public.my_chats(chat => tests.id('elective')) $$), 'Факультатив', 'C3 Who was chosen has it'
);
select is(pg_temp.asks('classmate', $$ select title from public.my_chats(chat => tests.id('elective')) $$), null, 'C3 Others have not');

-- Personal chats
select is(pg_temp.asks('student', $$ select public.personal_chat(tests.id('teacher')) $$), tests.id('personal chat')::text, 'C3 Two people have one personal chat');
select is(pg_temp.asks('teacher', $$ select public.personal_chat(tests.id('student')) $$), tests.id('personal chat')::text, 'C3 The same for both');
select is(
  pg_temp.asks('student', $$ select public.personal_chat(tests.id('classmate')) $$), pg_temp.asks('classmate', $$ select public.personal_chat(tests.id('student')) $$),
  'C3 A new one too'
);
select is(
  pg_temp.asks('student', $$ select peer ->> 'surname' from public.my_chats(chat => public.personal_chat(tests.id('classmate'))) $$), 'Classmate',
  'C3 It is called after the other'
);
select is(tests.does('student', $$ select public.personal_chat(tests.id('student')) $$), 'SF001', 'C3 Nobody has one with themselves');
select is(tests.does('student', format('select public.personal_chat(tests.id(%L))', name)), 'SF003', 'C3 Nor with ' || name)
  from unnest('{stranger,newcomer,removed,nobody}'::text[]) name;
select is(tests.does('removed', $$ select public.personal_chat(tests.id('student')) $$), 'SF003', 'C3 Nor who was removed with anybody');
select is(tests.does('nobody', $$ select public.personal_chat(tests.id('student')) $$), '42501', 'C3 Nor without an account');
select is(tests.does('student', $$ select public.leave_chat(tests.id('personal chat')) $$), 'SF001', 'C3 Nobody leaves it');

-- Public chats
delete from public.chats where title = 'Новый';
select tests.sign_in('administrator');
select public.create_chat(tests.id(name), tests.id('college'), kind::public.chat_kind, title, audience => audience::public.chat_audience, study_group => tests.id(study_group), is_public => is_public)
  from (values
    ('volleyball', 'college', 'Волейбол', 'college', null, true), ('news', 'college', 'Новости', 'college', null, false),
    ('club', 'group', 'Кружок ИС-21', 'group', 'group', true), ('council', 'other', 'Педсовет', 'teachers', null, true)
  ) c (name, kind, title, audience, study_group, is_public);
select tests.reset();
select results_eq(
  $$
    select subject_label, actor_id, after ->> 'audience', after ->> 'is_public' from public.audit_log
    where action = 'chat_created' and subject_label in ('Волейбол', 'Новости', 'Кружок ИС-21', 'Педсовет') order by id
  $$,
  $$
    values ('Волейбол', tests.id('administrator'), 'college', 'true'), ('Новости', tests.id('administrator'), 'college', 'false'),
      ('Кружок ИС-21', tests.id('administrator'), 'group', 'true'), ('Педсовет', tests.id('administrator'), 'teachers', 'true')
  $$,
  'A11 Who made a chat of the college, of a group or for everybody is in the log'
);
select is_empty(
  $$ select from public.audit_log where action = 'chat_created' and subject_label = 'Факультатив' $$, 'A11 A chat of a few chosen people is not'
);
select is(pg_temp.public_list('student'), 'Волейбол, Новости ✓, Кружок ИС-21', 'C4 A student sees what is open to them');
select is(pg_temp.public_list('other teacher'), 'Волейбол, Новости ✓, Педсовет', 'C4 A teacher too');
select is(pg_temp.public_list('administrator'), 'Волейбол ✓, Новости ✓, Педсовет ✓', 'C4 An administrator too');
select is(tests.does(name, $$ select * from public.public_chats(tests.id('college')) $$), '42501', 'C4 Nobody else: ' || name)
  from unnest('{stranger,newcomer,removed,nobody}'::text[]) name;
select is(
  pg_temp.asks('student', $$ select string_agg(title, ', ') from public.public_chats(tests.id('college'), 'волей') $$), 'Волейбол', 'C4 One is found by its title'
);
select is(
  pg_temp.asks('student', $$ select string_agg(title, ', ') from public.public_chats(tests.id('college'), after => tests.id('volleyball'), size => 1) $$), 'Новости',
  'C4 Many come page by page'
);
select is(pg_temp.asks('student', $$ select title from public.my_chats(chat => tests.id('volleyball')) $$), null, 'C4 Who has not joined is not in');
select is(tests.does('student', $$ select public.chat_page(tests.id('volleyball')) $$), 'SF003', 'C4 And reads nothing');
select is(tests.does('student', $$ select public.join_chat(tests.id('volleyball')) $$), 'done', 'C4 Joins');
select is(tests.does('student', $$ select public.join_chat(tests.id('volleyball')) $$), 'done', 'C4 Twice is once');
select is(tests.does('student', $$ select tests.write_here('volleyball', 'я с вами') $$), 'done', 'C4 And writes');
select is(tests.does(name, format('select public.join_chat(tests.id(%L))', chat)), outcome, format('C4 %s joins %s: %s', name, chat, outcome))
  from (values
    ('student', 'council', 'SF003'), ('student', 'elective', 'done'), ('classmate', 'elective', 'SF003'), ('other teacher', 'club', 'SF003'),
    ('stranger', 'volleyball', 'SF003'), ('removed', 'volleyball', 'SF003'), ('newcomer', 'volleyball', 'SF003'), ('nobody', 'volleyball', '42501'),
    ('student', 'nowhere', 'SF003'), ('classmate', 'personal chat', 'SF003'), ('classmate', 'club', 'done')
  ) c (name, chat, outcome);
update public.chats set archived_at = now() where id = tests.id('club');
select is(tests.does('student', $$ select public.join_chat(tests.id('club')) $$), 'SF006 closed', 'C5 Nobody joins what is archived');
select is(pg_temp.public_list('student'), 'Волейбол ✓, Новости ✓', 'C5 Nor is it listed');
update public.chats set archived_at = null where id = tests.id('club');
delete from public.group_students where person_id = tests.id('classmate');
select is(tests.does('classmate', $$ select public.chat_page(tests.id('club')) $$), 'SF003', 'C2 Who leaves the group leaves also what they had joined');

-- Leaving
select tests.write('news', 'administrator', 'новость');
select is(tests.does('student', $$ select public.leave_chat(tests.id('news')) $$), 'done', 'C4 Who is in by a rule may leave');
select is(pg_temp.public_list('student'), 'Волейбол ✓, Новости, Кружок ИС-21', 'C4 And is out');
select is(tests.does('student', $$ select public.chat_page(tests.id('news')) $$), 'SF003', 'C4 Truly');
select is(tests.does('student', $$ select public.leave_chat(tests.id('news')) $$), 'SF003', 'C4 Who is out leaves nothing');
update public.memberships set role = 'teacher' where person_id = tests.id('student');
update public.memberships set role = 'student' where person_id = tests.id('student');
select is(pg_temp.public_list('student'), 'Волейбол ✓, Новости, Кружок ИС-21', 'C4 They stay out, whatever they become');
select tests.write('news', 'administrator', 'ещё новость');
select is(tests.does('student', $$ select public.join_chat(tests.id('news')) $$), 'done', 'C4 They may come back');
select is(
  pg_temp.asks('student', $$ select last_seq - read_seq from public.my_chats(chat => tests.id('news')) $$), '0', 'C4 With nothing unread'
);
select is(
  (select is_chosen from public.chat_members where chat_id = tests.id('news') and person_id = tests.id('student')), false,
  'C4 By the rule, as before'
);
select is(tests.does('student', $$ select public.leave_chat(tests.id('elective')) $$), 'done', 'C3 Who was chosen may leave too');
select is(tests.does('student', $$ select public.join_chat(tests.id('elective')) $$), 'SF003', 'C3 But not come back by themselves');

-- Past the functions
select is(tests.does('administrator', statement), '42501', 'C5 Past the functions nothing is done: ' || statement)
  from unnest(array[
    'insert into public.chats (college_id, kind, title) values (tests.id(''college''), ''other'', ''Тайный'')',
    'update public.chats set is_public = true where true', 'insert into public.chat_members (chat_id, person_id) values (tests.id(''council''), auth.uid())',
    'select * from private.participants', 'select * from private.chat_mutes', 'delete from private.chat_departures where true'
  ]) statement;

-- Personal data
select is(
  pg_temp.asks('student', $$ select string_agg(c ->> 'title', ', ' order by c ->> 'title') from jsonb_array_elements(public.export_my_data() -> 'chats') c where c ->> 'kind' = 'college' $$),
  'college chat, Волейбол, Новости', 'A12 One''s data names the chats of an audience too'
);
select * from finish();
