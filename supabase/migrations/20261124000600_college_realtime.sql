-- college:<id>  members hear that people or groups of their college changed
-- admin:<id>    administrators hear that applications, inquiries, links or the log changed
-- Rights are checked at joining, so somebody who was just removed may hear on for a while: nothing but ids is told.
create or replace function private.may_hear(topic text) returns boolean
language sql stable security definer
set search_path = ''
begin atomic
  select coalesce(private.topic_id(topic, 'user') = (select auth.uid()), false)
    or coalesce(private.topic_id(topic, 'chat'), private.topic_id(topic, 'typing')) in (select private.my_chat_ids())
    or coalesce(private.topic_id(topic, 'online'), private.topic_id(topic, 'college')) in (select private.my_college_ids())
    or private.topic_id(topic, 'admin') in (select private.my_admin_college_ids());
end;

create function private.tell(topic text, event text, payload jsonb default '{}', many jsonb default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  told text[] := coalesce(nullif(current_setting('sferum.told', true), ''), '{}')::text[];
  key text := topic || ' ' || event || ' ' || payload::text;
begin
  -- Two thousand people imported at once are one event, not two thousand.
  if many is not null and cardinality(told) >= 40 then
    payload := many;
    key := topic || ' ' || event || ' ' || payload::text;
  end if;
  if key = any (told) then
    return;
  end if;
  perform set_config('sferum.told', (told || key)::text, true);
  perform realtime.send(payload, event, topic, true);
end
$$;
comment on function private.tell(text, text, jsonb, jsonb) is
  'Tells something on a private topic, once in a transaction. After forty different events `many`, if given, is told instead.';

create function private.tell_membership() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  member public.memberships := case tg_op when 'DELETE' then old else new end;
begin
  perform private.tell('user:' || member.person_id, 'membership', jsonb_build_object('college_id', member.college_id));
  perform private.tell(
    'college:' || member.college_id, 'person_changed', jsonb_build_object('person_id', member.person_id), '{"person_id": null}'
  );
  return null;
end
$$;

create trigger tell_membership after insert or update or delete on public.memberships
  for each row execute function private.tell_membership();

create function private.tell_group_person() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  of_group uuid := case tg_op when 'DELETE' then old.group_id else new.group_id end;
  of_person uuid := case tg_op when 'DELETE' then old.person_id else new.person_id end;
  of_college uuid := (select college_id from public.groups where id = of_group);
begin
  if of_college is null then
    return null;
  end if;
  perform private.tell('user:' || of_person, 'membership', jsonb_build_object('college_id', of_college));
  perform private.tell(
    'college:' || of_college, 'person_changed', jsonb_build_object('person_id', of_person), '{"person_id": null}'
  );
  perform private.tell(
    'college:' || of_college, 'group_changed', jsonb_build_object('group_id', of_group), '{"group_id": null}'
  );
  return null;
end
$$;

create trigger tell_group_person after insert or delete on public.group_students
  for each row execute function private.tell_group_person();
create trigger tell_group_person after insert or delete on public.group_teachers
  for each row execute function private.tell_group_person();

create function private.tell_group() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  changed public.groups := case tg_op when 'DELETE' then old else new end;
begin
  perform private.tell(
    'college:' || changed.college_id, 'group_changed', jsonb_build_object('group_id', changed.id), '{"group_id": null}'
  );
  return null;
end
$$;

create trigger tell_group after insert or update or delete on public.groups
  for each row execute function private.tell_group();

create function private.tell_college() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.tell('college:' || new.id, 'college_changed');
  return null;
end
$$;

create trigger tell_college after update on public.colleges
  for each row execute function private.tell_college();

create function private.tell_name() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if (new.surname, new.name, new.patronymic) is distinct from (old.surname, old.name, old.patronymic) then
    perform private.tell('college:' || m.college_id, 'person_changed', jsonb_build_object('person_id', new.id))
      from public.memberships m where m.person_id = new.id;
  end if;
  return null;
end
$$;

create trigger tell_name after update on public.profiles
  for each row execute function private.tell_name();

create function private.tell_log() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.tell('admin:' || new.college_id, 'log_changed');
  return null;
end
$$;

create trigger tell_log after insert on public.audit_log
  for each row execute function private.tell_log();
