-- Folders of documents, their lists and the search: what they show, and to whom.
select plan(152);

insert into world select tests.person('colleague', 'college', 'teacher')
  union all select tests.person('outsider', 'college');
insert into public.groups (id, college_id, number, start_year, end_year) values
  (tests.id('other group'), tests.id('college'), 'ЭК-11', extract(year from now()), extract(year from now()) + 4);
insert into public.group_students (group_id, person_id) values (tests.id('other group'), tests.id('outsider'));

create function pg_temp.puts(
  person text, title text, folder text default null, audience text default 'college', groups text[] default '{}', name text default 'a.docx',
  bytes bigint default 1000, description text default ''
) returns void
language plpgsql
as $$
begin
  perform tests.reset();
  insert into storage.objects (bucket_id, name, owner_id, metadata) values (
    'documents', tests.id('college') || '/' || tests.id(title) || '/original', tests.id(person)::text,
    jsonb_build_object('size', bytes, 'mimetype', 'application/octet-stream')
  );
  perform tests.sign_in(person);
  perform public.add_document(
    tests.id('college'), jsonb_build_object('id', tests.id(title), 'kind', 'file', 'name', name), title,
    case when folder is not null then tests.id(folder) end, audience, array(select tests.id(g) from unnest(groups) g), description
  );
  perform tests.reset();
end
$$;
create function pg_temp.makes(person text, name text, parent text default null, id text default null) returns text
language sql
as $$
  select tests.does(person, format(
    'select public.create_document_folder(%L, tests.id(''college''), %L, %L)', tests.id(coalesce(id, name)), name, case when parent is not null then tests.id(parent) end
  ))
