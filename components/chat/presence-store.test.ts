import { expect } from '@esm-bundle/chai';
import { until } from '../element/testing/until.ts';
import type { ChatApi } from './chat-api.ts';
import { PresenceStore } from './presence-store.ts';

describe('C7 who is here', () => {
  let announced: number;
  let store: PresenceStore;
  let unsubscribe: () => void;

  const show = (hidden: boolean) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  };

  beforeEach(() => {
    announced = 0;
    const announcePresence = async () => {
      announced++;
      return new Set(['timur']);
    };
    store = new PresenceStore({ announcePresence } as unknown as ChatApi, 'college');
  });
  afterEach(() => {
    unsubscribe();
    Reflect.deleteProperty(document, 'hidden');
  });

  it('is asked, and said of oneself, by a page that is shown', async () => {
    unsubscribe = store.subscribe(() => {});
    await until(() => store.state.online.has('timur'), 'who is here');
    expect(announced).to.equal(1);
  });

  it('is not said by a page in another tab until it is looked at', async () => {
    show(true);
    let answers = 0;
    unsubscribe = store.subscribe(() => {
      answers++;
    });
    await until(() => answers > 0, 'the page has begun');
    expect(announced).to.equal(0);
    show(false);
    await until(() => store.state.online.has('timur'), 'who is here');
    expect(announced).to.equal(1);
  });
});
