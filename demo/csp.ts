/**
 * The Content-Security-Policy of the site's pages: only their own files, the configured Supabase and, where
 * there is one, the server of lessons (`ws://…`). `lit-html` is the only Trusted Types policy that the components need.
 */
export function contentSecurityPolicy(supabaseUrl: string, lessonsUrl = ''): string {
  const { origin } = new URL(supabaseUrl);
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob: ${origin}`,
    `media-src 'self' blob: ${origin}`,
    ['connect-src', "'self'", origin, origin.replace(/^http/, 'ws'), lessonsUrl, lessonsUrl.replace(/^ws/, 'http')]
      .filter(Boolean)
      .join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

/** For `npm run dev` only: Vite adds style elements and opens a socket of its own. */
export function developmentPolicy(): string {
  return "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'";
}
