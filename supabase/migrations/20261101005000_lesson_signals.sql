-- What peers on the mesh say to each other before they are connected. They are the only clients that send by Realtime.
--
-- Policies are tried without the payload, so on a topic of many anybody could speak as another. Each pair has a topic of its own,
-- lesson:<id>:pair:<person>:<person>: what one of the two receives there the other one has said, and nobody else hears the
-- addresses in it. Rights are tried when a topic is joined and when the token is renewed; between that, a page believes the state
-- of the lesson, which only the database sends, and drops whoever is out.

create function private.signals_on(topic text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  found constant text[] := regexp_match(
    topic, '^lesson:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):pair:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$'
  );
  me uuid;
begin
  if found is null then
    return false;
  end if;
  me := private.me();
  return me::text in (found[2], found[3]) and found[2]::uuid < found[3]::uuid and (
    select count(*) = 2
    from private.lessons l
    join private.lesson_people p on p.lesson_id = l.id and p.person_id in (found[2]::uuid, found[3]::uuid)
    where l.id = found[1]::uuid and l.engine = 'mesh' and l.ended_at is null and p.admitted_at is not null and not p.is_out
      and private.is_participant(l.chat_id, p.person_id)
  );
end
$$;
comment on function private.signals_on is
  'Whether the topic is that of the caller and one other, who were both let into a lesson that runs on the mesh, and are not out.';
grant execute on function private.signals_on to authenticated, service_role;

create function private.receives_lesson(topic text) returns boolean
language plpgsql stable security definer
set search_path = ''
as $$
declare
  lesson constant uuid := private.topic_id(topic, 'lesson');
  me constant uuid := private.me();
begin
  return exists (
    select from private.lessons l where l.id = lesson and private.is_participant(l.chat_id, me)
      and not exists (select from private.lesson_people p where p.lesson_id = l.id and p.person_id = me and p.is_out)
  ) or private.signals_on(topic);
end
$$;
comment on function private.receives_lesson is 'Participants of the chat receive what changes in a lesson, until they are removed from it.';

create policy "Two who are in a lesson on the mesh signal to each other" on realtime.messages
  for insert to authenticated with check (extension = 'broadcast' and private.signals_on((select realtime.topic())));
