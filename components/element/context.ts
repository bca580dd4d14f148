/**
 * Which Supabase, and which person, the elements in a part of the page belong to: of the nearest element above them, by
 * `provideBackend`, through shadow trees. Elements read it by a `StoreController`.
 */

import type { Backend } from '../core/backend.ts';

const provided = new WeakMap<Node, Backend>();
const consumers = new Set<() => void>();

/** Gives `target` and everything in it a backend, in place of the one before. */
export function setBackend(target: Element, backend: Backend): void {
  provided.set(target, backend);
  for (const consumer of [...consumers]) consumer();
}

/** The backend of an element that is in the page; undefined until one is provided. */
export function backendOf(element: Element): Backend | undefined {
  let at: Node | null | undefined = element;
  while (at && !provided.has(at)) at = at.parentNode ?? (at as Partial<ShadowRoot>).host;
  return at ? provided.get(at) : undefined;
}

/** Calls `changed` whenever a backend was provided somewhere, until the returned function is called. */
export function watchBackends(changed: () => void): () => void {
  consumers.add(changed);
  return () => consumers.delete(changed);
}
