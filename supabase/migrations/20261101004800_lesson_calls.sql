-- Calls: who is called to a lesson, in which windows it rings, and what came of it.

create function private.can_call_all(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select private.is_participant(c.id, (select private.me())) and (c.kind = 'personal' or private.can_mention_all(c.id))
  from public.chats c where c.id = chat;
end;
comment on function private.can_call_all is 'Whether the caller may call everybody of a chat at once: who may mention everybody there, and in a chat of two both.';

-- The lesson is locked. Whoever has paused the chat is called as well, but in no window.
create function private.call_people(lesson private.lessons, people uuid[], everybody boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  called uuid[] := coalesce(people, '{}');
  changed uuid[] := '{}';
  one record;
begin
  if everybody then
    if not private.can_call_all(lesson.chat_id) then
      raise exception 'the caller may not call everybody' using errcode = '42501';
    end if;
    if private.participant_count(lesson.chat_id) > 500 then
      raise exception 'too many to be called' using errcode = 'SF001', detail = 'too_many';
    end if;
    called := array(select p.person_id from private.participants p where p.chat_id = lesson.chat_id);
  elsif cardinality(called) > 100 then
    raise exception 'at most 100 people are chosen' using errcode = 'SF001', detail = 'too_many';
  end if;
  for one in
    select p.person_id, exists (
      select from private.lesson_visits v join private.lessons l on l.id = v.lesson_id
      where v.person_id = p.person_id and v.left_at is null and l.ended_at is null and l.id <> lesson.id
        and (l.engine <> 'mesh' or v.seen_at > now() - private.visit_lasts())
    ) as is_busy
    from private.participants p
    left join private.lesson_people known on known.lesson_id = lesson.id and known.person_id = p.person_id
    where p.chat_id = lesson.chat_id and p.person_id = any (called) and p.person_id <> me and known.is_out is not true
      and (known.call is distinct from 'ringing' or known.called_at <= now() - private.call_rings())
      and not exists (
        select from private.lesson_visits v where v.lesson_id = lesson.id and v.person_id = p.person_id and v.left_at is null
      )
    order by p.person_id
  loop
    insert into private.lesson_people (lesson_id, person_id, call, called_at, called_by)
      values (lesson.id, one.person_id, case when one.is_busy then 'busy' else 'ringing' end::public.call_state, now(), me)
      on conflict (lesson_id, person_id) do update set call = excluded.call, called_at = excluded.called_at, called_by = excluded.called_by;
    if not one.is_busy and not private.is_chat_paused(lesson.chat_id, one.person_id) then
      perform realtime.send(jsonb_build_object('lesson_id', lesson.id), 'lesson_call', 'user:' || one.person_id, true);
    end if;
    changed := changed || one.person_id;
  end loop;
  if changed <> '{}' then
    perform private.lesson_changed(lesson.id, changed);
  end if;
end
$$;
comment on function private.call_people is
  'Calls some of the participants, or everybody, who are not in the lesson; who is in another one is busy. Others than participants are passed over. Refuses everybody to who may not (42501) and where they are more than 500, more than 100 who are chosen (SF001, too_many).';

create function private.is_chat_paused(chat uuid, person uuid) returns boolean
language sql stable security definer
set search_path = ''
return exists (
  select from public.chat_settings s where s.chat_id = chat and s.person_id = person and s.paused_until > now()
);

create function public.call_to_lesson(lesson uuid, people uuid[] default '{}', everybody boolean default false) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  known private.lessons := private.lock_running_lesson(lesson);
begin
  perform private.require_not_out(known.id);
  if not private.ends(known, me) then
    raise exception 'who leads a lesson calls to it' using errcode = '42501';
  end if;
  perform private.require_starter(known.chat_id, 'call');
  perform private.throttle('calls of ' || me, 60);
  perform private.call_people(known, people, everybody);
end
$$;
comment on function public.call_to_lesson is
  'Calls participants of the chat, or everybody, to a lesson that runs: for those who lead it, and both in a chat of two (else 42501). Refused as lock_running_lesson, require_starter and call_people do, and too often (SF004).';
revoke execute on function public.call_to_lesson from public, anon, service_role;
grant execute on function public.call_to_lesson to authenticated;

create function public.my_calls() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'lesson', private.lesson_json(l), 'chat_title', c.title, 'group_number', coalesce(g.number, ''),
      'caller', private.person_json(p.called_by),
      'seconds', ceil(extract(epoch from p.called_at + private.call_rings() - now()))
    ) order by p.called_at desc, l.id), '[]')
    from private.lesson_people p
    join private.lessons l on l.id = p.lesson_id
    join public.chats c on c.id = l.chat_id
    left join public.groups g on g.id = c.group_id
    where p.person_id = me and p.call = 'ringing' and p.called_at > now() - private.call_rings() and private.is_running(l)
      and private.is_participant(c.id, me) and not private.is_chat_paused(c.id, me)
  );
end
$$;
comment on function public.my_calls is 'Who calls me now, and for how many seconds more; nothing of chats that I have paused.';
revoke execute on function public.my_calls from public, anon, service_role;
grant execute on function public.my_calls to authenticated;

create function public.decline_call(lesson uuid, busy boolean default false) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
  known private.lessons := private.lock_lesson(lesson);
begin
  if exists (select from private.lesson_people l where l.lesson_id = known.id and l.person_id = me and l.call = 'ringing') then
    perform private.quieten(known.id, case when busy then 'busy' else 'declined' end::public.call_state, me);
    perform private.lesson_changed(known.id, array[me]);
  end if;
end
$$;
comment on function public.decline_call is
  'Declines a call to a lesson, or says that another one keeps the caller, in all windows of theirs. Refused (SF003) where they are no participant of its chat.';
revoke execute on function public.decline_call from public, anon, service_role;
grant execute on function public.decline_call to authenticated;

create function public.past_lessons(chat uuid, before timestamptz default null, size integer default 50) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me constant uuid := private.me();
begin
  perform private.require_participant(chat);
  return (
    with page as (
      select l from private.lessons l
      where l.chat_id = past_lessons.chat and (past_lessons.before is null or l.started_at < past_lessons.before)
      order by l.started_at desc
      limit least(greatest(past_lessons.size, 1), 100)
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'lesson', private.lesson_json(page.l),
      'visitors', (select count(distinct v.person_id) from private.lesson_visits v where v.lesson_id = (page.l).id),
      'my_call', (
        select case when p.call = 'ringing' and p.called_at <= now() - private.call_rings() then 'missed' else p.call end
        from private.lesson_people p where p.lesson_id = (page.l).id and p.person_id = me
      ),
      'peer_call', (
        select case when p.call = 'ringing' and p.called_at <= now() - private.call_rings() then 'missed' else p.call end
        from private.lesson_people p join public.chats c on c.id = past_lessons.chat and c.kind = 'personal'
        where p.lesson_id = (page.l).id and p.called_by = me limit 1
      ),
      'was_in', exists (select from private.lesson_visits v where v.lesson_id = (page.l).id and v.person_id = me)
    ) order by (page.l).started_at desc), '[]')
    from page
  );
end
$$;
comment on function public.past_lessons is
  'Lessons of a chat, the latest first, 100 at most, with what came of it when the caller was called; `before` is the start of the last one that is known. Refused (SF003) where they are no participant.';
revoke execute on function public.past_lessons from public, anon, service_role;
grant execute on function public.past_lessons to authenticated;
