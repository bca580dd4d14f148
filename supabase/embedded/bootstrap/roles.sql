-- Roles belong to the whole cluster: two databases bootstrapped at once must not race.
lock table pg_catalog.pg_authid in share update exclusive mode;

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit'),
      ('supabase_auth_admin', 'nologin noinherit createrole'),
      ('supabase_storage_admin', 'nologin noinherit createrole'),
      ('supabase_realtime_admin', 'nologin noinherit'),
      ('dashboard_user', 'nologin createrole createdb'),
      ('supabase_migrator', 'nologin inherit createrole bypassrls')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;

  for wanted in
    select member.name as member, granted.name as granted
    from (values
      ('authenticator', array['anon', 'authenticated', 'service_role']),
      ('supabase_migrator', array['anon', 'authenticated', 'service_role', 'supabase_storage_admin', 'supabase_realtime_admin'])
    ) as member (name, roles), unnest(member.roles) as granted (name)
  loop
    if not exists (
      select from pg_catalog.pg_auth_members
      where roleid = wanted.granted::regrole and member = wanted.member::regrole
    ) then
      execute format('grant %I to %I', wanted.granted, wanted.member);
    end if;
  end loop;

  execute format('grant create on database %I to supabase_migrator', current_database());
end
$$;

create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role, supabase_migrator, dashboard_user;

-- Hosted Supabase begins with these. A Postgres that was installed without its modules starts all the same.
do $$
declare
  module text;
begin
  for module in
    select name from pg_catalog.pg_available_extensions
    where name in ('pgcrypto', 'uuid-ossp') and installed_version is null
  loop
    execute format('create extension %I with schema extensions', module);
  end loop;
end
$$;

grant usage on schema public to anon, authenticated, service_role;
grant usage, create on schema public to supabase_migrator;

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key,
  statements text[],
  name text
);
