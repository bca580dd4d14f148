-- What an article was: versions that are kept, read and had back.

-- The article is locked. Fifty are kept, and fifty that were set aside, so that a page that was left open somewhere does not push
-- out what the article was; of the time before that what somebody reads remains.
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
      where a.id = article and v.article_id = a.id and v.id is distinct from a.published_version
        and v.id is distinct from a.public_version and v.is_set_aside = set_aside
        and v.number <= (
          select k.number from private.article_versions k where k.article_id = article and k.is_set_aside = set_aside
          order by k.number desc offset 50 limit 1
        );
  end if;
  return latest;
end
$$;
comment on function private.keep_version is 'Keeps this as a version of an article, unless the last one of its kind is the same, and returns it.';

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
