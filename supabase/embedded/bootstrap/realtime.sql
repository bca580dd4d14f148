create schema if not exists realtime authorization supabase_realtime_admin;
grant usage on schema realtime to anon, authenticated, service_role, supabase_migrator, dashboard_user;

set local role supabase_realtime_admin;

-- Hosted Supabase partitions this table by day and drops old partitions; here the server sweeps it.
-- `position` is ours: messages of one transaction share `inserted_at`, and a replay must keep their order.
create table if not exists realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default (now() at time zone 'utc'),
  inserted_at timestamp not null default (now() at time zone 'utc'),
  id uuid not null primary key default gen_random_uuid(),
  binary_payload bytea,
  skip_broadcast boolean not null default false,
  expires_at timestamp,
  position bigint not null generated always as identity
);
-- Folders of earlier versions have the table without these.
alter table realtime.messages
  add column if not exists binary_payload bytea,
  add column if not exists skip_broadcast boolean not null default false,
  add column if not exists expires_at timestamp;
alter table realtime.messages drop constraint if exists messages_payload_exclusive;
alter table realtime.messages add constraint messages_payload_exclusive
  check (payload is null or binary_payload is null);
create index if not exists messages_topic_position_idx on realtime.messages (topic, position)
  where extension = 'broadcast' and private;
create index if not exists messages_inserted_at_idx on realtime.messages (inserted_at);

alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role, supabase_migrator;

create or replace function realtime.topic() returns text
language sql stable
as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void
language plpgsql
as $$
declare
  message_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, topic, event, extension, private, payload)
  values (
    message_id, topic, event, 'broadcast', private,
    case when payload ? 'id' then payload else jsonb_set(payload, '{id}', to_jsonb(message_id)) end
  );
exception when others then
  raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

create or replace function realtime.send_binary(payload bytea, event text, topic text, private boolean default true)
returns void
language plpgsql
as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (topic, event, extension, private, binary_payload)
  values (topic, event, 'broadcast', private, payload);
exception when others then
  raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation is null or operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'schema', table_schema, 'table', table_name, 'operation', operation, 'record', new, 'old_record', old
    ),
    event_name, topic_name
  );
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

-- A notification holds less than 8,000 bytes, so only the id travels in it. What came in on a socket and is only kept
-- (`skip_broadcast`) has been delivered already.
create or replace function realtime.notify_message() returns trigger
language plpgsql
as $$
begin
  perform pg_notify('realtime_messages', new.id::text);
  return null;
end
$$;

create or replace trigger notify_message after insert on realtime.messages
  for each row when (new.extension = 'broadcast' and not new.skip_broadcast) execute function realtime.notify_message();

reset role;

-- Postgres Changes are not offered, and a channel that wants them gets an error. Migrations may name them all the same.
do $$
begin
  if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
  alter publication supabase_realtime owner to supabase_migrator;
end
$$;
