// A process that is to be killed: it starts on a folder, writes without a pause, and prints what was acknowledged.
import { startSupabase } from '../index.ts';

const [project = '', dataDir = '', cacheDir = ''] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
const supabase = await startSupabase({ project, dataDir, cacheDir, port: 0, log: print });
print('started');
const { secretKey, url } = supabase;
const headers = { apikey: secretKey, 'content-type': 'application/json', prefer: 'return=representation' };
let requests = 0;
/** Several at once, as in life; each line is an answer that a client has. */
async function write(): Promise<never> {
  for (;;) {
    const body = JSON.stringify({ body: 'x'.repeat((requests++ * 997) % 3000) });
    const answer = await fetch(`${url}/rest/v1/lines?select=id`, { method: 'POST', headers, body });
    const [row] = (await answer.json()) as { id: number }[];
    print(`wrote ${row?.id}`);
  }
}
await Promise.all([write(), write(), write()]);
