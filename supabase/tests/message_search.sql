select plan(52);

-- What is found, as its texts: the words that were found in brackets.
create function pg_temp.marked(hit jsonb) returns text
language sql
as $$
  select coalesce(string_agg(
    case when exists (select from jsonb_array_elements(hit -> 'ranges') range where place - 1 >= (range ->> 0)::integer and place - 1 < (range ->> 1)::integer)
      then upper(letter) else letter end, '' order by place
  ), '')
  from regexp_split_to_table(hit ->> 'text', '') with ordinality letters (letter, place)
$$;
create function pg_temp.found(query text, chat text default null, author text default null, since timestamptz default null, until timestamptz default null, size integer default 20) returns text
language sql
as $$
  select string_agg(pg_temp.marked(hit), '; ' order by place)
  from jsonb_array_elements(public.search_messages(
    query, case when chat is not null then tests.id(chat) end, case when author is not null then tests.id(author) end, since => since, until => until, size => size
  ) -> 'hits') with ordinality list (hit, place)
$$;
create function pg_temp.finds(person text, query text, chat text default null, author text default null) returns text
language plpgsql
as $$
begin
  perform tests.sign_in(person);
  return pg_temp.found(query, chat, author);
end
$$;

select tests.sends('student', 'group chat', 'все задания сдал, ещё одно осталось');
select tests.sends('teacher', 'group chat', 'по заданию вопросов нет, лекция в Moodle');
select tests.sends('teacher', 'personal chat', 'тайное задание для нас');
select tests.sends('administrator', 'other chat', 'секретик и ведомость');
select tests.sends('stranger', 'foreign chat', 'секретик и задание чужих');

-- Words
select is(pg_temp.finds('student', 'задание', 'group chat'), 'по ЗАДАНИЮ вопросов нет, лекция в Moodle; все ЗАДАНИЯ сдал, ещё одно осталось', 'C9 Every form of a word is found, the newest first');
select is(pg_temp.finds('student', 'заданиями'), 'тайное ЗАДАНИЕ для нас; по ЗАДАНИЮ вопросов нет, лекция в Moodle; все ЗАДАНИЯ сдал, ещё одно осталось', 'C9 In all my chats');
select is(pg_temp.finds('student', 'задания сдал', 'group chat'), 'все ЗАДАНИЯ СДАЛ, ещё одно осталось', 'C9 Of several words all are in it');
select is(pg_temp.finds('student', 'СДАЛ, «Задания»!', 'group chat'), 'все ЗАДАНИЯ СДАЛ, ещё одно осталось', 'C9 In any order, whatever stands between them');
select is(pg_temp.finds('student', 'еще'), 'все задания сдал, ЕЩЁ одно осталось', 'C9 Without the dots of ё');
select is(pg_temp.finds('student', 'ещё'), 'все задания сдал, ЕЩЁ одно осталось', 'C9 And with them');
select is(pg_temp.finds('student', 'moodle'), 'по заданию вопросов нет, лекция в MOODLE', 'C9 Latin too');
select is(pg_temp.finds('student', 'все'), 'ВСЕ задания сдал, ещё одно осталось', 'C9 Also a word that is everywhere');
select is(pg_temp.finds('student', 'лек'), 'по заданию вопросов нет, ЛЕКЦИЯ в Moodle', 'C9 The beginning of a word finds it');
select is(pg_temp.finds('student', 'зодания', 'group chat'), pg_temp.finds('student', 'задания', 'group chat'), 'C9 A slip of the finger does no harm');
select is(pg_temp.finds('student', 'лецкия'), 'по заданию вопросов нет, ЛЕКЦИЯ в Moodle', 'C9 Nor do two letters that changed places');
select is(pg_temp.finds('student', 'Moodl'), 'по заданию вопросов нет, лекция в MOODLE', 'C9 Nor a letter that is missing');
select is(pg_temp.finds('student', 'лекционарий'), null, 'C9 A short word that only begins alike is another');
select is(pg_temp.finds('student', 'задания велосипед'), null, 'C9 A word that is nowhere finds nothing, whatever stands beside it');

