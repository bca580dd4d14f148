import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFileForm } from './multipart.ts';

const type = 'multipart/form-data; boundary=b';
const stream = (...chunks: (string | Error)[]) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) controller.close();
      else if (chunk instanceof Error) controller.error(chunk);
      else controller.enqueue(new TextEncoder().encode(chunk));
    },
  });
const field = (name: string, value: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (body: string) =>
  `--b\r\ncontent-disposition: form-data; name=""; filename="blob"\r\ncontent-type: text/plain\r\n\r\n${body}\r\n`;
const read = async (...chunks: (string | Error)[]) => {
  const form = await readFileForm(stream(...chunks), type);
  let text = '';
  for await (const chunk of form.file) text += new TextDecoder().decode(chunk);
  return { text, type: form.type, fields: Object.fromEntries(form.fields) };
};

describe('A form with a file', () => {
  it('is read up to the file, and the file as it comes', async () => {
    const whole = `${field('cacheControl', '60')}${field('metadata', '{"а":1}')}${file('hel\r\nlo')}--b--\r\n`;
    const expected = { text: 'hel\r\nlo', type: 'text/plain', fields: { cacheControl: '60', metadata: '{"а":1}' } };
    assert.deepEqual(await read(whole), expected);
    assert.deepEqual(await read(...whole.replace('а', 'b')), {
      ...expected,
      fields: { cacheControl: '60', metadata: '{"b":1}' },
    });
  });

  it('is refused without a file, without its end, or broken off', async () => {
    const endings: (string | Error)[][] = [
      [`${field('a', 'b')}--b--\r\n`],
      ['--b--\r\n'],
      [''],
      ['no form at all'],
      [file('hello')],
      [`${file('hello')}--b`],
      [file('hel').slice(0, -2), new Error('gone')],
      ['--b\r\ncontent-disp', new Error('gone')],
      [`${field('big', 'x'.repeat(1024 * 1024 + 1))}${file('x')}--b--\r\n`],
      [`${Array.from({ length: 30 }, (_, index) => field(`f${index}`, 'x')).join('')}${file('x')}--b--\r\n`],
    ];
    for (const chunks of endings) {
      await assert.rejects(read(...chunks), { name: 'Error', status: 400 }, JSON.stringify(chunks).slice(0, 80));
    }
  });

  it('is refused without a boundary', async () => {
    await assert.rejects(readFileForm(stream(''), 'multipart/form-data'), { code: 'InvalidRequest' });
    await assert.rejects(readFileForm(stream(''), 'multipart/form-data; boundary='), { code: 'InvalidRequest' });
  });
});
