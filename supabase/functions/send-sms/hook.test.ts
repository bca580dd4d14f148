import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { type Supabase, startSupabase } from '../../embedded/index.ts';

let folder: string;
let gateway: Server;
let supabase: Supabase;
const texts: string[] = [];
let taken = true;

before(async () => {
  gateway = createServer((request, response) => {
    texts.push(decodeURIComponent(request.url ?? ''));
    response.writeHead(taken ? 200 : 500).end();
  });
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
  folder = await mkdtemp(join(tmpdir(), 'sferum-sms-hook-'));
  await mkdir(join(folder, 'migrations'));
  await mkdir(join(folder, 'functions'));
  const secret = `v1,whsec_${Buffer.from('a secret for tests, long enough').toString('base64')}`;
  await writeFile(
    join(folder, 'config.toml'),
    `[auth.sms]
     enable_signup = true
     enable_confirmations = true
     max_frequency = "0s"
     [auth.hook.send_sms]
     enabled = true
     uri = "http://127.0.0.1:54321/functions/v1/send-sms"
     secrets = "${secret}"
     [functions.send-sms]
     verify_jwt = false
     entrypoint = ${JSON.stringify(join(import.meta.dirname, 'handler.ts'))}`,
  );
  await writeFile(
    join(folder, 'functions', '.env'),
    `SEND_SMS_HOOK_SECRET=${secret}
     SMS_GATEWAY=http
     SMS_HTTP_URL=http://127.0.0.1:${(gateway.address() as AddressInfo).port}/{phone}/{text}`,
  );
  supabase = await startSupabase({ project: folder, port: 0 });
});
after(async () => {
  await supabase.stop();
  await new Promise((closed) => gateway.close(closed));
  await rm(folder, { recursive: true });
});

it('Auth asks send-sms for its codes, and passes on why one was not sent', async () => {
  const person = createClient(supabase.url, supabase.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
  });
  const phone = '79991234567';
  assert.equal((await person.auth.signInWithOtp({ phone })).error, null);
  const [, token = ''] =
    /^\/79991234567\/Код для входа: (\d{6})\. Никому его не сообщайте\.$/.exec(texts[0] ?? '') ?? [];
  assert.equal((await person.auth.verifyOtp({ phone, token, type: 'sms' })).error, null);
  taken = false;
  const { error } = await person.auth.signInWithOtp({ phone });
  assert.deepEqual(
    [error?.status, error?.message],
    [503, 'Не удалось отправить SMS. Попробуйте ещё раз через минуту.'],
  );
});
