import { Client } from 'pg';
import { findPostgres, startOwnPostgres } from '../scripts/own-postgres.ts';
import { openPolicyDatabase } from '../scripts/policies/database.ts';
import { quantile, table } from './measure.ts';

/** Messages in the database: half of them in one chat, the others in chats of 500. */
const sizes = [10_000, 1_000_000];
const turns = 40;

/** A session of one person, who is in the large chat and nine small ones. */
const signIn = `
  select set_config('request.jwt.claims', json_build_object('sub', md5('me')::uuid, 'role', 'authenticated', 'session_id', md5('session')::uuid)::text, false)`;

/**
 * Ten words a message: one is in every tenth message, one in every fifth, the others are of 5,000 words; a few messages have a word that
 * nobody else uses, and chats that are not mine have one of their own. They stand in the tables as the trigger would have put
 * them there.
 */
const fill = (messages: number) => `
  set session_replication_role = replica;
  insert into public.colleges (id, name, short_name, city) values (md5('college')::uuid, 'Колледж', 'Колледж', 'Город');
  insert into auth.users (id, aud, role) select md5(who)::uuid, 'authenticated', 'authenticated' from unnest('{me,other}'::text[]) who;
  insert into auth.sessions (id, user_id) values (md5('session')::uuid, md5('me')::uuid);
  insert into public.profiles (id, surname, name) select md5(who)::uuid, who, who from unnest('{me,other}'::text[]) who;
  insert into public.memberships (college_id, person_id, role) select md5('college')::uuid, md5(who)::uuid, 'teacher' from unnest('{me,other}'::text[]) who;
  insert into public.chats (id, college_id, kind, title, last_seq)
    select md5('chat ' || n)::uuid, md5('college')::uuid, 'other', 'Чат ' || n, case n when 0 then ${messages / 2} else 500 end
    from generate_series(0, ${messages / 1000}) n;
  insert into public.chat_members (chat_id, person_id) select md5('chat ' || n)::uuid, md5('other')::uuid from generate_series(0, ${messages / 1000}) n;
  insert into public.chat_members (chat_id, person_id) select md5('chat ' || n)::uuid, md5('me')::uuid from generate_series(0, 9) n;
  create temp table written as
    select n, md5('chat ' || case when n % 2 = 0 then 0 else 1 + n / 1000 end)::uuid as chat_id,
      case when n % 2 = 0 then n / 2 + 1 else n % 1000 / 2 + 1 end as seq,
      array['frequent' || n / 2 % 10, 'usual' || n / 20 % 5] || array(select 'word' || (n::bigint * 7919 + k * 104729) * (k + 1) % 5000 from generate_series(1, 8) k)
        || case when n / 2 % 1000 = 7 and n < 5000 then '{иголкин}' when n % 10000 = 9999 then '{чужедальн}' else '{}'::text[] end as words
    from generate_series(0, ${messages - 1}) n;
  insert into public.messages (id, chat_id, seq, author_id, body, created_at)
    select md5('message ' || n)::uuid, chat_id, seq, md5(case n % 20 when 0 then 'me' else 'other' end)::uuid, array_to_string(words, ' '),
      '2026-01-01'::timestamptz + n * interval '1 second'
    from written order by n;
  create temp table dropped as
    select indexdef from pg_indexes where schemaname = 'private' and indexname in ('message_words_seq', 'chat_words_trigrams');
  drop index private.message_words_seq, private.chat_words_trigrams;
  insert into private.message_words (chat_id, word, seq)
    select distinct chat_id, word collate "C", seq from written, unnest(words) word order by 1, 2, 3;
  insert into private.chat_words (chat_id, word) select distinct chat_id, word from private.message_words order by 1, 2;
  do $$ declare definition text; begin
    for definition in select indexdef from dropped loop execute definition; end loop;
  end $$;
  drop table written;
  analyze;
  set session_replication_role = origin`;

/** What is asked, and the call that asks it. */
type Question = readonly [name: string, call: string];

const large = `chat => md5('chat 0')::uuid`;
const small = `chat => md5('chat 1')::uuid`;
/** Stands for the seq in the middle of the large chat. */
const middle = ':middle';

