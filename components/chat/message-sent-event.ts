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

declare global {
  interface HTMLElementEventMap {
    'sferum-message-sent': MessageSentEvent;
  }
}
