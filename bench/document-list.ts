import { chromium, type Page } from 'playwright-core';
import { sessionKey } from '../components/core/session.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { browserFlags, findBrowser } from '../shared/browser.mjs';
import { quantile, table } from './measure.ts';

/** Documents outside of all folders, and how often the list is scrolled to its end meanwhile: so many pages are 20,000. */
const documents = 20_000;

const fill = (college: string) => `
  insert into private.documents (id, college_id, title, uploader_id, version_id, kind, bytes, changed_at)
    select md5('many' || n)::uuid, '${college}', 'Документ ' || n,
      (select d.uploader_id from private.documents d where d.uploader_id is not null limit 1), md5('many' || n)::uuid, 'text', 1000 + n,
      '2020-01-01'::timestamptz + n * interval '1 minute'
    from generate_series(1, ${documents}) n;
  insert into private.document_versions (id, document_id, college_id, number, uploader_id, kind, name, bytes, type)
    select d.id, d.id, d.college_id, 1, d.uploader_id, 'file', 'a.docx', d.bytes, 'application/octet-stream'
    from private.documents d where d.title like 'Документ %';`;

interface Seen {
  tasks: number[];
  elements: number;
  rows: number;
}

/** In the page: what took the main thread longer than 50 ms. */
function watch(): void {
  const tasks: number[] = [];
  (globalThis as unknown as { tasks: number[] }).tasks = tasks;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}

/** A list of 20,000 documents in a browser: how much of it is in the page, and what takes the main thread long. */
export async function measure(): Promise<string> {
  const demo = await startDemo();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  try {
    const { own, collegeId, url } = demo.backend;
    if (!own) throw new Error('the demo has a Supabase of its own');
    await own.database.transaction(async (tx) => {
      await tx.exec(fill(collegeId));
    });
    const context = await browser.newContext({
      viewport: { width: 1100, height: 900 },
      locale: 'ru',
      storageState: {
        cookies: [],
        origins: [{ origin: demo.url, localStorage: [{ name: sessionKey(url), value: await session(demo) }] }],
      },
    });
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(`${demo.url}/documents.html`);
    await page.getByRole('button', { name: `Документ ${documents}`, exact: true }).waitFor();
    const rows = [row('opened', await seen(page))];
    for (const [name, last] of [
      ['scrolled to the 1,000th', documents - 1000],
      ['scrolled to the 10,000th', documents - 10_000],
      ['scrolled to the last', 1],
    ] as const) {
      const most = await scrollTo(page, last);
      rows.push(row(name, { ...(await seen(page)), ...most }));
    }
    rows.push(row('by the wheel from the end to the beginning', await wheelUp(page)));
    return table(
      [
        'List of 20,000 documents',
        'rows drawn at most',
        'elements at most',
        'tasks over 50 ms',
        'half of them under, ms',
        'the longest, ms',
      ],
      rows,
    );
  } finally {
    await browser.close();
    await demo.stop();
  }
}

async function session({ url }: Demo): Promise<string> {
  const answer = await fetch(`${url}/demo/session/student`, { method: 'POST', headers: { origin: url } });
  return answer.text();
}

const row = (name: string, { elements, rows, tasks }: Seen): (string | number)[] => [
  name,
  rows,
  elements,
  tasks.length,
  tasks.length > 0 ? quantile(tasks, 0.5).toFixed(0) : '—',
  tasks.length > 0 ? Math.max(...tasks).toFixed(0) : '—',
];

/** What there is now, and the tasks since it was last asked. */
const seen = (page: Page): Promise<Seen> =>
  page.evaluate(() => {
    const root = document.querySelector('sferum-documents')?.shadowRoot;
    const { tasks } = globalThis as unknown as { tasks: number[] };
    return {
      tasks: tasks.splice(0),
      elements: root?.querySelectorAll('*').length ?? 0,
      rows: root?.querySelectorAll('tr, .tile').length ?? 0,
    };
  });

/** To the end of what is there, again and again, until this document is drawn. */
function scrollTo(page: Page, number: number): Promise<Omit<Seen, 'tasks'>> {
  return page.evaluate(async (wanted) => {
    const root = document.querySelector('sferum-documents')?.shadowRoot as ShadowRoot;
    const most = { elements: 0, rows: 0 };
    for (;;) {
      most.elements = Math.max(most.elements, root.querySelectorAll('*').length);
      most.rows = Math.max(most.rows, root.querySelectorAll('tr, .tile').length);
      window.scrollTo(0, document.documentElement.scrollHeight);
      const last = [...root.querySelectorAll('.opens')].at(-1)?.textContent?.trim() ?? '';
      if (Number(/\d+$/.exec(last)?.[0] ?? Number.POSITIVE_INFINITY) <= wanted) return most;
      await new Promise(requestAnimationFrame);
    }
  }, number);
}

/** Ten thousand pixels at a time, as who holds the bar. */
async function wheelUp(page: Page): Promise<Seen> {
  await page.mouse.move(500, 500);
  const most = { elements: 0, rows: 0, tasks: [] as number[] };
  for (let top = 1; top > 0; ) {
    await page.mouse.wheel(0, -10_000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const now = await seen(page);
    most.elements = Math.max(most.elements, now.elements);
    most.rows = Math.max(most.rows, now.rows);
    most.tasks.push(...now.tasks);
    top = await page.evaluate(() => scrollY);
  }
  return most;
}
