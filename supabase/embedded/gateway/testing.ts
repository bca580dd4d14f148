import { connect } from 'node:net';
import { localSecret, Tokens } from '../keys.ts';
import { createGateway, type Gateway, type Parts, type Patience } from './gateway.ts';

export interface TestGateway extends Gateway {
  readonly port: number;
  readonly tokens: Tokens;
  /** What it logged. */
  readonly said: string[];
}

type Answer = (request: Request) => Promise<Response>;

/** A gateway whose parts answer with what they were asked, or as `answers` says. */
export async function openGateway(
  answers: Partial<Record<'rest' | 'auth' | 'storage' | 'functions', Answer>> = {},
  off: readonly string[] = [],
  patience?: Patience,
): Promise<TestGateway> {
  const said: string[] = [];
  const tokens = await Tokens.create(localSecret, () => new Date());
  const names = ['rest', 'auth', 'realtime', 'storage', 'functions'];
  const echo: Answer = async (request) =>
    Response.json({ method: request.method, url: request.url, body: await request.text() });
  const part = (name: keyof typeof answers) => ({ fetch: answers[name] ?? echo });
  const parts = {
    config: Object.fromEntries(names.map((name) => [name, { enabled: !off.includes(name) }])),
    tokens,
    rest: part('rest'),
    auth: part('auth'),
    storage: part('storage'),
    functions: part('functions'),
    realtime: {
      fetch: echo,
      handleUpgrade: (_: unknown, socket: { end(text: string): void }) => socket.end('HTTP/1.1 101 Taken\r\n\r\n'),
    },
  };
  const gateway = createGateway(parts as unknown as Parts, (line) => said.push(line), patience);
  return { ...gateway, port: await gateway.listen('127.0.0.1', 0), tokens, said };
}

/** Sends bytes and collects what comes back until the server closes, or until `enough` of it is there. */
export function talk(port: number, bytes: string | Buffer, enough: RegExp = /$^/): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (enough.test(heard)) socket.destroy();
    });
    // Cut off is an answer too.
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    socket.setTimeout(20_000, () =>
      reject(new Error(`no answer to ${JSON.stringify(bytes.toString('latin1').slice(0, 500))}`)),
    );
    socket.write(bytes);
  });
}
