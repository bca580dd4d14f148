-- What policies alone decide of files; logos.test.ts tells it through the Storage API. A row that somebody does not find they
-- cannot name in a condition either, so what they may do is tried without one.
select plan(24);

create function pg_temp.logo(college text, n integer default 1, ending text default 'png') returns text
language sql
as $$ select tests.id(college) || '/a0000000-0000-4000-8000-00000000000' || n || '.' || ending $$;
create function pg_temp.uploads(path text, bucket text default 'college-logos') returns boolean
language plpgsql
as $$
begin
  insert into storage.objects (bucket_id, name) values (bucket, path);
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
create function pg_temp.takes_down() returns integer
language plpgsql
as $$
declare
  found integer;
begin
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where true;
  get diagnostics found = row_count;
  return found;
exception when insufficient_privilege then
  return 0;
end
$$;
insert into storage.buckets (id, name) values ('anything', 'anything') on conflict do nothing;
insert into storage.objects (bucket_id, name) values
  ('college-logos', pg_temp.logo('college')), ('college-logos', pg_temp.logo('other college')), ('anything', pg_temp.logo('college'));
update public.memberships set is_admin = true where person_id = tests.id('removed');

select tests.sign_in('administrator');
select results_eq(
  'select bucket_id, name from storage.objects', $$ values ('college-logos', pg_temp.logo('college')) $$, 'A1 An administrator finds the logos of their college'
);
select ok(pg_temp.uploads(pg_temp.logo('college', 2)), 'A1 And puts one up');
select ok(not pg_temp.uploads(pg_temp.logo('other college', 2)), 'A1 Not for another college');
select ok(not pg_temp.uploads(pg_temp.logo('college', 2), 'anything'), 'A1 Not elsewhere');
select ok(not pg_temp.uploads(pg_temp.logo('college', 2, 'svg')), 'A1 And no other kind of file');
select is(
  tests.affected($$ update storage.objects set name = pg_temp.logo('college', 3) where true $$), 0, 'A1 What is there is never changed'
);

create function pg_temp.as(person text) returns setof text
language plpgsql
as $$
begin
  if person = 'nobody' then
    perform tests.sign_out();
  else
    perform tests.sign_in(person);
  end if;
  return next is_empty('select from storage.objects', 'A1 Finds none: ' || person);
  return next ok(not pg_temp.uploads(pg_temp.logo('college', 4)), 'A1 Puts none up: ' || person);
end
$$;
select pg_temp.as(person) from unnest('{teacher, student, removed, newcomer, nobody}'::text[]) person;
select tests.sign_in('stranger');
select results_eq(
  'select name from storage.objects', $$ values (pg_temp.logo('other college')) $$, 'A1 Administrators of another college find theirs only'
);
select is(
  (select array_agg(pg_temp.takes_down()) from unnest('{teacher, student, removed, newcomer}'::text[]) person, tests.sign_in(person)), '{0,0,0,0}', 'A1 Others take none down'
);
select tests.sign_out();
select is(pg_temp.takes_down(), 0, 'A1 Nor does anybody without a session');
select tests.sign_in('administrator');
select is(pg_temp.takes_down(), 2, 'A1 Administrators take down those of their college');
select tests.reset();
select set_eq(
  'select bucket_id, name from storage.objects', $$ values ('college-logos', pg_temp.logo('other college')), ('anything', pg_temp.logo('college')) $$,
  'A1 And nothing else'
);

-- What is kept in a public bucket
insert into storage.objects (bucket_id, name)
  select 'college-logos', tests.id('college') || '/b0000000-0000-4000-8000-0000000000' || n || '.png' from generate_series(10, 29) n;
select tests.sign_in('administrator');
select ok(not pg_temp.uploads(pg_temp.logo('college', 5)), 'A1 With twenty logos the folder of a college is full');
select tests.reset();
update public.colleges set logo_path = pg_temp.logo('other college') where id = tests.id('other college');
update storage.objects set created_at = now() - interval '2 days' where true;
select tests.service();
select is((select count(*) from public.unused_files() where bucket = 'college-logos'), 20::bigint, 'A1 Those that are no longer shown are swept');
select is_empty($$ select from public.unused_files() where bucket = 'anything' or name = pg_temp.logo('other college') $$, 'A1 And no other, nor what a site keeps in buckets of its own');
select tests.reset();

select * from finish();
