/**
 * Waits until `probe` returns something truthy, and returns that.
 * @throws when it takes longer than `timeout` milliseconds.
 */
export async function until<T>(probe: () => T, what: string, timeout = 12_000): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    const found = probe();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise(requestAnimationFrame);
  }
}