$$;
create function pg_temp.folders(person text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.act_as(person);
  found := (select coalesce(string_agg(f ->> 'name', ', '), '') from jsonb_array_elements(public.document_folders(tests.id('college'))) f);
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.page(person text, folder text default null, query text default '', kind text default null, sort text default 'date', cursor jsonb default null, size integer default 50, author text default null)
returns jsonb
language plpgsql
as $$
declare
  found jsonb;
begin
  perform tests.act_as(person);
  found := public.documents_page(
    tests.id('college'), case when folder is not null then tests.id(folder) end, query, kind, null, sort, cursor, size,
    case when author is not null then tests.id(author) end
  );
  perform tests.reset();
  return found;
end
$$;
create function pg_temp.titles(page jsonb) returns text
language sql
as $$ select coalesce(string_agg(item ->> 'title', ', ' order by place), '') from jsonb_array_elements(page -> 'items') with ordinality list (item, place) $$;
create function pg_temp.logged(folder text) returns text
language sql security definer
as $$ select coalesce(string_agg(l.action, ', ' order by l.id), '') from public.audit_log l where l.subject_type = 'document_folder' and l.subject_id = tests.id(folder)::text $$;

-- Making folders.
select is(pg_temp.makes(person, 'не будет'), '42501', 'D3 Makes no folder: ' || person) from unnest('{student, nobody, stranger, removed}'::text[]) person;
select is(pg_temp.makes('teacher', 'Базы данных'), 'done', 'D3 A teacher makes a folder');
select is(pg_temp.makes('teacher', 'Лабораторные', 'Базы данных'), 'done', 'D3 And one inside');
select is(pg_temp.makes('teacher', 'Базы данных'), 'done', 'D3 Made again it is the folder that is there');
select is(pg_temp.makes('colleague', 'Базы данных'), 'SF002', 'D3 Which is not that of another');
select is(pg_temp.makes('teacher', name), 'SF001 name', 'D3 Its name has 1 to 100 characters') from unnest(array[' ', repeat('я', 101)]) name;
select is(pg_temp.makes('teacher', 'Нигде', 'no folder'), 'SF003 no_folder', 'D3 The folder around it is there');
insert into private.document_folders (id, college_id, path, name) values (tests.id('foreign'), tests.id('other college'), array[tests.id('foreign')], 'Чужая');
select is(pg_temp.makes('teacher', 'Нигде', 'foreign'), 'SF003 no_folder', 'D3 And of the college');
select is(pg_temp.makes('teacher', 'Ф' || n, case when n > 1 then 'Ф' || n - 1 end), 'done', 'D3 Eight stand in each other') from generate_series(1, 8) n;
select is(pg_temp.makes('teacher', 'Ф9', 'Ф8'), 'SF001 too_deep', 'D3 But no more');

-- Who sees them.
select is(pg_temp.folders(person), seen, 'D3 While there is nothing in them, folders are seen by: ' || person) from (values
  ('colleague', 'Базы данных, Лабораторные, Ф1, Ф2, Ф3, Ф4, Ф5, Ф6, Ф7, Ф8'), ('administrator', 'Базы данных, Лабораторные, Ф1, Ф2, Ф3, Ф4, Ф5, Ф6, Ф7, Ф8'), ('student', '')
) actor (person, seen);
delete from private.document_folders where name like 'Ф%';
select is(tests.does(person, $$ select public.document_folders(tests.id('college')) $$), '42501', 'D3 Is refused the folders: ' || person)
  from unnest('{nobody, stranger, removed, newcomer}'::text[]) person;
select pg_temp.puts('administrator', 'Ключ к работам', 'Лабораторные', 'groups', '{other group}');
select is(pg_temp.folders(person), seen, 'D3 A folder with a document is seen by who sees that: ' || person) from (values
  ('outsider', 'Базы данных, Лабораторные'), ('administrator', 'Базы данных, Лабораторные'), ('student', ''), ('colleague', ''), ('teacher', 'Базы данных, Лабораторные')
) actor (person, seen);
select is(
  (select string_agg(tests.does('student', format('select public.documents_page(tests.id(''college''), tests.id(%L))', folder)), ', ') from unnest('{Лабораторные, no folder, foreign}'::text[]) folder),
  'SF003 no_folder, SF003 no_folder, SF003 no_folder', 'D3 To all others it is not there'
);
select is(tests.does('colleague', $$ select public.create_document_folder(gen_random_uuid(), tests.id('college'), 'Внутри', tests.id('Лабораторные')) $$), 'SF003 no_folder', 'D3 They make none in it');
select pg_temp.puts('colleague', 'План', null);
select is(tests.does('colleague', $$ select public.move_document(tests.id('План'), tests.id('Лабораторные')) $$), 'SF003 no_folder', 'D3 And move nothing there');
select is(tests.does('colleague', format('select public.%s', deed)), 'SF003 no_folder', 'D3 Nor do anything with it: ' || deed) from unnest(array[
  $$rename_document_folder(tests.id('Лабораторные'), 'x')$$, $$move_document_folder(tests.id('Лабораторные'))$$, $$delete_document_folder(tests.id('Лабораторные'))$$
]) deed;
select pg_temp.puts('teacher', 'Первая работа', 'Лабораторные', 'groups', '{group}');
select is(pg_temp.folders('student'), 'Базы данных, Лабораторные', 'D2 Another document lets others see it');
select is(pg_temp.titles(pg_temp.page(person, 'Лабораторные')), titles, 'D3 In it sees: ' || person) from (values
  ('student', 'Первая работа'), ('outsider', 'Ключ к работам'), ('administrator', 'Первая работа, Ключ к работам')
) actor (person, titles);
select is(pg_temp.titles(pg_temp.page('student')), 'План', 'D3 Outside is what is in no folder');
delete from public.group_students where person_id = tests.id('student');
select is(pg_temp.folders('student'), '', 'D2 Who has left the group sees it no longer');
insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('student'));
select is(tests.does('teacher', $$ select public.delete_document(tests.id('Первая работа')) $$), 'done', 'D3 It is deleted');
select is(pg_temp.folders('student'), '', 'D3 What is in the bin shows no folder');
select is(tests.does('teacher', $$ select public.undelete_document(tests.id('Первая работа')) $$), 'done', 'D3 It is taken out');
select is(pg_temp.folders('student'), 'Базы данных, Лабораторные', 'D3 And is in its folder again');
select pg_temp.makes('administrator', 'Отчисления'), pg_temp.makes('administrator', 'Общая');
select pg_temp.puts('administrator', 'Список', 'Отчисления', 'groups', '{other group}'), pg_temp.puts('administrator', 'Правила', 'Общая');
select is(pg_temp.folders('colleague'), 'Общая', 'D3 Of two folders one is seen');
select tests.does('administrator', format('select public.delete_document(tests.id(%L))', title)) from unnest('{Список, Правила}'::text[]) title;
select is(pg_temp.folders('colleague'), 'Общая', 'D3 What is in the bin neither shows teachers a folder nor takes one away');
delete from private.documents where title in ('Список', 'Правила');
select is(pg_temp.folders('colleague'), 'Общая, Отчисления', 'D3 It does when it is gone');
delete from private.document_folders where name in ('Отчисления', 'Общая');

