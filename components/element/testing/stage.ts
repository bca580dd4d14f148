import type { Backend } from '../../core/backend.ts';
import { sessionKey } from '../../core/session.ts';
import { provideBackend } from '../host/provider.ts';

export interface Stage {
  readonly place: HTMLElement;
  readonly backend: Backend;
  stop(): void;
}

/** A place on the page whose tags have a Supabase of their own, as `person` or signed out. */
export function stageFor(person: string | null, college = 'college'): Stage {
  const url = `http://${crypto.randomUUID()}.test`;
  const items = new Map<string, string>();
  if (person) {
    items.set(
      sessionKey(url),
      JSON.stringify({
        access_token: 'access',
        refresh_token: 'refresh',
        expires_at: Math.floor(Date.now() / 1000) + 3600,
        token_type: 'bearer',
        user: { id: person, phone: '79000000001' },
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
  const { backend, stop } = provideBackend(place, { url, key: 'key', college, storage });
  return {
    place,
    backend,
    stop: () => {
      place.remove();
      stop();
    },
  };
}
