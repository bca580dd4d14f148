-- Polls: a question with options, carried by a message or an article, and who chose what.
--
-- Whatever carries a poll decides who sees it: private.sees_poll and private.manages_poll are the only places that ask that.
--
-- A vote is no change of the message. Five hundred people who vote within a minute would put as many whole messages on five
-- hundred screens, and hold the lock of the chat against those who write. Instead the counts alone are broadcast, at most
-- every two seconds; whoever votes in between is told that this is due, and their page asks for it when the time is over.
-- Each vote takes the next revision of its poll, so the later of two counts is known.

create table private.polls (
  id uuid primary key,
  -- Polls come before their message in one transaction: what inserting it broadcasts has the poll already.
  message_id uuid references public.messages (id) on delete cascade deferrable initially deferred,
  -- Articles stand in a later file, which adds the reference.
  article_id uuid,
  question text not null,
  is_single boolean not null,
  is_anonymous boolean not null,
  ends_at timestamptz,
  closed_at timestamptz,
  closed_by uuid references public.profiles (id) on delete set null,
  revision bigint not null default 0,
  published_revision bigint not null default 0,
  published_at timestamptz,
  constraint polls_message unique (message_id),
  constraint polls_one_carrier check (num_nonnulls(message_id, article_id) = 1),
  constraint polls_is_single unique (id, is_single),
  constraint polls_question check (char_length(question) <= 300 and not private.is_blank(question)),
  constraint polls_closed_by check (closed_by is null or closed_at is not null)
);
create index polls_closed_by on private.polls (closed_by);
create index polls_article_id on private.polls (article_id);
comment on table private.polls is 'Questions with options. The maker''s device makes the id.';
comment on column private.polls.is_single is 'A person chooses one option at most.';
comment on column private.polls.is_anonymous is 'Nobody learns who chose what, not even administrators.';
comment on column private.polls.revision is 'How often somebody has voted, voted otherwise or taken a vote back.';
comment on column private.polls.published_revision is 'The revision whose counts were broadcast last.';

create table private.poll_options (
  poll_id uuid not null,
  is_single boolean not null,
  position smallint not null,
  text text not null,
  primary key (poll_id, is_single, position),
  constraint poll_options_poll foreign key (poll_id, is_single) references private.polls (id, is_single) on delete cascade,
  constraint poll_options_most check (position between 0 and 11),
  constraint poll_options_text check (char_length(text) <= 100 and not private.is_blank(text))
);
create unique index poll_options_different on private.poll_options (poll_id, lower(text));
comment on table private.poll_options is 'Options of polls, numbered from 0 in the order in which they stand.';

create table private.poll_votes (
  poll_id uuid not null,
  is_single boolean not null,
  position smallint not null,
  person_id uuid not null references public.profiles (id) on delete cascade,
  voted_at timestamptz not null default clock_timestamp(),
  primary key (poll_id, is_single, position, person_id),
  constraint poll_votes_option foreign key (poll_id, is_single, position)
    references private.poll_options (poll_id, is_single, position) on delete cascade
);
create unique index poll_votes_one on private.poll_votes (poll_id, person_id) where is_single;
create index poll_votes_person_id on private.poll_votes (person_id, poll_id);
comment on table private.poll_votes is 'Who chose which option: once, and where a poll is single, one.';

create function private.sees_poll(poll private.polls) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if poll.article_id is not null then
    return private.sees_article_poll(poll.article_id, poll.id);
  end if;
  return exists (select from public.messages m where m.id = poll.message_id and m.chat_id in (select private.my_chat_ids()));
end
$$;
comment on function private.sees_poll is
  'Whether the caller may see a poll and vote: participants of the chat whose message carries it, members who read the article.';

create function private.manages_poll(poll private.polls) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if poll.article_id is not null then
    return private.edits_article(poll.article_id);
  end if;
  return exists (
    select from public.messages m where m.id = poll.message_id and (private.is_own_message(m) or private.can_moderate(m.chat_id))
  );
end
$$;
comment on function private.manages_poll is
  'Whether the caller, who sees the poll, may end it: who wrote its message, and moderators; who writes its article.';

