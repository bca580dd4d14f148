import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { localSecret, Tokens } from '../keys.ts';
import { defaultFunction, type FunctionConfig, type FunctionsConfig } from './config.ts';
import { createFunctions, type FunctionLimits, type Functions } from './index.ts';

describe('Functions', () => {
  let project: string;
  let functions: Functions | null;
  let logged: string[];
  let tokens: Tokens;

  const write = async (path: string, text: string) => {
    const file = join(project, 'functions', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const open = (config: Partial<FunctionsConfig> = {}, limits: Partial<FunctionLimits> = {}) => {
    const settings = { enabled: true, policy: 'per_worker', functions: new Map(), secrets: {}, ...config } as const;
    functions = createFunctions({
      project,
      config: settings,
      keys: tokens.keys,
      surroundings: async () => ({ url: 'http://127.0.0.1:1', keys: tokens.keys, jwks: '{"keys":[]}' }),
      limits,
      log: (line) => logged.push(line),
    });
  };
  /** Asks as somebody with the publishable key. */
  const ask = (path: string, init: RequestInit & { duplex?: 'half' } = {}) => {
    if (!functions) throw new Error('not open');
    const request = new Request(`http://127.0.0.1:54321/functions/v1/${path}`, {
      ...init,
      headers: { apikey: tokens.keys.publishableKey, ...init.headers },
    });
    const bearer = request.headers.get('authorization')?.replace(/^Bearer /, '');
    return functions.fetch(request, () => tokens.read(bearer ?? request.headers.get('apikey') ?? ''));
  };
  const text = async (path: string) => (await ask(path)).text();

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'sferum-functions-'));
    tokens = await Tokens.create(localSecret, () => new Date());
    logged = [];
    functions = null;
  });
  afterEach(async () => {
    await functions?.close();
    await rm(project, { recursive: true });
  });

  const answering = (expression: string) => `export default (request: Request) => new Response(${expression});`;

  it('runs a default export, an export called handler, an object with fetch, and Deno.serve', async () => {
    await write('one/handler.ts', answering('"default"'));
    await write('two/handler.ts', 'export const handler = async (_: Request) => new Response("named");');
    await write('three/index.ts', 'export default { fetch: () => new Response("fetch") };');
    await write('four/index.ts', 'Deno.serve({ port: 1 }, () => new Response("served"));');
    open();
    assert.deepEqual(await Promise.all(['one', 'two', 'three', 'four'].map(text)), [
      'default',
      'named',
      'fetch',
      'served',
    ]);
  });

  it('sees new code with the next request, also of what it imports, and comes back after a mistake', async () => {
    await write('_shared/word.ts', 'export const word = "old";');
    await write('hello/handler.ts', `import { word } from '../_shared/word.ts'; ${answering('word')}`);
    open();
    assert.equal(await text('hello'), 'old');
    await write('_shared/word.ts', 'export const word = "new";');
    assert.equal(await text('hello'), 'new');
    await write('hello/handler.ts', 'this is no TypeScript');
    const broken = await ask('hello');
    assert.deepEqual([broken.status, (await broken.json()).code], [503, 'BOOT_ERROR']);
    assert.match(logged.join('\n'), /\[hello\] BOOT_ERROR: .*handler\.ts:1: /);
    await write('hello/handler.ts', answering('"well again"'));
    assert.equal(await text('hello'), 'well again');
  });

  it('lets a request that is under way end on the old code', async () => {
    const slow = (word: string) => `
      export default (request: Request) => new URL(request.url).searchParams.has('wait')
        ? new Response(new ReadableStream({
            start(out) { out.enqueue(new TextEncoder().encode('${word}')); },
            async pull(out) { await fetch('http://127.0.0.1:1').catch(() => {}); out.enqueue(new TextEncoder().encode(' and whole')); out.close(); },
          }))
        : new Response('${word}');`;
    await write('hello/handler.ts', slow('old'));
    open();
    const waiting = await ask('hello?wait');
    await write('hello/handler.ts', slow('new'));
    assert.equal(await text('hello'), 'new');
    assert.equal(await waiting.text(), 'old and whole');
  });

  it('follows the import map of deno.json, and says what cannot be imported', async () => {
    await write('deno.json', '{ "imports": { "shared/": "./_shared/", "word": "./_shared/word.ts" } }');
    await write('_shared/word.ts', 'export const word = "mapped";');
    await write('a/handler.ts', `import { word } from 'word'; ${answering('word')}`);
    await write('b/handler.ts', `import { word } from 'shared/word.ts'; ${answering('word')}`);
    await write('c/handler.ts', `import x from 'jsr:@std/path'; ${answering('x')}`);
    await write('d/handler.ts', `import x from 'npm:no-such-package@1'; ${answering('x')}`);
    open();
    assert.deepEqual([await text('a'), await text('b')], ['mapped', 'mapped']);
    assert.deepEqual([(await ask('c')).status, (await ask('d')).status], [503, 503]);
    assert.match(logged.join('\n'), /jsr:@std\/path: nothing is fetched here/);
    assert.match(logged.join('\n'), /no-such-package/);
  });

  it('takes the imports that guides for hosted Supabase begin with', async () => {
    await write('node_modules/@supabase/supabase-js/index.js', 'export const createClient = () => "a client";');
    const sources = [
      'jsr:@supabase/supabase-js@2',
      'npm:@supabase/supabase-js@2.39',
      'https://esm.sh/@supabase/supabase-js@2',
    ];
    for (const [index, source] of sources.entries()) {
      const types = "import 'jsr:@supabase/functions-js/edge-runtime.d.ts';";
      await write(
        `f${index}/index.ts`,
        `${types} import { createClient } from '${source}';
        Deno.serve(() => new Response(createClient()));`,
      );
    }
    open();
    for (const index of sources.keys()) assert.equal(await text(`f${index}`), 'a client');
  });

  it('has its secrets and the platform’s settings, and nothing else of the environment', async () => {
    await write('.env', 'FROM_FILE="of the file"\nSUPABASE_URL=http://elsewhere\n');
    await write('hello/handler.ts', answering('JSON.stringify(Deno.env.toObject())'));
    open({ secrets: { FROM_CONFIG: 'of the config' } });
    const { SB_EXECUTION_ID, ...env } = JSON.parse(await text('hello'));
    assert.match(SB_EXECUTION_ID, /^[\da-f-]{36}$/);
    assert.deepEqual(Object.keys(env).sort(), [
      'FROM_CONFIG',
      'FROM_FILE',
      'SB_REGION',
      'SUPABASE_ANON_KEY',
      'SUPABASE_JWKS',
      'SUPABASE_PUBLISHABLE_KEYS',
      'SUPABASE_SECRET_KEYS',
      'SUPABASE_SERVICE_ROLE_KEY',
      'SUPABASE_URL',
    ]);
    assert.deepEqual([env.SUPABASE_URL, env.FROM_FILE], ['http://127.0.0.1:1', 'of the file']);
    assert.match(logged.join('\n'), /SUPABASE_URL is left out/);
    await write('.env', 'FROM_FILE=changed');
    assert.equal(JSON.parse(await text('hello')).FROM_FILE, 'changed');
  });

  it('asks for a token, unless it is a preflight or the function needs none', async () => {
    await write('hello/handler.ts', answering('request.headers.get("authorization") ?? "nobody"'));
    await write('free/handler.ts', answering('request.headers.get("authorization") ?? "nobody"'));
    const free: FunctionConfig = { ...defaultFunction, verifyJwt: false };
    open({ functions: new Map([['free', free]]) });
    const none = { apikey: '' };
    const refused = async (headers: Record<string, string>) => {
      const response = await ask('hello', { headers });
      return [response.status, await response.json()];
    };
    assert.deepEqual(await refused(none), [401, { code: 401, message: 'Missing authorization header' }]);
    assert.deepEqual(await refused({ ...none, authorization: 'Basic x' }), [
      401,
      { code: 401, message: "Auth header is not 'Bearer {token}'" },
    ]);
    const strangers = await Tokens.create('another secret of another project, long enough', () => new Date());
    const foreign = await strangers.sign({ role: 'authenticated', exp: Date.now() / 1000 + 60 });
    const expired = await tokens.sign({ role: 'authenticated', exp: 1 });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${foreign.split('.')[1]}.`;
    for (const bad of ['nonsense', foreign, expired, unsigned, 'sb_publishable_other']) {
      assert.deepEqual(await refused({ authorization: `Bearer ${bad}` }), [401, { code: 401, message: 'Invalid JWT' }]);
    }
    assert.equal(await text('hello'), `Bearer ${tokens.keys.anonKey}`);
    const mine = `Bearer ${await tokens.sign({ role: 'authenticated', exp: Math.ceil(Date.now() / 1000) + 60 })}`;
    assert.equal(await (await ask('hello', { headers: { authorization: mine } })).text(), mine);
    assert.equal((await ask('hello', { method: 'OPTIONS', headers: none })).status, 200);
    assert.equal(await (await ask('free', { headers: none })).text(), 'nobody');
  });

  it('answers 404 for what is not there, is switched off, or is no name', async () => {
    await write('off/handler.ts', answering('"off"'));
    await write('_shared/handler.ts', answering('"shared"'));
    open({ functions: new Map([['off', { ...defaultFunction, enabled: false }]]) });
    for (const name of ['nowhere', 'off', '_shared', '..%2foff', '', 'a.b', '%00']) {
      assert.equal((await ask(name)).status, 404, name);
    }
  });

  it('ends a function that computes without end, eats memory or fails, and runs it again with the next request', async () => {
    await write(
      'bad/handler.ts',
      `export default async function bad(request: Request) {
        const what = new URL(request.url).searchParams.get('what');
        const kept: unknown[] = [];
        while (what === 'time') kept.length = 0;
        while (what === 'heap') kept.push(Array.from({ length: 100_000 }, (_, at) => ({ at })));
        while (what === 'array') kept.push(new Array(20_000_000).fill(1.5));
        while (what === 'bytes') kept.push(new Uint8Array(10_000_000).fill(1));
        while (what === 'patiently') {
          kept.push(new Uint8Array(20_000_000).fill(1));
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        if (what === 'exit') process.exit(0);
        if (what === 'throw') throw new Error('of the handler');
        if (what === 'nothing') return undefined;
        if (what === 'later') { setTimeout(() => { throw new Error('later'); }, 0); await new Promise(() => {}); }
        return new Response(String(process.pid));
      }`,
    );
    open({}, { busyMs: 1_000, memoryMb: 64 });
    const first = await text('bad');
    for (const [what, status, code] of [
      ['time', 546, 'WORKER_LIMIT'],
      ['heap', 546, 'WORKER_LIMIT'],
      ['array', 546, 'WORKER_LIMIT'],
      ['bytes', 546, 'WORKER_LIMIT'],
      ['patiently', 546, 'WORKER_LIMIT'],
      ['exit', 500, 'WORKER_ERROR'],
      ['throw', 500, 'WORKER_ERROR'],
      ['nothing', 500, 'WORKER_ERROR'],
      ['later', 500, 'WORKER_ERROR'],
    ] as const) {
      const response = await ask(`bad?what=${what}`);
      assert.deepEqual([what, response.status, (await response.json()).code], [what, status, code]);
    }
    const last = await ask('bad');
    assert.equal(last.status, 200);
    assert.notEqual(await last.text(), first);
    assert.match(logged.join('\n'), /\[bad\] Error: of the handler/);
  });

  it('gives up on a request that gets no answer, and answers the others', async () => {
    await write(
      'hello/handler.ts',
      `export default (request: Request) => new URL(request.url).search ? new Promise<Response>(() => {}) : new Response('here');`,
    );
    open({}, { answerMs: 1000 });
    const [stuck, quick] = await Promise.all([ask('hello?wait'), ask('hello')]);
    assert.deepEqual([stuck.status, (await stuck.json()).code], [504, 'IDLE_TIMEOUT']);
    assert.equal(await quick.text(), 'here');
    assert.equal(await text('hello'), 'here');
  });

  it('answers many requests in one worker, and with the policy oneshot each in its own', async () => {
    await write('hello/handler.ts', answering('String(process.pid)'));
    open();
    const shared = await Promise.all(Array.from({ length: 20 }, () => text('hello')));
    assert.equal(new Set(shared).size, 1);
    await functions?.close();
    open({ policy: 'oneshot' });
    const [one, two] = [await text('hello'), await text('hello')];
    assert.notEqual(one, two);
  });

  it('carries bodies both ways as they come, and only as fast as they are read', async () => {
    await write(
      'double/handler.ts',
      `export default (request: Request) => new Response(request.body!.pipeThrough(new TransformStream({
        transform(chunk, out) { out.enqueue(chunk); out.enqueue(chunk); },
      })));`,
    );
    open();
    let produced = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(out) {
          if (produced === 1000) return out.close();
          produced++;
          out.enqueue(new Uint8Array(10_000));
        },
      },
      { highWaterMark: 0 },
    );
    const response = await ask('double', { method: 'POST', body, duplex: 'half' });
    const reader = response.body?.getReader();
    let bytes = (await reader?.read())?.value?.length ?? 0;
    assert.ok(produced < 20, `${produced} chunks were read ahead`);
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) bytes += next.value.length;
    assert.equal(bytes, 2 * 1000 * 10_000);
  });

  it('tells the function that its caller has gone', async () => {
    await write(
      'hello/handler.ts',
      `let noticed = 'nothing';
      export default (request: Request) => {
        if (!new URL(request.url).search) return new Response(noticed);
        request.signal.addEventListener('abort', () => { noticed = 'abort'; });
        return new Response(new ReadableStream({
          start(out) { out.enqueue(new Uint8Array(1)); },
          cancel() { noticed += ' and cancel'; },
        }));
      };`,
    );
    open();
    const gone = new AbortController();
    const response = await ask('hello?wait', { signal: gone.signal });
    assert.equal(response.status, 200);
    gone.abort();
    assert.equal(await text('hello'), 'abort and cancel');
  });

  it('breaks a response off when its stream fails', async () => {
    await write(
      'hello/handler.ts',
      `export default () => new Response(new ReadableStream({
        start(out) { out.enqueue(new TextEncoder().encode('half')); },
        pull(out) { out.error(new Error('in the middle')); },
      }));`,
    );
    open();
    await assert.rejects((await ask('hello')).text(), /in the middle/);
  });

  it('keeps what waitUntil was given alive when the worker is replaced', async () => {
    const file = join(project, 'functions', 'done');
    await write(
      'hello/handler.ts',
      `import { writeFile } from 'node:fs/promises';
      export default (request: Request) => {
        if (new URL(request.url).search) EdgeRuntime.waitUntil(new Promise<void>((resolve) => setTimeout(resolve, 200)).then(() => writeFile(${JSON.stringify(file)}, '')));
        return new Response('old');
      };`,
    );
    open();
    await text('hello?work');
    await write('hello/handler.ts', answering('"new"'));
    assert.equal(await text('hello'), 'new');
    while (!(await readdir(dirname(file))).includes('done')) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('logs what a function says under its name', async () => {
    await write(
      'hello/handler.ts',
      `export default () => { console.log('two\\nlines'); console.error('wrong'); return new Response(''); };`,
    );
    open();
    await text('hello');
    await functions?.close();
    assert.deepEqual(logged.sort(), ['[hello] lines', '[hello] two', '[hello] wrong']);
  });

  it('passes the rest of the path, the query, cookies, the caller’s address and empty answers', async () => {
    await write(
      'hello/handler.ts',
      `export default (request: Request) => {
        const { pathname, search } = new URL(request.url);
        if (request.method === 'DELETE') return new Response(null, { status: 204 });
        const headers = new Headers({ 'x-path': pathname + search });
        headers.set('x-caller', request.headers.get('x-real-ip') ?? '');
        headers.append('set-cookie', 'a=1');
        headers.append('set-cookie', 'b=2');
        return new Response(request.method, { headers });
      };`,
    );
    open();
    const forged = { 'x-forwarded-for': '192.0.2.1, 203.0.113.8', 'x-real-ip': '192.0.2.1' };
    const response = await ask('hello/a%20b/c?x=1&x=2', { method: 'PUT', headers: forged });
    assert.equal(response.headers.get('x-caller'), '203.0.113.8', 'the address that the gateway added');
    assert.equal(response.headers.get('x-path'), '/hello/a%20b/c?x=1&x=2');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.match(response.headers.get('sb-request-id') ?? '', /^[\da-f-]{36}$/);
    assert.equal(await response.text(), 'PUT');
    const empty = await ask('hello', { method: 'DELETE' });
    assert.deepEqual([empty.status, empty.body], [204, null]);
  });
});
