-- Ways between tables that are easily mistaken: names that exist in two schemas, a table related to itself, junctions
-- without a key, functions as ways.
create table public.users (id int primary key, name text not null);
create table public.messages (
  id int primary key,
  account_id uuid references auth.users,
  text text not null
);
create table public.tags (id int primary key, name text not null);
create table other.tags (id int primary key, label text not null, thing_id int references other.things);
create table other.things_beside (thing_id int references public.tags);

create table public.collections (
  id int primary key,
  name text not null,
  parent_id int references public.collections
);
create index on public.collections (parent_id);

-- One profile each, but by an index alone: PostgREST asks constraints.
create table public.profiles (id int primary key, user_id int references public.users, name text);
create unique index on public.profiles (user_id);

-- A junction without a key is no way from one side to the other.
create table public.loose (user_id int references public.users, tag_id int references public.tags);
-- Columns with the names of those that it joins.
create table public.user_tags (
  id int references public.users,
  name int references public.tags,
  primary key (id, name)
);

create table public.rooms (house int, number int, name text, primary key (house, number));
create table public.beds (id int primary key, house int, number int, foreign key (house, number) references public.rooms);

create view public.named_users with (security_invoker = true) as select id as user_id, name as called from public.users;
create view public.user_profiles with (security_invoker = true) as
  select p.id, p.name, p.user_id, u.called from public.profiles p join public.named_users u on u.user_id = p.user_id;

create function public.siblings(public.collections) returns setof public.collections language sql stable as
  'select c.* from public.collections c where c.parent_id = $1.parent_id and c.id <> $1.id';
create function public.root(public.collections) returns setof public.collections rows 1 language sql stable as
  'select c.* from public.collections c where c.parent_id is null order by c.id limit 1';
create function public.shout(public.collections) returns text language sql immutable as 'select upper($1.name)';
create function public.all_collections() returns setof public.collections language sql stable as
  'select * from public.collections order by id';

insert into public.users values (1, 'Anna'), (2, 'Boris');
insert into public.messages values (1, null, 'hello');
insert into public.tags values (1, 'red'), (2, 'blue');
insert into other.tags values (1, 'elsewhere', 1);
insert into public.collections values (1, 'all', null), (2, 'poems', 1), (3, 'novels', 1), (4, 'odes', 2);
insert into public.profiles values (1, 1, 'a');
insert into public.loose values (1, 1);
insert into public.user_tags values (1, 1), (1, 2);
insert into public.rooms values (1, 1, 'small'), (1, 2, 'large');
insert into public.beds values (1, 1, 1), (2, 1, 2), (3, 1, 2);

grant update on public.tags to service_role;
grant select on public.users, public.messages, public.tags, other.tags, other.things_beside, public.collections,
  public.profiles, public.loose, public.user_tags, public.rooms, public.beds, public.named_users, public.user_profiles
  to service_role;
grant execute on function public.siblings, public.root, public.shout, public.all_collections to service_role;

create function public.rename_tags(prefix text) returns setof public.tags language sql as
  $$ update public.tags set name = prefix || name returning * $$;
create function public.rename_first(prefix text) returns public.tags language sql as
  $$ update public.tags set name = prefix || name where id = 1 returning * $$;
create function public.length_of(text) returns int language sql immutable as 'select char_length($1)';
create function public.keys_of(jsonb) returns text language sql immutable as
  $$ select string_agg(key, ',') from jsonb_object_keys($1) key $$;
create function public.doubled(int) returns int language sql immutable as 'select $1 * 2';
create function public.alone_or_not() returns text language sql immutable as $$ select 'alone' $$;
create function public.alone_or_not(text) returns text language sql immutable as $$ select 'not ' || $1 $$;
create function public.unclear(text) returns text language sql immutable as $$ select 'text' $$;
create function public.unclear(jsonb) returns text language sql immutable as $$ select 'jsonb' $$;
