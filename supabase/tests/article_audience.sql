-- For whom articles are, what of them the world sees, how much room their files take, and whose they are when their author is gone.
select plan(178);

insert into world select tests.person('colleague', 'college', 'teacher') union all select tests.person('outsider', 'college')
  union all select tests.person('partner', 'college', 'teacher');
insert into public.groups (id, college_id, number, start_year, end_year) values
  (tests.id('other group'), tests.id('college'), 'ЭК-11', extract(year from now()), extract(year from now()) + 4);
insert into public.group_students (group_id, person_id) values (tests.id('other group'), tests.id('outsider'));

create function pg_temp.content(text text, ops jsonb default null) returns jsonb
language sql
as $$
  select jsonb_build_object('title', text, 'lead', '', 'cover', null, 'body', jsonb_build_object('ops', coalesce(ops, jsonb_build_array(jsonb_build_object('insert', text || E'\n')))))
$$;
create function pg_temp.revision(article text) returns bigint
language sql security definer
as $$ select a.revision from private.articles a where a.id = tests.id(article) $$;
create function pg_temp.version(article text) returns integer
language sql security definer
as $$ select v.number from private.articles a join private.article_versions v on v.id = a.published_version where a.id = tests.id(article) $$;
create function pg_temp.begins(person text, article text) returns text
language sql
as $$ select tests.does(person, format('select public.create_article(tests.id(''college''), tests.id(%L))', article)) $$;
create function pg_temp.saves(person text, article text, content jsonb) returns text
language sql
as $$ select tests.does(person, format('select public.save_article(tests.id(%L), tests.id(%L), pg_temp.revision(%L), %L)', article, article, article, content)) $$;
create function pg_temp.publishing(article text, slug text default '', audience text default 'college', groups text[] default '{}') returns text
language sql
as $$
  select format(
    'select public.publish_article(tests.id(%L), pg_temp.revision(%L), %L, null, %L, %L)', article, article, slug, audience, array(select tests.id(g) from unnest(groups) g)
  )
$$;
create function pg_temp.read(person text, article text) returns jsonb
language plpgsql
as $$
declare
  got jsonb;
begin
  perform tests.act_as(person);
  got := public.read_article(article, tests.id('college'));
  perform tests.reset();
  return got;
end
$$;
create function pg_temp.listed(person text, query text default '') returns text
language plpgsql
as $$
declare
  got text;
begin
  perform tests.act_as(person);
  got := (select string_agg(a.title, ', ') from public.college_articles(tests.id('college'), 'all', query) a);
  perform tests.reset();
  return coalesce(got, '');
end
$$;
create function pg_temp.finds(person text, file text) returns boolean
language plpgsql
as $$
declare
  found boolean;
begin
  perform tests.act_as(person);
  found := exists (select from storage.objects o where o.bucket_id = 'article-files' and o.name like '%/' || tests.id(file) || '/original');
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.receives(person text, article text) returns boolean
language plpgsql
as $$
declare
  found boolean;
begin
  perform tests.act_as(person);
  perform set_config('realtime.topic', 'article:' || tests.id(article), true);
  found := exists (select from realtime.messages);
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.puts(person text, article text, file text, bytes bigint default 1000) returns text
language plpgsql
as $$
begin
  insert into storage.objects (bucket_id, name, owner_id, metadata) values (
    'article-files', concat_ws('/', tests.id('college'), tests.id(article), tests.id(file), 'original'), tests.id(person)::text,
    jsonb_build_object('size', bytes, 'mimetype', 'image/png')
  ) on conflict do nothing;
  return tests.does(person, format('select public.add_article_file(tests.id(%L), %L)', article,
    jsonb_build_object('id', tests.id(file), 'kind', 'picture', 'name', 'a.png', 'width', 10, 'height', 10)));
end
$$;
create function pg_temp.sent() returns bigint
language sql security definer
as $$ select count(*) from realtime.messages m where m.topic = 'college:' || tests.id('college') and m.event = 'articles_changed' $$;
-- As in another transaction
create function pg_temp.later() returns void
language sql
as $$ select set_config('sferum.broadcasts', '', true) $$;

-- For whom
select is(pg_temp.begins('colleague', article), 'done', 'E2 A colleague writes: ' || article) from unnest('{before, for the group, after, for teachers}'::text[]) article;
select is(pg_temp.puts('colleague', 'for the group', 'picture'), 'done', 'E2 With a picture');
select is(tests.does('colleague', format('select public.create_article_poll(tests.id(''for the group''), ''Понятно?'', %L)',
  jsonb_build_object('id', tests.id('poll'), 'options', '["да", "нет"]'::jsonb, 'single', true, 'anonymous', false, 'ends_at', null))), 'done', 'E2 And a poll');