-- Changing them.
select is(tests.does(person, format('select public.%s', deed)), '42501', 'D3 Does not: ' || person || ' ' || deed)
  from unnest('{student, outsider}'::text[]) person, unnest(array[
    $$rename_document_folder(tests.id('Лабораторные'), 'x')$$, $$move_document_folder(tests.id('Лабораторные'))$$, $$delete_document_folder(tests.id('Лабораторные'))$$
  ]) deed;
select is(tests.does('stranger', $$ select public.rename_document_folder(tests.id('Лабораторные'), 'x') $$), '42501', 'D3 Nor does a stranger');
select is(tests.does('stranger', $$ select public.rename_document_folder(tests.id('no folder'), 'x') $$), '42501', 'D3 Who is told the same of what is not there');
select is(tests.does('teacher', $$ select public.rename_document_folder(tests.id('Лабораторные'), 'Работы') $$), 'done', 'D3 Who made it gives it another name');
select is(tests.does('teacher', $$ select public.rename_document_folder(tests.id('Лабораторные'), '  ') $$), 'SF001 name', 'D3 But no empty one');
select is(pg_temp.logged('Лабораторные'), '', 'A11 Which is nobody''s matter');
select is(tests.does('administrator', $$ select public.rename_document_folder(tests.id('Лабораторные'), 'Лабораторные') $$), 'done', 'D3 And so does an administrator');
select is(pg_temp.logged('Лабораторные'), 'document_folder_changed', 'A11 Which is in the log');
select is(tests.does('teacher', $$ select public.delete_document_folder(tests.id('Лабораторные')) $$), 'SF001 not_empty', 'D3 A folder with something in it is not deleted');
select is(tests.does('teacher', $$ select public.delete_document_folder(tests.id('Базы данных')) $$), 'SF001 not_empty', 'D3 Nor one with a folder');
select is(tests.does('teacher', $$ select public.move_document_folder(tests.id('Базы данных'), tests.id('Лабораторные')) $$), 'SF001 circle', 'D3 Nor is one moved into itself');
select is(tests.does('teacher', $$ select public.move_document_folder(tests.id('Базы данных'), tests.id('Базы данных')) $$), 'SF001 circle', 'D3 In no way');
select is(pg_temp.makes('teacher', 'Ф' || n, case when n > 1 then 'Ф' || n - 1 end), 'done', 'D3 Seven in each other') from generate_series(1, 7) n;
select is(tests.does('teacher', $$ select public.move_document_folder(tests.id('Базы данных'), tests.id('Ф7')) $$), 'SF001 too_deep', 'D3 What is moved is no deeper with what is in it');
select is(tests.does('teacher', $$ select public.move_document_folder(tests.id('Базы данных'), tests.id('Ф6')) $$), 'done', 'D3 Where there is room it is moved');
select is(
  (select array_agg(f.name order by place) from private.document_folders l, unnest(l.path) with ordinality part (id, place) join private.document_folders f on f.id = part.id where l.id = tests.id('Лабораторные')),
  '{Ф1,Ф2,Ф3,Ф4,Ф5,Ф6,"Базы данных",Лабораторные}', 'D3 With what is in it'
);
select is(pg_temp.folders('student'), 'Базы данных, Лабораторные, Ф1, Ф2, Ф3, Ф4, Ф5, Ф6', 'D3 Whoever sees it sees the way there');
select is(tests.does('administrator', $$ select public.move_document_folder(tests.id('Базы данных')) $$), 'done', 'D3 And out again');
select is(pg_temp.folders('student'), 'Базы данных, Лабораторные', 'D3 Which takes the way away');
select is(tests.does('administrator', $$ select public.delete_document_folder(tests.id('Ф7')) $$), 'done', 'D3 An empty one is deleted');
select is(pg_temp.logged('Ф7'), 'document_folder_deleted', 'A11 Which is in the log');

