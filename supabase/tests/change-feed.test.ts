import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { openPolicyDatabase } from '../../scripts/policies/database.ts';
import { Random } from '../seed/random.ts';

const seed = process.env.SEED ?? String(Date.now());
const acts = 800;
const chats = ['group chat', 'college chat'];

describe('C11 The feed of changes', () => {
  it(`gives what the table has after any acts, with broadcasts that get lost (SEED=${seed})`, async (test) => {
    const database = await openPolicyDatabase(process.env.DATABASE_URL);
    try {
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      const results = await database.script(`${machinery}\n${sequence(new Random(seed)).join('\n')}\n${checks}`, world);
      const found = results.find((result) => result.startsWith('{"counts"')) ?? '{}';
      const { differences, counts } = JSON.parse(found);
      test.diagnostic(JSON.stringify(counts));
      assert.deepEqual(differences, []);
      // A sequence in which nothing happens proves nothing.
      for (const [what, count] of Object.entries(counts)) assert.ok(Number(count) > 0, `${what}: ${count}`);
    } finally {
      await database.close();
    }
  });
});

/** What people and the operator do, and what two clients receive of it meanwhile. */
function sequence(random: Random): string[] {
  const people = ['student', 'teacher', 'classmate', 'curator', 'administrator', 'removed', 'stranger'];
  const chat = () => random.pick(chats);
  const message = (author = random.pick(people)) => `tests.id('${author} ${random.int(1, 5)}')`;
  const body = () => random.pick([1, 5, 1000, 1000].map((most) => `'текст ${random.int(1, most)}'`));
  const wrong = () => random.pick([`''`, `repeat('я', 10001)`, 'null']);
  const as = (person: string, call: string) => `select pg_temp.act('${person}', $act$ select public.${call} $act$);`;
  const alone = (statement: string) => `select pg_temp.act('service', $act$ ${statement} $act$);`;
  const own = (call: (message: string) => string) => {
    const person = random.pick(people);
    return as(person, call(message(random.chance(0.8) ? person : undefined)));
  };
  const kinds: [weight: number, make: () => string][] = [
    [6, () => own((id) => `send_message(tests.id('${chat()}'), ${id}, ${body()})`)],
    [8, () => own((id) => `edit_message(${id}, ${body()})`)],
    [1, () => own((id) => `send_message(tests.id('${chat()}'), ${id}, ${wrong()})`)],
    [1, () => own((id) => `edit_message(${id}, ${wrong()})`)],
    [1, () => own((id) => `delete_message(${id})`)],
    [1, () => as(random.pick(people), `delete_message(${message()})`)],
    [1, () => as('administrator', `post_as_college(tests.id('${chat()}'), ${message()}, ${body()})`)],
    [
      2,
      () =>
        alone(`update public.messages set body = left(body, 100) || '!', edited_at = clock_timestamp()
          where chat_id = tests.id('${chat()}') and deleted_at is null and seq % 4 = ${random.int(0, 3)}`),
    ],
    [1, () => alone(`update public.messages set as_college = as_college where chat_id = tests.id('${chat()}')`)],
    [
      1,
      () =>
        alone(`delete from public.chat_members
          where chat_id = tests.id('${chat()}') and person_id = tests.id('classmate')`),
    ],
    [
      1,
      () =>
        alone(`insert into public.chat_members (chat_id, person_id) values (tests.id('${chat()}'), tests.id('classmate'))
          on conflict do nothing`),
    ],
    [1, () => `update private.withheld_topics set until = now() where true;`],
    [
      2,
      () =>
        alone(`update public.chats set archived_at = ${random.pick(['null', 'null', 'null', 'now()'])}
          where id = tests.id('${chat()}')`),
    ],
    [8, () => `select pg_temp.receive('${chat()}', ${random.pick([0, 0, 30, 100])}, '${random.int(0, 1e6)}');`],
    [2, () => `select pg_temp.ask('${chat()}');`],
    [2, () => `select pg_temp.answer('${chat()}');`],
  ];
  const bag = kinds.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));
  const [chat1 = ''] = chats;
  const edit = (text: string) => as('student', `edit_message(tests.id('last'), '${text}')`);
  // Whatever was drawn, each of the ways to learn of a change is gone at least once.
  const last = [
    `update private.withheld_topics set until = now() where true;`,
    alone(`update public.chats set archived_at = null where id = tests.id('${chat1}')`),
    as('student', `send_message(tests.id('${chat1}'), tests.id('last'), 'последнее')`),
    `select pg_temp.receive('${chat1}', 0, '');`,
    edit('потеряно'),
    `select pg_temp.receive('${chat1}', 100, '');`,
    edit('получено'),
    `select pg_temp.receive('${chat1}', 0, ''), pg_temp.ask('${chat1}');`,
    alone(`insert into public.chat_members (chat_id, person_id) values (tests.id('${chat1}'), tests.id('classmate'))
      on conflict do nothing`),
    alone(`delete from public.chat_members where chat_id = tests.id('${chat1}') and person_id = tests.id('classmate')`),
    edit('без слов'),
    `select pg_temp.receive('${chat1}', 0, ''), pg_temp.answer('${chat1}');`,
  ];
  return [...Array.from({ length: acts }, () => random.pick(bag)()), ...last];
}

