-- Texts that are made to keep the database busy, and addresses that are made to look like many callers.
select plan(16);

-- A million marks on one letter would be sorted for hours. Where that happens this test does not end.
create function pg_temp.marks() returns text
language sql immutable
return repeat(E'\u0301\u0327', 500000);

select tests.sign_in('student');
select throws_ok(
  $$ update public.profiles set surname = 'а' || pg_temp.marks() where id = auth.uid() $$, '23514', null, 'R2 A name that is too long is refused at once'
);
select throws_ok(
  $$ select public.send_message(tests.id('group chat'), gen_random_uuid(), 'а' || pg_temp.marks()) $$, '23514', null, 'C11 So is a message'
);
select lives_ok(
  $$ select public.send_message(tests.id('group chat'), tests.id('marked'), 'а' || left(pg_temp.marks(), 9999)) $$, 'C11 One that is as long as it may be is sent'
);
select lives_ok($$ select public.search_messages('а' || pg_temp.marks()) $$, 'C12 And looked for');
select throws_ok(
  $$ select public.request_to_join(tests.id('other college'), 'student', 'а' || pg_temp.marks()) $$, '23514', null, 'R5 So is an application'
);
select tests.sign_in('administrator');
select is(
  (
    select l ->> 'status' from jsonb_array_elements(public.import_people(
      tests.id('college'), jsonb_build_array(jsonb_build_object('surname', 'А', 'name', 'Б', 'role', 'студент', 'phone', '1' || pg_temp.marks())), true
    )) l
  ),
  'error', 'A9 So is a list'
);
select tests.sign_out();
select throws_ok(
  $$ select public.apply_for_college('а' || pg_temp.marks(), 'а', 'а', 'а', '', '', 'а', 'а', '', '79990000001') $$, '23514', null,
  'R8 Also where nobody is signed in'
);
select tests.reset();
select is(
  private.clean_text(repeat('слово ', 100) || normalize('Горький', NFD) || E'\n\n  ё'), repeat('слово ', 100) || 'Горький' || E'\n\n  ё',
  'C11 A long text is put together like a short one, with all that is between its words'
);

select is(private.network_of(address), network, 'R3 A caller is told apart by ' || coalesce(nullif(network, ''), 'nothing')) from (values
  ('203.0.113.7', '203.0.113.7'), ('2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::'), ('::ffff:203.0.113.7', '203.0.113.7'),
  ('203.0.113.7:5000', '203.0.113.7:5000'), ('1:2', '1:2'), ('', '')
) cases (address, network);
create function pg_temp.requests(first integer) returns text
language plpgsql
as $$
declare
  outcome text;
begin
  for n in first..first + 99 loop
    perform set_config('request.headers', json_build_object('x-forwarded-for', '2001:db8:1:2::' || to_hex(n))::text, true);
    outcome := tests.does('nobody', format('select public.request_code(%L)', 79990100000 + n));
    exit when outcome <> 'done';
  end loop;
  return outcome;
end
$$;
select is(pg_temp.requests(1), 'done', 'R3 A hundred codes are requested from one network');
select is(pg_temp.requests(101), 'SF004', 'R3 No more, however many addresses it has');

select * from finish();
