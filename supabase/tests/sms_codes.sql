select plan(34);

create function pg_temp.come_from(address text) returns void
language sql
as $$
  select set_config('request.headers', json_build_object('x-forwarded-for', address)::text, true);
$$;
-- What a page gets: «sent», or the code of the error.
create function pg_temp.request(phone text) returns text
language plpgsql
as $$
begin
  perform public.request_code(phone);
  return 'requested';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.issue(phone text, password text default '0123456789') returns text
language plpgsql
as $$
begin
  return public.issue_code(phone, password);
exception when others then
  return sqlstate;
end
$$;
-- «wrong» where no row comes, which is all that a wrong code and an old one give.
create function pg_temp.redeem(phone text, code text) returns text
language plpgsql
as $$
begin
  perform public.announce_guess(phone, code);
  return coalesce((select public.redeem_code(phone, code)), 'wrong');
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.other(code text) returns text
language sql
return case code when '000000' then '000001' else '000000' end;
-- The codes that were sent.
create temp table sms (phone text primary key, code text) on commit drop;
grant select, insert, update on sms to public;
create function pg_temp.send(phone text, password text default '0123456789') returns void
language plpgsql
as $$
begin
  perform tests.sign_out();
  perform public.request_code(send.phone);
  perform tests.service();
  insert into sms values (send.phone, public.issue_code(send.phone, send.password))
    on conflict on constraint sms_pkey do update set code = excluded.code;
  perform tests.sign_out();
end
$$;
create function pg_temp.sent(phone text) returns text
language sql
as $$
  select s.code from sms s where s.phone = sent.phone;
$$;

-- Requesting and issuing.
select tests.sign_out();
select pg_temp.come_from('203.0.113.7');
select tests.refused($$ select public.issue_code('79990000201', '1') $$, 'R1 Nobody has a code issued to themselves');
select tests.sign_in('student');
select tests.refused($$ select public.issue_code('79990000201', '1') $$, 'R1 Nor does somebody who is signed in');
select tests.refused('select * from private.sms_codes', 'R1 Or reads the codes of others');
select tests.service();
select is(pg_temp.issue('79990000201'), 'SF003', 'R1 No code is issued that no page has requested');
select tests.sign_out();
select is_empty(
  $$
    select wrong from unnest(array['', '8 999 000 01 00', '7999', '0999000010', '7999000010012345', E'79990000100\n', null]) wrong
    where pg_temp.request(wrong) <> 'SF001'
  $$,
  'R1 None is requested for what is no number'
);
select is(pg_temp.request('79990000201'), 'requested', 'R1 A page requests one');
select tests.service();
select matches(pg_temp.issue('79990000201'), '^[0-9]{6}$', 'R1 It has six digits');
select is(pg_temp.issue('79990000201'), 'SF003', 'R1 One request is good for one');
select tests.sign_out();
select pg_temp.request('79990000201');
select tests.reset();
update private.code_requests set at = now() - interval '121 seconds' where true;
select tests.service();
select is(pg_temp.issue('79990000201'), 'SF003', 'R1 And for two minutes');

-- Redeeming.
select pg_temp.send('79990000202', '1111111111');
select is(pg_temp.redeem('79990000202', pg_temp.other(pg_temp.sent('79990000202'))), 'wrong', 'R1 A wrong code gives nothing');
select is_empty(
  $$ select public.redeem_code('79990000202', pg_temp.sent('79990000202')) $$, 'R1 Nor does a right one that was not counted'
);
savepoint announced;
select public.announce_guess('79990000202', pg_temp.sent('79990000202'));
rollback to announced;
select is_empty(
  $$ select public.redeem_code('79990000202', pg_temp.sent('79990000202')) $$, 'R1 Or whose count was rolled back'
);
select is(pg_temp.redeem('79990000202', pg_temp.sent('79990000202')), '1111111111', 'R1 The right one gives what Auth takes');
select is(pg_temp.redeem('79990000202', pg_temp.sent('79990000202')), '1111111111', 'R1 Again where the answer was lost');
select is(pg_temp.redeem('79990000203', pg_temp.sent('79990000202')), 'wrong', 'R1 It is the code of one number');
select is(pg_temp.redeem('79990000202', '12345'), 'SF001', 'R1 Five digits are no code');

