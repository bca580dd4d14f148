select plan(39);

create function pg_temp.reacts(person text, message text, emoji text default '👍', given boolean default true) returns text
language sql
as $$ select tests.outcome(person, format('select public.react(%L, %L, %L)', tests.id(message), emoji, given)) $$;
create function pg_temp.shown(message jsonb) returns text
language sql
as $$ select string_agg(concat(r ->> 'emoji', r ->> 'count', case when (r -> 'mine')::boolean then ' mine' end), ', ' order by place) from jsonb_array_elements(message -> 'reactions') with ordinality list (r, place) $$;

insert into public.chat_members (chat_id, person_id) values (tests.id('archived chat'), tests.id('classmate'));

-- Who reacts
select results_eq(
  $$ select person, pg_temp.reacts(person, 'второе') from unnest('{student, teacher, classmate, administrator, removed, newcomer, stranger, nobody, service}'::text[]) person $$,
  $$
    values ('student', 'done'), ('teacher', 'done'), ('classmate', 'done'), ('administrator', 'SF003'), ('removed', 'SF003'), ('newcomer', 'SF003'),
      ('stranger', 'SF003'), ('nobody', '42501'), ('service', '42501')
  $$,
  'C8 Participants react; to others there is no such message'
);
select is(pg_temp.reacts('student', 'nothing'), 'SF003', 'C8 Nobody reacts to what is not there');
select is(pg_temp.reacts('student', 'до выпуска'), 'SF006 closed', 'A6 In the chat of a graduated group nobody does');
select tests.sign_in('administrator');
select public.post_as_college(tests.id('group chat'), tests.id('объявление'), 'объявление');
select tests.reset();
select is(pg_temp.reacts('administrator', 'объявление'), 'SF003', 'A9 Who wrote in the name of the college where they are no participant does not react there either');

-- With what
select is_empty(
  $$ select e from unnest('{👍, ❤️, 🔥, 👨‍👩‍👧‍👦, 🏳️‍🌈, 👍🏽, 🇷🇺, 1️⃣, #️⃣, ☺, 🏴󠁧󠁢󠁥󠁮󠁧󠁿, ❤️‍🔥, 🤷🏻‍♀️}'::text[]) e where pg_temp.reacts('student', 'второе', e) <> 'done' $$, 'C8 With any one emoji'
);
select is_empty(
  $$ select e from unnest(array['', 'a', '5', 'да', '👍👍', '👍 ', '<b>', E'\u200D', E'\uFE0F', '👍а', '🇷', repeat('👨‍', 8) || '👨', '👍' || repeat('🏽', 30)]) e where pg_temp.reacts('student', 'второе', e) <> '23514' $$,
  'C8 With nothing else'
);
select is(pg_temp.reacts('student', 'второе', null), '23514', 'C8 Nor with nothing');

