import { ContextProvider, createContext } from '@lit/context';
import { type Backend, type BackendConfig, createBackend } from '../core/backend.ts';
import { type Session, SessionKeeper } from '../core/session.ts';

export const backendContext = createContext<Backend>('sferum-backend');

/**
 * Gives `target` and everything in it a backend. When another person signs in, or the person signs out, a new one is
 * provided, so that nothing private outlives its owner.
 * @returns the provider of the present backend, and a function that ends it.
 */
export function provideBackend(target: HTMLElement, config: BackendConfig): { backend: Backend; stop: () => void } {
  const session = new SessionKeeper(config.url, config.key, config.storage);
  const given = { backend: createBackend(config, session), stop: () => {} };
  const provider = new ContextProvider(target, { context: backendContext, initialValue: given.backend });
  // An element of Lit announces its provider when it is connected; <html> cannot.
  if (!('addController' in target)) provider.hostConnected();
  const change = (next: Session | null) => {
    if ((next?.userId ?? null) === given.backend.userId) {
      void given.backend.client.renewed();
      return;
    }
    void given.backend.client.close();
    given.backend = createBackend(config, session);
    provider.setValue(given.backend);
  };
  const unheard = session.subscribe(change);
  // Storage of an extension answers later than the first paint.
  void session.read.then(() => {
    if (session.current && !given.backend.userId) change(session.current);
  });
  given.stop = () => {
    unheard();
    session.stop();
    void given.backend.client.close();
  };
  return given;
}
