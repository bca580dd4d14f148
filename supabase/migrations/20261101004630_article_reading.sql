-- Reading articles: one, lists of them, and what search engines are told.

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
    select a.id, a.slug, a.read_version from private.readable_articles a
    where a.college_id = article.college_id
      and case when is_next then (a.published_at, a.id) > (article.published_at, article.id)
        else (a.published_at, a.id) < (article.published_at, article.id) end
    order by
      case when is_next then a.published_at end, case when is_next then a.id end,
      case when not is_next then a.published_at end desc, case when not is_next then a.id end desc
    limit 1
  ) near
  join private.article_versions v on v.id = near.read_version;
end;

create function public.read_article(article text, college uuid default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  known private.articles;
  manages boolean;
  reads uuid;
begin
  select a.* into known from private.articles a
    where case when read_article.article ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then a.id = read_article.article::uuid
      else a.college_id = read_article.college and a.slug = read_article.article and a.slug <> '' end;
  select r.read_version into reads from private.readable_articles r where r.id = known.id;
  if known.id is null or not (reads is not null or private.edits_article(known.id)) then
    return null;
  end if;
  manages := me is not null and known.college_id in (select private.my_admin_college_ids());
  return jsonb_build_object(
    'id', known.id, 'college_id', known.college_id, 'slug', known.slug, 'is_shown', private.is_article_shown(known),
    'can_edit', private.edits_article(known.id),
    'can_manage', manages
  ) || case when reads is not null then (
    select jsonb_build_object(
      'title', v.title, 'lead', v.lead, 'cover', v.cover, 'body', v.body, 'minutes', private.article_minutes(v.words),
      'is_public', known.public_version is not null, 'published_at', known.published_at,
      -- The world is not told of what it does not see.
      'changed_at', case when known.college_id in (select private.my_college_ids()) then known.changed_at
        else greatest(known.published_at, v.made_at) end,
      'version', case when manages then v.number end,
      'public_is_older', manages and known.public_version is distinct from known.published_version and known.public_version is not null,
      'audience', known.audience, 'groups', private.article_groups_json(known.id),
      'author', private.person_json(known.author_id),
      'authors', (
        select coalesce(jsonb_agg(private.person_json(w.person_id)), '[]') from private.article_authors w where w.article_id = known.id
      ),
      'files', private.article_files_json(known.id, v.files),
      'polls', case when private.takes_part_in_article(known.id) then private.article_polls_json(known.id, v.polls) else '[]' end,
      'previous', private.neighbour_json(known, false), 'next', private.neighbour_json(known, true)
    )
    from private.article_versions v where v.id = reads
  ) else '{}' end;
end
$$;
comment on function public.read_article is
  'What the caller reads of an article, by its id or by its address in a college, with files, polls for members, and the ones before and after it. Who writes one that is not shown gets only that; for everybody else there is none (null).';
revoke execute on function public.read_article from public, service_role;
grant execute on function public.read_article to anon, authenticated;

create function public.college_articles(
  college uuid, which text default 'all', query text default '', before_at timestamptz default null, before_id uuid default null, size integer default 24
)
returns table (
  id uuid, slug text, title text, lead text, cover jsonb, author jsonb, at timestamptz, minutes integer, state text, audience text,
  groups text[], is_public boolean, can_edit boolean
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  wanted constant text := private.search_text(left(coalesce(college_articles.query, ''), 200));
  -- In whatever form a word was typed, its beginning is that of the others.
  beginnings constant text[] := array(
    select ' ' || case when length(private.stem(word)) > 1 then private.stem(word) else word end
    from unnest(string_to_array(wanted, ' ')) word where length(word) > 1 or word ~ '[0-9]' limit 8
  );
begin
  -- Whatever is asked for, also when nothing can be found.
  perform private.me();
  return query
    with listed as (
      select r.id, r.published_at as at, r.read_version from private.readable_articles r
      where college_articles.which = 'all' and r.college_id = college_articles.college
      union all
      -- Of one's own one sees what one is writing, of all others what is published.
      select a.id, a.saved_at, null from private.articles a
      where college_articles.which in ('mine', 'drafts') and a.college_id = college_articles.college
        and a.id in (select private.my_article_ids()) and (college_articles.which = 'mine' or not private.is_article_shown(a))
    )
    select
      a.id, a.slug, coalesce(v.title, a.title), coalesce(v.lead, a.lead),
      (
        select private.article_file_json(f) from private.article_files f
        where f.article_id = a.id and f.id = case when v.id is null then a.cover else v.cover end
      ),
      private.person_json(a.author_id), listed.at,
      private.article_minutes(coalesce(v.words, regexp_count(private.delta_text(a.body), '\S+'))),
      case when private.is_article_shown(a) then 'shown' when a.published_version is not null then 'scheduled' else 'draft' end,
      a.audience,
      array(select g.number from private.article_groups ag join public.groups g on g.id = ag.group_id where ag.article_id = a.id order by g.number),
      a.public_version is not null, a.id in (select private.my_article_ids())
    from listed
    join private.articles a on a.id = listed.id
    left join private.article_versions v on v.id = listed.read_version
    left join lateral (
      select private.search_text(
        concat_ws(' ', coalesce(v.title, a.title), coalesce(v.lead, a.lead), person ->> 'surname', person ->> 'name', person ->> 'patronymic')
      ) as text
      from private.person_json(a.author_id) person
      where wanted <> ''
    ) looked on true
    where (
        wanted = '' or position(wanted in looked.text) > 0
        or beginnings <> '{}' and (select bool_and(position(beginning in ' ' || looked.text) > 0) from unnest(beginnings) beginning)
      )
      and (college_articles.before_at is null or (listed.at, a.id) < (college_articles.before_at, college_articles.before_id))
    order by listed.at desc, a.id desc
    limit least(greatest(college_articles.size, 1), 100);
end
$$;
comment on function public.college_articles is
  'Articles of a college, at most 100, the newest first; `before_at` and `before_id` are those of the last one that is known. `all` that the caller may read, `mine` that they write, as they are being written, `drafts` of these what is not shown. With words in some form, or as a beginning, in title, description or the name of the author.';
revoke execute on function public.college_articles from public, service_role;
grant execute on function public.college_articles to anon, authenticated;

-- In one piece: of rows the API gives a thousand.
create function public.public_articles(college uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'slug', a.slug, 'changed_at', greatest(a.published_at, v.made_at)) order by a.published_at desc, a.id desc), '[]')
  from (
    select p.* from private.articles p
    where p.college_id = college and p.public_version is not null and private.is_article_shown(p)
    order by p.published_at desc, p.id desc limit 50000
  ) a
  join private.article_versions v on v.id = a.public_version;
end;
comment on function public.public_articles is
  'Articles of a college that are shown to the whole world, for its search engines: at most 50,000, the newest first.';
revoke execute on function public.public_articles from public, authenticated, service_role;
grant execute on function public.public_articles to anon;

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
