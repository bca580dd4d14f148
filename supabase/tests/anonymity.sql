-- A9 Whoever is answered in the name of the college can never learn by which administrator. Everything that they can get is
-- collected: rows of all tables, results and errors of all functions with all ids they may know, files, and what Realtime
-- sends them. It must be the same whichever of two administrators acted.
select plan(12);

insert into world select tests.person('colleague', 'college', 'teacher', true);
insert into public.chat_members (chat_id, person_id) values (tests.id('college chat'), tests.id('colleague'));
update public.profiles set surname = 'Журавлёва', name = 'Зинаида' where id = tests.id('administrator');
update public.profiles set surname = 'Щукин', name = 'Эдуард' where id = tests.id('colleague');
insert into public.join_requests (college_id, person_id, role) values (tests.id('college'), tests.id('newcomer'), 'student');
insert into world select tests.write('college chat', 'teacher', 'реплика');
update public.chat_members m set read_seq = 1
  where chat_id = tests.id('college chat') and not private.is_position_hidden(m.chat_id, m.person_id);
insert into storage.buckets (id, name) values ('anything', 'anything') on conflict do nothing;

create temp table functions on commit drop as
  select p.oid, p.proname, (
    select array_agg(format_type(t, null) order by place) from unnest(p.proargtypes[0:p.pronargs - p.pronargdefaults - 1]) with ordinality a (t, place)
  ) as required
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
    and has_function_privilege('authenticated', p.oid, 'execute');
create temp table tables on commit drop as
  select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
  from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
    and has_column_privilege('authenticated', c.oid, a.attnum, 'select')
  group by c.oid, c.relname;
grant select on functions, tables to public;

-- Times, ids and secrets made anew differ from run to run; ids of people are written as their names.
create function pg_temp.plain(got text) returns text
language plpgsql
as $$
declare
  person text;
begin
  foreach person in array '{administrator, colleague, student, newcomer, teacher, classmate}'::text[] loop
    got := replace(got, tests.id(person)::text, '@' || person);
  end loop;
  -- The secret of an address is another one each time.
  got := regexp_replace(got, '(make_calendar_address\(\) -> )\([\w-]+\)', '\1(secret)');
  return regexp_replace(
    regexp_replace(
      regexp_replace(got, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'id', 'g'),
      '-> \([A-Za-z0-9_-]{40}\)$', '-> (secret)'
    ),
    '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:?\d\d)?)?', 'time', 'g'
  );
end
$$;

-- One statement, undone afterwards: its rows, or its error as the API shows it.
create function pg_temp.try(statement text) returns text[]
language plpgsql
as $$
declare
  rows text[];
  message text;
  detail text;
  hint text;
begin
  begin
    execute 'select array_agg(got::text) from (' || statement || ') got' into rows;
    raise exception using errcode = 'ZZ999';
  exception
    when sqlstate 'ZZ999' then
      return (select array_agg(statement || ' -> ' || one) from unnest(rows) one);
    when others then
      get stacked diagnostics message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
      return array[concat_ws(' | ', statement, sqlstate, message, detail, hint)];
  end;
end
$$;

create function pg_temp.everything(person text, ids uuid[], only_functions text) returns setof text
language plpgsql
as $$
declare
  one text;
  called record;
  known uuid;
  values_of text;
begin
  perform tests.sign_in(person);
  for one in select format('select %s from public.%I', columns, relname) from tables loop
    return query select unnest(pg_temp.try(one));
  end loop;
  return query select unnest(pg_temp.try('select * from storage.objects'));
  for called in select * from functions where proname like only_functions loop
    foreach known in array ids loop
      select string_agg(
        case
          when type = 'uuid' then quote_literal(known)
          when type = 'boolean' then 'true'
          when type in ('bigint', 'integer') then '1'
          when type = 'jsonb' then $v$'[]'$v$
          when type like '%[]' then $v$'{}'$v$
          when type like 'timestamp%' then 'now()'
          when type like '%member_role' then $v$'student'$v$
          else $v$'Привет'$v$
        end || '::' || type, ', ' order by place
      ) into values_of from unnest(called.required) with ordinality argument (type, place);
      return query select unnest(pg_temp.try(format('select * from public.%I(%s)', called.proname, values_of)));
      exit when values_of is null or position('uuid' in values_of) = 0;
    end loop;
  end loop;
  foreach known in array ids loop
    foreach one in array '{user, inquiry, chat, college, admin}'::text[] loop
      perform set_config('realtime.topic', one || ':' || known, true);
      return query select one || ' ' || event || ' ' || (payload - 'id')::text
        from realtime.messages where topic = one || ':' || known;
    end loop;
  end loop;
end
$$;

-- Uploads a file as who is signed in, with everything that Storage notes of them, and names it for a message.
create function pg_temp.file(place text, file text) returns jsonb
language plpgsql
as $$
begin
  insert into storage.objects (bucket_id, name, owner, owner_id, metadata, created_at, updated_at, last_accessed_at)
    values (
      'chat-files', place || '/' || tests.id(file) || '/original', private.me(), private.me()::text,
      '{"size": 1000, "mimetype": "application/pdf"}', now(), now(), now()
    );
  return jsonb_build_array(jsonb_build_object('id', tests.id(file), 'kind', 'file', 'name', file || '.pdf'));
end
$$;

-- The person asks; an administrator reads, takes, answers, closes, posts into the chats, edits, pins and deletes what
-- stands there; then the person looks, at tables, files, Realtime, and the functions of this name.
create function pg_temp.seen_by(person text, admin text, only_functions text default '%') returns text[]
language plpgsql
as $$
declare
  inquiry uuid;
  got text[];
