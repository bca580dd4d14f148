import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SmsSender } from './messages.ts';

export interface SmsGateway {
  /** Secrets that lead the function `send-sms` here. */
  readonly secrets: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** An SMS gateway on this machine: hands to `deliver` what functions send. */
export async function startSmsGateway(deliver: SmsSender, now: () => Date): Promise<SmsGateway> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer(async (request, response) => {
    if (request.url !== path) return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { phone, text } = JSON.parse(Buffer.concat(chunks).toString()) as { phone: string; text: string };
    const code = /(?<!\d)\d{4,10}(?!\d)/.exec(text)?.[0] ?? '';
    try {
      await deliver({ phone, text, code, at: now() });
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(502).end(error instanceof Error ? error.message : '');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    secrets: {
      SMS_GATEWAY: 'http',
      SMS_HTTP_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
      SMS_HTTP_BODY: '{"phone":"{phone}","text":"{text}"}',
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
