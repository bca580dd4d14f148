select plan(22);

create temp table tokens (name text primary key, token text);
grant all on tokens to public;
create function pg_temp.token(wanted text) returns text
language sql
as $$ select token from tokens where name = wanted $$;
create function pg_temp.feed(token text) returns text
language plpgsql
as $$
declare
  titles text;
begin
  perform tests.service();
  select coalesce(string_agg(p ->> 'topic', ', ' order by place), '') into titles from jsonb_array_elements(public.calendar_feed(token)) with ordinality list (p, place);
  perform tests.reset();
  return titles;
exception when sqlstate 'SF003' then
  return 'none';
end
$$;
insert into private.lesson_plans (id, chat_id, topic, kind, media, teacher_id, starts_on, starts_at, minutes, until) values
  (tests.id('first'), tests.id('group chat'), 'Первое', 'lesson', 'video', tests.id('teacher'), current_date, '09:40', 90, current_date + 14),
  (tests.id('second'), tests.id('college chat'), 'Второе', 'broadcast', 'video', tests.id('administrator'), current_date + 3, '12:00', 60, null),
  (tests.id('old'), tests.id('group chat'), 'Старое', 'lesson', 'video', tests.id('teacher'), current_date - 100, '09:40', 90, null),
  (tests.id('far'), tests.id('group chat'), 'Далёкое', 'lesson', 'video', tests.id('teacher'), current_date + 401, '09:40', 90, null),
  (tests.id('foreign'), tests.id('foreign chat'), 'Чужое', 'lesson', 'video', tests.id('stranger'), current_date, '09:40', 90, null);
insert into private.lesson_days (plan_id, day, moved_to, is_cancelled) values
  (tests.id('first'), current_date + 7, current_date + 8 + time '11:00', false), (tests.id('first'), current_date + 14, null, true);

select tests.sign_in('student');
select is(public.calendar_address_since(), null, 'L10 Nobody has an address before they make one');
insert into tokens select 'student', public.make_calendar_address();
select ok(public.calendar_address_since() is not null, 'L10 Then they have');
select tests.sign_in('stranger');
insert into tokens select 'stranger', public.make_calendar_address();
select tests.reset();
select matches(pg_temp.token('student'), '^[A-Za-z0-9_-]{40}$', 'L10 Its secret is long, and fits into an address');
select is((select count(*)::integer from private.calendar_addresses a where position(convert_to(pg_temp.token('student'), 'UTF8') in a.token_hash) > 0 or a.token_hash = convert_to(pg_temp.token('student'), 'UTF8')), 0, 'L10 Only a hash of it is kept');
select is(pg_temp.feed(pg_temp.token('student')), 'Первое, Второе', 'L10 By it one sees what its owner has before them');
select is(pg_temp.feed(pg_temp.token('stranger')), 'Чужое', 'L10 And nobody else''s');
select is(pg_temp.feed('') || pg_temp.feed('forged') || pg_temp.feed(upper(pg_temp.token('student'))), 'nonenonenone', 'L10 Another one opens nothing');
select is(
  (select array_agg(person || ' ' || tests.outcome(person, format('select public.calendar_feed(%L)', pg_temp.token('student')))) from unnest('{student, teacher, stranger, nobody}'::text[]) person),
  '{student 42501,teacher 42501,stranger 42501,nobody 42501}', 'L10 Only the function that serves it asks by it'
);
select is(
  (select array_agg(person || ' ' || tests.outcome(person, 'select public.make_calendar_address()') || ' ' || tests.outcome(person, 'select public.revoke_calendar_address()')) from unnest('{nobody, service}'::text[]) person),
  '{nobody 42501 42501,service 42501 42501}', 'L10 Anonymous people have none'
);
select is(tests.outcome('student', 'select * from private.calendar_addresses'), '42501', 'L10 And nobody reads who has');

-- Made anew, revoked
select tests.sign_in('student');
insert into tokens select 'second', public.make_calendar_address();
select tests.reset();
select is(pg_temp.feed(pg_temp.token('student')) || ' ' || pg_temp.feed(pg_temp.token('second')), 'none Первое, Второе', 'L10 Made anew the old one is good no more');
select tests.sign_in('stranger');
select public.revoke_calendar_address();
select tests.reset();
select is(pg_temp.feed(pg_temp.token('stranger')) || ' ' || pg_temp.feed(pg_temp.token('second')), 'none Первое, Второе', 'L10 Revoked it is good no more, and no other is touched');

-- One plan
select results_eq(
  $$ select person, tests.outcome(person, format('select public.plan_calendar(%L)', tests.id('first'))) from unnest('{teacher, student, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('teacher', 'done'), ('student', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501'),
      ('service', '42501')
  $$,
  'L10 Participants of the chat take a plan into their calendar'
);
select tests.sign_in('student');
select is(
  public.plan_calendar(tests.id('first')) -> 0,
  jsonb_build_object(
    'id', tests.id('first'), 'version', 1, 'chat_title', 'group chat', 'group_number', 'ИС-21', 'college', 'Речной', 'time_zone', 'Europe/Moscow', 'topic', 'Первое',
    'teacher', jsonb_build_object('id', tests.id('teacher'), 'surname', 'Teacher', 'name', 'Тест', 'patronymic', ''),
    'starts_at', current_date || 'T09:40:00', 'minutes', 90, 'until', current_date + 14, 'is_cancelled', false,
    'days', jsonb_build_array(
      jsonb_build_object('day', current_date + 7, 'moved_to', current_date + 8 || 'T11:00:00', 'is_cancelled', false),
      jsonb_build_object('day', current_date + 14, 'moved_to', null, 'is_cancelled', true)
    )
  ),
  'L10 By the clock of the college, with what was moved and cancelled'
);
select is(tests.outcome('student', format('select public.plan_calendar(%L)', tests.id('foreign'))), 'SF003', 'L10 No plan of others');

-- Who loses the chat
select tests.reset();
delete from public.chat_members where chat_id = tests.id('college chat') and person_id = tests.id('student');
select is(pg_temp.feed(pg_temp.token('second')), 'Первое', 'A5 Who loses a chat loses its lessons in their calendar');
update private.lesson_plans set cancelled_at = now() where id = tests.id('first');
select is(pg_temp.feed(pg_temp.token('second')), '', 'L10 What was cancelled is not there');
update private.lesson_plans set cancelled_at = null where id = tests.id('first');
update public.groups set end_year = extract(year from now()) - 1 where id = tests.id('group');
select is(pg_temp.feed(pg_temp.token('second')), '', 'L10 Nor are lessons of a group that has graduated');
update public.groups set end_year = extract(year from now()) + 3 where id = tests.id('group');
update public.memberships set left_at = now() where person_id = tests.id('student');
select is(pg_temp.feed(pg_temp.token('second')), '', 'A5 Nor anything for who was removed from the college');
update public.memberships set left_at = null where person_id = tests.id('student');

-- Their data
select tests.sign_in('student');
select is(jsonb_array_length(public.export_my_data() -> 'calendar_addresses'), 1, 'A12 I take along since when I have an address');
select tests.erase('student');
select is(pg_temp.feed(pg_temp.token('second')), 'none', 'A12 Erased I have none');
select is((select count(*)::integer from private.calendar_addresses), 0, 'A12 And nothing of it is kept');

select * from finish();
