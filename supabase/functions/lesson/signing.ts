const encoder = new TextEncoder();

export const base64 = (bytes: ArrayBuffer | Uint8Array): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));

const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** Null for what is no base64. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

const keyFor = (secret: Uint8Array<ArrayBuffer>, hash: 'SHA-1' | 'SHA-256'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign', 'verify']);

/** Base64 of the HMAC-SHA1, as coturn wants it. */
export async function hmacSha1(secret: string, text: string): Promise<string> {
  return base64(await crypto.subtle.sign('HMAC', await keyFor(encoder.encode(secret), 'SHA-1'), encoder.encode(text)));
}

/** Whether `signature` is the HMAC-SHA256 of the text; takes the same time whatever differs. */
export async function isHmacSha256(secret: Uint8Array<ArrayBuffer>, text: string, signature: string): Promise<boolean> {
  const bytes = bytesOf(signature);
  if (!bytes || secret.length === 0) return false;
  return crypto.subtle.verify('HMAC', await keyFor(secret, 'SHA-256'), bytes, encoder.encode(text));
}

export async function sha256(text: string): Promise<string> {
  return base64(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
}

/** A token signed with HS256. */
export async function signToken(secret: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
  const part = (value: unknown) => base64url(encoder.encode(JSON.stringify(value)));
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const key = await keyFor(encoder.encode(secret), 'SHA-256');
  return `${signed}.${base64url(await crypto.subtle.sign('HMAC', key, encoder.encode(signed)))}`;
}

/** The claims of a token that was signed with HS256 and is good now; null for any other. */
export async function readToken(secret: string, token: string): Promise<Readonly<Record<string, unknown>> | null> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const [header, claims] = [head, body].map((part) => {
    try {
      const bytes = bytesOf(part);
      return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>);
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  });
  if (header?.alg !== 'HS256' || !claims) return null;
  if (!(await isHmacSha256(encoder.encode(secret), `${head}.${body}`, signature))) return null;
  const now = Date.now() / 1000;
  const { exp, nbf } = claims;
  // Clocks differ a little.
  if (typeof exp !== 'number' || exp < now || (typeof nbf === 'number' && nbf > now + 60)) return null;
  return claims;
}
