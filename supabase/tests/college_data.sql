select plan(42);

create function pg_temp.save(
  version integer default null, name text default 'Речной колледж', site text default '', time_zone text default 'Europe/Moscow',
  logo text default '', college text default 'college', address text default '', description text default '', edit_hours integer default 24
) returns integer
language sql
as $$
  select public.update_college(
    tests.id(college), coalesce(version, (select c.version from public.colleges c where c.id = tests.id(college))),
    name, 'Речной', 'Россия', 'Речноборск', address, site, description, time_zone, logo, edit_hours
  )
$$;

select tests.sign_out();
select tests.refused('select pg_temp.save(1)', 'Anonymous people change no college');
select tests.sign_in('teacher');
select tests.refused('select pg_temp.save(1)', 'A1 Nor do teachers');
select tests.sign_in('stranger');
select tests.refused('select pg_temp.save(1)', 'A1 Nor do administrators of another college');

select tests.sign_in('administrator');
select is(pg_temp.save(1, address => ' ул. Садовая, 14 ', site => 'https://rechnoy.example/о-нас?a=1'), 2, 'A1 An administrator fills in the data');
select results_eq(
  'select address, site, version from public.colleges', $$ values ('ул. Садовая, 14', 'https://rechnoy.example/о-нас?a=1', 2) $$,
  'A1 They are saved'
);
select results_eq(
  $$ select before, after from public.audit_log where action = 'college_changed' $$,
  $$ values (
    '{"site": "", "address": "", "city": "Речноборск"}'::jsonb - 'city',
    '{"site": "https://rechnoy.example/о-нас?a=1", "address": "ул. Садовая, 14"}'::jsonb
  ) $$, 'A11 From what to what is logged'
);
select throws_ok('select pg_temp.save(1)', 'SF002', null, 'A1 Who has not seen the present data does not overwrite them');
create function pg_temp.present() returns jsonb
language plpgsql
as $$
declare
  detail text;
begin
  perform pg_temp.save(1);
  return null;
exception when sqlstate 'SF002' then
  get stacked diagnostics detail = pg_exception_detail;
  return detail;
end
$$;
select is(pg_temp.present() ->> 'address', 'ул. Садовая, 14', 'A1 The refusal says what they are');
select is(pg_temp.present() ->> 'version', '2', 'A1 And their version');
select lives_ok('select pg_temp.save()', 'A1 With it they save');
select throws_ok($$ select pg_temp.save(name => E'\u200B') $$, '23514', null, 'A1 A name is visible');
select throws_ok($$ select pg_temp.save(name => repeat('я', 301)) $$, '23514', null, 'A1 And not too long');
select throws_ok($$ select pg_temp.save(address => repeat('я', 301)) $$, '23514', null, 'A1 Nor is an address');
select throws_ok($$ select pg_temp.save(description => repeat('я', 4001)) $$, '23514', null, 'A1 Nor too long a description');
select throws_ok('select pg_temp.save(edit_hours => 721)', '23514', null, 'C8 Nor can messages be edited for ever');
select throws_ok('select pg_temp.save(edit_hours => -1)', '23514', null, 'C8 Nor for less than no time');
select lives_ok('select pg_temp.save(edit_hours => 0)', 'C8 Not at all they can');
select results_eq(
  $$ select before -> 'edit_hours', after -> 'edit_hours' from public.audit_log where action = 'college_changed' order by id desc limit 1 $$,
  $$ values ('24'::jsonb, '0'::jsonb) $$, 'A11 From how long to how long is logged'
);
select is(pg_temp.present() -> 'edit_hours', '0', 'C8 Who has seen another time is told this one');
select throws_ok($$ select pg_temp.save(time_zone => 'Mars') $$, 'SF001', null, 'A1 A time zone exists');
create function pg_temp.is_refused(site text) returns boolean
language plpgsql
as $$
begin
  perform pg_temp.save(site => site);
  return false;
exception when check_violation then
  return true;
