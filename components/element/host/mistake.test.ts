import { expect } from '@esm-bundle/chai';
import '../app.ts';
import { loadTag } from '../registry.ts';
import { axeFaults } from '../testing/axe.ts';
import { stageFor } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type Mistake, mistakeIn, writtenFor } from './config.ts';

const url = 'https://project.supabase.co';
const claims = (role: string) => `header.${btoa(JSON.stringify({ iss: 'supabase', role }))}.signature`;

describe("A webmaster's mistake", () => {
  const realError = console.error;
  let logged: string[];
  beforeEach(() => {
    logged = [];
    console.error = (line: string) => logged.push(line);
  });
  afterEach(() => {
    console.error = realError;
    document.body.replaceChildren();
  });

  const cases: Record<string, [{ url?: string; key?: string }, [string, Mistake['kind']] | null]> = {
    'no address': [{ key: 'k' }, ['data-sferum-url', 'missing']],
    'an address without https://': [{ url: 'project.supabase.co', key: 'k' }, ['data-sferum-url', 'address']],
    'a path': [{ url: '/supabase', key: 'k' }, ['data-sferum-url', 'address']],
    'an address with a port and no scheme': [{ url: 'localhost:54321', key: 'k' }, ['data-sferum-url', 'address']],
    'no key': [{ url }, ['data-sferum-key', 'missing']],
    'a secret key': [{ url, key: 'sb_secret_abc' }, ['data-sferum-key', 'secret']],
    'an old secret key': [{ url, key: claims('service_role') }, ['data-sferum-key', 'secret']],
    nothing: [{ url, key: 'sb_publishable_abc' }, null],
    'nothing, in the old way': [{ url, key: claims('anon') }, null],
  };
  for (const [name, [written, expected]] of Object.entries(cases)) {
    it(`B1 is recognised: ${name}`, () => {
      const mistake = mistakeIn({ at: 'script', url: '', key: '', college: '', ...written });
      expect(mistake && [mistake.attribute, mistake.kind]).to.deep.equal(expected);
    });
  }

  it('B1 is looked for in the nearest <sferum-app>, through shadow trees, else in the script', () => {
    const app = document.createElement('sferum-app');
    Object.assign(app, { url: `${url}/`, key: 'k' });
    const host = document.createElement('div');
    const tag = document.createElement('sferum-chat');
    host.attachShadow({ mode: 'open' }).append(tag);
    app.append(host);
    expect(writtenFor(tag)).to.include({ at: 'sferum-app', url, key: 'k' });
    document.body.append(host);
    expect(writtenFor(tag)).to.include({ at: 'script', url: '', key: '' });
  });

  it('B1 of an app is said in place of its tags, with the line to write, and once in the console', async () => {
    const make = () => {
      const app = document.createElement('sferum-app');
      app.url = 'example.test';
      document.body.append(app);
      return () => app.shadowRoot?.querySelector('sferum-mistake')?.shadowRoot?.querySelector('code')?.innerText;
    };
    const lines = [make(), make()];
    await until(() => lines.every((line) => line()), 'the lines');
    expect(lines[0]?.()).to.equal('<sferum-app url="https://project.supabase.co">');
    expect(logged).to.have.length(1);
    expect(logged[0]).to.contain('url of <sferum-app> is no address');
    const notice = document.querySelector('sferum-app')?.shadowRoot?.querySelector('sferum-mistake');
    if (!notice) throw new Error('no notice');
    expect(await axeFaults(notice)).to.deep.equal([]);
  });

  for (const [tag, attribute] of [
    ['sferum-chat', 'chat'],
    ['sferum-group', 'group'],
    ['sferum-invite', 'invitation'],
  ] as const) {
    it(`B1 of <${tag}> without ${attribute} is said in its place`, async () => {
      await loadTag(tag);
      const { place, stop } = stageFor('7d0ec4a1-6a4f-4a3e-9a43-0d2a9d1f6f10');
      const element = document.createElement(tag);
      place.append(element);
      const code = await until(
        () => element.shadowRoot?.querySelector('sferum-mistake')?.shadowRoot?.querySelector('code'),
        'the line',
      );
      expect(code.innerText).to.equal(`<${tag} ${attribute}="8d2c1b0e-…">`);
      stop();
    });
  }
});
