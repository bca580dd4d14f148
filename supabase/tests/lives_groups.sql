-- Whoever leaves a group leaves its chats, by whatever way, and whoever only changes what they are in it stays.
select plan(33);

create function pg_temp.chats(person text) returns text
language sql security definer
as $$
  select string_agg(c.title, ', ' order by c.title) from public.chat_members m join public.chats c on c.id = m.chat_id
  where m.person_id = tests.id(person)
$$;
create function pg_temp.reads(person text, chat text) returns boolean
language plpgsql
as $$
declare
  found boolean;
begin
  perform tests.sign_in(person);
  perform set_config('realtime.topic', 'chat:' || tests.id(chat), true);
  found := exists (select from public.messages where chat_id = tests.id(chat)) or exists (select from realtime.messages);
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.edit(person text, role public.member_role, groups text[], subjects text[] default '{}') returns void
language plpgsql
as $$
begin
  perform tests.sign_in('administrator');
  perform public.update_member(
    tests.id('college'), tests.id(edit.person), m.version, edit.role, false, array(select tests.id(g) from unnest(edit.groups) g), edit.subjects
  ) from public.member(tests.id('college'), tests.id(edit.person)) m;
  perform tests.reset();
end
$$;
create function pg_temp.teachers(variadic people text[]) returns void
language plpgsql
as $$
begin
  perform tests.sign_in('administrator');
  perform public.update_group(
    g.id, g.version, g.number, g.title, g.start_year, g.end_year,
    (select jsonb_agg(jsonb_build_object('person_id', tests.id(p), 'subjects', array['Право'])) from unnest(people) p)
  ) from public.groups g where g.id = tests.id('group');
  perform tests.reset();
end
$$;

insert into public.groups (id, college_id, number, start_year, end_year)
  values (tests.id('next group'), tests.id('college'), 'ИС-22', extract(year from now()), extract(year from now()) + 4);
insert into world
  select tests.person('pupil' || n, 'college') from generate_series(1, 7) n
  union all select tests.person('tutor' || n, 'college', 'teacher') from generate_series(1, 7) n;
insert into public.group_students (group_id, person_id) select tests.id('group'), tests.id('pupil' || n) from generate_series(1, 7) n;
insert into public.group_teachers (group_id, person_id, subject)
  select tests.id('group'), tests.id('tutor' || n), 'Физика' from generate_series(1, 7) n
  union all select tests.id('group'), tests.id('tutor2'), 'Химия';
insert into world select tests.chat('second chat', 'group', '{}', study_group => 'group');
select tests.write('second chat', 'teacher', 'тайное');
insert into public.chat_members (chat_id, person_id)
  select tests.id(chat), tests.id(who || n)
  from unnest('{group chat,second chat,college chat}'::text[]) chat, unnest('{pupil,tutor}'::text[]) who, generate_series(1, 7) n;
update public.chat_members set read_seq = 2 where chat_id = tests.id('group chat');

-- Students
select ok(pg_temp.reads('pupil1', 'second chat'), 'C2 A student of a group reads its chats');
select pg_temp.edit('pupil1', 'student', '{next group}');
select is(pg_temp.chats('pupil1'), 'college chat', 'C2 Whoever is moved to another group leaves the chats of the old one');
select ok(not pg_temp.reads('pupil1', 'second chat'), 'C2 And reads and receives them no more');
select ok(not pg_temp.reads('pupil1', 'group chat'), 'C2 None of them');
select pg_temp.edit('pupil2', 'student', '{}');
select is(pg_temp.chats('pupil2'), 'college chat', 'C2 So does who is taken out of it');
select pg_temp.edit('pupil3', 'student', '{group, next group}');
select is(pg_temp.chats('pupil3'), 'college chat, group chat, second chat', 'C2 Whoever gets another one besides stays');
select pg_temp.edit('pupil3', 'staff', '{}');
select is(pg_temp.chats('pupil3'), 'college chat', 'C2 Whoever becomes staff leaves');
select pg_temp.edit('pupil4', 'teacher', '{group}', '{Труд}');
select is(pg_temp.chats('pupil4'), 'college chat, group chat, second chat', 'C2 Whoever becomes a teacher of the group stays');
select is(
  (select read_seq from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('pupil4')), 3::bigint, 'C2 Where they were'
);
select pg_temp.edit('pupil4', 'student', '{group}');
select is(pg_temp.chats('pupil4'), 'college chat, group chat, second chat', 'C2 And back');
select tests.sign_in('administrator');
select public.remove_member(tests.id('college'), tests.id('pupil5'));
select tests.reset();
select is(pg_temp.chats('pupil5'), 'college chat', 'C2 Whoever is removed from the college leaves them');
select tests.sign_in('pupil6');
select public.leave_college(tests.id('college'));
select tests.reset();
select is(pg_temp.chats('pupil6'), 'college chat', 'C2 Or leaves it');
select private.admit(tests.id('college'), tests.id('pupil6'), 'student');
select is(pg_temp.chats('pupil6'), 'college chat', 'C2 And does not come back to them by coming back to the college');
select tests.sign_in('administrator');
create temp table links on commit drop as
  select 'teachers' as name, token from public.create_invitation(tests.id('college'), 'teacher')
  union all select 'teachers of the group', token from public.create_invitation(tests.id('college'), 'teacher', tests.id('group'));
