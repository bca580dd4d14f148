/** What a tab remembers about a code that is on its way, so that a reload does not lose the place. */
export interface PendingCode {
  /** Digits with the country code. */
  readonly phone: string;
  readonly purpose: 'enter' | 'reset';
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** When another code may be asked for, milliseconds since 1970. */
  readonly againAt: number;
  /** How many wrong codes were tried. */
  readonly guesses: number;
  /** `away` when the person went back from the code, `verified` when the code was right. */
  readonly at: 'code' | 'away' | 'verified';
  /** Whether the new account has its password already. */
  readonly passwordSet: boolean;
}

export interface AuthMemory {
  read(): PendingCode | null;
  write(pending: PendingCode | null): void;
}

/** Kept for the tab in sessionStorage; only until the page is left where the browser refuses that. */
export function tabMemory(key: string): AuthMemory {
  let held: PendingCode | null = null;
  return {
    read() {
      try {
        return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as PendingCode | null) ?? held;
      } catch {
        return held;
      }
    },
    write(pending) {
      held = pending;
      try {
        if (pending) sessionStorage.setItem(key, JSON.stringify(pending));
        else sessionStorage.removeItem(key);
      } catch {
        // What is held above serves until the page is left.
      }
    },
  };
}
