import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import type { ClientRequest } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createPgliteDatabase } from '../database-pglite.ts';
import { localSecret, Tokens } from '../keys.ts';
import { readyCopy } from '../open-database.ts';
import { createStorage } from './index.ts';
import { answerOf, startTestServer, type TestServer, until } from './test-server.ts';

const allowed = 5 * 2 ** 20;
const octets = { 'content-type': 'application/octet-stream' };

describe('Storage and its disk', () => {
  let server: TestServer;
  let time = new Date('2026-03-01T12:00:00Z');
  before(async () => {
    server = await startTestServer({ clock: () => time });
  });
  after(() => server.stop());

  const later = (hours: number) => {
    time = new Date(time.getTime() + hours * 3_600_000);
  };
  const base = async () => {
    const names = await readdir(join(server.folder, 'data'));
    return join(server.folder, 'data', names.find((name) => name.startsWith('storage')) ?? 'storage');
  };
  const files = async (kind = 'files') => readdir(join(await base(), kind));
  const put = async (name = randomUUID(), body = 'hello', bucket = 'papers') => {
    const answer = await server.send(`object/${bucket}/${name}`, { method: 'POST', headers: octets, body });
    assert.equal(answer.status, 200, await answer.clone().text());
    return name;
  };
  const refusalOf = async (answer: Response) => {
    const { code, statusCode } = (await answer.json()) as { code: string; statusCode: string };
    return [answer.status, statusCode, code];
  };
  /** Sends zeros until the other side stops reading. @returns how many bytes it took. */
  const pour = async (sent: ClientRequest, total: number): Promise<number> => {
    const zeros = Buffer.alloc(64 * 1024);
    let poured = 0;
    let closed = false;
    let goOn = () => {};
    sent.on('drain', () => goOn());
    sent.on('close', () => {
      closed = true;
      goOn();
    });
    while (poured < total && !closed) {
      const full = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      if (!sent.write(zeros) && !closed) await full;
      poured += zeros.byteLength;
    }
    return poured;
  };

  it('cuts off a gigabyte where five megabytes are allowed, and keeps nothing of it', async () => {
    const before = await files();
    const form = { 'content-type': 'multipart/form-data; boundary=b' };
    const head = '--b\r\ncontent-disposition: form-data; name=""; filename="x"\r\n\r\n';
    for (const [headers, first] of [
      [octets, ''],
      [form, head],
    ] as const) {
      const sent = server.raw(`object/papers/${randomUUID()}`, { method: 'POST', headers });
      const answered = answerOf(sent);
      if (first) sent.write(first);
      const poured = await pour(sent, 2 ** 30);
      const { body } = await answered;
      assert.equal(JSON.parse(body).statusCode, '413');
      // What the two ends of the connection hold on the way comes on top of what was read.
      assert.ok(poured > allowed && poured < 2 ** 26, `${poured} bytes`);
    }
    assert.deepEqual([await files(), await files('incoming')], [before, []]);
  });

  it('refuses an announced gigabyte before the first byte', async () => {
    const headers = { ...octets, 'content-length': String(2 ** 30) };
    const sent = server.raw(`object/papers/${randomUUID()}`, { method: 'POST', headers });
    const answered = answerOf(sent);
    sent.flushHeaders();
    assert.equal(JSON.parse((await answered).body).statusCode, '413');
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const before = await files();
    const name = randomUUID();
    const sent = server.raw(`object/papers/${name}`, { method: 'POST', headers: octets });
    sent.on('error', () => {});
    sent.write(Buffer.alloc(100_000));
    await until(async () => (await files('incoming')).length > 0);
    sent.destroy();
    await until(async () => (await files('incoming')).length === 0);
    assert.deepEqual(await files(), before);
    assert.deepEqual(await refusalOf(await server.send(`object/papers/${name}`)), [400, '404', 'NoSuchKey']);
  });

  it('lets exactly one of several win that write one name at once', async () => {
    const name = randomUUID();
    const before = (await files()).length;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        server.send(`object/papers/${name}`, { method: 'POST', headers: octets, body: `writer ${index}` }),
      ),
    );
    const winners = answers.flatMap(({ ok }, index) => (ok ? [index] : []));
    assert.equal(winners.length, 1);
    assert.equal(await (await server.send(`object/papers/${name}`)).text(), `writer ${winners[0]}`);
    assert.equal((await files()).length, before + 1);
  });

  it('keeps one file of one object, however often it is written over at once', async () => {
    const name = await put();
    const before = (await files()).length;
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        server.send(`object/papers/${name}`, { method: 'PUT', headers: octets, body: `writer ${index}` }),
      ),
    );
    assert.equal((await files()).length, before);
    assert.match(await (await server.send(`object/papers/${name}`)).text(), /^writer \d$/);
  });

  it('is read whole while it is written over', async () => {
    const name = await put(randomUUID(), 'writer 0');
    let writing = true;
    const writer = (async () => {
      for (let index = 0; index < 40; index++) {
        await server.send(`object/papers/${name}`, { method: 'PUT', headers: octets, body: `writer ${index % 10}` });
      }
      writing = false;
    })();
    while (writing) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => server.send(`object/papers/${name}`)));
      for (const answer of answers) assert.match(await answer.text(), /^writer \d$/);
    }
    await writer;
  });

  it('keeps objects over a restart, removes files without one, and says which files are missing', async () => {
    const [kept, lost] = [await put(), await put(randomUUID(), 'lost')];
    const { version } = (await (await server.send(`object/info/papers/${lost}`)).json()) as { version: string };
    await rm(join(await base(), 'files', version));
    const stray = randomUUID();
    await writeFile(join(await base(), 'files', stray), 'x');
    await server.restart();
    assert.equal(await (await server.send(`object/papers/${kept}`)).text(), 'hello');
    assert.equal((await files()).includes(stray), false);
    assert.ok(server.lines.some((line) => line.includes('missing') && line.includes(version)));
    const answer = await server.send(`object/papers/${lost}`);
    assert.deepEqual(await answer.json(), {
      statusCode: '404',
      error: 'not_found',
      message: 'The file of this object is missing on the disk',
      code: 'NoSuchKey',
    });
  });

  it('goes on with an upload in parts after a restart, and drops it after a day', async () => {
    const tus = (path: string, method: string, headers: Record<string, string>, body?: string) =>
      server.send(path, { method, headers: { 'tus-resumable': '1.0.0', ...headers }, ...(body && { body }) });
    const begin = async (name: string) => {
      const answer = await tus('upload/resumable', 'POST', {
        'upload-length': '10',
        'upload-metadata': `bucketName ${btoa('papers')},objectName ${btoa(name)}`,
      });
      assert.equal(answer.headers.get('upload-expires'), new Date(time.getTime() + 86_400_000).toUTCString());
      return `upload/resumable/${answer.headers.get('location')?.split('/').at(-1)}`;
    };
    const part = (at: number) => ({ 'content-type': 'application/offset+octet-stream', 'upload-offset': `${at}` });
    const name = randomUUID();
    const [going, expired] = [await begin(name), await begin(randomUUID())];
    assert.equal((await tus(going, 'PATCH', part(0), 'hello')).status, 204);
    await server.restart();
    assert.equal((await tus(going, 'HEAD', {})).headers.get('upload-offset'), '5');
    assert.equal((await tus(going, 'PATCH', part(5), 'world')).status, 204);
    assert.equal(await (await server.send(`object/papers/${name}`)).text(), 'helloworld');
    // A client whose last answer was lost asks again, and learns that all of it has arrived.
    assert.equal((await tus(going, 'HEAD', {})).headers.get('upload-offset'), '10');
    later(25);
    assert.equal((await tus(expired, 'PATCH', part(0), 'hello')).status, 410);
    await server.restart();
    assert.deepEqual(await files('resumable'), []);
  });

  it('opens a signed address as long as it is valid, for reading or for writing', async () => {
    const name = await put();
    const sign = async (path: string, body: object) =>
      (await (
        await server.send(`object/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()) as { signedURL: string; url: string };
    const { signedURL } = await sign(`sign/papers/${name}`, { expiresIn: 60 });
    const other = randomUUID();
    const { url } = await sign(`upload/sign/papers/${other}`, {});
    const [reading, writing] = [signedURL.split('token=')[1], url.split('token=')[1]];
    const open = (path: string, init?: RequestInit) => fetch(`${server.supabase.url}/storage/v1${path}`, init);
    const upload = { method: 'PUT', headers: octets, body: 'x' };
    assert.equal((await open(signedURL)).status, 200);
    assert.equal((await open(`/object/upload/sign/papers/${name}?token=${reading}`, upload)).status, 400);
    assert.equal((await open(`/object/sign/papers/${other}?token=${writing}`)).status, 400);
    later(1);
    assert.deepEqual(await refusalOf(await open(signedURL)), [400, '400', 'InvalidJWT']);
    later(2);
    assert.equal((await open(url, upload)).status, 400);
  });

  it('takes no token that is not its own for an address, and no address for a token', async () => {
    const name = await put();
    const exp = Math.floor(time.getTime() / 1000) + 600;
    const tokens = await Tokens.create(localSecret, () => time);
    const claims = { role: 'service_role', url: `papers/${name}`, for: 'read', exp };
    const none = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(claims))}.`.replaceAll('=', '');
    for (const token of [await tokens.sign(claims), none, server.supabase.serviceRoleKey, '', 'x.y.z']) {
      const answer = await fetch(`${server.supabase.url}/storage/v1/object/sign/papers/${name}?token=${token}`);
      assert.equal(answer.status, 400, token);
    }
    const signed = await server.send(`object/sign/papers/${name}`, { method: 'POST', body: '{"expiresIn":60}' });
    const token = ((await signed.json()) as { signedURL: string }).signedURL.split('token=')[1] ?? '';
    const answer = await server.send(`object/papers/${name}`, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(await refusalOf(answer), [400, '403', 'AccessDenied']);
  });

  it('finds no way out by the names of objects', async () => {
    const name = await put(randomUUID(), 'hello', 'open');
    const paths = [
      '..%2f..%2fconfig.toml',
      '%2e%2e%2fx',
      'a%00b',
      'a%5cb',
      '..%5cx',
      '%zz',
      '%c3%28',
      'x%0d%0ay',
      `${name}%2f..`,
    ];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const sent = server.raw(`object/open/${path}`, { method, headers: octets });
        const answered = answerOf(sent);
        sent.end(method === 'POST' ? 'x' : undefined);
        const { body, status } = await answered;
        assert.ok(status >= 400 && status < 500, `${method} ${path}: ${status} ${body}`);
      }
    }
    for (const path of ['/../../../etc/passwd', 'object/public/open/../../papers', 'object/public/open/%2e%2e/x']) {
      const sent = server.raw(path);
      const answered = answerOf(sent);
      sent.end();
      assert.ok((await answered).status >= 400, path);
    }
  });

  it('answers conditions and parts', async () => {
    const name = await put(randomUUID(), '0123456789', 'open');
    const get = (headers: Record<string, string>, method = 'GET') =>
      server.send(`object/public/open/${name}`, { headers, method });
    const head = await get({}, 'HEAD');
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '10']);
    const since = head.headers.get('last-modified') ?? '';
    assert.equal((await get({ 'if-modified-since': since })).status, 304);
    assert.equal((await get({ 'if-none-match': head.headers.get('etag') ?? '' }, 'HEAD')).status, 304);
    const behind = await get({ range: 'bytes=10-' });
    assert.deepEqual([behind.status, behind.headers.get('content-range')], [416, 'bytes */10']);
    assert.equal(await (await get({ range: 'bytes=-3' })).text(), '789');
    assert.deepEqual(
      [(await get({ range: 'bytes=0-1,3-4' })).status, (await get({ range: 'cats=1' })).status],
      [200, 200],
    );
    assert.equal((await get({ range: 'bytes=1-2', 'if-range': '"other"' })).status, 200);
    const empty = await put(randomUUID(), '', 'open');
    const nothing = await server.send(`object/public/open/${empty}`);
    assert.deepEqual([nothing.status, await nothing.text()], [200, '']);
  });

  it('tells policies what is being done', async () => {
    const [name, hidden] = [await put(), await put()];
    await server.supabase.database.transaction((tx) =>
      tx.exec(`create policy "may sign, not read" on storage.objects for select to anon
        using (name = '${name}' and storage.allow_only_operation('object.sign'))`),
    );
    const headers = { authorization: `Bearer ${server.supabase.publishableKey}` };
    const sign = { method: 'POST', body: '{"expiresIn":60}', headers };
    assert.equal((await server.send(`object/sign/papers/${name}`, sign)).status, 200);
    assert.equal((await server.send(`object/sign/papers/${hidden}`, sign)).status, 400);
    assert.equal((await server.send(`object/papers/${name}`, { headers })).status, 400);
  });

  it('keeps files in memory-only runs in a folder that goes with them', async () => {
    const temporary = join(server.folder, 'temporary');
    await mkdir(temporary);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
    try {
      const database = await createPgliteDatabase({ from: await readyCopy() });
      const config = { enabled: true, fileSizeLimit: 9, imageTransformation: true, buckets: [] };
      const storage = await createStorage({ database, config, secret: 'secret' });
      assert.equal((await readdir(temporary)).length, process.platform === 'win32' ? 0 : 1);
      await storage.close();
      await database.close();
      assert.deepEqual(await readdir(temporary), []);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });

  it('closes a file whose reader has gone', async () => {
    const name = await put(randomUUID(), 'x'.repeat(4 * 2 ** 20));
    const { version } = (await (await server.send(`object/info/papers/${name}`)).json()) as { version: string };
    const answer = await server.send(`object/papers/${name}`);
    await answer.body?.cancel();
    if (process.platform === 'linux') {
      const { readlink } = await import('node:fs/promises');
      const isOpen = async () => {
        const links = await Promise.all(
          (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
        );
        return links.some((link) => link.endsWith(version));
      };
      await until(async () => !(await isOpen()));
    }
    assert.equal((await server.send(`object/papers/${name}`, { method: 'DELETE' })).status, 200);
  });
});