-- Who, and when
select is(pg_temp.finds('student', 'задание', null, 'student'), 'все ЗАДАНИЯ сдал, ещё одно осталось', 'C9 By author');
select is(pg_temp.finds('student', '', 'group chat', 'student'), 'все задания сдал, ещё одно осталось; второе', 'C9 Also without a word');
select is(pg_temp.found('задание', since => now() + interval '1 day'), null, 'C9 From a day on');
select is(pg_temp.found('задание', until => now() - interval '1 day'), null, 'C9 Before a day');
select ok(pg_temp.found('задание', since => now() - interval '1 day', until => now() + interval '1 day') is not null, 'C9 And between two');
select is(public.search_messages('задание', with_files => true) -> 'hits', '[]', 'C9 With files: none has any');
select tests.reset();
insert into private.message_files (id, message_id, position, kind, name, bytes, type, path)
  values (tests.id('a file'), tests.id('вложение'), 0, 'file', 'Нормализация ведомостей.docx', 10, 'application/octet-stream', 'a/b/c');
select tests.write('group chat', 'teacher', 'вложение');
select is(pg_temp.finds('student', 'ведомость'), E'вложение\nНормализация ВЕДОМОСТЕЙ.docx', 'C6 A file is found by its name');
select is(jsonb_array_length(public.search_messages('', tests.id('group chat'), with_files => true) -> 'hits'), 1, 'C9 What has files is found without a word');
select is(jsonb_array_length(public.search_messages('вложение', with_files => true) -> 'hits'), 1, 'C9 And with one');
select tests.sign_in('teacher');
select public.delete_message(tests.id('вложение'));
select is(pg_temp.finds('student', 'ведомость'), null, 'C6 Not when the message was deleted');
select tests.sign_in('administrator');
select public.post_as_college(tests.id('group chat'), tests.id('post'), 'собрание о практике');
select is(pg_temp.finds('student', 'собрания'), 'СОБРАНИЕ о практике', 'A9 What the college wrote is found');
select is(pg_temp.finds('student', 'собрания', null, 'administrator'), null, 'A9 But not by who of them wrote it');
select is(public.search_messages('собрание') #>> '{hits,0,college}', 'Речной', 'A9 It is the college''s');
select is(public.search_messages('собрание') #>> '{hits,0,author}', null, 'A9 Nobody is named');

-- Page by page
select is(
  (
    with first as (select public.search_messages('задание', size => 2) as page), second as (select public.search_messages('задание', size => 2, cursor => page -> 'next') as page from first)
    select (first.page -> 'hits' -> 1 ->> 'id' <> (second.page -> 'hits' -> 0 ->> 'id'))::text || jsonb_array_length(first.page -> 'hits') || jsonb_array_length(second.page -> 'hits') || (second.page ->> 'next' is null)::text
    from first, second
  ), 'true21true', 'C9 What follows a page follows its cursor, without a hit twice'
);
select is(jsonb_array_length(public.search_messages('задание', size => -5) -> 'hits'), 1, 'C9 A page has one hit at least');

-- Nothing of others
select is(pg_temp.finds('student', 'секретик'), null, 'C9 Chats of others are not searched');
select is(pg_temp.finds('student', 'секретек'), null, 'C9 Nor their words for what was meant');
select is(pg_temp.finds('stranger', 'задание'), 'секретик и ЗАДАНИЕ чужих', 'C9 Nor what is written in another college');
select is(pg_temp.finds('removed', 'задание'), null, 'C9 Who has left the college finds nothing');
select is(pg_temp.finds('newcomer', 'задание'), null, 'C9 Nor who is in none');
select tests.sign_in('stranger');
select throws_ok(
  format('select public.search_messages(%L, tests.id(''group chat''))', query), 'SF003', null, 'C9 A stranger is refused the chat: ' || query
) from unnest('{задание, велосипед}'::text[]) query;
select tests.sign_out();
select tests.refused($$ select public.search_messages('задание') $$, 'C9 Without a session there is no search');

-- What a search reads takes its time: as much for a word that others have written many times as for one that nobody has.
create function pg_temp.read_for(query text) returns bigint
language plpgsql
as $$
declare
  before bigint := (select sum(seq_tup_read + idx_tup_fetch) from pg_catalog.pg_stat_xact_all_tables where schemaname in ('public', 'private'));
begin
  perform public.search_messages(query);
  return (select sum(seq_tup_read + idx_tup_fetch) from pg_catalog.pg_stat_xact_all_tables where schemaname in ('public', 'private')) - before;
end
$$;
select tests.reset();
insert into public.messages (id, chat_id, author_id, body)
  select gen_random_uuid(), tests.id('foreign chat'), tests.id('stranger'), 'щщщщщщщщ' from generate_series(1, 200);
select tests.sign_in('student');
select pg_temp.read_for('ъъъъъъъъ');
select is(pg_temp.read_for('щщщщщщщщ'), pg_temp.read_for('ъъъъъъъъ'), 'C9 A word that only others have written costs what one costs that nobody has');
select ok(pg_temp.read_for('первое второе') <> pg_temp.read_for('ъъъъъъъъ ыыыыыыыы'), 'C9 As far as words of mine are concerned, it is seen');

-- What becomes of a text
select tests.sign_in('student');
select public.edit_message(tests.id('все задания сдал, ещё одно осталось'), 'лабораторную сдал');
select is(pg_temp.finds('student', 'лабораторная'), 'ЛАБОРАТОРНУЮ сдал', 'C9 An edited text is found by its new words');
select is(pg_temp.finds('student', 'осталось'), null, 'C9 And not by the old ones');
select public.delete_message(tests.id('все задания сдал, ещё одно осталось'));
select is(pg_temp.finds('student', 'лабораторная'), null, 'C9 A deleted one is not found');
select tests.reset();
select is_empty(
  $$ select from private.message_words where word = any (private.words_of('лабораторную сдал осталось')) union all select from private.chat_words where word = any (private.words_of('лабораторную сдал осталось')) $$,
  'C9 Nor does a word of it stand anywhere'
);

-- What nobody would search for
select tests.sign_in('student');
select is(
  (select string_agg(public.search_messages(query) ->> 'is_unclear', ' ') from unnest(array['', '& | ! <->', '''"', '%', '😀', 'я', E'\u0301\u0301', '\', '   ']) query),
  'true true true true true true true true true', 'C9 Signs alone are no question'
);
select is(pg_temp.found(repeat('задание ', 1250)), pg_temp.found('задание'), 'C9 Ten thousand letters are one word');
select is(pg_temp.found(repeat('ы', 10000)), null, 'C9 Or none');
select is(pg_temp.found('%'' or задание:*'), null, 'C9 What looks like a language is words');
select is(pg_temp.found(E'и\u0306'), pg_temp.found('й'), 'C9 A letter with its mark is one letter');
select tests.sends('teacher', 'group chat', repeat('слово ', 1500) || '😀 иголка тут');
select is(pg_temp.finds('student', 'иголку'), '…слово слово слово слово слово слово 😀 ИГОЛКА тут', 'C9 Around what is found stands a little of the text');

-- How often
create function pg_temp.hurries(times integer) returns text
language plpgsql
as $$
begin
  perform tests.reset();
  delete from private.attempts where true;
  perform tests.sign_in('student');
  perform public.search_messages('задание') from generate_series(1, times);
  return 'done';
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.hurries(120), 'done', 'C9 A person who types searches as often as they like');
select is(pg_temp.hurries(121), 'SF004', 'C9 A program does not: 120 times a minute at most');

select * from finish();
