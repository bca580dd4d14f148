-- What the embedded Auth keeps beside GoTrue's own tables. Nobody else may look into it.
create schema if not exists auth_embedded;
revoke all on schema auth_embedded from public;

-- Signs access tokens; one for a database.
create table if not exists auth_embedded.signing_key (
  only_one boolean not null primary key default true check (only_one),
  private_jwk jsonb not null
);

-- How full each bucket of what may be done so often is. It drains with time, so that no window has an edge.
create table if not exists auth_embedded.throttle (
  subject text not null primary key,
  level double precision not null,
  taken boolean not null,
  at timestamptz not null
);
create index if not exists throttle_at_idx on auth_embedded.throttle (at);
