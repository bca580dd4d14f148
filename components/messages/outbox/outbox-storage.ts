import { request } from '../../core/storage/indexed-db.ts';
import { itemsName, openDatabase } from '../lazy-outbox.ts';
import type { OutboxItem } from './outbox.ts';

/** Where the outbox keeps its items, one for a message, in the order in which they were added. */
export interface OutboxStorage {
  all(): Promise<OutboxItem[]>;
  /** Adds the item of a message that has none. @returns everything that is kept then, in the same step. */
  add(item: OutboxItem): Promise<OutboxItem[]>;
  /**
   * Lets the item of message `id` be what `how` makes of it, in one step that no other tab comes between; undefined is
   * no item. @returns the item as it is then.
   */
  change(id: string, how: (present: OutboxItem | undefined) => OutboxItem | undefined): Promise<OutboxItem | undefined>;
}

/** Keeps items in memory, for as long as the page lives. */
export function memoryStorage(): OutboxStorage {
  const items = new Map<string, OutboxItem>();
  return {
    all: async () => [...items.values()],
    add: async (item) => [...items.set(item.id, item).values()],
    change: async (id, how) => {
      const item = how(items.get(id));
      if (item) items.set(id, item);
      else items.delete(id);
      return item;
    },
  };
}

/** What `work` gives; `instead` where the disk refuses. */
async function unlessRefused<T, I>(work: Promise<T>, instead: I): Promise<T | I> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return instead;
  }
}

/** Takes into memory what the disk does not take: a full disk must not stop a message. */
function withSpill(disk: OutboxStorage): OutboxStorage {
  const memory = memoryStorage();
  const spilt = new Set<string>();

  const change: OutboxStorage['change'] = async (id, how) => {
    let known: OutboxItem | undefined;
    let isKnown = spilt.has(id);
    if (!spilt.has(id)) {
      // What is written later must not overtake what is in memory by going to the disk.
      let isTaken = true;
      try {
        const item = await disk.change(id, (present) => {
          known = present;
          isKnown = true;
          isTaken = present !== undefined || spilt.size === 0;
          return isTaken ? how(present) : undefined;
        });
        if (isTaken) return item;
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    }
    const item = await memory.change(id, (present) => how(present ?? known));
    if (item) {
      spilt.add(id);
      return item;
    }
    const removal = disk.change(id, () => undefined).then(() => true);
    // What the disk does not let go is hidden there; of what it does not show, nobody knows what would become.
    const isGone = await (isKnown ? unlessRefused(removal, false) : removal);
    if (isGone) spilt.delete(id);
    else spilt.add(id);
    return undefined;
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
  // What moved from the disk into memory keeps its place: what was written after it must not overtake it.
  const all = async () => {
    const kept = await unlessRefused(disk.all(), []);
    const held = await memory.all();
    const ids = new Set(kept.map(({ id }) => id));
    return [
      ...kept.flatMap((item) => (spilt.has(item.id) ? held.filter(({ id }) => id === item.id) : item)),
      ...held.filter(({ id }) => !ids.has(id)),
    ];
  };
  return {
    all: () => next(all),
    add: (item) =>
      next(async () => {
        const kept = spilt.size === 0 && (await unlessRefused(disk.add(item), null));
        if (kept) return kept;
        await change(item.id, () => item);
        return all();
      }),
    change: (id, how) => next(() => change(id, how)),
  };
}

/** A full disk is found when the transaction ends. */
const committed = ({ transaction }: IDBObjectStore): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
  });

/** IndexedDB; in memory where the browser refuses it. */
export async function openOutboxStorage(name: string): Promise<OutboxStorage> {
  /** What is there, as far as this page has seen. */
  let seen: readonly OutboxItem[] = [];
  let isDeleted = false;
  const open = async () => {
    const opened = await openDatabase(name);
    // Else a site that deletes what it has kept would wait for this page, and every new page for the site.
    opened.onversionchange = () => {
      isDeleted = true;
      opened.close();
    };
    return opened;
  };
  let db: IDBDatabase;
  try {
    db = await open();
  } catch {
    return memoryStorage();
  }
  const reopen = async () => {
    db = await open();
    // Where the browser has only closed it, what is gone there was sent by another tab.
    if (!isDeleted) return;
    isDeleted = false;
    const items = db.transaction(itemsName, 'readwrite').objectStore(itemsName);
    const isKept = committed(items);
    if ((await request(items.count())) === 0) for (const item of seen) items.add(item);
    await isKept;
  };
  const store = async (mode: IDBTransactionMode) => {
    let transaction: IDBTransaction;
    try {
      transaction = db.transaction(itemsName, mode);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // The browser has closed it, as it does when it is short of memory.
      await reopen();
      transaction = db.transaction(itemsName, mode);
    }
    return transaction.objectStore(itemsName);
  };
  return withSpill({
    all: async () => {
      const kept = await request<OutboxItem[]>((await store('readonly')).getAll());
      seen = kept;
      return kept;
    },
    add: async (item) => {
      const items = await store('readwrite');
      const isKept = committed(items);
      const [, kept] = await Promise.all([request(items.add(item)), request<OutboxItem[]>(items.getAll()), isKept]);
      seen = kept;
      return kept;
    },
    change: async (id, how) => {
      const items = await store('readwrite');
      const key = await request(items.index('id').getKey(id));
      const present = key === undefined ? undefined : await request<OutboxItem>(items.get(key));
      const item = how(present);
      if (item === present) return item;
      const isKept = committed(items);
      const written: IDBRequest = key === undefined ? items.add(item) : item ? items.put(item, key) : items.delete(key);
      await Promise.all([request(written), isKept]);
      seen = present
        ? seen.flatMap((each) => (each.id === id ? (item ?? []) : each))
        : [...seen, ...(item ? [item] : [])];
      return item;
    },
  });
}
