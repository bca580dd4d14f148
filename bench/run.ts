// `npm run bench` measures everything below, one after another; `npm run bench -- starts messages` what is named.
import { machine } from './measure.ts';

/** Each part stands in a file of its own and gives a Markdown table. */
const parts: Record<string, () => Promise<{ measure(): Promise<string> }>> = {
  starts: () => import('./starts.ts'),
  rest: () => import('./rest.ts'),
  messages: () => import('./messages.ts'),
  histories: () => import('./histories.ts'),
  deliveries: () => import('./deliveries.ts'),
  reads: () => import('./reads.ts'),
  articles: () => import('./articles.ts'),
  documents: () => import('./documents.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`Nothing is called ${unknown}. There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
console.log(`Machine: ${machine()}`);
for (const [name, load] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { measure } = await load();
  console.log(`\n${await measure()}`);
}
process.exit(0);
