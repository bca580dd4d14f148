/** Fired before a chat of a list opens; cancel it to show the chat elsewhere. */
export class ChatOpenEvent extends Event {
  readonly chat: string;

  constructor(chat: string) {
    super('sferum-chat-open', { bubbles: true, composed: true, cancelable: true });
    this.chat = chat;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-chat-open': ChatOpenEvent;
  }
}
