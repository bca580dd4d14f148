-- Search in messages. Words stand in rows that begin with their chat, not in one index over all messages: a search reads the
-- rows of the caller's own chats and no others, so neither its plan nor its time depends on what is written elsewhere, and the
-- newest of many hits are read without the rest.

-- No word is left out because it is frequent. What is not Russian stays as it is written.
create text search dictionary private.russian_words (template = pg_catalog.snowball, language = 'russian');

create function private.stem(word text) returns text
language sql immutable parallel safe
set search_path = ''
return left(coalesce((ts_lexize('private.russian_words', left(word, 40)))[1], word), 40);

create function private.words_of(value text) returns text[]
language sql immutable parallel safe
set search_path = ''
return array(
  select distinct private.stem(word)
  from unnest(string_to_array(private.search_text(regexp_replace(private.composed(value), '<@[0-9a-z-]+>', ' ', 'g')), ' ')) word
  where length(word) > 1 or word ~ '[0-9]'
);
comment on function private.words_of is
  'The words that a text is found by, without their endings. Ids of those who are mentioned are none.';

create table private.message_words (
  chat_id uuid not null references public.chats (id) on delete cascade,
  word text collate "C" not null,
  seq bigint not null,
  primary key (chat_id, word, seq)
);
create index message_words_seq on private.message_words (chat_id, seq);
comment on table private.message_words is 'Which words stand in which message. Without a foreign key to it: the trigger that writes them deletes them.';

create function private.chat_trigrams(chat uuid, word text) returns bigint[]
language sql immutable parallel safe
set search_path = ''
return array(
  select hashtextextended(trigram, hashtextextended(chat::text, 0)) from unnest(extensions.show_trgm(word)) trigram
  -- That it begins with this letter says too little.
  where trigram not like '  %'
);
comment on function private.chat_trigrams is 'Three letters each of a word, in one chat: an index over these is read without the words of other chats.';

-- New words are found by the index itself, not in a list of what is still to be sorted into it (fastupdate).
create table private.chat_words (
  chat_id uuid not null references public.chats (id) on delete cascade,
  word text collate "C" not null,
  primary key (chat_id, word)
);
create index chat_words_trigrams on private.chat_words using gin (private.chat_trigrams(chat_id, word)) with (fastupdate = off);
comment on table private.chat_words is 'Words that stand in some message of a chat: among them is what was meant by a slip of the finger.';

create function private.file_names(message uuid) returns text
language sql stable security definer
set search_path = ''
return coalesce((
  select string_agg(f.name, E'\n' order by f.position) from private.message_files f where f.message_id = message and f.kind <> 'voice'
), '');

create function private.searched_text(message public.messages) returns text
language sql stable security definer
set search_path = ''
return concat_ws(
  E'\n', nullif(private.readable_text(message), ''),
  case when message.file_count > 0 then private.file_names(message.id) end
);
comment on function private.searched_text is 'What a message is found by: its text, and what its files are called.';

-- The row lock of the chat, which numbers messages and changes, lets one at a time do this. Whom a text mentions is no part of
-- it: they may be called otherwise tomorrow.
create function private.update_message_words() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  after text[] := '{}';
  gone text[];
begin
  if tg_op <> 'DELETE' then
    after := private.words_of(new.body);
    if new.file_count > 0 then
      after := private.words_of(new.body || ' ' || private.file_names(new.id));
    end if;
  end if;
  if tg_op <> 'INSERT' then
    with deleted as (
      delete from private.message_words w where w.chat_id = old.chat_id and w.seq = old.seq and w.word <> all (after) returning w.word
    )
    select array_agg(word) into gone from deleted;
    delete from private.chat_words v
      where v.chat_id = old.chat_id and v.word = any (gone)
        and not exists (select from private.message_words w where w.chat_id = v.chat_id and w.word = v.word);
  end if;
  if tg_op <> 'DELETE' then
    insert into private.message_words (chat_id, word, seq) select new.chat_id, word, new.seq from unnest(after) word on conflict do nothing;
    insert into private.chat_words (chat_id, word) select new.chat_id, word from unnest(after) word on conflict do nothing;
  end if;
  return null;
end
$$;

create trigger update_message_words after insert or update of body or delete on public.messages
  for each row execute function private.update_message_words();

-- Two neighbouring letters that changed their places leave hardly a trigram as it was; so these are looked up as well.
create function private.meant_words(chats uuid[], typed text) returns table (word text)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  wanted constant text := private.stem(typed);
  trigrams constant bigint[] := array(select unnest(private.chat_trigrams(chat, wanted)) from unnest(chats) chat);
