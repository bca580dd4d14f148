import { tabStorage } from '../core/storage/browser-storage.ts';

/** What is kept for the tab, so that a reload of the page goes on where it was; null for nothing. */
export interface TabValue<T> {
  read(): T | null;
  write(value: T | null): void;
}

export const tabValue = <T>(key: string): TabValue<T> => ({
  read: () => JSON.parse(tabStorage.read(key) ?? 'null') as T | null,
  write: (value) => tabStorage.write(key, value && JSON.stringify(value)),
});
