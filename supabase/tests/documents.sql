-- Documents of a college: who puts up, sees, changes and deletes them. documents.test.ts tells it through the API of Storage.
select plan(233);

insert into world select tests.person('colleague', 'college', 'teacher')
  union all select tests.person('secretary', 'college', 'staff')
  union all select tests.person('outsider', 'college')
  union all select tests.person('director', 'college', 'staff', true);
insert into public.groups (id, college_id, number, start_year, end_year) values
  (tests.id('other group'), tests.id('college'), 'ЭК-11', extract(year from now()), extract(year from now()) + 4);
insert into public.group_students (group_id, person_id) values (tests.id('other group'), tests.id('outsider'));

create function pg_temp.path(file text, leaf text default 'original', college text default 'college') returns text
language sql
as $$ select tests.id(college) || '/' || tests.id(file) || '/' || leaf $$;
create function pg_temp.puts_object(
  person text, file text, leaf text default 'original', type text default 'application/octet-stream', bytes bigint default 1000, college text default 'college'
) returns void
language plpgsql
as $$
begin
  perform tests.reset();
  insert into storage.objects (bucket_id, name, owner, owner_id, metadata)
    values (
      'documents', pg_temp.path(file, leaf, college), tests.id(person), tests.id(person)::text, jsonb_build_object('size', bytes, 'mimetype', type)
    );
end
$$;
create function pg_temp.file(file text, name text default 'План.docx', more jsonb default '{}') returns jsonb
language sql
as $$ select jsonb_build_object('id', tests.id(file), 'kind', 'file', 'name', name) || more $$;
create function pg_temp.adding(
  file text, name text default 'План.docx', title text default null, folder text default null, audience text default 'college', groups text[] default '{}',
  more jsonb default '{}', description text default ''
) returns text
language sql
as $$
  select format(
    'select public.add_document(tests.id(''college''), %L, %L, %L, %L, %L, %L)', pg_temp.file(file, name, more), coalesce(title, file),
    case when folder is not null then tests.id(folder) end, audience, array(select tests.id(g) from unnest(groups) g), description
  )
$$;
create function pg_temp.adds(person text, file text, name text default 'План.docx', title text default null, folder text default null, audience text default 'college', groups text[] default '{}')
returns text
language plpgsql
as $$
begin
  perform pg_temp.puts_object(person, file);
  return tests.does(person, pg_temp.adding(file, name, title, folder, audience, groups));
end
$$;
create function pg_temp.page(person text, folder text default null, query text default '', kind text default null, study_group text default null, sort text default 'date', cursor jsonb default null, size integer default 50)
returns jsonb
language plpgsql
as $$
declare
  found jsonb;
begin
  perform tests.act_as(person);
  found := public.documents_page(
    tests.id('college'), case when folder is not null then tests.id(folder) end, query, kind,
    case when study_group is not null then tests.id(study_group) end, sort, cursor, size
  );
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.titles(page jsonb) returns text
language sql
as $$ select coalesce(string_agg(item ->> 'title', ', ' order by place), '') from jsonb_array_elements(page -> 'items') with ordinality list (item, place) $$;
create function pg_temp.reads(person text, file text, leaf text default 'original') returns boolean
language plpgsql
as $$
declare
  found boolean;
begin
  perform tests.act_as(person);
  found := exists (select from storage.objects o where o.bucket_id = 'documents' and o.name = pg_temp.path(file, leaf));
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.broadcasts() returns bigint
language sql security definer
as $$ select count(*) from realtime.messages where topic = 'college:' || tests.id('college') and event = 'documents_changed' $$;
create function pg_temp.logged(document text) returns text
language sql security definer
as $$
  select coalesce(string_agg(l.action || ' by ' || lower(p.surname), ', ' order by l.id), '')
  from public.audit_log l join public.profiles p on p.id = l.actor_id where l.subject_id = tests.id(document)::text
$$;
-- A new event is sent only once in a transaction, and a test is one.
create function pg_temp.forget_broadcasts() returns void
language sql
as $$ select set_config('sferum.broadcasts', '', true) $$;

-- Putting objects into Storage.
select ok(tests.uploads(person, pg_temp.path('by ' || person), 'documents'), 'D1 Uploads: ' || person)
  from unnest('{administrator, teacher, secretary}'::text[]) person;
