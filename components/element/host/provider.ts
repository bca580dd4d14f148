import { type Backend, type BackendConfig, createBackend } from '../../core/backend.ts';
import { type Session, SessionKeeper, sharedSession } from '../../core/session.ts';
import { setBackend } from '../context.ts';

/**
 * Provides `target` and everything in it with a backend. The loader provides `<html>`, `<sferum-app>` what is in it, a
 * test its own `<div>`. When somebody signs in or out, another backend is provided, so that nothing private outlives
 * its owner.
 *
 *     const provided = provideBackend(document.documentElement, { url, key, college: '' });
 *     provided.backend.userId; // of the present backend
 *     provided.stop();
 *
 * @returns the present backend, and a function that ends following the session.
 */
export function provideBackend(target: HTMLElement, config: BackendConfig): { backend: Backend; stop: () => void } {
  const { url, key, storage } = config;
  const session = storage ? new SessionKeeper(url, key, storage) : sharedSession(url, key);
  const given = { backend: createBackend(config, session), stop: () => {} };
  setBackend(target, given.backend);
  const change = (next: Session | null) => {
    if ((next?.userId ?? null) === given.backend.userId) {
      given.backend.channels.tokenRenewed();
      return;
    }
    given.backend.channels.close();
    given.backend = createBackend(config, session);
    setBackend(target, given.backend);
  };
  const unsubscribe = session.subscribe(change);
  // The storage of an extension answers later than the first paint.
  void session.loaded.then(() => {
    if (session.current && !given.backend.userId) change(session.current);
  });
  given.stop = () => {
    unsubscribe();
    if (storage) session.stop();
    given.backend.channels.close();
  };
  return given;
}
