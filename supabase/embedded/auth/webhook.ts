import { createHmac } from 'node:crypto';
import { AuthFault } from './errors.ts';

/** Total time for a hook, and the pause between two attempts; in milliseconds. */
const hookPatience = 5_000;
const attempts = 3;
const pause = 2_000;
/** Largest answer, in bytes. */
const largest = 200 * 1024;

/** Headers of Standard Webhooks, which prove who sent `body`. */
function signatureHeaders(secrets: readonly Uint8Array[], id: string, at: Date, body: string) {
  const seconds = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
}

/**
 * Posts `payload` to a hook, signed; `patience` in milliseconds.
 * @returns its JSON, null for an empty answer.
 * @throws {AuthFault} when it cannot be reached, is too slow, or answers anything but JSON.
 */
export async function callWebhook(
  url: string,
  secrets: readonly Uint8Array[],
  payload: unknown,
  patience = hookPatience,
): Promise<unknown> {
  const body = JSON.stringify(payload);
  const signal = AbortSignal.timeout(patience);
  for (let attempt = 1; ; attempt++) {
    const headers = {
      'content-type': 'application/json',
      // The system clock, not that of a test: receivers compare it with theirs.
      ...signatureHeaders(secrets, crypto.randomUUID(), new Date(), body),
    };
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' }).catch(() => null);
    if (signal.aborted) throw tooSlow(patience);
    const again = response ? isBusy(response) && response.headers.has('retry-after') : true;
    if (response && !again) return readAnswer(response).catch((error: unknown) => explain(error, signal, patience));
    await response?.body?.cancel();
    if (attempt === attempts) {
      if (response) throw new AuthFault(500, 'unexpected_failure', 'Service currently unavailable due to hook');
      throw new AuthFault(422, 'hook_timeout_after_retry', 'Failed to reach hook after maximum retries');
    }
    await wait(pause, signal, patience);
  }
}

const isBusy = ({ status }: Response): boolean => status === 429 || status === 503;

async function readAnswer(response: Response): Promise<unknown> {
  if (![200, 202, 204].includes(response.status)) {
    await response.body?.cancel();
    throw new AuthFault(500, 'unexpected_failure', complaints[response.status] ?? unexpected(response.status));
  }
  const type = response.headers.get('content-type') ?? '';
  if (!type && response.status === 204) return null;
  if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    await response.body?.cancel();
    const complaint = type ? `Invalid JSON response. Received content-type: ${type}` : 'Missing Content-Type header';
    throw new AuthFault(400, 'hook_payload_invalid_content_type', `Invalid Content-Type: ${complaint}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largest) {
      throw new AuthFault(422, 'hook_payload_over_size_limit', `Payload size exceeded size limit of ${largest} bytes`);
    }
    chunks.push(chunk);
  }
  return size > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : null;
}

const complaints: Readonly<Record<number, string>> = {
  400: 'Invalid payload sent to hook',
  401: 'Hook requires authorization token',
  429: 'Service currently unavailable due to hook',
  503: 'Service currently unavailable due to hook',
};
const unexpected = (status: number) => `Unexpected status code returned from hook: ${status}`;

function explain(error: unknown, signal: AbortSignal, patience: number): never {
  if (signal.aborted) throw tooSlow(patience);
  if (error instanceof SyntaxError) throw new AuthFault(500, 'unexpected_failure', 'Error unmarshaling JSON output.');
  throw error;
}

function tooSlow(patience: number): AuthFault {
  return new AuthFault(
    422,
    'hook_timeout',
    `Failed to reach hook within maximum time of ${(patience / 1000).toFixed(6)} seconds`,
  );
}

function wait(time: number, signal: AbortSignal, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      reject(tooSlow(patience));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', over);
      resolve();
    }, time);
    signal.addEventListener('abort', over, { once: true });
  });
}