select ok(not tests.uploads(person, pg_temp.path('by ' || person), 'documents'), 'D1 Uploads nothing: ' || person)
  from unnest('{student, nobody, stranger, removed, newcomer}'::text[]) person;
select ok(tests.uploads('teacher', pg_temp.path('by teacher', 'p400'), 'documents'), 'D1 A smaller picture goes beside it');
select ok(not tests.uploads('colleague', pg_temp.path('by teacher', 'p1280'), 'documents'), 'D1 Not by another');
select ok(not tests.uploads('teacher', path, 'documents'), 'D1 Nowhere else: ' || path) from unnest(array[
  pg_temp.path('a', 'p640'), pg_temp.path('a', 'deeper/original'), tests.id('college') || '/original', 'original', pg_temp.path('a', 'original', 'other college')
]) path;
select ok(not tests.uploads('teacher', pg_temp.path('a'), 'anything else'), 'D1 Nor in another bucket');
select tests.reset();
select is((select file_size_limit from storage.buckets where id = 'documents'), 1073741824::bigint, 'D4 Storage takes no more than a college may allow');
select ok(
  not exists (select from storage.buckets b, unnest(b.allowed_mime_types) type where b.id = 'documents' and type ~ 'html|svg|javascript|text|xml'),
  'D4 Nor what a browser would run'
);

-- Making a document of it.
select is(tests.outcome(person, pg_temp.adding('by ' || person, 'Схема.png')), 'done', 'D1 Adds a document: ' || person)
  from unnest('{administrator, teacher, secretary}'::text[]) person;
select is(tests.outcome(person, pg_temp.adding('by teacher')), '42501', 'D1 Adds none: ' || person)
  from unnest('{student, nobody, stranger, removed, newcomer}'::text[]) person;
select is(tests.outcome('colleague', pg_temp.adding('by teacher')), 'SF001 file_missing', 'D1 Nobody makes one of what another has uploaded');
select is(tests.outcome('teacher', pg_temp.adding('never uploaded')), 'SF001 file_missing', 'D1 Nor of what is not there');
select is(tests.outcome('teacher', pg_temp.adding('by teacher', more => '{"kind": "picture", "width": 4, "height": 3, "previews": [1280]}')), 'SF001 file_missing', 'D1 Nor with a smaller one that is not there');
select is(tests.outcome('teacher', pg_temp.adding('by teacher', title => title)), 'SF001 title', 'D1 A title has 1 to 200 characters')
  from unnest(array[' ', repeat('я', 201)]) title;
select is(tests.outcome('teacher', pg_temp.adding('by teacher', description => repeat('я', 2001))), 'SF001 description', 'D1 A description at most 2,000');
select is(tests.outcome('teacher', pg_temp.adding('by teacher', folder => 'no folder')), 'SF003 no_folder', 'D3 A folder is there');
select is(tests.outcome('teacher', pg_temp.adding('by teacher', 'Схема.png', audience => audience, groups => groups::text[])), 'SF001 audience', 'D2 An audience is one: ' || audience || groups)
  from (values ('everybody', '{}'), ('groups', '{}'), ('college', '{group}'), ('groups', '{foreign group}'), ('groups', '{group, nowhere}')) wrong (audience, groups);

-- Types. A mp4 may be stored as none, an executable not at all, and what is called a PDF must be one.
select pg_temp.puts_object('teacher', 'bytes'), pg_temp.puts_object('teacher', 'picture', type => 'image/png'), pg_temp.puts_object('teacher', 'pdf', type => 'application/pdf');
select is(tests.outcome('teacher', pg_temp.adding(file, name)), 'done', 'D4 Taken: ' || name || ' with the content of ' || file)
  from (values ('bytes', 'План.docx'), ('bytes', 'ПЛАН.XLSX'), ('bytes', 'a.csv'), ('bytes', 'a.mp4'), ('picture', 'a.jpg'), ('pdf', 'a.pdf'), ('bytes', 'страница.html')) good (file, name);
