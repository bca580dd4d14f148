select plan(17);

select private.log_change(tests.id('college'), 'test', 'college', 'x', 'Речной', '{"a": 1}', '{"a": 2}');
select private.log_change(tests.id('other college'), 'test', 'college', 'y');

select tests.sign_out();
select tests.refused('select from public.audit_log', 'Anonymous people read no log');

select tests.sign_in('student');
select is_empty('select from public.audit_log', 'A11 Students read no log');
select tests.sign_in('teacher');
select is_empty('select from public.audit_log', 'A11 Nor do teachers');
select tests.sign_in('stranger');
select results_eq('select subject_id from public.audit_log', $$ values ('y') $$, 'A11 An administrator reads that of their college only');

select tests.sign_in('administrator');
select results_eq(
  'select actor_id, action, subject_label, before, after from public.audit_log where action = $$test$$',
  $$ values (null::uuid, 'test', 'Речной', '{"a": 1}'::jsonb, '{"a": 2}'::jsonb) $$,
  'A11 An administrator reads from what to what something changed'
);
select tests.refused($$ update public.audit_log set actor_id = null where true $$, 'A11 They change no line');
select tests.refused('delete from public.audit_log where true', 'A11 And deletes none');
select tests.refused(
  $$ insert into public.audit_log (college_id, action, subject_type) values (tests.id('college'), 'test', 'person') $$,
  'A11 Nor do they write one themselves'
);
select tests.refused(
  $$ select private.log_change(tests.id('college'), 'test', 'person', 'z') $$, 'A11 Not by the function either'
);

select tests.service();
select is((select count(*)::integer from public.audit_log where action = 'test'), 2, 'The service reads all');
select tests.refused('update public.audit_log set actor_id = null where true', 'A11 It changes no line');
select tests.refused('delete from public.audit_log where true', 'A11 And deletes none');

select tests.reset();
select tests.refused('update public.audit_log set actor_id = null where true', 'A11 Not even the owner changes a line');
select tests.refused('delete from public.audit_log where true', 'A11 Or deletes one');
select tests.refused('truncate public.audit_log', 'A11 Or all of them');

select tests.sign_in('teacher'), set_config('role', 'none', true);
select private.log_change(tests.id('college'), 'test', 'group', 'mine');
select is((select actor_id from public.audit_log where subject_id = 'mine'), tests.id('teacher'), 'A11 Who did it is the caller');

delete from public.colleges where id = tests.id('other college');
select is_empty(
  $$ select from public.audit_log where college_id = tests.id('other college') $$, 'A college takes its log along'
);

select * from finish();