create function private.require_open_poll(poll private.polls) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if poll.message_id is not null then
    perform private.require_open_chat((select m.chat_id from public.messages m where m.id = poll.message_id));
  end if;
end
$$;
comment on function private.require_open_poll is 'Refuses (SF006) where the chat that carries the poll can only be read.';

create function private.require_poll(poll uuid) returns private.polls
language plpgsql stable security definer
set search_path = ''
as $$
declare
  present private.polls;
begin
  perform private.me();
  select p.* into present from private.polls p where p.id = poll;
  if present.id is null or not private.sees_poll(present) then
    raise exception 'no such poll' using errcode = 'SF003';
  end if;
  return present;
end
$$;
comment on function private.require_poll is 'The poll; refused (SF003) to everybody who may not see it, as if there were none.';

-- The profile is locked first, as by whoever erases themselves, whose votes are the last to go.
create function private.lock_poll(poll uuid) returns private.polls
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_poll(poll);
  perform from public.profiles p where p.id = (select private.me()) for key share;
  perform from private.polls p where p.id = poll for no key update;
  return private.require_poll(poll);
end
$$;
comment on function private.lock_poll is 'The poll as it is and stays until the transaction ends. Refuses as require_poll does.';

create function private.has_ended(poll private.polls) returns boolean
language sql volatile security definer
set search_path = ''
begin atomic
  select poll.closed_at is not null or coalesce(poll.ends_at <= clock_timestamp(), false);
end;

create function private.poll_counts(poll uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'id', p.id, 'revision', p.revision, 'closed_at', p.closed_at,
    'voters', (select count(distinct v.person_id) from private.poll_votes v where v.poll_id = p.id),
    'votes', (
      select jsonb_agg((
        select count(*) from private.poll_votes v
        where v.poll_id = o.poll_id and v.is_single = o.is_single and v.position = o.position
      ) order by o.position)
      from private.poll_options o where o.poll_id = p.id
    )
  )
  from private.polls p where p.id = poll_counts.poll;
end;
comment on function private.poll_counts is 'How often each option of a poll was chosen, and by how many people in all.';

