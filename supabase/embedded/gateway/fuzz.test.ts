import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openGateway, type TestGateway, talk } from './testing.ts';

/** Always the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'M-SEARCH',
  'QUERY',
  'get',
  'G\0T',
  '',
];
const paths = [
  '/',
  '//',
  '*',
  '/rest/v1/x',
  '/auth/v1/verify',
  '/storage/v1/object/a/b',
  '/functions/v1/f',
  '/realtime/v1/websocket',
  'http://a/rest/v1/',
  'http://[',
  '/_system',
];
const pieces = [
  '%',
  '%00',
  '%zz',
  '%ff',
  '%2f..',
  '../',
  '\\',
  '?',
  '&&',
  '=',
  '#',
  '\0',
  ' ',
  '\t',
  'é',
  '\u{1F600}',
  '[',
  ']',
  '{}',
  '"',
  "'",
  ';',
  'x'.repeat(5000),
  '%25'.repeat(500),
];
const headers = [
  'host: localhost',
  'host: [',
  'host: a b',
  'host:',
  'apikey: KEY',
  'apikey: x',
  'authorization: Bearer KEY',
  'authorization: Bearer',
  'authorization: Bearer a.b.c',
  'content-length: 5',
  'content-length: -1',
  'content-length: 99999999999999999999',
  'content-length: 5, 5',
  'transfer-encoding: chunked',
  'transfer-encoding: gzip',
  'expect: 100-continue',
  'expect: miracles',
  'connection: upgrade',
  'connection: close',
  'upgrade: websocket',
  'upgrade: h2c',
  'range: bytes=5-1',
  'content-type: multipart/form-data; boundary=',
  'x\0: y',
  ': empty',
  'no colon',
  `x-long: ${'y'.repeat(20_000)}`,
  'cookie: \xff\xfe',
  'x-forwarded-for: 1, 2',
];
const bodies = [
  '',
  'body5',
  '5\r\nbody5\r\n0\r\n\r\n',
  'zz\r\n',
  '{"a":',
  '\xff\xfe\0',
  'GET / HTTP/1.1\r\n\r\n',
  '--\r\n',
  'x'.repeat(100_000),
];

describe('The gateway and what is no HTTP', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await openGateway({}, [], { head: 100, body: 100 });
  });
  after(() => gateway.close(0));

  function request(random: () => number): Buffer {
    const one = <Value>(of: readonly Value[]): Value => of[Math.floor(random() * of.length)] as Value;
    const some = <Value>(of: readonly Value[], most: number) =>
      Array.from({ length: Math.floor(random() * most) }, () => one(of));
    const path = one(paths) + some(pieces, 4).join('');
    const lines = [`${one(methods)} ${path} ${one(['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2', ''])}`];
    if (random() < 0.8) lines.push('host: localhost');
    lines.push(...some(headers, 6));
    const text = `${lines.join(one(['\r\n', '\r\n', '\r\n', '\n', '\r']))}\r\n\r\n${one(bodies)}`;
    const bytes = Buffer.from(
      text.replaceAll('KEY', gateway.tokens.keys.publishableKey),
      random() < 0.5 ? 'utf8' : 'latin1',
    );
    for (let left = random() < 0.3 ? 1 + Math.floor(random() * 5) : 0; left > 0 && bytes.length > 0; left--) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    return random() < 0.1 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
  }

  it('always has an answer or an end, and never 500', async () => {
    const until = performance.now() + Number(process.env.FUZZ_SECONDS ?? 0) * 1000;
    const [first, rounds] = [20_261_124, 6];
    let seed = first;
    do {
      await Promise.all(
        Array.from({ length: 50 }, async (_, at) => {
          const sent = request(randomOf(seed + at));
          const answer = await talk(gateway.port, sent, /HTTP\/1\.1 [^1]\d\d[\s\S]*\r\n\r\n/);
          assert.doesNotMatch(
            answer,
            /HTTP\/1\.1 5(?!05)/,
            `seed ${seed + at}: ${JSON.stringify(sent.toString('latin1').slice(0, 1000))}`,
          );
        }),
      );
      seed += 50;
    } while (seed < first + rounds * 50 || performance.now() < until);
    assert.deepEqual(gateway.said, []);
    assert.equal((await fetch(`http://127.0.0.1:${gateway.port}/`)).status, 200);
    console.log(`${seed - first} requests`);
  });
});
