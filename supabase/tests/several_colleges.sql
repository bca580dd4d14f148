-- One telephone, several colleges: what somebody may in one of them gives them nothing in another.
select plan(26);

insert into world select tests.person('both', 'college', 'student');
insert into public.memberships (college_id, person_id, role, is_admin) values (tests.id('other college'), tests.id('both'), 'staff', true);
insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('both'));
insert into public.join_requests (id, college_id, person_id, role) values (tests.id('request'), tests.id('college'), tests.id('newcomer'), 'student');
insert into public.invitations (id, college_id, role) values (tests.id('link'), tests.id('college'), 'teacher');
create function pg_temp.is_refused(statement text) returns boolean
language plpgsql
as $$
begin
  execute statement;
  return false;
exception when insufficient_privilege then
  return true;
end
$$;

select tests.sign_in('both');
select results_eq(
  'select short_name, role::text, is_admin from public.my_colleges()', $$ values ('Горный', 'staff', true), ('Речной', 'student', false) $$,
  'R6 In one college they are an administrator, in the other a student'
);
select is_empty(
  $$
    select call from unnest(array[
      $q$ public.update_member(tests.id('college'), auth.uid(), '', 'student', true, '{}', '{}') $q$,
      $q$ public.remove_member(tests.id('college'), tests.id('classmate')) $q$, $q$ public.member(tests.id('college'), tests.id('classmate')) $q$,
      $q$ public.college_requests(tests.id('college')) $q$,
      $q$ public.admit_request(tests.id('request'), 'student') $q$, $q$ public.hide_request(tests.id('request')) $q$,
      $q$ public.create_group(tests.id('college'), 'Н-1', '', 2026, 2030) $q$, $q$ public.delete_group(tests.id('group')) $q$,
      $q$ public.update_group(tests.id('group'), 1, 'Н-1', '', 2026, 2030) $q$, $q$ public.add_group_teacher(tests.id('group'), '{Физика}') $q$,
      $q$ public.remove_group_teacher(tests.id('group'), tests.id('teacher')) $q$, $q$ public.audit_page(tests.id('college')) $q$,
      $q$ public.create_invitation(tests.id('college'), 'teacher') $q$,
      $q$ public.revoke_invitation(tests.id('link')) $q$, $q$ public.export_members(tests.id('college')) $q$,
      $q$ public.expected_people(tests.id('college')) $q$, $q$ public.import_people(tests.id('college'), '[]', true) $q$,
      $q$ public.remove_expected(tests.id('college'), '79990000001') $q$, $q$ public.college_inquiries(tests.id('college')) $q$,
      $q$ public.inquiry_audit(tests.id('college')) $q$, $q$ public.college_chats(tests.id('college')) $q$,
      $q$ public.post_as_college(tests.id('college chat'), gen_random_uuid(), 'Я') $q$,
      $q$ public.update_college(tests.id('college'), 1, 'Я', 'Я', 'Я', 'Я', '', '', '', 'Europe/Moscow', '', 24) $q$
    ]) call
    where not pg_temp.is_refused('select ' || call)
  $$,
  'A5 Being an administrator elsewhere opens nothing'
);
select is_empty($$ select from public.invitations_of(tests.id('college')) $$, 'A4 No link either');
select is_empty('select from public.audit_log where college_id <> tests.id(''other college'')', 'A11 Nor the log');
select is_empty($$ select phone from public.college_members(tests.id('college')) where phone is not null $$, 'A2 Nor a number');
select isnt_empty($$ select phone from public.college_members(tests.id('other college')) where phone is not null $$, 'A2 In their own they see them');
select throws_ok(
  $$ select public.member(tests.id('other college'), tests.id('classmate')) $$, 'SF003', null, 'A2 Of its people only'
);