-- What it does
select tests.sign_in('student');
create temp table got on commit drop as select public.react(tests.id('первое'), '👍', true) as message;
select is(pg_temp.shown((select message from got)), '👍1 mine', 'C8 Who reacts sees it as theirs');
select is((select message -> 'change' from got), '1', 'C11 It is a change of the message');
select is(public.react(tests.id('первое'), '👍', true) -> 'change', '1', 'C11 The same again is none');
select is(tests.last_change('group chat'), 1::bigint, 'C11 Nor counted as one');
select is(public.chat_page(tests.id('group chat'), before => 2) #> '{messages,0}', (select message from got), 'C11 The page has it');
select is(public.chat_changes(tests.id('group chat'), 0) #> '{messages,0}', (select message from got), 'C11 So has the feed');
select tests.sign_in('classmate');
select is(pg_temp.shown(public.chat_page(tests.id('group chat'), before => 2) #> '{messages,0}'), '👍1', 'C8 To others it is somebody else''s');
select is(pg_temp.shown(public.react(tests.id('первое'), '🔥', true)), '👍1, 🔥1 mine', 'C8 In the order in which they came');
select is(pg_temp.shown(public.react(tests.id('первое'), '👍', true)), '👍2 mine, 🔥1 mine', 'C8 A person gives several');
select tests.reset();
select results_eq(
  $$ select payload #> '{message,reactions}' from realtime.messages where event = 'change' and payload -> 'last_change' = '3' $$,
  $$
    select jsonb_build_array(
      jsonb_build_object('emoji', '👍', 'count', 2, 'people', jsonb_build_array(tests.id('classmate'), tests.id('student'))),
      jsonb_build_object('emoji', '🔥', 'count', 1, 'people', jsonb_build_array(tests.id('classmate')))
    )
  $$,
  'C11 Each change is broadcast once, the same to everybody'
);
select is((select count(*) from realtime.messages where event = 'change'), 3::bigint, 'C11 As often as something changed');
select tests.sign_in('classmate');
select is(pg_temp.shown(public.react(tests.id('первое'), '👍', false)), '👍1, 🔥1 mine', 'C8 It is taken back');
select is(pg_temp.shown(public.react(tests.id('первое'), '👍', false)), '👍1, 🔥1 mine', 'C8 Once');
select is(tests.last_change('group chat'), 4::bigint, 'C11 Which is one more change');

-- How many
select public.react(tests.id('первое'), emoji, true) from unnest('{😀, 😄}'::text[]) emoji;
select is(pg_temp.reacts('classmate', 'первое', '😂'), 'SF001 full', 'C8 Three different ones of a person');
select is(pg_temp.reacts('classmate', 'первое', '😄', false), 'done', 'C8 One of them can be taken back');
select tests.reset();
insert into private.reactions (message_id, person_id, emoji)
  select tests.id('второе'), tests.id(person), chr(ascii('😀') + n) from unnest('{student}'::text[]) person, generate_series(1, 20) n;
select is(pg_temp.reacts('teacher', 'второе', '🔥'), 'SF001 full', 'C8 Twenty different ones of a message');
select is(pg_temp.reacts('teacher', 'второе', chr(ascii('😀') + 1)), 'done', 'C8 Of which everybody may give those that are there');
create function pg_temp.hurries(person text) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  for n in 1..61 loop
    perform public.react(tests.id('третье'), '👍', n % 2 = 1);
  end loop;
  return 'done';
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.hurries('teacher'), 'SF004', 'C8 Nobody reacts more than sixty times a minute');

-- Who it was
select tests.sign_in('teacher');
select results_eq(
  $$ select surname, emoji from public.reactors(tests.id('первое')) $$,
  $$ values ('Classmate', '😄'), ('Classmate', '😀'), ('Classmate', '🔥'), ('Student', '👍') $$, 'C8 Participants see who reacted, the latest first'
);
select results_eq($$ select surname from public.reactors(tests.id('первое'), '👍') $$, $$ values ('Student') $$, 'C8 With one of them');
select results_eq(
  $$ select emoji from public.reactors(tests.id('первое'), before => (select at from public.reactors(tests.id('первое'), '🔥')), size => 1) $$, $$ values ('👍') $$,
  'C8 By pages'
);
select results_eq(
  $$ select person, tests.outcome(person, format('select public.reactors(%L)', tests.id('первое'))) from unnest('{administrator, removed, stranger, newcomer, nobody}'::text[]) person $$,
  $$ values ('administrator', 'SF003'), ('removed', 'SF003'), ('stranger', 'SF003'), ('newcomer', 'SF003'), ('nobody', '42501') $$, 'C8 Others do not'
);
select is(tests.outcome('teacher', 'select * from private.reactions'), '42501', 'C8 There is no other way to them');
select tests.reset();
insert into world select tests.person('reader ' || n, 'college') from generate_series(1, 12) n;
insert into private.reactions (message_id, person_id, emoji) select tests.id('третье'), tests.id('reader ' || n), '👍' from generate_series(1, 12) n;
select results_eq(
  $$ select (r ->> 'count')::integer, jsonb_array_length(r -> 'people') from jsonb_array_elements(private.reactions_json(tests.id('третье'), null)) r where r ->> 'emoji' = '👍' $$,
  $$ values (12, 10) $$, 'C8 Of a crowd ten are named, all are counted'
);
select is(
  (select r -> 'mine' from jsonb_array_elements(private.reactions_json(tests.id('третье'), tests.id('reader 1'))) r), 'true', 'C8 Who is not named knows that it is theirs'
);

-- When it ends
select tests.sign_in('teacher');
select public.delete_message(tests.id('первое'));
select tests.reset();
select is_empty($$ select from private.reactions where message_id = tests.id('первое') $$, 'C8 What was deleted has none');
select is(
  (select payload #> '{message,reactions}' from realtime.messages where event = 'change' order by position desc limit 1), '[]', 'C8 Nor does the broadcast of the deletion'
);
select is(pg_temp.reacts('student', 'первое'), 'SF003 deleted', 'C8 And gets none');
select is(pg_temp.reacts('student', 'первое', '👍', false), 'done', 'C8 To take back what went with it is no fault');
select tests.erase('reader 1');
select is_empty($$ select from private.reactions where person_id = tests.id('reader 1') $$, 'A12 They go with the account');
select tests.sign_in('classmate');
select is(
  (select string_agg(r ->> 'emoji', '') from jsonb_array_elements(public.export_my_data() -> 'reactions') r), null, 'A12 One''s own are among one''s data while they are there'
);

select * from finish();
