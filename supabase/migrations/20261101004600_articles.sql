-- Articles of a college: what is being written, what readers see of it, and what was written before.
--
-- Of an article there is one draft, which only who writes it sees, and versions, which are never changed. What readers see is
-- one of the versions: saving changes nothing for them, and publishing is a pointer. A time in the future makes it appear by
-- itself, because every question asks for the time.

create function private.is_article_link(link text) returns boolean
language sql immutable parallel safe
set search_path = ''
return char_length(link) <= 2000 and link !~ '[\s\\\u0001-\u0020\u007F-\u00A0]'
  and link ~* '^(https?://[^/?#@]+([/?#]|$)|mailto:[^@]+@[^@]+$|tel:\+?[0-9()-]+$)';
comment on function private.is_article_link is
  'Whether a link leads to a page, an address or a number, and says where: with a name before the host it could be taken for another.';

create function private.is_article_embed(kind text, value jsonb) returns boolean
language sql immutable parallel safe
set search_path = ''
return case
  when kind = 'divider' then value = 'true'
  when kind = 'poll' then jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  when jsonb_typeof(value) is distinct from 'object' then false
  when exists (
    select from jsonb_each(value) part
    where not case part.key
      when 'file' then kind in ('picture', 'video', 'file') and jsonb_typeof(part.value) = 'string'
        and part.value #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      when 'caption' then kind <> 'file' and jsonb_typeof(part.value) = 'string' and char_length(part.value #>> '{}') <= 500
      when 'alt' then kind = 'picture' and jsonb_typeof(part.value) = 'string' and char_length(part.value #>> '{}') <= 500
      when 'decorative' then kind = 'picture' and jsonb_typeof(part.value) = 'boolean'
      when 'site' then kind = 'player' and part.value in ('"rutube"', '"vk"', '"youtube"')
      when 'id' then kind = 'player' and jsonb_typeof(part.value) = 'string' and part.value #>> '{}' ~ '^[A-Za-z0-9_-]{1,64}$'
      else false
    end
  ) then false
  when kind = 'player' then value ?& '{site,id}'
  else kind in ('picture', 'video', 'file') and value ? 'file'
end;

create function private.is_article_attribute(name text, value jsonb) returns boolean
language sql immutable parallel safe
set search_path = ''
return case
  when name in ('bold', 'italic', 'underline', 'strike', 'code', 'blockquote') then value = 'true'
  when name = 'header' then value in ('2', '3')
  when name = 'list' then value in ('"ordered"', '"bullet"')
  when name = 'indent' then value in ('1', '2', '3', '4', '5')
  when name = 'code-block' then value in ('true', '"plain"')
  when name = 'table' then jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^(row|head)-[a-z0-9]{1,20}$'
  when name = 'link' then jsonb_typeof(value) = 'string' and private.is_article_link(value #>> '{}')
  else false
end;

-- A page draws from a list of its own and nothing else. But who writes is not who reads, and one that draws more may come.
create function private.delta_fault(delta jsonb) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if jsonb_typeof(delta) is distinct from 'object' or jsonb_typeof(delta -> 'ops') is distinct from 'array' or delta - 'ops' <> '{}' then
    return 'shape';
  elsif octet_length(delta::text) > 4194304 or jsonb_array_length(delta -> 'ops') > 60000 then
    return 'size';
  elsif exists (
    select from jsonb_array_elements(delta -> 'ops') op
    where case when jsonb_typeof(op) <> 'object' then true
      else op - '{insert,attributes}'::text[] <> '{}' or not op ? 'insert' or op ? 'attributes' and jsonb_typeof(op -> 'attributes') <> 'object' end
  ) then
    return 'shape';
  elsif exists (
    select from jsonb_array_elements(delta -> 'ops') op
    where case jsonb_typeof(op -> 'insert')
      when 'string' then op ->> 'insert' ~ '[\u0001-\u0008\u000B-\u001F\u007F]'
      when 'object' then (select count(*) <> 1 or not bool_and(private.is_article_embed(e.key, e.value)) from jsonb_each(op -> 'insert') e)
      else true
    end
  ) then
    return 'insert';
  -- Each is an element in the page of every reader.
  elsif (
    select sum(regexp_count(op ->> 'insert', E'\n')) from jsonb_array_elements(delta -> 'ops') op where jsonb_typeof(op -> 'insert') = 'string'
  ) > 60000 then
    return 'size';
  elsif exists (
    select from jsonb_array_elements(delta -> 'ops') op, jsonb_each(op -> 'attributes') a
    where not private.is_article_attribute(a.key, a.value)
  ) then
    return 'attribute';
  end if;
  return null;
end
$$;
comment on function private.delta_fault is
  'In one word what is wrong with the text of an article, a Quill Delta: shape, size, insert or attribute; null when it has only what articles have.';

create function private.delta_text(delta jsonb) returns text
language sql immutable
set search_path = ''
begin atomic
  select coalesce(string_agg(op.value ->> 'insert', '' order by op.place), '')
  from jsonb_array_elements(delta -> 'ops') with ordinality op (value, place)
  where jsonb_typeof(op.value -> 'insert') = 'string';
end;

create function private.delta_files(delta jsonb) returns uuid[]
language sql immutable
set search_path = ''
begin atomic
  select coalesce(array_agg(distinct (embed.value ->> 'file')::uuid), '{}')
  from jsonb_array_elements(delta -> 'ops') op, jsonb_each(case jsonb_typeof(op -> 'insert') when 'object' then op -> 'insert' else '{}' end) embed
  where embed.key in ('picture', 'video', 'file');
end;

create function private.delta_polls(delta jsonb) returns uuid[]
language sql immutable
set search_path = ''
begin atomic
  select coalesce(array_agg(distinct (op #>> '{insert,poll}')::uuid), '{}')
  from jsonb_array_elements(delta -> 'ops') op
  where jsonb_typeof(op -> 'insert') = 'object' and op -> 'insert' ? 'poll';
end;

-- Text by text: in the notation of JSON a line that begins with a combining mark would join it to the n of \n.
create function private.clean_json(value jsonb) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return case jsonb_typeof(value)
    when 'string' then to_jsonb(private.clean_text(value #>> '{}'))
    when 'array' then (select coalesce(jsonb_agg(private.clean_json(each) order by place), '[]') from jsonb_array_elements(value) with ordinality list (each, place))
    when 'object' then (select coalesce(jsonb_object_agg(part.key, private.clean_json(part.value)), '{}') from jsonb_each(value) part)
    else value
  end;
end
$$;
comment on function private.clean_json is 'The same with all texts in it as clean_text has them. What is in what is looked at before: it calls itself.';

create table private.articles (
  id uuid primary key,
  college_id uuid not null references public.colleges (id) on delete cascade,
  author_id uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  slug text not null default '',
  title text not null default '',
  lead text not null default '',
  cover uuid,
  body jsonb not null default '{"ops": []}',
  files uuid[] not null default '{}',
  revision bigint not null default 0,
  saved_at timestamptz not null default clock_timestamp(),
  saved_by uuid references public.profiles (id) on delete set null,
  published_version uuid,
  published_at timestamptz,
  changed_at timestamptz,
  is_public boolean not null default false,
  editor_id uuid references public.profiles (id) on delete set null,
  editor_tab uuid,
  editor_seen timestamptz,
  constraint articles_slug check (slug ~ '^([a-z0-9]+(-[a-z0-9]+)*)?$' and char_length(slug) <= 80),
  constraint articles_title check (char_length(title) <= 200),
  constraint articles_lead check (char_length(lead) <= 300),
  constraint articles_published check ((published_version is null) = (published_at is null) and (published_version is null) = (changed_at is null))
);
create unique index articles_slug_one on private.articles (college_id, slug) where slug <> '';
create index articles_college_id on private.articles (college_id);
create index articles_shown on private.articles (college_id, published_at desc, id desc) where published_version is not null;
create index articles_author_id on private.articles (author_id);
create index articles_saved_by on private.articles (saved_by);
create index articles_editor_id on private.articles (editor_id);
comment on table private.articles is 'Articles with their drafts. The writer''s device makes the id.';
comment on column private.articles.slug is 'Under which address in the college the article is read; empty for its id alone.';
comment on column private.articles.body is 'The draft as a Quill Delta, as are cover, title and lead those of the draft.';
comment on column private.articles.files is 'Files of the draft, its cover among them.';
comment on column private.articles.revision is 'How often the draft was saved.';
comment on column private.articles.published_version is 'What readers see, from published_at on; null while there is nothing for them.';
comment on column private.articles.changed_at is 'When the version that readers see took the place of another.';
comment on column private.articles.is_public is 'The whole world reads it, not only members.';
comment on column private.articles.editor_tab is 'In which page the draft is being edited; a person may have it open twice.';

create table private.article_authors (
  article_id uuid not null references private.articles (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  primary key (article_id, person_id)
);
create index article_authors_person_id on private.article_authors (person_id);
comment on table private.article_authors is 'Who writes an article together with its author.';

create table private.article_versions (
  id uuid primary key default gen_random_uuid(),
  article_id uuid not null references private.articles (id) on delete cascade,
  number integer not null,
  is_set_aside boolean not null,
  title text not null,
  lead text not null,
  cover uuid,
  body jsonb not null,
  files uuid[] not null,
  polls uuid[] not null,
  words integer not null,
  made_by uuid references public.profiles (id) on delete set null,
  made_at timestamptz not null default clock_timestamp(),
  constraint article_versions_number unique (article_id, number),
  constraint article_versions_of_article unique (article_id, id)
);
create index article_versions_made_by on private.article_versions (made_by);
comment on table private.article_versions is 'What an article was: as it was saved, published, or replaced by an older one. Never changed.';
comment on column private.article_versions.is_set_aside is 'Words of somebody who was not the one to edit any more when they arrived: they were never the draft.';

alter table private.articles add constraint articles_published_version
  foreign key (id, published_version) references private.article_versions (article_id, id);
create index articles_published_version on private.articles (id, published_version);

alter table private.polls add constraint polls_article
  foreign key (article_id) references private.articles (id) on delete cascade;

create table private.article_files (
  id uuid primary key,
  article_id uuid not null references private.articles (id) on delete cascade,
  kind text not null,
  name text not null,
  bytes bigint not null,
  type text not null,
  width integer,
  height integer,
  placeholder text not null,
  duration integer,
  previews integer[] not null,
  path text not null,
  constraint article_files_kind check (kind in ('picture', 'video', 'audio', 'file')),
  constraint article_files_name check (char_length(name) between 1 and 255 and not private.is_blank(name)),
  constraint article_files_type check (
    case kind when 'picture' then type like 'image/%' when 'video' then type like 'video/%' when 'file' then true else type like 'audio/%' end
  ),
  constraint article_files_size check ((width is null) = (height is null) and width between 1 and 65535 and height between 1 and 65535),
  constraint article_files_picture check (kind <> 'picture' or width is not null),
  constraint article_files_placeholder check (char_length(placeholder) <= 400 and placeholder ~ '^[A-Za-z0-9+/]*=*$'),
  constraint article_files_duration check (duration between 0 and 86400000),
  constraint article_files_previews check (kind = 'picture' and previews <@ '{400,1280}' and cardinality(previews) <= 2 or previews = '{}')
);
create index article_files_article_id on private.article_files (article_id);
create unique index article_files_path on private.article_files (path);
comment on table private.article_files is 'Pictures, videos and files that were uploaded for an article. The writer''s device makes the id.';
comment on column private.article_files.path is 'Folder in the bucket article-files: <college>/<article>/<id>.';

-- Who writes, and who reads

create function private.writes_articles(college uuid) returns boolean
language sql stable security definer
set search_path = ''
return coalesce(college in (select private.my_author_college_ids()), false);
comment on function private.writes_articles is 'Whether the caller may write articles in a college: teachers, staff, administrators.';

create function private.my_article_ids() returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select a.id from private.articles a
  where (
      a.author_id = (select private.me())
      or exists (select from private.article_authors w where w.article_id = a.id and w.person_id = (select private.me()))
    )
    and private.writes_articles(a.college_id);
end;
comment on function private.my_article_ids is 'Articles that the caller writes, as long as they may write in the college.';

create function private.edits_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.articles a
    where a.id = article and private.writes_articles(a.college_id) and (
      a.author_id = (select private.me())
      or exists (select from private.article_authors w where w.article_id = a.id and w.person_id = (select private.me()))
    )
  );
end;

create function private.is_article_shown(article private.articles) returns boolean
language sql volatile
set search_path = ''
return article.published_version is not null and article.published_at <= clock_timestamp();

create function private.reads_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.articles a
    where a.id = article and private.is_article_shown(a) and (a.is_public or a.college_id in (select private.my_college_ids()))
  );
end;
comment on function private.reads_article is
  'Whether the caller may read what is published of an article: members of its college, or everybody where it is public.';

create function private.takes_part_in_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.edits_article(article) or exists (
    select from private.articles a
    where a.id = article and private.is_article_shown(a) and a.college_id in (select private.my_college_ids())
  );
end;
comment on function private.takes_part_in_article is
  'Whether the caller may vote in what an article asks: members who read it, and who writes it. Of the world nobody is asked.';

create function private.sees_article_poll(article uuid, poll uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.takes_part_in_article(article) and (
    private.edits_article(article)
    or exists (
      select from private.articles a join private.article_versions v on v.id = a.published_version
      where a.id = article and poll = any (v.polls)
    )
  );
end;

create function private.require_edited(article uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.me();
  if not private.edits_article(article) then
    raise exception 'no such article' using errcode = 'SF003';
  end if;
end
$$;
comment on function private.require_edited is 'Refuses (SF003) everybody who does not write this article, as if there were none.';

create function private.lock_article(article uuid) returns private.articles
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles;
begin
  perform private.require_edited(article);
  select a.* into present from private.articles a where a.id = article for no key update;
  perform private.require_edited(article);
  return present;
end
$$;
comment on function private.lock_article is 'The article as it is and stays until the transaction ends. Refuses as require_edited does.';

-- Files in Storage

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values (
    'article-files', 'article-files', false, 209715200,
    '{image/png,image/jpeg,image/webp,image/gif,image/avif,video/mp4,video/webm,video/quicktime,audio/mpeg,audio/mp4,audio/ogg,audio/webm,audio/wav,audio/aac,audio/flac,application/pdf,application/octet-stream}'
  )
  on conflict (id) do nothing;

create function private.is_article_path(bucket text, path text) returns boolean
language sql immutable parallel safe
set search_path = ''
return bucket = 'article-files' and path ~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/){3}(original|p400|p1280)$';

-- Nobody adds to the folder of another, nor to one that an article shows already. Of what is never shown there is not too much.
create function private.can_upload_article_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  folder constant text := private.chat_file_folder(path);
begin
  if me is null or private.is_article_path(bucket, path) is not true then
    return false;
  end if;
  return private.edits_article(split_part(path, '/', 2)::uuid)
    and exists (select from private.articles a where a.id = split_part(path, '/', 2)::uuid and a.college_id = split_part(path, '/', 1)::uuid)
    and not exists (select from private.article_files f where f.path = folder)
    and not private.is_in_folder_of_another(bucket, path)
    and (
      select count(*) from storage.objects o
      where o.bucket_id = 'article-files' and o.name collate "C" >= private.chat_file_folder(folder) || '/'
        and o.name collate "C" < private.chat_file_folder(folder) || '0'
    ) < 2000;
end
$$;
comment on function private.can_upload_article_file is
  'Whether the caller may put this object where its path says: who writes the article, in a folder of their own.';
grant execute on function private.can_upload_article_file to authenticated, service_role;

create function private.can_read_article_file(bucket text, path text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if private.is_article_path(bucket, can_read_article_file.path) is not true then
    return false;
  end if;
  return exists (
    select from private.article_files f join private.articles a on a.id = f.article_id
    where f.path = private.chat_file_folder(can_read_article_file.path)
      and (
        can_read_article_file.path like '%/original'
        or substring(can_read_article_file.path from '/p([0-9]+)$')::integer = any (f.previews)
      )
      and (
        private.edits_article(a.id)
        or private.reads_article(a.id)
          and exists (select from private.article_versions v where v.id = a.published_version and f.id = any (v.files))
      )
  );
end
$$;
comment on function private.can_read_article_file is
  'Whether the caller reads an article whose published version shows this object, or writes the article.';
grant execute on function private.can_read_article_file to anon, authenticated, service_role;

-- No policy to change or remove: older versions show what was uploaded, and what none shows is swept.
create policy "Who writes an article uploads its files" on storage.objects
  for insert to authenticated with check (private.can_upload_article_file(bucket_id, name));
create policy "Who reads an article reads its files" on storage.objects
  for select to anon, authenticated using (private.can_read_article_file(bucket_id, name));

create function private.is_article_file_used(path text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.articles a
    where a.id::text = split_part(path, '/', 2) and (
      split_part(path, '/', 3) = any (a.files::text[])
      or exists (select from private.article_versions v where v.article_id = a.id and split_part(path, '/', 3) = any (v.files::text[]))
    )
  );
end;
comment on function private.is_article_file_used is 'Whether the draft or a version of its article shows this object.';

create function private.article_file_json(file private.article_files) returns jsonb
language sql immutable
set search_path = ''
return jsonb_build_object(
  'id', file.id, 'kind', file.kind, 'name', file.name, 'bytes', file.bytes, 'type', file.type, 'width', file.width, 'height', file.height,
  'placeholder', file.placeholder, 'duration', file.duration, 'previews', file.previews, 'path', file.path
);

create function private.article_files_json(article uuid, wanted uuid[]) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.article_file_json(f)), '[]')
  from private.article_files f where f.article_id = article and f.id = any (wanted);
end;

create function private.article_polls_json(article uuid, wanted uuid[]) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.poll_json(p.id, (select private.me()))), '[]')
  from private.polls p where p.article_id = article and p.id = any (wanted);
end;

create function public.add_article_file(article uuid, file jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known private.articles;
  added private.article_files;
begin
  perform private.require_edited(article);
  select a.* into known from private.articles a where a.id = add_article_file.article;
  added := jsonb_populate_record(
    null::private.article_files, to_jsonb(private.stored_file('article-files', known.college_id || '/' || known.id, file))
  );
  added.article_id := known.id;
  insert into private.article_files values (added.*) on conflict on constraint article_files_pkey do nothing;
  -- The same sent again, or the id of another's.
  select f.* into added from private.article_files f where f.id = added.id and f.article_id = known.id;
  if added.id is null then
    raise exception 'the id of the file is taken' using errcode = 'SF002';
  end if;
  return private.article_file_json(added);
end
$$;
comment on function public.add_article_file is
  'Makes what the caller has uploaded a file of an article, and returns it; bytes and type are those of the object. For who writes it (else SF003). Refused as private.stored_file, and (SF002) where the id is taken.';
revoke execute on function public.add_article_file from public, anon, service_role;
grant execute on function public.add_article_file to authenticated;

create function public.create_article_poll(article uuid, question text, poll jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.lock_article(article);
  if not exists (select from private.polls p where p.id = (poll ->> 'id')::uuid and p.article_id = create_article_poll.article) then
    if (select count(*) from private.polls p where p.article_id = create_article_poll.article) >= 50 then
      raise exception 'fifty polls in an article at most' using errcode = 'SF001', detail = 'most';
    end if;
    perform private.make_poll(null, article, question, poll);
  end if;
  return private.poll_json((poll ->> 'id')::uuid, (select private.me()));
end
$$;
comment on function public.create_article_poll is
  'Makes a poll for an article and returns it, also when it is sent again; readers see it when a version that they see has it. For who writes it (else SF003). Refuses as make_poll, and (SF001, most) more than fifty.';
revoke execute on function public.create_article_poll from public, anon, service_role;
grant execute on function public.create_article_poll to authenticated;

-- Writing

create function public.create_article(college uuid, id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
begin
  if not private.writes_articles(college) then
    raise exception 'only teachers, staff and administrators write articles' using errcode = '42501';
  end if;
  perform private.throttle('articles of ' || me, 60);
  insert into private.articles (id, college_id, author_id, saved_by) values (create_article.id, create_article.college, me, me)
    on conflict on constraint articles_pkey do nothing;
  if not exists (
    select from private.articles a where a.id = create_article.id and a.college_id = create_article.college and a.author_id = me
  ) then
    raise exception 'the id of the article is taken' using errcode = 'SF002';
  end if;
end
$$;
comment on function public.create_article is
  'Begins an article, of which nobody else learns until it is published. For teachers, staff and administrators (else 42501). Refuses an id that is taken (SF002); the same sent again is nothing new.';
revoke execute on function public.create_article from public, anon, service_role;
grant execute on function public.create_article to authenticated;

-- Pages say every half a minute that they are there; of one that did not for longer nobody has to take anything over.
create function private.is_edited_elsewhere(article private.articles, tab uuid) returns boolean
language sql volatile
set search_path = ''
return article.editor_id is not null and article.editor_tab is distinct from tab
  and article.editor_seen > clock_timestamp() - interval '100 seconds';

create function private.article_editing_json(article private.articles, tab uuid) returns jsonb
language sql volatile security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'mine', article.editor_tab is not distinct from tab, 'revision', article.revision,
    'editor', case when private.is_edited_elsewhere(article, tab) then private.person_json(article.editor_id) end
  );
end;

create function public.hold_article(article uuid, tab uuid, take boolean default false) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles := private.lock_article(article);
begin
  if take or not private.is_edited_elsewhere(present, tab) then
    update private.articles a set editor_id = (select private.me()), editor_tab = tab, editor_seen = clock_timestamp()
      where a.id = present.id returning a.* into present;
  end if;
  return private.article_editing_json(present, tab);
end
$$;
comment on function public.hold_article is
  'Makes this page the one in which an article is edited, if no other is, or `take` takes it over; returns whether it is (`mine`), else who edits it, and how often the draft was saved. To be called every half a minute. For who writes it (else SF003).';
revoke execute on function public.hold_article from public, anon, service_role;
grant execute on function public.hold_article to authenticated;

create function public.leave_article(article uuid, tab uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_edited(article);
  update private.articles a set editor_id = null, editor_tab = null, editor_seen = null
    where a.id = leave_article.article and a.editor_tab = leave_article.tab;
end
$$;
comment on function public.leave_article is 'Says that a page edits an article no more. For who writes it (else SF003).';
revoke execute on function public.leave_article from public, anon, service_role;
grant execute on function public.leave_article to authenticated;

create function public.article_draft(article uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_edited(article);
  return (
    select jsonb_build_object(
      'id', a.id, 'college_id', a.college_id, 'slug', a.slug, 'title', a.title, 'lead', a.lead, 'cover', a.cover, 'body', a.body,
      'revision', a.revision, 'saved_at', a.saved_at, 'is_public', a.is_public, 'published_at', a.published_at,
      'is_shown', private.is_article_shown(a), 'is_author', a.author_id is not distinct from (select private.me()),
      'is_changed', a.published_version is null or exists (
        select from private.article_versions v
        where v.id = a.published_version and (v.title, v.lead, v.cover, v.body) is distinct from (a.title, a.lead, a.cover, a.body)
      ),
      'author', private.person_json(a.author_id),
      'authors', (
        select coalesce(jsonb_agg(private.person_json(w.person_id)), '[]') from private.article_authors w where w.article_id = a.id
      ),
      'files', private.article_files_json(a.id, a.files),
      'polls', private.article_polls_json(a.id, private.delta_polls(a.body))
    )
    from private.articles a where a.id = article_draft.article
  );
end
$$;
comment on function public.article_draft is 'The draft of an article with its files and polls. For who writes it (else SF003).';
revoke execute on function public.article_draft from public, anon, service_role;
grant execute on function public.article_draft to authenticated;

create function private.clean_article(content jsonb) returns private.articles
language plpgsql immutable
set search_path = ''
as $$
declare
  cleaned private.articles;
  fault text;
begin
  -- What is too long or deep to be read at all is not looked at any further.
  fault := private.delta_fault(content -> 'body');
  if fault is not null then
    raise exception 'the text has what articles have not: %', fault using errcode = 'SF001', detail = fault;
  end if;
  cleaned.title := private.clean_line(coalesce(content ->> 'title', ''));
  cleaned.lead := private.clean_line(coalesce(content ->> 'lead', ''));
  if char_length(cleaned.title) > 200 or char_length(cleaned.lead) > 300 then
    raise exception 'the title or the description is too long' using errcode = 'SF001', detail = 'title';
  end if;
  cleaned.cover := (content ->> 'cover')::uuid;
  cleaned.body := case when private.clean_text((content -> 'body')::text) = (content -> 'body')::text then content -> 'body'
    else private.clean_json(content -> 'body') end;
  cleaned.files := private.delta_files(cleaned.body) || case when cleaned.cover is null then '{}' else array[cleaned.cover] end;
  return cleaned;
end
$$;
comment on function private.clean_article is
  'Title, lead, cover and body of an article as they are stored. Refuses (SF001) a body with anything else than articles have, in the word of delta_fault, and (SF001, title) what is too long.';

-- The article is locked. Fifty are kept, and fifty that were set aside, so that a page that was left open somewhere does not push
-- out what the article was; of the time before that what is published remains.
create function private.keep_version(article uuid, content private.articles, set_aside boolean) returns private.article_versions
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  latest private.article_versions;
begin
  select v.* into latest from private.article_versions v
    where v.article_id = article and v.is_set_aside = set_aside order by v.number desc limit 1;
  if latest.id is null or (latest.title, latest.lead, latest.cover, latest.body) is distinct from (content.title, content.lead, content.cover, content.body) then
    insert into private.article_versions (article_id, number, is_set_aside, title, lead, cover, body, files, polls, words, made_by)
      values (
        article, coalesce((select max(v.number) from private.article_versions v where v.article_id = article), 0) + 1, set_aside,
        content.title, content.lead, content.cover, content.body, content.files, private.delta_polls(content.body),
        regexp_count(private.delta_text(content.body), '\S+'), (select private.me())
      )
      returning * into latest;
    delete from private.article_versions v using private.articles a
      where a.id = article and v.article_id = a.id and v.id is distinct from a.published_version and v.is_set_aside = set_aside
        and v.number <= (
          select k.number from private.article_versions k where k.article_id = article and k.is_set_aside = set_aside
          order by k.number desc offset 50 limit 1
        );
  end if;
  return latest;
end
$$;
comment on function private.keep_version is 'Keeps this as a version of an article, unless the last one of its kind is the same, and returns it.';

create function public.save_article(article uuid, tab uuid, revision bigint, content jsonb, keep boolean default false) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  present private.articles := private.lock_article(article);
  given constant private.articles := private.clean_article(content);
  kept private.article_versions;
begin
  perform private.throttle('saved articles of ' || (select private.me()), 120, '1 minute');
  if private.is_edited_elsewhere(present, tab) or present.revision is distinct from save_article.revision then
    kept := private.keep_version(present.id, given, true);
    return private.article_editing_json(present, tab) || jsonb_build_object('saved', false, 'version', kept.number);
  end if;
  update private.articles a
    set title = given.title, lead = given.lead, cover = given.cover, body = given.body, files = given.files,
      revision = a.revision + 1, saved_at = clock_timestamp(), saved_by = (select private.me()),
      editor_id = (select private.me()), editor_tab = tab, editor_seen = clock_timestamp()
    where a.id = present.id returning a.* into present;
  if keep then
    kept := private.keep_version(present.id, given, false);
  end if;
  return private.article_editing_json(present, tab) || jsonb_build_object('saved', true, 'saved_at', present.saved_at, 'version', kept.number);
end
$$;
comment on function public.save_article is
  'Saves `{title, lead, cover, body}` as the draft of an article, which was saved `revision` times; `keep` makes it a version. Where it was saved or is edited elsewhere meanwhile, the draft stays and the words are kept as a version that was set aside (`saved` is false, with who edits it). For who writes it (else SF003). Refuses as clean_article, and too fast (SF004).';
revoke execute on function public.save_article from public, anon, service_role;
grant execute on function public.save_article to authenticated;

create function public.publish_article(article uuid, revision bigint, slug text default '', at timestamptz default null) returns timestamptz
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  present private.articles := private.lock_article(article);
  version private.article_versions;
  time_of timestamptz;
begin
  if present.revision is distinct from publish_article.revision then
    raise exception 'the draft was saved meanwhile' using errcode = 'SF002', detail = 'revision';
  end if;
  if private.is_blank(present.title) then
    raise exception 'an article has a title' using errcode = 'SF001', detail = 'title';
  end if;
  if private.is_blank(private.delta_text(present.body)) and not jsonb_path_exists(present.body, '$.ops[*].insert ? (@.type() == "object")') then
    raise exception 'there is nothing to read' using errcode = 'SF001', detail = 'empty';
  end if;
  if exists (
    select from jsonb_array_elements(present.body -> 'ops') op
    where jsonb_typeof(op -> 'insert') = 'object' and op -> 'insert' ? 'picture'
      and private.is_blank(op #>> '{insert,picture,alt}') and op #> '{insert,picture,decorative}' is distinct from 'true'
  ) then
    raise exception 'a picture says nothing to those who do not see it' using errcode = 'SF001', detail = 'alt';
  end if;
  if publish_article.slug !~ '^([a-z0-9]+(-[a-z0-9]+)*)?$' or char_length(publish_article.slug) > 80 then
    raise exception 'no such address' using errcode = 'SF001', detail = 'slug';
  end if;
  if publish_article.at > clock_timestamp() + interval '1 year' then
    raise exception 'an article appears within a year' using errcode = 'SF001', detail = 'late';
  end if;
  time_of := case when private.is_article_shown(present) then present.published_at
    else greatest(coalesce(publish_article.at, clock_timestamp()), clock_timestamp()) end;
  version := private.keep_version(present.id, present, false);
  begin
    update private.articles a
      set published_version = version.id, published_at = time_of, slug = publish_article.slug,
        changed_at = case when a.published_version is not distinct from version.id then a.changed_at else clock_timestamp() end
      where a.id = present.id;
  exception when unique_violation then
    raise exception 'another article has this address' using errcode = 'SF002', detail = 'slug';
  end;
  return time_of;
end
$$;
comment on function public.publish_article is
  'Shows the draft of an article, which was saved `revision` times, to its readers, at once or at a time, and returns when. One that they read already keeps its time. For who writes it (else SF003). Refuses (SF001) without title, empty, with a picture without alternative text (alt), an address that is none (slug) or a time beyond a year (late), and (SF002) another revision or an address that is taken (slug).';
revoke execute on function public.publish_article from public, anon, service_role;
grant execute on function public.publish_article to authenticated;

create function private.require_managed_article(article uuid, by_writers boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.me();
  if not (by_writers and private.edits_article(article)) and not exists (
    select from private.articles a
    where a.id = article and private.is_article_shown(a) and a.college_id in (select private.my_admin_college_ids())
  ) then
    raise exception 'no such article' using errcode = 'SF003';
  end if;
end
$$;
comment on function private.require_managed_article is
  'Refuses (SF003) all but administrators of the college where an article is shown, and, `by_writers`, who writes it.';

-- An administrator takes down what the college does not want to show, and sees no draft for that.
create function public.withdraw_article(article uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles;
  shown_title text;
begin
  perform private.require_managed_article(article, true);
  select a.* into present from private.articles a where a.id = withdraw_article.article for no key update;
  perform private.require_managed_article(article, true);
  if present.published_version is null then
    return;
  end if;
  select v.title into shown_title from private.article_versions v where v.id = present.published_version;
  update private.articles a set published_version = null, published_at = null, changed_at = null, is_public = false where a.id = present.id;
  if not private.edits_article(article) then
    perform private.log_change(present.college_id, 'article_withdrawn', 'article', present.id::text, shown_title);
  end if;
end
$$;
comment on function public.withdraw_article is
  'Takes an article away from its readers; the draft stays. For who writes it, and administrators of the college where it is shown (else SF003), of whom the log says so.';
revoke execute on function public.withdraw_article from public, anon, service_role;
grant execute on function public.withdraw_article to authenticated;

create function public.set_article_public(article uuid, is_public boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  present private.articles;
begin
  perform private.require_managed_article(article, false);
  select a.* into present from private.articles a where a.id = set_article_public.article for no key update;
  perform private.require_managed_article(article, false);
  if present.is_public is distinct from set_article_public.is_public then
    update private.articles a set is_public = set_article_public.is_public where a.id = present.id;
    perform private.log_change(
      present.college_id, case when set_article_public.is_public then 'article_opened' else 'article_closed' end, 'article', present.id::text,
      (select v.title from private.article_versions v where v.id = present.published_version)
    );
  end if;
end
$$;
comment on function public.set_article_public is
  'Shows an article to the whole world, or to members only. For administrators of the college where it is shown (else SF003); the log says so.';
revoke execute on function public.set_article_public from public, anon, service_role;
grant execute on function public.set_article_public to authenticated;

create function public.delete_article(article uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles := private.lock_article(article);
begin
  if present.author_id is distinct from (select private.me()) then
    raise exception 'only its author deletes an article' using errcode = '42501';
  end if;
  if present.published_version is not null or exists (select from private.article_authors w where w.article_id = present.id) then
    perform private.log_change(present.college_id, 'article_deleted', 'article', present.id::text, present.title);
  end if;
  -- So that readers learn of it, as of one that is withdrawn.
  update private.articles a set published_version = null, published_at = null, changed_at = null where a.id = present.id;
  delete from private.articles a where a.id = present.id;
end
$$;
comment on function public.delete_article is
  'Deletes an article with all its versions. For its author (others who write it 42501, else SF003). The log says so where others knew of it.';
revoke execute on function public.delete_article from public, anon, service_role;
grant execute on function public.delete_article to authenticated;

create function public.set_article_authors(article uuid, people uuid[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles := private.lock_article(article);
begin
  if present.author_id is distinct from (select private.me()) then
    raise exception 'only its author says who writes along' using errcode = '42501';
  end if;
  if cardinality(people) > 10 or exists (
    select from unnest(people) chosen
    where chosen = present.author_id or not exists (
      select from public.memberships m
      where m.college_id = present.college_id and m.person_id = chosen and m.left_at is null and (m.role <> 'student' or m.is_admin)
    )
  ) then
    raise exception 'at most ten others who write articles in this college' using errcode = 'SF001', detail = 'people';
  end if;
  delete from private.article_authors w where w.article_id = present.id and w.person_id <> all (people);
  insert into private.article_authors (article_id, person_id)
    select distinct present.id, chosen from unnest(people) chosen on conflict do nothing;
  perform private.broadcast_article_writers(present.id);
end
$$;
comment on function public.set_article_authors is
  'Makes these people all who write an article together with its author, who calls (others 42501, else SF003). Refuses (SF001, people) more than ten and who does not write articles there.';
revoke execute on function public.set_article_authors from public, anon, service_role;
grant execute on function public.set_article_authors to authenticated;

create function public.article_history(article uuid)
returns table (number integer, title text, words integer, is_set_aside boolean, is_published boolean, made_by jsonb, made_at timestamptz)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_edited(article);
  return query
    select v.number, v.title, v.words, v.is_set_aside, v.id is not distinct from a.published_version, private.person_json(v.made_by), v.made_at
    from private.article_versions v join private.articles a on a.id = v.article_id
    where v.article_id = article_history.article
    order by v.number desc;
end
$$;
comment on function public.article_history is 'The versions of an article, the newest first. For who writes it (else SF003).';
revoke execute on function public.article_history from public, anon, service_role;
grant execute on function public.article_history to authenticated;

create function public.article_version(article uuid, number integer) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_edited(article);
  return (
    select jsonb_build_object(
      'title', v.title, 'lead', v.lead, 'cover', v.cover, 'body', v.body,
      'files', private.article_files_json(v.article_id, v.files), 'polls', private.article_polls_json(v.article_id, v.polls)
    )
    from private.article_versions v where v.article_id = article_version.article and v.number = article_version.number
  );
end
$$;
comment on function public.article_version is 'One version of an article, null where it is kept no more. For who writes it (else SF003).';
revoke execute on function public.article_version from public, anon, service_role;
grant execute on function public.article_version to authenticated;

create function public.restore_article_version(article uuid, tab uuid, number integer) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  present private.articles := private.lock_article(article);
  version private.article_versions;
begin
  if private.is_edited_elsewhere(present, tab) then
    raise exception 'somebody else edits the article' using errcode = 'SF002', detail = 'edited';
  end if;
  select v.* into version from private.article_versions v where v.article_id = present.id and v.number = restore_article_version.number;
  if version.id is null then
    raise exception 'no such version' using errcode = 'SF003';
  end if;
  perform private.keep_version(present.id, present, false);
  update private.articles a
    set title = version.title, lead = version.lead, cover = version.cover, body = version.body, files = version.files,
      revision = a.revision + 1, saved_at = clock_timestamp(), saved_by = (select private.me()),
      editor_id = (select private.me()), editor_tab = tab, editor_seen = clock_timestamp()
    where a.id = present.id returning a.* into present;
  return private.article_editing_json(present, tab);
end
$$;
comment on function public.restore_article_version is
  'Makes a version of an article its draft again; what the draft was is kept as a version. For who writes it (else SF003). Refused where it is edited elsewhere (SF002, edited) or there is no such version (SF003).';
revoke execute on function public.restore_article_version from public, anon, service_role;
grant execute on function public.restore_article_version to authenticated;

-- Reading

-- A page needs two minutes for what is read in one.
create function private.article_minutes(words integer) returns integer
language sql immutable parallel safe
set search_path = ''
return greatest(1, round(words / 160.0)::integer);

create function private.neighbour_json(article private.articles, is_next boolean) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object('id', near.id, 'slug', near.slug, 'title', v.title)
  from (
    select a.id, a.slug, a.published_version from private.articles a
    where a.college_id = article.college_id and private.is_article_shown(a) and private.reads_article(a.id)
      and case when is_next then (a.published_at, a.id) > (article.published_at, article.id)
        else (a.published_at, a.id) < (article.published_at, article.id) end
    order by
      case when is_next then a.published_at end, case when is_next then a.id end,
      case when not is_next then a.published_at end desc, case when not is_next then a.id end desc
    limit 1
  ) near
  join private.article_versions v on v.id = near.published_version;
end;

create function public.read_article(article text, college uuid default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  known private.articles;
begin
  select a.* into known from private.articles a
    where case when read_article.article ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then a.id = read_article.article::uuid
      else a.college_id = read_article.college and a.slug = read_article.article and a.slug <> '' end;
  if known.id is null or not (private.reads_article(known.id) or private.edits_article(known.id)) then
    return null;
  end if;
  return jsonb_build_object(
    'id', known.id, 'college_id', known.college_id, 'slug', known.slug, 'is_shown', private.is_article_shown(known),
    'can_edit', private.edits_article(known.id),
    'can_manage', me is not null and known.college_id in (select private.my_admin_college_ids())
  ) || case when private.reads_article(known.id) then (
    select jsonb_build_object(
      'title', v.title, 'lead', v.lead, 'cover', v.cover, 'body', v.body, 'minutes', private.article_minutes(v.words),
      'is_public', known.is_public, 'published_at', known.published_at, 'changed_at', known.changed_at,
      'author', private.person_json(known.author_id),
      'authors', (
        select coalesce(jsonb_agg(private.person_json(w.person_id)), '[]') from private.article_authors w where w.article_id = known.id
      ),
      'files', private.article_files_json(known.id, v.files),
      'polls', case when private.takes_part_in_article(known.id) then private.article_polls_json(known.id, v.polls) else '[]' end,
      'previous', private.neighbour_json(known, false), 'next', private.neighbour_json(known, true)
    )
    from private.article_versions v where v.id = known.published_version
  ) else '{}' end;
end
$$;
comment on function public.read_article is
  'What is published of an article, by its id or by its address in a college, with files, polls for members, and the ones before and after it. Who writes one that is not shown gets only that; for everybody else there is none (null).';
revoke execute on function public.read_article from public, service_role;
grant execute on function public.read_article to anon, authenticated;

create function public.college_articles(
  college uuid, which text default 'all', query text default '', before_at timestamptz default null, before_id uuid default null, size integer default 24
)
returns table (
  id uuid, slug text, title text, lead text, cover jsonb, author jsonb, at timestamptz, minutes integer, state text, is_public boolean, can_edit boolean
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  is_member boolean;
  wanted constant text := private.search_text(left(coalesce(college_articles.query, ''), 200));
begin
  is_member := college_articles.college in (select private.my_college_ids());
  return query
    select
      a.id, a.slug, coalesce(v.title, a.title), coalesce(v.lead, a.lead),
      (
        select private.article_file_json(f) from private.article_files f
        where f.article_id = a.id and f.id = case when v.id is null then a.cover else v.cover end
      ),
      private.person_json(a.author_id), listed.at,
      private.article_minutes(coalesce(v.words, regexp_count(private.delta_text(a.body), '\S+'))),
      case when private.is_article_shown(a) then 'shown' when a.published_version is not null then 'scheduled' else 'draft' end,
      a.is_public, a.id in (select private.my_article_ids())
    from private.articles a
    cross join lateral (select case college_articles.which when 'all' then a.published_at else a.saved_at end as at) listed
    -- Of one's own one sees what one is writing, of all others what is published.
    left join private.article_versions v on v.id = a.published_version and college_articles.which = 'all'
    where a.college_id = college_articles.college
      and case college_articles.which
        when 'all' then private.is_article_shown(a) and (a.is_public or is_member)
        when 'mine' then a.id in (select private.my_article_ids())
        when 'drafts' then a.id in (select private.my_article_ids()) and not private.is_article_shown(a)
        else false
      end
      and (
        wanted = ''
        or position(wanted in private.search_text(concat_ws(' ', coalesce(v.title, a.title), coalesce(v.lead, a.lead)))) > 0
      )
      and (college_articles.before_at is null or (listed.at, a.id) < (college_articles.before_at, college_articles.before_id))
    order by listed.at desc, a.id desc
    limit least(greatest(college_articles.size, 1), 100);
end
$$;
comment on function public.college_articles is
  'Articles of a college, at most 100, the newest first; `before_at` and `before_id` are those of the last one that is known. `all` that the caller may read, `mine` that they write, as they are being written, `drafts` of these what is not shown. With words in title or description.';
revoke execute on function public.college_articles from public, service_role;
grant execute on function public.college_articles to anon, authenticated;

create function public.article_rights(college uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_member(college);
  return jsonb_build_object(
    'can_write', private.writes_articles(college),
    'drafts', (
      select count(*) from private.articles a
      where a.college_id = article_rights.college and a.id in (select private.my_article_ids()) and not private.is_article_shown(a)
    )
  );
end
$$;
comment on function public.article_rights is
  'Whether the caller writes articles in a college, and how many of theirs are not shown. For members (else 42501).';
revoke execute on function public.article_rights from public, anon, service_role;
grant execute on function public.article_rights to authenticated;

-- Live: ids only. Of drafts and who edits them only those learn who write them.
create function private.broadcast_article_writers(article uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.broadcast('user:' || writer.person_id, 'article_edited', jsonb_build_object('article_id', article))
    from (
      select a.author_id as person_id from private.articles a where a.id = article and a.author_id is not null
      union
      select w.person_id from private.article_authors w where w.article_id = article
    ) writer;
end
$$;

create function private.broadcast_article() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if (old.published_version, old.published_at, old.is_public, old.slug) is distinct from (new.published_version, new.published_at, new.is_public, new.slug) then
    perform private.broadcast('college:' || new.college_id, 'article_changed', jsonb_build_object('article_id', new.id));
  end if;
  if (old.revision, old.editor_tab, old.published_version) is distinct from (new.revision, new.editor_tab, new.published_version) then
    perform private.broadcast_article_writers(new.id);
  end if;
  return null;
end
$$;

create trigger broadcast_article after update on private.articles
  for each row execute function private.broadcast_article();
