-- Messages: their order, their broadcasts, and how they are sent.

create table public.messages (
  id uuid primary key,
  chat_id uuid not null references public.chats (id) on delete cascade,
  seq bigint not null default 0,
  change bigint not null default 0,
  author_id uuid default private.me() references public.profiles (id) on delete set null,
  body text not null,
  created_at timestamptz not null default now(),
  as_college boolean not null default false,
  edited_at timestamptz,
  deleted_at timestamptz,
  deleted_by uuid references public.profiles (id) on delete set null,
  reply_seq bigint,
  forward_of uuid references public.messages (id) on delete set null,
  file_count smallint not null default 0,
  has_poll boolean not null default false,
  constraint messages_seq_unique unique (chat_id, seq),
  -- What was deleted is gone: the row keeps no text.
  constraint messages_body check (
    case when deleted_at is null then char_length(body) <= 10000 and (file_count > 0 or not private.is_blank(body)) else body = '' end
  ),
  constraint messages_deleted_by check (deleted_by is null or deleted_at is not null),
  -- The row that everybody in the chat reads names no author.
  constraint messages_as_college check (not as_college or author_id is null),
  constraint messages_reply foreign key (chat_id, reply_seq) references public.messages (chat_id, seq)
);
create index messages_author_id on public.messages (author_id);
create index messages_deleted_by on public.messages (deleted_by);
create index messages_reply on public.messages (chat_id, reply_seq);
create index messages_forward_of on public.messages (forward_of);
create unique index messages_change on public.messages (chat_id, change) where change > 0;
comment on table public.messages is 'What people wrote. The sender''s device makes the id, so sending again can never double a message.';
comment on column public.messages.seq is 'Position in its chat: 1, 2, 3 … without gaps. A trigger gives it; the default only lets typed clients leave it out.';
comment on column public.messages.change is 'Number of its last change among all changes in the chat, given by a trigger; 0 when it is as it was sent.';
comment on column public.messages.as_college is 'Written by the college. Which of its administrators it was is kept in private.college_posts.';
comment on column public.messages.reply_seq is 'The message of the same chat that this one answers.';
comment on column public.messages.forward_of is 'The message, first written elsewhere, of which this one is a copy.';
comment on column public.messages.file_count is 'How many files it carries, given by a trigger; with files it needs no text.';
comment on column public.messages.has_poll is 'Carries a poll, given by a trigger; the text is its question.';
comment on column public.messages.deleted_by is 'Nobody in the chat learns it.';

alter table public.messages enable row level security;
revoke all on public.messages from public, anon, authenticated;
grant select (id, chat_id, seq, change, author_id, body, created_at, as_college, edited_at, deleted_at) on public.messages to authenticated;
grant insert (id, chat_id, body, reply_seq, forward_of) on public.messages to authenticated;
grant all on public.messages to service_role;

create policy "Participants read their chats" on public.messages
  for select to authenticated using (chat_id in (select private.my_chat_ids()));
create policy "Participants write in open chats, in their own name" on public.messages
  for insert to authenticated
  with check (
    author_id = (select private.me())
    and chat_id in (select private.my_chat_ids())
    and private.is_chat_open(chat_id)
  );

create function private.author_json(message public.messages) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'author', (
      select jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic)
      from public.profiles p where p.id = message.author_id
    ),
    'college', case when message.as_college then (
      select k.short_name from public.chats c join public.colleges k on k.id = c.college_id where c.id = message.chat_id
    ) end
  );
end;

-- In plpgsql, because what it is made of stands in the files of later subjects. Most messages have nothing of all that, and
-- cost no look at its tables.
create function private.message_json(message public.messages, longest integer default null, reader uuid default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', message.id, 'chat_id', message.chat_id, 'seq', message.seq, 'change', message.change,
    'body', case when longest is null then message.body else left(private.readable_text(message), longest) end,
    'created_at', message.created_at, 'edited_at', message.edited_at, 'deleted_at', message.deleted_at,
    'reply', case when message.reply_seq is not null then private.quote_json(message.chat_id, message.reply_seq) end,
    'forward', case when message.forward_of is not null then private.source_json(message.forward_of) end,
    'mentions', case when position('<@' in message.body) > 0 then private.mentions_json(message.chat_id, message.seq) else '[]' end,
    'poll', case when message.has_poll and longest is null then private.message_poll(message.id, reader) end,
    'reactions', case when message.change > 0 then private.reactions_json(message.id, reader) else '[]' end,
    'pinned_at', case when message.change > 0 then private.pinned_at(message.id) end,
    'files', case when message.file_count > 0 then private.message_files_json(message.id, longest is not null) else '[]' end
  ) || private.author_json(message);
