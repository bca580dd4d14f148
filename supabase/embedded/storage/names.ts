import { refusals } from './errors.ts';

/** Longest object name, in bytes, as in S3. */
const longest = 1024;
const allowed = /^[\w/!\-.*'() &$@=;:+,?]+$/;

/**
 * Object names are those that S3 takes without special handling: Latin letters, digits and some signs. Unlike hosted
 * Supabase, `.` and `..` are refused as parts: browsers and proxies would resolve them.
 */
export function isValidKey(key: string): boolean {
  return key.length <= longest && allowed.test(key) && !key.split('/').some((part) => part === '.' || part === '..');
}

/** @throws {StorageError} InvalidKey */
export function mustBeValidKey(key: string): void {
  if (!isValidKey(key)) throw refusals.invalidKey(key);
}

/** @throws {StorageError} InvalidBucketName */
export function mustBeValidBucketName(name: string): void {
  const valid = name.length > 0 && name.length <= 100 && name.trim() === name && allowed.test(name);
  if (!valid || name.includes('/') || name === '.' || name === '..') throw refusals.invalidBucketName();
}

/** The placeholder with which a dashboard keeps an empty folder. */
export function isEmptyFolder(key: string): boolean {
  return key.endsWith('.emptyFolderPlaceholder');
}

/** Whether a bucket with these types (`image/*`, `text/plain`) takes this one. Without types it takes all. */
export function takesType(allowedTypes: readonly string[] | null, type: string): boolean {
  if (!allowedTypes || allowedTypes.length === 0) return true;
  const [bare = ''] = type.toLowerCase().split(';');
  const [kind, subtype] = bare.trim().split('/');
  if (!kind || !subtype) return false;
  return allowedTypes.some((entry) => {
    const [allowedKind, allowedSubtype] = (entry.toLowerCase().split(';')[0] ?? '').trim().split('/');
    return allowedKind === '*' || (allowedKind === kind && (allowedSubtype === '*' || allowedSubtype === subtype));
  });
}

/** @throws {StorageError} InvalidMimeType for what a bucket cannot be limited to. */
export function mustBeTypePattern(type: string): void {
  const valid = /^(?:[a-zA-Z0-9\-+.]+\/(?:[a-zA-Z0-9\-+.]+|\*)(?:;\s*charset=[a-zA-Z0-9-]+)?|\*(?:\/\*)?)$/.test(type);
  if (type.length > 1000 || !valid) throw refusals.invalidMime(type);
}

/** Bytes of `20MB`, with units of 1000 as in Storage. @throws {StorageError} */
export function sizeOfText(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(gb|mb|kb|b)$/i.exec(text) ?? [];
  if (amount === undefined) throw refusals.invalidSize();
  const bytes: Record<string, number> = { GB: 1e9, MB: 1e6, KB: 1e3, B: 1 };
  return Math.floor(Number.parseFloat(amount) * (bytes[unit.toUpperCase()] ?? 1));
}
