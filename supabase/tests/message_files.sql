-- C6 Files of messages. What the policies decide of the rows of Storage; message-files.test.ts tells it through its API.
select plan(74);

create function pg_temp.path(file text, chat text default 'group chat', leaf text default 'original', college text default 'college') returns text
language sql
as $$ select tests.id(college) || '/' || tests.id(chat) || '/' || tests.id(file) || '/' || leaf $$;

create function pg_temp.picture(file text) returns jsonb
language sql
as $$
  select jsonb_build_object('id', tests.id(file), 'kind', 'picture', 'name', file || '.png', 'width', 40, 'height', 30);
$$;
create function pg_temp.sends(chat text, message text, files jsonb, body text default '') returns jsonb
language sql
as $$ select public.send_message(tests.id(chat), tests.id(message), body, files => files) $$;

-- Uploading.
select ok(tests.uploads('student', pg_temp.path('snap')), 'A participant uploads into their chat');
select ok(tests.uploads('student', pg_temp.path('snap', leaf => 'p400')), 'And a smaller picture beside it');
select ok(not tests.uploads('classmate', pg_temp.path('snap', leaf => 'p1280')), 'Nobody adds to the folder of another');
select ok(not tests.uploads('student', pg_temp.path('snap', leaf => 'p640')), 'There are no other sizes');
select ok(not tests.uploads('student', pg_temp.path('snap', leaf => 'deeper/original')), 'Nor deeper folders');
select ok(not tests.uploads('student', pg_temp.path('another'), 'college-logos'), 'Nor other buckets');
select ok(not tests.uploads('student', pg_temp.path('a', 'group chat', college => 'other college')), 'Not under the name of another college');
select ok(not tests.uploads('student', pg_temp.path('a', chat)), 'Not into the ' || chat)
  from unnest('{other chat, foreign chat, nowhere, closed chat, archived chat}'::text[]) chat;
select ok(not tests.uploads(person, pg_temp.path('b')), 'Uploads nothing: ' || person)
  from unnest('{nobody, stranger, administrator, removed, newcomer}'::text[]) person;
select tests.reset();
update public.chats set announcement_only = true where id = tests.id('group chat');
select ok(not tests.uploads('student', pg_temp.path('c')), 'C5 Nor does who may only read: student');
select tests.reset();
update public.chats set announcement_only = false where id = tests.id('group chat');
select ok(not tests.finds_file('student', pg_temp.path('snap')), 'What is not sent is read by nobody, not even by its owner');

-- Sending.
select tests.sign_in('student');
select throws_ok($$ select pg_temp.sends('group chat', 'none', '[]') $$, '23514', null, 'Without files a message needs a text');
select throws_ok($$ insert into public.messages (id, chat_id, body) values (gen_random_uuid(), tests.id('group chat'), '') $$, '23514', null, 'By whatever way it is written');
select tests.refused(
  $$ insert into public.messages (id, chat_id, body, file_count) values (gen_random_uuid(), tests.id('group chat'), '', 1) $$, 'Nobody says how many files there are'
);
select throws_ok(
  $$ select pg_temp.sends('group chat', 'none', jsonb_build_array(pg_temp.picture('never uploaded'))) $$, 'SF001', null, 'A file that is not there is not sent'
);
select throws_ok(
  $$ select pg_temp.sends('group chat', 'none', jsonb_build_array(pg_temp.picture('snap') || '{"previews": [1280]}')) $$, 'SF001', null,
  'Nor with a smaller one that is not there'
);
select throws_ok(
  $$ select pg_temp.sends('group chat', 'none', jsonb_build_array(pg_temp.picture('snap') || '{"previews": [640]}')) $$, 'SF001', null, 'Nor of another size'
);
select throws_ok(
  format('select pg_temp.sends(''group chat'', ''none'', jsonb_build_array(pg_temp.picture(''snap'') || %L))', wrong), '23514', null, 'Refused: ' || wrong
) from unnest(array[
  '{"kind": "program"}', '{"kind": "video"}', '{"kind": "voice"}', '{"name": " "}', '{"width": null}', '{"width": 0}', '{"width": 70000}',
  '{"placeholder": "<svg>"}', '{"wave": "?"}', '{"duration": -1}'
]) wrong;
select throws_ok(
  $$ select pg_temp.sends('group chat', 'none', (select jsonb_agg(pg_temp.picture('f' || n)) from generate_series(1, 21) n)) $$, '23514', null,
  'At most twenty'
);
select throws_ok($$ select pg_temp.sends('group chat', 'none', '{"id": 1}') $$, '23514', null, 'And as a list');

