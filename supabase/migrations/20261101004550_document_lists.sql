-- Lists of documents and the search in them.

-- Words as a search in messages has them; the index over three letters each is read within one college.
create table private.document_words (
  college_id uuid not null references public.colleges (id) on delete cascade,
  word text collate "C" not null,
  document_id uuid not null references private.documents (id) on delete cascade,
  primary key (college_id, word, document_id)
);
create index document_words_document_id on private.document_words (document_id);
create index document_words_trigrams on private.document_words using gin (private.chat_trigrams(college_id, word)) with (fastupdate = off);
comment on table private.document_words is 'Which words stand in the title or the description of which document.';
revoke all on private.document_words from public, anon, authenticated;

create function private.update_document_words() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    delete from private.document_words w where w.document_id = new.id;
  end if;
  insert into private.document_words (college_id, word, document_id)
    select new.college_id, word, new.id from unnest(private.words_of(new.title || ' ' || new.description)) word;
  return null;
end
$$;

create trigger update_document_words after insert on private.documents
  for each row execute function private.update_document_words();
create trigger update_changed_document_words after update of title, description on private.documents
  for each row execute function private.update_document_words();

-- One step of an index for each person, however many documents they have put up.
create function private.document_uploader_ids(college uuid) returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  with recursive uploader as (
    (
      select d.uploader_id as id from private.documents d
      where d.college_id = document_uploader_ids.college and d.deleted_at is null and d.uploader_id is not null
      order by d.uploader_id limit 1
    )
    union all
    select (
      select d.uploader_id from private.documents d
      where d.college_id = document_uploader_ids.college and d.deleted_at is null and d.uploader_id > u.id
      order by d.uploader_id limit 1
    ) from uploader u where u.id is not null
  )
  select u.id from uploader u where u.id is not null;
end;
comment on function private.document_uploader_ids is 'Who has put up documents that a college has.';

create function public.document_authors(college uuid) returns jsonb
language plpgsql stable security definer
set search_path = '' set jit = off
as $$
begin
  perform private.require_member(college);
  return (
    select coalesce(jsonb_agg(private.person_json(p.id) order by p.surname, p.name, p.id), '[]')
    from private.document_uploader_ids(college) uploader (id) join public.profiles p on p.id = uploader.id
    -- One document of each is enough; all of them would be read otherwise.
    join lateral (
      select from private.readable_documents d where d.college_id = document_authors.college and d.uploader_id = p.id limit 1
    ) document on true
  );
end
$$;
comment on function public.document_authors is
  'Who has put up the documents that a member of the college sees, by surname. Refused (42501) to everybody else.';
revoke execute on function public.document_authors from public, anon, service_role;
grant execute on function public.document_authors to authenticated;

create function private.documents_by_names(college uuid, word text) returns setof uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  uploaders constant uuid[] := array(
    select p.id from private.document_uploader_ids(college) uploader (id) join public.profiles p on p.id = uploader.id
    where position(' ' || word in ' ' || private.search_text(concat_ws(' ', p.surname, p.name, p.patronymic))) > 0
  );
  groups constant uuid[] := array(
    select g.id from public.groups g
    where g.college_id = documents_by_names.college and position(' ' || word in ' ' || private.search_text(g.number)) > 0
  );
begin
  return query
    select d.id from private.documents d
    where d.college_id = documents_by_names.college and d.deleted_at is null and d.uploader_id = any (uploaders)
    union all
    select d.id from private.document_groups g join private.documents d on d.id = g.document_id
    where g.group_id = any (groups) and d.audience = 'groups';
end
$$;
comment on function private.documents_by_names is
  'Documents of a college that a person has put up, or that are for a group, whose name begins so in one of its words. The caller looks at the rights.';

-- What is looked for is looked for among what the caller sees, also whether a word was mistyped: else an answer would tell which
-- words stand in documents of others.
create function private.find_documents(college uuid, query text) returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  each text;
  stem text;
  trigrams bigint[];
  named uuid[];
  hits uuid[];
  found uuid[];
begin
  for each in
    select w from unnest(string_to_array(private.search_text(normalize(left(query, 300), NFC)), ' ')) with ordinality list (w, place)
    where length(w) > 1 or w ~ '[0-9]'
    group by w order by min(place) limit 8
  loop
    each := left(each, 40);
    stem := private.stem(each);
    -- First the words and then the rights: together they would be looked for in all documents.
    named := array(
      select w.document_id from private.document_words w
      where w.college_id = find_documents.college
        and w.word in (stem, case when stem ~ '(ов|ев|ин|ын)$' then private.stem(stem) else stem end, each)
      union
      select w.document_id from private.document_words w
      where length(stem) > 1 and w.college_id = find_documents.college and w.word >= stem and w.word < stem || chr(1114111)
      union
      select id from private.documents_by_names(find_documents.college, stem) by_names (id) where length(stem) > 1
    );
    found := array(select d.id from private.readable_documents d where d.id = any (named) and d.college_id = find_documents.college);
    if cardinality(found) = 0 and length(each) > 3 then
      trigrams := private.chat_trigrams(college, stem);
      named := array(
        select w.document_id from private.document_words w
        where private.chat_trigrams(w.college_id, w.word) operator(pg_catalog.&&) trigrams and w.college_id = find_documents.college
          and abs(length(w.word) - length(stem)) <= 2 and extensions.similarity(w.word, stem) >= 0.3
        union
        select w.document_id from generate_series(1, length(each) - 1) place
          join private.document_words w on w.college_id = find_documents.college and w.word = private.stem(
            left(each, place - 1) || substr(each, place + 1, 1) || substr(each, place, 1) || substr(each, place + 2)
          ) collate "C"
      );
      found := array(select d.id from private.readable_documents d where d.id = any (named) and d.college_id = find_documents.college);
    end if;
    hits := case when hits is null then found else array(select unnest(hits) intersect select unnest(found)) end;
    exit when cardinality(hits) = 0;
  end loop;
  return coalesce(hits, '{}');
