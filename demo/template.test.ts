import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillPage } from './template.ts';

const noPart = async (name: string): Promise<string> => {
  throw new Error(`no part ${name}`);
};

describe('A page of the site', () => {
  it('gets its values, escaped for attributes', async () => {
    assert.equal(await fillPage('<a b="{{x}}">', { x: '"><script>' }, noPart), '<a b="&quot;&gt;&lt;script&gt;">');
  });

  it('gets its parts, and the parts of these', async () => {
    const parts: Record<string, string> = { 'a.html': '<!--#include "b.html" -->!', 'b.html': '{{x}}' };
    const page = await fillPage(
      '<p>\n  <!--#include "a.html" -->\n</p>',
      { x: '1' },
      async (name) => parts[name] ?? '',
    );
    assert.equal(page, '<p>\n1!</p>');
  });

  it('does not read values as templates', async () => {
    assert.equal(await fillPage('{{x}}', { x: '{{y}}' }, noPart), '{{y}}');
  });

  it('is refused when it asks for a value that nobody gave', async () => {
    await assert.rejects(fillPage('{{x}}', {}, noPart), /\{\{x\}\}/);
  });
});
