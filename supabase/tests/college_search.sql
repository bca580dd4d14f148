select plan(30);

create function pg_temp.add(name text, short_name text, city text, country text default 'Россия', address text default '') returns void
language sql
as $$ insert into public.colleges (name, short_name, city, country, address) values (name, short_name, city, country, address) $$;
select pg_temp.add('Медицинский колледж № 2', 'Медколледж № 2', 'Зареченск', address => 'ул. Заводская, 21');
select pg_temp.add('Зареченский техникум связи', 'Техникум связи', 'Зареченск', address => 'пр. Строителей, 3');
select pg_temp.add('Колледж имени Королёва', 'Колледж Королёва', 'Берёзовка');
select pg_temp.add('Минский колледж', 'Минский', 'Минск', 'Беларусь');
-- Ten thousand more, as unlike as names of colleges are.
-- The check of each time zone would take minutes.
set local session_replication_role = replica;
insert into public.colleges (name, short_name, city)
  select kind || ' ' || md5(n::text), kind || ' № ' || n, 'Город' || substr(md5((n % 700)::text), 1, 6)
  from generate_series(1, 10000) n, unnest((array['Колледж', 'Техникум', 'Лицей', 'Училище'])[n % 4 + 1:n % 4 + 1]) kind;
insert into private.college_names (college_id, country, city, names)
  select id, private.search_text(country), private.search_text(city), private.search_text(short_name || ' ' || name)
  from public.colleges on conflict do nothing;
set local session_replication_role = origin;
create function pg_temp.found(query text default '', city text default '', country text default '') returns text
language sql
as $$ select short_name from public.search_colleges(country, city, query) limit 1 $$;

select tests.sign_out();
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.40"}', true);
select tests.refused('select from public.colleges', 'Anonymous people read no colleges');
select is(pg_temp.found('медиц'), 'Медколледж № 2', 'R5 But find theirs before they have an account');
select is((select city from public.suggest_cities('Россия', 'Зареч')), 'Зареченск', 'R5 And the city that they perhaps meant');
select tests.reset();
update private.attempts set count = 1000 where subject = 'search from 203.0.113.40';
select tests.sign_out();
select throws_ok('select public.search_colleges()', 'SF004', null, 'R5 Not without end from one address');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.41"}', true);
select is(pg_temp.found('медиц'), 'Медколледж № 2', 'R5 Another address has a count of its own');

select tests.sign_in('newcomer');
select is_empty('select from public.colleges', 'R5 Who belongs to no college reads none');
select is(pg_temp.found('Медицинский колледж'), 'Медколледж № 2', 'R5 But finds one by its name');
select is(pg_temp.found('МЕДИЦИНСКИЙ'), 'Медколледж № 2', 'R5 In whatever case');
select is(pg_temp.found('медиц'), 'Медколледж № 2', 'R5 By its beginning');
select is(pg_temp.found('медецинский коледж'), 'Медколледж № 2', 'R5 With slips of the finger');
select is(pg_temp.found('медицынский'), 'Медколледж № 2', 'R5 Also with more of them');
select is(pg_temp.found('заводская'), 'Медколледж № 2', 'R5 By its street');
select is(pg_temp.found('королева'), 'Колледж Королёва', 'R5 With е for ё');
select is(pg_temp.found('КОРОЛЁВА'), 'Колледж Королёва', 'R5 And with ё');
select is(pg_temp.found(city => 'березовка'), 'Колледж Королёва', 'R5 The same in a city');
select is(pg_temp.found(city => 'бер'), 'Колледж Королёва', 'R5 By its beginning');
select is(pg_temp.found(city => 'Берзовка'), 'Колледж Королёва', 'R5 And with a slip');
select is(pg_temp.found('№ 2', 'зареченск'), 'Медколледж № 2', 'R5 By its number');
select results_eq(
  $$ select short_name from public.search_colleges('россия', 'ЗАРЕЧЕНСК', '') $$, $$ values ('Медколледж № 2'), ('Техникум связи') $$,
  'R5 A city has its colleges'
);
select is(pg_temp.found(city => 'Минск', country => 'Россия'), null, 'R5 Not those of another country');
select is(pg_temp.found(city => 'Минск', country => 'Беларусь'), 'Минский', 'R5 Which has its own');
select is(pg_temp.found('абракадабра'), null, 'R5 Nonsense finds nothing');
select is(pg_temp.found(E'%_\\''; drop table public.colleges; --', 'Зареченск'), null, 'R5 Nor does what is no word of a name');
select is((select count(*)::integer from public.search_colleges(size => 1000)), 50, 'R5 Fifty at most are given');
select lives_ok($$ select public.search_colleges(null, null, repeat('я', 100000)) $$, 'R5 A text without end does no harm');
select results_eq(
  $$ select city from public.suggest_cities('Россия', 'Зареч') $$, $$ values ('Зареченск') $$, 'R5 A city that was perhaps meant is suggested'
);
select results_eq(
  $$ select city from public.suggest_cities('Россия', 'Березофка') $$, $$ values ('Берёзовка') $$, 'R5 As it is really written'
);
select is_empty($$ select public.suggest_cities('Россия', 'Зареченск') where false union all select city from public.suggest_cities('Россия', 'Щщщщщ') $$, 'R5 None is invented');

select tests.reset();
analyze private.college_names;
set local pg_trgm.word_similarity_threshold = 0.5;
create function pg_temp.plan(query text) returns text
language plpgsql
as $$
declare
  line text;
  lines text := '';
begin
  for line in execute 'explain ' || query loop
    lines := lines || line;
  end loop;
  return lines;
end
$$;
select matches(
  pg_temp.plan($$ select from private.college_names n where n.names operator(extensions.%>) 'медецинский' $$), 'college_names_names',
  'R5 Among ten thousand names an index finds'
);
select matches(
  pg_temp.plan($$ select from private.college_names n where n.city like 'зареч' || '%' $$), 'college_names_city', 'R5 Among cities too'
);

select * from finish();
