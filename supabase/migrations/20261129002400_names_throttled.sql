-- Everybody who sees a name asks for it when it changes, so whoever changed his in a loop would keep a whole college asking.
create function private.throttle_name() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.throttle('name of ' || new.id, 20);
  return new;
end
$$;

create trigger throttle_name before update on public.profiles
  for each row when (
    (old.surname, old.name, old.patronymic) is distinct from (new.surname, new.name, new.patronymic) and new.id = auth.uid()
  ) execute function private.throttle_name();
