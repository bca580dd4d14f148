-- Mentions. In a text a person stands by their id, <@id>, so that another name is another name everywhere, and everybody as
-- <@all>. Who is named by that is decided when it is written: participants, and everybody only by those who may. Any other
-- id names nobody, so a text does not tell who somebody is.

create table private.mentions (
  chat_id uuid not null,
  seq bigint not null,
  person_id uuid references public.profiles (id) on delete cascade,
  constraint mentions_message foreign key (chat_id, seq) references public.messages (chat_id, seq) on delete cascade,
  constraint mentions_once unique nulls not distinct (chat_id, seq, person_id)
);
create index mentions_person on private.mentions (person_id, chat_id, seq);
comment on table private.mentions is 'Who was mentioned in which message; without a person everybody.';

create function private.can_mention_all(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.can_moderate(chat) or exists (
    select from public.chats c
    left join public.group_teachers t on t.group_id = c.group_id and t.person_id = (select private.me())
    where c.id = chat and c.kind <> 'personal'
      and (t.person_id is not null and c.id in (select private.my_chat_ids()) or c.college_id in (select private.my_admin_college_ids()))
  );
end;
comment on function private.can_mention_all is
  'Moderators of a chat, administrators, and teachers of the group whose chat it is; nobody in a chat of two.';

create function private.assign_mentions() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  people uuid[];
begin
  if tg_op = 'UPDATE' then
    delete from private.mentions n where n.chat_id = new.chat_id and n.seq = new.seq;
  end if;
  if position('<@' in new.body) = 0 then
    return null;
  end if;
  people := array(
    select distinct (found.id[1])::uuid
    from regexp_matches(new.body, '<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>', 'g') found (id)
    limit 50
  );
  insert into private.mentions (chat_id, seq, person_id)
    select new.chat_id, new.seq, person from unnest(people) person where private.is_participant(new.chat_id, person);
  if position('<@all>' in new.body) > 0 and private.can_mention_all(new.chat_id) then
    insert into private.mentions (chat_id, seq) values (new.chat_id, new.seq);
  end if;
  return null;
end
$$;

-- Before the broadcast, which has the names: triggers run in the order of their names.
create trigger assign_mentions after insert or update of body on public.messages
  for each row when (position('<@' in new.body) > 0 or new.deleted_at is not null or new.edited_at is not null)
  execute function private.assign_mentions();

create function private.mentions_json(chat uuid, seq bigint) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(
    case when n.person_id is null then jsonb_build_object('id', 'all')
      else jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic) end
    order by p.surname, p.name, p.id
  ), '[]')
  from private.mentions n left join public.profiles p on p.id = n.person_id
  where n.chat_id = mentions_json.chat and n.seq = mentions_json.seq;
end;
comment on function private.mentions_json is 'Whom a message names, by the names that they have now; everybody has the id all.';

create function private.readable_text(message public.messages) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  text text := message.body;
  mentioned record;
begin
  if position('<@' in text) = 0 then
    return text;
  end if;
  for mentioned in
    select p.id, p.name, p.surname from private.mentions n join public.profiles p on p.id = n.person_id
    where n.chat_id = message.chat_id and n.seq = message.seq
  loop
    text := replace(text, '<@' || mentioned.id || '>', '@' || mentioned.name || ' ' || mentioned.surname);
  end loop;
  text := replace(text, '<@all>', '@все');
  return regexp_replace(text, '<@[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}>', '@…', 'g');
end
$$;
comment on function private.readable_text is 'The text of a message with names in place of ids, where it is shortened, quoted or copied.';

-- An answer calls whoever wrote what it answers.
create table private.answered (
  person_id uuid not null references public.profiles (id) on delete cascade,
  chat_id uuid not null,
  seq bigint not null,
  primary key (person_id, chat_id, seq),
  constraint answered_message foreign key (chat_id, seq) references public.messages (chat_id, seq) on delete cascade
);
create index answered_message on private.answered (chat_id, seq);
comment on table private.answered is 'Whose message a message answers, where that is not its own author.';

create function private.assign_answered() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.answered (person_id, chat_id, seq)
    select m.author_id, new.chat_id, new.seq from public.messages m
    where m.chat_id = new.chat_id and m.seq = new.reply_seq and m.author_id is not null
      and m.author_id is distinct from new.author_id;
  return null;
end
$$;

create trigger assign_answered after insert on public.messages
  for each row when (new.reply_seq is not null) execute function private.assign_answered();

-- How far each chat was read is asked once; from there on an index has the few that call the caller.
create function public.my_mentions(chat uuid default null) returns table (chat_id uuid, seq bigint)
language sql stable security definer
set search_path = ''
begin atomic
  with mine as materialized (
    select c.id, greatest(coalesce(own.read_seq, private.first_read_seq(c.id, (select private.me()))), hidden.read_seq) as read_seq
    from public.chats c
    left join public.chat_members own on own.chat_id = c.id and own.person_id = (select private.me())
    left join private.hidden_positions hidden on hidden.chat_id = c.id and hidden.person_id = (select private.me())
    where c.id in (select private.my_chat_ids()) and (my_mentions.chat is null or c.id = my_mentions.chat)
  )
  select mine.id, found.seq
  from mine
  cross join lateral (
    select n.seq from private.mentions n
      where n.chat_id = mine.id and n.person_id = (select private.me()) and n.seq > mine.read_seq
    union
    select n.seq from private.mentions n where n.chat_id = mine.id and n.person_id is null and n.seq > mine.read_seq
    union
    select a.seq from private.answered a
      where a.chat_id = mine.id and a.person_id = (select private.me()) and a.seq > mine.read_seq
  ) found
  join public.messages m on m.chat_id = mine.id and m.seq = found.seq
  where m.author_id is distinct from (select private.me()) and m.deleted_at is null
  order by mine.id, found.seq
  limit 1000;
end;
comment on function public.my_mentions is
  'Unread messages, of all chats or of one, that mention the caller, by name or with everybody, or answer one of theirs; none that was deleted.';
revoke execute on function public.my_mentions from public, anon;
grant execute on function public.my_mentions to authenticated, service_role;

create function public.mention_candidates(chat uuid, search text default '', size integer default 8)
returns table (id text, surname text, name text, patronymic text)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  wanted constant text := private.search_text(coalesce(search, ''));
begin
  perform private.require_participant(chat);
  return query
    select 'all', '', '', ''
      where private.can_mention_all(chat) and exists (select from unnest(array['все', 'all', 'everyone']) word where word like wanted || '%');
  return query
    select p.id::text, p.surname, p.name, p.patronymic
    from private.participants m join public.profiles p on p.id = m.person_id
    where m.chat_id = mention_candidates.chat and m.person_id <> (select private.me())
      and (
        private.search_text(p.surname || ' ' || p.name) like wanted || '%' or private.search_text(p.name || ' ' || p.surname) like wanted || '%'
      )
    order by p.surname, p.name, p.id
    limit least(greatest(size, 1), 20);
end
$$;
comment on function public.mention_candidates is
  'Participants of a chat whose surname or name begins so, and first of all everybody (all) to those who may mention them; 20 people at most. Refused (SF003) where the caller is no participant.';
revoke execute on function public.mention_candidates from public, anon;
grant execute on function public.mention_candidates to authenticated, service_role;