begin
  begin
    delete from realtime.messages where true;
    perform tests.sign_in(person);
    perform public.ask_administration(tests.id('college'), tests.id('question'), 'Вопрос');
    inquiry := (select id from public.my_inquiry(tests.id('college')));
    perform tests.sign_in(admin);
    perform public.read_inquiry_as_college(inquiry, 1);
    perform public.assign_inquiry(inquiry, tests.id(admin));
    perform public.answer_inquiry(inquiry, tests.id('answer'), 'Ответ', pg_temp.file('administration/' || tests.id('college'), 'paper'));
    perform public.answer_inquiry(inquiry, tests.id('answer'), 'Ответ');
    perform public.close_inquiry(inquiry);
    perform public.reopen_inquiry(inquiry);
    perform public.post_as_college(
      tests.id('college chat'), tests.id('post'), 'Объявление', pg_temp.file('administration/' || tests.id('college'), 'poster')
    );
    perform public.mark_read(tests.id('college chat'), 2);
    perform public.post_as_college(tests.id('group chat'), tests.id('group post'), 'Объявление группе');
    perform public.edit_message(tests.id('post'), 'Объявление, исправлено');
    perform public.pin_message(tests.id('post'), true);
    perform public.delete_message(tests.id('group post'));
    perform public.delete_message(tests.id('реплика'));
    got := array(select pg_temp.everything(person, array[
      tests.id('college'), inquiry, tests.id('question'), tests.id('answer'), tests.id('college chat'), tests.id('group chat'), tests.id('post'), tests.id('реплика'),
      tests.id(person), tests.id('administrator'), tests.id('colleague')
    ], only_functions));
    perform tests.reset();
    raise exception using errcode = 'ZZ998';
  exception when sqlstate 'ZZ998' then
    return array(select pg_temp.plain(one) from unnest(got) one order by 1);
  end;
end
$$;

create temp table seen on commit drop as
  select person, admin, pg_temp.seen_by(person, admin) as got
  from unnest('{student, newcomer}'::text[]) person, unnest('{administrator, colleague}'::text[]) admin;
create temp view lines as select person, admin, unnest(got) as line from seen;

select ok((select bool_and(cardinality(got) > 200) from seen), 'A9 A good deal is looked at');
select ok(
  (select bool_and(exists (select from unnest(got) line where line like 'inquiry message %Ответ%')) from seen), 'A9 The answer is received live'
);
select ok(
  (select bool_and(exists (select from unnest(got) line where line like 'select % from public.inquiry_messages -> %Ответ%')) from seen),
  'A9 And read'
);
select ok(
  (select bool_and(exists (select from unnest(got) line where line like 'select % from storage.objects -> %administration/%')) from seen),
  'A9 So is the row of its file'
);
select set_eq(
  $$ select line from lines where person = 'student' and admin = 'administrator' $$,
  $$ select line from lines where person = 'student' and admin = 'colleague' $$,
  'A9 A member cannot tell which administrator it was'
);
select set_eq(
  $$ select line from lines where person = 'newcomer' and admin = 'administrator' $$,
  $$ select line from lines where person = 'newcomer' and admin = 'colleague' $$,
  'A9 Nor can an applicant'
);
-- People whom they name by an id they knew before stand in the request, not in the answer.
select is_empty(
  $$
    select got from (select regexp_replace(line, '^select .*?(->|\|)', '') as got from lines where person = 'newcomer') lines
    where got ~* '@administrator|@colleague|журавлёв|зинаид|щукин|эдуард'
      or exists (
        select from auth.users where id in (tests.id('administrator'), tests.id('colleague')) and position(right(phone, 7) in got) > 0
      )
  $$,
  'A9 Who is no member finds neither id, name nor number of an administrator anywhere'
);
select ok(
  exists (select from lines where person = 'student' and line ~ '@administrator' and line ~ 'memberships'), 'A9 A member does see who works in their college'
);
-- The looking is good enough: it notices what would be there if anything leaked. Less than all of it is enough for that.
savepoint before_owner;
create or replace function private.bind_inquiry_files(inquiry uuid, message uuid, files jsonb, from_college boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  carrier private.message_files;
begin
  carrier.inquiry_message_id := message;
  perform private.bind_files(carrier, 'administration/' || i.college_id, files, false) from public.inquiries i where i.id = inquiry;
end
$$;
select isnt(
  pg_temp.seen_by('newcomer', 'administrator', ''), pg_temp.seen_by('newcomer', 'colleague', ''), 'A9 The owner of a file would be noticed'
);
rollback to before_owner;
savepoint before_grant;
grant select (deleted_by) on public.messages to authenticated;
update tables set columns = columns || ', deleted_by' where relname = 'messages';
select isnt(
  pg_temp.seen_by('student', 'administrator', ''), pg_temp.seen_by('student', 'colleague', ''), 'C8 Who deleted a message would be noticed'
);
rollback to before_grant;
create or replace function private.is_position_hidden(chat uuid, person uuid) returns boolean
language sql stable security definer set search_path = ''
return false;
select isnt(
  pg_temp.seen_by('student', 'administrator', 'chat_readers'), pg_temp.seen_by('student', 'colleague', 'chat_readers'),
  'A9 So would a read position'
);
create or replace function private.broadcast_inquiry_desk() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.broadcast('inquiry:' || new.inquiry_id, 'taken', jsonb_build_object('by', new.assignee_id));
  return null;
end
$$;
select isnt(
  pg_temp.seen_by('newcomer', 'administrator', ''), pg_temp.seen_by('newcomer', 'colleague', ''), 'A9 A word too many in Realtime as well'
);

select * from finish();
