import { TokenError } from '../keys.ts';
import { isPostgresError, type PostgresError } from '../session.ts';

/**
 * A refusal as Supabase Storage words it. Its bodies carry the meaning in `statusCode`; the status of the response is
 * 400 for nearly all of them, and programs written for it count on that.
 */
export class StorageError extends Error {
  readonly statusCode: number;
  /** `NoSuchKey`, `EntityTooLarge` … */
  readonly code: string;
  /** The older name of the code, where there is one. */
  readonly error: string;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(
    statusCode: number,
    code: string,
    message: string,
    { error = code, status = statusCode === 500 ? 500 : 400, headers = {} }: Partial<StorageError> = {},
  ) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.error = error;
    this.status = status;
    this.headers = headers;
  }
}

export const refusals = {
  noBucket: () => new StorageError(404, 'NoSuchBucket', 'Bucket not found', { error: 'Bucket not found' }),
  noObject: () => new StorageError(404, 'NoSuchKey', 'Object not found', { error: 'not_found' }),
  noFile: () =>
    new StorageError(404, 'NoSuchKey', 'The file of this object is missing on the disk', { error: 'not_found' }),
  noRoute: (method: string, path: string) =>
    new StorageError(404, 'NotFound', `Route ${method}:${path} not found`, { error: 'Not Found', status: 404 }),
  denied: (message: string) => new StorageError(403, 'AccessDenied', message, { error: 'Unauthorized' }),
  invalid: (message: string) => new StorageError(400, 'InvalidRequest', message),
  noToken: () => new StorageError(400, 'InvalidRequest', "headers must have required property 'authorization'"),
  invalidToken: (message: string) => new StorageError(400, 'InvalidJWT', message),
  invalidSignature: () => new StorageError(400, 'InvalidSignature', 'Invalid signature'),
  invalidKey: (key: string) => new StorageError(400, 'InvalidKey', `Invalid key: ${key}`),
  invalidBucketName: () =>
    new StorageError(400, 'InvalidBucketName', 'Bucket name invalid', { error: 'Invalid Input' }),
  invalidSize: () =>
    new StorageError(400, 'InvalidRequest', 'Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B'),
  invalidMime: (type: string) =>
    new StorageError(415, 'InvalidMimeType', `mime type ${type} is not supported`, { error: 'invalid_mime_type' }),
  noContent: (message = 'No content provided') => new StorageError(400, 'InvalidRequest', message),
  tooLarge: (what = 'object') =>
    new StorageError(413, 'EntityTooLarge', `The ${what} exceeded the maximum allowed size`, {
      error: 'Payload too large',
    }),
  duplicate: () => new StorageError(409, 'KeyAlreadyExists', 'The resource already exists', { error: 'Duplicate' }),
  bucketNotEmpty: () => new StorageError(409, 'ResourceNotEmpty', 'The bucket you tried to delete is not empty'),
  unsatisfiable: (size: number) =>
    new StorageError(416, 'InvalidRange', 'The requested range is not satisfiable', {
      status: 416,
      headers: { 'content-range': `bytes */${size}` },
    }),
  internal: () => new StorageError(500, 'InternalError', 'Internal server error'),
  diskFull: () =>
    new StorageError(507, 'InsufficientStorage', 'The disk of the server is full; nothing was stored', { status: 507 }),
  notEnabled: (feature: string) =>
    new StorageError(409, 'FeatureNotEnabled', `The feature ${feature} is not enabled for this resource`),
  notSupported: (feature: string) =>
    new StorageError(501, 'NotSupported', `${feature} is not part of the embedded Supabase`, { status: 501 }),
};

/** The refusal to answer with; null for an error of our own. */
export function asStorageError(error: unknown): StorageError | null {
  if (error instanceof StorageError) return error;
  if (error instanceof TokenError) return refusals.denied(error.message);
  if (isPostgresError(error)) return fromPostgres(error);
  if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) {
    return refusals.diskFull();
  }
  return null;
}

function fromPostgres(error: PostgresError): StorageError {
  switch (error.code) {
    case '42501':
      return refusals.denied(
        error.message.includes('row-level security') ? 'new row violates row-level security policy' : error.message,
      );
    case '22023':
      return refusals.denied(error.message);
    case '23505':
      return refusals.duplicate();
    case '23503':
      return new StorageError(404, 'InvalidRequest', 'The related resource does not exist');
    case '53100':
      return refusals.diskFull();
    case '57014':
      return new StorageError(544, 'DatabaseTimeout', 'The connection to the database timed out', { status: 544 });
    default:
      // Class 22 means invalid input, for example a byte that is no text.
      if (error.code.startsWith('22')) return new StorageError(400, 'InvalidParameter', error.message);
      return new StorageError(500, 'DatabaseError', `database error, code: ${error.code}`);
  }
}

export function errorResponse(found: StorageError): Response {
  const { code, error, headers, message, status, statusCode } = found;
  return Response.json({ statusCode: String(statusCode), error, message, code }, { status, headers });
}