select pg_temp.send('79990000204');
select is(
  (select count(*)::integer from generate_series(1, 5) where pg_temp.redeem('79990000204', pg_temp.other(pg_temp.sent('79990000204'))) = 'wrong'),
  5, 'R1 There are five guesses'
);
select is(pg_temp.redeem('79990000204', pg_temp.sent('79990000204')), 'SF004', 'R1 After which the right code is void');
select pg_temp.send('79990000204', '2222222222');
select is(pg_temp.redeem('79990000204', pg_temp.sent('79990000204')), '2222222222', 'R1 The next one is good');
create temp table first on commit drop as select pg_temp.sent('79990000204') as code;
grant select on first to public;
select pg_temp.send('79990000204', '3333333333');
select isnt(pg_temp.redeem('79990000204', (select code from first)), '2222222222', 'R1 An older one is void');
select is(
  (select provolatile from pg_catalog.pg_proc where oid = 'public.redeem_code(text,text)'::regprocedure), 's', 'R1 Redeeming itself counts nothing'
);
select pg_temp.come_from('203.0.113.7');

select pg_temp.send('79990000205', '4444444444');
select tests.reset();
update private.sms_codes set issued_at = issued_at - interval '11 minutes' where phone = '79990000205';
select tests.sign_out();
select is(pg_temp.redeem('79990000205', pg_temp.sent('79990000205')), 'wrong', 'R1 A code is good for ten minutes');

-- What an SMS costs: by number, by address, in all.
select pg_temp.send('79990000206') from generate_series(1, 5);
select is(pg_temp.request('79990000206'), 'SF004', 'R1 A number gets five codes an hour');
select tests.reset();
insert into private.code_requests (phone, at) values ('79990000206', now());
select tests.service();
select is(pg_temp.issue('79990000206'), 'SF004', 'R1 Also where several were requested at once');
select tests.reset();
update private.sms_codes set issued_at = issued_at - interval '61 minutes' where phone = '79990000206';
select pg_temp.send('79990000206') from generate_series(1, 5);
select tests.reset();
update private.sms_codes set issued_at = issued_at - interval '61 minutes' where phone = '79990000206';
select tests.sign_out();
select is(pg_temp.request('79990000206'), 'SF004', 'R1 And ten a day');
select tests.reset();
update private.sms_codes set issued_at = issued_at - interval '25 hours' where phone = '79990000206';
select tests.sign_out();
select is(pg_temp.request('79990000206'), 'requested', 'R1 The next day it gets more');

select pg_temp.come_from('198.51.100.1');
select is(
  (select count(*)::integer from generate_series(1, 100) n where pg_temp.request((79991000000 + n)::text) = 'requested'), 100,
  'R1 From one address 100 codes are requested in an hour'
);
select is(pg_temp.request('79991000101'), 'SF004', 'R1 Then none');
select pg_temp.come_from('198.51.100.2');
select is(pg_temp.request('79991000101'), 'requested', 'R1 Another address has its own');
select tests.reset();
update private.sms_limits set by_address = 101, in_all = (select count(*) + 1 from private.sms_codes where issued_at > clock_timestamp() - interval '1 hour') where true;
select tests.sign_out();
select pg_temp.come_from('198.51.100.1');
select is(pg_temp.request('79991000102'), 'requested', 'R1 The operator sets the limits');
select tests.service();
select matches(pg_temp.issue('79991000102'), '^[0-9]{6}$', 'R1 The last one of the hour');
select is(pg_temp.issue('79991000101'), 'SF004', 'R1 Then none is sent in all');
select tests.sign_in('administrator');
select tests.refused('update private.sms_limits set in_all = 100000 where true', 'R1 And nobody else does');
select tests.reset();
select is(
  (select count(*)::integer from private.sms_codes where issued_at < clock_timestamp() - interval '1 day'), 0, 'R1 After a day nothing of a code is kept'
);

select * from finish();
