import type { OutboxItem } from './outbox.ts';

/** Where the outbox keeps its items, one for a message, in the order in which they were added. */
export interface OutboxStorage {
  all(): Promise<OutboxItem[]>;
  /**
   * Lets the item of message `id` be what `how` makes of it, in one step that no other tab comes between; undefined is
   * no item. @returns the item as it is then.
   */
  change(id: string, how: (present: OutboxItem | undefined) => OutboxItem | undefined): Promise<OutboxItem | undefined>;
}

const storeName = 'acts';

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Keeps items in memory, for as long as the page lives. */
export function memoryStorage(): OutboxStorage {
  const items = new Map<string, OutboxItem>();
  return {
    all: async () => [...items.values()],
    change: async (id, how) => {
      const item = how(items.get(id));
      if (item) items.set(id, item);
      else items.delete(id);
      return item;
    },
  };
}

/** Takes into memory what the disk does not take: a full disk must not stop a message. */
function withSpill(disk: OutboxStorage): OutboxStorage {
  const memory = memoryStorage();
  const spilt = new Set<string>();

  const change: OutboxStorage['change'] = async (id, how) => {
    let known: OutboxItem | undefined;
    if (!spilt.has(id)) {
      // What is written later must not overtake what is in memory by going to the disk.
      let isTaken = true;
      try {
        const item = await disk.change(id, (present) => {
          known = present;
          isTaken = present !== undefined || spilt.size === 0;
          return isTaken ? how(present) : undefined;
        });
        if (isTaken) return item;
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    }
    const item = await memory.change(id, (present) => how(present ?? known));
    if (item) spilt.add(id);
    else {
      await disk.change(id, () => undefined);
      spilt.delete(id);
    }
    return item;
  };

  // One after another: with each, an item can move.
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.then(
      () => {},
      () => {},
    );
    return result;
  };
  return {
    all: () => next(async () => [...(await disk.all()).filter(({ id }) => !spilt.has(id)), ...(await memory.all())]),
    change: (id, how) => next(() => change(id, how)),
  };
}

/** IndexedDB; in memory where the browser refuses it. */
export async function openOutboxStorage(name: string): Promise<OutboxStorage> {
  let db: IDBDatabase;
  try {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore(storeName, { autoIncrement: true });
      store.createIndex('id', 'id', { unique: true });
    };
    db = await request(opening);
  } catch {
    return memoryStorage();
  }
  const store = (mode: IDBTransactionMode) => db.transaction(storeName, mode).objectStore(storeName);
  return withSpill({
    all: () => request(store('readonly').getAll()),
    change: async (id, how) => {
      const items = store('readwrite');
      const key = await request(items.index('id').getKey(id));
      const present = key === undefined ? undefined : await request<OutboxItem>(items.get(key));
      const item = how(present);
      if (item === present) return item;
      if (key === undefined) await request(items.add(item));
      else if (item) await request(items.put(item, key));
      else await request(items.delete(key));
      return item;
    },
  });
}