end
$$;
select is_empty(
  $$
    select wrong from unnest(array[
      'javascript:alert(1)', 'rechnoy.example', 'ftp://rechnoy.example', 'https://', 'https:///x', 'https://a b', ' data:text/html,x',
      E'https://a\njavascript:x', 'https://a"onclick="x', 'https://a/<script>', 'https://' || repeat('a', 300)
    ]) wrong where not pg_temp.is_refused(wrong)
  $$, 'A1 A site is an address of the web and nothing else'
);
select is_empty(
  $$ select fine from unnest(array['', 'http://a.example', 'HTTPS://A.example/', 'https://колледж.рф', 'https://a.example:8080/x#y']) fine where pg_temp.is_refused(fine) $$,
  'A1 Whatever is one is taken'
);
select ok((select count(*) > 100 from public.time_zones()), 'A1 Time zones can be chosen');

-- The logo
create function pg_temp.logo(college text, file text default 'a0000000-0000-4000-8000-000000000001.png') returns text
language sql
as $$ select tests.id(college) || '/' || file $$;
select lives_ok(format('select pg_temp.save(logo => %L)', pg_temp.logo('college')), 'A1 A logo of the college is taken');
select throws_ok(format('select pg_temp.save(logo => %L)', pg_temp.logo('other college')), '23514', null, 'A1 That of another is not');
select throws_ok(format('select pg_temp.save(logo => %L)', pg_temp.logo('college', 'x.svg')), '23514', null, 'A1 Nor is another kind of file');
select results_eq(
  $$ select public, file_size_limit, allowed_mime_types from storage.buckets where id = 'college-logos' $$,
  $$ values (null::boolean, null::bigint, null::text[]) limit 0 $$, 'The bucket itself is nobody''s'
);
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
select ok(pg_temp.uploads(pg_temp.logo('college')), 'A1 An administrator puts up a logo');
select ok(not pg_temp.uploads(pg_temp.logo('other college')), 'A1 Not for another college');
select ok(not pg_temp.uploads(pg_temp.logo('college', 'logo.png')), 'A1 Not under any name');
select ok(not pg_temp.uploads(tests.id('college') || '/../x/a0000000-0000-4000-8000-000000000001.png'), 'A1 Not elsewhere');
select is((select count(*)::integer from storage.objects where bucket_id = 'college-logos'), 1, 'A1 They find it');
select tests.sign_in('teacher');
select ok(not pg_temp.uploads(pg_temp.logo('college', 'b0000000-0000-4000-8000-000000000001.png')), 'A1 A teacher puts up none');
select is_empty($$ select from storage.objects where bucket_id = 'college-logos' $$, 'A1 And lists none');
select tests.sign_in('stranger');
select ok(not pg_temp.uploads(pg_temp.logo('college', 'b0000000-0000-4000-8000-000000000001.png')), 'A1 Nor does a stranger');
select tests.sign_out();
select ok(not pg_temp.uploads(pg_temp.logo('college', 'b0000000-0000-4000-8000-000000000001.png')), 'A1 Nor anybody without a session');
select tests.reset();
select results_eq(
  $$ select public, file_size_limit, allowed_mime_types from storage.buckets where id = 'college-logos' $$,
  $$ values (true, 2097152::bigint, '{image/png,image/jpeg,image/webp}'::text[]) $$, 'A1 Everybody sees logos; they are small pictures'
);

-- My colleges
select tests.sign_in('administrator');
select results_eq(
  'select short_name, role::text, is_admin, requests from public.my_colleges()', $$ values ('Речной', 'staff', true, 0) $$,
  'R8 A person finds their colleges'
);
select tests.sign_in('newcomer');
select is_empty('select from public.my_colleges()', 'R8 Who has none finds none');
select public.request_to_join(tests.id('college'), 'student', 'ИС-21');
select results_eq(
  'select short_name, city, role::text, group_number from public.my_requests()', $$ values ('Речной', 'Речноборск', 'student', 'ИС-21') $$,
  'R5 But where they have applied'
);
select tests.sign_in('administrator');
select is((select requests from public.my_colleges()), 1, 'R8 Administrators see how many applications wait');
select tests.sign_in('removed');
select is_empty('select from public.my_colleges()', 'R8 Who was removed finds the college no more');

select * from finish();
