import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readConfig } from '../embedded/config.ts';
import { createFunctions, type Functions } from '../embedded/functions/index.ts';
import { localSecret, Tokens } from '../embedded/keys.ts';

const project = join(import.meta.dirname, '..');
const key = Buffer.from('a secret for tests, long enough').toString('base64');

describe('The functions of this project on the embedded Supabase', () => {
  let folder: string;
  let functions: Functions;
  let tokens: Tokens;
  const logged: string[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-secrets-'));
    const envFile = join(folder, '.env');
    await writeFile(
      envFile,
      `SEND_SMS_HOOK_SECRET=v1,whsec_${key}\nSMS_GATEWAY=http\nSMS_HTTP_URL=http://127.0.0.1:9/\n`,
    );
    tokens = await Tokens.create(localSecret, () => new Date());
    functions = createFunctions({
      project,
      config: (await readConfig(project)).functions,
      keys: tokens.keys,
      surroundings: async () => ({ url: 'http://127.0.0.1:9', keys: tokens.keys, jwks: '{"keys":[]}' }),
      envFile,
      log: (line) => logged.push(line),
    });
  });
  after(async () => {
    await functions.close();
    await rm(folder, { recursive: true });
  });
  const post = (name: string, headers: Record<string, string>, body: string) =>
    functions.fetch(
      new Request(`http://127.0.0.1:54321/functions/v1/${name}`, { method: 'POST', headers, body }),
      async () => null,
    );

  it('send-sms needs a signature and no token', async () => {
    const phone = '79991234567';
    const body = JSON.stringify({ user: { phone }, sms: { otp: '0123456789', phone } });
    assert.equal((await post('send-sms', {}, body)).status, 401);
    const time = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`m.${time}.${body}`).digest('base64');
    const signed = { 'webhook-id': 'm', 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
    const response = await post('send-sms', signed, body);
    assert.equal((await response.json()).error.http_code, 422);
    assert.doesNotMatch(logged.join('\n'), /0123456789|9991234567/);
  });
});