select throws_ok(
  format('select pg_temp.sends(''group chat'', ''none'', jsonb_build_array(pg_temp.picture(''snap'') || %L))', jsonb_build_object('previews', array_fill(400, array[1000]))),
  '23514', null, 'Nor with one of them a thousand times, which everybody would get with the message'
);

create temp table sent on commit drop as
  select pg_temp.sends('group chat', 'with snap', jsonb_build_array(
    pg_temp.picture('snap') || '{"name": "  доска\n\u202Egnp.exe ", "previews": [400], "bytes": 7, "type": "text/html", "path": "x"}'
  )) as message;
grant select on sent to public;
select is((select message ->> 'body' from sent), '', 'With files it needs no text');
select is(
  (select message -> 'files' from sent),
  jsonb_build_array(jsonb_build_object(
    'id', tests.id('snap'), 'kind', 'picture', 'name', 'доска gnp.exe', 'bytes', 1000, 'type', 'image/png', 'width', 40, 'height', 30,
    'placeholder', '', 'duration', null, 'wave', '', 'previews', '[400]'::jsonb, 'path', replace(pg_temp.path('snap'), '/original', '')
  )),
  'Bytes, type and place are those of the object; the name is cleaned'
);
select is(public.chat_page(tests.id('group chat'), size => 1) #> '{messages,0}', (select message from sent), 'It is read as it is answered');
select is(
  (select last_message -> 'files' from public.my_chats(chat => tests.id('group chat'))),
  jsonb_build_array(jsonb_build_object('id', tests.id('snap'), 'kind', 'picture', 'name', 'доска gnp.exe')), 'The list of chats says what it is'
);
select is(
  pg_temp.sends('group chat', 'with snap', jsonb_build_array(pg_temp.picture('snap'))), (select message from sent), 'C11 Sent again it is the message that is there'
);
select throws_ok(
  $$ select pg_temp.sends('group chat', 'second', jsonb_build_array(pg_temp.picture('snap'))) $$, 'SF002', null, 'A file belongs to one message'
);
select throws_ok(
  $$ select pg_temp.sends('personal chat', 'second', jsonb_build_array(pg_temp.picture('snap'))) $$, 'SF001', null, 'And to one chat'
);
select ok(not tests.uploads('student', pg_temp.path('snap', leaf => 'p1280')), 'What was sent stays as it was sent');
select tests.uploads('student', pg_temp.path('of the student'));
select tests.sign_in('classmate');
select throws_ok(
  $$ select pg_temp.sends('group chat', 'stolen', jsonb_build_array(pg_temp.picture('of the student'))) $$, 'SF001', null,
  'Nobody sends what another has uploaded'
);
select is((select count(*) from public.messages where id in (tests.id('second'), tests.id('stolen'))), 0::bigint, 'What was refused has left nothing');

-- Reading.
select ok(tests.finds_file(person, pg_temp.path('snap')), 'Reads it: ' || person) from unnest('{student, classmate, teacher}'::text[]) person;
select ok(tests.finds_file('teacher', pg_temp.path('snap', leaf => 'p400')), 'And its smaller picture');
select ok(not tests.finds_file(person, pg_temp.path('snap')), 'Does not, though they know the path: ' || person)
  from unnest('{nobody, stranger, administrator, removed, newcomer}'::text[]) person;
select tests.sign_in('teacher');
select is(tests.affected($$ update storage.objects set name = 'x' where bucket_id = 'chat-files' $$), 0, 'Nobody changes it');

-- Forwarding.
select is(
  public.forward_messages(
    tests.id('group chat'), array[tests.id('with snap')], array[tests.id('other chat')], '', array[tests.id('sent on')]
  ) #>> '{0,files,0,path}',
  replace(pg_temp.path('snap'), '/original', ''), 'C8 A message that is forwarded has the same file, without a copy'
);
select ok(tests.finds_file('administrator', pg_temp.path('snap')), 'And its readers read it');
select throws_ok(
  format(
    'select pg_temp.sends(%L, ''named'', jsonb_build_array(pg_temp.picture(''copy'') || jsonb_build_object(''of'', tests.id(''snap''), ''path'', %L)))',
    chat, replace(pg_temp.path('snap'), '/original', '')
  ), 'SF001', null, 'But a message refers to no file of another, in the ' || chat
) from unnest('{group chat, other chat}'::text[]) chat;

-- Leaving and deleting.
select tests.reset();
delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('student');
select ok(not tests.finds_file('student', pg_temp.path('snap')), 'Who has left reads not even what they uploaded');
select tests.reset();
insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('student'));
select tests.sign_in('student');
select lives_ok($$ select public.edit_message(tests.id('with snap'), ' ') $$, 'C8 Beside its files a message may lose its text');
select is(public.delete_message(tests.id('with snap')) -> 'files', '[]', 'C8 What is deleted has no files');
select ok(not tests.finds_file('classmate', pg_temp.path('snap')), 'C8 Nor are they read by who knows the path');
select ok(tests.finds_file('administrator', pg_temp.path('snap')), 'But where they were sent on they stay');

