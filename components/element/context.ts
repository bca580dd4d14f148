/**
 * Which Supabase, and which person, the elements in a part of the page belong to. The loader provides `<html>`,
 * `<sferum-app>` what is in it, a test its own `<div>`; elements consume it through a `StoreController`. When somebody
 * signs in or out, another backend is provided, so that nothing private outlives its owner.
 *
 *     const provided = provideBackend(document.documentElement, { url, key, college: '' });
 *     provided.backend.userId; // of the present backend
 *     provided.stop();
 */

import { ContextProvider, createContext } from '@lit/context';
import { type Backend, type BackendConfig, createBackend } from '../core/backend.ts';
import { type Session, SessionKeeper, sharedSession } from '../core/session.ts';

export const backendContext = createContext<Backend>('sferum-backend');

/**
 * Provides `target` and everything in it with a backend.
 * @returns the present backend, and a function that ends providing.
 */
export function provideBackend(target: HTMLElement, config: BackendConfig): { backend: Backend; stop: () => void } {
  const { url, key, storage } = config;
  const session = storage ? new SessionKeeper(url, key, storage) : sharedSession(url, key);
  const given = { backend: createBackend(config, session), stop: () => {} };
  const provider = new ContextProvider(target, { context: backendContext, initialValue: given.backend });
  // A Lit element announces its provider when it is connected; <html> cannot.
  if (!('addController' in target)) provider.hostConnected();
  const change = (next: Session | null) => {
    if ((next?.userId ?? null) === given.backend.userId) {
      void given.backend.client.tokenRenewed();
      return;
    }
    void given.backend.client.close();
    given.backend = createBackend(config, session);
    provider.setValue(given.backend);
  };
  const unsubscribe = session.subscribe(change);
  // The storage of an extension answers later than the first paint.
  void session.loaded.then(() => {
    if (session.current && !given.backend.userId) change(session.current);
  });
  given.stop = () => {
    unsubscribe();
    if (storage) session.stop();
    void given.backend.client.close();
  };
  return given;
}
