import type { AuthConfig } from './config.ts';
import type { AuthFault } from './errors.ts';

/** Whether a link may lead to `wanted`: to the site itself, or where `additional_redirect_urls` allow. */
export function allowedRedirect({ redirectUrls, siteUrl }: AuthConfig, wanted: string): boolean {
  if (!URL.canParse(wanted)) return false;
  const url = new URL(wanted);
  // Credentials before the host, or a backslash, make an address look like another one.
  if (url.username || url.password || wanted.includes('\\')) return false;
  if (URL.canParse(siteUrl)) {
    const site = new URL(siteUrl);
    if (site.protocol === url.protocol && site.hostname !== '' && site.hostname === url.hostname) return true;
  }
  const [bare = ''] = wanted.split('#');
  return redirectUrls.some((pattern) => globOf(pattern).test(bare));
}

/** `*` stands for a part between dots and slashes, `**` for any, `?` for one character of a part. */
function globOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*|\*|\?|[.+^${}()|[\]\\/]/g, (found) => {
    if (found === '**') return '.*';
    if (found === '*') return '[^./]*';
    return found === '?' ? '[^./]' : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

/** The link of an e-mail. */
export function actionLink(auth: string, hash: string, type: string, redirectTo: string): string {
  return `${auth}/verify?${new URLSearchParams({ token: hash, type, redirect_to: redirectTo })}`;
}

/** Redirects to an app with data after the `#`, or after the `?` for PKCE. */
export function redirect(to: string, found: { fragment?: Record<string, string>; query?: Record<string, string> }) {
  const url = new URL(to);
  for (const [name, value] of Object.entries(found.query ?? {})) url.searchParams.set(name, value);
  if (found.fragment) url.hash = new URLSearchParams(found.fragment).toString();
  return new Response(null, { status: 303, headers: { location: url.href, 'cache-control': 'no-store' } });
}

/** Redirects to an app with the reason why a link did not work. */
export function redirectFault(to: string, { code, message, status }: AuthFault, pkce: boolean): Response {
  const kinds: Readonly<Record<number, string>> = {
    400: 'invalid_request',
    500: 'server_error',
    503: 'temporarily_unavailable',
  };
  const reason = { error: kinds[status] ?? 'access_denied', error_code: code, error_description: message };
  const bare = new URL(to);
  bare.search = '';
  return redirect(bare.href, { fragment: reason, ...(pkce && { query: reason }) });
}
