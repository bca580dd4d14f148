import type { OutboxItem } from './outbox.ts';

/** Where the outbox keeps its items, in the order in which they were added. */
export interface OutboxStorage {
  all(): Promise<OutboxItem[]>;
  add(item: OutboxItem): Promise<void>;
  /** Changes an item; one that is gone stays gone. */
  change(id: string, change: Partial<OutboxItem>): Promise<void>;
  remove(id: string): Promise<void>;
}

const storeName = 'acts';

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Forgotten with the page. */
export function memoryStorage(): OutboxStorage {
  let items: OutboxItem[] = [];
  return {
    all: async () => [...items],
    add: async (item) => void items.push(item),
    change: async (id, change) => {
      items = items.map((item) => (item.id === id ? { ...item, ...change } : item));
    },
    remove: async (id) => {
      items = items.filter((item) => item.id !== id);
    },
  };
}

/** Takes into memory what the disk does not take: a full disk must not stop a message. */
function withSpill(disk: OutboxStorage): OutboxStorage {
  const memory = memoryStorage();
  const spilt = new Set<string>();
  const holder = (id: string) => (spilt.has(id) ? memory : disk);
  return {
    all: async () => [...(await disk.all()), ...(await memory.all())],
    add: async (item) => {
      try {
        // What is written later must not overtake what is in memory by going to the disk.
        if (spilt.size === 0) return await disk.add(item);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
      spilt.add(item.id);
      await memory.add(item);
    },
    change: (id, change) => holder(id).change(id, change),
    remove: async (id) => {
      await holder(id).remove(id);
      spilt.delete(id);
    },
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
    add: async (item) => void (await request(store('readwrite').add(item))),
    change: async (id, change) => {
      const items = store('readwrite');
      const key = await request(items.index('id').getKey(id));
      if (key === undefined) return;
      await request(items.put({ ...(await request(items.get(key))), ...change }, key));
    },
    remove: async (id) => {
      const items = store('readwrite');
      const key = await request(items.index('id').getKey(id));
      if (key !== undefined) await request(items.delete(key));
    },
  });
}