select is(tests.outcome('teacher', pg_temp.adding(file, name)), 'SF001 ' || why, 'D4 Not taken: ' || name || ' with the content of ' || file)
  from (values
    ('bytes', 'a.exe', 'kind'), ('bytes', 'a.apk', 'kind'), ('bytes', 'a.bat', 'kind'), ('bytes', 'a.js', 'kind'), ('bytes', 'a.pdf.exe', 'kind'), ('bytes', 'a', 'kind'),
    ('bytes', 'a.pdf', 'disguised'), ('picture', 'a.pdf', 'disguised'), ('pdf', 'a.docx', 'disguised'), ('pdf', 'a.png', 'disguised'), ('picture', 'a.html', 'disguised')
  ) bad (file, name, why);
select is(tests.outcome('teacher', pg_temp.adding('bytes', more => more::jsonb)), '23514', 'D4 Refused: ' || more)
  from unnest(array['{"kind": "program"}', '{"kind": "picture", "width": 4, "height": 3}', '{"width": 0, "height": 3}', '{"placeholder": "<svg>"}', '{"duration": -1}', '{"previews": [400]}']) more
  where more <> '{"previews": [400]}';
select is(tests.outcome('teacher', pg_temp.adding('bytes', name => ' ')), 'SF001 kind', 'D4 A file has a name');

-- Smaller pictures are pictures and small.
select pg_temp.puts_object('teacher', 'scheme', type => 'image/png'), pg_temp.puts_object('teacher', 'scheme', 'p400', 'image/webp', 5242881),
  pg_temp.puts_object('teacher', 'plan', type => 'image/png'), pg_temp.puts_object('teacher', 'plan', 'p400', 'video/mp4', 1000);
select is(tests.outcome('teacher', pg_temp.adding(file, 'a.png', more => '{"kind": "picture", "width": 4, "height": 3, "previews": [400]}')), 'SF001 disguised', 'D4 Nothing large comes in beside a picture: ' || file)
  from unnest('{scheme, plan}'::text[]) file;
select tests.reset();
select is(tests.does('teacher', pg_temp.adding('scheme', 'a.png', more => '{"kind": "picture", "width": 4, "height": 3}')), 'done', 'D4 Nor beside a document that does not name it');
update private.document_settings set quota_bytes = 5000000 where college_id = tests.id('college');
select ok(not tests.uploads('teacher', pg_temp.path('one more'), 'documents'), 'D4 Such a one counts as what was not used');
select tests.reset();
update private.document_settings set quota_bytes = default where college_id = tests.id('college');
update storage.objects set created_at = now() - interval '2 days' where name = pg_temp.path('scheme', 'p400') or name = pg_temp.path('scheme');
select tests.service();
select is((select array_agg(name) from public.unused_files() where name like '%' || tests.id('scheme') || '%'), array[pg_temp.path('scheme', 'p400')], 'D4 And is swept');
select tests.reset();
delete from private.documents where id = tests.id('scheme');
select pg_temp.puts_object('teacher', 'poster', type => 'image/png'), pg_temp.puts_object('teacher', 'poster', 'p400', 'image/webp', 5000000);
create temp table room on commit drop as select private.used_bytes(tests.id('college')) as used;
select tests.does('teacher', pg_temp.adding('poster', 'a.png', more => '{"kind": "picture", "width": 4, "height": 3, "previews": [400], "preview_bytes": -5000000}'));
select is(private.used_bytes(tests.id('college')) - (select used from room), 5001000::bigint, 'D4 Smaller pictures count as well, whatever one says of them');
delete from private.documents where id = tests.id('poster');

-- Size, kinds and quota are those of the college.
select pg_temp.puts_object('teacher', 'large', bytes => 209715201);
select is(tests.outcome('teacher', pg_temp.adding('large')), 'SF001 too_large', 'D4 More than 200 MB is too large');
select is(tests.does(person, $$ select public.set_document_settings(tests.id('college'), 1073741824, 5, '{text}') $$), '42501', 'D1 Does not change the settings: ' || person)
  from unnest('{teacher, secretary, student, stranger, nobody, removed}'::text[]) person;
