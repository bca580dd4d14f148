import type { LitElement } from 'lit';
import type { Backend } from '../../core/backend.ts';
import type { ChatStrings } from '../../locales/ru/chat/chat.ts';
import type { MessageActions } from '../../messages/actions/message-actions.ts';
import type { Composer } from '../../messages/composer/composer.ts';
import type { History } from '../../messages/history/history.ts';
import type { ChatMessage } from '../chat-api.ts';
import type { ChatStore } from '../chat-store.ts';

/** What `<sferum-chat>` is to the parts of it whose code comes later; they draw into its tree. */
export interface ChatHost {
  readonly element: LitElement;
  /** Id of the chat. */
  readonly chat: string;
  /** My id. */
  readonly me: string;
  readonly words: ChatStrings;
  readonly backend: Backend | undefined;
  readonly store: ChatStore | null;
  readonly composer: Composer | null;
  readonly history: History | null;
  readonly actions: MessageActions<ChatMessage> | null;
  /** Fetches code, and says when a person has `asked` for it and it cannot be. @returns whether it is there. */
  readonly fetch: (code: () => Promise<unknown>, asked?: boolean) => Promise<boolean>;
  /** Says so when what a person does needs code that cannot be fetched. */
  readonly reaching: <T>(done: Promise<T>) => Promise<T>;
}
