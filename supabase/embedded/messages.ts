/** An SMS or e-mail as it is handed to whoever delivers it. */
export interface SmsMessage {
  /** Digits with the country code, without a plus. */
  readonly phone: string;
  readonly text: string;
  readonly code: string;
  readonly at: Date;
}

export interface EmailMessage {
  readonly email: string;
  readonly text: string;
  readonly code: string;
  readonly at: Date;
}

/** Delivers an SMS; an error of it makes the request fail, and the code void. */
export type SmsSender = (message: SmsMessage) => Promise<void>;
export type EmailSender = (message: EmailMessage) => Promise<void>;

const kept = 200;

/** A sender that keeps the last messages in memory, for a page that shows them and for tests. */
export function memorySms() {
  const messages: SmsMessage[] = [];
  const listeners = new Set<(message: SmsMessage) => void>();
  return {
    send: async (message: SmsMessage): Promise<void> => {
      messages.push(message);
      if (messages.length > kept) messages.shift();
      for (const listener of [...listeners]) listener(message);
    },
    /** Oldest first. */
    messages: (): readonly SmsMessage[] => [...messages],
    /** Hears every message from now on, until the returned function is called. */
    subscribe(hear: (message: SmsMessage) => void): () => void {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
