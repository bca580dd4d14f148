-- Out of a chat stays out: whoever was removed from a chat or muted in it, erases themselves and is let in anew.
select plan(22);

create function pg_temp.outcome(person text, statement text) returns text
language plpgsql
as $$
declare
  word text;
begin
  perform tests.sign_in(person);
  execute statement;
  return 'done';
exception when others then
  get stacked diagnostics word = pg_exception_detail;
  return concat_ws(' ', sqlstate, nullif(word, ''));
end
$$;
create function pg_temp.sees(person text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return (select string_agg(title, ', ' order by title) from public.my_chats() where kind <> 'personal');
end
$$;
create function pg_temp.writes(person text, chat text) returns text
language sql
as $$ select pg_temp.outcome(person, format('select public.send_message(%L, gen_random_uuid(), %L)', tests.id(chat), 'привет')) $$;
-- Erases a person with their account; they register again with this number and are let in again.
create function pg_temp.begins_anew(person text, again text, number text) returns void
language plpgsql
as $$
begin
  perform tests.erase(person);
  delete from auth.users where id = tests.id(person);
  insert into auth.users (id, aud, role, phone, phone_confirmed_at) values (tests.id(again), 'authenticated', 'authenticated', number, now());
  insert into public.profiles (id, surname, name) values (tests.id(again), 'Снова', 'Я');
  insert into public.memberships (college_id, person_id, role) values (tests.id('college'), tests.id(again), 'student');
end
$$;

insert into public.chats (id, college_id, kind, title, audience) values
  (tests.id('Новости'), tests.id('college'), 'college', 'Новости', 'college'),
  (tests.id('Болтовня'), tests.id('college'), 'other', 'Болтовня', 'college');
insert into world select tests.person('rude', 'college') union all select tests.person('gone', 'college');
update auth.users set phone = '79990000901' where id = tests.id('rude');
update auth.users set phone = '79990000902' where id = tests.id('gone');

select is(pg_temp.outcome('administrator', $$ select public.remove_chat_person(tests.id('Болтовня'), tests.id('rude')) $$), 'done', 'C5 Somebody is removed from a chat');
select is(pg_temp.outcome('administrator', $$ select public.mute_person(tests.id('Новости'), tests.id('rude'), 60) $$), 'done', 'C5 And muted in another');
select is(pg_temp.outcome('gone', $$ select public.leave_chat(tests.id('Болтовня')) $$), 'done', 'C5 Somebody else leaves by themselves');

-- With another number in between, which is theirs as well
select tests.reset();
update auth.users set phone = '79990000903' where id = tests.id('rude');
select pg_temp.begins_anew('rude', 'rude again', '79990000901');
select is(pg_temp.sees('rude again'), 'Новости', 'C5 A new account with an old number does not bring them back into the chat');
select is(pg_temp.outcome('rude again', $$ select public.join_chat(tests.id('Болтовня')) $$), 'SF003', 'C5 Nor do they join it');
select is(pg_temp.writes('rude again', 'Новости'), 'SF006 muted', 'C5 Nor speak where they were muted');
select tests.reset();
select is_empty(
  $$ select from private.excluded where subject ~ '7999' $$, 'A12 No number is kept, only a keyed hash of it'
);
select pg_temp.begins_anew('gone', 'gone again', '79990000902');
select is(pg_temp.sees('gone again'), 'Болтовня, Новости', 'C5 Whoever left by themselves begins anew');

-- Twice
select tests.reset();
select pg_temp.begins_anew('rude again', 'rude anew', '79990000903');
select is(pg_temp.sees('rude anew') || ', ' || pg_temp.writes('rude anew', 'Новости'), 'Новости, SF006 muted', 'C5 Nor does the other number, nor a second time');

-- In a chat of two people, which a new account has anew
select tests.reset();
insert into world select tests.person('pest', 'college');
update auth.users set phone = '79990000904' where id = tests.id('pest');
create temp table talks (name text, id uuid) on commit drop;
grant all on talks to public;
select tests.sign_in('pest');
insert into talks values ('old', public.personal_chat(tests.id('student')));
select tests.reset();
insert into private.chat_mutes (chat_id, person_id, until) select id, tests.id('pest'), now() + interval '1 day' from talks;
select pg_temp.begins_anew('pest', 'pest again', '79990000904');
select tests.sign_in('pest again');
insert into talks values ('new', public.personal_chat(tests.id('student'))), ('other', public.personal_chat(tests.id('classmate')));
select tests.reset();
create function pg_temp.says(person text, talk text) returns text
language sql
as $$ select pg_temp.outcome(person, format('select public.send_message((select id from talks where name = %L), gen_random_uuid(), %L)', talk, 'привет')) $$;
select is((select count(distinct id) from talks), 3::bigint, 'C13 A new account begins a new chat of two');
select is(
  pg_temp.says('pest again', 'new') || ', ' || pg_temp.says('student', 'new') || ', ' || pg_temp.says('pest again', 'other'),
  'SF006 muted, done, done', 'C13 Where it may not speak to whom the old one was muted with, and to others it may'
);
select tests.reset();
select is(
  (select m.until - now() from private.chat_mutes m join talks t on t.id = m.chat_id where t.name = 'new'), interval '1 day', 'C13 For as long as was decided'
);
delete from private.exclusions where chat_id in (select id from talks);

-- Until it is ended
select is(pg_temp.outcome('administrator', $$ select public.add_chat_people(tests.id('Болтовня'), array[tests.id('rude anew')]) $$), 'done', 'C5 Whoever is added again');
select is(pg_temp.outcome('administrator', $$ select public.mute_person(tests.id('Новости'), tests.id('rude anew'), 0) $$), 'done', 'C5 And may speak again');
select tests.reset();
select is_empty('select from private.exclusions', 'C5 Has nothing held against them');
select pg_temp.begins_anew('rude anew', 'rude at last', '79990000901');
select is(pg_temp.sees('rude at last') || ', ' || pg_temp.writes('rude at last', 'Новости'), 'Болтовня, Новости, done', 'C5 Not under another account either');
select tests.reset();
delete from public.chats where id = tests.id('Болтовня');
select is_empty('select from private.exclusions where chat_id is not null', 'C5 Nothing outlives the chat');

-- A mute that is over
select tests.reset();
insert into world select tests.person('was loud', 'college') union all select tests.person('is loud', 'college');
select is(tests.does('administrator', $$ select public.mute_person(tests.id('Новости'), tests.id('was loud'), 15) $$), 'done', 'C5 Somebody is muted for a quarter of an hour');
select tests.reset();
update private.chat_mutes set until = now() - interval '1 minute' where person_id = tests.id('was loud');
select tests.erase('was loud');
select tests.reset();
select is_empty(
  $$ select from private.excluded where subject = tests.id('was loud')::text $$, 'A12 Whoever erases themselves when it is over is known by nothing, not even by a hash'
);
insert into private.exclusions (id, college_id, chat_id, muted_until) values (tests.id('past'), tests.id('college'), tests.id('Новости'), now() - interval '1 minute');
select tests.does('administrator', $$ select public.mute_person(tests.id('Новости'), tests.id('is loud'), 15) $$);
select tests.reset();
select is_empty(
  $$ select from private.exclusions where id = tests.id('past') $$, 'A12 Of those who did so before, it goes with the next mute'
);

-- When nobody is there to follow
select tests.reset();
select tests.chat('empty chat', 'other', '{teacher, classmate}');
update public.chat_members set is_moderator = true where chat_id = tests.id('empty chat') and person_id = tests.id('teacher');
select is(
  tests.does('classmate', 'select public.leave_college(tests.id(''college''))') || ', ' || tests.does('teacher', 'select public.leave_chat(tests.id(''empty chat''))'),
  'done, done', 'C5 All go'
);
update public.memberships set left_at = null where college_id = tests.id('college') and person_id = tests.id('classmate');
select is(private.is_moderator(tests.id('empty chat'), tests.id('classmate')), true, 'C5 Whoever comes back first manages the chat');

select * from finish();
