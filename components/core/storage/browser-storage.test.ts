import { expect } from '@esm-bundle/chai';
import { BrowserStorage } from './browser-storage.ts';

/** An area with room for so many characters of a text. */
function area(room: number): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => {
      if (text.length > room) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, text);
    },
    removeItem: (key) => void kept.delete(key),
  };
}

describe('What the browser keeps', () => {
  it('is there until it is removed', () => {
    const storage = new BrowserStorage(() => localStorage);
    storage.write('sferum.test', 'слово');
    expect([storage.read('sferum.test'), localStorage.getItem('sferum.test')]).to.deep.equal(['слово', 'слово']);
    storage.write('sferum.test', null);
    expect([storage.read('sferum.test'), localStorage.getItem('sferum.test')]).to.deep.equal([null, null]);
  });

  it('is in memory where the browser refuses', () => {
    const storage = new BrowserStorage(() => {
      throw new DOMException('blocked', 'SecurityError');
    });
    expect(storage.read('a')).to.equal(null);
    storage.write('a', 'слово');
    expect(storage.read('a')).to.equal('слово');
    storage.write('a', null);
    expect(storage.read('a')).to.equal(null);
  });

  it('is the newest, also where there was no room for it', () => {
    const full = area(3);
    const storage = new BrowserStorage(() => full);
    storage.write('a', 'раз');
    storage.write('a', 'потом');
    expect([storage.read('a'), full.getItem('a')]).to.deep.equal(['потом', 'раз']);
    storage.release('a');
    expect(storage.read('a'), 'another tab has kept that').to.equal('раз');
    storage.write('a', 'потом');
    storage.write('a', 'два');
    expect([storage.read('a'), full.getItem('a')]).to.deep.equal(['два', 'два']);
  });
});
