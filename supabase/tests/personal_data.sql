select plan(40);

create function pg_temp.phone_of(person text) returns text
language sql security definer set search_path = ''
as $$ select phone from auth.users where id = tests.id(person) $$;
create temp table numbers on commit drop as select pg_temp.phone_of('student') as phone;
grant select on numbers to public;

-- Everything that can be kept about a student, and about an administrator who acted.
insert into public.consents (person_id, text_version, text_hash) values (tests.id('student'), '1', 'abc');
insert into storage.buckets (id, name) values ('anything', 'anything') on conflict do nothing;
insert into storage.objects (bucket_id, name, owner_id) values
  ('anything', 'mine.png', tests.id('student')::text), ('anything', 'his.png', tests.id('teacher')::text);
insert into private.expected_members (college_id, phone, role, surname, name) values
  (tests.id('other college'), pg_temp.phone_of('student'), 'student', 'Ждут', 'Меня');
insert into public.join_requests (college_id, person_id, role) values (tests.id('other college'), tests.id('student'), 'student');
insert into private.college_applications (name, short_name, country, city, surname, given_name, phone)
  values ('Мой колледж', 'Мой', 'Россия', 'Горск', 'Заявитель', 'Я', pg_temp.phone_of('student'));
select tests.sign_in('student');
select public.ask_administration(tests.id('college'), tests.id('вопрос'), 'Мой вопрос');
create temp table asked on commit drop as select id from public.my_inquiry(tests.id('college'));
grant select on asked to public;
select tests.sign_in('administrator');
select public.answer_inquiry((select id from asked), tests.id('ответ'), 'Их ответ');
select public.post_as_college(tests.id('college chat'), tests.id('объявление'), 'Объявление');
create temp table link on commit drop as select token from public.create_invitation(tests.id('college'), 'student', tests.id('group'));
grant select on link to public;
select public.update_member(
  tests.id('college'), tests.id('student'), (select version from public.member(tests.id('college'), tests.id('student'))), 'student', true, array[tests.id('group')], '{}'
);

select public.send_message(tests.id('college chat'), tests.id('лишнее'), 'лишнее');
select public.delete_message(tests.id('лишнее'));
select tests.sign_in('student');
select public.send_message(tests.id('group chat'), tests.id('передумал'), 'передумал');
select public.delete_message(tests.id('передумал'));
select public.send_message(tests.id('college chat'), tests.id('грубость'), 'грубость');
select tests.sign_in('administrator');
select public.delete_message(tests.id('грубость'));

select tests.reset();
-- What the log calls otherwise: an admission on request, a group that an administrator gave them, and what they must not know.
insert into public.audit_log (college_id, actor_id, action, subject_type, subject_id, after) values
  (tests.id('other college'), tests.id('stranger'), 'request_hidden', 'request', tests.id('student')::text, null),
  (tests.id('college'), tests.id('administrator'), 'member_added', 'request', tests.id('student')::text, '{"role": "student"}'),
  (tests.id('college'), tests.id('administrator'), 'group_teacher_added', 'group', tests.id('group')::text, jsonb_build_object('person_id', tests.id('student'))),
  (tests.id('college'), tests.id('administrator'), 'group_teacher_added', 'group', tests.id('group')::text, jsonb_build_object('person_id', tests.id('teacher')));
-- Attempts of the hour before.
insert into private.attempts (subject, until) values
  ('request to join of ' || tests.id('student'), now()), ('college application of ' || pg_temp.phone_of('student'), now()),
  ('sign-in number ' || pg_temp.phone_of('student'), now());

