/**
 * Waits until `probe` gives something true, and returns it.
 * @throws when that takes longer than `patience` milliseconds.
 */
export async function until<T>(probe: () => T, what: string, patience = 1800): Promise<NonNullable<T>> {
  const end = performance.now() + patience;
  for (;;) {
    const found = probe();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise(requestAnimationFrame);
  }
}
