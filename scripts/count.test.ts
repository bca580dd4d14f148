import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { count, failures } from './count.mjs';

const summary = 'ℹ tests 7\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n';

describe('The sum of the tests', () => {
  it('reads the summary of Node, with what was cancelled as failed', () => {
    assert.deepEqual(count({ code: 1, output: summary, runsTests: true }), { passed: 4, failed: 2, skipped: 1 });
  });

  it('reads the last line of others, coloured or not', () => {
    const output = '1 passed, 0 failed\nChromium: \u001b[32m12 passed\u001b[39m, 3 failed\n';
    assert.deepEqual(count({ code: 1, output, runsTests: false }), { passed: 12, failed: 3, skipped: 0 });
  });

  it('adds what several browsers say beside each other', () => {
    const one = 'Chrome: |██| 3/3 test files | 7 passed, 0 failed\n';
    const output = `${one}Chrome: |█ | 1/2 test files | 4 passed, 0 failed\n\n${one}Chrome: |██| 2/2 test files | 5 passed, 1 failed\n`;
    assert.deepEqual(count({ code: 1, output, runsTests: false }), { passed: 12, failed: 1, skipped: 0 });
  });

  it('counts a command without tests as one', () => {
    assert.deepEqual(count({ code: 0, output: 'built', runsTests: false }), { passed: 1, failed: 0, skipped: 0 });
    assert.deepEqual(count({ code: 2, output: 'broken', runsTests: false }), { passed: 0, failed: 1, skipped: 0 });
  });

  it('does not take silence, a crash or a kill for success', () => {
    assert.equal(count({ code: 0, output: '', runsTests: true }).failed, 1);
    assert.equal(count({ code: 0, output: '0 passed, 0 failed', runsTests: false }).failed, 1);
    assert.equal(count({ code: 1, output: '5 passed, 0 failed', runsTests: false }).failed, 1);
    assert.equal(count({ code: null, output: '5 passed, 0 failed', runsTests: false }).failed, 1);
  });
});

describe('What failed, said at the end', () => {
  it('is the list of Node', () => {
    const output =
      '✖ at once (3ms)\n\u001b[31m✖ failing tests:\u001b[39m\n\ntest at a.test.ts:1:1\n✖ at once (3ms)\n  1 !== 2\n';
    assert.equal(failures(output), 'test at a.test.ts:1:1\n✖ at once (3ms)\n  1 !== 2');
  });

  it('is what other runners mark, with the reason below', () => {
    const output = '✔ a.sql: 3 passed\n  ✖ a stranger reads nothing\n      have: 1\n';
    assert.equal(failures(output), '✖ a stranger reads nothing\n      have: 1');
  });

  it('is the end of a command that marks nothing', () => {
    const output = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n');
    const lines = failures(output).split('\n');
    assert.deepEqual([lines.length, lines.at(0), lines.at(-1)], [40, 'line 10', 'line 49']);
  });
});
