-- Anybody can sign up with the number of another and a password. He could wait until its owner proves the number by a code,
-- and sign in by that password as the person a college expects, even as its first administrator. So a password from before
-- the proof is nobody's; whoever has proved the number sets one.
create function private.forget_unproved_password() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.encrypted_password := '';
  return new;
end
$$;

-- Where no code was sent nobody proved anything: an account that the secret key makes keeps the password it was given.
create trigger sferum_forget_unproved_password before update of phone_confirmed_at on auth.users
  for each row when (
    old.phone_confirmed_at is null and new.phone_confirmed_at is not null and old.confirmation_sent_at is not null
  ) execute function private.forget_unproved_password();
