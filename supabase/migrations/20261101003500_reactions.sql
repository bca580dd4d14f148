-- Reactions to messages. Each one given or taken back is one change of its message, so it is broadcast and stands in the feed.

create function private.is_emoji(value text) returns boolean
language sql immutable parallel safe
set search_path = ''
return octet_length(value) <= 64 and value ~ (
  '^(?:[0-9#*]\uFE0F?\u20E3|[\U0001F1E6-\U0001F1FF]{2}|'
  '[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2190-\u21FF\u2300-\u23FF\u24C2\u25A0-\u27BF\u2900-\u297F\u2B00-\u2BFF\u3030\u303D\u3297\u3299\U0001F000-\U0001F1E5\U0001F200-\U0001FAFF]'
  '[\uFE0F\U0001F3FB-\U0001F3FF]*[\U000E0020-\U000E007F]*'
  '(?:\u200D[\u2300-\u23FF\u2640-\u27BF\u2B00-\u2BFF\U0001F200-\U0001FAFF][\uFE0F\U0001F3FB-\U0001F3FF]*){0,6})$'
);
comment on function private.is_emoji is 'Whether a text is one emoji, of whatever parts: a flag, a keycap, people joined to a family.';

create table private.reactions (
  message_id uuid not null references public.messages (id) on delete cascade,
  person_id uuid not null references public.profiles (id) on delete cascade,
  emoji text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (message_id, person_id, emoji),
  constraint reactions_emoji check (private.is_emoji(emoji))
);
create index reactions_person_id on private.reactions (person_id);
comment on table private.reactions is 'Who reacted to which message, with what.';

-- The latest ten people of each are named by id: a small group is complete, and of a crowd the count is enough.
create function private.reactions_json(message uuid, reader uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(
    jsonb_build_object('emoji', r.emoji, 'count', r.count, 'people', r.people[:10])
      || case when reader is null then '{}'::jsonb else jsonb_build_object('mine', r.mine) end
    order by r.since, r.emoji
  ), '[]')
  from (
    select g.emoji, count(*) as count, min(g.created_at) as since, array_agg(g.person_id order by g.created_at desc) as people,
      bool_or(g.person_id = reader) as mine
    from private.reactions g where g.message_id = reactions_json.message
    group by g.emoji
  ) r;
end;
comment on function private.reactions_json is
  'Reactions to a message in the order in which each emoji came: its count, and who gave it last, ten at most. To a `reader` also whether theirs is among them.';

create function private.clear_reactions() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.reactions where message_id = new.id;
  return new;
end
$$;

create trigger clear_reactions before update of deleted_at on public.messages
  for each row when (new.deleted_at is not null) execute function private.clear_reactions();

create function public.react(message uuid, emoji text, given boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  present public.messages := private.lock_message(message);
  known boolean;
begin
  perform private.require_participant(present.chat_id);
  known := exists (
    select from private.reactions r where r.message_id = react.message and r.person_id = me and r.emoji = react.emoji
  );
  -- What is so already is no change, as when an answer was lost.
  if known is distinct from given then
    if present.deleted_at is not null then
      raise exception 'the message was deleted' using errcode = 'SF003', detail = 'deleted';
    end if;
    perform private.require_open_chat(present.chat_id);
    perform private.throttle('reactions of ' || me, 60, '1 minute');
    if given then
      if private.is_emoji(react.emoji) is not true then
        raise exception 'not one emoji' using errcode = '23514';
      end if;
      if (select count(*) >= 3 from private.reactions r where r.message_id = react.message and r.person_id = me)
        or (select count(distinct r.emoji) >= 20 from private.reactions r where r.message_id = react.message and r.emoji <> react.emoji) then
        raise exception 'too many different ones' using errcode = 'SF001', detail = 'full';
      end if;
      insert into private.reactions (message_id, person_id, emoji) values (react.message, me, react.emoji);
    else
      delete from private.reactions r where r.message_id = react.message and r.person_id = me and r.emoji = react.emoji;
    end if;
    present := private.change_message(present.id);
  end if;
  return private.message_json(present, null, me);
end
$$;
comment on function public.react is
  'Gives a message a reaction of the caller, or takes it back, and returns the message. A person gives three different ones at most, a message has twenty (SF001, full). Refused where the caller is no participant (SF003), the message was deleted (SF003, deleted), its chat can only be read (SF006), or too fast (SF004).';
revoke execute on function public.react from public, anon, service_role;
grant execute on function public.react to authenticated;

create function public.reactors(message uuid, wanted text default null, before timestamptz default null, size integer default 50)
returns table (id uuid, surname text, name text, patronymic text, emoji text, at timestamptz)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_participant((select m.chat_id from public.messages m where m.id = reactors.message));
  return query
    select p.id, p.surname, p.name, p.patronymic, r.emoji, r.created_at
    from private.reactions r join public.profiles p on p.id = r.person_id
    where r.message_id = reactors.message and (reactors.wanted is null or r.emoji = reactors.wanted)
      and (reactors.before is null or r.created_at < reactors.before)
    order by r.created_at desc
    limit least(greatest(reactors.size, 1), 100);
end
$$;
comment on function public.reactors is
  'Who reacted to a message, in any way or in the `wanted` one, the latest first, 100 at most; `before` is the time of the last one that is known. Refused (SF003) where the caller is no participant.';
revoke execute on function public.reactors from public, anon;
grant execute on function public.reactors to authenticated, service_role;
