import { expect } from '@esm-bundle/chai';
import { readDraft, writeDraft } from '../../core/drafts/drafts.ts';
import { common } from '../../locales/ru/common.ts';
import type { ComposedEvent, Composer } from './composer.ts';
import './composer.ts';

describe('C12 the composer', () => {
  let composer: Composer;
  let kept: (() => void)[];
  const { reportError } = globalThis;
  const reported: unknown[] = [];

  beforeEach(async () => {
    composer = Object.assign(document.createElement('sferum-composer'), {
      person: 'alina',
      place: 'one',
      label: 'Сообщение',
      strings: common,
    });
    kept = [];
    reported.length = 0;
    globalThis.reportError = (error) => void reported.push(error);
    document.body.append(composer);
    await composer.updateComplete;
  });
  afterEach(() => {
    globalThis.reportError = reportError;
    composer.remove();
    localStorage.clear();
  });

  const area = () => {
    const found = composer.shadowRoot?.querySelector('textarea');
    if (!found) throw new Error('no place to write');
    return found;
  };
  const type = async (text: string) => {
    area().value = text;
    area().dispatchEvent(new InputEvent('input'));
    await composer.updateComplete;
  };
  const enter = async () => {
    area().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
    await composer.updateComplete;
  };
  /** Texts are taken, and kept when a test says so. */
  const take = () =>
    composer.addEventListener('composed', (event) => {
      (event as ComposedEvent).take(new Promise((resolve) => kept.push(resolve)));
    });
  const turn = () => new Promise(requestAnimationFrame);

  it('what nobody takes stays', async () => {
    await type('Здравствуйте');
    await enter();
    expect([area().value, readDraft('alina', 'one')]).to.deep.equal(['Здравствуйте', 'Здравствуйте']);
  });

  it('what is taken frees the field at once, and is in the draft until it is kept', async () => {
    take();
    await type('Здравствуйте');
    await enter();
    expect([area().value, readDraft('alina', 'one')]).to.deep.equal(['', 'Здравствуйте']);
    await type('И ещё');
    expect(readDraft('alina', 'one')).to.equal('Здравствуйте\nИ ещё');
    kept[0]?.();
    await turn();
    expect([area().value, readDraft('alina', 'one')]).to.deep.equal(['И ещё', 'И ещё']);
  });

  it('the same text twice is kept twice', async () => {
    take();
    for (const _ of [1, 2]) {
      await type('Да');
      await enter();
    }
    kept[0]?.();
    await turn();
    expect(readDraft('alina', 'one')).to.equal('Да');
    kept[1]?.();
    await turn();
    expect(readDraft('alina', 'one')).to.equal('');
  });

  it('what could not be kept is back before what was typed since', async () => {
    composer.addEventListener('composed', (event) => {
      (event as ComposedEvent).take(turn().then(() => Promise.reject(new Error('not kept'))));
    });
    await type('Здравствуйте');
    await enter();
    await type('И ещё');
    await turn();
    await turn();
    await composer.updateComplete;
    expect([area().value, readDraft('alina', 'one')]).to.deep.equal(['Здравствуйте\nИ ещё', 'Здравствуйте\nИ ещё']);
    expect(reported.length).to.equal(1);
  });

  it('what is kept after one has gone elsewhere leaves the draft of that place alone', async () => {
    take();
    await type('Здравствуйте');
    await enter();
    composer.place = 'two';
    await composer.updateComplete;
    await type('В другой чат');
    expect([readDraft('alina', 'one'), readDraft('alina', 'two')]).to.deep.equal(['Здравствуйте', 'В другой чат']);
    kept[0]?.();
    await turn();
    expect([readDraft('alina', 'one'), readDraft('alina', 'two')]).to.deep.equal(['', 'В другой чат']);
  });

  it('shows what is written elsewhere in its place', async () => {
    await type('Я думаю');
    writeDraft('alina', 'one', 'Я думаю, что');
    await composer.updateComplete;
    expect(area().value).to.equal('Я думаю, что');
    writeDraft('alina', 'two', 'В другом чате');
    writeDraft('timur', 'one', 'Другой человек');
    await composer.updateComplete;
    expect(area().value).to.equal('Я думаю, что');
  });

  it('what is kept takes only what was sent from a draft that another tab has written since', async () => {
    take();
    await type('Здравствуйте ');
    await enter();
    writeDraft('alina', 'one', 'Здравствуйте \nИ ещё');
    await composer.updateComplete;
    expect(area().value).to.equal('И ещё');
    kept[0]?.();
    await turn();
    expect([area().value, readDraft('alina', 'one')]).to.deep.equal(['И ещё', 'И ещё']);
    await type('Второе');
    await enter();
    writeDraft('alina', 'one', 'Длинный черновик');
    kept[1]?.();
    await turn();
    await composer.updateComplete;
    expect([area().value, readDraft('alina', 'one')]).to.deep.equal(['Длинный черновик', 'Длинный черновик']);
  });
});
