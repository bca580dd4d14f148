import type { ConversationSummary, Message } from '../conversation.ts';
import type { ConversationState, ConversationStore } from '../conversation-store.ts';
import { talkOf, talkOfPending } from '../history/carried.ts';
import { type Seen, seen } from '../history/rows.ts';
import type { Talk } from '../talk.ts';

/** A message of the conversation, arrived or not, as the person sees it. */
export interface Found<M> extends Seen {
  readonly id: string;
  readonly message: M | null;
  readonly own: boolean;
  readonly at: Date;
  readonly talk: Talk | null;
}

/** All messages that are held or pending, the newest first. */
export function foundIn<M extends Message>(
  { ahead, changes, marks, messages, pending }: ConversationState<M, ConversationSummary>,
  store: ConversationStore<M, ConversationSummary>,
): Found<M>[] {
  const arrived = [...(messages.status === 'ready' ? messages.value : []), ...ahead];
  return [
    ...arrived.map((message) => {
      const { id, createdAt: at } = message;
      const item = changes.get(id) ?? null;
      const { body, editedAt, deletedAt, files } = seen(message, item);
      const talk = talkOf(
        message,
        item,
        marks.filter((mark) => mark.message === id),
      );
      const own = store.isOwn(message);
      return { id, message, body, editedAt, deletedAt, at, talk, own, ...(files && { files }) };
    }),
    ...pending.map((item) => {
      const { id, act, writtenAt } = item;
      const at = new Date(writtenAt);
      const talk = talkOfPending(item);
      const { body, files = [] } = act;
      return { id, message: null, body, files, editedAt: null, deletedAt: null, at, own: true, talk };
    }),
  ].reverse();
}
