select plan(23);

-- Which of these people the caller learns to be here, besides themselves.
create function pg_temp.here(college text default 'college') returns text
language sql
as $$
  select coalesce(string_agg(name, ' ' order by name), '')
  from unnest('{administrator, classmate, removed, stranger, student, teacher}'::text[]) name
  where tests.id(name) = any (public.announce_presence(tests.id(college)))
$$;

select tests.sign_in('student');
select is(pg_temp.here(), '', 'C7 Who comes first is alone');
select tests.sign_in('teacher');
select is(pg_temp.here(), 'student', 'C7 A member sees who of their college is here');
select tests.sign_in('student');
select is(pg_temp.here(), 'teacher', 'C7 And is seen');
select is(cardinality(public.announce_presence(tests.id('college'))), 1, 'C7 Nobody is counted twice, and nobody is told of themselves');

select tests.sign_in('stranger');
select is(pg_temp.here(), '', 'C7 A stranger learns nothing of it');
select is(pg_temp.here('other college'), '', 'C7 They are here in their own college');
select tests.sign_in('student');
select is(pg_temp.here('other college'), '', 'C7 Of which a member of ours learns nothing');
select is(pg_temp.here(), 'teacher', 'C7 A stranger is not here in ours');
select tests.sign_in('removed');
select is(pg_temp.here(), '', 'C7 Nor does who was removed');
select tests.sign_in('student');
select is(pg_temp.here(), 'teacher', 'C7 Who are not here');
select tests.sign_out();
select throws_ok($$ select public.announce_presence(tests.id('college')) $$, '42501', null, 'C7 Anonymous people do not ask');

select tests.reset();
update private.presences set seen_at = now() - interval '101 seconds' where person_id = tests.id('teacher');
select tests.sign_in('student');
select is(pg_temp.here(), '', 'C7 Who has not said so for a while is gone');
select tests.reset();
select is_empty($$ select from private.presences where person_id = tests.id('teacher') $$, 'C7 When they were here last is not kept');

select tests.sign_in('teacher');
select pg_temp.here();
select tests.reset();
update public.memberships set left_at = now() where person_id = tests.id('teacher');
select tests.sign_in('student');
select is(pg_temp.here(), '', 'A5 Who leaves the college is not shown there any more');
select tests.reset();
update public.memberships set left_at = null where person_id = tests.id('teacher');

-- In two colleges
insert into public.memberships (college_id, person_id, role) values (tests.id('other college'), tests.id('teacher'), 'teacher');
select tests.sign_in('teacher');
select pg_temp.here();
select tests.sign_in('stranger');
select is(pg_temp.here('other college'), '', 'C7 Who has the page of one college open is not here in their other one');
select tests.sign_in('teacher');
select pg_temp.here('other college');
select tests.sign_in('stranger');
select is(pg_temp.here('other college'), 'teacher', 'C7 Until they open that');
select tests.reset();

-- Typing
delete from realtime.messages where true;
create function pg_temp.types(person text, chat text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  perform public.announce_typing(tests.id(chat));
  perform tests.reset();
  return (
    select string_agg((payload - 'id')::text, ' ') from realtime.messages where topic = 'chat:' || tests.id(chat) and event = 'typing'
  );
end
$$;
select is(
  pg_temp.types('student', 'group chat'), jsonb_build_object('person_id', tests.id('student'))::text,
  'C7 Who types is sent to the chat, by the id that the database knows'
);
select is(pg_temp.types('student', 'other chat'), null, 'C7 Nothing where others talk');
select is(pg_temp.types('student', 'closed chat'), null, 'C7 Nor where nobody can write');
select is(pg_temp.types('administrator', 'personal chat'), null, 'C7 Nor by an administrator in a chat of others');
select tests.sign_out();
select throws_ok($$ select public.announce_typing(tests.id('group chat')) $$, '42501', null, 'C7 Anonymous people do not type');
select tests.reset();
delete from realtime.messages where true;
select tests.sign_in('student');
select public.announce_typing(tests.id('group chat')) from generate_series(1, 100);
select tests.reset();
select is(
  (select count(*)::integer from realtime.messages where event = 'typing'), 59, 'C7 Nobody types more than 60 times a minute'
);
delete from realtime.messages where true;
update public.chats set announcement_only = true where id = tests.id('group chat');
select is(pg_temp.types('classmate', 'group chat'), null, 'C5 Nor does anybody who may only read');

select * from finish();