select pg_temp.puts('teacher', 'Для всех', 'Лабораторные');
select is(pg_temp.folders('colleague'), 'Базы данных, Лабораторные, Ф1, Ф2, Ф3, Ф4, Ф5, Ф6', 'D3 Another teacher sees them by now');
select is(tests.does('colleague', format('select public.%s', deed)), '42501', 'D3 But does not change them: ' || deed) from unnest(array[
  $$rename_document_folder(tests.id('Лабораторные'), 'x')$$, $$move_document_folder(tests.id('Лабораторные'))$$, $$delete_document_folder(tests.id('Ф6'))$$
]) deed;
select is(pg_temp.makes('administrator', 'Скрытая'), 'done', 'D3 An administrator makes one');
select pg_temp.puts('administrator', 'Тайна', 'Скрытая', 'groups', '{other group}');
select is(tests.does('teacher', $$ select public.move_document_folder(tests.id('Лабораторные'), tests.id('Скрытая')) $$), 'SF003 no_folder', 'D3 Nobody moves a folder into one that they do not see');

-- What was in a folder that is gone by now comes back outside.
select pg_temp.puts('teacher', 'Старое', 'Ф6');
select is(tests.does('teacher', $$ select public.delete_document(tests.id('Старое')) $$), 'done', 'D3 A document goes into the bin');
select is(tests.does('teacher', $$ select public.delete_document_folder(tests.id('Ф6')) $$), 'done', 'D3 Then its folder is deleted');
select is(tests.does('teacher', $$ select public.undelete_document(tests.id('Старое')) $$), 'done', 'D3 The document comes back');
select is((select folder_id from private.documents where id = tests.id('Старое')), null, 'D3 And stands outside');

-- Order, pages, kinds.
select tests.reset();
delete from private.documents where true;
select pg_temp.puts('teacher', title, null, 'college', '{}', name, bytes)
  from (values ('Лекция о нормальных формах', 'a.docx', 30), ('Ведомость', 'b.xlsx', 10), ('Ёлка', 'c.mp4', 20), ('Алгебра', 'd.docx', 10)) each (title, name, bytes);
create function pg_temp.all_pages(sort text) returns text
language plpgsql
as $$
declare
  page jsonb := pg_temp.page('student', sort => all_pages.sort, size => 1);
  found text := '';
begin
  loop
    found := found || ' ' || pg_temp.titles(page);
    exit when page -> 'next' = 'null' or length(found) > 500;
    page := pg_temp.page('student', sort => all_pages.sort, size => 1, cursor => page -> 'next');
  end loop;
  return found;