begin
  return query
    -- By the index of trigrams and nothing else: a chat has more words than are alike.
    with alike as materialized (
      select v.chat_id, v.word from private.chat_words v
      where private.chat_trigrams(v.chat_id, v.word) operator(pg_catalog.&&) trigrams
    )
    select found.word from (
      select a.word, max(extensions.similarity(a.word, wanted)) as alike from alike a
      -- A slip of the finger leaves a word about as long; a short one that begins alike is another.
      where a.chat_id = any (chats) and abs(length(a.word) - length(wanted)) <= 2
      group by a.word
      union all
      select v.word, 1 from unnest(chats) chat
        cross join generate_series(1, length(typed) - 1) place
        cross join lateral private.stem(
          left(typed, place - 1) || substr(typed, place + 1, 1) || substr(typed, place, 1) || substr(typed, place + 2)
        ) swapped
        cross join lateral (
          select k.word from private.chat_words k where k.chat_id = chat and k.word = swapped collate "C" offset 0
        ) v
    ) found
    where found.alike >= 0.3
    group by found.word
    order by max(found.alike) desc, found.word
    limit 10;
end
$$;
comment on function private.meant_words is 'Words of these chats that somebody perhaps meant who typed another.';

-- A word whose beginning stands in none of the chats was mistyped.
create function private.wanted_words(chats uuid[], query text) returns table (typed text, word text, rank integer)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  each text;
  stem text;
begin
  for each in
    select w from unnest(string_to_array(private.search_text(private.composed(left(query, 300))), ' ')) with ordinality list (w, place)
    where length(w) > 1 or w ~ '[0-9]'
    group by w order by min(place) limit 8
  loop
    each := left(each, 40);
    stem := private.stem(each);
    return query
      select each, found.word, min(found.rank) from (
        -- A surname of one gender is the stem of that of the other: Иванова, Иванов. Each chat is looked into by itself, so that no
        -- plan begins with the word.
        select known.word, 0 as rank from unnest(chats) chat
          cross join lateral (
            select v.word from private.chat_words v
            where v.chat_id = chat
              and v.word in (stem, case when stem ~ '(ов|ев|ин|ын)$' then private.stem(stem) else stem end, each)
            offset 0
          ) known
        union all
        (
          select begun.word, 1 from unnest(chats) chat
            cross join lateral (
              select v.word from private.chat_words v
              where length(stem) > 1 and v.chat_id = chat and v.word >= stem and v.word < stem || chr(1114111)
              order by v.word limit 10
            ) begun
          group by begun.word order by begun.word limit 20
        )
      ) found group by found.word;
    if not found then
      return query select each, meant.word, 2 from private.meant_words(chats, each) meant where length(each) > 3;
      if not found then
        return query select each, null::text, 2;
      end if;
    end if;
  end loop;
end
$$;
comment on function private.wanted_words is
  'For each typed word, at most eight, those that stand in these chats and may be meant: the word itself (0), what begins with it (1), what is written alike (2); null when there is none.';

create function private.snippet_json(value text, words text[]) returns jsonb
language sql stable
set search_path = ''
begin atomic
  with beginnings as (
    select array_agg(distinct left(word, 2)) as first_two from unnest(words) word
  ), parts as (
    select part[1] as part, place, sum(length(part[1])) over (order by place) - length(part[1]) as start
    from regexp_matches(value, '[[:alnum:]]+|[^[:alnum:]]+', 'g') with ordinality list (part, place)
  ), hits as (
    select start, length(part) as length from parts, beginnings
    where case when left(translate(lower(part), 'ё', 'е'), 2) = any (first_two) then private.words_of(part) && words else false end
  ), first_hit as (
    select greatest(coalesce(min(start), 0) - 40, 0) as near from hits
  ), cut as (
    -- It begins with a word.
    select coalesce(min(start) filter (where start >= near and (near = 0 or part ~ '[[:alnum:]]')), near)::integer as start from parts, first_hit
    group by near
  )
  select jsonb_build_object(
    'text', case when cut.start > 0 then '…' else '' end || substr(value, cut.start + 1, 180)
      || case when length(value) > cut.start + 180 then '…' else '' end,
    'ranges', coalesce((
      select jsonb_agg(jsonb_build_array(h.start - cut.start + shift, h.start - cut.start + shift + h.length) order by h.start)
      from hits h, (select (cut.start > 0)::integer as shift) shifted
      where h.start + h.length <= cut.start + 180
    ), '[]')
  )
  from cut;
end;
comment on function private.snippet_json is
  'What of a text stands around the first of these words, and where they stand in it: pairs of begin and end, in characters.';

