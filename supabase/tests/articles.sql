-- Articles: who writes, who reads what of them, and what may stand in them.
select plan(373);

insert into world select tests.person('colleague', 'college', 'teacher') union all select tests.person('clerk', 'college', 'staff')
  union all select tests.person('foreign student', 'other college') union all select tests.person('former', 'college', 'teacher');

create function pg_temp.content(text text default 'Текст', title text default 'Заголовок', ops jsonb default null, cover text default null) returns jsonb
language sql
as $$
  select jsonb_build_object('title', title, 'lead', 'О чём', 'cover', tests.id(cover), 'body', jsonb_build_object('ops', coalesce(ops, jsonb_build_array(jsonb_build_object('insert', text || E'\n')))))
$$;
create function pg_temp.revision(article text) returns bigint
language sql security definer
as $$ select a.revision from private.articles a where a.id = tests.id(article) $$;
create function pg_temp.version(article text) returns integer
language sql security definer
as $$ select v.number from private.articles a join private.article_versions v on v.id = a.published_version where a.id = tests.id(article) $$;
-- Saves as the page that has the name of the person.
create function pg_temp.saves(person text, article text, content jsonb default pg_temp.content(), keep boolean default false, revision bigint default null, tab text default null)
returns text
language plpgsql
as $$
declare
  saved jsonb;
