import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { PgliteDatabase } from '../database-pglite.ts';
import { createPgliteDatabase } from '../database-pglite.ts';
import { readyCopy } from '../open-database.ts';
import { fuzz, type Random } from '../testing/random.ts';
import { createStorage, type Storage } from './index.ts';
import { parseRange } from './range.ts';

describe('Storage and what nobody would send', () => {
  let database: PgliteDatabase;
  let storage: Storage;
  let folder: string;
  const lines: string[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storage-fuzz-'));
    database = await createPgliteDatabase({ from: await readyCopy() });
    storage = await createStorage({
      database,
      config: {
        enabled: true,
        fileSizeLimit: 2000,
        imageTransformation: true,
        buckets: [{ name: 'b', public: true, fileSizeLimit: 2000, allowedMimeTypes: null }],
      },
      folder,
      secret: 'secret',
      log: (line) => lines.push(line),
    });
    assert.equal((await ask('object/b/there.txt', { method: 'POST', body: '0123456789' })).status, 200);
  });
  after(async () => {
    await storage.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  /** A request as the platform; what no HTTP client could send counts as refused. */
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    let request: Request;
    try {
      request = new Request(`http://localhost/storage/v1/${path}`, { ...init, duplex: 'half' } as RequestInit);
    } catch {
      return new Response(null, { status: 400 });
    }
    const response = await storage.fetch(request, async () => ({ role: 'service_role' }));
    await response.arrayBuffer();
    return response;
  };
  /** Never our fault, and never left half done. */
  const isFine = async ({ status }: Response) => {
    assert.ok(status < 500 || status === 501, `${status}: ${lines.at(-1)}`);
    assert.deepEqual(await readdir(join(folder, 'incoming')), []);
  };
  /** The bytes of a text of Latin-1, in pieces of any length. */
  const pieces = (random: Random, text: string) => {
    let rest = Buffer.from(text, 'latin1');
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (rest.length === 0) return controller.close();
        const length = 1 + random.below(rest.length);
        controller.enqueue(new Uint8Array(rest.subarray(0, length)));
        rest = rest.subarray(length);
      },
    });
  };
  const bent = (random: Random, text: string) => {
    let result = text;
    for (let times = random.below(5); times > 0; times--) result = random.bend(result);
    return result;
  };

  it('stays whole with parts that are none', async () => {
    await fuzz(5000, async (random) => {
      const size = random.below(12);
      const header = bent(random, random.pick(['bytes=0-5', 'bytes=-3', 'bytes=4-', 'bytes=0-1,5-6', '']));
      const range = parseRange(header, size);
      if (range === null || range === 'unsatisfiable') return;
      assert.ok(
        0 <= range.start && range.start <= range.end && range.end < size,
        JSON.stringify({ header, size, range }),
      );
    });
    await fuzz(30, async (random) => {
      const headers = { range: bent(random, 'bytes=2-5'), 'if-range': bent(random, '"x"') };
      const response = await ask('object/public/b/there.txt', { headers });
      assert.ok([200, 206, 400, 416].includes(response.status));
      await isFine(response);
    });
  });

  it('stays whole with forms that are none', async () => {
    const form =
      '--b\r\ncontent-disposition: form-data; name="cacheControl"\r\n\r\n60\r\n' +
      '--b\r\ncontent-disposition: form-data; name="metadata"\r\n\r\n{"a":1}\r\n' +
      '--b\r\ncontent-disposition: form-data; name=""; filename="x"\r\ncontent-type: text/plain\r\n\r\nhello\r\n--b--\r\n';
    await fuzz(60, async (random) => {
      const contentType = random.chance(1 / 8)
        ? bent(random, 'multipart/form-data; boundary=b')
        : 'multipart/form-data; boundary=b';
      const body = pieces(random, bent(random, form) + (random.chance(1 / 20) ? 'x'.repeat(5000) : ''));
      const name = `form${random.below(3)}`;
      const headers = { 'content-type': contentType, 'x-upsert': 'true' };
      await isFine(await ask(`object/b/${name}`, { method: 'POST', headers, body }));
    });
  });

  it('stays whole with TUS that is none', async () => {
    const metadata = (random: Random) =>
      `bucketName ${btoa(random.chance(1 / 5) ? 'x' : 'b')},objectName ${btoa(`part${random.below(9)}`)},contentType ${btoa('a/b')}`;
    let begun = 'upload/resumable/none';
    let arrived = '0';
    await fuzz(300, async (random) => {
      const method = random.pick([
        'POST',
        ...Array<string>(8).fill('PATCH'),
        'HEAD',
        'DELETE',
        'OPTIONS',
        'GET',
        'PUT',
      ]);
      const all: Record<string, string> = {
        'tus-resumable': '1.0.0',
        'upload-length': `${12 + random.below(12)}`,
        'upload-offset': random.chance(1 / 5) ? `${random.below(6)}` : arrived,
        'upload-metadata': metadata(random),
        'content-type': 'application/offset+octet-stream',
        'upload-defer-length': '1',
        'upload-concat': 'partial',
        'x-upsert': 'true',
        'x-forwarded-host': 'example.com',
        'x-signature': 'x.y.z',
      };
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(all)) {
        if (name === 'upload-length' && method === 'PATCH' && !random.chance(1 / 20)) continue;
        const rare = ['upload-defer-length', 'upload-concat', 'x-signature', 'x-forwarded-host'].includes(name);
        if (random.chance(rare ? 1 / 12 : 1 / 20) !== rare) continue;
        headers[name] = random.chance(1 / 20) ? bent(random, value) : value;
      }
      const path = method === 'POST' ? 'upload/resumable' : random.chance(1 / 6) ? bent(random, begun) : begun;
      const hasBody = method === 'PATCH' || (method === 'POST' && random.chance(1 / 2));
      const body = hasBody ? pieces(random, 'x'.repeat(random.below(10))) : null;
      const response = await ask(random.chance(1 / 10) ? path.replace('resumable', 'resumable/sign') : path, {
        method,
        headers,
        body,
      });
      await isFine(response);
      const location = response.headers.get('location')?.split('/').at(-1);
      if (location) begun = `upload/resumable/${location}`;
      arrived = response.headers.get('upload-offset') ?? (location ? '0' : arrived);
    });
  });

  it('stays whole with paths and questions that are none', async () => {
    const asked: [string, string, unknown?][] = [
      ['GET', 'object/public/b/there.txt'],
      ['GET', 'render/image/public/b/there.txt?width=10&resize=cover'],
      ['GET', 'object/sign/b/there.txt?token=x.y.z'],
      ['GET', 'object/info/b/there.txt'],
      ['GET', 'bucket?limit=1&offset=0&sortColumn=name'],
      ['POST', 'bucket', { name: 'c', file_size_limit: '1KB', allowed_mime_types: ['image/*'] }],
      ['PUT', 'bucket/c', { public: true, file_size_limit: 5 }],
      ['POST', 'object/list/b', { prefix: 'a', limit: 2, offset: 0, sortBy: { column: 'name', order: 'asc' } }],
      ['POST', 'object/list-v2/b', { prefix: 'a', cursor: 'eyJuYW1lIjoiYSJ9', sortBy: { column: 'created_at' } }],
      ['POST', 'object/sign/b/there.txt', { expiresIn: 60, transform: { width: 5 } }],
      ['POST', 'object/sign/b', { expiresIn: 60, paths: ['there.txt', 'x'] }],
      ['POST', 'object/copy', { bucketId: 'b', sourceKey: 'there.txt', destinationKey: 'copy.txt' }],
      ['POST', 'object/move', { bucketId: 'b', sourceKey: 'copy.txt', destinationKey: 'moved.txt' }],
      ['DELETE', 'object/b', { prefixes: ['copy.txt', 'moved.txt'] }],
      ['POST', 'object/upload/sign/b/x.txt', {}],
    ];
    await fuzz(150, async (random) => {
      const [method, path, json] = random.pick(asked);
      const body = json === undefined ? null : pieces(random, bent(random, JSON.stringify(json)));
      await isFine(await ask(random.chance(1 / 2) ? bent(random, path) : path, { method, body }));
    });
  });
});
