import type { IncomingMessage } from 'node:http';

/**
 * Whether a request names this machine itself. Another name means that the page of another site has pointed its own name
 * at this machine (DNS rebinding), and must not be answered.
 */
export function asksLoopback(req: IncomingMessage): boolean {
  const name = (req.headers.host ?? '').replace(/:\d+$/, '');
  return name === '127.0.0.1' || name === 'localhost';
}
