-- Publishing articles: what readers see, from when on, who they are, and who writes along.

create function public.publish_article(
  article uuid, revision bigint, slug text default '', at timestamptz default null, audience text default null, groups uuid[] default '{}'
)
returns timestamptz
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  present private.articles := private.lock_article(article);
  version private.article_versions;
  time_of timestamptz;
  became private.articles;
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
  if publish_article.slug ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise exception 'an address is not the id of an article' using errcode = 'SF001', detail = 'slug_id';
  end if;
  if publish_article.at > clock_timestamp() + interval '1 year' then
    raise exception 'an article appears within a year' using errcode = 'SF001', detail = 'late';
  end if;
  time_of := case when private.is_article_shown(present) then present.published_at
    else greatest(coalesce(publish_article.at, clock_timestamp()), clock_timestamp()) end;
  if publish_article.audience is not null then
    perform private.require_audience(present.college_id, publish_article.audience, publish_article.groups);
    delete from private.article_groups g where g.article_id = present.id and g.group_id <> all (publish_article.groups);
    insert into private.article_groups (article_id, group_id)
      select present.id, chosen from unnest(publish_article.groups) chosen on conflict do nothing;
  end if;
  version := private.keep_version(present.id, present, false);
  begin
    update private.articles a
      set published_version = version.id, published_at = time_of, slug = publish_article.slug,
        audience = coalesce(publish_article.audience, a.audience),
        -- The world reads on what an administrator has shown to it: the college answers for that, not who writes. What an
        -- administrator publishes is seen by one.
        public_version = case
          when coalesce(publish_article.audience, a.audience) <> 'college' then null
          when a.public_version is not null and a.college_id in (select private.my_admin_college_ids()) then version.id
          else a.public_version
        end,
        changed_at = case when a.published_version is not distinct from version.id then a.changed_at else clock_timestamp() end
      where a.id = present.id returning a.* into became;
  exception when unique_violation then
    raise exception 'another article has this address' using errcode = 'SF002', detail = 'slug';
  end;
  if became.public_version is distinct from present.public_version then
    perform private.log_change(
      present.college_id, case when became.public_version is null then 'article_closed' else 'article_opened' end, 'article', present.id::text, present.title
    );
  end if;
  return time_of;
end
$$;
comment on function public.publish_article is
  'Shows the draft of an article, which was saved `revision` times, to its readers, at once or at a time, and returns when; to those whom it was for without an `audience`. One that they read already keeps its time. Where it is shown to the world, that reads on what an administrator has seen, and nothing once it is not for the whole college. For who writes it (else SF003). Refuses (SF001) without title, empty, with a picture without alternative text (alt), an address that is none (slug) or an id (slug_id), an audience that cannot be (audience) or a time beyond a year (late), and (SF002) another revision or an address that is taken (slug).';
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
  update private.articles a set published_version = null, public_version = null, published_at = null, changed_at = null where a.id = present.id;
  if not private.edits_article(article) then
    perform private.log_change(present.college_id, 'article_withdrawn', 'article', present.id::text, shown_title);
  end if;
end
$$;
comment on function public.withdraw_article is
  'Takes an article away from its readers; the draft stays. For who writes it, and administrators of the college where it is shown (else SF003), of whom the log says so.';
revoke execute on function public.withdraw_article from public, anon, service_role;
grant execute on function public.withdraw_article to authenticated;

create function public.set_article_public(article uuid, version integer default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  present private.articles;
  shown private.article_versions;
  opened uuid;
begin
  perform private.require_managed_article(article, false);
  select a.* into present from private.articles a where a.id = set_article_public.article for no key update;
  perform private.require_managed_article(article, false);
  select v.* into shown from private.article_versions v where v.id = present.published_version;
  if set_article_public.version is not null then
    if present.audience <> 'college' then
      raise exception 'what is for some of the college is not for the world' using errcode = 'SF001', detail = 'audience';
    end if;
    -- Its author may have published another while the administrator read this one.
    if shown.number <> set_article_public.version then
      raise exception 'another version is published meanwhile' using errcode = 'SF002', detail = 'version';
    end if;
    opened := shown.id;
  end if;
  if present.public_version is distinct from opened then
    update private.articles a set public_version = opened where a.id = present.id;
    perform private.log_change(
      present.college_id, case when opened is null then 'article_closed' else 'article_opened' end, 'article', present.id::text, shown.title
    );
  end if;
end
$$;
comment on function public.set_article_public is
  'Shows the version of an article that is published to the whole world, or, without one, the article to members only. For administrators of the college where it is shown (else SF003); the log says so. Refuses (SF002, version) where another is published meanwhile, and (SF001, audience) what is not for the whole college.';
revoke execute on function public.set_article_public from public, anon, service_role;
grant execute on function public.set_article_public to authenticated;

create function public.delete_article(article uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles := private.lock_article(article);
begin
  if not private.owns_article(article) then
    raise exception 'only its author deletes an article' using errcode = '42501';
  end if;
  if present.published_version is not null or exists (select from private.article_authors w where w.article_id = present.id) then
    perform private.log_change(present.college_id, 'article_deleted', 'article', present.id::text, present.title);
  end if;
  -- So that readers learn of it, as of one that is withdrawn.
  update private.articles a set published_version = null, public_version = null, published_at = null, changed_at = null where a.id = present.id;
  delete from private.articles a where a.id = present.id;
end
$$;
comment on function public.delete_article is
  'Deletes an article with all its versions. For who owns it (others who write it 42501, else SF003). The log says so where others knew of it.';
revoke execute on function public.delete_article from public, anon, service_role;
grant execute on function public.delete_article to authenticated;

create function public.set_article_authors(article uuid, people uuid[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  present private.articles;
begin
  perform private.require_edited(article);
  -- First the people, as whoever erases themselves does; and nobody who is just being removed writes along.
  perform from public.profiles p where p.id = any (people) order by p.id for key share;
  perform from public.memberships m
    where m.college_id = (select a.college_id from private.articles a where a.id = article) and m.person_id = any (people)
    order by m.person_id for share;
  present := private.lock_article(article);
  if not private.owns_article(article) then
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
  'Makes these people all who write an article together with its author. For who owns it (others who write it 42501, else SF003). Refuses (SF001, people) more than ten and who does not write articles there.';
revoke execute on function public.set_article_authors from public, anon, service_role;
grant execute on function public.set_article_authors to authenticated;
