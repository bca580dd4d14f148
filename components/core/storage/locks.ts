/**
 * Locks between the tabs of a browser. Where it has none, as without https, or refuses them, as where a person lets no site
 * keep anything, every tab is by itself.
 *
 *     await locked('sferum.outbox', () => send());
 *     await locked('sferum.outbox', (isHeld) => isHeld && send(), { ifAvailable: true });
 */

const isRefusal = (error: unknown): boolean => error instanceof DOMException && error.name === 'SecurityError';

/** Runs `work`, which learns whether the lock is held: with `ifAvailable` another tab may have it. */
export async function locked<T>(
  name: string,
  work: (isHeld: boolean) => T | Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const { locks } = navigator;
  if (!locks) return work(true);
  let isBegun = false;
  try {
    return await locks.request(name, options, (lock) => {
      isBegun = true;
      return work(lock !== null);
    });
  } catch (error) {
    if (isBegun || !isRefusal(error)) throw error;
    return work(true);
  }
}

/** The names of all locks that some tab holds; null where nobody can tell. */
export async function heldLocks(): Promise<Set<string | undefined> | null> {
  const { locks } = navigator;
  if (!locks) return null;
  try {
    const { held = [] } = await locks.query();
    return new Set(held.map(({ name }) => name));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}
