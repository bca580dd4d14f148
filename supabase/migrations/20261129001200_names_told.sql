-- Whoever looks at a name hears that it is another, or gone; which one it is now he asks for with his own rights.
create or replace function private.tell_name() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  person constant jsonb := jsonb_build_object('person_id', old.id);
begin
  if tg_op = 'UPDATE' and (new.surname, new.name, new.patronymic) is not distinct from (old.surname, old.name, old.patronymic) then
    return null;
  end if;
  perform private.tell('user:' || old.id, 'profile');
  perform private.tell('college:' || m.college_id, 'person_changed', person)
    from public.memberships m where m.person_id = old.id;
  perform private.tell('chat:' || c.chat_id, 'person_changed', person)
    from (
      select m.chat_id from public.chat_members m where m.person_id = old.id
      union
      select m.chat_id from public.messages m where m.author_id = old.id
    ) c;
  return old;
end
$$;

-- Before: afterwards nothing leads to what the person wrote.
create trigger tell_name_gone before delete on public.profiles
  for each row execute function private.tell_name();
