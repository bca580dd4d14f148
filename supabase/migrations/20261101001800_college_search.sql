-- Search for colleges by name, address and city.

-- New names are found by the index itself, not in a list of what is still to be sorted into it (fastupdate).
create table private.college_names (
  college_id uuid primary key references public.colleges (id) on delete cascade,
  country text not null,
  city text not null,
  names text not null
);
create index college_names_city on private.college_names using gin (city extensions.gin_trgm_ops) with (fastupdate = off);
create index college_names_names on private.college_names using gin (names extensions.gin_trgm_ops) with (fastupdate = off);
comment on table private.college_names is 'What colleges are found by.';

create function private.update_college_names() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.college_names (college_id, country, city, names)
    values (
      new.id, private.search_text(new.country), private.search_text(new.city),
      private.search_text(new.short_name || ' ' || new.name || ' ' || new.address)
    )
    on conflict (college_id) do update set country = excluded.country, city = excluded.city, names = excluded.names;
  return null;
end
$$;

create trigger update_college_names after insert or update on public.colleges
  for each row execute function private.update_college_names();

create function private.find_colleges(land text, town text, wanted text, size integer) returns table (college_id uuid, rank bigint)
language plpgsql stable security definer
-- The thresholds of how alike two texts must be; a plan for the very words finds the index for them.
set search_path = '' set pg_trgm.similarity_threshold = 0.4 set pg_trgm.word_similarity_threshold = 0.5
set plan_cache_mode = force_custom_plan
as $$
declare
  known boolean := exists (select from private.college_names n where n.city like town || '%' and (land = '' or n.country = land));
begin
  return query
    select n.college_id, row_number() over (
      order by
        n.city <> town, extensions.similarity(n.city, town) desc, extensions.word_similarity(wanted, n.names) desc,
        n.names, n.college_id
    )
    from private.college_names n
    where (land = '' or n.country = land)
      and (town = '' or known and n.city like town || '%' or not known and n.city operator(extensions.%) town)
      and (wanted = '' or n.names operator(extensions.%>) wanted)
    order by 2
    limit size;
end
$$;
comment on function private.find_colleges is
  'Colleges that match plain texts, in order of relevance. When no city begins as it was typed, those that are written alike are taken.';

-- Colleges are no secret, and whoever has no account yet looks for theirs; but nobody shall keep the database busy unnamed.
create function private.count_search() returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.me() is null then
    perform private.throttle('search from ' || private.caller_address(), 1000);
  end if;
end
$$;
comment on function private.count_search is 'Refuses (SF004) the thousandth and later search in an hour from one address where nobody is signed in.';

create function public.search_colleges(country text default '', city text default '', query text default '', size integer default 20)
returns table (id uuid, name text, short_name text, country text, city text, address text, logo_path text)
language sql volatile security definer
set search_path = ''
begin atomic
  select private.count_search();
  select c.id, c.name, c.short_name, c.country, c.city, c.address, c.logo_path
  from private.find_colleges(
    private.search_text(left(coalesce(search_colleges.country, ''), 100)),
    private.search_text(left(coalesce(search_colleges.city, ''), 100)),
    private.search_text(left(coalesce(search_colleges.query, ''), 200)),
    least(greatest(search_colleges.size, 1), 50)
  ) found
  join public.colleges c on c.id = found.college_id
  order by found.rank;
end;
comment on function public.search_colleges is
  'Colleges by country, beginning of the city and words of the name, best first. Case, ё, beginnings and slips of the finger do not matter; empty asks for all.';
revoke execute on function public.search_colleges from public;
grant execute on function public.search_colleges to anon, authenticated, service_role;

create function public.suggest_cities(country text, city text) returns table (city text)
language sql volatile security definer
set search_path = ''
begin atomic
  select private.count_search();
  select max(c.city)
  from private.college_names n
  join public.colleges c on c.id = n.college_id
  cross join private.search_text(left(suggest_cities.city, 100)) town
  where (coalesce(suggest_cities.country, '') = '' or n.country = private.search_text(suggest_cities.country))
    and n.city <> town and greatest(extensions.similarity(n.city, town), extensions.word_similarity(town, n.city)) > 0.25
  group by n.city, town
  order by greatest(extensions.similarity(n.city, town), extensions.word_similarity(town, n.city)) desc, n.city
  limit 3;
end;
comment on function public.suggest_cities is 'Up to three cities with colleges that were perhaps meant.';
revoke execute on function public.suggest_cities from public;
grant execute on function public.suggest_cities to anon, authenticated, service_role;