end
$$;
select is(pg_temp.titles(pg_temp.page('student', sort => sort)), titles, 'D3 Sorted by ' || sort) from (values
  ('date', 'Алгебра, Ёлка, Ведомость, Лекция о нормальных формах'), ('name', 'Алгебра, Ведомость, Ёлка, Лекция о нормальных формах')
) sorted (sort, titles);
select is(pg_temp.all_pages(sort), ' ' || replace(pg_temp.titles(pg_temp.page('student', sort => sort)), ', ', ' '), 'D3 Page by page none is missing or doubled, by ' || sort)
  from unnest('{date,name,size}'::text[]) sort;
select is(pg_temp.page('student', kind => 'text', size => 1) -> 'total', '2', 'D3 The first page of what is looked for says how many there are');
select is(pg_temp.titles(pg_temp.page('student', kind => 'table')), 'Ведомость', 'D3 Of one kind');

-- Words.
select tests.reset();
delete from private.documents where true;
select is(pg_temp.makes('teacher', 'Архив'), 'done', 'D3 In a folder');
select pg_temp.puts('teacher', 'Методические указания', 'Архив', description => 'Нормализация отношений, третья нормальная форма');
select pg_temp.puts('teacher', 'Список Ивановой', null);
select pg_temp.puts('administrator', 'Премии преподавателям', null, 'teachers');
select is(pg_temp.titles(pg_temp.page('student', query => query)), titles, 'D3 Looking for ' || query) from (values
  ('методических указаний', 'Методические указания'), ('нормальной формой', 'Методические указания'), ('метод', 'Методические указания'),
  ('ИВАНОВ', 'Список Ивановой'), ('указнаия', 'Методические указания'), ('указения', 'Методические указания'), ('список указаний', ''), ('премия', ''), ('…', '')
) asked (query, titles);
select is(pg_temp.titles(pg_temp.page('teacher', query => 'премии')), 'Премии преподавателям', 'D3 Who sees it finds it');
select is(pg_temp.titles(pg_temp.page('student', query => 'примии')), '', 'D2 Nobody finds by a mistyped word what is not for them');
select is(pg_temp.titles(pg_temp.page('student', 'Архив', 'список')), '', 'D3 In a folder one looks for what is in it');
select pg_temp.puts('administrator', 'Указание', null, 'teachers');
select is(pg_temp.titles(pg_temp.page('student', query => 'указание')), 'Методические указания', 'D2 What others have does not change what one finds');
select is(tests.does('teacher', $$ select public.update_document(tests.id('Список Ивановой'), 'Перечень', '') $$), 'done', 'D3 With another title');
select is(pg_temp.titles(pg_temp.page('student', query => 'перечни')), 'Перечень', 'D3 It is found by that');
select is(pg_temp.titles(pg_temp.page('student', query => 'иванова')), '', 'D3 And no longer by the former one');

-- Names of people and groups.
select tests.reset();
update public.profiles set surname = 'Озерова', name = 'Марина', patronymic = 'Ильинична' where id = tests.id('teacher');
update public.profiles set surname = 'Королёв', name = 'Пётр' where id = tests.id('administrator');
select pg_temp.puts('administrator', 'План недели', null, 'groups', '{group}'), pg_temp.puts('administrator', 'Смета', null, 'groups', '{other group}');
select is(pg_temp.titles(pg_temp.page(person, query => query, sort => 'name')), titles, 'D3 By names, ' || person || ' looking for ' || query) from (values
  ('student', 'озеровой', 'Методические указания, Перечень'), ('student', 'Марина', 'Методические указания, Перечень'), ('student', 'озерова перечень', 'Перечень'),
  ('student', 'КОРОЛЕВ', 'План недели'), ('student', 'ис-21', 'План недели'), ('student', 'план ис 21', 'План недели'), ('student', 'эк-11', ''), ('student', 'роле', ''),
  ('outsider', 'эк-11', 'Смета'), ('outsider', 'королев', 'Смета'), ('teacher', 'эк', ''), ('administrator', 'эк', 'Смета')
) asked (person, query, titles);
select is(pg_temp.titles(pg_temp.page('student', author => author, sort => 'name')), titles, 'D3 Of one author: ' || author) from (values
  ('teacher', 'Методические указания, Перечень'), ('administrator', 'План недели'), ('colleague', ''), ('student', '')
) asked (author, titles);
select is(pg_temp.titles(pg_temp.page('student', 'Архив', author => 'teacher')), 'Методические указания', 'D3 In a folder what they have put up there');
create function pg_temp.authors(person text) returns text
language plpgsql
as $$
declare
  found text;