/** What a page asks for before anybody searches. */
const reads: readonly Question[] = [
  ['the list of my ten chats, with what is unread', 'public.my_chats()'],
  ['the chat with half of all messages: its newest page', `public.chat_page(${large})`],
  ['the same, older than its middle', `public.chat_page(${large}, before => ${middle})`],
  ['the same, a jump to a message in its middle', `public.chat_page(${large}, around_id => md5('message 2468')::uuid)`],
  ['the same, a jump to a moment', `public.chat_page(${large}, around_time => '2026-01-01 00:50Z')`],
  ['the same, what changed there', `public.chat_changes(${large}, after => 0)`],
  ['the same, who has read how far', `public.chat_readers(${large})`],
  ['the same, read up to its middle', `public.mark_read(${large}, seq => ${middle})`],
  ['where I am mentioned or answered', 'public.my_mentions()'],
];

const searches: readonly Question[] = [
  ['a small chat, a rare word', `public.search_messages('иголкина', ${small})`],
  ['a small chat, a frequent word', `public.search_messages('frequent3', ${small})`],
  ['the chat with half of all messages, a rare word', `public.search_messages('иголкина', ${large})`],
  ['the same, a frequent word', `public.search_messages('frequent3', ${large})`],
  ['the same, two frequent words', `public.search_messages('frequent3 usual2', ${large})`],
  // As many as there are in the little one: one goes from hit to hit.
  [
    'the same, a frequent and a rarer word, ten hits',
    `public.search_messages('frequent3 word77', ${large}, size => 10)`,
  ],
  ['the same, a word that is nowhere', `public.search_messages('велосипед', ${large})`],
  ['the same, a slip of the finger', `public.search_messages('игилкин', ${large})`],
  ['the same, by author', `public.search_messages('frequent0', ${large}, author => md5('me')::uuid)`],
  ['all my ten chats, a rare word', `public.search_messages('иголкина')`],
  ['all my ten chats, a frequent word', `public.search_messages('frequent3')`],
  ['all my ten chats, a word that only others have', `public.search_messages('чужедальняя')`],
];

/** Reads and searches on a real Postgres, in little and in many messages by turns. */
export async function measure(): Promise<string> {
  const programs = findPostgres();
  if (!programs) return 'Reads: no Postgres here.';
  const postgres = await startOwnPostgres(programs);
  const opened: { close(): Promise<unknown> }[] = [];
  try {
    const clients: Client[] = [];
    for (const size of sizes) {
      const database = await openPolicyDatabase(postgres.url);
      opened.push(database);
      const client = new Client(database.url);
      await client.connect();
      opened.push({ close: () => client.end() });
      await client.query(fill(size));
      await client.query('vacuum analyze');
      await client.query(signIn);
      clients.push(client);
    }
    return [await ask('Read, p50', reads, clients), await ask('Search, p50', searches, clients)].join('\n\n');
  } finally {
    for (const each of opened.reverse()) await each.close();
    await postgres.stop();
  }
}

async function ask(title: string, questions: readonly Question[], clients: readonly Client[]): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const [name, call] of questions) {
    const taken = clients.map((): number[] => []);
    const found: number[] = [];
    // Nobody else asks so often.
    for (const client of clients)
      await client.query('reset role; delete from private.attempts; set role authenticated');
    for (let round = -5; round < turns; round++) {
      for (const [index, client] of clients.entries()) {
        const query = `select ${call} as answer`.replace(middle, String((sizes[index] ?? 0) / 4));
        const began = performance.now();
        const { rows: answers } = await client.query<{ answer: { hits?: unknown[]; messages?: unknown[] } | null }>(
          query,
        );
        if (round >= 0) taken[index]?.push(performance.now() - began);
        const answer = answers[0]?.answer;
        found[index] = (answer?.hits ?? answer?.messages)?.length ?? answers.length;
      }
    }
    const [few = 0, many = 0] = taken.map((milliseconds) => quantile(milliseconds, 0.5));
    rows.push([name, found.join(' · '), few.toFixed(1), many.toFixed(1), (many / few).toFixed(2)]);
  }
  return table([title, 'rows', '10,000 messages, ms', '1,000,000 messages, ms', 'ratio'], rows);
}
