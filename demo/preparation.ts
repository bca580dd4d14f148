import type { IncomingMessage, ServerResponse } from 'node:http';
import { asksLoopback } from '../shared/loopback.ts';

type Answerer = (req: IncomingMessage, res: ServerResponse) => void;

/** When to ask again, in seconds. */
const retryAfterSeconds = 2;

/**
 * Answers while the site is being prepared: 503, and for whoever looks a page that says what is going on and loads itself
 * again until the site is there.
 *
 *     const preparation = new Preparation();
 *     const server = createServer((req, res) => preparation.answer(req, res));
 *     preparation.step = 'Building…';
 *     preparation.end(answer);
 */
export class Preparation {
  /** What is being done, in a sentence. */
  step = 'Готовлю сайт (preparing the site)…';
  #answer: Answerer = (req, res) => this.#wait(req, res);

  /** From now on this answers. */
  end(answer: Answerer): void {
    this.#answer = answer;
  }

  answer(req: IncomingMessage, res: ServerResponse): void {
    this.#answer(req, res);
  }

  #wait(req: IncomingMessage, res: ServerResponse): void {
    const headers = {
      'retry-after': String(retryAfterSeconds),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    };
    const page = asksLoopback(req) && (req.headers.accept ?? '').includes('text/html');
    res.writeHead(503, { ...headers, 'content-type': `text/${page ? 'html' : 'plain'}; charset=utf-8` });
    if (req.method === 'HEAD') res.end();
    else res.end(page ? pageOf(this.step) : `${this.step}\n`);
  }
}

const pageOf = (step: string): string => `<!doctype html>
<html lang="ru">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta http-equiv="refresh" content="${retryAfterSeconds}">
  <title>Сайт готовится</title>
  <style>
    :root { color-scheme: light dark }
    body { max-width: 32rem; margin: 20vh auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
  </style>
</head>
<body>
  <h1>Сайт готовится</h1>
  <p>${step.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</p>
  <p>Первый запуск занимает около минуты, следующие быстрее. Страница откроется сама.</p>
  <p lang="en">The site is being prepared; this page opens it by itself.</p>
</body>
</html>
`;
