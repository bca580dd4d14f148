/** Largest difference between the clocks of sender and receiver, in seconds. */
const tolerance = 300;

/**
 * Whether a call is signed as the Standard Webhooks say, with one of the secrets (`v1,whsec_<base64>`, several
 * separated by `|`). The comparison takes the same time whatever differs.
 */
export async function isSigned(headers: Headers, body: string, secrets: string, now = Date.now()): Promise<boolean> {
  const id = headers.get('webhook-id');
  const time = headers.get('webhook-timestamp') ?? '';
  if (!id || !/^\d{1,12}$/.test(time) || Math.abs(now / 1000 - Number(time)) > tolerance) return false;
  const signed = new TextEncoder().encode(`${id}.${time}.${body}`);
  const signatures = [...(headers.get('webhook-signature') ?? '').matchAll(/v1,([\w+/]+={0,2})/g)].slice(0, 10);
  for (const secret of secrets.split('|')) {
    const key = await keyOf(secret.trim());
    for (const [, signature = ''] of key ? signatures : []) {
      const bytes = bytesOf(signature);
      if (key && bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return true;
    }
  }
  return false;
}

async function keyOf(secret: string): Promise<CryptoKey | null> {
  const bytes = bytesOf(/^(?:v1,)?whsec_(.+)$/.exec(secret)?.[1] ?? '');
  if (!bytes || bytes.length === 0) return null;
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
