import type { UnreadTotal } from './unread.ts';

/** Fired when another number of messages or chats is unread; those that are paused do not count. */
export class UnreadEvent extends Event implements UnreadTotal {
  readonly messages: number;
  readonly chats: number;

  constructor({ messages, chats }: UnreadTotal) {
    super('sferum-unread', { bubbles: true, composed: true });
    this.messages = messages;
    this.chats = chats;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-unread': UnreadEvent;
  }
}