create function private.poll_json(poll uuid, reader uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select private.poll_counts(p.id) || jsonb_build_object(
    'question', p.question, 'single', p.is_single, 'anonymous', p.is_anonymous, 'ends_at', p.ends_at,
    'options', (select jsonb_agg(o.text order by o.position) from private.poll_options o where o.poll_id = p.id)
  ) || case when reader is null then '{}'::jsonb else jsonb_build_object('mine', (
    select coalesce(jsonb_agg(v.position order by v.position), '[]')
    from private.poll_votes v where v.person_id = reader and v.poll_id = p.id
  )) end
  from private.polls p where p.id = poll_json.poll;
end;
comment on function private.poll_json is 'A poll as everybody gets it who sees it; to a `reader` also what they chose.';

create function private.message_poll(message uuid, reader uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select private.poll_json(p.id, reader) from private.polls p where p.message_id = message_poll.message;
end;

create function private.make_poll(message uuid, article uuid, question text, poll jsonb) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  cleaned constant text := private.clean_line(make_poll.question);
  made private.polls;
  texts text[];
begin
  if jsonb_typeof(poll -> 'options') is distinct from 'array' or jsonb_array_length(poll -> 'options') not between 2 and 12 then
    raise exception 'a poll has two to twelve options' using errcode = 'SF001', detail = 'options';
  end if;
  texts := array(select private.clean_line(o.text) from jsonb_array_elements_text(poll -> 'options') with ordinality o (text, place) order by o.place);
  if private.is_blank(cleaned) or char_length(cleaned) > 300
    or exists (select from unnest(texts) t where private.is_blank(t) or char_length(t) > 100) then
    raise exception 'a question or an option is empty or too long' using errcode = 'SF001', detail = 'options';
  end if;
  if (select count(distinct lower(t)) from unnest(texts) t) < cardinality(texts) then
    raise exception 'two options are equal' using errcode = 'SF001', detail = 'options';
  end if;
  if (poll ->> 'ends_at')::timestamptz not between clock_timestamp() and clock_timestamp() + interval '1 year' then
    raise exception 'a poll ends within a year from now' using errcode = 'SF001', detail = 'ended';
  end if;
  begin
    insert into private.polls (id, message_id, article_id, question, is_single, is_anonymous, ends_at)
      values (
        (poll ->> 'id')::uuid, message, article, cleaned, (poll ->> 'single')::boolean, (poll ->> 'anonymous')::boolean, (poll ->> 'ends_at')::timestamptz
      )
      returning * into made;
  exception when unique_violation then
    raise exception 'the id of the poll is taken' using errcode = 'SF002';
  end;
  insert into private.poll_options (poll_id, is_single, position, text)
    select made.id, made.is_single, o.place - 1, o.text from unnest(texts) with ordinality o (text, place);
end
$$;
comment on function private.make_poll is
  'Makes a poll that a message or an article carries. Refuses (SF001, options) fewer than two options, more than twelve, equal, empty or too long ones, (SF001, ended) an end that is over, and (SF002) an id that is taken.';

-- The question is the text of the message: lists, quotes and search need not know that there are polls.
create function private.bind_poll(message uuid, question text, poll jsonb) returns text
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  -- Sent again: whoever comes second waits and finds the message.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(message::text, 0));
  if private.me() is not null and not exists (select from public.messages m where m.id = message) then
    perform private.make_poll(message, null, question, poll);
  end if;
  return private.clean_line(question);
end
$$;
comment on function private.bind_poll is
  'Gives a message, before it is inserted, a poll, and returns the question, which is its text. Refuses as make_poll.';
grant execute on function private.bind_poll to authenticated;

create function private.mark_poll() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.has_poll := exists (select from private.polls p where p.message_id = new.id);
  return new;
end
$$;

create trigger mark_poll before insert on public.messages
  for each row execute function private.mark_poll();

create function private.delete_poll() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.polls p where p.message_id = new.id;
  new.has_poll := false;
  return new;
end
$$;

create trigger delete_poll before update of deleted_at on public.messages
  for each row when (new.deleted_at is not null and old.has_poll) execute function private.delete_poll();

-- The poll is locked.
create function private.publish_counts(poll uuid) returns boolean
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  published private.polls;
  chat uuid;
begin
  update private.polls p set published_revision = p.revision, published_at = clock_timestamp()
    where p.id = poll and p.revision > p.published_revision
      and (p.published_at is null or p.published_at <= clock_timestamp() - interval '2 seconds')
    returning p.* into published;
  if published.article_id is not null then
    -- Readers come and go, and some may still receive the topic: it says only that there is news.
    perform realtime.send(jsonb_build_object('id', poll), 'poll', 'article:' || published.article_id, true);
  elsif published.message_id is not null then
    chat := (select m.chat_id from public.messages m where m.id = published.message_id);
    -- As with messages: while somebody who has lost the chat may still receive its topic, it says only that there is news.
    perform realtime.send(
      case when private.is_topic_withheld(chat) then jsonb_build_object('id', poll) else private.poll_counts(poll) end,
      'poll', 'chat:' || chat, true
    );
  end if;
  return (select p.revision = p.published_revision from private.polls p where p.id = poll);
end
$$;
comment on function private.publish_counts is
  'Broadcasts the counts of a poll, unless that was done within two seconds. Returns whether everybody has the present ones.';

create function public.vote(poll uuid, options integer[]) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  present private.polls := private.lock_poll(poll);
  wanted constant integer[] := array(select distinct o from unnest(vote.options) o order by o);
  known constant integer[] := array(
    select v.position from private.poll_votes v where v.person_id = me and v.poll_id = vote.poll order by v.position
  );
begin
  -- What is so already is no vote, as when an answer was lost.
  if known is distinct from wanted then
    if private.has_ended(present) then
      raise exception 'the poll has ended' using errcode = 'SF001', detail = 'ended';
    end if;
    perform private.require_open_poll(present);
    perform private.throttle('votes of ' || me, 60, '1 minute');
    if present.is_single and cardinality(wanted) > 1 or exists (
      select from unnest(wanted) w where not exists (
        select from private.poll_options o where o.poll_id = present.id and o.is_single = present.is_single and o.position = w
      )
    ) then
      raise exception 'no such option, or more than one' using errcode = 'SF001', detail = 'options';
    end if;
    delete from private.poll_votes v where v.person_id = me and v.poll_id = present.id and v.position <> all (wanted);
    insert into private.poll_votes (poll_id, is_single, position, person_id)
      select present.id, present.is_single, w, me from unnest(wanted) w where w <> all (known);
    update private.polls p set revision = p.revision + 1 where p.id = present.id;
  end if;
  return private.poll_json(present.id, me) || jsonb_build_object('due', not private.publish_counts(present.id));
end
$$;
comment on function public.vote is
  'Makes these options, by number from 0, all that the caller has chosen in a poll; none takes the vote back. Returns the poll, and as `due` whether publish_poll is to be called in two seconds. Refused where the caller does not see it (SF003), it has ended (SF001, ended), there is no such option or more than one where one is asked for (SF001, options), its chat can only be read (SF006), or too fast (SF004).';
revoke execute on function public.vote from public, anon, service_role;
grant execute on function public.vote to authenticated;

create function public.publish_poll(poll uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.lock_poll(poll);
  perform private.publish_counts(poll);
end
$$;
comment on function public.publish_poll is
  'Broadcasts the counts of a poll, if there are newer ones than were broadcast and that is two seconds ago. Refused (SF003) where the caller does not see it.';
revoke execute on function public.publish_poll from public, anon, service_role;
grant execute on function public.publish_poll to authenticated;

create function public.get_poll(poll uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_poll(poll);
  return private.poll_json(poll, (select private.me()));
end
$$;
comment on function public.get_poll is 'A poll as it is now, with what the caller chose. Refused (SF003) where the caller does not see it.';
revoke execute on function public.get_poll from public, anon, service_role;
grant execute on function public.get_poll to authenticated;

-- The chat is locked before the poll, as by whoever deletes the message.
create function public.close_poll(poll uuid) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  present private.polls;
begin
  present := private.require_poll(poll);
  if present.message_id is not null then
    perform private.lock_message(present.message_id);
  end if;
  present := private.lock_poll(poll);
  if not private.manages_poll(present) then
    raise exception 'the poll is somebody else''s' using errcode = '42501';
  end if;
  if not private.has_ended(present) then
    perform private.require_open_poll(present);
    update private.polls p set closed_at = clock_timestamp(), closed_by = me, revision = p.revision + 1, published_revision = p.revision + 1
      where p.id = present.id;
    if present.message_id is not null then
      perform private.change_message(present.message_id);
    else
      perform realtime.send(jsonb_build_object('id', present.id), 'poll', 'article:' || present.article_id, true);
    end if;
  end if;
  return private.poll_json(present.id, me);
end
$$;
comment on function public.close_poll is
  'Ends a poll and returns it; that is a change of the message that carries it. For who wrote that, and moderators, or who writes its article (else 42501). Refused where the caller does not see it (SF003), or its chat can only be read (SF006).';
revoke execute on function public.close_poll from public, anon, service_role;
grant execute on function public.close_poll to authenticated;

create function public.poll_voters(poll uuid, option integer, before timestamptz default null, size integer default 50)
returns table (id uuid, surname text, name text, patronymic text, at timestamptz)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  known private.polls := private.require_poll(poll_voters.poll);
begin
  if known.is_anonymous then
    raise exception 'the poll is anonymous' using errcode = '42501';
  end if;
  return query
    select p.id, p.surname, p.name, p.patronymic, v.voted_at
    from private.poll_votes v join public.profiles p on p.id = v.person_id
    where v.poll_id = poll_voters.poll and v.position = poll_voters.option
      and (poll_voters.before is null or v.voted_at < poll_voters.before)
    order by v.voted_at desc
    limit least(greatest(poll_voters.size, 1), 100);
end
$$;
comment on function public.poll_voters is
  'Who chose an option, the latest first, 100 at most; `before` is the time of the last one that is known. Refused where the caller does not see the poll (SF003), and to everybody where it is anonymous (42501).';
revoke execute on function public.poll_voters from public, anon, service_role;
grant execute on function public.poll_voters to authenticated;