select is(pg_temp.saves('colleague', article, pg_temp.content(title)), 'done', 'E2 Saved: ' || title)
  from (values ('before', 'Раньше'), ('after', 'Позже'), ('for teachers', 'Коллегам')) text (article, title);
select is(pg_temp.saves('colleague', 'for the group', pg_temp.content('Для группы', jsonb_build_array(
  jsonb_build_object('insert', 'Текст'), jsonb_build_object('insert', jsonb_build_object('picture', jsonb_build_object('file', tests.id('picture'), 'alt', 'Схема'))),
  jsonb_build_object('insert', jsonb_build_object('poll', tests.id('poll')))
))), 'done', 'E2 And what is for a group');
select is(tests.outcome('colleague', pg_temp.publishing('for the group', audience => audience, groups => groups::text[])), 'SF001 audience', 'E2 An audience is one: ' || audience || groups)
  from (values ('everybody', '{}'), ('groups', '{}'), ('college', '{group}'), ('groups', '{foreign group}'), ('groups', '{group, nowhere}')) wrong (audience, groups);
select is(tests.does('colleague', pg_temp.publishing('before')), 'done', 'E2 One for all');
select is(tests.does('colleague', pg_temp.publishing('for the group', 'gruppe', 'groups', '{group}')), 'done', 'E2 One for a group');
select is(tests.does('colleague', pg_temp.publishing('after')), 'done', 'E2 One more for all');
select is(tests.does('colleague', pg_temp.publishing('for teachers', audience => 'teachers')), 'done', 'E2 One for teachers');
update private.articles set published_at = now() - interval '4 minutes' where id = tests.id('before');
update private.articles set published_at = now() - interval '3 minutes' where id = tests.id('for the group');
update private.articles set published_at = now() - interval '2 minutes' where id = tests.id('after');
update private.articles set published_at = now() - interval '1 minute' where id = tests.id('for teachers');
select is(pg_temp.listed(person), titles, 'E3 The list of: ' || person) from (values
  ('colleague', 'Коллегам, Позже, Для группы, Раньше'), ('administrator', 'Коллегам, Позже, Для группы, Раньше'), ('teacher', 'Коллегам, Позже, Для группы, Раньше'),
  ('partner', 'Коллегам, Позже, Раньше'), ('student', 'Позже, Для группы, Раньше'), ('outsider', 'Позже, Раньше'),
  ('removed', ''), ('stranger', ''), ('newcomer', ''), ('nobody', '')
) lists (person, titles);
select is(pg_temp.listed(person, 'для группы'), case person when 'student' then 'Для группы' else '' end, 'E3 Nor found by its words: ' || person)
  from unnest('{student, outsider, partner, stranger, nobody}'::text[]) person;
select is(pg_temp.read(person, 'gruppe') ->> 'title', case when person in ('student', 'teacher', 'administrator', 'colleague') then 'Для группы' end, 'E3 By its address: ' || person)
  from unnest('{student, teacher, administrator, colleague, outsider, partner, removed, stranger, newcomer, nobody}'::text[]) person;
select is(pg_temp.read(person, tests.id('for the group')::text) ->> 'title', case person when 'student' then 'Для группы' end, 'E3 By its id: ' || person)
  from unnest('{student, outsider, partner, stranger, nobody}'::text[]) person;
select is(pg_temp.finds(person, 'picture'), person in ('student', 'teacher', 'administrator', 'colleague'), 'E3 Its files: ' || person)
  from unnest('{student, teacher, administrator, colleague, outsider, partner, removed, stranger, nobody}'::text[]) person;
select is(tests.outcome(person, $$ select public.vote(tests.id('poll'), '{0}') $$), case when person in ('student', 'teacher') then 'done' else 'SF003' end, 'E3 Its poll: ' || person)
  from unnest('{student, teacher, outsider, partner, stranger}'::text[]) person;
select is(tests.outcome(person, $$ select public.get_poll(tests.id('poll')) $$), 'SF003', 'E3 Nor what the others think: ' || person) from unnest('{outsider, partner}'::text[]) person;
select is(tests.does('student', $$ select public.vote(tests.id('poll'), '{0}') $$), 'done', 'E3 A student of the group votes');
select is(pg_temp.receives(person, 'for the group'), person in ('student', 'teacher', 'administrator', 'colleague'), 'E3 That somebody has, learns: ' || person)
  from unnest('{student, teacher, administrator, colleague, outsider, partner, stranger}'::text[]) person;
