import { expect } from '@esm-bundle/chai';
import { readDraft, writeDraft } from './drafts.ts';

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
});
