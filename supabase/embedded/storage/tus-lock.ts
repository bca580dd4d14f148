import { ERRORS, type Locker, type RequestRelease } from '@tus/server';

/** How long a request waits for the previous one, in milliseconds. */
const patience = 30_000;

/**
 * One request at a time for each upload: a resumed upload asks the lost connection to stop, and waits until it has.
 */
export class Locks implements Locker {
  readonly #held = new Map<string, { release: RequestRelease; ended: Promise<void>; end: () => void }>();

  newLock(id: string) {
    return {
      lock: async (signal: AbortSignal, release: RequestRelease) => {
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
        for (let held = this.#held.get(id); held; held = this.#held.get(id)) {
          await held.release();
          await Promise.race([held.ended, aborted(deadline)]);
          if (deadline.aborted) throw ERRORS.ERR_LOCK_TIMEOUT;
        }
        let end = () => {};
        const ended = new Promise<void>((resolve) => {
          end = resolve;
        });
        this.#held.set(id, { release, ended, end });
      },
      unlock: async () => {
        const held = this.#held.get(id);
        this.#held.delete(id);
        held?.end();
      },
    };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