select is(tests.outcome('administrator', format('select public.set_document_settings(tests.id(''college''), %s)', wrong)), 'SF001 ' || field, 'D1 Settings that cannot be: ' || wrong)
  from (values
    ($$ 1073741825, 5, '{text}' $$, 'file_bytes'), ($$ 1000, 5, '{text}' $$, 'file_bytes'), ($$ null, 5, '{text}' $$, 'file_bytes'),
    ($$ 2000000, 0, '{text}' $$, 'files_at_once'), ($$ 2000000, 101, '{text}' $$, 'files_at_once'), ($$ 2000000, null, '{text}' $$, 'files_at_once'),
    ($$ 2000000, 5, '{program}' $$, 'kinds'), ($$ 2000000, 5, '{text,null}' $$, 'kinds'), ($$ 2000000, 5, '{}' $$, 'kinds'), ($$ 2000000, 5, null $$, 'kinds')
  ) refused (wrong, field);
select is(tests.does('administrator', $$ select public.set_document_settings(tests.id('college'), 1073741824, 5, '{text}') $$), 'done', 'D1 An administrator changes the settings');
select is(
  (select l.before - 'file_bytes' || l.after from public.audit_log l where l.action = 'document_settings_changed'),
  '{"file_bytes": 1073741824, "files_at_once": 5, "kinds": ["text"]}', 'D1 Which is in the log'
);
select is(tests.outcome('teacher', pg_temp.adding('large')), 'done', 'D4 Then it is not');
select is(tests.outcome('teacher', pg_temp.adding('bytes', 'a.zip')), 'SF001 kind', 'D4 And only that kind is taken');
select is(tests.does(person, $$ select public.set_document_quota(tests.id('college'), 5) $$), '42501', 'D1 Does not change the quota: ' || person)
  from unnest('{administrator, teacher, nobody}'::text[]) person;
select is(tests.does('service', $$ select public.set_document_quota(tests.id('college'), 6000) $$), 'done', 'D1 Whoever runs the installation says how much room there is');
select is(tests.outcome('teacher', pg_temp.adding('large')), 'SF001 quota', 'D4 What is beyond it is not taken');
select ok(not tests.uploads('teacher', pg_temp.path('too much'), 'documents'), 'D4 Nor uploaded: what one has uploaded counts as well');
select ok(tests.uploads('colleague', pg_temp.path('not too much'), 'documents'), 'D4 But what others left unused does not');
select tests.reset();
update private.document_settings set quota_bytes = 53687091200, file_bytes = default, kinds = default, files_at_once = default where college_id = tests.id('college');
select is(tests.does(person, $$ select public.document_settings(tests.id('college')) $$), '42501', 'D1 Is not told the settings: ' || person)
  from unnest('{nobody, stranger, removed}'::text[]) person;
create temp table settings on commit drop as select person, null::jsonb as said from unnest('{administrator, teacher, student}'::text[]) person;
grant all on settings to public;
create function pg_temp.asks(person text) returns jsonb
language plpgsql
as $$
declare
  said jsonb;
begin
  perform tests.sign_in(person);
  said := public.document_settings(tests.id('college'));
  perform tests.reset();
  return said;
end
$$;
update settings set said = pg_temp.asks(person) where person is not null;
select is(
  (select jsonb_object_agg(person, jsonb_build_array(said -> 'may_upload', said -> 'is_admin')) from settings),
  '{"administrator": [true, true], "teacher": [true, false], "student": [false, false]}', 'D1 Members are told what they may'
);
select is(
  (select said - '{formats,groups,may_upload,is_admin}'::text[] from settings where person = 'student'),
  '{"file_bytes": 209715200, "files_at_once": 20, "kinds": ["text", "table", "slides", "picture", "video", "audio", "archive", "source"], "quota_bytes": 53687091200, "used_bytes": null}',
  'D1 And what is taken'
);
select ok((select said -> 'formats' @> '[{"ending": "pdf", "kind": "text", "types": ["application/pdf"]}]' from settings where person = 'teacher'), 'D1 With the endings');
select is(
  (select jsonb_path_query_array(said, '$.groups[*].number') || jsonb_path_query_array(said, '$.groups[*].is_mine') from settings where person = 'teacher'),
  '["ИС-21", "ЭК-11", true, false]', 'D2 And the groups that have not graduated'
);

