-- What one person has set for a chat: pauses, pins in the list, marks as unread. Nobody else learns of it.

create type public.chat_pause as enum ('hour', 'morning', 'ever');

create table public.chat_settings (
  person_id uuid not null references public.profiles (id) on delete cascade,
  chat_id uuid not null references public.chats (id) on delete cascade,
  paused_until timestamptz,
  pin_rank integer,
  is_marked_unread boolean not null default false,
  primary key (person_id, chat_id)
);
create index chat_settings_chat_id on public.chat_settings (chat_id);
comment on table public.chat_settings is 'What people have set for their chats; without a row nothing.';
comment on column public.chat_settings.paused_until is 'Until then nobody is notified of what comes; infinity is for ever.';
comment on column public.chat_settings.pin_rank is 'Place among the pinned chats of the person, from 1; null where it is not pinned.';

alter table public.chat_settings enable row level security;
revoke all on public.chat_settings from public, anon, authenticated;
grant select on public.chat_settings to authenticated;
grant all on public.chat_settings to service_role;

create policy "People see their own settings" on public.chat_settings
  for select to authenticated using (person_id = (select private.me()));

-- Other devices of the person.
create function private.broadcast_chat_settings() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.broadcast('user:' || new.person_id, 'chat_settings');
  return null;
end
$$;

create trigger broadcast_chat_settings after insert on public.chat_settings
  for each row execute function private.broadcast_chat_settings();
create trigger broadcast_changed_chat_settings after update on public.chat_settings
  for each row when (new is distinct from old) execute function private.broadcast_chat_settings();

create function private.next_morning(chat uuid) returns timestamptz
language sql stable security definer
set search_path = ''
begin atomic
  select (here.today + interval '8 hours' + case when here.now < here.today + interval '8 hours' then interval '0' else interval '1 day' end)
    at time zone here.time_zone
  from (
    select k.time_zone, now() at time zone k.time_zone as now, date_trunc('day', now() at time zone k.time_zone) as today
    from public.chats c join public.colleges k on k.id = c.college_id
    where c.id = chat
  ) here;
end;
comment on function private.next_morning is 'The next eight o''clock where the college of the chat is.';

create function public.pause_chat(chat uuid, span public.chat_pause default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  insert into public.chat_settings (person_id, chat_id, paused_until)
    values (private.me(), chat, case span
      when 'hour' then now() + interval '1 hour'
      when 'morning' then private.next_morning(chat)
      when 'ever' then 'infinity'
    end)
    on conflict (person_id, chat_id) do update set paused_until = excluded.paused_until;
end
$$;
comment on function public.pause_chat is
  'The caller is not notified of what comes in the chat for an hour, until the morning (8:00 where the college is) or for ever; without a span they are again. Refused (SF003) where they are no participant.';
revoke execute on function public.pause_chat from public, anon, service_role;
grant execute on function public.pause_chat to authenticated;

-- Two devices that pin at once do it one after the other.
create function public.pin_chat(chat uuid, before uuid default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  person constant uuid := private.me();
begin
  perform private.require_participant(chat);
  perform from public.profiles p where p.id = person for no key update;
  insert into public.chat_settings (person_id, chat_id, pin_rank) values (person, chat, 2147483647)
    on conflict (person_id, chat_id) do nothing;
  with others as (
    select s.chat_id, s.pin_rank::numeric as place from public.chat_settings s
    where s.person_id = person and s.pin_rank is not null and s.chat_id <> pin_chat.chat
  ), placed as (
    select o.chat_id, o.place from others o
    union all
    select pin_chat.chat, coalesce((select o.place - 0.5 from others o where o.chat_id = pin_chat.before), 'infinity')
  ), ranked as (
    select p.chat_id, row_number() over (order by p.place) as rank from placed p
  )
  update public.chat_settings s set pin_rank = r.rank from ranked r
    where s.person_id = person and s.chat_id = r.chat_id and s.pin_rank is distinct from r.rank;
end
$$;
comment on function public.pin_chat is
  'Pins a chat in the caller''s list, before another pinned one or after all of them; what is pinned already moves there. Refused (SF003) where they are no participant.';
revoke execute on function public.pin_chat from public, anon, service_role;
grant execute on function public.pin_chat to authenticated;

create function public.unpin_chat(chat uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  update public.chat_settings s set pin_rank = null where s.person_id = private.me() and s.chat_id = unpin_chat.chat;
end
$$;
comment on function public.unpin_chat is 'A chat of the caller stands in their list by its time again. Refused (SF003) where they are no participant.';
revoke execute on function public.unpin_chat from public, anon, service_role;
grant execute on function public.unpin_chat to authenticated;

create function public.mark_unread(chat uuid, is_marked boolean default true) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform private.require_participant(chat);
  insert into public.chat_settings (person_id, chat_id, is_marked_unread) values (private.me(), chat, coalesce(mark_unread.is_marked, false))
    on conflict (person_id, chat_id) do update set is_marked_unread = excluded.is_marked_unread;
end
$$;
comment on function public.mark_unread is
  'Marks a chat of the caller as unread, or takes the mark back; reading on takes it back too. How far they have read stays. Refused (SF003) where they are no participant.';
revoke execute on function public.mark_unread from public, anon, service_role;
grant execute on function public.mark_unread to authenticated;

create function private.end_unread_mark() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.chat_settings s set is_marked_unread = false
    where s.person_id = new.person_id and s.chat_id = new.chat_id and s.is_marked_unread;
  return null;
end
$$;

create trigger end_unread_mark after insert on public.chat_members
  for each row execute function private.end_unread_mark();
create trigger end_unread_mark_later after update of read_seq on public.chat_members
  for each row when (new.read_seq <> old.read_seq) execute function private.end_unread_mark();
create trigger end_unread_mark after insert or update on private.hidden_positions
  for each row execute function private.end_unread_mark();

-- How long a pause lasts is said in seconds: the clock of a device may be wrong.
create function public.my_chat_settings() returns table (
  chat_id uuid,
  is_paused boolean,
  paused_seconds integer,
  pin_rank integer,
  is_marked_unread boolean
)
language sql stable security definer
set search_path = ''
begin atomic
  select s.chat_id, coalesce(s.paused_until > now(), false),
    case when s.paused_until > now() and s.paused_until < 'infinity' then ceil(extract(epoch from s.paused_until - now()))::integer end,
    s.pin_rank, s.is_marked_unread
  from public.chat_settings s
  where s.person_id = (select private.me()) and s.chat_id in (select private.my_chat_ids())
    and (s.paused_until > now() or s.pin_rank is not null or s.is_marked_unread);
end;
comment on function public.my_chat_settings is
  'What the caller has set for their chats, for those for which something is set. A pause without an end has no seconds.';
revoke execute on function public.my_chat_settings from public, anon;
grant execute on function public.my_chat_settings to authenticated, service_role;
