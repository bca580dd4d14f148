import { connect } from 'node:net';
import { localSecret, Tokens } from '../keys.ts';
import { createGateway, type Gateway, type Parts, type Patience } from './gateway.ts';

export interface TestGateway extends Gateway {
  readonly port: number;
  readonly tokens: Tokens;
  /** Lines of its log. */
  readonly logged: string[];
}

type Answer = (request: Request) => Promise<Response>;

/** A gateway whose parts echo requests, or answer as `answers` has it. */
export async function openGateway(
  answers: Partial<Record<'rest' | 'auth' | 'storage' | 'functions', Answer>> = {},
  off: readonly string[] = [],
  patience?: Patience,
): Promise<TestGateway> {
  const logged: string[] = [];
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
  const gateway = createGateway((line) => logged.push(line), patience);
  gateway.serve(parts as unknown as Parts);
  return { ...gateway, port: await gateway.listen('127.0.0.1', 0), tokens, logged };
}

/** Sends bytes and collects what comes back until the server closes, or until `enough` of it is there. */
export function talk(port: number, bytes: string | Buffer, enough: RegExp = /$^/): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (enough.test(received)) socket.destroy();
    });
    // To be cut off is an answer, too.
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
    socket.setTimeout(20_000, () =>
      reject(new Error(`no answer to ${JSON.stringify(bytes.toString('latin1').slice(0, 500))}`)),
    );
    socket.write(bytes);
  });
}
