import { Client } from 'pg';
import { findPostgres, startOwnPostgres } from '../scripts/own-postgres.ts';
import { openPolicyDatabase } from '../scripts/policies/database.ts';
import { quantile, table } from './measure.ts';

/** Documents of the college: all in one folder but for fifty, which stand outside. */
const sizes = [200, 20_000];
const turns = 30;

/** A session of a student in one of forty groups. */
const signIn = `
  select set_config('request.jwt.claims', json_build_object('sub', md5('me')::uuid, 'role', 'authenticated', 'session_id', md5('session')::uuid)::text, false)`;

/**
 * Titles of five words out of 2,000 with «лекция» in every tenth and «семинар» in every tenth of the first 200; put up by sixty
 * teachers, of whom one stopped after 200; every third for a group, every tenth for teachers. The first two groups have no more
 * documents among many than among few. Two hundred folders beside the large one, all with one document.
 */
const fill = (documents: number) => `
  insert into public.colleges (id, name, short_name, city) values (md5('college')::uuid, 'Колледж', 'Колледж', 'Город');
  insert into auth.users (id, aud, role) select md5(who)::uuid, 'authenticated', 'authenticated'
    from unnest(array['me'] || array(select 'teacher' || n from generate_series(0, 59) n)) who;
  insert into auth.sessions (id, user_id) values (md5('session')::uuid, md5('me')::uuid);
  insert into public.profiles (id, surname, name) values (md5('me')::uuid, 'Студентов', 'Пётр');
  insert into public.profiles (id, surname, name) select md5('teacher' || n)::uuid, case n when 5 then 'Одоевцева' else 'Фамилия' || chr(1072 + n / 30) || chr(1072 + n % 30) end, 'Марина' from generate_series(0, 59) n;
  insert into public.memberships (college_id, person_id, role) values (md5('college')::uuid, md5('me')::uuid, 'student');
  insert into public.memberships (college_id, person_id, role) select md5('college')::uuid, md5('teacher' || n)::uuid, 'teacher' from generate_series(0, 59) n;
  insert into public.groups (id, college_id, number, start_year, end_year)
    select md5('group' || n)::uuid, md5('college')::uuid, case n when 10 then 'ПК-10' else 'ИС-' || n end, extract(year from now()), extract(year from now()) + 4 from generate_series(10, 49) n;
  insert into public.group_students (group_id, person_id) values (md5('group10')::uuid, md5('me')::uuid);
  insert into private.document_folders (id, college_id, path, name)
    select md5('folder' || n)::uuid, md5('college')::uuid, array[md5('folder' || n)::uuid], 'Папка ' || n from generate_series(0, 200) n;
  begin;
  insert into private.documents (id, college_id, folder_id, title, audience, uploader_id, version_id, kind, bytes, changed_at)
    select md5('document' || n)::uuid, md5('college')::uuid,
      case when n < 50 then null when n < 250 and ${documents} > 200 then md5('folder' || n - 49)::uuid else md5('folder0')::uuid end,
      array_to_string(array(select 'слово' || (n::bigint * 7919 + k * 104729) * (k + 1) % 2000 from generate_series(1, 5) k), ' ')
        || case when n % 10 = 3 then ' лекция' else '' end || case when n % 10 = 4 and n < 200 then ' семинар' else '' end || case n when 77 then ' иголка' else '' end,
      case when n % 3 = 0 then 'groups' when n % 10 = 1 then 'teachers' else 'college' end,
      md5('teacher' || case when n >= 200 and n % 60 = 5 then 6 else n % 60 end)::uuid, md5('document' || n)::uuid,
      case n % 2 when 0 then 'text' else 'table' end, 1000 + n * 37 % 100000,
      '2026-01-01'::timestamptz + n * interval '1 minute'
    from generate_series(0, ${documents - 1}) n;
  insert into private.document_versions (id, document_id, college_id, number, uploader_id, kind, name, bytes, type)
    select d.id, d.id, d.college_id, 1, d.uploader_id, 'file', 'a.docx', d.bytes, 'application/octet-stream' from private.documents d;
  insert into private.document_groups (document_id, group_id)
    select md5('document' || n)::uuid, md5('group' || case when n < 200 then 10 + n / 3 % 40 else 12 + n / 3 % 38 end)::uuid from generate_series(0, ${documents - 1}, 3) n;
  commit`;

/** What is asked, and the call that asks it. */
type Question = readonly [name: string, call: string];

const page = (more: string) => `public.documents_page(md5('college')::uuid${more})`;
const large = `, md5('folder0')::uuid`;