-- Who sees what.
select is(pg_temp.adds('teacher', 'for all', title => 'Расписание звонков'), 'done', 'D2 For all');
select is(pg_temp.adds('teacher', 'for teachers', title => 'Нагрузка', audience => 'teachers'), 'done', 'D2 For teachers');
select is(pg_temp.adds('colleague', 'for the group', title => 'Методичка', audience => 'groups', groups => '{group}'), 'done', 'D2 For a group');
select is(pg_temp.broadcasts(), 1::bigint, 'D2 Members are told at once that there is something');
select is(
  (select array_agg(payload - 'id') from realtime.messages where event = 'documents_changed'), array['{}'::jsonb], 'D2 Not what'
);
select is(pg_temp.titles(pg_temp.page(person)), titles, 'D2 What sees: ' || person)
  from (values
    ('administrator', 'Методичка, Нагрузка, Расписание звонков'), ('teacher', 'Методичка, Нагрузка, Расписание звонков'),
    ('colleague', 'Методичка, Нагрузка, Расписание звонков'), ('secretary', 'Нагрузка, Расписание звонков'),
    ('student', 'Методичка, Расписание звонков'), ('outsider', 'Расписание звонков')
  ) seen (person, titles);
select is(tests.does(person, $$ select public.documents_page(tests.id('college')) $$), '42501', 'D2 Is refused the list: ' || person)
  from unnest('{nobody, stranger, removed, newcomer}'::text[]) person;
select is(
  (select string_agg(person, ', ' order by person) from unnest('{administrator,teacher,colleague,secretary,student,outsider,removed,stranger,newcomer,nobody}'::text[]) person where pg_temp.reads(person, file)),
  readers, 'D2 Reads the file ' || file || ' and nobody else does, though they know the path'
) from (values
  ('for all', 'administrator, colleague, outsider, secretary, student, teacher'), ('for teachers', 'administrator, colleague, secretary, teacher'),
  ('for the group', 'administrator, colleague, student, teacher')
) file (file, readers);
select ok(not pg_temp.reads('teacher', 'by teacher'), 'D2 What is no document is read by nobody, not even by its owner');
select is(
  tests.outcome('outsider', format('select public.%s(tests.id(''for the group''))', deed)), 'SF003', 'D2 Nothing is told of what one does not see: ' || deed
) from unnest('{document, count_document_download, delete_document, document_versions, move_document}'::text[]) deed;
select is(tests.outcome(person, $$ select public.document(tests.id('for the group')) $$), 'SF003', 'D2 Nor is it opened by: ' || person)
  from unnest('{stranger, removed}'::text[]) person;
