-- Runs before every test file, in its transaction: actors, and a small world for them.
set local search_path = public, extensions, pg_temp;

create schema tests;
grant usage on schema tests to public;

create function tests.id(name text) returns uuid
language sql immutable
return md5('tests.' || name)::uuid;

create function tests.begin_session(name text) returns void
language sql security definer
as $$
  insert into auth.sessions (id, user_id)
    select tests.id(name || ' session'), id from auth.users where id = tests.id(name)
    on conflict (id) do nothing;
$$;

-- What «Выйти на всех устройствах» does; the token stays as it is.
create function tests.end_session(name text) returns void
language sql security definer
as $$
  delete from auth.sessions where user_id = tests.id(name);
$$;

-- Everything that follows is done as this person. A chat, a college and a person are called by name: tests.id('student').
create function tests.sign_in(name text) returns void
language sql
as $$
  select tests.begin_session(name);
  select
    set_config('request.jwt.claims', json_build_object(
      'sub', tests.id(name), 'role', 'authenticated', 'session_id', tests.id(name || ' session')
    )::text, true),
    set_config('role', 'authenticated', true);
$$;

-- Everything that follows is done by somebody without a session.
create function tests.sign_out() returns void
language sql
as $$
  select set_config('request.jwt.claims', '{"role": "anon"}', true), set_config('role', 'anon', true);
$$;

-- Everything that follows is done with the secret key.
create function tests.service() returns void
language sql
as $$
  select set_config('request.jwt.claims', '{"role": "service_role"}', true), set_config('role', 'service_role', true);
$$;

-- Everything that follows is done as superuser.
create function tests.reset() returns void
language sql
as $$
  select set_config('request.jwt.claims', '', true), set_config('role', 'none', true);
$$;

-- Everything that follows is done as this person, by «nobody» without a session, or by «service» with the secret key.
create function tests.act_as(person text) returns void
language plpgsql
as $$
begin
  case person
    when 'nobody' then perform tests.sign_out();
    when 'service' then perform tests.service();
    else perform tests.sign_in(person);
  end case;
end
$$;

-- The code of an error, with the word that the database gives as its reason.
create function tests.reason(code text, detail text) returns text
language sql immutable
return concat_ws(' ', code, case when code like 'SF%' and detail ~ '^[a-z_]+$' then detail end);

-- What comes of a statement: «done», or the reason why it is refused.
create function tests.refusal(statement text) returns text
language plpgsql
as $$
declare
  detail text;
begin
  execute statement;
  return 'done';
exception when others then
  get stacked diagnostics detail = pg_exception_detail;
  return tests.reason(sqlstate, detail);
end
$$;

-- What comes of it as a person, who does it.
create function tests.does(person text, statement text) returns text
language plpgsql
as $$
declare
  outcome text;
begin
  perform tests.act_as(person);
  outcome := tests.refusal(statement);
  perform tests.reset();
  return outcome;
end
$$;

-- What would come of it as a person; nothing of it stays.
create function tests.outcome(person text, statement text) returns text
language plpgsql
as $$
declare
  detail text;
begin
  perform tests.act_as(person);
  execute statement;
  set constraints all immediate;
  raise exception using errcode = 'ZZ999';
exception
  when sqlstate 'ZZ999' then
    return 'done';
  when others then
    get stacked diagnostics detail = pg_exception_detail;
    return tests.reason(sqlstate, detail);
end
$$;

create function tests.refused(statement text, description text) returns text
language sql
as $$
  select throws_ok(statement, '42501', null, description);
$$;

-- How many rows a statement changed; row-level security refuses an update by finding nothing to update.
create function tests.affected(statement text) returns integer
language plpgsql
as $$
declare
  found integer;
begin
  execute statement;
  get diagnostics found = row_count;
  return found;
end
$$;

create function tests.person(name text, college text default null, role public.member_role default 'student', is_admin boolean default false)
returns uuid
language plpgsql
as $$
declare
  id uuid := tests.id(name);
begin
  insert into auth.users (id, aud, role, phone, phone_confirmed_at)
    values (id, 'authenticated', 'authenticated', '7999' || lpad((('x' || left(md5(name), 6))::bit(24)::integer % 10000000)::text, 7, '0'), now());
  insert into public.profiles (id, surname, name) values (id, initcap(name), 'Тест');
  if college is not null then
    insert into public.memberships (college_id, person_id, role, is_admin) values (tests.id(college), id, role, is_admin);
  end if;
  return id;
end
$$;

create function tests.chat(name text, kind public.chat_kind, members text[], college text default 'college', study_group text default null)
returns uuid
language plpgsql
as $$
begin
  insert into public.chats (id, college_id, kind, group_id, title)
    values (tests.id(name), tests.id(college), kind, tests.id(study_group), case when kind = 'personal' then '' else name end);
  insert into public.chat_members (chat_id, person_id)
    select tests.id(name), tests.id(member) from unnest(members) member;
  return tests.id(name);