/** What is found is as much in few as in many. */
const alike: readonly Question[] = [
  ['what stands outside of all folders', page('')],
  ['the large folder: its newest page', page(large)],
  ['the same, a page from its middle', page(`${large}, cursor => :cursor, size => 30`)],
  ['the same by name', page(`${large}, sort => 'name'`)],
  ['the same by size', page(`${large}, sort => 'size'`)],
  ['for my group', page(`, study_group => md5('group10')::uuid`)],
  ['by an author', page(`, author => md5('teacher5')::uuid`)],
  ['the authors', `public.document_authors(md5('college')::uuid)`],
  ['search: a rare word', page(`, query => 'иголки'`)],
  ['search: a word that is in twenty titles', page(`, query => 'семинары'`)],
  ['search: a word that is nowhere', page(`, query => 'велосипед'`)],
  ['search: a slip of the finger', page(`, query => 'игокла'`)],
  ['search: an author', page(`, query => 'одоевцева'`)],
  ['search: a group', page(`, query => 'пк-10'`)],
  ['one document', `public.document(md5('document77')::uuid)`],
  ['what is taken, and how much room there is', `public.document_settings(md5('college')::uuid)`],
];

/** All that is found is counted, and there is more of it among many. */
const growing: readonly Question[] = [
  ['the folders', `public.document_folders(md5('college')::uuid)`],
  ['of one kind', page(`, kind => 'text', size => 10`)],
  ['by another author', page(`, author => md5('teacher7')::uuid, size => 2`)],
  ['search: a word in every tenth title', page(`, query => 'лекции', size => 10`)],
  ['search: the same and a rarer word', page(`, query => 'лекции слово7', size => 1`)],
  ['search: half of all authors', page(`, query => 'фамилияа', size => 10`)],
  ['search: how the other groups begin, of which none is mine', page(`, query => 'ис', size => 10`)],
];

/** Tables that grow with the documents. */
const tables = `'{documents,document_versions,document_groups,document_words}'`;

/** Lists of documents and the search in them on a real Postgres, in few and in many by turns. */
export async function measure(): Promise<string> {
  const programs = findPostgres();
  if (!programs) return 'Documents: no Postgres here.';
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
    return [
      await ask('Documents, p50', alike, clients),
      await ask('What grows with the documents, p50', growing, clients),
    ].join('\n\n');
  } finally {
    for (const each of opened.reverse()) await each.close();
    await postgres.stop();
  }
}

interface Answer {
  readonly items?: readonly unknown[];
  readonly total?: number | null;
}

async function ask(title: string, questions: readonly Question[], clients: readonly Client[]): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const [name, call] of questions) {
    const taken = clients.map((): number[] => []);
    const found: number[] = [];
    // Nobody else asks so often.
    for (const client of clients)
      await client.query('reset role; delete from private.attempts; set role authenticated');
    const scans = await wholeScans(clients.at(-1));
    for (let round = -5; round < turns; round++) {
      for (const [index, client] of clients.entries()) {
        const middle = `(select jsonb_build_object('value', '2026-01-01'::timestamptz + ${(sizes[index] ?? 0) / 2} * interval '1 minute', 'id', md5('x')::uuid))`;
        const query = `select ${call.replace(':cursor', middle)} as answer`;
        const began = performance.now();
        const { rows: answers } = await client.query<{ answer: Answer | readonly unknown[] }>(query);
        if (round >= 0) taken[index]?.push(performance.now() - began);
        const answer = answers[0]?.answer;
        const { items, total } = (answer ?? {}) as Answer;
        found[index] = Array.isArray(answer) ? answer.length : (total ?? items?.length ?? 1);
      }
    }
    const whole = (await wholeScans(clients.at(-1))) - scans;
    const [few = 0, many = 0] = taken.map((milliseconds) => quantile(milliseconds, 0.5));
    const [fewer = 0, more = 0] = found;
    const ratio = questions === growing ? many / more / (few / fewer) : many / few;
    rows.push([name, found.join(' · '), few.toFixed(1), many.toFixed(1), ratio.toFixed(2), whole / (turns + 5)]);
  }
  return table(
    [
      title,
      'found',
      '200 documents, ms',
      '20,000 documents, ms',
      questions === growing ? 'ratio of a hit' : 'ratio',
      'whole tables read',
    ],
    rows,
  );
}

/** How often one of the tables that grow was read from its beginning to its end. */
async function wholeScans(client: Client | undefined): Promise<number> {
  await client?.query('reset role; select pg_stat_force_next_flush()').catch(() => undefined);
  const { rows } = (await client?.query<{ scans: string }>(
    `select coalesce(sum(seq_scan), 0) as scans from pg_stat_user_tables where schemaname = 'private' and relname = any (${tables})`,
  )) ?? { rows: [] };
  await client?.query('set role authenticated');
  return Number(rows[0]?.scans ?? 0);
}
