import type { Backend } from '../../core/backend.ts';

/** Where a picture of the bucket chat-pictures is; empty for an empty path. */
export const pictureAddress = (backend: Backend, path: string): string =>
  path && `${backend.config.url}/storage/v1/object/public/chat-pictures/${path}`;
