import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fuzz, type Random } from '../testing/random.ts';
import { openGateway, type TestGateway, talk } from './testing.ts';

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

  function request(random: Random): Buffer {
    const some = (of: readonly string[], most: number) =>
      Array.from({ length: random.below(most) }, () => random.pick(of));
    const path = random.pick(paths) + some(pieces, 4).join('');
    const version = random.pick(['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2', '']);
    const lines = [`${random.pick(methods)} ${path} ${version}`];
    if (random.chance(0.8)) lines.push('host: localhost');
    lines.push(...some(headers, 6));
    const text = `${lines.join(random.pick(['\r\n', '\r\n', '\r\n', '\n', '\r']))}\r\n\r\n${random.pick(bodies)}`;
    const bytes = Buffer.from(
      text.replaceAll('KEY', gateway.tokens.keys.publishableKey),
      random.chance(0.5) ? 'utf8' : 'latin1',
    );
    return random.chance(0.3) ? random.damage(bytes) : bytes;
  }

  it('always has an answer or an end, and never 500', async () => {
    await fuzz(
      6,
      async (random) => {
        const sent = Array.from({ length: 50 }, () => request(random));
        await Promise.all(
          sent.map(async (bytes) => {
            const answer = await talk(gateway.port, bytes, /HTTP\/1\.1 [^1]\d\d[\s\S]*\r\n\r\n/);
            assert.doesNotMatch(answer, /HTTP\/1\.1 5(?!05)/, JSON.stringify(bytes.toString('latin1').slice(0, 1000)));
          }),
        );
      },
      50,
    );
    assert.deepEqual(gateway.logged, []);
    assert.equal((await fetch(`http://127.0.0.1:${gateway.port}/`)).status, 200);
  });
});