end
$$;
comment on function private.message_json is
  'A message as everybody who reads it gets it, by whatever way; to a `reader` it says which reactions are theirs. Without an author their account was erased, or `college` wrote it; without a text it was deleted.';

create table private.withdrawn_messages (
  person_id uuid not null references public.profiles (id) on delete cascade,
  message_id uuid not null,
  at timestamptz not null default now(),
  primary key (person_id, message_id)
);
create index withdrawn_messages_at on private.withdrawn_messages (at);
comment on table private.withdrawn_messages is
  'Messages that their author deleted before they arrived, for a day: a request to send them may be under way still.';

-- The row lock on the chat makes the numbers follow the order of the commits. A message that is there already takes no
-- number: a repeated insert that ignores conflicts would leave a gap. The lock on its id makes two repetitions wait for each
-- other.
create function private.assign_message_seq() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(new.id::text, 0));
  if exists (select from public.messages where id = new.id) then
    new.seq := 0;
    return new;
  end if;
  if exists (select from private.withdrawn_messages w where w.person_id = new.author_id and w.message_id = new.id) then
    raise exception 'the message was taken back' using errcode = 'SF003', detail = 'deleted';
  end if;
  update public.chats set last_seq = last_seq + 1 where id = new.chat_id returning last_seq into new.seq;
  new.created_at := clock_timestamp();
  return new;
end
$$;

create trigger clean_texts before insert or update of body on public.messages
  for each row execute function private.clean_texts('body');
create trigger assign_message_seq before insert on public.messages
  for each row execute function private.assign_message_seq();

-- Here the row of the message is locked already. Whoever changes one locks its chat before it, as whoever sends does; else
-- the two could wait for each other.
create function private.assign_message_change() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.chats set last_change = last_change + 1 where id = new.chat_id returning last_change into new.change;
  return new;
end
$$;

create trigger assign_message_change before update of body, edited_at, deleted_at on public.messages
  for each row when ((old.body, old.edited_at, old.deleted_at) is distinct from (new.body, new.edited_at, new.deleted_at))
  execute function private.assign_message_change();

-- Whoever writes has read what is there.
create function private.read_own_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.keep_read_seq(new.chat_id, new.author_id, new.seq);
  return null;
end
$$;

create trigger read_own_message after insert on public.messages
  for each row when (new.author_id is not null) execute function private.read_own_message();

-- When somebody who is no moderator may write the next message where messages are slowed down.
create function private.may_write_at(chat uuid, person uuid) returns timestamptz
language plpgsql stable security definer
set search_path = ''
as $$
declare
  pause constant interval := (select make_interval(secs => c.slow_mode_seconds) from public.chats c where c.id = chat);
  since constant timestamptz := clock_timestamp() - pause;
begin
  if since is null or pause = interval '0' or private.is_moderator(chat, person) then
    return null;
  end if;
  return (
    select max(m.created_at) + pause from public.messages m
    where m.chat_id = chat and m.seq >= private.seq_since(chat, since) and m.author_id = person and m.created_at > since
  );
end
$$;
comment on function private.may_write_at is 'The end of the pause that slow mode asks for; null when there is none.';

-- After assign_message_seq, in whose lock the messages of a chat follow each other. Strangers are the policy's to refuse.
create function private.check_writer() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.seq > 0 and private.is_participant(new.chat_id, new.author_id) and private.is_chat_open(new.chat_id) then
    perform private.require_writer(new.chat_id);
    if private.may_write_at(new.chat_id, new.author_id) > clock_timestamp() then
      raise exception 'slow mode' using errcode = 'SF006', detail = 'slow_mode';
    end if;
  end if;
  return new;
end
$$;