begin
  perform tests.act_as(person);
  found := (select coalesce(string_agg(a ->> 'surname', ', '), '') from jsonb_array_elements(public.document_authors(tests.id('college'))) a);
  perform tests.reset();
  return found;
end
$$;
select is(pg_temp.authors('student'), 'Королёв, Озерова', 'D3 The authors of what one sees are named, by surname');
select tests.does('administrator', $$ select public.set_document_audience(tests.id('План недели'), 'teachers') $$);
select is(pg_temp.authors('student'), 'Озерова', 'D2 Of what one does not see they are not');
select is(pg_temp.authors('teacher'), 'Королёв, Озерова', 'D3 They are to whom it is for');
select tests.does('teacher', $$ select public.delete_document(tests.id('Список Ивановой')) $$), tests.does('teacher', $$ select public.delete_document(tests.id('Методические указания')) $$);
select is(pg_temp.authors('student'), '', 'D3 Nor of what is in the bin');
select tests.does('teacher', $$ select public.undelete_document(tests.id('Список Ивановой')) $$), tests.does('teacher', $$ select public.undelete_document(tests.id('Методические указания')) $$);
select is(tests.does(person, $$ select public.document_authors(tests.id('college')) $$), '42501', 'D3 Is refused the authors: ' || person)
  from unnest('{nobody, stranger, removed, newcomer}'::text[]) person;
select tests.reset();
delete from private.documents where title in ('План недели', 'Смета', 'Премии преподавателям', 'Указание');

select tests.sign_in('student');
select throws_ok(
  $$ select public.documents_page(tests.id('college'), query => 'перечень') from generate_series(1, 121) $$, 'SF004', null, 'D3 120 questions a minute are enough'
);

select tests.sign_in('colleague');
select throws_ok(
  $$ select public.create_document_folder(gen_random_uuid(), tests.id('college'), 'Папка ' || n) from generate_series(1, 201) n $$, 'SF004', null, 'D3 200 folders an hour are enough'
);
select tests.reset();
insert into private.document_folders (id, college_id, path, name)
  select tests.id('many ' || n), tests.id('college'), array[tests.id('many ' || n)], 'Папка' from generate_series(1, 2000) n;
select is(pg_temp.makes('colleague', 'Ещё одна'), 'SF001 too_many', 'D3 And 2,000 in all');
delete from private.document_folders where name = 'Папка';

-- Lives.
select tests.sign_in('teacher');
select is(
  (select array(select d ->> 'title' from jsonb_array_elements(data -> 'documents') d) || array(select f ->> 'name' from jsonb_array_elements(data -> 'document_folders') f where f ->> 'name' = 'Архив') from (select public.export_my_data()) mine (data)),
  '{"Методические указания",Перечень,Архив}', 'A12 What one put up one takes along'
);
select tests.reset();
update public.memberships set left_at = now() where person_id = tests.id('teacher') and college_id = tests.id('college');
select is(tests.does('teacher', $$ select public.document(tests.id('Список Ивановой')) $$), 'SF003', 'D2 Who was removed does not see what they put up');
select is(tests.does('teacher', $$ select public.documents_page(tests.id('college')) $$), '42501', 'D2 Nor any list');
select is(pg_temp.titles(pg_temp.page('student')), 'Перечень', 'D2 But it stays for all others');
select tests.erase('teacher');
select is((select pg_temp.page('student') #> '{items,0,uploader}'), 'null', 'A12 Also after their account is erased, without a name');
select is(pg_temp.folders('student'), 'Архив', 'A12 With their folders');

select * from finish();
