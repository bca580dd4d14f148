import { expect } from '@esm-bundle/chai';
import { addToDraft, onDraft, readDraft, takeFromDraft, writeDraft } from './drafts.ts';

/** Writes as another tab of the same site does. */
function otherTab(): { storage: Storage; close: () => void } {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const { contentWindow } = frame;
  if (!contentWindow) throw new Error('no other page');
  return { storage: contentWindow.localStorage, close: () => frame.remove() };
}

describe('A draft', () => {
  const { getItem, removeItem, setItem } = Storage.prototype;
  const refuse = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  afterEach(() => {
    Object.assign(Storage.prototype, { getItem, removeItem, setItem });
    writeDraft('anna', 'chat:1', '');
  });

  it('is read as it was written last when the storage is full and keeps an older text', () => {
    writeDraft('anna', 'chat:1', 'Я');
    Storage.prototype.setItem = refuse;
    writeDraft('anna', 'chat:1', 'Я думаю');
    expect(readDraft('anna', 'chat:1')).to.equal('Я думаю');
    writeDraft('anna', 'chat:1', '');
    expect(readDraft('anna', 'chat:1')).to.equal('');
    Storage.prototype.setItem = setItem;
    writeDraft('anna', 'chat:1', 'Я думаю, что');
    expect(readDraft('anna', 'chat:1')).to.equal('Я думаю, что');
    expect(localStorage.getItem('sferum.draft:anna:chat:1')).to.equal('Я думаю, что');
  });

  it('is in memory when the browser refuses its storage altogether', () => {
    Object.assign(Storage.prototype, { getItem: refuse, removeItem: refuse, setItem: refuse });
    expect(readDraft('anna', 'chat:1')).to.equal('');
    writeDraft('anna', 'chat:1', 'Здравствуйте');
    expect(readDraft('anna', 'chat:1')).to.equal('Здравствуйте');
    writeDraft('anna', 'chat:1', '');
    expect(readDraft('anna', 'chat:1')).to.equal('');
  });

  it('of another tab is told at once, and is newer than what could not be kept here', async () => {
    const other = otherTab();
    Storage.prototype.setItem = refuse;
    writeDraft('anna', 'chat:1', 'Я не поместилось');
    Storage.prototype.setItem = setItem;
    const read = await new Promise<string>((resolve) => {
      const unsubscribe = onDraft(() => {
        unsubscribe();
        resolve(readDraft('anna', 'chat:1'));
      });
      other.storage.setItem('sferum.session', 'no draft');
      other.storage.setItem('sferum.draft:anna:chat:1', 'Из другой вкладки');
    });
    other.storage.removeItem('sferum.session');
    other.close();
    expect(read).to.equal('Из другой вкладки');
  });

  it('gives up what was sent, wherever it stands, and nothing else', () => {
    const left = (draft: string, sent: string) => {
      writeDraft('anna', 'chat:1', draft);
      takeFromDraft('anna', 'chat:1', sent);
      return readDraft('anna', 'chat:1');
    };
    expect(left('Да', 'Да')).to.equal('');
    expect(left('Да\nНет', 'Да')).to.equal('Нет');
    expect(left('Да\nНет', 'Нет')).to.equal('Да');
    expect(left('Да\nНет\n', 'Да\nНет')).to.equal('');
    expect(left('Да\n\nНет', 'Да\n')).to.equal('Нет');
    expect(left('Даже', 'Да')).to.equal('Даже');
    expect(left('Что-то новое', 'Да')).to.equal('Что-то новое');
    expect(left('Да\nДа', 'Да')).to.equal('Да');
  });

  it('takes a text below what is there', () => {
    addToDraft('anna', 'chat:1', 'Да');
    addToDraft('anna', 'chat:1', 'Нет');
    expect(readDraft('anna', 'chat:1')).to.equal('Да\nНет');
  });
});