create trigger check_writer before insert on public.messages
  for each row when (new.author_id is not null and private.me() = new.author_id) execute function private.check_writer();

-- The chat is locked already, by private.lock_message.
create function private.change_message(message uuid) returns public.messages
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  number bigint;
  changed public.messages;
begin
  update public.chats c set last_change = c.last_change + 1
    from public.messages m where m.id = change_message.message and c.id = m.chat_id
    returning c.last_change into number;
  update public.messages m set change = number where m.id = change_message.message returning * into changed;
  return changed;
end
$$;
comment on function private.change_message is
  'Gives a message the next change number after something that it carries has changed outside its row (a reaction, a pin), so that it is broadcast and stands in the feed. Returns it.';

-- While somebody who has lost the chat may still receive its topic, the message itself is not sent there. Several changes of
-- one statement are broadcast at its end, each with its own number.
create function private.broadcast_message() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  last_seq bigint;
  last_change bigint;
begin
  select c.last_seq, case tg_op when 'UPDATE' then new.change else c.last_change end into last_seq, last_change
    from public.chats c where c.id = new.chat_id;
  if private.is_topic_withheld(new.chat_id) then
    perform realtime.send(
      jsonb_build_object('chat_id', new.chat_id, 'seq', last_seq, 'last_change', last_change), 'written', 'chat:' || new.chat_id, true
    );
  else
    perform realtime.send(
      jsonb_build_object('message', private.message_json(new), 'last_change', last_change),
      case tg_op when 'UPDATE' then 'change' else 'message' end, 'chat:' || new.chat_id, true
    );
  end if;
  return null;
end
$$;

create trigger broadcast_message after insert on public.messages
  for each row execute function private.broadcast_message();
create trigger broadcast_message_change after update on public.messages
  for each row when (new.change <> old.change) execute function private.broadcast_message();

create function private.sent_message(chat uuid, id uuid) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select private.message_json(m, null, private.me()) from public.messages m
  where m.id = sent_message.id and m.chat_id = sent_message.chat and m.author_id = (select private.me())
    and m.chat_id in (select private.my_chat_ids());
end;
comment on function private.sent_message is 'The message with this id that the caller wrote in this chat; null without one.';
grant execute on function private.sent_message to authenticated;

-- Runs with the rights of the caller: the policy decides who writes.
create function public.send_message(chat uuid, id uuid, body text, reply_to uuid default null, files jsonb default '[]', poll jsonb default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  sent jsonb := private.sent_message(chat, send_message.id);
  answered bigint;
  written text := body;
begin
  if sent is null then
    if reply_to is not null then
      select m.seq into answered from public.messages m where m.id = reply_to and m.chat_id = chat;
      if answered is null then
        raise exception 'no such message to answer' using errcode = 'SF003', detail = 'reply_deleted';
      end if;
    end if;
    if files <> '[]' then
      perform private.bind_chat_files(chat, send_message.id, files);
    end if;
    if poll is not null then
      written := private.bind_poll(send_message.id, body, poll);
    end if;
    insert into public.messages (id, chat_id, body, reply_seq) values (send_message.id, chat, written, answered)
      on conflict on constraint messages_pkey do nothing;
    sent := private.sent_message(chat, send_message.id);
  end if;
  if sent is null then
    raise exception 'the id of the message is taken' using errcode = 'SF002';
  end if;
  return sent;
end
$$;
comment on function public.send_message is
  'Writes a message with its files and its poll and returns it. Sent again it is the message that is there, as it is now; the id of another message is refused (SF002), an answer to a message that was deleted (SF003, reply_deleted), and a file that is not there (SF001, file_missing).';
revoke execute on function public.send_message from public, anon, service_role;
grant execute on function public.send_message to authenticated;

-- Nobody writes so fast by hand. A message that is there already is sent again, not written.
create function private.throttle_messages() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.seq > 0 then
    perform private.throttle('messages of ' || private.me(), 100, '1 minute');
  end if;
  return new;
end
$$;

create trigger throttle_messages before insert on public.messages
  for each row when (private.me() is not null) execute function private.throttle_messages();
create trigger throttle_changes before update of body on public.messages
  for each row when (private.me() is not null and new.body is distinct from old.body) execute function private.throttle_messages();
