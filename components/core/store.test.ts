import { expect } from '@esm-bundle/chai';
import { Store } from './store.ts';

class Counter extends Store<{ count: number }> {
  running = 0;
  started = 0;

  constructor() {
    super({ count: 0 });
  }

  protected start(): () => void {
    this.running += 1;
    this.started += 1;
    return () => {
      this.running -= 1;
    };
  }

  add(): void {
    this.set({ count: this.state.count + 1 });
  }
}

describe('Store', () => {
  it('works only while somebody subscribes', async () => {
    const store = new Counter();
    expect(store.running).to.equal(0);
    const first = store.subscribe(() => {});
    const second = store.subscribe(() => {});
    expect(store.running).to.equal(1);
    first();
    await Promise.resolve();
    expect(store.running).to.equal(1);
    second();
    await Promise.resolve();
    expect(store.running).to.equal(0);
  });

  it('is not restarted by a subscriber that unsubscribes and subscribes in one turn', async () => {
    const store = new Counter();
    const unsubscribe = store.subscribe(() => {});
    unsubscribe();
    store.subscribe(() => {});
    await Promise.resolve();
    expect(store.started).to.equal(1);
    expect(store.running).to.equal(1);
  });

  it('reports every change, and keeps its state for a later subscriber', async () => {
    const store = new Counter();
    const seen: number[] = [];
    const unsubscribe = store.subscribe(() => seen.push(store.state.count));
    store.add();
    store.add();
    unsubscribe();
    await Promise.resolve();
    store.subscribe(() => {});
    expect(seen).to.deep.equal([1, 2]);
    expect(store.state.count).to.equal(2);
  });
});
