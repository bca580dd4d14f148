select plan(22);

create function pg_temp.actions(kinds text[] default null, query text default '', before bigint default null, size integer default 50) returns text
language sql
as $$
  select string_agg(action, ' ' order by id) from public.audit_page(tests.id('college'), kinds, query, before => before, size => size)
$$;
create function pg_temp.request() returns uuid
language sql security definer
as $$ select id from public.join_requests where person_id = tests.id('newcomer') $$;

create temp table numbers on commit drop as select phone from auth.users;
grant select on numbers to public;

-- What is done is logged
select tests.sign_in('newcomer');
select public.request_to_join(tests.id('college'), 'student', 'ИС-21');
select tests.sign_in('administrator');
select public.admit_request(pg_temp.request(), 'student', tests.id('group'));
select public.add_group_teacher(tests.id('group'), '{Право}', tests.id('administrator'));
select public.remove_group_teacher(tests.id('group'), tests.id('administrator'));
select public.create_group(tests.id('college'), 'СА-31', '', extract(year from now())::integer, extract(year from now())::integer + 3);
select public.remove_member(tests.id('college'), tests.id('student'));
select tests.sign_in('classmate');
select public.leave_college(tests.id('college'));

select tests.sign_out();
select tests.refused($$ select * from public.audit_page(tests.id('college')) $$, 'Anonymous people read no log');
select tests.sign_in('teacher');
select tests.refused($$ select * from public.audit_page(tests.id('college')) $$, 'A11 Nor do teachers');
select tests.refused($$ select count(*) from public.audit_page(tests.id('college')) $$, 'A11 Or count its lines');
select tests.sign_in('stranger');
select tests.refused($$ select * from public.audit_page(tests.id('college')) $$, 'A11 Nor do administrators of another college');
select tests.sign_in('removed');
select tests.refused($$ select * from public.audit_page(tests.id('college')) $$, 'A11 Nor does who was removed');

select tests.sign_in('administrator');
select is(
  pg_temp.actions(), 'member_added group_teacher_added group_teacher_removed group_created member_removed member_left',
  'A11 Whatever changed people or groups is in it'
);
select results_eq(
  $$ select action from public.audit_page(tests.id('college'), size => 2) $$, $$ values ('member_left'), ('member_removed') $$,
  'A11 The newest comes first'
);
select is(
  pg_temp.actions(size => 2, before => (select min(id) from public.audit_page(tests.id('college'), size => 2))),
  'group_teacher_removed group_created', 'A11 Older lines follow'
);
select is(pg_temp.actions('{person}'), 'member_removed member_left', 'A11 «Роли»');
select is(pg_temp.actions('{request}'), 'member_added', 'A11 «Заявки»');
select is(pg_temp.actions('{group}'), 'group_teacher_added group_teacher_removed group_created', 'A11 «Группы»');
select is(pg_temp.actions('{link, import}'), null, 'A11 What did not happen is not there');
select is(pg_temp.actions(query => 'са-31'), 'group_created', 'A11 A group finds its lines');
select is(pg_temp.actions(query => 'Newcomer'), 'member_added', 'A11 So does a person to whom something happened');
select is(pg_temp.actions(query => 'тест classm'), 'member_left', 'A11 And one who did it');
select is(pg_temp.actions('{group}', 'тест administrator'), 'group_teacher_added group_teacher_removed group_created', 'A11 In whatever section');
select results_eq(
  $$
    select actor ->> 'surname', subject_person ->> 'surname', after ->> 'via', after #>> '{groups,0,number}'
    from public.audit_page(tests.id('college'), '{request}')
  $$,
  $$ values ('Administrator', 'Newcomer', 'request', 'ИС-21') $$, 'A11 A line says who let whom into which group'
);
select results_eq(
  $$ select subject_label, subject_person ->> 'surname', before from public.audit_page(tests.id('college'), '{group}') where action = 'group_teacher_added' $$,
  $$ values ('ИС-21', 'Administrator', null::jsonb) $$, 'A11 Or who teaches in which'
);
select is_empty(
  $$ select from public.audit_page(tests.id('college'), until => now() - interval '1 minute') $$, 'A11 Times are kept apart'
);
select is(
  (select count(*)::integer from public.audit_page(tests.id('college'), since => now() - interval '1 minute')), 6, 'A11 From both sides'
);
select is_empty(
  $$ select from public.audit_page(tests.id('college')) line, numbers where position(phone in line::text) > 0 $$, 'A11 No number is in it'
);

select tests.reset();
update public.profiles set surname = 'Удалённый', name = 'пользователь' where id = tests.id('classmate');
select tests.sign_in('administrator');
select is(
  (select actor ->> 'surname' from public.audit_page(tests.id('college'), size => 1)), 'Удалённый', 'A12 Who was erased is not named in it either'
);

select * from finish();
