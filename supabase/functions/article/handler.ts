import { thisProject } from '../_shared/project.ts';
import { drawPage, drawSitemap, type PublicArticle, type PublicFile, pageStyle } from './article-page.ts';

/**
 * Articles that a college shows to the whole world, as plain pages, and a list of them for search engines:
 *
 *     GET …/article/<college>/<address or id of an article>
 *     GET …/article/<college>/<address or id of an article>?file=<one of its files>
 *     GET …/article/<college>/sitemap.xml
 *
 * Everything is asked for as somebody who is not signed in, so that the policies of the database decide.
 * `ARTICLE_PAGES` says under which addresses a college has put them before its site, as JSON:
 * `{"8d2c1b0e-…": "https://college.example/articles/"}`.
 */
export default async function article(request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, { allow: 'GET, HEAD' });
  const { pathname, searchParams } = new URL(request.url);
  const [, college, name] = path.exec(pathname) ?? [];
  if (!college || !name) return refusal(404);
  try {
    const file = searchParams.get('file');
    if (name === 'sitemap.xml') return await sitemap(request, college);
    return file === null ? await page(request, college, name) : await object(request, { college, name, file });
  } catch (error) {
    console.error(`An article could not be read: ${error instanceof Error ? error.message : error}`);
    return refusal(503, { 'retry-after': '60' });
  }
}

const path = /\/article\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([a-z0-9-]{1,80}|sitemap\.xml)$/;

/** What was withdrawn is gone from caches a minute later. */
const cached = 'public, max-age=60, must-revalidate';
const safe = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'strict-origin-when-cross-origin' };
/** What browsers show and run nothing of; everything else is saved. */
const shownTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];

function refusal(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  const words = { 404: 'There is no such article.', 405: 'Send GET.' }[status] ?? 'Try again in a minute.';
  return new Response(words, {
    status,
    headers: {
      ...safe,
      ...headers,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
  });
}

const headersOf = (key: string) => ({ apikey: key, authorization: `Bearer ${key}` });

async function ask<T>(name: string, args: object): Promise<T> {
  const { publishableKey, url } = thisProject();
  const response = await fetch(`${url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { ...headersOf(publishableKey), 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  if (!response.ok) throw new Error(`${name} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Null for what the world does not read. */
async function find(college: string, name: string): Promise<PublicArticle | null> {
  const found = await ask<(PublicArticle & { readonly college_id: string }) | null>('read_article', {
    article: name,
    college,
  });
  return found && found.college_id === college && found.body !== undefined ? found : null;
}

/** Where a college has its articles. */
function baseOf(college: string): string {
  const { url } = thisProject();
  const pages = JSON.parse(Deno.env.get('ARTICLE_PAGES') || '{}') as Readonly<Record<string, string>>;
  const base = Object.hasOwn(pages, college) ? pages[college] : undefined;
  return `${(base ?? `${url}/functions/v1/article/${college}`).replace(/\/+$/, '')}/`;
}

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

/** An answer, or that it is the one that the caller has. */
async function answer(request: Request, text: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const hash = [...(await digest(text))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const tag = `"${hash.slice(0, 32)}"`;
  const all = { ...safe, ...headers, etag: tag, 'cache-control': cached };
  // Who stands between may have made a weak one of it.
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  if (known.includes(tag)) return new Response(null, { status: 304, headers: all });
  return new Response(request.method === 'HEAD' ? null : text, { headers: all });
}

async function page(request: Request, college: string, name: string): Promise<Response> {
  const found = await find(college, name);
  if (!found) return refusal(404);
  const style = btoa(String.fromCharCode(...(await digest(pageStyle))));
  return answer(request, drawPage(found, baseOf(college)), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      "img-src 'self'",
      `style-src 'sha256-${style}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  });
}

async function sitemap(request: Request, college: string): Promise<Response> {
  const articles = await ask<Parameters<typeof drawSitemap>[0]>('public_articles', { college });
  return answer(request, drawSitemap(articles, baseOf(college)), {
    'content-type': 'application/xml; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
}

/** Pictures in the size that pages show; what else is in an article to be saved. */
const leafOf = ({ previews, type }: PublicFile): string =>
  previews.includes(1280) && type !== 'image/gif' ? 'p1280' : 'original';

async function object(
  request: Request,
  { college, file, name }: { readonly college: string; readonly name: string; readonly file: string },
): Promise<Response> {
  const known = (await find(college, name))?.files.find(({ id }) => id === file);
  if (!known) return refusal(404);
  const { publishableKey, url } = thisProject();
  const address = `${url}/storage/v1/object/authenticated/article-files/${known.path}/${leafOf(known)}`;
  const stored = await fetch(address, { headers: headersOf(publishableKey) });
  if (!stored.ok) {
    await stored.body?.cancel();
    if (stored.status >= 500) throw new Error(`Storage answered ${stored.status}`);
    return refusal(404);
  }
  const type = stored.headers.get('content-type') ?? '';
  const isShown = known.kind === 'picture' && shownTypes.includes(type);
  const saved = `attachment; filename*=UTF-8''${encodeURIComponent(known.name.toWellFormed())}`;
  const headers: Record<string, string> = {
    ...safe,
    'content-type': isShown ? type : 'application/octet-stream',
    'content-disposition': isShown ? 'inline' : saved,
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': cached,
  };
  const length = stored.headers.get('content-length');
  if (length) headers['content-length'] = length;
  if (request.method === 'HEAD') {
    await stored.body?.cancel();
    return new Response(null, { headers });
  }
  return new Response(stored.body, { headers });
}
