-- C5 A chat of chosen people always has somebody who manages it, as long as anybody is in it.
select plan(29);

insert into world
  select tests.person('dean', 'college', 'staff')
  union all select tests.person('tutor', 'college', 'teacher');

create function pg_temp.makes(chat text, people text[], maker text default 'teacher') returns void
language plpgsql
as $$
begin
  perform tests.sign_in(maker);
  perform public.create_chat(
    tests.id(chat), tests.id('college'), 'other', chat, people => array(select tests.id(person) from unnest(people) person)
  );
  perform tests.reset();
  -- In the order in which they are named.
  update public.chat_members m set joined_at = now() - interval '1 day' + place * interval '1 minute'
    from unnest(people) with ordinality named (person, place) where m.chat_id = tests.id(chat) and m.person_id = tests.id(person);
end
$$;
create function pg_temp.managers(chat text) returns text
language sql
as $$
  select coalesce(string_agg(lower(p.surname), ', ' order by p.surname), '')
  from private.participants t join public.profiles p on p.id = t.person_id
  where t.chat_id = tests.id(chat) and private.is_moderator(t.chat_id, t.person_id);
$$;
create function pg_temp.name_of(person uuid) returns text
language sql
as $$ select lower(surname) from public.profiles where id = person $$;
create function pg_temp.passed(chat text) returns text
language sql
as $$
  select string_agg(concat_ws(' ', l.subject_label, pg_temp.name_of((l.after ->> 'person_id')::uuid)), ', ' order by l.id)
  from public.audit_log l where l.action = 'chat_moderator_passed' and l.subject_id = tests.id(chat)::text;
$$;

-- Leaving.
select pg_temp.makes('club', '{student, classmate, tutor, dean}');
select is(pg_temp.managers('club'), 'teacher', 'Who makes a chat manages it');
select is(tests.does('student', $$ select public.leave_chat(tests.id('club')) $$), 'done', 'Another leaves');
select is(pg_temp.passed('club'), null, 'And nothing is passed on');
delete from realtime.messages where true;
select is(tests.does('teacher', $$ select public.leave_chat(tests.id('club')) $$), 'done', 'The last moderator leaves');
select is(pg_temp.managers('club'), 'tutor', 'Of those who stay the teacher who has been in it longest is moderator');
select is(pg_temp.passed('club'), 'club tutor', 'It stands in the log');
select ok(
  exists (select from realtime.messages where topic = 'chat:' || tests.id('club') and event = 'chat_changed'), 'Who looks at the chat learns of it'
);
select tests.sign_in('classmate');
select results_eq(
  $$ select surname from public.chat_people(tests.id('club')) where is_moderator $$, $$ values ('Tutor') $$, 'Everybody in it sees who it is'
);
select is(tests.does('tutor', $$ select public.set_moderator(tests.id('club'), tests.id('dean'), true) $$), 'done', 'They make another one');
select is(tests.does('tutor', $$ select public.leave_chat(tests.id('club')) $$), 'done', 'And may leave');
select is(pg_temp.managers('club'), 'dean', 'Without a third');
select is(tests.does('dean', $$ select public.set_moderator(tests.id('club'), tests.id('dean'), false) $$), 'done', 'Who does not want to be one any more');
select is(pg_temp.managers('club'), 'classmate', 'Passes it on to who is left, be it a student');
select is(tests.does('classmate', $$ select public.remove_chat_person(tests.id('club'), tests.id('dean')) $$), 'done', 'Who manages it now');
select is(tests.does('classmate', $$ select public.leave_chat(tests.id('club')) $$), 'done', 'The last one leaves as well');
select is(pg_temp.managers('club'), '', 'And nobody is left');

-- By other ways.
select pg_temp.makes('muted', '{student, classmate}');
select tests.does('teacher', $$ select public.mute_person(tests.id('muted'), tests.id('student')) $$);
select pg_temp.makes('with administrator', '{student, administrator}');
select pg_temp.makes('removed from', '{tutor, dean}', 'teacher');
update public.memberships set left_at = now() where person_id = tests.id('teacher');
select is(pg_temp.managers('muted'), 'classmate', 'C5 Who leaves the college passes it on, and not to who was muted');
select is(pg_temp.managers('with administrator'), 'administrator', 'An administrator who is in the chat manages it anyway');
select is(pg_temp.passed('with administrator'), null, 'And need not be made a moderator');
select is(pg_temp.managers('removed from'), 'tutor', 'Each chat for itself');
select tests.erase('tutor');
select is(pg_temp.managers('removed from'), 'dean', 'A12 Who is erased passes it on');
update public.memberships set is_admin = false where person_id = tests.id('administrator');
select is(pg_temp.managers('with administrator'), 'administrator', 'Who administers the college no more and is the only one of its staff stays as moderator');
select is(pg_temp.passed('with administrator'), 'with administrator administrator', 'Which is in the log');
delete from auth.users where id = tests.id('classmate');
select is(pg_temp.managers('muted'), 'student', 'A12 Nor one whose moderator is deleted');
select ok(not exists (select from private.chat_mutes where chat_id = tests.id('muted')), 'Who then may write again');

-- Where the administrators manage the chat there is nobody to be found.
select tests.sign_in('dean');
select public.create_chat(tests.id('staff room'), tests.id('college'), 'other', 'Учительская', audience => 'teachers');
select is(tests.does('dean', $$ select public.leave_chat(tests.id('staff room')) $$), 'done', 'A chat that a rule fills may be left too');
select is(pg_temp.managers('staff room'), '', 'It stays with the administrators');
select is(pg_temp.passed('staff room'), null, 'And is passed on to nobody');
select lives_ok($$ delete from public.colleges where id = tests.id('college') $$, 'A college goes with its chats');

select * from finish();
