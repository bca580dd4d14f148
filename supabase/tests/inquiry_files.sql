-- A8 A9 C6 Files of inquiries, and of what the college writes into chats. anonymity.sql asks whether they say who answered.
select plan(56);

insert into world select tests.person('colleague', 'college', 'teacher', true);
insert into world select tests.person('applicant');
insert into public.join_requests (college_id, person_id, role) values (tests.id('college'), tests.id('applicant'), 'student');

create function pg_temp.path(file text, leaf text default 'original', college text default 'college') returns text
language sql
as $$ select 'administration/' || tests.id(college) || '/' || tests.id(file) || '/' || leaf $$;
create function pg_temp.picture(file text) returns jsonb
language sql
as $$
  select jsonb_build_array(
    jsonb_build_object('id', tests.id(file), 'kind', 'picture', 'name', file || '.png', 'width', 40, 'height', 30, 'previews', '[400]'::jsonb)
  );
$$;
create function pg_temp.asks(message text, files jsonb, body text default '') returns jsonb
language sql
as $$ select public.ask_administration(tests.id('college'), tests.id(message), body, files) $$;

-- Uploading.
select ok(tests.uploads('student', pg_temp.path('passport')), 'A member uploads for the administration');
select ok(tests.uploads('student', pg_temp.path('passport', 'p400')), 'And a smaller picture beside it');
select ok(tests.uploads('applicant', pg_temp.path('diploma')), 'So does an applicant');
select ok(not tests.uploads(person, pg_temp.path('passport', 'p1280')), 'Nobody adds to the folder of another: ' || person)
  from unnest('{classmate, administrator}'::text[]) person;
select ok(not tests.uploads(person, pg_temp.path('none')), 'Uploads nothing: ' || person)
  from unnest('{nobody, stranger, removed, newcomer}'::text[]) person;
select ok(not tests.uploads('student', pg_temp.path('none', college => 'other college')), 'Nor to a college that is not theirs');
select ok(not tests.uploads('student', pg_temp.path('none', 'deeper/original')), 'There are no deeper folders');
select ok(not tests.uploads('student', 'administration/' || pg_temp.path('none')), 'Nor others');

