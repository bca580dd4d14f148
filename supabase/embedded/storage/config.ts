import type { Section } from '../config/section.ts';

/** `[storage]` of `config.toml`. */
export interface StorageConfig {
  readonly enabled: boolean;
  /** Largest file, in bytes; a bucket may allow less. */
  readonly fileSizeLimit: number;
}

export const readStorageConfig = (storage: Section): StorageConfig => ({
  enabled: storage.boolean('enabled', true),
  fileSizeLimit: storage.bytes('file_size_limit', 50 * 2 ** 20),
});