select is(pg_temp.read('student', tests.id('before')::text) #>> '{next,title}', 'Для группы', 'E3 It is the next one of those whom it is for');
select is(pg_temp.read('outsider', tests.id('before')::text) #>> '{next,title}', 'Позже', 'E3 Others go past it');
select is(pg_temp.read('outsider', tests.id('after')::text) #>> '{previous,title}', 'Раньше', 'E3 Also back');
select is(pg_temp.read('outsider', tests.id('after')::text) -> 'next', 'null', 'E3 And past what is for teachers');
select is(pg_temp.read('student', 'gruppe') -> 'groups' -> 0 ->> 'number', 'ИС-21', 'E3 It says for whom it is');
select tests.sign_in('administrator');
select is(
  (select array_agg(concat_ws(' ', a.title, a.audience, a.groups::text) order by a.title) from public.college_articles(tests.id('college')) a),
  '{"Для группы groups {ИС-21}","Коллегам teachers {}","Позже college {}","Раньше college {}"}', 'E3 So does the list'
);
select is(
  (select jsonb_path_query_array(d, '$.known_groups[*].number') || jsonb_build_array(d -> 'audience', d #> '{groups,0,number}', d -> 'opens') from (select tests.sign_in('colleague')) s, public.article_draft(tests.id('for the group')) d),
  '["ИС-21", "ЭК-11", "groups", "ИС-21", false]', 'E2 Who writes it chooses of the groups that are there'
);
select tests.reset();
select is((select count(*)::integer from realtime.messages m where m.event = 'articles_changed' and m.payload::text like '%' || tests.id('for the group') || '%'), 0, 'E2 That it is there, members are not told by its id');
select pg_temp.later();
create temp table before on commit drop as select pg_temp.sent() as sent;
select is(tests.does('colleague', pg_temp.publishing('for the group', 'gruppe', 'groups', '{other group}')), 'done', 'E2 For another group');
select is(pg_temp.sent() > (select sent from before), true, 'E2 Which is seen at once');
select is(pg_temp.read(person, 'gruppe') ->> 'title', title, 'E3 Then it is read by others: ' || person)
  from (values ('student', null), ('teacher', null), ('outsider', 'Для группы'), ('partner', null), ('administrator', 'Для группы')) now (person, title);
select is(pg_temp.finds('student', 'picture'), false, 'E3 With the files');
delete from public.group_students where person_id = tests.id('outsider');
select is(pg_temp.read('outsider', 'gruppe'), null, 'E3 Who has left the group reads it no more');
select is(tests.does('colleague', pg_temp.publishing('for the group', 'gruppe', null)), 'done', 'E2 Published anew without saying for whom');
select is((select audience from private.articles where id = tests.id('for the group')), 'groups', 'E2 It is for those for whom it was');
delete from public.groups where id = tests.id('other group');
select is(pg_temp.read(person, 'gruppe') ->> 'title', title, 'E3 With the group its people are gone: ' || person)
  from (values ('student', null), ('outsider', null), ('administrator', 'Для группы'), ('colleague', 'Для группы')) gone (person, title);

-- The world
select is(tests.outcome('administrator', $$ select public.set_article_public(tests.id('for the group'), pg_temp.version('for the group')) $$), 'SF001 audience', 'E3 What is for a group is not for the world');
select is(tests.outcome('administrator', $$ select public.set_article_public(tests.id('before'), 99) $$), 'SF002 version', 'E3 Nor is what the administrator has not read');
select is(pg_temp.puts('colleague', 'before', 'seen'), 'done', 'E3 A picture');
select is(pg_temp.puts('colleague', 'before', 'unseen'), 'done', 'E3 And another');
create function pg_temp.picture(text text, file text) returns jsonb
language sql
as $$
  select pg_temp.content(text, jsonb_build_array(
    jsonb_build_object('insert', text || E'\n'), jsonb_build_object('insert', jsonb_build_object('picture', jsonb_build_object('file', tests.id(file), 'alt', 'Схема')))
  ))
$$;
select is(pg_temp.saves('colleague', 'before', pg_temp.picture('Увидено', 'seen')), 'done', 'E3 It is written');
select is(tests.does('colleague', pg_temp.publishing('before', 'mir')), 'done', 'E3 And published');
select is(tests.does('administrator', $$ select public.set_article_public(tests.id('before'), pg_temp.version('before')) $$), 'done', 'E3 An administrator shows to the world what they have read');
select is(pg_temp.saves('colleague', 'before', pg_temp.picture('Не увидено', 'unseen')), 'done', 'E3 Its author writes on');
select pg_temp.later();
select is(tests.does('colleague', pg_temp.publishing('before', 'mir')), 'done', 'E3 And publishes');
select is(pg_temp.read(person, 'mir') ->> 'title', 'Не увидено', 'E3 Members read that: ' || person) from unnest('{student, teacher, administrator, colleague}'::text[]) person;
select is(pg_temp.read(person, 'mir') ->> 'title', 'Увидено', 'E3 The world reads on what was shown to it: ' || person) from unnest('{nobody, stranger, newcomer, removed}'::text[]) person;
select is(pg_temp.read('nobody', 'mir') #>> '{body,ops,0,insert}', E'Увидено\n', 'E3 Word for word');
select is(pg_temp.listed(person), 'Увидено', 'E3 Also in the list: ' || person) from unnest('{nobody, stranger}'::text[]) person;
select is(pg_temp.listed('nobody', 'не увидено'), '', 'E3 The other is not found');
select is(pg_temp.listed('student', 'не увидено'), 'Не увидено', 'E3 But by members');
select is(pg_temp.finds('nobody', file), file = 'seen', 'E3 And the files of it alone: ' || file) from unnest('{seen, unseen}'::text[]) file;
select is(pg_temp.finds('student', file), file = 'unseen', 'E3 Members those of the other: ' || file) from unnest('{seen, unseen}'::text[]) file;
select is(pg_temp.read('nobody', 'mir') -> 'version', 'null', 'E3 How many versions there are, the world is not told');
select is((pg_temp.read('nobody', 'mir') ->> 'changed_at')::timestamptz < (select changed_at from private.articles where id = tests.id('before')), true, 'E3 Nor when it was changed last');
select is(pg_temp.read(person, 'mir') -> 'public_is_older', to_jsonb(person = 'administrator'), 'E3 An administrator is told that there is more: ' || person) from unnest('{administrator, student, nobody}'::text[]) person;
select is(tests.does('administrator', $$ select public.set_article_public(tests.id('before'), 1) $$), 'SF002 version', 'E3 They do not show what was published before');
select pg_temp.saves('colleague', 'before', pg_temp.picture('Позже ' || n, 'unseen')) from generate_series(1, 3) n;
select tests.does('colleague', format('select public.save_article(tests.id(''before''), tests.id(''before''), pg_temp.revision(''before''), %L, true)', pg_temp.picture('Версия ' || n, 'unseen'))) from generate_series(1, 60) n;
select is(pg_temp.read('nobody', 'mir') ->> 'title', 'Увидено', 'E4 What the world reads is kept, however many versions follow');
select is(tests.does('colleague', pg_temp.publishing('before', 'mir')), 'done', 'E3 Published once more');
select is(tests.does('administrator', $$ select public.set_article_public(tests.id('before'), pg_temp.version('before')) $$), 'done', 'E3 Shown again');
select is(pg_temp.read('nobody', 'mir') ->> 'title', 'Версия 60', 'E3 The world reads it');
select is(tests.does('colleague', $$ select public.set_article_authors(tests.id('before'), array[tests.id('administrator')]) $$), 'done', 'E4 An administrator writes along');
select is(pg_temp.saves('administrator', 'before', pg_temp.picture('От администратора', 'seen')), 'done', 'E4 They write');
select is(tests.does('administrator', pg_temp.publishing('before', 'mir')), 'done', 'E4 And publish');
select is(pg_temp.read('nobody', 'mir') ->> 'title', 'От администратора', 'E3 What they publish they have seen');
select is(jsonb_array_length(public.public_articles(tests.id('college'))), 1, 'E3 Search engines are told of it');
select is(public.public_articles(tests.id('college')) -> 0 ->> 'slug', 'mir', 'E3 By its address');
select is(tests.does('colleague', pg_temp.publishing('before', 'mir', 'groups', '{group}')), 'done', 'E2 Its author has it for a group only');
select is(pg_temp.read('nobody', 'mir'), null, 'E3 Then it is not for the world');
select is(public.public_articles(tests.id('college')), '[]', 'E3 Nor for search engines');
select is((select array_agg(action order by id) from public.audit_log where subject_id = tests.id('before')::text), '{article_opened,article_opened,article_opened,article_closed}', 'A11 The log says all that');
select is(tests.does('colleague', pg_temp.publishing('before', 'mir', 'college')), 'done', 'E2 For all again');
select is(pg_temp.read('nobody', 'mir'), null, 'E3 The world is not shown it by that');
select is(tests.outcome('colleague', pg_temp.publishing('after', tests.id('before')::text)), 'SF001 slug_id', 'E3 No address is the id of another article');
select throws_ok($$ update private.articles set slug = id::text where id = tests.id('after') $$, '23514', null, 'E3 Nor any id');

-- Room
update private.document_settings set quota_bytes = private.used_bytes(college_id) + 5000 where college_id = tests.id('college');
select is(pg_temp.puts('colleague', 'after', 'large', 5001), 'SF001 quota', 'E1 Files take the room of the college');
select is(pg_temp.puts('colleague', 'after', 'small', 4000), 'done', 'E1 While there is some');
select is(pg_temp.puts('colleague', 'after', 'small', 4000), 'done', 'E1 Sent again it takes none more');
select is(pg_temp.puts('colleague', 'after', 'one more', 2000), 'SF001 quota', 'E1 Then no more');
select is(tests.uploads('colleague', concat_ws('/', tests.id('college'), tests.id('after'), tests.id('last'), 'original'), 'article-files'), false, 'E1 Nor is it uploaded');
select tests.reset();
select is((select private.used_bytes(tests.id('college')) + 1000 = s.quota_bytes from private.document_settings s where s.college_id = tests.id('college')), true, 'D2 Documents have what is left');
update storage.objects set bucket_id = 'chat-files' where name like '%/' || tests.id('small') || '/original';
select is((select private.used_bytes(tests.id('college')) + 5000 = s.quota_bytes from private.document_settings s where s.college_id = tests.id('college')), true, 'E1 What was swept takes no room');

-- Whose account was erased
select is(pg_temp.begins('partner', 'orphan'), 'done', 'E4 Somebody begins one');
select is(pg_temp.saves('partner', 'orphan', pg_temp.content('Опубликовано')), 'done', 'E4 Writes it');
select is(tests.does('partner', pg_temp.publishing('orphan')), 'done', 'E4 And publishes it');
select is(tests.does('partner', format('select public.save_article(tests.id(''orphan''), tests.id(''orphan''), pg_temp.revision(''orphan''), %L, true)', pg_temp.content('Не для чужих глаз'))), 'done', 'E4 And writes on');
select is(tests.does('administrator', $$ select public.article_draft(tests.id('orphan')) $$), 'SF003', 'E4 Which administrators do not see');
select is(pg_temp.begins('partner', 'together'), 'done', 'E4 Another one');
select is(tests.does('partner', $$ select public.set_article_authors(tests.id('together'), array[tests.id('colleague')]) $$), 'done', 'E4 Is written by two');
select is(pg_temp.saves('partner', 'together', pg_temp.content('Вдвоём')), 'done', 'E4 It has words');
select tests.erase('partner');
select is((select a.title || ', ' || count(v.*) from private.articles a join private.article_versions v on v.article_id = a.id where a.id = tests.id('orphan') group by a.id), 'Опубликовано, 1', 'A12 What the author had not published goes with them');
select is(tests.outcome('administrator', $$ select public.article_draft(tests.id('orphan')) $$), 'done', 'E4 What was published is the administrators'' to write');
select is(tests.outcome(person, $$ select public.article_draft(tests.id('orphan')) $$), 'SF003', 'E4 Not anybody''s: ' || person) from unnest('{colleague, teacher, student, stranger}'::text[]) person;
select is(pg_temp.saves('administrator', 'orphan', pg_temp.content('Поправлено')), 'done', 'E4 They change it');
select is(tests.does('administrator', pg_temp.publishing('orphan')), 'done', 'E4 And publish it');
select is(tests.does('administrator', $$ select public.set_article_authors(tests.id('orphan'), array[tests.id('teacher')]) $$), 'done', 'E4 Or give it to somebody');
select is(tests.outcome('teacher', $$ select public.article_draft(tests.id('orphan')) $$), 'done', 'E4 Who writes on');
select is(tests.outcome('teacher', $$ select public.delete_article(tests.id('orphan')) $$), '42501', 'E4 But does not delete it');
select is(tests.outcome('colleague', $$ select public.article_draft(tests.id('together')) $$), 'done', 'E4 Who wrote along writes on');
select is((select title from private.articles where id = tests.id('together')), 'Вдвоём', 'E4 With all that was written');
select is(tests.outcome('colleague', $$ select public.delete_article(tests.id('together')) $$), '42501', 'E4 They do not delete it');
select is(tests.does('administrator', $$ select public.delete_article(tests.id('together')) $$), 'done', 'E4 An administrator does');
select is(tests.does('administrator', $$ select public.delete_article(tests.id('orphan')) $$), 'done', 'E4 Also what nobody else writes');
select is((select count(*)::integer from private.articles where id in (tests.id('orphan'), tests.id('together'))), 0, 'E4 Then they are gone');

select * from finish();
