-- Planned lessons in the calendar of a person: one plan as a file, and an address to subscribe to. Who has the address sees what
-- the person sees, without signing in, so it holds a secret of its own, of which the database keeps a hash, and which can be made
-- anew and revoked.

create table private.calendar_addresses (
  person_id uuid primary key references public.profiles (id) on delete cascade,
  token_hash bytea not null,
  made_at timestamptz not null default clock_timestamp(),
  constraint calendar_addresses_token_hash unique (token_hash)
);
comment on table private.calendar_addresses is 'Who has an address of their calendar.';

create function private.calendar_token_hash(token text) returns bytea
language sql immutable
set search_path = ''
return sha256(convert_to(token, 'UTF8'));

create function public.make_calendar_address() returns text
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  token constant text := translate(encode(extensions.gen_random_bytes(30), 'base64'), '+/', '-_');
begin
  perform private.throttle('calendar addresses of ' || me, 30);
  insert into private.calendar_addresses (person_id, token_hash) values (me, private.calendar_token_hash(token))
    on conflict (person_id) do update set token_hash = excluded.token_hash, made_at = clock_timestamp();
  return token;
end
$$;
comment on function public.make_calendar_address is 'The secret of a new address of the caller''s calendar, told this once. The one before is good no more.';
revoke execute on function public.make_calendar_address from public, anon, service_role;
grant execute on function public.make_calendar_address to authenticated;

create function public.revoke_calendar_address() returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  delete from private.calendar_addresses a where a.person_id = me;
end
$$;
comment on function public.revoke_calendar_address is 'The address of the caller''s calendar is good no more.';
revoke execute on function public.revoke_calendar_address from public, anon, service_role;
grant execute on function public.revoke_calendar_address to authenticated;

create function public.calendar_address_since() returns timestamptz
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  return (select a.made_at from private.calendar_addresses a where a.person_id = me);
end
$$;
comment on function public.calendar_address_since is 'Since when the caller''s calendar has an address; null without one.';
revoke execute on function public.calendar_address_since from public, anon, service_role;
grant execute on function public.calendar_address_since to authenticated;

create function private.plan_event_json(plan private.lesson_plans) returns jsonb
language sql stable security definer
set search_path = ''
begin atomic
  select jsonb_build_object(
    'id', plan.id, 'version', plan.version, 'chat_title', c.title, 'group_number', coalesce(g.number, ''), 'college', k.short_name,
    'time_zone', k.time_zone, 'topic', plan.topic, 'teacher', private.person_json(plan.teacher_id),
    'starts_at', to_char(plan.starts_on + plan.starts_at, 'YYYY-MM-DD"T"HH24:MI:SS'), 'minutes', plan.minutes, 'until', plan.until,
    'is_cancelled', plan.cancelled_at is not null,
    'days', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'day', d.day, 'moved_to', to_char(d.moved_to, 'YYYY-MM-DD"T"HH24:MI:SS'), 'is_cancelled', d.is_cancelled
      ) order by d.day), '[]')
      from private.lesson_days d where d.plan_id = plan.id and (d.is_cancelled or d.moved_to is not null)
    )
  )
  from public.chats c
  join public.colleges k on k.id = c.college_id
  left join public.groups g on g.id = c.group_id
  where c.id = plan.chat_id;
end;
comment on function private.plan_event_json is 'A plan as a calendar needs it: by the clock of its college.';

create function public.plan_calendar(plan uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  known private.lesson_plans;
begin
  perform private.me();
  select p.* into known from private.lesson_plans p where p.id = plan and p.chat_id in (select private.my_chat_ids());
  if known.id is null then
    raise exception 'no such plan' using errcode = 'SF003';
  end if;
  return jsonb_build_array(private.plan_event_json(known));
end
$$;
comment on function public.plan_calendar is 'A plan for a calendar. Refused (SF003) where the caller is no participant of its chat.';
revoke execute on function public.plan_calendar from public, anon, service_role;
grant execute on function public.plan_calendar to authenticated;

create function public.calendar_feed(token text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  person uuid;
begin
  select a.person_id into person from private.calendar_addresses a where a.token_hash = private.calendar_token_hash(token);
  if person is null then
    raise exception 'no such address' using errcode = 'SF003';
  end if;
  return (
    select coalesce(jsonb_agg(private.plan_event_json(p) order by p.starts_on, p.id), '[]')
    from (
      select p.* from private.lesson_plans p
      join private.participants m on m.chat_id = p.chat_id and m.person_id = person
      where p.cancelled_at is null and coalesce(p.until, p.starts_on) >= now()::date - 90 and private.is_chat_open(p.chat_id)
        -- The clock of a zone is worked out for all the days between the first and the last.
        and p.starts_on <= now()::date + 400
      order by p.starts_on desc, p.id
      limit 1000
    ) p
  );
end
$$;
comment on function public.calendar_feed is
  'The planned lessons of the person whose address this is, from ninety days ago on, that begin within 400 days; no such address is SF003. For the function `calendar` only.';
revoke execute on function public.calendar_feed from public, anon, authenticated;
grant execute on function public.calendar_feed to service_role;