-- Asking.
select tests.sign_in('student');
select throws_ok($$ select pg_temp.asks('none', '[]') $$, '23514', null, 'Without files a question needs a text');
select throws_ok($$ select pg_temp.asks('none', pg_temp.picture('never uploaded')) $$, 'SF001', null, 'A file that is not there is not sent');
select throws_ok($$ select pg_temp.asks('none', (select jsonb_agg(pg_temp.picture('f' || n) -> 0) from generate_series(1, 21) n)) $$, '23514', null, 'At most twenty');
select throws_ok($$ select pg_temp.asks('none', null) $$, '23514', null, 'As a list');
select throws_ok($$ select pg_temp.asks('none', jsonb_build_array(pg_temp.picture('passport') -> 0 || '{"kind": "video"}')) $$, '23514', null, 'As what it is');
create temp table asked on commit drop as select pg_temp.asks('question', pg_temp.picture('passport')) as message;
grant select on asked to public;
select is((select message ->> 'body' from asked), '', 'With files it needs no text');
select is(
  (select message #> '{files,0}' from asked),
  jsonb_build_object(
    'id', tests.id('passport'), 'kind', 'picture', 'name', 'passport.png', 'bytes', 1000, 'type', 'image/png', 'width', 40, 'height', 30,
    'placeholder', '', 'duration', null, 'wave', '', 'previews', '[400]'::jsonb, 'path', replace(pg_temp.path('passport'), '/original', '')
  ),
  'Bytes, type and place are those of the object'
);
select is(pg_temp.asks('question', pg_temp.picture('passport')), (select message from asked), 'C11 Sent again it is the message that is there');
select throws_ok($$ select pg_temp.asks('second', pg_temp.picture('passport')) $$, 'SF002', null, 'A file belongs to one message');
select throws_ok(
  $$ select public.send_message(tests.id('group chat'), tests.id('second'), '', files => pg_temp.picture('passport')) $$, 'SF001', null,
  'And to the inquiry'
);
create temp table inquiry on commit drop as select id from public.my_inquiry(tests.id('college'));
grant select on inquiry to public;
select is(public.inquiry_page((select id from inquiry)) #> '{messages,0,files}', (select message -> 'files' from asked), 'The asker reads it as it is answered');
select ok(not tests.uploads('student', pg_temp.path('passport', 'p1280')), 'What was sent stays as it was sent');
select tests.reset();
select is(
  (select payload #> '{message,files}' from realtime.messages where topic = 'inquiry:' || (select id from inquiry) and event = 'message'),
  (select message -> 'files' from asked), 'It is broadcast with its files'
);

-- Answering.
select ok(tests.uploads('administrator', pg_temp.path('form')), 'An administrator uploads for the answer');
select tests.uploads('administrator', pg_temp.path('form', 'p400'));
select tests.sign_in('colleague');
select throws_ok(
  $$ select public.answer_inquiry((select id from inquiry), tests.id('stolen'), '', pg_temp.picture('form')) $$, 'SF001', null,
  'Not even a colleague sends what another has uploaded'
);
select ok(not tests.finds_file('student', pg_temp.path('form')), 'What is not sent is read by nobody');
select tests.sign_in('administrator');
select is(
  public.answer_inquiry((select id from inquiry), tests.id('answer'), '', pg_temp.picture('form')) #>> '{files,0,name}', 'form.png',
  'The college answers with a file'
);
select is(
  (select last_message -> 'files' from public.college_inquiries(tests.id('college'))),
  jsonb_build_array(jsonb_build_object('id', tests.id('form'), 'kind', 'picture', 'name', 'form.png')), 'The queue says what it is'
);
select tests.reset();
select is(
  (select count(*) from storage.objects where name like 'administration/%/' || tests.id('form') || '/%' and coalesce(owner::text, owner_id) is null),
  2::bigint, 'A9 Its objects have no owner any more'
);

-- Reading.
select ok(tests.finds_file(person, pg_temp.path(file)), person || ' reads the ' || file)
  from unnest('{student, administrator, colleague}'::text[]) person, unnest('{passport, form}'::text[]) file;
select ok(not tests.finds_file(person, pg_temp.path('passport')), 'Does not, though they know the path: ' || person)
  from unnest('{nobody, stranger, classmate, teacher, removed, newcomer, applicant}'::text[]) person;
select tests.sign_in('administrator');
select is(tests.affected($$ update storage.objects set name = 'x' where bucket_id = 'chat-files' $$), 0, 'Nobody changes it');
select ok(
  public.export_my_data() -> 'files' @> jsonb_build_array('chat-files/' || pg_temp.path('form'), 'chat-files/' || pg_temp.path('form', 'p400')),
  'A12 Who sent it in the name of the college finds it among their data'
);

-- In the name of the college.
select tests.uploads('administrator', pg_temp.path('poster'));
select tests.uploads('student', pg_temp.path('forgery'));
select tests.sign_in('student');
select throws_ok(
  $$ select public.send_message(tests.id('group chat'), tests.id('forged'), '', files => pg_temp.picture('forgery') #- '{0,previews}') $$, 'SF001', null,
  'What is uploaded for the administration goes into no chat'
);
select tests.sign_in('administrator');
select is(
  public.post_as_college(
    tests.id('group chat'), tests.id('post'), '', jsonb_build_array(jsonb_build_object('id', tests.id('poster'), 'kind', 'file', 'name', 'Афиша'))
  ) #>> '{files,0,name}', 'Афиша', 'But what it uploads goes with a post of the college'
);
select ok(tests.finds_file('classmate', pg_temp.path('poster')), 'Which participants read');
select ok(not tests.finds_file('applicant', pg_temp.path('poster')), 'And nobody else');

-- Leaving.
select tests.reset();
update public.memberships set is_admin = false where person_id = tests.id('colleague');
select ok(not tests.finds_file('colleague', pg_temp.path('passport')), 'Who is no administrator any more reads none');
select tests.sign_in('student');
select tests.uploads('student', pg_temp.path('receipt'));
select pg_temp.asks('with words', pg_temp.picture('receipt') #- '{0,previews}', 'Вот квитанция');
select tests.reset();
select tests.erase('student');
select results_eq(
  $$ select m.body, m.file_count::integer, m.deleted_at is not null from public.inquiry_messages m where m.inquiry_id = (select id from inquiry) order by m.seq $$,
  $$ values ('', 0, true), ('', 1, false), ('Вот квитанция', 0, false) $$, 'A12 With the asker their files go, and nothing else'
);
select results_eq(
  $$ select m.change from public.inquiry_messages m where m.inquiry_id = (select id from inquiry) and m.change > 0 order by m.seq $$,
  $$ values (1::bigint), (2) $$, 'A12 As changes, which the desk learns'
);
select is((select last_change from public.inquiries where id = (select id from inquiry)), 2::bigint, 'A12 And counts');
select ok(not tests.finds_file('administrator', pg_temp.path('passport')), 'A12 Nobody reads them');
select tests.reset();
update storage.objects set created_at = now() - interval '2 days' where bucket_id = 'chat-files';
select tests.service();
select set_eq(
  'select name from public.unused_files()',
  $$ values (pg_temp.path('passport')), (pg_temp.path('passport', 'p400')), (pg_temp.path('receipt')), (pg_temp.path('diploma')), (pg_temp.path('forgery')) $$,
  'They are swept, as is what was never sent'
);

select * from finish();