/** A client as the contract of the feed has it: what it holds, and the change up to which that is current. */
const machinery = `
insert into world select tests.person('curator', 'college', 'teacher');
insert into public.chat_members (chat_id, person_id, is_moderator) values (tests.id('group chat'), tests.id('curator'), true);
create temp table clients on commit drop as
  select chat, 0::bigint as current, 0::bigint as received, null::jsonb as late from unnest('{${chats.join(',')}}'::text[]) chat;
create temp table held (chat text, id uuid primary key, message jsonb) on commit drop;
create temp table expected (chat_id uuid primary key, changes bigint not null default 0) on commit drop;
insert into expected select tests.id(chat) from clients;
create temp table counts (what text primary key, count bigint) on commit drop;
insert into counts select unnest('{done, refused, changed, broadcast, lost, withheld, fed, late}'::text[]), 0;

create function pg_temp.count(what text, many bigint default 1) returns void language sql as $$
  update counts c set count = c.count + many where c.what = count.what
$$;

-- What one statement changes, counted without the counters.
create function pg_temp.act(person text, statement text) returns void language plpgsql as $$
declare
  before jsonb := (select jsonb_object_agg(id, jsonb_build_array(body, edited_at, deleted_at)) from public.messages);
begin
  begin
    if person = 'service' then perform tests.service(); else perform tests.sign_in(person); end if;
    execute statement;
    perform tests.reset();
    perform pg_temp.count('done');
  exception when insufficient_privilege or check_violation or not_null_violation or sqlstate 'SF001' or sqlstate 'SF002' or sqlstate 'SF003' or sqlstate 'SF006' then
    perform pg_temp.count('refused');
  end;
  perform tests.reset();
  update expected e set changes = changes + changed.count
  from (
    select m.chat_id, count(*) from public.messages m
    where before ? m.id::text and before -> m.id::text <> jsonb_build_array(m.body, m.edited_at, m.deleted_at) group by m.chat_id
  ) changed
  where changed.chat_id = e.chat_id;
  if found then perform pg_temp.count('changed'); end if;
end $$;

create function pg_temp.as_client() returns void language sql as $$
  select tests.sign_in('student');
  select set_config('role', 'none', true)
$$;
create function pg_temp.hold(chat text, messages jsonb) returns void language sql as $$
  insert into held as h (chat, id, message) select hold.chat, (m ->> 'id')::uuid, m from jsonb_array_elements(messages) m
  on conflict (id) do update set message = excluded.message where (h.message -> 'change')::bigint < (excluded.message -> 'change')::bigint
$$;
-- Messages that are not held come with their page.
create function pg_temp.feed(chat text) returns void language plpgsql as $$
declare
  got jsonb := public.chat_changes(tests.id(chat), (select current from clients c where c.chat = feed.chat));
begin
  perform pg_temp.hold(chat, (
    select coalesce(jsonb_agg(m), '[]') from jsonb_array_elements(got -> 'messages') m where (m ->> 'id')::uuid in (select id from held)
  ));
  update clients c set current = (got -> 'last_change')::bigint where c.chat = feed.chat;
  perform pg_temp.count('fed');
end $$;
create function pg_temp.newer(chat text) returns void language sql as $$
  select pg_temp.hold(chat, public.chat_page(
    tests.id(chat), after => (select coalesce(max((message -> 'seq')::bigint), 0) from held h where h.chat = newer.chat), size => 200
  ) -> 'messages')
$$;
create function pg_temp.receive(chat text, lost integer, salt text) returns void language plpgsql as $$
declare
  sent record;
  present bigint;
begin
  perform pg_temp.as_client();
  for sent in
    select m.event, m.payload, m.position, (m.payload -> 'last_change')::bigint as last_change from realtime.messages m join clients c on c.chat = receive.chat
    where m.topic = 'chat:' || tests.id(receive.chat) and m.event in ('message', 'change', 'written') and m.position > c.received order by m.position
  loop
    update clients c set received = sent.position where c.chat = receive.chat;
    if abs(hashtext(salt || sent.position)) % 100 < lost then
      perform pg_temp.count('lost');
      continue;
    end if;
    select current into present from clients c where c.chat = receive.chat;
    if sent.event = 'change' then
      perform pg_temp.count('broadcast');
      if sent.last_change = present + 1 then
        if (sent.payload #>> '{message,id}')::uuid in (select id from held) then
          perform pg_temp.hold(chat, jsonb_build_array(sent.payload -> 'message'));
        end if;
        update clients c set current = sent.last_change where c.chat = receive.chat;
      elsif sent.last_change > present then
        perform pg_temp.feed(chat);
      end if;
      continue;
    end if;
    if sent.event = 'written' then perform pg_temp.count('withheld'); end if;
    perform pg_temp.newer(chat);
    if sent.last_change > present then perform pg_temp.feed(chat); end if;
  end loop;
end $$;
-- A page that comes late is older than what was received meanwhile.
create function pg_temp.ask(chat text) returns void language plpgsql as $$
begin
  perform pg_temp.as_client();
  update clients c set late = public.chat_page(tests.id(c.chat), size => 200) -> 'messages' where c.chat = ask.chat;
end $$;
create function pg_temp.answer(chat text) returns void language plpgsql as $$
begin
  if (select late from clients c where c.chat = answer.chat) is not null then
    perform pg_temp.count('late');
    perform pg_temp.hold(chat, (
      select coalesce(jsonb_agg(m), '[]') from clients c, jsonb_array_elements(c.late) m
      where c.chat = answer.chat and (m ->> 'id')::uuid in (select id from held)
    ));
  end if;
end $$;
-- Both begin with a page, as the client does.
select pg_temp.as_client();
select pg_temp.newer(chat) from clients;
`;

