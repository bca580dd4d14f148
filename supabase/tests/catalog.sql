select plan(16);

-- What the API exposes. A failing assertion lists the culprits.
create temp view exposed as
  select c.oid, c.relname, c.relkind, c.relrowsecurity, c.reloptions
  from pg_catalog.pg_class c
  where c.relnamespace = 'public'::regnamespace;

select is_empty(
  $$ select relname from exposed where relkind in ('r', 'p') and not relrowsecurity $$,
  'Every exposed table has row-level security'
);
select is_empty(
  $$
    select relname from exposed
    where relkind in ('r', 'p') and not exists (select from pg_catalog.pg_policy where polrelid = exposed.oid)
  $$,
  'Every exposed table has policies'
);
select is_empty(
  $$
    select relname from exposed
    where relkind in ('r', 'p') and not relname || '.sql' = any (string_to_array(current_setting('tests.files'), ','))
  $$,
  'Every exposed table has a test file named after it'
);
select is_empty(
  $$ select relname from exposed where relkind in ('m', 'f') $$,
  'Nothing is exposed that cannot have policies'
);
select is_empty(
  $$
    select relname from exposed
    where relkind = 'v' and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
  $$,
  'Every exposed view asks the policies of its caller'
);
select is_empty(
  $$
    select relname from exposed
    where relkind in ('r', 'p', 'v') and (
      has_table_privilege('anon', oid, 'insert, update, delete, truncate')
      or has_any_column_privilege('anon', oid, 'insert, update')
    )
  $$,
  'Anonymous people can write no table'
);
select is_empty(
  $$ select relname from exposed where relkind in ('r', 'p') and has_table_privilege('authenticated', oid, 'truncate, trigger, references') $$,
  'What row-level security does not stop is granted to nobody'
);
-- Without a policy row-level security refuses as well, so only here a right too many is seen before a policy opens it.
select is_empty(
  $$
    select relname, kind from exposed, (values ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd')) rights (kind, command)
    where relkind in ('r', 'p')
      and (has_table_privilege('authenticated', oid, kind) or kind <> 'delete' and has_any_column_privilege('authenticated', oid, kind))
      and not exists (select from pg_catalog.pg_policy where polrelid = exposed.oid and polcmd in (command::"char", '*'))
  $$,
  'No right is granted for which there is no policy'
);
select is_empty(
  $$
    select polrelid::regclass, polname from pg_catalog.pg_policy
    where polrelid in (select oid from exposed) and polroles && array[0::oid, 'anon'::regrole::oid]
  $$,
  'No policy names anonymous people'
);
select is_empty(
  $$
    select oid::regprocedure from pg_catalog.pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prosecdef
      and not exists (select from unnest(proconfig) setting where setting like 'search\_path=%')
  $$,
  'Every function with the rights of its owner has a fixed search_path'
);
select is_empty(
  $$
    select oid::regprocedure::text from pg_catalog.pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('anon', oid, 'execute')
    except values
      ('announce_number(text)'), ('sign_in_method(text)'), ('request_code(text)'), ('announce_guess(text,text)'),
      ('redeem_code(text,text)'), ('announce_code(text)'), ('preview_invitation(text)'),
      ('apply_for_college(text,text,text,text,text,text,text,text,text,text)'),
      ('search_colleges(text,text,text,integer)'), ('suggest_cities(text,text)'),
      ('college_articles(uuid,text,text,timestamp with time zone,uuid,integer)'), ('read_article(text,uuid)'), ('public_articles(uuid)')
  $$,
  'Anonymous people can call these functions only'
);
select is_empty(
  $$
    select conrelid::regclass, conname from pg_catalog.pg_constraint
    where contype = 'f' and connamespace in ('public'::regnamespace, 'private'::regnamespace) and not exists (
      select from pg_catalog.pg_index
      where indrelid = conrelid and indpred is null
        and conkey @> (indkey::smallint[])[0:cardinality(conkey) - 1] and conkey <@ (indkey::smallint[])[0:cardinality(conkey) - 1]
    )
  $$,
  'Every foreign key has an index'
);

select is_empty(
  $$ select relname from exposed where relkind in ('r', 'p', 'v') and (has_table_privilege('anon', oid, 'select') or has_any_column_privilege('anon', oid, 'select')) $$,
  'Anonymous people read no table'
);
select ok(
  not has_table_privilege('service_role', 'public.audit_log', 'insert, update, delete, truncate'), 'A11 Not even the secret key writes the log'
);
select is_empty(
  $$
    select c.oid::regclass, role from pg_catalog.pg_class c, unnest('{anon, authenticated, service_role}'::text[]) role
    where c.relnamespace = 'private'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
      and case c.relkind when 'S' then has_sequence_privilege(role, c.oid, 'usage, select, update')
        else has_table_privilege(role, c.oid, 'select, insert, update, delete, truncate, references, trigger') end
  $$,
  'What is private is read and written by functions only'
);
-- Policies call them, and they say something of the caller, of a moment or of a text. Whatever else is private would, called
-- by them, act with the rights of its owner.
select set_eq(
  $$
    select oid::regprocedure::text from pg_catalog.pg_proc
    where pronamespace = 'private'::regnamespace
      and (has_function_privilege('authenticated', oid, 'execute') or has_function_privilege('anon', oid, 'execute'))
  $$,
  $$
    values
      ('private.me()'), ('private.is_blank(text)'), ('private.clean_line(text)'), ('private.composed(text)'), ('private.clean_text(text)'), ('private.is_graduated(integer,text,timestamp with time zone)'),
      ('private.topic_id(text,text)'), ('private.can_receive(text)'), ('private.has_consented()'), ('private.has_confirmed_phone()'),
      ('private.my_college_ids()'), ('private.fellow_ids()'), ('private.my_colleges_group_ids()'), ('private.my_chat_ids()'),
      ('private.my_admin_college_ids()'), ('private.my_inquiry_ids()'), ('private.desk_inquiry_ids()'), ('private.require_admin(uuid)'),
      ('private.is_chat_open(uuid)'), ('private.sent_message(uuid,uuid)'), ('private.can_manage_logo(text,text)'),
      ('private.is_picture_folder_full(text,text)'), ('private.is_report_on_me(text)'),
      ('private.can_manage_chat_picture(text,text)'), ('private.can_upload_document(text,text)'), ('private.can_read_document_file(text,text)'),
      ('private.my_read_seq(uuid)'), ('private.can_upload_chat_file(text,text)'), ('private.can_read_chat_file(text,text)'),
      ('private.bind_chat_files(uuid,uuid,jsonb,boolean)'), ('private.bind_poll(uuid,text,jsonb)'),
      ('private.can_upload_article_file(text,text)'), ('private.can_read_article_file(text,text)'), ('private.signals_on(text)')
  $$,
  'Of what is private people can call these functions only'
);

select * from finish();