-- Sweeping.
select tests.reset();
update storage.objects set created_at = now() - interval '2 days' where bucket_id = 'chat-files';
select tests.service();
select results_eq(
  'select name from public.unused_files()', $$ values (pg_temp.path('of the student')) $$, 'What was never sent is to be removed, what is sent on is not'
);
select tests.sign_in('administrator');
select tests.refused('select public.unused_files()', 'Nobody asks for that but the secret key');
select tests.reset();
delete from public.messages where id = tests.id('sent on');
select tests.service();
select set_eq(
  'select name from public.unused_files()',
  $$ values (pg_temp.path('of the student')), (pg_temp.path('snap')), (pg_temp.path('snap', leaf => 'p400')) $$, 'With its last message a file is too'
);

-- Copied from another bucket, of which Storage asks neither size nor type.
select tests.reset();
insert into storage.objects (bucket_id, name, owner_id, metadata)
  values ('chat-files', pg_temp.path('page'), tests.id('student')::text, '{"size": 9, "mimetype": "text/html"}'),
    ('chat-files', pg_temp.path('film'), tests.id('student')::text, '{"size": 209715201, "mimetype": "video/mp4"}');
select tests.sign_in('student');
select throws_ok(
  format('select pg_temp.sends(''group chat'', ''none'', %L)', jsonb_build_array(jsonb_build_object('id', tests.id(copied), 'kind', 'file', 'name', 'a'))), 'SF001', null,
  'What the bucket would not take is not sent: ' || copied
) from unnest('{page, film}'::text[]) copied;

select tests.reset();
insert into storage.objects (bucket_id, name, owner_id, metadata) values
  ('chat-files', pg_temp.path('large'), tests.id('student')::text, '{"size": 9, "mimetype": "image/png"}'),
  ('chat-files', pg_temp.path('large', leaf => 'p400'), tests.id('student')::text, '{"size": 5242881, "mimetype": "image/png"}'),
  ('chat-files', pg_temp.path('film beside'), tests.id('student')::text, '{"size": 9, "mimetype": "image/png"}'),
  ('chat-files', pg_temp.path('film beside', leaf => 'p400'), tests.id('student')::text, '{"size": 9, "mimetype": "video/mp4"}');
select is(
  tests.outcome('student', format('select pg_temp.sends(''group chat'', ''none'', jsonb_build_array(pg_temp.picture(%L) || ''{"previews": [400]}''))', file)),
  'SF001 disguised', 'Nothing large comes in beside a picture: ' || file
) from unnest('{large, film beside}'::text[]) file;

select * from finish();
