-- The picture of a chat: who puts it up, and who sees that it is another.
select plan(41);

insert into world select tests.person('moderator', 'college') union all select tests.person('former', 'college')
  union all select tests.chat('circle', 'other', array['moderator', 'student', 'administrator', 'former'])
  union all select tests.chat('two', 'personal', array['moderator', 'student']);
update public.chat_members set is_moderator = person_id in (tests.id('moderator'), tests.id('former')) where chat_id = tests.id('circle');
insert into public.chats (id, college_id, kind, title, audience, is_public) values
  (tests.id('open'), tests.id('college'), 'other', 'Открытый', 'college', true);
delete from public.chat_members where chat_id = tests.id('circle') and person_id = tests.id('former');

create function pg_temp.picture(chat text, number text default '1') returns text
language sql
as $$ select tests.id(chat) || '/a0000000-0000-4000-8000-00000000000' || number || '.jpg' $$;
create function pg_temp.uploads(person text, path text) returns text
language sql
as $$ select tests.does(person, format('insert into storage.objects (bucket_id, name, metadata) values (''chat-pictures'', %L, ''{"size": 100, "mimetype": "image/jpeg"}'')', path)) $$;
create function pg_temp.sets(person text, chat text, path text) returns text
language sql
as $$ select tests.does(person, format('select public.set_chat_picture(tests.id(%L), %L)', chat, path)) $$;
create function pg_temp.shown(person text, chat text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.sign_in(person);
  found := (select c.picture_path from public.my_chats(chat => tests.id(shown.chat)) c);
  perform tests.reset();
  return found;
end
$$;

select results_eq(
  $$ select public, file_size_limit, allowed_mime_types from storage.buckets where id = 'chat-pictures' $$,
  $$ values (true, 131072::bigint, '{image/jpeg}'::text[]) $$, 'C5 Pictures are small'
);

-- Who uploads
select is(pg_temp.uploads('moderator', pg_temp.picture('circle')), 'done', 'C5 A moderator puts up a picture');
select is(pg_temp.uploads('administrator', pg_temp.picture('circle', '2')), 'done', 'C5 So does an administrator of the college who is in the chat');
select is(pg_temp.uploads('administrator', pg_temp.picture('open')), 'done', 'C5 And in a chat that a rule opens without being in it');
select is(pg_temp.uploads('moderator', pg_temp.picture('two')), '42501', 'C5 Two people have none');
select is(pg_temp.uploads('moderator', pg_temp.picture('open', '2')), '42501', 'C5 Nobody puts up that of another chat');
select is(pg_temp.uploads('moderator', tests.id('circle') || '/picture.jpg'), '42501', 'C5 Nor one by any name');
select is(pg_temp.uploads('moderator', tests.id('circle') || '/a0000000-0000-4000-8000-000000000003.svg'), '42501', 'C5 Nor another kind of file');
select is(pg_temp.uploads(person, pg_temp.picture('circle', '4')), '42501', 'C5 Nor does: ' || person)
  from unnest(array['student', 'former', 'teacher', 'stranger', 'nobody']) person;

-- Who finds them by the API of Storage
create function pg_temp.finds(person text) returns integer
language plpgsql
as $$
declare
  found integer;
begin
  perform tests.act_as(person);
  found := (select count(*) from storage.objects where bucket_id = 'chat-pictures');
  perform tests.reset();
  return found;
end
$$;
select is(pg_temp.finds('moderator'), 2, 'C5 A moderator finds the pictures of their chat, to take them down');
select is(pg_temp.finds(person), 0, 'C5 None finds: ' || person)
  from unnest(array['student', 'former', 'teacher', 'stranger']) person;

-- Who takes them down, as Storage does it; nothing of it stays
create function pg_temp.takes_down(person text) returns integer
language plpgsql
as $$
declare
  found integer;
begin
  perform tests.act_as(person);
  perform set_config('storage.allow_delete_query', 'true', true);
  found := tests.affected('delete from storage.objects where bucket_id = ''chat-pictures''');
  raise exception using errcode = 'ZZ999', message = found;
exception when sqlstate 'ZZ999' then
  perform tests.reset();
  return sqlerrm::integer;
end
$$;
select is(pg_temp.takes_down('moderator'), 2, 'C5 A moderator takes down the pictures of their chat');
select is(pg_temp.takes_down(person), 0, 'C5 None takes down: ' || person)
  from unnest(array['student', 'former', 'teacher', 'stranger']) person;

-- Who sets
select is(pg_temp.sets('student', 'circle', pg_temp.picture('circle')), '42501', 'C5 A participant sets none');
select is(pg_temp.sets(person, 'circle', pg_temp.picture('circle')), 'SF003', 'C5 For others there is no such chat: ' || person)
  from unnest(array['former', 'teacher', 'stranger']) person;
select is(pg_temp.sets('moderator', 'circle', path), 'SF001', 'C5 Only a picture of the chat that is there')
  from unnest(array[pg_temp.picture('circle', '9'), pg_temp.picture('open'), 'https://example.org/x.jpg']) path;
select is(pg_temp.sets('moderator', 'circle', pg_temp.picture('circle')), 'done', 'C5 A moderator sets it');
select is(
  (select count(*)::integer from realtime.messages where topic = 'chat:' || tests.id('circle') and event = 'chat_changed' and payload ->> 'chat_id' = tests.id('circle')::text),
  1, 'C5 All who are there learn of it at once'
);
select is(pg_temp.shown('student', 'circle'), pg_temp.picture('circle'), 'C5 And see it in their lists');
select is(
  (select l.after ->> 'picture_path' from public.audit_log l where l.action = 'chat_changed' and l.subject_id = tests.id('circle')::text),
  pg_temp.picture('circle'), 'C5 It is in the log'
);
select is(pg_temp.sets('administrator', 'open', pg_temp.picture('open')), 'done', 'C5 Also of an open chat');
select tests.sign_in('teacher');
select is(
  (select picture_path from public.public_chats(tests.id('college')) where id = tests.id('open')), pg_temp.picture('open'),
  'C5 Those to whom it is open see it before they join'
);
select tests.reset();
update public.chats set archived_at = now() where id = tests.id('circle');
select is(pg_temp.sets('moderator', 'circle', ''), 'SF006 closed', 'C5 In the archive it stays');
update public.chats set archived_at = null where id = tests.id('circle');

-- What is kept in a public bucket
insert into storage.objects (bucket_id, name)
  select 'chat-pictures', tests.id('circle') || '/b0000000-0000-4000-8000-0000000000' || n || '.jpg' from generate_series(10, 27) n;
select is(pg_temp.uploads('moderator', pg_temp.picture('circle', '5')), '42501', 'C5 Nobody keeps files of their own there: with twenty the folder of a chat is full');
select is(pg_temp.uploads('administrator', pg_temp.picture('open', '5')), 'done', 'C5 That of another chat is not');
create function pg_temp.swept() returns setof text
language sql
as $$ select name from public.unused_files() where bucket = 'chat-pictures' $$;
select tests.service();
select is_empty('select pg_temp.swept()', 'C5 What was just put up stays');
select tests.reset();
update storage.objects set created_at = now() - interval '2 days' where bucket_id = 'chat-pictures';
select tests.service();
select is(
  (select array[count(*) filter (where name like tests.id('circle') || '/%'), count(*)] from pg_temp.swept() name), array[19, 20]::bigint[],
  'C5 A day later all is swept but the pictures that the chats show'
);
select tests.reset();

select * from finish();
