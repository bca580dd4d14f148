import type { Section } from '../config/section.ts';

/** `[storage]` of `config.toml`; sizes in bytes. */
export interface StorageConfig {
  readonly enabled: boolean;
  /** Largest file; a bucket may allow less. */
  readonly fileSizeLimit: number;
  /** Whether pictures may be asked for in another size. */
  readonly imageTransformation: boolean;
  /** Buckets that are there from the start. */
  readonly buckets: readonly BucketConfig[];
}

export interface BucketConfig {
  readonly name: string;
  readonly public: boolean;
  readonly fileSizeLimit: number;
  readonly allowedMimeTypes: readonly string[] | null;
}

export function readStorageConfig(storage: Section): StorageConfig {
  storage.missing('s3_protocol', 'analytics', 'vector');
  const buckets = storage.section('buckets');
  const fileSizeLimit = storage.bytes('file_size_limit', 50 * 2 ** 20);
  return {
    enabled: storage.boolean('enabled', true),
    fileSizeLimit,
    imageTransformation: storage.section('image_transformation').boolean('enabled', false),
    buckets: buckets.names().map((name) => readBucket(name, buckets.section(name), fileSizeLimit)),
  };
}

function readBucket(name: string, bucket: Section, fileSizeLimit: number): BucketConfig {
  const types = bucket.list('allowed_mime_types', []);
  return {
    name,
    public: bucket.boolean('public', false),
    fileSizeLimit: bucket.bytes('file_size_limit', fileSizeLimit),
    allowedMimeTypes: types.length > 0 ? types : null,
  };
}
