select plan(15);

insert into public.inquiries (id, college_id, asker_id, last_seq) values
  (tests.id('inquiry'), tests.id('college'), tests.id('student'), 2),
  (tests.id('foreign inquiry'), tests.id('other college'), tests.id('stranger'), 1);
insert into public.inquiry_messages (id, inquiry_id, seq, from_college, body) values
  (tests.id('question'), tests.id('inquiry'), 1, false, 'Вопрос'),
  (tests.id('answer'), tests.id('inquiry'), 2, true, 'Ответ'),
  (tests.id('foreign'), tests.id('foreign inquiry'), 1, false, 'Чужой');

select tests.sign_out();
select tests.refused('select from public.inquiry_messages', 'Anonymous people read nothing');
select tests.sign_in('student');
select set_eq('select body from public.inquiry_messages', $$ values ('Вопрос'), ('Ответ') $$, 'A8 The asker reads their inquiry');
select tests.refused(
  $$ insert into public.inquiry_messages (id, inquiry_id, seq, from_college, body) values (gen_random_uuid(), tests.id('inquiry'), 3, true, 'Разрешаю') $$,
  'A9 Nobody writes as the college past the functions'
);
select tests.refused($$ update public.inquiry_messages set body = 'Исправлено' where true $$, 'Nobody rewrites what was said');
select tests.refused('delete from public.inquiry_messages where true', 'Or takes it back');
select tests.sign_in('administrator');
select set_eq('select body from public.inquiry_messages', $$ values ('Вопрос'), ('Ответ') $$, 'A9 Administrators read what their college was asked');
select tests.refused('delete from public.inquiry_messages where true', 'They delete nothing either');
select tests.sign_in('stranger');
select set_eq('select body from public.inquiry_messages', $$ values ('Чужой') $$, 'An administrator of another college reads nothing of ours');
select tests.sign_in('teacher');
select is_empty('select from public.inquiry_messages', 'Nor does a teacher');
select tests.sign_in('classmate');
select is_empty('select from public.inquiry_messages', 'Nor another student');
select tests.reset();
select set_config('role', 'authenticated', true);
select tests.refused('select from private.inquiry_answers', 'A9 Who answered is out of reach');
select tests.refused('select from private.inquiry_desks', 'A9 So is who takes care of it');
select tests.reset();
update public.memberships set is_admin = false where person_id = tests.id('administrator');
select tests.sign_in('administrator');
select is_empty('select from public.inquiry_messages', 'A9 Who is no administrator any more reads nothing more');
select tests.reset();
delete from auth.users where id = tests.id('student');
select is(
  (select count(*)::integer from public.inquiry_messages where inquiry_id = tests.id('inquiry')), 2, 'A12 The conversation stays when the account of the asker goes'
);
select is((select asker_id from public.inquiries where id = tests.id('inquiry')), null, 'A12 Without them');

select * from finish();
