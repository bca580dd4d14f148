import { provideBackend } from '../../core/backend.ts';
import { sessionKey } from '../../core/session.ts';
import { alina, type FakeApi } from './fake-api.ts';

/** A place on the page where tags speak to `api`, as Алина or (`signedIn: false`) as nobody. */
export function stage(api: FakeApi, { signedIn = true } = {}): { place: HTMLElement; stop: () => void } {
  // Every stage has a server of its own, and with it an outbox of its own.
  const host = `${crypto.randomUUID()}.test`;
  const url = `http://${host}`;
  const items = new Map<string, string>();
  if (signedIn) {
    items.set(
      sessionKey(url),
      JSON.stringify({
        access_token: 'access',
        refresh_token: 'refresh',
        expires_at: Math.floor(Date.now() / 1000) + 3600,
        token_type: 'bearer',
        user: { id: alina.id, phone: '79000000001' },
      }),
    );
  }
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const place = document.createElement('div');
  document.body.append(place);
  const { backend, stop } = provideBackend(place, { url, key: 'key', college: 'college', storage });
  backend.once('chat-api', () => api);
  return {
    place,
    stop: () => {
      place.remove();
      stop();
      indexedDB.deleteDatabase(`sferum.outbox:${host}:${alina.id}`);
    },
  };
}