grant select on links to public;
select tests.sign_in('pupil7');
select public.redeem_invitation(token, '{Труд}') from links where name = 'teachers of the group';
select tests.reset();
select is(pg_temp.chats('pupil7'), 'college chat, group chat, second chat', 'C2 A student who becomes its teacher by a link stays');
select tests.sign_in('student');
select public.redeem_invitation(token, '{Труд}') from links where name = 'teachers';
select tests.reset();
select ok(pg_temp.chats('student') !~ 'group chat', 'C2 Who becomes a teacher of the college alone does not');
select ok(pg_temp.chats('student') ~ 'closed chat', 'C2 Chats of groups in which they were not stay as they are');
select is(
  (select count(*)::integer from realtime.messages where topic = 'user:' || tests.id('student') and event = 'chat_removed'), 1, 'C2 They receive that the chat is gone'
);

-- Teachers
select pg_temp.edit('tutor1', 'teacher', '{next group}', '{Физика}');
select is(pg_temp.chats('tutor1'), 'college chat', 'C2 A teacher who is moved leaves the chats of the group');
select tests.sign_in('tutor2');
select public.remove_group_teacher(tests.id('group'), auth.uid(), 'Химия');
select tests.reset();
select is(pg_temp.chats('tutor2'), 'college chat, group chat, second chat', 'C2 Whoever gives up one of two subjects stays');
select tests.sign_in('tutor2');
select public.remove_group_teacher(tests.id('group'), auth.uid());
select tests.reset();
select is(pg_temp.chats('tutor2'), 'college chat', 'C2 Whoever gives up the last one leaves');
select pg_temp.edit('tutor3', 'teacher', '{group}', '{Биология}');
select is(pg_temp.chats('tutor3'), 'college chat, group chat, second chat', 'C2 Whoever teaches something else from now on stays');
select pg_temp.teachers('tutor3', 'tutor4', 'teacher');
select is(pg_temp.chats('tutor4'), 'college chat, group chat, second chat', 'C2 Also when the group is edited');
select is(pg_temp.chats('tutor5'), 'college chat', 'C2 Whoever is not among its teachers any more leaves');
select pg_temp.edit('tutor4', 'student', '{}');
select is(pg_temp.chats('tutor4'), 'college chat', 'C2 Or becomes a student of no group');
select tests.sign_in('administrator');
select public.remove_member(tests.id('college'), tests.id('tutor3'));
select tests.reset();
select is(pg_temp.chats('tutor3'), 'college chat', 'C2 Or is removed from the college');
select tests.erase('tutor6');
select is(pg_temp.chats('tutor6'), null, 'C2 Or erases themselves');

-- Whoever takes part in a chat of the group without being in it
insert into public.chat_members (chat_id, person_id) values (tests.id('second chat'), tests.id('tutor1'));
select pg_temp.edit('tutor1', 'teacher', '{}', '{Физика}');
select is(pg_temp.chats('tutor1'), 'college chat, second chat', 'C5 Leaving another group changes nothing');
select ok(private.is_topic_withheld(tests.id('second chat')), 'C5 While somebody who left may still receive the topic, no words are sent there');

-- Adding oneself
select tests.person('secretary', 'college', 'staff');
select tests.sign_in('secretary');
select tests.refused($$ select public.add_group_teacher(tests.id('group'), '{Право}') $$, 'A7 Staff do not add themselves to a group');
select tests.sign_in('administrator');
select lives_ok($$ select public.add_group_teacher(tests.id('group'), '{Право}', tests.id('secretary')) $$, 'A7 Administrators add them');
select lives_ok($$ select public.add_group_teacher(tests.id('group'), '{Право}') $$, 'A7 And themselves, who are staff too');
select tests.sign_in('secretary');
select tests.refused($$ select public.add_group_teacher(tests.id('next group'), '{Право}') $$, 'A7 Which gives no right to another group');
select tests.sign_in('tutor7');
select lives_ok($$ select public.add_group_teacher(tests.id('next group'), '{Физика}') $$, 'A7 Teachers add themselves');

select * from finish();