-- Things of one college do not get into another.
select throws_ok(
  $$ select public.create_invitation(tests.id('other college'), 'student', tests.id('group')) $$, 'SF001', null, 'A3 A link of one college leads to no group of another'
);
select throws_ok(
  $$
    select public.update_member(tests.id('other college'), auth.uid(), m.version, 'staff', true, array[tests.id('group')], '{Физика}')
    from public.member(tests.id('other college'), auth.uid()) m
  $$, 'SF001', null, 'A5 Nobody is put into a group of another college'
);
select throws_ok(
  $$ select public.update_member(tests.id('other college'), tests.id('classmate'), '', 'staff', true, '{}', '{}') $$, 'SF003', null,
  'A5 Nor is anybody of another college changed'
);
select throws_ok(
  $$ select public.remove_member(tests.id('other college'), tests.id('classmate')) $$, 'SF003', null, 'A5 Or removed'
);
select throws_ok(
  $$
    select public.update_group(tests.id('foreign group'), version, number, title, start_year, end_year,
      jsonb_build_array(jsonb_build_object('person_id', tests.id('teacher'), 'subjects', array['Физика'])))
    from public.groups where id = tests.id('foreign group')
  $$, 'SF001', null, 'A6 Or teaches here'
);
select throws_ok(
  $$ select public.assign_inquiry(gen_random_uuid(), auth.uid()) $$, '42501', null, 'A9 Nor is an inquiry taken that is not there'
);
select results_eq('select number, is_teacher from public.my_groups()', $$ values ('ИС-21', false) $$, 'They study here');
select lives_ok($$ select public.add_group_teacher(tests.id('foreign group'), '{Физика}') $$, 'A7 And teaches there');
select set_eq(
  $$ select number, is_teacher from public.my_groups() $$, $$ values ('ИС-21', false), ('ГД-11', true) $$, 'A7 As well'
);
select throws_ok(
  $$ select public.create_invitation(tests.id('college'), 'student', tests.id('group')) $$, '42501', null, 'A7 Which lets them invite nobody here'
);

-- Going out of one leaves the other as it is.
select tests.sign_in('administrator');
select lives_ok($$ select public.remove_member(tests.id('college'), tests.id('both')) $$, 'A2 They are removed here');
select tests.sign_in('both');
select results_eq('select short_name, is_admin from public.my_colleges()', $$ values ('Горный', true) $$, 'A2 And stays what they are there');
select results_eq('select number from public.my_groups()', $$ values ('ГД-11') $$, 'A2 With their groups there');
select is_empty($$ select from public.groups where college_id = tests.id('college') $$, 'A2 Here they see nothing any more');
select public.leave_college(tests.id('other college'));
select tests.sign_in('stranger');
select throws_ok($$ select public.leave_college(tests.id('other college')) $$, 'SF005', null, 'A5 The last administrator there stays');
select tests.reset();
insert into public.memberships (college_id, person_id, role) values (tests.id('college'), tests.id('stranger'), 'teacher');
select throws_ok($$ select tests.erase('stranger') $$, 'SF005', null, 'A12 They do not erase themselves either');
select tests.sign_in('stranger');
select set_eq(
  'select short_name from public.my_colleges()', $$ values ('Горный'), ('Речной') $$, 'A12 And belongs to both as before'
);
select lives_ok($$ select public.leave_college(tests.id('college')) $$, 'A2 Where others are administrators they may go');

-- Two colleges
select tests.reset();
insert into public.memberships (college_id, person_id, role)
  select tests.id('other college'), tests.id(name), 'student' from unnest('{student, classmate}'::text[]) name;
delete from private.attempts where subject like 'reports of %';
delete from private.reports where subject_id = tests.id('classmate');
select results_eq(
  $$
    select tests.does('student', format('select public.report_person(gen_random_uuid(), %L, tests.id(''classmate''), ''spam'')', tests.id(college)))
    from unnest('{college, other college, college}'::text[]) with ordinality list (college, place) order by place
  $$,
  $$ values ('done'), ('done'), ('SF001 reported') $$,
  'C14 Each college learns of its member, once'
);

select * from finish();
