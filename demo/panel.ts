import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { sessionKey } from '../components/core/session.ts';
import { Applications } from '../operator/applications.ts';
import { operatorPage } from '../operator/page.ts';
import { escapeHtml } from '../shared/html.ts';
import type { DemoAccount } from '../supabase/seed/index.ts';
import type { DemoBackend, SmsInbox } from './backend.ts';
import { findFile } from './files.ts';
import { send, sendJson } from './http.ts';

/**
 * «Войти как…», «Входящие SMS» and the operator's page. They exist only with the demo's own Supabase, whose passwords
 * give the sessions; no page of the site depends on them.
 */
export interface Panel {
  /** Adds the bar to the top of a page. */
  addTo(html: string): string;
  /** Serves what is below /demo/. Resolves to whether it answered. */
  serve(req: IncomingMessage, res: ServerResponse, pathname: string): Promise<boolean>;
  close(): void;
}

const folder = join(import.meta.dirname, 'panel');

export async function createPanel(backend: DemoBackend): Promise<Panel | null> {
  if (!backend.own) return null;
  const { accounts, secretKey, sms } = backend.own;
  const operator = await operatorPage(new Applications({ url: backend.url, secretKey }), '/demo/operator');
  const bar = (await readFile(join(folder, 'panel.html'), 'utf8'))
    .replace('{{sessionKey}}', escapeHtml(sessionKey(backend.url)))
    .replace('{{accounts}}', accounts.map(accountButton).join(''));
  const listeners = new Set<ServerResponse>();

  return {
    addTo: (html) =>
      html
        .replace('</head>', '<link rel="stylesheet" href="/demo/panel.css">\n</head>')
        .replace(/<body[^>]*>/, (body) => `${body}\n${bar}`),
    async serve(req, res, pathname) {
      const asked = /^\/demo\/session\/(\w+)$/.exec(pathname);
      if (asked) {
        await serveSession(
          req,
          res,
          backend,
          accounts.find(({ key }) => key === asked[1]),
        );
        return true;
      }
      if (!fromThisMachine(req)) return false;
      if (await operator(req, res, pathname)) return true;
      if (pathname === '/demo/sms/events') {
        streamSms(req, res, sms, listeners);
        return true;
      }
      const file = await findFile(folder, pathname === '/demo/sms' ? '/sms.html' : pathname.replace('/demo', ''));
      if (!file || pathname === '/demo/panel.html') return false;
      await send(req, res, file);
      return true;
    },
    close() {
      for (const res of listeners) res.end();
    },
  };
}

function accountButton({ key, phone, label, surname, name, patronymic }: DemoAccount): string {
  const who = escapeHtml(`${surname} ${name} ${patronymic}`);
  return `<button type="button" data-demo-as="${key}" data-phone="${phone}" data-name="${who}">${label}</button>`;
}

/** Gives a session of a demo person to pages of this site only, which the Origin shows. */
async function serveSession(
  req: IncomingMessage,
  res: ServerResponse,
  { url, key }: DemoBackend,
  account: DemoAccount | undefined,
): Promise<void> {
  if (req.method !== 'POST') return sendJson(req, res, 405, { message: 'POST' });
  if (req.headers.origin !== `http://${req.headers.host}`)
    return sendJson(req, res, 403, { message: 'Чужая страница' });
  if (!account) return sendJson(req, res, 404, { message: 'Такого человека в показе нет' });
  const answer = await fetch(`${url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: key, 'content-type': 'application/json' },
    body: JSON.stringify({ phone: account.phone, password: account.password }),
  });
  if (!answer.ok) return sendJson(req, res, 502, { message: 'Не удалось войти: пароль в показе изменили' });
  return sendJson(req, res, 200, await answer.json());
}

function streamSms(req: IncomingMessage, res: ServerResponse, sms: SmsInbox, listeners: Set<ServerResponse>): void {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.flushHeaders();
  const write = (message: unknown) => res.write(`data: ${JSON.stringify(message)}\n\n`);
  for (const message of sms.messages()) write(message);
  const unsubscribe = sms.subscribe(write);
  listeners.add(res);
  req.once('close', () => {
    unsubscribe();
    listeners.delete(res);
  });
}

function fromThisMachine(req: IncomingMessage): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '');
}