-- Taking it along
select tests.sign_out();
select tests.refused('select public.export_my_data()', 'A12 Anonymous people take nothing along');
select tests.sign_in('student');
create temp table mine on commit drop as select public.export_my_data() as data;
grant select on mine to public;
select is((select data -> 'account' ->> 'phone' from mine), (select phone from numbers), 'A12 I take along my number');
select is((select data -> 'profile' ->> 'surname' from mine), 'Student', 'A12 My name');
select is((select data -> 'consents' -> 0 ->> 'sha256' from mine), 'abc', 'A12 To what I have agreed');
select is((select data -> 'memberships' -> 0 ->> 'college' from mine), 'Речной колледж', 'A12 Where I belong');
select is((select data -> 'studies_in' -> 0 ->> 'group' from mine), 'ИС-21', 'A12 Where I study');
select is((select data -> 'applications' -> 0 ->> 'college' from mine), 'Горный колледж', 'A12 Where I applied');
select is((select data -> 'expected_in' -> 0 ->> 'surname' from mine), 'Ждут', 'A12 Where I am expected');
select is((select data -> 'college_applications' -> 0 ->> 'college' from mine), 'Мой колледж', 'A12 Which college I wanted to register');
select set_eq(
  $$ select message ->> 'body' from mine, jsonb_array_elements(data -> 'messages') message $$, $$ values ('второе'), ('') $$, 'A12 What I wrote, and nobody else'
);
select results_eq(
  $$
    select message ->> 'body', message -> 'deleted_at' <> 'null' from mine, jsonb_array_elements(data -> 'messages') message
    where message ->> 'body' <> 'второе'
  $$,
  $$ values ('', true), ('', true) $$, 'C8 Of what was deleted that it was, and when'
);
select is_empty($$ select from mine where data::text ~ 'передумал|грубость' $$, 'C8 Its text is nowhere');
select set_eq(
  $$ select message ->> 'body' from mine, jsonb_array_elements(data -> 'inquiries') message $$, $$ values ('Мой вопрос'), ('Их ответ') $$,
  'A12 What I asked, and was answered'
);
select is((select data -> 'files' from mine), '["anything/mine.png"]'::jsonb, 'A12 Which files are mine');
select set_eq(
  $$ select change ->> 'action' from mine, jsonb_array_elements(data -> 'changes') change $$,
  $$ values ('member_changed'), ('member_added'), ('group_teacher_added'), ('message_deleted') $$, 'A12 What the log has about me'
);
select ok((select position(tests.id('teacher')::text in (data -> 'changes')::text) = 0 from mine), 'A12 And not what it has about others');
select ok((select position('hidden' in data::text) = 0 from mine), 'A2 Nor that somebody hid my application');
select is(
  (select data -> 'changes' -> -1 -> 'by_me' from mine), 'false'::jsonb, 'A12 And that it was not I who did it'
);
select ok(
  (select position(tests.id('administrator')::text in data::text) = 0 and position('Administrator' in data::text) = 0 from mine), 'A9 But not who'
);
select tests.sign_in('administrator');
select results_eq(
  $$ select data -> 'answers_as_college' -> 0 ->> 'body', data -> 'links_made' -> 0 ->> 'group' from public.export_my_data() data $$,
  $$ values ('Их ответ', 'ИС-21') $$, 'A12 Who answered for the college takes that along, and their links'
);
select ok(
  exists (
    select from public.export_my_data() data, jsonb_array_elements(data -> 'messages') m where m ->> 'body' = 'Объявление' and (m -> 'as_college')::boolean
  ), 'A12 And what they wrote in its name'
);
select is_empty(
  $$ select from public.export_my_data() data, link where position(token in data::text) > 0 $$, 'A4 But nothing that lets people in'
);
select tests.sign_in('newcomer');
select is((select public.export_my_data() -> 'messages'), '[]'::jsonb, 'A12 Who has nothing gets an empty list');

-- Erasing
select tests.sign_out();
select tests.refused($$ select public.erase_person(tests.id('student')) $$, 'A12 Anonymous people erase nobody');
select tests.sign_in('student');
select tests.refused($$ select public.erase_person(auth.uid()) $$, 'A12 Nor does anybody past the function that asks who they are');
select tests.sign_in('administrator');
select tests.refused($$ select public.erase_person(tests.id('student')) $$, 'A12 Nor do administrators erase others');
select tests.reset();
select throws_ok($$ select tests.erase('stranger') $$, 'SF005', null, 'A12 The last administrator of a college stays');
select is((select count(*)::integer from public.profiles where id = tests.id('stranger')), 1, 'A12 With everything');
select lives_ok($$ select tests.erase('student') $$, 'A12 Everybody else can go');
select tests.sign_in('student');
select is_empty('select from public.profiles where id = auth.uid()', 'A12 Then there is no name');
select is((select public.export_my_data() - 'account' - 'files' - 'changes'), (
  select jsonb_object_agg(key, case key when 'profile' then 'null'::jsonb else '[]' end) from mine, jsonb_object_keys(data) key
  where key not in ('account', 'files', 'changes')
), 'A12 Nor anything else');
select tests.reset();
select lives_ok($$ select tests.erase('student') $$, 'A12 Twice does no harm');
select tests.sign_in('student');
select tests.refused(
  $$ insert into public.profiles (id, surname, name) values (auth.uid(), 'Снова', 'Я') $$, 'A12 Nor is there a consent any more'
);
select tests.sign_in('teacher');
select results_eq(
  $$ select m -> 'author', m ->> 'body' from public.chat_page(tests.id('group chat'), before => 3, size => 1) page, jsonb(page -> 'messages' -> 0) m $$,
  $$ values ('null'::jsonb, 'второе') $$,
  'A12 What they wrote stays, without them'
);
select is((select peer from public.my_chats(chat => tests.id('personal chat'))), null, 'A12 A personal chat too');
select tests.sign_in('administrator');
select results_eq(
  $$ select asker, last_seq from public.college_inquiries(tests.id('college')) $$, $$ values (null::jsonb, 2::bigint) $$, 'A12 An inquiry as well'
);
select tests.reset();
select is_empty(
  $$
    select from private.expected_members where phone = (select phone from numbers)
    union all select from private.college_applications where phone = (select phone from numbers)
    union all select from private.attempts where until <= now()
    union all select from private.excluded where subject = tests.id('student')::text
    union all select from public.consents where person_id = tests.id('student')
    union all select from public.join_requests where person_id = tests.id('student')
    union all select from public.group_students where person_id = tests.id('student')
    union all select from public.chat_members where person_id = tests.id('student')
  $$,
  'A12 Nothing is kept elsewhere'
);
select results_eq(
  $$ select actor_id from public.audit_log where college_id = tests.id('college') and action = 'member_erased' $$,
  $$ values (tests.id('student')) $$, 'A11 The log has that somebody went, by themselves'
);
select is(
  (select count(*)::integer from public.messages where deleted_at is not null and author_id is null and body = ''), 2, 'C8 The traces of what they wrote stay'
);
select is_empty(
  $$ select from public.audit_log l where position('Student' in l::text) > 0 or position((select phone from numbers) in l::text) > 0 $$,
  'A12 But neither their name nor their number'
);

select * from finish();
