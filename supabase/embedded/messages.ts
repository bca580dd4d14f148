/** An SMS, as it is handed to an {@link SmsSender}. */
export interface SmsMessage {
  /** Digits with the country code, without a plus. */
  readonly phone: string;
  readonly text: string;
  readonly code: string;
  readonly at: Date;
}

/** What an e-mail is about, as GoTrue names it. */
export type EmailKind = 'signup' | 'invite' | 'magiclink' | 'recovery' | 'email_change' | 'reauthentication';

export interface EmailMessage {
  readonly email: string;
  readonly kind: EmailKind;
  readonly subject: string;
  readonly text: string;
  readonly code: string;
  /** The link that signs in or confirms; empty where only the code does. */
  readonly link: string;
  readonly at: Date;
}

/** Delivers an SMS. When it throws, the request fails and the code is void. */
export type SmsSender = (message: SmsMessage) => Promise<void>;
export type EmailSender = (message: EmailMessage) => Promise<void>;

const kept = 200;

/** A sender that keeps the last messages in memory, for a page that shows them and for tests. */
export function memorySms() {
  return memory<SmsMessage>();
}

/** Like {@link memorySms}, of e-mails. */
export function memoryEmail() {
  return memory<EmailMessage>();
}

function memory<Message>() {
  const messages: Message[] = [];
  const listeners = new Set<(message: Message) => void>();
  return {
    send: async (message: Message): Promise<void> => {
      messages.push(message);
      if (messages.length > kept) messages.shift();
      for (const listener of [...listeners]) listener(message);
    },
    /** Oldest first. */
    messages: (): readonly Message[] => [...messages],
    /** Calls `onMessage` for each message from now on. @returns what unsubscribes. */
    subscribe(onMessage: (message: Message) => void): () => void {
      listeners.add(onMessage);
      return () => listeners.delete(onMessage);
    },
  };
}