begin
  perform tests.act_as(person);
  saved := public.save_article(
    tests.id(article), tests.id(coalesce(tab, person)), coalesce(saves.revision, pg_temp.revision(article)), content, keep
  );
  perform tests.reset();
  return case when (saved ->> 'saved')::boolean then 'saved' else concat_ws(' ', 'set aside as', saved ->> 'version', saved #>> '{editor,surname}') end;
exception when others then
  declare
    detail text;
  begin
    get stacked diagnostics detail = pg_exception_detail;
    perform tests.reset();
    return tests.reason(sqlstate, detail);
  end;
end
$$;
create function pg_temp.publishes(person text, article text, slug text default '', at timestamptz default null) returns text
language sql
as $$ select tests.does(person, format('select public.publish_article(tests.id(%L), pg_temp.revision(%L), %L, %L)', article, article, slug, at)) $$;
create function pg_temp.read(person text, article text) returns jsonb
language plpgsql
as $$
declare
  got jsonb;
begin
  perform tests.act_as(person);
  got := public.read_article(tests.id(article)::text);
  perform tests.reset();
  return got;
end
$$;
create function pg_temp.listed(person text, which text default 'all', query text default '') returns text
language plpgsql
as $$
declare
  got text;
begin
  perform tests.act_as(person);
  got := (select string_agg(a.title || ' ' || a.state, ', ') from public.college_articles(tests.id('college'), which, query) a);
  perform tests.reset();
  return coalesce(got, '');
end
$$;
create function pg_temp.sent(topic text, event text) returns bigint
language sql security definer
as $$ select count(*) from realtime.messages m where m.topic = sent.topic and m.event = sent.event $$;
-- As in another transaction
create function pg_temp.later() returns void
language sql
as $$ select set_config('sferum.broadcasts', '', true) $$;

-- Who writes
select results_eq(
  $$
    select person, tests.outcome(person, 'select public.create_article(tests.id(''college''), tests.id(''new''))')
    from unnest('{teacher, clerk, administrator, student, removed, stranger, newcomer, nobody, service}'::text[]) person
  $$,
  $$
    values ('teacher', 'done'), ('clerk', 'done'), ('administrator', 'done'), ('student', '42501'), ('removed', '42501'), ('stranger', '42501'),
      ('newcomer', '42501'), ('nobody', '42501'), ('service', '42501')
  $$,
  'E1 Teachers, staff and administrators write articles'
);
select is(tests.does('teacher', $$ select public.create_article(tests.id('college'), tests.id('article')) $$), 'done', 'E1 A teacher begins one');
select is(tests.does('teacher', $$ select public.create_article(tests.id('college'), tests.id('article')) $$), 'done', 'E1 Sent again it is the same');
select is(tests.does('colleague', $$ select public.create_article(tests.id('college'), tests.id('article')) $$), 'SF002', 'E1 Nobody takes the id of another');
select is(
  tests.outcome('teacher', $$ select public.create_article(tests.id('college'), gen_random_uuid()) from generate_series(1, 61) $$), 'SF004', 'E1 Nor begins them without end'
);

-- The draft
select is(pg_temp.saves('teacher', 'article', pg_temp.content('Первый текст')), 'saved', 'E2 The author saves');
create function pg_temp.each_deed(person text) returns table (deed text, came text)
language sql
as $$
  select d.deed, tests.outcome(person, d.sql) from (values
    ('hold', 'select public.hold_article(tests.id(''article''), tests.id(''x''))'),
    ('leave', 'select public.leave_article(tests.id(''article''), tests.id(''x''))'),
    ('draft', 'select public.article_draft(tests.id(''article''))'),
    ('save', 'select public.save_article(tests.id(''article''), tests.id(''x''), 1, pg_temp.content())'),
    ('publish', 'select public.publish_article(tests.id(''article''), 1)'),
    ('withdraw', 'select public.withdraw_article(tests.id(''article''))'),
    ('public', 'select public.set_article_public(tests.id(''article''), 1)'),
    ('delete', 'select public.delete_article(tests.id(''article''))'),
    ('authors', 'select public.set_article_authors(tests.id(''article''), ''{}'')'),
    ('history', 'select public.article_history(tests.id(''article''))'),
    ('version', 'select public.article_version(tests.id(''article''), 1)'),
    ('restore', 'select public.restore_article_version(tests.id(''article''), tests.id(''x''), 1)'),
    ('poll', 'select public.create_article_poll(tests.id(''article''), ''Как?'', ''{}'')'),
    ('file', 'select public.add_article_file(tests.id(''article''), ''{}'')')
  ) d (deed, sql)
$$;
select is_empty(
  format('select deed, came from pg_temp.each_deed(%L) where came <> ''SF003''', person), 'E2 For others there is no draft, whatever they try: ' || person
) from unnest('{colleague, administrator, student, removed, stranger, newcomer}'::text[]) person;
select is_empty(
  format('select deed, came from pg_temp.each_deed(%L) where came <> ''42501''', person), 'E2 Nor: ' || person
) from unnest('{nobody, service}'::text[]) person;
select is(pg_temp.read(person, 'article'), null, 'E2 Nor is it read by: ' || person)
  from unnest('{colleague, administrator, student, removed, stranger, newcomer, nobody}'::text[]) person;
select is(pg_temp.listed(person, which), '', format('E2 Nor is it in the list of: %s, %s', person, which))
  from unnest('{colleague, administrator, student, stranger, nobody}'::text[]) person, unnest('{all, mine, drafts, anything}'::text[]) which;
select is(pg_temp.listed('teacher', which), case which when 'all' then '' else 'Заголовок draft' end, 'E2 In that of the author it is: ' || which)
  from unnest('{all, mine, drafts}'::text[]) which;
select is(
  pg_temp.read('teacher', 'article') - '{id,college_id}'::text[], '{"slug": "", "is_shown": false, "can_edit": true, "can_manage": false}', 'E2 Who writes it is told that it is not shown'
);
select is(pg_temp.sent('college:' || tests.id('college'), 'articles_changed'), 0::bigint, 'E2 Nobody is told of a draft');

-- What readers see
select is(pg_temp.publishes('teacher', 'article', 'pervaya'), 'done', 'E2 The author publishes');
select is(pg_temp.sent('college:' || tests.id('college'), 'articles_changed'), 1::bigint, 'E2 Members are told at once');
select is(pg_temp.read(person, 'article') #>> '{body,ops,0,insert}', E'Первый текст\n', 'E3 It is read by: ' || person)
  from unnest('{teacher, colleague, administrator, student, classmate}'::text[]) person;
select is(pg_temp.read(person, 'article'), null, 'E3 It is not read by: ' || person)
  from unnest('{removed, stranger, foreign student, newcomer, nobody}'::text[]) person;
select is(pg_temp.listed(person), case when person in ('student', 'teacher') then 'Заголовок shown' else '' end, 'E2 It is listed for members: ' || person)
  from unnest('{student, teacher, removed, stranger, nobody}'::text[]) person;
select tests.sign_in('student');
select is(public.read_article('pervaya', tests.id('college')) ->> 'title', 'Заголовок', 'E3 It has an address of its own');
select is(public.read_article('pervaya', tests.id('other college')), null, 'E3 In its college');
select is(public.read_article('', tests.id('college')), null, 'E3 No address is none');
select is(public.read_article('no', tests.id('college')), null, 'E3 Nor is one that nothing has');
select is(public.read_article('pervaya', tests.id('college')) ->> 'can_edit', 'false', 'E3 Who reads does not write');
select tests.reset();
select is(pg_temp.saves('teacher', 'article', pg_temp.content('Второй текст', 'Другой')), 'saved', 'E2 Saved again');
select is(pg_temp.read('student', 'article') #>> '{body,ops,0,insert}', E'Первый текст\n', 'E2 Readers see what was published');
select is(pg_temp.listed('student'), 'Заголовок shown', 'E2 Also in the list');
select is(pg_temp.listed('teacher', 'mine'), 'Другой shown', 'E2 The author sees in theirs what they write');
select is((select array[(d ->> 'is_changed'), d ->> 'is_shown'] from (select tests.sign_in('teacher')) s, public.article_draft(tests.id('article')) d), '{true,true}', 'E2 And that it is another');
select tests.reset();
create temp table was on commit drop as select pg_temp.read('student', 'article') as article;
select is(pg_temp.publishes('teacher', 'article', 'pervaya'), 'done', 'E2 And published again');
select is(pg_temp.read('student', 'article') #>> '{title}', 'Другой', 'E2 They see the new one');
select is(pg_temp.read('student', 'article') ->> 'published_at', (select article ->> 'published_at' from was), 'E2 It keeps its place');
select isnt(pg_temp.read('student', 'article') ->> 'changed_at', (select article ->> 'changed_at' from was), 'E2 And says that it was changed');
update was set article = pg_temp.read('student', 'article') where true;
select is(pg_temp.publishes('teacher', 'article', 'pervaya'), 'done', 'E2 Published twice');
select is(pg_temp.read('student', 'article'), (select article from was), 'E2 It is the same');
select is((select count(*)::integer from private.article_versions where article_id = tests.id('article')), 2, 'E4 And no version more');

-- What is not published
select is(
  tests.outcome('teacher', format('select public.publish_article(tests.id(''article''), %s, %L, %L)', pg_temp.revision('article') + off, slug, at)), came, 'E2 Not published: ' || why
) from (values
  (-1, '', null, 'SF002 revision', 'what was saved meanwhile'), (0, 'a b', null, 'SF001 slug', 'under no address'), (0, 'Ы', null, 'SF001 slug', 'in other letters'),
  (0, '../x', null, 'SF001 slug', 'under the address of something else'), (0, repeat('a', 81), null, 'SF001 slug', 'under an endless address'),
  (0, '', now() + interval '2 years', 'SF001 late', 'in another age')
) bad (off, slug, at, came, why);
select is(tests.does('colleague', $$ select public.create_article(tests.id('college'), tests.id('second')) $$), 'done', 'E1 A colleague begins another');
select is(pg_temp.publishes('colleague', 'second'), 'SF001 title', 'E2 It needs a title');
select is(pg_temp.saves('colleague', 'second', pg_temp.content(E' \u200B \n')), 'saved', 'E2 A blank text is saved');
select is(pg_temp.publishes('colleague', 'second'), 'SF001 empty', 'E2 But not published');
select is(
  pg_temp.saves('colleague', 'second', pg_temp.content(ops => jsonb_build_array(jsonb_build_object('insert', jsonb_build_object('picture', jsonb_build_object('file', tests.id('f'), 'alt', ' ')))))), 'saved', 'E4 A picture without words is saved'
);
select is(pg_temp.publishes('colleague', 'second'), 'SF001 alt', 'E4 But not published');
select is(
  pg_temp.saves('colleague', 'second', pg_temp.content(ops => jsonb_build_array(jsonb_build_object('insert', jsonb_build_object('picture', jsonb_build_object('file', tests.id('f'), 'decorative', true)))))), 'saved', 'E4 One that only decorates'
);
select is(pg_temp.publishes('colleague', 'second', 'pervaya'), 'SF002 slug', 'E3 An address is that of one article');
select is(pg_temp.publishes('colleague', 'second', at => now() + interval '1 day'), 'done', 'E2 It is published for tomorrow');
select is(pg_temp.listed('student'), 'Другой shown', 'E2 Today nobody sees it');
select is(pg_temp.read('student', 'second'), null, 'E2 Nor reads it');
select is(pg_temp.listed('colleague', 'drafts'), 'Заголовок scheduled', 'E2 Who writes it sees that it will be');
update private.articles set published_at = now() - interval '1 minute' where id = tests.id('second');
select is(pg_temp.listed('student'), 'Другой shown, Заголовок shown', 'E2 When it is time it is there by itself');
select is((pg_temp.read('student', 'second') -> 'next') - 'id', '{"slug": "pervaya", "title": "Другой"}', 'E3 The next one');
select is(pg_temp.read('student', 'second') -> 'previous', 'null', 'E3 None before it');
select is(pg_temp.read('student', 'article') #>> '{previous,id}', tests.id('second')::text, 'E3 And back');
select is(pg_temp.listed('student', query => 'ДРУГОЙ'), 'Другой shown', 'E3 It is found by words');
select is(pg_temp.listed('student', query => 'нет такого'), '', 'E3 And by others not');
select is(pg_temp.listed('student', query => 'другого заголовка'), '', 'E3 Nor by only some of them');
select is(pg_temp.listed('student', query => 'другую'), 'Другой shown', 'E3 But in another form of the word');
select is(
  pg_temp.listed('student', query => (select lower(p.surname || ' ' || p.name) || ' другими' from private.articles a join public.profiles p on p.id = a.author_id where a.title = 'Другой')),
  'Другой shown', 'E3 And by the name of the author'
);

-- Pages of the list
select tests.sign_in('student');
select is(
  (
    select string_agg(next.title, ', ') from public.college_articles(tests.id('college'), size => 1) first,
      public.college_articles(tests.id('college'), before_at => first.at, before_id => first.id) next
  ), 'Заголовок', 'E3 The list goes on after the last that is known'
);
select is(public.article_rights(tests.id('college')), '{"can_write": false, "drafts": 0}', 'E1 A student is told that they do not write');
select tests.reset();
select is(tests.outcome('stranger', $$ select public.article_rights(tests.id('college')) $$), '42501', 'E1 A stranger is told nothing');
select tests.sign_in('teacher');
select is(public.article_rights(tests.id('college')), '{"can_write": true, "drafts": 0}', 'E1 A teacher that they do');
select tests.reset();

-- The world
select is(tests.does(person, $$ select public.set_article_public(tests.id('article'), pg_temp.version('article')) $$), 'SF003', 'E3 The author does not show it to the world, nor does: ' || person)
  from unnest('{teacher, student, stranger}'::text[]) person;
select is(tests.does('administrator', $$ select public.set_article_public(tests.id('article'), pg_temp.version('article')) $$), 'done', 'E3 The college does');
select is((select array_agg(action order by id) from public.audit_log where subject_id = tests.id('article')::text), '{article_opened}', 'A11 The log says so');
select is(pg_temp.read(person, 'article') ->> 'title', 'Другой', 'E3 Now it is read by: ' || person) from unnest('{nobody, stranger, newcomer, removed}'::text[]) person;
select is(pg_temp.listed('nobody'), 'Другой shown', 'E3 And listed for the world, which sees no other');
select is(pg_temp.read('nobody', 'second'), null, 'E3 Nor reads it');
select is(tests.does('administrator', $$ select public.set_article_public(tests.id('article')) $$), 'done', 'E3 And no more');
select is(pg_temp.read('nobody', 'article'), null, 'E3 Then nobody else reads it');

-- Withdrawn
select is(tests.does(person, $$ select public.withdraw_article(tests.id('article')) $$), 'SF003', 'E2 It is not withdrawn by: ' || person)
  from unnest('{student, colleague, stranger, removed}'::text[]) person;
select pg_temp.later();
select is(tests.does('administrator', $$ select public.withdraw_article(tests.id('article')) $$), 'done', 'E2 An administrator withdraws it');
select is(pg_temp.read(person, 'article'), null, 'E2 It is not read any more by: ' || person) from unnest('{student, administrator, nobody}'::text[]) person;
select is(pg_temp.listed('student'), 'Заголовок shown', 'E2 Nor listed');
select is((select array_agg(subject_label || ' ' || actor_id order by id) from public.audit_log where action = 'article_withdrawn'), array['Другой ' || tests.id('administrator')], 'A11 The log says who withdrew it');
select is(pg_temp.listed('teacher', 'drafts'), 'Другой draft', 'E2 The author has it still');
select is(tests.does('administrator', $$ select public.withdraw_article(tests.id('article')) $$), 'SF003', 'E2 A second time there is none for them');
select is(tests.does('teacher', $$ select public.withdraw_article(tests.id('article')) $$), 'done', 'E2 For the author that is nothing');
select is(pg_temp.publishes('teacher', 'article', 'pervaya'), 'done', 'E2 Who publishes it anew');
select is(tests.does('teacher', $$ select public.withdraw_article(tests.id('article')) $$), 'done', 'E2 And withdraws it');
select is((select count(*)::integer from public.audit_log where action = 'article_withdrawn'), 1, 'A11 Of one''s own the log says nothing');

-- Together
select is(tests.does('teacher', format('select public.set_article_authors(tests.id(''article''), array[tests.id(%L)])', person)), 'SF001 people', 'E4 Nobody writes along who may not write there: ' || person)
  from unnest('{student, stranger, removed, teacher, nobody knows}'::text[]) person;
select is(tests.does('teacher', $$ select public.set_article_authors(tests.id('article'), array[tests.id('colleague'), tests.id('former')]) $$), 'done', 'E4 Colleagues write along');
select is(pg_temp.sent('user:' || tests.id('colleague'), 'article_edited') > 0, true, 'E4 They learn of it at once');
select is(pg_temp.listed('colleague', 'drafts'), 'Другой draft', 'E4 They have it among theirs');
select is(tests.outcome('colleague', $$ select public.set_article_authors(tests.id('article'), '{}') $$), '42501', 'E4 Who writes along chooses nobody');
select is(tests.outcome('colleague', $$ select public.delete_article(tests.id('article')) $$), '42501', 'E4 Nor deletes it');
update public.memberships set left_at = now() where person_id = tests.id('former');
select is(tests.outcome('former', $$ select public.article_draft(tests.id('article')) $$), 'SF003', 'E4 Who has left writes no more');
update public.memberships set left_at = null, role = 'student' where person_id = tests.id('former');
select is(tests.outcome('former', $$ select public.article_draft(tests.id('article')) $$), 'SF003', 'E4 Nor does who is a student now');

-- Two at once
create function pg_temp.holds(person text, take boolean default false, tab text default null) returns text
language plpgsql
as $$
declare
  held jsonb;
begin
  perform tests.sign_in(person);
  held := public.hold_article(tests.id('article'), tests.id(coalesce(tab, person)), take);
  perform tests.reset();
  return case when (held ->> 'mine')::boolean then 'mine' else held #>> '{editor,surname}' end;
end
$$;
select is(pg_temp.holds('teacher'), 'mine', 'E4 One edits');
select is(pg_temp.holds('colleague'), 'Teacher', 'E4 The other is told who does');
select is(pg_temp.holds('teacher', tab => 'second tab'), 'Teacher', 'E4 In a second page of their own too');
select is(pg_temp.saves('teacher', 'article', pg_temp.content('Слова первого')), 'saved', 'E4 Who edits saves');
select is(pg_temp.saves('colleague', 'article', pg_temp.content('Слова второго')), 'set aside as 3 Teacher', 'E4 Words of the other are set aside');
select is(pg_temp.saves('colleague', 'article', pg_temp.content('Слова второго')), 'set aside as 3 Teacher', 'E4 The same words once');
select is((select a.body #>> '{ops,0,insert}' from private.articles a where a.id = tests.id('article')), E'Слова первого\n', 'E4 The draft is that of the first');
select pg_temp.later();
select is(pg_temp.holds('colleague', true), 'mine', 'E4 The other takes over');
select is(pg_temp.holds('teacher'), 'Colleague', 'E4 Then the first is told');
select is(pg_temp.saves('teacher', 'article', pg_temp.content('Недописанное первого')), 'set aside as 4 Colleague', 'E4 What they had not saved is set aside');
select is(pg_temp.saves('colleague', 'article', pg_temp.content('Продолжение')), 'saved', 'E4 The other goes on');
select is(pg_temp.saves('colleague', 'article', pg_temp.content('С прежнего места'), revision => 1), 'set aside as 5', 'E4 Not from where it was once: that would lose what came since');
select tests.does('colleague', $$ select public.leave_article(tests.id('article'), tests.id('another tab')) $$);
select is(pg_temp.holds('teacher'), 'Colleague', 'E4 Another page does not leave for them');
select tests.does('colleague', $$ select public.leave_article(tests.id('article'), tests.id('colleague')) $$);
select is(pg_temp.holds('teacher'), 'mine', 'E4 Who leaves lets the other edit');
update private.articles set editor_seen = now() - interval '3 minutes' where id = tests.id('article');
select is(pg_temp.holds('colleague'), 'mine', 'E4 So does who is not heard of any more');

-- Versions
select is(pg_temp.saves('colleague', 'article', pg_temp.content('Сохранено'), keep => true), 'saved', 'E4 Saved as a version');
select tests.sign_in('teacher');
select results_eq(
  $$ select number, is_set_aside, is_published, made_by ->> 'surname', words from public.article_history(tests.id('article')) $$,
  $$ values (6, false, false, 'Colleague', 1), (5, true, false, 'Colleague', 3), (4, true, false, 'Teacher', 2), (3, true, false, 'Colleague', 2), (2, false, false, 'Teacher', 2), (1, false, false, 'Teacher', 2) $$,
  'E4 All that was is in the history'
);
select is(public.article_version(tests.id('article'), 4) #>> '{body,ops,0,insert}', E'Недописанное первого\n', 'E4 And is read there');
select is(public.article_version(tests.id('article'), 99), null, 'E4 What is not there is not');
select tests.reset();
select is(tests.outcome('teacher', $$ select public.restore_article_version(tests.id('article'), tests.id('teacher'), 4) $$), 'SF002 edited', 'E4 Nothing is restored under the hands of another');
select is(tests.does('colleague', $$ select public.restore_article_version(tests.id('article'), tests.id('colleague'), 99) $$), 'SF003', 'E4 Nor what is not there');
select is(pg_temp.saves('colleague', 'article', pg_temp.content('Ещё не версия')), 'saved', 'E4 What was written since');
select is(tests.does('colleague', $$ select public.restore_article_version(tests.id('article'), tests.id('colleague'), 4) $$), 'done', 'E4 A version is restored');
select is((select a.body #>> '{ops,0,insert}' from private.articles a where a.id = tests.id('article')), E'Недописанное первого\n', 'E4 It is the draft');
select is((select v.body #>> '{ops,0,insert}' from private.article_versions v where v.article_id = tests.id('article') and v.number = 7), E'Ещё не версия\n', 'E4 And what it replaced is a version');
select is(tests.does('colleague', $$ select public.publish_article(tests.id('article'), null) $$), 'SF002 revision', 'E2 Nobody publishes what they do not name');
select is(
  (select jsonb_agg(tests.does('teacher', format(
    'select public.save_article(tests.id(''article''), tests.id(''left open''), 0, %L)', pg_temp.content('Забытая страница ' || n)
  ))) - 'done' from generate_series(1, 60) n),
  '[]', 'E4 A page that was left open saves again and again'
);
select is(
  (select array_agg(v.number order by v.number) from private.article_versions v where v.article_id = tests.id('article') and not v.is_set_aside),
  '{1,2,6,7}', 'E4 It does not push out what the article was'
);
select is((select count(*)::integer from private.article_versions v where v.article_id = tests.id('article') and v.is_set_aside), 50, 'E4 Of what was set aside fifty are kept as well');
select is(
  tests.outcome('colleague', format('select public.save_article(tests.id(''article''), tests.id(''colleague''), null, %L)', pg_temp.content('Вслепую'))),
  'done', 'E4 Who does not say how often it was saved'
);
select tests.does('colleague', format('select public.save_article(tests.id(''article''), tests.id(''colleague''), null, %L)', pg_temp.content('Вслепую')));
select is((select a.body #>> '{ops,0,insert}' from private.articles a where a.id = tests.id('article')), E'Недописанное первого\n', 'E4 Replaces nothing');
delete from private.article_versions v where v.article_id = tests.id('article') and v.is_set_aside and v.number > 7;
select pg_temp.later();
select is(pg_temp.publishes('colleague', 'article'), 'done', 'E2 Who writes along publishes');
select pg_temp.saves('colleague', 'article', pg_temp.content('n ' || n), keep => true) from generate_series(1, 60) n;
select is((select array[count(*), count(*) filter (where id = (select published_version from private.articles where id = tests.id('article')))] from private.article_versions where article_id = tests.id('article')), '{51,1}', 'E4 Fifty are kept, and what is published');

-- What may stand in them
create function pg_temp.takes(ops jsonb) returns text
language sql
as $$ select tests.outcome('teacher', format('select public.save_article(tests.id(''mine''), tests.id(''x''), 0, %L)', pg_temp.content(ops => ops))) $$;
select is(tests.does('teacher', $$ select public.create_article(tests.id('college'), tests.id('mine')) $$), 'done', 'E1 For what may stand in one');
select is(pg_temp.takes(op), 'done', 'E1 It takes: ' || left(op::text, 100)) from unnest(array[
  '[]', '[{"insert": ""}]', '[{"insert": "a\n\t\u0301"}]', '[{"insert": "a", "attributes": {"bold": true, "italic": true, "underline": true, "strike": true, "code": true}}]',
  '[{"insert": "\n", "attributes": {"header": 2}}, {"insert": "\n", "attributes": {"header": 3}}]', '[{"insert": "\n", "attributes": {"list": "ordered", "indent": 5}}]',
  '[{"insert": "\n", "attributes": {"list": "bullet"}}, {"insert": "\n", "attributes": {"blockquote": true}}, {"insert": "\n", "attributes": {"code-block": "plain"}}]',
  '[{"insert": "a"}, {"insert": "\n", "attributes": {"table": "row-ab12"}}, {"insert": "\n", "attributes": {"table": "head-ab12"}}]',
  '[{"insert": "a", "attributes": {"link": "https://xn--e1afmkfd.xn--p1ai/a?b#c"}}, {"insert": "a", "attributes": {"link": "mailto:a@b.ru"}}, {"insert": "a", "attributes": {"link": "tel:+79990000000"}}]',
  '[{"insert": {"divider": true}}, {"insert": {"poll": "00000000-0000-4000-8000-000000000000"}}, {"insert": {"file": {"file": "00000000-0000-4000-8000-000000000000"}}}]',
  '[{"insert": {"picture": {"file": "00000000-0000-4000-8000-000000000000", "alt": "a", "caption": "b", "decorative": false}}}]',
  '[{"insert": {"video": {"file": "00000000-0000-4000-8000-000000000000", "caption": "b"}}}, {"insert": {"player": {"site": "rutube", "id": "ab12"}}}]'
]::jsonb[]) op;
select is(pg_temp.takes(op -> 1), op ->> 0, 'E1 It refuses: ' || left(op ->> 1, 120)) from jsonb_array_elements($corpus$[
  ["SF001 shape", "text"], ["SF001 shape", {"a": 1}], ["SF001 shape", [1]], ["SF001 shape", [null]], ["SF001 shape", [[]]], ["SF001 shape", [{}]],
  ["SF001 shape", [{"retain": 5}]], ["SF001 shape", [{"delete": 5}]], ["SF001 shape", [{"insert": "a", "onclick": "x"}]], ["SF001 shape", [{"insert": "a", "__proto__": {"x": 1}}]],
  ["SF001 shape", [{"insert": "a", "attributes": []}]], ["SF001 shape", [{"insert": "a", "attributes": "bold"}]], ["SF001 shape", [{"insert": "a", "attributes": null}]],
  ["SF001 insert", [{"insert": 1}]], ["SF001 insert", [{"insert": null}]], ["SF001 insert", [{"insert": []}]], ["SF001 insert", [{"insert": {}}]],
  ["SF001 insert", [{"insert": "\u0007"}]], ["SF001 insert", [{"insert": {"image": "https://example.org/a.png"}}]], ["SF001 insert", [{"insert": {"video": "https://example.org"}}]],
  ["SF001 insert", [{"insert": {"formula": "x"}}]], ["SF001 insert", [{"insert": {"__proto__": {}}}]], ["SF001 insert", [{"insert": {"constructor": true}}]],
  ["SF001 insert", [{"insert": {"divider": true, "poll": "00000000-0000-4000-8000-000000000000"}}]], ["SF001 insert", [{"insert": {"divider": 1}}]],
  ["SF001 insert", [{"insert": {"poll": "x"}}]], ["SF001 insert", [{"insert": {"poll": {}}}]], ["SF001 insert", [{"insert": {"file": {}}}]],
  ["SF001 insert", [{"insert": {"file": {"file": "x"}}}]], ["SF001 insert", [{"insert": {"file": {"file": "00000000-0000-4000-8000-000000000000", "caption": "a"}}}]],
  ["SF001 insert", [{"insert": {"picture": {"alt": "a"}}}]], ["SF001 insert", [{"insert": {"picture": "data:image/svg+xml,x"}}]],
  ["SF001 insert", [{"insert": {"picture": {"file": "00000000-0000-4000-8000-000000000000", "src": "x"}}}]],
  ["SF001 insert", [{"insert": {"picture": {"file": "00000000-0000-4000-8000-000000000000", "alt": 1}}}]],
  ["SF001 insert", [{"insert": {"picture": {"file": "00000000-0000-4000-8000-000000000000", "decorative": "yes"}}}]],
  ["SF001 insert", [{"insert": {"player": {"site": "evil", "id": "a"}}}]], ["SF001 insert", [{"insert": {"player": {"site": "vk", "id": "../a"}}}]], ["SF001 insert", [{"insert": {"player": {"id": "a"}}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"bold": false}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"bold": "true"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"color": "red"}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"style": "position:fixed"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"__proto__": {"bold": true}}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"constructor": true}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"toString": true}}]],
  ["SF001 attribute", [{"insert": "\n", "attributes": {"header": 1}}]], ["SF001 attribute", [{"insert": "\n", "attributes": {"header": {"id": "x"}}}]], ["SF001 attribute", [{"insert": "\n", "attributes": {"list": "checked"}}]],
  ["SF001 attribute", [{"insert": "\n", "attributes": {"indent": 99}}]], ["SF001 attribute", [{"insert": "\n", "attributes": {"table": "row-<b>"}}]], ["SF001 attribute", [{"insert": "\n", "attributes": {"code-block": "html"}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"link": "javascript:alert(1)"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"link": "JaVaScRiPt:alert(1)"}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"link": " https://a.ru"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"link": "java\nscript:alert(1)"}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"link": "data:text/html,x"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"link": "vbscript:x"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"link": "//a.ru"}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"link": "https://bank.ru@evil.ru/"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"link": "https:\\\\a.ru"}}]], ["SF001 attribute", [{"insert": "a", "attributes": {"link": "/admin"}}]],
  ["SF001 attribute", [{"insert": "a", "attributes": {"link": {"href": "x"}}}]]
]$corpus$) op;
select is(pg_temp.takes(jsonb_build_array(jsonb_build_object('insert', 'a', 'attributes', jsonb_build_object('link', 'https://a.ru/' || repeat('a', 2000))))), 'SF001 attribute', 'E1 An endless link');
select is(
  (private.clean_article(pg_temp.content(ops => jsonb_build_array(jsonb_build_object('insert', E'a\n\u0303b\t\u0308\u202E"\u0338\n'))))).body #>> '{ops,0,insert}',
  E'a\n\u0303b\t\u0308"\u0338\n', 'E1 A line may begin with a mark that would join a letter'
);
select is(pg_temp.takes(jsonb_build_array(jsonb_build_object('insert', repeat('a', 5000000)))), 'SF001 size', 'E1 Five megabytes of text');
select is(pg_temp.takes((select jsonb_agg('{"insert": "a"}'::jsonb) from generate_series(1, 60001))), 'SF001 size', 'E1 Endless pieces');
select is(pg_temp.takes(jsonb_build_array(jsonb_build_object('insert', repeat(E'a\n', 60001), 'attributes', '{"header": 2}'::jsonb))), 'SF001 size', 'E1 Endless lines in one piece');
select is(
  pg_temp.takes(jsonb_build_array(jsonb_build_object('insert', (repeat('{"a":', 2000) || '1' || repeat('}', 2000))::jsonb))), 'SF001 insert', 'E1 Something nested without end'
);
select is(
  tests.outcome('teacher', format('select public.save_article(tests.id(''mine''), tests.id(''x''), 0, %L)', content)), 'SF001 ' || came, 'E1 It refuses as a whole: ' || left(content::text, 60)
) from (values
  ('{}'::jsonb, 'shape'), ('{"body": []}', 'shape'), ('{"body": {"ops": {}}}', 'shape'), ('{"body": {"ops": [], "x": 1}}', 'shape'), ('[]', 'shape'),
  (jsonb_build_object('title', repeat('а', 201), 'body', '{"ops": []}'::jsonb), 'title'), (jsonb_build_object('lead', repeat('а', 301), 'body', '{"ops": []}'::jsonb), 'title')
) bad (content, came);
select is(pg_temp.saves('teacher', 'mine', pg_temp.content(E'\u202Eтекст', E' За\u202Eго\nловок ')), 'saved', 'E1 What turns letters round');
select is((select array[a.title, a.body #>> '{ops,0,insert}'] from private.articles a where a.id = tests.id('mine')), array['За' || 'го ловок', E'текст\n'], 'E1 Is taken out');
select is(
  (select tests.outcome('teacher', string_agg(format('select public.save_article(tests.id(''mine''), tests.id(''teacher''), %s, pg_temp.content())', n), ';')) from generate_series(1, 130) n), 'SF004', 'E4 Nobody saves without a pause'
);

-- Polls
create function pg_temp.asks(person text, article text, poll text) returns text
language sql
as $$
  select tests.does(person, format('select public.create_article_poll(tests.id(%L), ''Понятно?'', %L)', article,
    jsonb_build_object('id', tests.id(poll), 'options', '["да", "нет"]'::jsonb, 'single', true, 'anonymous', false, 'ends_at', null)))
$$;
create function pg_temp.votes(person text, poll text) returns text
language sql
as $$ select tests.does(person, format('select public.vote(tests.id(%L), ''{0}'')', poll)) $$;
select is(pg_temp.asks('teacher', 'mine', 'poll'), 'done', 'E1 Who writes asks');
select is(pg_temp.asks('teacher', 'mine', 'poll'), 'done', 'E1 Sent again it is the same');
select is(pg_temp.asks('student', 'mine', 'other'), 'SF003', 'E1 Others do not');
select is(pg_temp.asks('colleague', 'article', 'poll'), 'SF002', 'E1 Nor with the id of another');
select is(tests.outcome('teacher', $$ select public.create_article_poll(tests.id('mine'), 'Как?', '{"id": "00000000-0000-4000-8000-000000000000", "options": ["одно"]}') $$), 'SF001 options', 'E1 It is a poll as elsewhere');
select is(
  tests.outcome('teacher', $$ select public.create_article_poll(tests.id('mine'), 'Как?', jsonb_build_object('id', gen_random_uuid(), 'options', '["да", "нет"]'::jsonb, 'single', true, 'anonymous', true)) from generate_series(1, 50) $$),
  'SF001 most', 'E1 Not without end'
);
select is(pg_temp.votes('student', 'poll'), 'SF003', 'E3 In a draft nobody votes');
select is(pg_temp.saves('teacher', 'mine', pg_temp.content(ops => jsonb_build_array(jsonb_build_object('insert', 'Опрос'), jsonb_build_object('insert', jsonb_build_object('poll', tests.id('poll'))))), tab => 'teacher'), 'saved', 'E1 It stands in the text');
select is(pg_temp.publishes('teacher', 'mine'), 'done', 'E2 Which is published');
select is(pg_temp.read('student', 'mine') #> '{polls,0,mine}', '[]', 'E3 A reader sees it');
select is(pg_temp.votes('student', 'poll'), 'done', 'E3 And votes');
select is(pg_temp.votes(person, 'poll'), 'SF003', 'E3 There is none for: ' || person) from unnest('{stranger, removed, newcomer}'::text[]) person;
select is(pg_temp.votes('nobody', 'poll'), '42501', 'E3 Nor for who is not signed in');
select is((pg_temp.read('classmate', 'mine') #> '{polls,0,votes}'), '[1, 0]', 'E3 All see it counted');
select is((select array_agg(distinct m.payload) from realtime.messages m where m.topic = 'article:' || tests.id('mine') and m.event = 'poll'), array[jsonb_build_object('id', tests.id('poll'))], 'E3 Live, by its id alone');
select is(tests.outcome('student', $$ select public.close_poll(tests.id('poll')) $$), '42501', 'E3 A reader does not end it');
select is(tests.outcome('administrator', $$ select public.set_article_public(tests.id('mine'), pg_temp.version('mine')) $$), 'done', 'E3 Shown to the world');
update private.articles set public_version = published_version where id = tests.id('mine');
select is(pg_temp.read('nobody', 'mine') -> 'polls', '[]', 'E3 The world is not asked');
select is(pg_temp.votes('stranger', 'poll'), 'SF003', 'E3 Nor does it vote');
update private.articles set public_version = null where id = tests.id('mine');
select is(tests.does('teacher', $$ select public.close_poll(tests.id('poll')) $$), 'done', 'E3 Who wrote it ends it');
select is(pg_temp.votes('classmate', 'poll'), 'SF001 ended', 'E3 Then nobody votes');
select is(pg_temp.saves('teacher', 'mine', pg_temp.content('Без опроса'), tab => 'teacher'), 'saved', 'E1 Taken out of the text');
select is(pg_temp.read('student', 'mine') #>> '{polls,0,id}', tests.id('poll')::text, 'E3 Readers see it until that is published');
select is(pg_temp.publishes('teacher', 'mine'), 'done', 'E2 Which it is');
select is(pg_temp.read('student', 'mine') -> 'polls', '[]', 'E3 Then no more');
select is(tests.outcome('student', $$ select public.get_poll(tests.id('poll')) $$), 'SF003', 'E3 Nor by its id');

-- Topics
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
select is(pg_temp.receives(person, 'mine'), person in ('teacher', 'student'), 'E3 Who reads it receives its topic: ' || person)
  from unnest('{teacher, student, removed, stranger, newcomer}'::text[]) person;
select is(pg_temp.receives('student', 'nothing'), false, 'E3 There is none of what is not there');

-- Files
create function pg_temp.path(article text, file text, leaf text default 'original', college text default 'college') returns text
language sql
as $$ select concat_ws('/', tests.id(college), tests.id(article), tests.id(file), leaf) $$;
create function pg_temp.adds(person text, article text, file text, previews integer[] default '{}', name text default 'схема.png') returns text
language sql
as $$
  select tests.does(person, format('select public.add_article_file(tests.id(%L), %L)', article,
    jsonb_build_object('id', tests.id(file), 'kind', 'picture', 'name', name, 'width', 10, 'height', 10, 'previews', previews)))
$$;
create function pg_temp.finds(person text, path text) returns boolean
language plpgsql
as $$
declare
  found boolean;
begin
  perform tests.act_as(person);
  found := exists (select from storage.objects o where o.bucket_id = 'article-files' and o.name = path);
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.puts(person text, path text) returns boolean
language plpgsql
as $$
declare
  put boolean := tests.uploads(person, path, 'article-files');
begin
  perform tests.reset();
  return put;
end
$$;
select ok(pg_temp.puts('teacher', pg_temp.path('mine', 'picture')), 'E1 Who writes uploads');
select ok(pg_temp.puts('teacher', pg_temp.path('mine', 'picture', 'p400')), 'E1 Smaller ones too');
select ok(not pg_temp.puts(person, pg_temp.path('mine', 'theirs')), 'E1 Nothing uploads: ' || person)
  from unnest('{student, colleague, administrator, removed, stranger, newcomer}'::text[]) person;
select ok(not pg_temp.puts('teacher', path), 'E1 Nor to anywhere else: ' || path) from unnest(array[
  pg_temp.path('article nobody', 'a'), pg_temp.path('mine', 'a', 'original', 'other college'), pg_temp.path('mine', 'a', 'x.html'), pg_temp.path('mine', 'a') || '/original', 'original'
]) path;
select is(pg_temp.finds('teacher', pg_temp.path('mine', 'picture')), false, 'E1 It is nothing yet');
select is(pg_temp.adds('colleague', 'mine', 'picture'), 'SF003', 'E1 Others add none');
select is(pg_temp.adds('teacher', 'mine', 'not there'), 'SF001 file_missing', 'E1 Nor is added what was not uploaded');
select is(pg_temp.adds('teacher', 'mine', 'picture', '{400,1280}'), 'SF001 file_missing', 'E1 Not all of it');
insert into storage.objects (bucket_id, name, owner_id, metadata) values
  ('article-files', pg_temp.path('mine', 'large'), tests.id('teacher')::text, '{"size": 9, "mimetype": "image/png"}'),
  ('article-files', pg_temp.path('mine', 'large', 'p400'), tests.id('teacher')::text, '{"size": 5242881, "mimetype": "image/png"}');
select is(pg_temp.adds('teacher', 'mine', 'large', '{400}'), 'SF001 disguised', 'E1 Nothing large comes in beside a picture');
select is(pg_temp.adds('teacher', 'mine', 'picture', '{400}'), 'done', 'E1 What was uploaded is added');
insert into storage.objects (bucket_id, name, owner_id, metadata) values
  ('article-files', pg_temp.path('mine', 'poster'), tests.id('teacher')::text, '{"size": 9, "mimetype": "image/png"}'),
  ('article-files', pg_temp.path('mine', 'poster', 'p400'), tests.id('teacher')::text, '{"size": 5000000, "mimetype": "image/png"}');
create temp table room on commit drop as select private.used_bytes(tests.id('college')) as used;
select pg_temp.adds('teacher', 'mine', 'poster', '{400}');
select is(private.used_bytes(tests.id('college')) - (select used from room), 5000009::bigint, 'E1 Smaller ones count as well');
delete from private.article_files where id = tests.id('poster');
select is(pg_temp.adds('teacher', 'mine', 'picture', '{400}'), 'done', 'E1 Sent again it is the same');
insert into storage.objects (bucket_id, name, owner_id, metadata)
  values ('article-files', pg_temp.path('article', 'picture'), tests.id('colleague')::text, '{"size": 1000, "mimetype": "image/png"}');
select is(pg_temp.adds('colleague', 'article', 'picture'), 'SF002', 'E1 Nobody takes the id of another');
select ok(not pg_temp.puts('teacher', pg_temp.path('mine', 'picture', 'p1280')), 'E1 Nothing is added to it later');
select is(pg_temp.finds('teacher', pg_temp.path('mine', 'picture')), true, 'E1 Who writes sees it');
select is(pg_temp.finds(person, pg_temp.path('mine', 'picture')), false, 'E2 In a draft it is not seen by: ' || person)
  from unnest('{student, colleague, administrator, stranger, nobody}'::text[]) person;
select is(pg_temp.saves('teacher', 'mine', pg_temp.content(cover => 'picture'), tab => 'teacher'), 'saved', 'E2 As a cover');
select is(pg_temp.publishes('teacher', 'mine'), 'done', 'E2 Published');
select is(pg_temp.finds(person, pg_temp.path('mine', 'picture')), person in ('student', 'colleague'), 'E3 Then readers see it: ' || person)
  from unnest('{student, colleague, removed, stranger, nobody}'::text[]) person;
select is(pg_temp.finds('student', pg_temp.path('mine', 'picture', 'p400')), true, 'E3 Smaller too');
insert into storage.objects (bucket_id, name) values ('article-files', pg_temp.path('mine', 'picture', 'p1280')), ('article-files', pg_temp.path('mine', 'unknown'));
select is(pg_temp.finds('student', pg_temp.path('mine', 'picture', 'p1280')), false, 'E3 Not what does not belong to it');
select is(pg_temp.finds('teacher', pg_temp.path('mine', 'unknown')), false, 'E3 Nor what nobody added');
select is(pg_temp.read('student', 'mine') #>> '{files,0,name}', 'схема.png', 'E3 It comes with the article');
update private.articles set public_version = published_version where id = tests.id('mine');
select is(pg_temp.finds('nobody', pg_temp.path('mine', 'picture')), true, 'E3 The world sees it where it reads the article');
update private.articles set public_version = null where id = tests.id('mine');
select tests.sign_in('student');
select is((select cover ->> 'id' from public.college_articles(tests.id('college')) where id = tests.id('mine')), tests.id('picture')::text, 'E2 The list has the cover');
select tests.reset();
insert into storage.objects (bucket_id, name) select 'article-files', pg_temp.path('mine', 'many ' || n) from generate_series(1, 2000) n;
select ok(not pg_temp.puts('teacher', pg_temp.path('mine', 'one more')), 'E1 Nobody uploads without end');
select tests.service();
select is_empty($$ select name from public.unused_files() where bucket = 'article-files' $$, 'E1 What was just uploaded stays');
select tests.reset();
update storage.objects set created_at = now() - interval '2 days' where bucket_id = 'article-files';
select tests.service();
select is((select count(*)::integer from public.unused_files(1000) where bucket = 'article-files' and name = any (array[pg_temp.path('mine', 'picture'), pg_temp.path('mine', 'picture', 'p400')])), 0, 'E1 What a version shows is not swept');
select is((select count(*)::integer from public.unused_files(1000) where bucket = 'article-files'), 1000, 'E1 What none shows is');
select tests.reset();
insert into private.article_files (id, article_id, kind, name, bytes, type, placeholder, previews, path)
  values (tests.id('undone'), tests.id('mine'), 'file', 'a.txt', 1000, 'text/plain', '', '{}', tests.id('college') || '/' || tests.id('mine') || '/' || tests.id('undone'));
insert into storage.objects (bucket_id, name, created_at) values ('article-files', pg_temp.path('mine', 'undone'), now() - interval '29 days');
select tests.service();
select is_empty($$ select name from public.unused_files() where name = pg_temp.path('mine', 'undone') $$, 'E1 What was taken out of a draft can be had back by undo for thirty days');
select tests.reset();
update storage.objects set created_at = now() - interval '31 days' where name = pg_temp.path('mine', 'undone');
select tests.service();
select is((select count(*)::integer from public.unused_files() where name = pg_temp.path('mine', 'undone')), 1, 'E1 Not for longer');
select tests.reset();

-- Lives
select is(tests.does('colleague', $$ select public.create_article(tests.id('college'), tests.id('secret')) $$), 'done', 'E2 A draft of a colleague');
select tests.sign_in('colleague');
select is((select jsonb_agg(a -> 'title' order by a -> 'title') from jsonb_array_elements(public.export_my_data() -> 'articles') a), '["", "Заголовок", "Заголовок"]', 'A12 All that they write is among their data');
select tests.reset();
update public.memberships set is_admin = true where person_id = tests.id('clerk');
select tests.erase('colleague');
select is((select count(*)::integer from private.articles where id = tests.id('secret')), 0, 'A12 With them goes what nobody else could read');
select is(pg_temp.read('student', 'second') -> 'author', 'null', 'A12 What they published stays, by nobody');
select is(pg_temp.read('student', 'second') ->> 'title', 'Заголовок', 'A12 To be read');
update public.memberships set left_at = now() where person_id = tests.id('student');
select is(pg_temp.read('student', 'second'), null, 'E3 Who has left reads none');
select is(pg_temp.listed('student'), '', 'E3 Nor is given a list');
select is(pg_temp.finds('student', pg_temp.path('mine', 'picture')), false, 'E3 Nor the pictures');
select pg_temp.later();
select is(tests.does('teacher', $$ select public.delete_article(tests.id('mine')) $$), 'done', 'E2 The author deletes it');
select is((select count(*)::integer from private.articles where id = tests.id('mine')) + (select count(*)::integer from private.polls where article_id = tests.id('mine')), 0, 'E2 With all that was in it');
select is((select count(*)::integer from public.audit_log where action = 'article_deleted'), 1, 'A11 Of what others read the log says so');
select is(pg_temp.saves('teacher', 'mine', revision => 1), 'SF003', 'E4 Who still had it open is told');

-- Who writes along no more
select tests.does('teacher', $$ select public.create_article(tests.id('college'), tests.id('common')) $$);
select tests.does('teacher', $$ select public.set_article_authors(tests.id('common'), array[tests.id('clerk')]) $$);
create function pg_temp.takes_along(person text) returns text
language plpgsql
as $$
declare
  data text;
begin
  perform tests.sign_in(person);
  data := public.export_my_data()::text;
  perform tests.reset();
  return concat_ws(' ', substring(data from 'Слова секретаря'), substring(data from 'Слова преподавателя'));
end
$$;
select pg_temp.saves('clerk', 'common', pg_temp.content('Слова секретаря'), keep => true);
select tests.does('teacher', $$ select public.hold_article(tests.id('common'), tests.id('teacher'), true) $$);
select pg_temp.saves('teacher', 'common', pg_temp.content('Слова преподавателя'));
select is(pg_temp.takes_along('clerk'), 'Слова секретаря Слова преподавателя', 'A12 Who writes along takes along what is written');
update public.memberships set left_at = now() where person_id = tests.id('clerk');
select is(pg_temp.takes_along('clerk'), 'Слова секретаря', 'A12 Who was removed takes along their own words, not what others go on to write');
select lives_ok($$ delete from public.colleges where id = tests.id('college') $$, 'A college takes its articles along');

select * from finish();