-- The hits in one chat after the last one that is known, the best first. Of a frequent word only the newest are read; each of
-- the other words is looked up by its whole row.
create function private.find_in_chat(
  chat uuid, words jsonb, author uuid, with_files boolean, since timestamptz, until timestamptz,
  last_rank integer, last_at timestamptz, last_seq bigint, last_chat uuid, size integer
)
returns table (seq bigint, created_at timestamptz, rank integer)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if words = '[]' then
    return query
      select m.seq, m.created_at, 0 from public.messages m
      where m.chat_id = chat and (author is null or m.author_id = author)
        and m.deleted_at is null and m.created_at >= since and m.created_at < until
        and (not with_files or m.file_count > 0)
        and (last_at is null or (m.created_at, m.seq, m.chat_id) < (last_at, last_seq, last_chat))
      order by m.seq desc limit size;
    return;
  end if;
  return query
    select hit.seq, hit.created_at, alike.rank from jsonb_to_recordset(words -> 0) alike (word text, rank integer)
    cross join lateral (
      select m.seq, m.created_at from private.message_words w
      join public.messages m on m.chat_id = w.chat_id and m.seq = w.seq
      where w.chat_id = chat and w.word = alike.word collate "C"
        and m.created_at >= since and m.created_at < until
        and (author is null or m.author_id = author)
        and (not with_files or m.file_count > 0)
        and (
          last_at is null or alike.rank > last_rank
          or alike.rank = last_rank and (m.created_at, m.seq, m.chat_id) < (last_at, last_seq, last_chat)
        )
        -- Two words that may be meant can stand in one message: it is the hit of the better one.
        and not exists (
          select from jsonb_to_recordset(words -> 0) better (word text, rank integer)
          join private.message_words o on o.chat_id = chat and o.word = better.word collate "C" and o.seq = w.seq
          where (better.rank, better.word) < (alike.rank, alike.word)
        )
        and not exists (
          select from jsonb_array_elements(words - 0) other (word)
          where not exists (
            select from jsonb_to_recordset(other.word) alternative (word text)
            join private.message_words o on o.chat_id = chat and o.word = alternative.word collate "C" and o.seq = w.seq
          )
        )
      order by w.seq desc limit size
    ) hit
    order by alike.rank, hit.created_at desc, hit.seq desc limit size;
end
$$;

create function public.search_messages(
  query text default '',
  chat uuid default null,
  author uuid default null,
  with_files boolean default false,
  since timestamptz default null,
  until timestamptz default null,
  cursor jsonb default null,
  size integer default 20
)
returns jsonb
language plpgsql volatile security definer
-- Compiling the plans, or starting processes that share one (the planner cannot know how few words are alike), would take
-- longer than all of them together; and however small the tables are, only the rows of the caller's chats are read.
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0 set enable_seqscan = off
as $$
declare
  most constant integer := least(greatest(coalesce(size, 20), 1), 100);
  chats uuid[] := array[chat];
  words jsonb;
  all_words text[];
  is_blank constant boolean := coalesce(query, '') !~ '[^[:space:]]';
  hits jsonb;
begin
  -- A person who types looks for something every half second at most.
  perform private.throttle('searches of ' || private.me(), 120, '1 minute');
  if chat is not null then
    perform private.require_participant(chat);
  else
    chats := array(select private.my_chat_ids());
  end if;
  -- Of several words the longest is likely to be the rarest. Within a chat one goes from hit to hit in the order of time.
  select coalesce(jsonb_agg(typed.words order by length(typed.typed) desc, typed.typed), '[]') into words from (
    select w.typed, jsonb_agg(jsonb_build_object('word', w.word, 'rank', case when chat is null then w.rank else 0 end)) as words
    from private.wanted_words(chats, query) w group by w.typed
  ) typed;
  all_words := array(
    select alternative ->> 'word' from jsonb_array_elements(words) typed (alternatives), jsonb_array_elements(typed.alternatives) alternative
  );
  if words = '[]' and (not is_blank or author is null and not with_files and since is null and until is null) then
    return jsonb_build_object('hits', '[]'::jsonb, 'next', null, 'is_unclear', true);
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('chat_id', best.chat, 'seq', best.seq, 'at', best.created_at, 'rank', best.rank) order by best.place), '[]')
    into hits
  from (
    select each.chat, found.seq, found.created_at, found.rank,
      row_number() over (order by found.rank, found.created_at desc, found.seq desc, each.chat desc) as place
    from unnest(chats) each (chat)
    cross join lateral private.find_in_chat(
      each.chat, words, author, coalesce(with_files, false), coalesce(since, '-infinity'), coalesce(until, 'infinity'),
      (cursor ->> 'rank')::integer, (cursor ->> 'at')::timestamptz, (cursor ->> 'seq')::bigint, (cursor ->> 'chat_id')::uuid, most + 1
    ) found
    order by place limit most + 1
  ) best;
  return jsonb_build_object(
    'hits', coalesce((
      select jsonb_agg(
        jsonb_build_object('id', m.id, 'chat_id', m.chat_id, 'seq', m.seq, 'created_at', m.created_at)
        || private.snippet_json(private.searched_text(m), all_words) || private.author_json(m)
        order by hit.place
      )
      from jsonb_array_elements(hits) with ordinality hit (value, place)
      join public.messages m on m.chat_id = (hit.value ->> 'chat_id')::uuid and m.seq = (hit.value ->> 'seq')::bigint
      where hit.place <= most
    ), '[]'),
    'next', case when jsonb_array_length(hits) > most then hits -> (most - 1) end,
    'is_unclear', false
  );
end
$$;
comment on function public.search_messages is
  'Messages of the caller''s chats, or of one, that have all words in some form, or written alike where no such word is there; by author, with files, from a moment on and before another. The best first (the word itself, then what begins with it), of these the newest; in one chat the newest. Each with the text around its first hit and where the words stand in that, in characters. `next` is the cursor of what follows. Without a word, as of signs alone, and without any other condition, `is_unclear`. Refused (SF003) where the caller is no participant, and (SF004) more than 120 times a minute.';
revoke execute on function public.search_messages from public, anon;
grant execute on function public.search_messages to authenticated, service_role;