select is(pg_temp.titles(pg_temp.page('outsider', query => 'методички')), '', 'D3 It is not found either');
select is(pg_temp.titles(pg_temp.page('student', query => 'методички')), 'Методичка', 'D3 Who sees it finds it, in another form of the word');
select is(pg_temp.page('outsider', study_group => 'group') -> 'total', '0', 'D3 Nor counted');
select is(pg_temp.titles(pg_temp.page('teacher', study_group => 'group')), 'Методичка', 'D3 What is for a group is listed by the group');
create temp table seen on commit drop as select pg_temp.page('student') #> '{items,0}' as document;
select is(
  (select document - '{id,uploader,changed_at,created_at,groups,file}'::text[] from seen),
  '{"title": "Методичка", "description": "", "folder_id": null, "kind": "text", "audience": "groups", "deleted_at": null, "downloads": 0, "may_change": false, "versions": 1}',
  'D3 What a document says of itself'
);
select is((select document #>> '{uploader,surname}' || ' ' || (document #>> '{groups,0,number}') from seen), 'Colleague ИС-21', 'D3 Who put it up, and for whom it is');
select is(
  (select document -> 'file' from seen),
  jsonb_build_object(
    'id', tests.id('for the group'), 'kind', 'file', 'name', 'План.docx', 'bytes', 1000, 'type', 'application/octet-stream', 'width', null, 'height', null,
    'placeholder', '', 'duration', null, 'previews', '[]'::jsonb, 'path', tests.id('college') || '/' || tests.id('for the group')
  ), 'D3 And its file'
);
select is(tests.does('teacher', pg_temp.adding('for all', title => 'Второй раз')), 'done', 'D1 Added again it is the document that is there');
select is(tests.does('colleague', pg_temp.adding('for all')), 'SF002', 'D1 Which is not that of another');
select is((select count(*) from private.documents), 3::bigint, 'D1 There are no more');

-- Changing.
create function pg_temp.deeds(document text) returns text[]
language sql
as $$
  select array[
    format('select public.update_document(tests.id(%L), ''Другое'', '''')', document), format('select public.move_document(tests.id(%L))', document),
    format('select public.set_document_audience(tests.id(%L), ''teachers'')', document), format('select public.document_versions(tests.id(%L))', document),
    format('select public.replace_document(tests.id(%L), %L)', document, pg_temp.file(document || ' again')),
    format('select public.restore_document_version(tests.id(%1$L), tests.id(%1$L))', document), format('select public.delete_document(tests.id(%L))', document)
  ];
$$;
select is(
  (select string_agg(distinct tests.outcome(person, deed), ', ') from unnest(pg_temp.deeds('for all')) deed), outcome, 'D3 May change what the teacher put up: ' || person
) from (values ('colleague', '42501'), ('secretary', '42501'), ('student', '42501'), ('removed', 'SF003'), ('stranger', 'SF003'), ('nobody', '42501')) actor (person, outcome);
select pg_temp.puts_object('teacher', 'for all again'), pg_temp.puts_object('administrator', 'for the group again');
select is((select string_agg(distinct tests.outcome('teacher', deed), ', ') from unnest(pg_temp.deeds('for all')) deed), 'done', 'D3 Who put it up may');
select is((select string_agg(distinct tests.outcome('administrator', deed), ', ') from unnest(pg_temp.deeds('for the group')) deed), 'done', 'D3 And administrators may');
select tests.reset();
update public.memberships set role = 'student' where person_id = tests.id('colleague');
select is((select string_agg(distinct tests.outcome('colleague', deed), ', ') from unnest(pg_temp.deeds('for the group')) deed), '42501', 'D3 Not who is a student by now');
select tests.reset();
update public.memberships set role = 'teacher' where person_id = tests.id('colleague');
select is(tests.does('teacher', $$ select public.update_document(tests.id('for all'), 'Расписание звонков', 'На осень') $$), 'done', 'D3 It gets a description');
select is(tests.does('teacher', $$ select public.update_document(tests.id('for all'), ' ', 'На осень') $$), 'SF001 title', 'D3 But no empty title');
select is(pg_temp.logged('for all'), '', 'A11 What one does to one''s own is nobody''s matter');
select is(tests.does('administrator', $$ select public.update_document(tests.id('for all'), 'Звонки', 'На осень') $$), 'done', 'D3 An administrator gives it another title');
select is(tests.does('administrator', $$ select public.set_document_audience(tests.id('for all'), 'groups', array[tests.id('other group')]) $$), 'done', 'D2 And another audience');
select is(pg_temp.logged('for all'), 'document_changed by administrator, document_audience_changed by administrator', 'A11 Which is in the log');
select is(pg_temp.titles(pg_temp.page('student')), 'Методичка', 'D2 Who is not meant sees it no longer');
select ok(not pg_temp.reads('student', 'for all'), 'D2 And does not read it');
select is(pg_temp.titles(pg_temp.page('outsider')), 'Звонки', 'D2 Who is meant does');
select is(tests.does('administrator', $$ select public.set_document_audience(tests.id('for all'), 'college') $$), 'done', 'D2 It is for all again');
select ok(pg_temp.reads('student', 'for all'), 'D2 And read by all');

-- Versions.
select is(tests.does('administrator', format('select public.replace_document(tests.id(''for all''), %L)', pg_temp.file('for all again'))), 'SF001 file_missing', 'D3 A new version is uploaded by who replaces it');
select is(tests.does('teacher', format('select public.replace_document(tests.id(''for all''), %L)', pg_temp.file('for all again', 'Новый.exe'))), 'SF001 kind', 'D4 And is as good as the first');
select is(tests.does('teacher', format('select public.replace_document(tests.id(''for all''), %L)', pg_temp.file('for teachers'))), 'SF002', 'D3 A file belongs to one document');
select is(tests.does('teacher', format('select public.replace_document(tests.id(''for all''), %L)', pg_temp.file('for all again', 'Новый.xlsx'))), 'done', 'D3 It has a new version');
select is(tests.does('teacher', format('select public.replace_document(tests.id(''for all''), %L)', pg_temp.file('for all again', 'Новый.xlsx'))), 'done', 'D3 Replaced again it is that version');
select is(
  (select jsonb_build_array(d -> 'id', d -> 'title', d -> 'kind', d #> '{file,name}', d -> 'versions') from (select pg_temp.page('outsider') #> '{items,0}') page (d)),
  jsonb_build_array(tests.id('for all'), 'Звонки', 'table', 'Новый.xlsx', 2), 'D3 The document is the same with another file'
);
select is((select array[pg_temp.reads('student', 'for all'), pg_temp.reads('student', 'for all again')]), '{false,true}', 'D3 Readers read the new one only');
select is((select array[pg_temp.reads(person, 'for all'), pg_temp.reads(person, 'for all again')]), '{true,true}', 'D3 Both are read by: ' || person)
  from unnest('{teacher, administrator}'::text[]) person;
select tests.sign_in('teacher');
select is(
  (select string_agg(v ->> 'number' || ' ' || (v #>> '{file,name}') || ' ' || (v ->> 'is_present'), ', ') from jsonb_array_elements(public.document_versions(tests.id('for all'))) v),
  '2 Новый.xlsx true, 1 План.docx false', 'D3 Who may change it sees its versions'
);
select is(tests.does('teacher', $$ select public.restore_document_version(tests.id('for all'), tests.id('for the group')) $$), 'SF003', 'D3 The file of another is no version of it');
select is(tests.does('administrator', $$ select public.restore_document_version(tests.id('for all'), tests.id('for all')) $$), 'done', 'D3 An older one is had back');
select ok(pg_temp.reads('student', 'for all') and not pg_temp.reads('student', 'for all again'), 'D3 And is what readers read');
select is((select said -> 'used_bytes' from (select pg_temp.asks('teacher')) settings (said)), '4000', 'D1 All versions count');
select is((select said -> 'used_bytes' from (select pg_temp.asks('student')) settings (said)), 'null', 'D2 Who sees not all of them does not learn how they grow');

-- Downloads.
select is(tests.does('student', $$ select public.count_document_download(tests.id('for all')) $$), 'done', 'D3 A download is counted') from generate_series(1, 2);
select is(tests.does('outsider', $$ select public.count_document_download(tests.id('for all')) $$), 'done', 'D3 So is that of another');
select is((select downloads from private.documents where id = tests.id('for all')), 2, 'D3 Once for each who goes on with it');

-- Deleting.
select is(tests.does('teacher', $$ select public.delete_document(tests.id('for all')) $$), 'done', 'D3 It is deleted');
select is(pg_temp.titles(pg_temp.page(person)), rest, 'D3 And no longer in the list of: ' || person)
  from (values ('outsider', ''), ('teacher', 'Методичка, Нагрузка'), ('administrator', 'Методичка, Нагрузка')) left_over (person, rest);
select is(pg_temp.titles(pg_temp.page('outsider', query => 'звонки')), '', 'D3 Nor found');
select ok(not pg_temp.reads(person, 'for all'), 'D3 Nor read by: ' || person) from unnest('{teacher, student, administrator}'::text[]) person;
create function pg_temp.bin(person text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.act_as(person);
  found := pg_temp.titles(public.document_bin(tests.id('college')));
  perform tests.reset();
  return found;
end
$$;
select is(pg_temp.bin(person), titles, 'D3 What is in the bin of: ' || person) from (values ('teacher', 'Звонки'), ('administrator', 'Звонки'), ('colleague', ''), ('secretary', '')) bin (person, titles);
select is(tests.does(person, $$ select public.document_bin(tests.id('college')) $$), '42501', 'D3 Has no bin: ' || person) from unnest('{student, stranger, nobody}'::text[]) person;
select is(tests.outcome(person, format('select public.%s(tests.id(''for all''))', deed)), 'SF003', 'D3 Does nothing with what is in the bin: ' || person)
  from unnest('{colleague, student, stranger, removed}'::text[]) person, unnest('{undelete_document, erase_document}'::text[]) deed;
select is(tests.outcome('administrator', $$ select public.undelete_document(tests.id('for all')) $$), 'done', 'D3 An administrator takes it out');
select is(tests.does('teacher', $$ select public.undelete_document(tests.id('for all')) $$), 'done', 'D3 And so does who deleted it');
select ok(pg_temp.reads('student', 'for all'), 'D3 It is as it was');
select is(tests.does('administrator', $$ select public.delete_document(tests.id('for all')) $$), 'done', 'D3 An administrator deletes it');
select is(tests.does('teacher', $$ select public.undelete_document(tests.id('for all')) $$), 'SF003', 'D3 What an administrator deleted, who put it up does not bring back');
select ok(pg_temp.logged('for all') like '%document_deleted by administrator', 'A11 It is in the log');
select tests.reset();
update private.documents set deleted_at = now() - interval '30 days' where id = tests.id('for all');
select is(tests.does('administrator', $$ select public.undelete_document(tests.id('for all')) $$), 'SF003', 'D3 After thirty days nobody does');
select is(tests.does(person, 'select public.delete_ended_documents()'), '42501', 'D3 Does not sweep: ' || person) from unnest('{administrator, nobody}'::text[]) person;
update storage.objects set created_at = now() - interval '2 days' where bucket_id = 'documents' and (name like pg_temp.path('for%', '%') or name like tests.id('college') || '%');
select tests.service();
select is((select count(*) from public.unused_files() where name in (pg_temp.path('for all'), pg_temp.path('for the group'))), 0::bigint, 'D3 The files of documents stay');
select is((select count(*) from public.unused_files() where name = pg_temp.path('by teacher')), 1::bigint, 'D4 What never became one does not');
select is(public.delete_ended_documents(), 1, 'D3 The rest of it is deleted');
select is((select count(*) from public.unused_files() where name in (pg_temp.path('for all'), pg_temp.path('for all again'))), 2::bigint, 'D3 With its files');
select tests.reset();
select is((select count(*) from private.document_versions where document_id = tests.id('for all')), 0::bigint, 'D3 And its versions');
select is(tests.does('colleague', $$ select public.delete_document(tests.id('for the group')) $$), 'done', 'D3 One more is deleted');
select is(tests.does('colleague', $$ select public.erase_document(tests.id('for the group')) $$), 'done', 'D3 And erased at once');
select is((select count(*) from private.documents where id = tests.id('for the group')), 0::bigint, 'D3 It is gone');
select is(tests.outcome('teacher', $$ select public.erase_document(tests.id('for teachers')) $$), 'SF003', 'D3 What is not in the bin is not erased');

-- What somebody put up for another's document they take along, but not what becomes of that.
select tests.reset();
select pg_temp.adds('teacher', 'lasting', audience => 'teachers');
select pg_temp.puts_object('director', 'their version');
select tests.does('director', format('select public.replace_document(%L, %L)', tests.id('lasting'), pg_temp.file('their version', 'Их.docx')));
update public.memberships set left_at = now(), is_admin = false where person_id = tests.id('director') and college_id = tests.id('college');
select tests.does('teacher', $$ select public.update_document(tests.id('lasting'), 'Новая тайна', '') $$);
select tests.sign_in('director');
select is(
  (select jsonb_agg(d -> 'file') || jsonb_build_array(data::text like '%Новая тайна%') from public.export_my_data() data, jsonb_array_elements(data -> 'documents') d group by data),
  '["Их.docx", false]', 'A12 Who was removed takes along their file, and does not read on how its document is called'
);

-- People without rights read and write nothing by the tables themselves.
select tests.sign_in('administrator');
select tests.refused(format('select from private.%I', hidden), 'D2 The tables are closed: ' || hidden)
  from unnest('{documents, document_versions, document_folders, document_groups, document_words, document_settings, document_formats, documents_for_me, readable_documents, changeable_documents, changeable_folders}'::text[]) hidden;
select is(tests.affected($$ update storage.objects set name = 'x' where bucket_id = 'documents' $$), 0, 'D2 Nobody changes an object');
select set_config('storage.allow_delete_query', 'true', true);
select is(tests.affected($$ delete from storage.objects where bucket_id = 'documents' $$), 0, 'D2 Or takes it away');

select * from finish();
