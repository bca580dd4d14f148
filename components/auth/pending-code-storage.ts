/** A code that was sent and not used yet, so that a reload of the page resumes at the same step. */
export interface PendingCode {
  /** Digits with the country code. */
  readonly phone: string;
  readonly purpose: 'enter' | 'reset';
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** When another code may be requested, milliseconds since 1970. */
  readonly againAt: number;
  /** How many wrong codes were entered. */
  readonly guesses: number;
  /** `away` when the person went back from the code, `verified` when the code was right. */
  readonly at: 'code' | 'away' | 'verified';
  /** Whether the new account has its password already. */
  readonly passwordSet: boolean;
}

export interface PendingCodeStorage {
  read(): PendingCode | null;
  write(pending: PendingCode | null): void;
}

/** Keeps it for the tab in sessionStorage; in memory where the browser refuses that. */
export function tabStorage(key: string): PendingCodeStorage {
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
        // `held` serves until the page is left.
      }
    },
  };
}
