import type { Backend } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import { inTime } from '../../core/network/retry.ts';
import { chatMakingApi } from '../new/chat-making-api.ts';
import { findChatApi } from './find-chat-api.ts';

/** What a page knows of a chat whose id it does not know. */
export interface KnownOfChat {
  /** Id of a group. */
  readonly group: string;
  /** Id of a person. */
  readonly person: string;
}

/**
 * Id of the first chat of a group that I am in; without a group of the chat of me and the person, which is made when
 * there was none. @throws {AppError} missing, when there is none for me.
 */
export async function findChat(backend: Backend, { group, person }: KnownOfChat): Promise<string> {
  const found = group
    ? findChatApi(backend).groupChat(group)
    : chatMakingApi(backend).personal(backend.config.college, person);
  const id = await inTime(found);
  if (!id) throw new AppError('missing');
  return id;
}
