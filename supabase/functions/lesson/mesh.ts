import type { Engine, IceServer } from './engine.ts';
import { hmacSha1 } from './signing.ts';

/** How long credentials for a relay are good, in seconds; a connection that uses them lasts. */
const relayLasts = 12 * 3600;

export interface MeshSettings {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** The `static-auth-secret` of coturn. */
  readonly turnSecret: string;
}

/**
 * No server: pages connect to each other, and believe the database. Without settings they find each other in one network
 * only; no server of others is asked unless it is set.
 */
export function meshEngine({ stunUrls, turnSecret, turnUrls }: MeshSettings): Engine {
  const iceServers = async (personId: string): Promise<IceServer[]> => {
    const servers: IceServer[] = stunUrls.length > 0 ? [{ urls: stunUrls }] : [];
    if (turnUrls.length > 0 && turnSecret) {
      const username = `${Math.floor(Date.now() / 1000) + relayLasts}:${personId}`;
      servers.push({ urls: turnUrls, username, credential: await hmacSha1(turnSecret, username) });
    }
    return servers;
  };
  return {
    enter: async (_lesson, _places, pass) => ({ engine: 'mesh', iceServers: await iceServers(pass.person_id) }),
    allow: async () => {},
    mute: async () => {},
    remove: async () => {},
    end: async () => {},
    present: async () => null,
    rooms: async () => [],
  };
}