end
$$;
comment on function private.find_documents is
  'Documents that the caller sees and that have all words of a question: in title or description in some form, as a beginning, or written alike where no such word is there, or in the names of who put them up and of the groups that they are for.';

create function public.documents_page(
  college uuid,
  folder uuid default null,
  query text default '',
  kind text default null,
  study_group uuid default null,
  sort text default 'date',
  cursor jsonb default null,
  size integer default 50,
  author uuid default null
)
returns jsonb
language plpgsql volatile security definer
-- Compiling the plan would take longer than the answer.
set search_path = '' set jit = off
as $$
declare
  most constant integer := least(greatest(coalesce(size, 50), 1), 500);
  is_search constant boolean := coalesce(query, '') ~ '[^[:space:]]';
  everywhere constant boolean := is_search or kind is not null or study_group is not null or author is not null;
  hits uuid[];
  wanted text := 'd.college_id = $1';
  order_by text;
  ids uuid[];
  total bigint;
begin
  perform private.require_member(college);
  perform private.require_seen_folder(folder, college);
  if is_search then
    -- A person who types looks for something every half second at most.
    perform private.throttle('searches in documents of ' || private.me(), 120, '1 minute');
    hits := private.find_documents(college, query);
    wanted := wanted || ' and d.id = any ($3)';
  end if;
  wanted := wanted || case
    when everywhere and folder is null then ''
    when everywhere then ' and d.folder_id in (select f.id from private.document_folders f where f.college_id = $1 and f.path @> array[$2])'
    when folder is null then ' and d.folder_id is null'
    else ' and d.folder_id = $2'
  end;
  if kind is not null then
    wanted := wanted || ' and d.kind = $4';
  end if;
  if study_group is not null then
    wanted := wanted || ' and d.audience = ''groups'' and d.id = any (array(select g.document_id from private.document_groups g where g.group_id = $5))';
  end if;
  if author is not null then
    wanted := wanted || ' and d.uploader_id = $8';
  end if;
  if cursor is null and is_search and num_nonnulls(folder, kind, study_group, author) = 0 then
    total := cardinality(hits);
  elsif cursor is null and everywhere then
    execute 'select count(*) from private.readable_documents d where ' || wanted
      into total using college, folder, hits, kind, study_group, cursor, most, author;
  end if;
  if cursor is not null then
    wanted := wanted || case sort
      when 'name' then ' and (d.title_key, d.id) > ($6 ->> ''value'', ($6 ->> ''id'')::uuid)'
      when 'size' then ' and (d.bytes, d.id) < (($6 ->> ''value'')::bigint, ($6 ->> ''id'')::uuid)'
      else ' and (d.changed_at, d.id) < (($6 ->> ''value'')::timestamptz, ($6 ->> ''id'')::uuid)'
    end;
  end if;
  order_by := case sort when 'name' then 'd.title_key, d.id' when 'size' then 'd.bytes desc, d.id desc' else 'd.changed_at desc, d.id desc' end;
  execute format('select array(select d.id from private.readable_documents d where %s order by %s limit $7)', wanted, order_by)
    into ids using college, folder, hits, kind, study_group, cursor, most + 1, author;
  return jsonb_build_object(
    'items', (
      select coalesce(jsonb_agg(private.document_json(d, changeable.id is not null) order by page.place), '[]')
      from unnest(ids[:most]) with ordinality page (id, place) join private.documents d on d.id = page.id
      left join private.changeable_documents changeable on changeable.id = d.id and changeable.id = any (ids)
    ),
    'next', (
      select jsonb_build_object('id', d.id, 'value', case sort when 'name' then to_jsonb(d.title_key) when 'size' then to_jsonb(d.bytes) else to_jsonb(d.changed_at) end)
      from private.documents d where d.id = ids[most] and cardinality(ids) > most
    ),
    'total', total
  );
end
$$;
comment on function public.documents_page is
  'Documents that a member of the college sees (else 42501): of one folder, or, with words, a kind, a group or an author, of it and all inside; by date (`date`, the newest first), `name` or `size` (the largest first). The first page of what was looked for says how many there are in `total`; `next` is the cursor of what follows. SF003 (no_folder) for a folder that the caller does not see, SF004 for words more than 120 times a minute.';
revoke execute on function public.documents_page from public, anon, service_role;
grant execute on function public.documents_page to authenticated;