const checks = `
select tests.reset();
select pg_temp.as_client();
-- At last the list of chats says how far each has come.
select pg_temp.newer(chat), pg_temp.feed(chat) from clients;
create temp view present as
  select c.chat, m.id, m.change, private.message_json(m) as message from public.messages m join clients c on tests.id(c.chat) = m.chat_id;
select jsonb_build_object('differences', (
  select coalesce(jsonb_agg(difference), '[]') from (
    select concat('held ', h.message, ' instead of ', p.message) as difference
      from held h full join present p on p.id = h.id where h.message is distinct from p.message
    union all
    select 'counted ' || c.last_change || ' changes instead of ' || e.changes from public.chats c join expected e on e.chat_id = c.id
      where c.last_change <> e.changes
    union all
    select 'current up to ' || cl.current || ' instead of ' || c.last_change from clients cl join public.chats c on c.id = tests.id(cl.chat)
      where cl.current <> c.last_change
    union all
    select 'numbers ' || array_agg(m.seq)::text from public.messages m join clients cl on tests.id(cl.chat) = m.chat_id
      group by m.chat_id having max(m.seq) <> count(*) or max(m.seq) <> (select last_seq from public.chats c where c.id = m.chat_id)
    union all
    select concat('feed after ', n, ': ', public.chat_changes(c.id, n)) from public.chats c join clients cl on tests.id(cl.chat) = c.id,
        generate_series(0, c.last_change) n
      where public.chat_changes(c.id, n) <> jsonb_build_object('last_change', c.last_change, 'reload', false, 'messages', (
        select coalesce(jsonb_agg(p.message order by p.change), '[]') from present p where p.chat = cl.chat and p.change > n
      ))
    union all
    select 'pages of ' || cl.chat from clients cl
      where public.chat_page(tests.id(cl.chat), size => 200) -> 'messages' <> (
        select coalesce(jsonb_agg(p.message order by (p.message -> 'seq')::bigint), '[]') from present p where p.chat = cl.chat
      )
    union all
    select 'broadcast ' || numbers.sent::text from (
      select m.topic, array_agg((m.payload -> 'last_change')::bigint order by m.position) as sent, max((m.payload -> 'last_change')::bigint) as last
      from realtime.messages m where m.event = 'change' or m.event = 'written' group by m.topic
    ) numbers, lateral (select bool_or(number < before) as back from (
      select number, lag(number) over (order by place) as before from unnest(numbers.sent) with ordinality one (number, place)
    ) pairs) falls
      where falls.back or not numbers.sent @> array(select n from generate_series(1, numbers.last) n)
    union all
    select concat('a text that was deleted: ', m.payload) from realtime.messages m
      where m.event = 'change' and m.payload #>> '{message,deleted_at}' is not null and m.payload #>> '{message,body}' <> ''
  ) found
), 'counts', (select jsonb_object_agg(what, count) from counts))::text;
`;
