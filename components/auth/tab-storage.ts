/** What is kept for the tab, so that a reload of the page goes on where it was; null for nothing. */
export interface TabStorage<T> {
  read(): T | null;
  write(value: T | null): void;
}

/** Keeps it in sessionStorage; in memory where the browser refuses that. */
export function tabStorage<T>(key: string): TabStorage<T> {
  let held: T | null = null;
  return {
    read() {
      try {
        return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null) ?? held;
      } catch {
        return held;
      }
    },
    write(value) {
      held = value;
      try {
        if (value) sessionStorage.setItem(key, JSON.stringify(value));
        else sessionStorage.removeItem(key);
      } catch {
        // `held` serves until the page is left.
      }
    },
  };
}