end
$$;

create function tests.write(chat text, author text, body text) returns uuid
language plpgsql
as $$
begin
  insert into public.messages (id, chat_id, author_id, body) values (tests.id(body), tests.id(chat), tests.id(author), body);
  return tests.id(body);
end
$$;

-- As the person who is signed in.
create function tests.write_here(chat text, body text) returns void
language sql
as $$ insert into public.messages (id, chat_id, body) values (tests.id(body), tests.id(chat), body) $$;

-- As a client does, as a person.
create function tests.sends(person text, chat text, body text) returns jsonb
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return public.send_message(tests.id(chat), tests.id(body), body);
end
$$;

-- Whether a person may put a file into Storage, as its API does.
create function tests.uploads(person text, path text, bucket text default 'chat-files') returns boolean
language plpgsql
as $$
begin
  perform tests.act_as(person);
  insert into storage.objects (bucket_id, name, owner, owner_id, metadata)
    values (bucket, path, tests.id(person), tests.id(person)::text, '{"size": 1000, "mimetype": "image/png"}');
  return true;
exception when insufficient_privilege then
  return false;
end
$$;

-- Whether a person finds a file of a message there.
create function tests.finds_file(person text, path text) returns boolean
language plpgsql
as $$
begin
  perform tests.act_as(person);
  return exists (select from storage.objects o where o.bucket_id = 'chat-files' and o.name = path);
end
$$;

-- How many changes a chat counts.
create function tests.last_change(chat text) returns bigint
language sql security definer
as $$ select last_change from public.chats where id = tests.id(chat) $$;

-- Erases a person as the function erase-account does, but for their account.
create function tests.erase(name text) returns void
language plpgsql
as $$
begin
  perform tests.service();
  perform public.erase_person(tests.id(name));
  perform tests.reset();
end
$$;

-- Asks where a short code leads, as the client does: first it announces it.
create function tests.preview(code text) returns setof text
language sql
as $$
  select public.announce_code(code);
  select token from public.preview_invitation(code);
$$;

insert into public.colleges (id, name, short_name, city) values
  (tests.id('college'), 'Речной колледж', 'Речной', 'Речноборск'),
  (tests.id('other college'), 'Горный колледж', 'Горный', 'Горск');

create temp table world on commit drop as
  select tests.person('administrator', 'college', 'staff', true)
  union all select tests.person('teacher', 'college', 'teacher')
  union all select tests.person('student', 'college')
  union all select tests.person('classmate', 'college')
  union all select tests.person('removed', 'college')
  union all select tests.person('stranger', 'other college', 'teacher', true)
  union all select tests.person('newcomer');

insert into public.groups (id, college_id, number, start_year, end_year) values
  (tests.id('group'), tests.id('college'), 'ИС-21', extract(year from now()) - 1, extract(year from now()) + 3),
  (tests.id('graduated group'), tests.id('college'), 'ИС-41', extract(year from now()) - 6, extract(year from now()) + 1),
  (tests.id('foreign group'), tests.id('other college'), 'ГД-11', extract(year from now()), extract(year from now()) + 4);
insert into public.group_students (group_id, person_id) values
  (tests.id('group'), tests.id('student')),
  (tests.id('group'), tests.id('classmate'));
insert into public.group_teachers (group_id, person_id, subject) values
  (tests.id('group'), tests.id('teacher'), 'Базы данных'),
  (tests.id('foreign group'), tests.id('stranger'), 'Геодезия');

insert into world
  select tests.chat('college chat', 'college', '{administrator, teacher, student, classmate}')
  union all select tests.chat('group chat', 'group', '{teacher, student, classmate, removed}', study_group => 'group')
  union all select tests.chat('closed chat', 'group', '{teacher, student}', study_group => 'graduated group')
  union all select tests.chat('personal chat', 'personal', '{teacher, student}')
  union all select tests.chat('other chat', 'other', '{teacher, administrator}')
  union all select tests.chat('archived chat', 'other', '{teacher, student}')
  union all select tests.chat('foreign chat', 'other', '{stranger}', 'other college');

insert into world
  select tests.write('group chat', 'teacher', 'первое')
  union all select tests.write('group chat', 'student', 'второе')
  union all select tests.write('group chat', 'teacher', 'третье')
  union all select tests.write('closed chat', 'teacher', 'до выпуска')
  union all select tests.write('personal chat', 'teacher', 'личное')
  union all select tests.write('other chat', 'administrator', 'между нами')
  union all select tests.write('foreign chat', 'stranger', 'чужое');

update public.chats set archived_at = now() where id = tests.id('archived chat');
update public.groups set end_year = extract(year from now()) - 2 where id = tests.id('graduated group');
update public.memberships set left_at = now() where person_id = tests.id('removed');
-- They were removed long ago: nobody still receives.
delete from private.withheld_topics where true;
