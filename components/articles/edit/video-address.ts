import type { PlayerSite } from '../reading/delta.ts';

/** The video that an address of an allowed site shows; null for all other addresses. */
export function videoAt(address: string): { readonly site: PlayerSite; readonly id: string } | null {
  let url: URL;
  try {
    url = new URL(/^https?:\/\//i.test(address.trim()) ? address.trim() : `https://${address.trim()}`);
  } catch {
    // Anything may be typed there.
    return null;
  }
  const host = url.hostname.replace(/^(www|m)\./, '');
  const path = url.pathname;
  const found = (site: PlayerSite, id: string | null | undefined) =>
    id && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? { site, id } : null;
  if (host === 'rutube.ru') return found('rutube', /^\/(?:video|play\/embed|shorts)\/([a-z0-9]+)/i.exec(path)?.[1]);
  if (['vk.com', 'vk.ru', 'vkvideo.ru'].includes(host)) {
    const query = `${path}?${url.searchParams.get('z') ?? ''}`;
    const owner = url.searchParams.get('oid');
    const video = url.searchParams.get('id');
    if (owner && video) return found('vk', `${owner}_${video}`);
    return found('vk', /(?:video|clip)(-?\d+_\d+)/.exec(query)?.[1]);
  }
  if (host === 'youtu.be') return found('youtube', path.slice(1));
  if (host === 'youtube.com' || host === 'youtube-nocookie.com')
    return found('youtube', url.searchParams.get('v') ?? /^\/(?:embed|shorts|live)\/([^/]+)/.exec(path)?.[1]);
  return null;
}
