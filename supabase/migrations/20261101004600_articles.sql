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
  public_version uuid,
  audience text not null default 'college',
  editor_id uuid references public.profiles (id) on delete set null,
  editor_tab uuid,
  editor_seen timestamptz,
  constraint articles_slug check (slug ~ '^([a-z0-9]+(-[a-z0-9]+)*)?$' and char_length(slug) <= 80),
  -- An article is also found by its id: an address like one would be another's.
  constraint articles_slug_no_id check (slug !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
  constraint articles_title check (char_length(title) <= 200),
  constraint articles_lead check (char_length(lead) <= 300),
  constraint articles_audience check (audience in ('college', 'teachers', 'groups')),
  constraint articles_public check (public_version is null or published_version is not null and audience = 'college'),
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
comment on column private.articles.public_version is
  'What the whole world reads, not only members: the version that an administrator has seen and shown to it. What is published later is for members until an administrator shows that, too. Null for members only.';
comment on column private.articles.audience is
  'For whom it is when it is published: everybody of the college, its teachers and staff, or the groups in article_groups with those who teach them; besides these who writes it, and administrators.';
comment on column private.articles.editor_tab is 'In which page the draft is being edited; a person may have it open twice.';

create table private.article_authors (
  article_id uuid not null references private.articles (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  primary key (article_id, person_id)
);
create index article_authors_person_id on private.article_authors (person_id);
comment on table private.article_authors is 'Who writes an article together with its author.';

create table private.article_groups (
  article_id uuid not null references private.articles (id) on delete cascade,
  group_id uuid not null references public.groups (id) on delete cascade,
  primary key (article_id, group_id)
);
create index article_groups_group_id on private.article_groups (group_id);
comment on table private.article_groups is 'For which groups an article is, where its audience is groups. A group that is deleted takes its people away.';

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
alter table private.articles add constraint articles_public_version
  foreign key (id, public_version) references private.article_versions (article_id, id);
create index articles_public_version on private.articles (id, public_version);

alter table private.polls add constraint polls_article
  foreign key (article_id) references private.articles (id) on delete cascade;

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
      or a.author_id is null and a.college_id in (select private.my_admin_college_ids())
    )
    and private.writes_articles(a.college_id);
end;
comment on function private.my_article_ids is
  'Articles that the caller writes, as long as they may write in the college. Those of an author whose account was erased are the administrators'' too.';

create function private.edits_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.articles a
    where a.id = article and private.writes_articles(a.college_id) and (
      a.author_id = (select private.me())
      or exists (select from private.article_authors w where w.article_id = a.id and w.person_id = (select private.me()))
      or a.author_id is null and a.college_id in (select private.my_admin_college_ids())
    )
  );
end;
comment on function private.edits_article is 'Whether an article is among my_article_ids.';

create function private.owns_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (
    select from private.articles a
    where a.id = article and private.writes_articles(a.college_id) and case when a.author_id is null
      then a.college_id in (select private.my_admin_college_ids()) else a.author_id = (select private.me()) end
  );
end;
comment on function private.owns_article is
  'Whether the caller says who writes an article and may delete it: its author; when their account was erased, administrators.';

create function private.is_article_shown(article private.articles) returns boolean
language sql volatile
set search_path = ''
return article.published_version is not null and article.published_at <= clock_timestamp();

-- The only place that knows who reads an article: lists, the search, the ones before and after, polls, topics and Storage ask it.
create view private.articles_for_me as
  select a.* from private.articles a
  where private.is_article_shown(a) and a.college_id in (select private.my_college_ids()) and (
    a.audience = 'college'
    or a.college_id in (select private.my_admin_college_ids())
    or a.audience = 'teachers' and a.college_id in (select private.my_author_college_ids())
    or a.audience = 'groups' and exists (
      select from private.article_groups g where g.article_id = a.id and g.group_id in (select private.my_study_group_ids())
    )
    or a.id in (select private.my_article_ids())
  );
comment on view private.articles_for_me is 'The articles that the caller reads as a member of their college.';
revoke all on private.articles_for_me from public, anon, authenticated, service_role;
create view private.readable_articles as
  select m.*, m.published_version as read_version from private.articles_for_me m
  union all
  -- What is for the world is for the whole college, so a member has it from above.
  select a.*, a.public_version from private.articles a
  where a.public_version is not null and private.is_article_shown(a) and a.college_id not in (select private.my_college_ids());
comment on view private.readable_articles is
  'The articles that the caller reads, with the version that they read of each: members the one that is published, the world the one that an administrator has shown to it.';
revoke all on private.readable_articles from public, anon, authenticated, service_role;

create function private.reads_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select exists (select from private.readable_articles a where a.id = article);
end;
comment on function private.reads_article is 'Whether the caller may read what is published of an article: those whom it is for, or everybody where it is shown to the world.';

create function private.takes_part_in_article(article uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.edits_article(article) or exists (select from private.articles_for_me a where a.id = article);
end;
comment on function private.takes_part_in_article is
  'Whether the caller may vote in what an article asks: members whom it is for, and who writes it. Of the world nobody is asked.';

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

-- Polls

create function private.article_polls_json(article uuid, wanted uuid[]) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(private.poll_json(p.id, (select private.me()))), '[]')
  from private.polls p where p.article_id = article and p.id = any (wanted);
end;

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
    'editor', case when private.is_edited_elsewhere(article, tab) then private.person_json(article.editor_id) end,
    -- The same person in the same browser sees by it whether their other page is still there.
    'tab', case when private.is_edited_elsewhere(article, tab) and article.editor_id = (select private.me()) then article.editor_tab end
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

create function private.article_groups_json(article uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'number', g.number) order by g.number, g.id), '[]')
  from private.article_groups ag join public.groups g on g.id = ag.group_id where ag.article_id = article;
end;

create function public.article_draft(article uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_edited(article);
  return (
    select jsonb_build_object(
      'id', a.id, 'college_id', a.college_id, 'slug', a.slug, 'title', a.title, 'lead', a.lead, 'cover', a.cover, 'body', a.body,
      'revision', a.revision, 'saved_at', a.saved_at, 'published_at', a.published_at,
      'is_public', a.public_version is not null, 'opens', a.college_id in (select private.my_admin_college_ids()),
      'audience', a.audience, 'groups', private.article_groups_json(a.id), 'known_groups', private.known_groups_json(a.college_id),
      'is_shown', private.is_article_shown(a), 'is_owner', private.owns_article(a.id),
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

-- Live. Not everybody reads every article: members learn only that the list may be another. Of drafts and who edits them only
-- those learn who write them.
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
  if (old.published_version, old.published_at, old.public_version, old.audience, old.slug)
    is distinct from (new.published_version, new.published_at, new.public_version, new.audience, new.slug) then
    perform private.broadcast('college:' || new.college_id, 'articles_changed');
  end if;
  if (old.revision, old.editor_tab, old.published_version) is distinct from (new.revision, new.editor_tab, new.published_version) then
    perform private.broadcast_article_writers(new.id);
  end if;
  return null;
end
$$;

create trigger broadcast_article after update on private.articles
  for each row execute function private.broadcast_article();

create function private.broadcast_article_groups() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('college:' || a.college_id, 'articles_changed')
    from private.articles a where a.id = case tg_op when 'DELETE' then old.article_id else new.article_id end and a.published_version is not null;
  return null;
end
$$;

create trigger broadcast_article_groups after insert or delete on private.article_groups
  for each row execute function private.broadcast_article_groups();
