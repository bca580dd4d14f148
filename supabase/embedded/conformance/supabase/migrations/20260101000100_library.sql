-- What the tests of REST ask for. `reset_library()` makes it as it was.
create type public.mood as enum ('glad', 'sad');

create table public.authors (
  id bigint generated always as identity primary key,
  name text not null unique,
  born date,
  details jsonb
);
create table public.books (
  id bigint generated always as identity primary key,
  title text not null,
  author_id bigint not null references public.authors,
  translator_id bigint references public.authors,
  pages int check (pages > 0),
  tags text[] not null default '{}',
  shelf int4range,
  search tsvector generated always as (to_tsvector('english', title)) stored
);
create table public.genres (id int primary key, name text not null);
create table public.book_genres (
  book_id bigint references public.books on delete cascade,
  genre_id int references public.genres,
  primary key (book_id, genre_id)
);
create table public.covers (
  book_id bigint primary key references public.books on delete cascade,
  colour text not null
);
create table public.counters (
  key text primary key,
  value int default 7,
  note text not null default 'none',
  code text unique
);
create table public.kinds (
  id int primary key,
  big bigint,
  exact numeric,
  moment timestamptz,
  local timestamp,
  day date,
  clock time,
  span interval,
  bytes bytea,
  uid uuid,
  flag boolean,
  real double precision,
  doc jsonb,
  raw json,
  list int[],
  feeling public.mood,
  "odd name" text
);
create type public.place as (street text, house int);
create table public.shops (id int primary key, place public.place, branches public.place[], notes json[]);
create table public.lines (line text, level int);
create view public.long_books with (security_invoker = true) as select id, title, author_id, pages from public.books where pages > 300;

create index on public.books (author_id);
create index on public.books (translator_id);
create index on public.book_genres (genre_id);

grant all on public.authors, public.books, public.genres, public.book_genres, public.covers, public.counters, public.kinds,
  public.shops, public.lines to service_role;
grant select on public.long_books to service_role;
grant select on public.authors, public.genres to anon, authenticated;
grant insert (name) on public.authors to authenticated;

create function public.reset_library() returns void language sql security definer set search_path = '' as $$
  truncate public.authors, public.books, public.genres, public.book_genres, public.covers, public.counters, public.kinds,
    public.shops, public.lines restart identity cascade;
  insert into public.authors (name, born, details) values
    ('Ursula', '1929-10-21', '{"lives": {"in": "Portland"}, "prizes": [1970, 1975]}'),
    ('Борис', '1890-02-10', null),
    ('Nobody', null, '{"lives": null}');
  insert into public.books (title, author_id, translator_id, pages, tags, shelf) values
    ('The Dispossessed', 1, 2, 341, '{utopia,physics}', '[1,5)'),
    ('A Wizard of Earthsea', 1, null, 183, '{magic,sea}', '[5,10)'),
    ('Доктор Живаго', 2, null, 592, '{war}', '[20,30)'),
    ('The Lathe of Heaven', 1, 2, null, '{}', null);
  insert into public.genres values (1, 'novel'), (2, 'fantasy');
  insert into public.book_genres values (1, 1), (2, 1), (2, 2), (3, 1);
  insert into public.covers values (1, 'blue');
  insert into public.counters (key, value, code) values ('a', 1, 'x'), ('b', 2, null);
  insert into public.kinds (id, big, exact, moment, local, day, clock, span, bytes, uid, flag, real, doc, raw, list, feeling, "odd name")
  values (
    1, 9007199254740993, 12345678901234567890.123456789, '2026-01-02 03:04:05.678901+03', '2026-01-02 03:04:05', '2026-01-02',
    '03:04:05', '1 day 02:03:04', '\xdeadbeef', '11111111-1111-4111-8111-111111111111', true, 0.1, '{"a": [1, {"b": null}]}',
    '{"a":   1}', '{1,2,NULL}', 'glad', 'и это'
  );
$$;

create function public.add(a int, b int default 10) returns int language sql immutable as 'select a + b';
create function public.sum_of(variadic numbers int[]) returns bigint language sql immutable as 'select sum(n) from unnest(numbers) n';
create function public.books_of(writer text) returns setof public.books language sql stable as
  'select b.* from public.books b join public.authors a on a.id = b.author_id where a.name = writer order by b.id';
create function public.first_author() returns public.authors language sql stable as 'select * from public.authors order by id limit 1';
create function public.pairs() returns table (one int, two text) language sql immutable as $$ values (1, 'a'), (2, 'b') $$;
create function public.words() returns setof text language sql immutable as $$ values ('a'), ('b') $$;
create function public.nothing() returns void language sql as '';
create function public.echo(jsonb) returns jsonb language sql immutable as 'select $1';
create function public.kept(document jsonb, list int[]) returns jsonb language sql immutable as
  $$ select jsonb_build_object('document', document, 'list', list) $$;
create function public.either(a int) returns text language sql immutable as $$ select 'int' $$;
create function public.either(a text) returns text language sql immutable as $$ select 'text' $$;
create function public.author_names(book public.books) returns text language sql stable as
  'select name from public.authors where id = book.author_id';
create function public.house_of(place public.place) returns int language sql immutable as 'select (place).house';
create function public."joinedText"("firstName" text, b text) returns text language sql immutable as 'select "firstName" || b';
create function public.count_up(counter text) returns int language sql as
  'update public.counters set value = value + 1 where key = counter returning value';
create function public.fail(sqlstate_given text, message text) returns void language plpgsql as $$
begin
  raise exception using errcode = sqlstate_given, message = message, detail = 'the details', hint = 'the hint';
end $$;
create function public.answer(status text) returns json language plpgsql as $$
begin
  perform set_config('response.status', status, true);
  perform set_config('response.headers', '[{"x-made-by": "us"}]', true);
  return '{"a": 1}'::json;
end $$;
create function public.asked() returns json language sql stable as $$
  select json_build_object(
    'role', current_user,
    'method', current_setting('request.method', true),
    'path', current_setting('request.path', true),
    'header', current_setting('request.headers', true)::json ->> 'x-own',
    'claim', current_setting('request.jwt.claims', true)::json ->> 'role'
  )
$$;

grant execute on all functions in schema public to service_role, authenticated, anon;

create schema other;
grant usage on schema other to anon, authenticated, service_role;
create table other.things (id int primary key, name text);
insert into other.things values (1, 'elsewhere');
grant select, insert, delete on other.things to service_role;
create function other.hello() returns text language sql immutable as $$ select 'from the other schema' $$;
revoke execute on function other.hello() from public;
grant execute on function other.hello() to service_role;
