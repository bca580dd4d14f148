-- Pinned messages: several in a chat.

create table private.pins (
  message_id uuid primary key references public.messages (id) on delete cascade,
  chat_id uuid not null references public.chats (id) on delete cascade,
  pinned_by uuid references public.profiles (id) on delete set null,
  pinned_at timestamptz not null default clock_timestamp()
);
create index pins_chat_id on private.pins (chat_id, pinned_at);
create index pins_pinned_by on private.pins (pinned_by);
comment on table private.pins is 'Messages that stand at the top of their chat, and who put them there.';

create function private.pinned_at(message uuid) returns timestamptz
language sql stable security definer
set search_path = ''
begin atomic
  select p.pinned_at from private.pins p where p.message_id = pinned_at.message;
end;

create function private.can_pin(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.can_moderate(chat)
    or exists (select from public.chats c where c.id = chat and c.kind = 'personal' and c.id in (select private.my_chat_ids()));
end;
comment on function private.can_pin is 'Moderators of a chat and administrators who are participants pin; of two people both.';

create function private.unpin(message public.messages) returns boolean
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  delete from private.pins p where p.message_id = message.id;
  if found then
    update public.chats c set pin_count = c.pin_count - 1 where c.id = message.chat_id;
  end if;
  return found;
end
$$;

create function private.clear_pin() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.unpin(new);
  return new;
end
$$;

create trigger clear_pin before update of deleted_at on public.messages
  for each row when (new.deleted_at is not null) execute function private.clear_pin();

create function public.pin_message(message uuid, pinned boolean) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  present public.messages := private.lock_message(message);
begin
  if not private.can_pin(present.chat_id) then
    raise exception 'only moderators pin' using errcode = '42501';
  end if;
  if (private.pinned_at(present.id) is not null) is distinct from pinned then
    if present.deleted_at is not null then
      raise exception 'the message was deleted' using errcode = 'SF003', detail = 'deleted';
    end if;
    -- Of two people one may be muted: what they pin stands before the other.
    perform private.require_writer(present.chat_id);
    perform private.throttle('pins of ' || me, 60, '1 minute');
    if not pinned then
      perform private.unpin(present);
    elsif (select c.pin_count >= 50 from public.chats c where c.id = present.chat_id) then
      raise exception 'too many are pinned' using errcode = 'SF001', detail = 'full';
    else
      insert into private.pins (message_id, chat_id, pinned_by) values (present.id, present.chat_id, me);
      update public.chats c set pin_count = c.pin_count + 1 where c.id = present.chat_id;
    end if;
    present := private.change_message(present.id);
  end if;
  return private.message_json(present, null, me);
end
$$;
comment on function public.pin_message is
  'Pins a message, or takes its pin away, and returns it. Moderators, administrators who are participants, in a chat of two both (else 42501); at most 50 in a chat (SF001, full). Refused when there is none (SF003), it was deleted (SF003, deleted), or its chat can only be read, by all or by them (SF006).';
revoke execute on function public.pin_message from public, anon, service_role;
grant execute on function public.pin_message to authenticated;

-- Whoever pins what the college wrote is likely to have written it.
create function public.chat_pins(chat uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'message', private.message_json(m, 300, (select private.me())),
      'pinned_by', case when not m.as_college then (
        select jsonb_build_object('id', by.id, 'surname', by.surname, 'name', by.name, 'patronymic', by.patronymic)
        from public.profiles by where by.id = p.pinned_by
      ) end
    ) order by p.pinned_at desc), '[]')
    from private.pins p join public.messages m on m.id = p.message_id
    where p.chat_id = chat_pins.chat
  );
end
$$;
comment on function public.chat_pins is
  'Pinned messages of a chat, shortened to 300 characters, the latest first, with who pinned them. Refused (SF003) where the caller is no participant.';
revoke execute on function public.chat_pins from public, anon;
grant execute on function public.chat_pins to authenticated, service_role;
