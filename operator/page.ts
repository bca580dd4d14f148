import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '../shared/html.ts';
import type { Applications, CollegeApplication, Status } from './applications.ts';

const titles: Record<Status, string> = { pending: 'Ждут решения', approved: 'Одобренные', rejected: 'Отклонённые' };
const statuses = Object.keys(titles) as Status[];
/** Largest form, in bytes. */
const largest = 16 * 1024;

/**
 * The operator's page: applications of colleges, to approve or reject. The secret key stays in this process; the page
 * gets only what it shows. Each form carries a token that other sites cannot know, against forged requests.
 * @returns a handler of requests below `base` (without a slash at the end), which resolves to whether it answered.
 */
export async function operatorPage(applications: Applications, base: string) {
  const css = await readFile(new URL('page.css', import.meta.url), 'utf8');
  const token = randomBytes(24).toString('base64url');

  const list = async (status: Status, notice = '', failed = '') => {
    const rows = await applications.list(status);
    return page(base, token, status, rows, notice, failed);
  };

  return async (req: IncomingMessage, res: ServerResponse, pathname: string): Promise<boolean> => {
    if (pathname === `${base}/page.css`) {
      res.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(css);
      return true;
    }
    if (pathname !== base && pathname !== `${base}/`) return false;
    const url = new URL(req.url ?? '/', 'http://localhost');
    const asked = url.searchParams.get('status') as Status;
    const status = statuses.includes(asked) ? asked : 'pending';
    if (req.method !== 'POST') {
      answer(res, 200, await attempt(() => list(status)));
      return true;
    }
    const form = await readForm(req);
    if (!form || !isSame(form.get('token') ?? '', token)) {
      answer(res, 403, await list('pending', '', 'Страница устарела. Ничего не изменено, повторите.'));
      return true;
    }
    try {
      const notice = await decide(applications, form);
      answer(res, 200, await list('pending', notice));
    } catch (error) {
      answer(res, 409, await list('pending', '', sentence(error)));
    }
    return true;
  };
}

async function decide(applications: Applications, form: URLSearchParams): Promise<string> {
  const application = form.get('application') ?? '';
  if (form.get('act') === 'approve') {
    await applications.approve(application);
    return 'Колледж зарегистрирован. Администратором станет тот, кто войдёт с номером из заявки.';
  }
  await applications.reject(application, form.get('reason') ?? '');
  return 'Заявка отклонена.';
}

async function attempt(draw: () => Promise<string>): Promise<string> {
  try {
    return await draw();
  } catch (error) {
    return frame('', `<p class="failed" role="alert">${escapeHtml(sentence(error))}</p>`);
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readForm(req: IncomingMessage): Promise<URLSearchParams | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largest) return null;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString());
}

function answer(res: ServerResponse, status: number, body: string): void {
  res
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

function frame(base: string, body: string): string {
  return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Регистрация колледжей</title>
<link rel="stylesheet" href="${base}/page.css">
</head>
<body><main>${body}</main></body>
</html>
`;
}

function page(
  base: string,
  token: string,
  status: Status,
  rows: readonly CollegeApplication[],
  notice: string,
  failed: string,
): string {
  const tabs = statuses.map(
    (each) => `<a href="${base}?status=${each}"${each === status ? ' aria-current="page"' : ''}>${titles[each]}</a>`,
  );
  const none = status === 'pending' ? 'Новых заявок нет.' : 'Здесь пока пусто.';
  return frame(
    base,
    `<h1>Регистрация колледжей</h1>
<p>Одобренный колледж сразу начинает работать. Его администратором станет тот, кто войдёт ровно с номером из заявки:
прежде чем одобрять, позвоните по нему.</p>
<nav aria-label="Заявки">${tabs.join('')}</nav>
${notice ? `<p class="notice" role="status">${escapeHtml(notice)}</p>` : ''}
${failed ? `<p class="failed" role="alert">${escapeHtml(failed)}</p>` : ''}
${rows.length === 0 ? `<p class="none">${none}</p>` : `<ul>${rows.map((row) => card(base, token, status, row)).join('')}</ul>`}`,
  );
}

function card(base: string, token: string, status: Status, row: CollegeApplication): string {
  const { administrator, createdAt, id, name, phone, place, reason, site } = row;
  const fact = (label: string, value: string) =>
    value ? `<div><dt>${label}</dt><dd>${escapeHtml(value)}</dd></div>` : '';
  const hidden = `<input type="hidden" name="token" value="${token}"><input type="hidden" name="application" value="${escapeHtml(id)}">`;
  const form = `<form method="post" action="${base}">${hidden}
<label>Почему отклонена, для себя <input name="reason" maxlength="1000"></label>
<span class="acts"><button name="act" value="approve" class="main">Одобрить</button>
<button name="act" value="reject">Отклонить</button></span></form>`;
  const when = createdAt.toLocaleString('ru', { dateStyle: 'long', timeStyle: 'short' });
  return `<li><h2>${escapeHtml(name)}</h2><dl>
${fact('Где', place)}${fact('Сайт', site)}${fact('Администратор', administrator)}${fact('Телефон', `+${phone}`)}
${fact('Подана', when)}${fact('Причина отказа', reason)}</dl>${status === 'pending' ? form : ''}</li>`;
}
