/** Before a message goes out; cancel it to keep it from being sent. */
export class MessageSentEvent extends Event {
  readonly chat: string;
  readonly text: string;

  constructor(chat: string, text: string) {
    super('sferum-message-sent', { bubbles: true, composed: true, cancelable: true });
    this.chat = chat;
    this.text = text;
  }
}

/** Before a chat of the list opens; cancel it to show it elsewhere. */
export class ChatOpenEvent extends Event {
  readonly chat: string;

  constructor(chat: string) {
    super('sferum-chat-open', { bubbles: true, composed: true, cancelable: true });
    this.chat = chat;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-message-sent': MessageSentEvent;
    'sferum-chat-open': ChatOpenEvent;
  }
}
