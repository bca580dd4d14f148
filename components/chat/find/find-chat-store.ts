import type { Backend } from '../../core/backend.ts';
import { AppError, type Loadable } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
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
 * Tells the id of the first chat of a group that I am in; without a group of the chat of me and the person, which is made
 * when there was none. It fails as `missing` when there is none for me. What was not answered is asked for again until the
 * returned function is called.
 */
export function findChat(
  backend: Backend,
  { group, person }: KnownOfChat,
  show: (chat: Loadable<string>) => void,
): () => void {
  const find = async () => {
    const id = group
      ? await findChatApi(backend).groupChat(group)
      : await chatMakingApi(backend).personal(backend.config.college, person);
    if (!id) throw new AppError('missing');
    return id;
  };
  const query = new LiveQuery(find, show);
  void query.refetch();
  return () => query.stop();
}
