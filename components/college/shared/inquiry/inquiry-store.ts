import type { Backend } from '../../../core/backend.ts';
import { type AppErrorCode, failed, type Loadable, loading, ready, toAppError } from '../../../core/errors.ts';
import { Store } from '../../../core/store.ts';
import { Outgoing, type OutgoingText } from '../../../core/text-outbox.ts';
import { type Inquiry, type InquiryMessage, inquiryApi, type PageOptions, pageSize } from './inquiry-api.ts';

/** What one side of an inquiry can do. Throws AppError only. */
export interface InquirySide<I extends Inquiry> {
  /** Null while nothing was asked. */
  load(): Promise<I | null>;
  page(inquiry: string, options?: PageOptions): Promise<InquiryMessage[]>;
  send(id: string, body: string): Promise<InquiryMessage>;
  read(inquiry: string, seq: number): Promise<void>;
  /** Calls `changed` whenever something may have changed; `inquiry` is null while nothing was asked. */
  subscribe(inquiry: string | null, changed: () => void): () => void;
}

/** A text that has not arrived. */
export interface Unsent extends OutgoingText {
  /** Why it was not taken; null while it is on its way. */
  readonly problem: AppErrorCode | null;
}

export interface InquiryState<I extends Inquiry = Inquiry> {
  readonly inquiry: Loadable<I | null>;
  /** In the order of their seq, without holes. */
  readonly messages: readonly InquiryMessage[];
  /** Why the messages before them did not come. */
  readonly earlierFailed: AppErrorCode | null;
  readonly unsent: readonly Unsent[];
}

/** What was not taken for such a reason may be taken later, by itself. */
const passing: readonly AppErrorCode[] = ['offline', 'limited', 'unknown'];

/** One inquiry, as one of its sides reads and writes it. */
export class InquiryStore<I extends Inquiry = Inquiry> extends Store<InquiryState<I>> {
  readonly #side: InquirySide<I>;
  readonly #outgoing: Outgoing;
  #leave: (() => void) | null = null;
  #heard: string | null | undefined;
  #asked = 0;
  #sending = false;
  #again = false;
  /** How far it was said that this side has read. */
  #readSeq = 0;

  /** `person` writes at `place`: what he has sent is kept under these. */
  constructor(side: InquirySide<I>, person: string, place: string) {
    super({ inquiry: loading, messages: [], earlierFailed: null, unsent: [] });
    this.#side = side;
    this.#outgoing = new Outgoing(person, place);
  }

  /** There are messages before the first one that is known. */
  get hasEarlier(): boolean {
    return (this.state.messages[0]?.seq ?? 1) > 1;
  }

  protected start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    addEventListener('online', this.#changed, { signal });
    document.addEventListener('visibilitychange', this.#changed, { signal });
    this.set({ unsent: this.#outgoing.list().map((text) => ({ ...text, problem: null })) });
    void this.#load(true);
    void this.#send();
    return () => {
      stop.abort();
      this.#asked += 1;
      this.#leave?.();
      this.#leave = null;
      this.#heard = undefined;
    };
  }

  retry(): void {
    this.set({ inquiry: loading });
    void this.#load(true);
  }

  /** Asks again, because something of it was just changed. */
  refresh(): void {
    void this.#load(false);
  }

  /** Sends a text; from here on it is kept until it has arrived or is discarded. */
  write(body: string): void {
    const text = this.#outgoing.add(body);
    this.set({ unsent: [...this.state.unsent, { ...text, problem: null }] });
    void this.#send();
  }

  /** Sends once more what was not taken. */
  resend(id: string): void {
    this.set({ unsent: this.state.unsent.map((text) => (text.id === id ? { ...text, problem: null } : text)) });
    void this.#send();
  }

  /** Gives up a text that was not taken. */
  discard(id: string): void {
    this.#outgoing.drop(id);
    this.set({ unsent: this.state.unsent.filter((text) => text.id !== id) });
  }

  async fetchEarlier(): Promise<void> {
    const { inquiry, messages } = this.state;
    const first = messages[0];
    if (inquiry.status !== 'ready' || !inquiry.value || !first || first.seq <= 1) return;
    this.set({ earlierFailed: null });
    try {
      this.#add(await this.#side.page(inquiry.value.id, { before: first.seq }));
    } catch (thrown) {
      this.set({ earlierFailed: toAppError(thrown).code });
    }
  }

  /** What is there was seen. */
  async read(): Promise<void> {
    const { inquiry, messages } = this.state;
    const seq = messages.at(-1)?.seq ?? 0;
    if (inquiry.status !== 'ready' || !inquiry.value || seq <= Math.max(inquiry.value.readSeq, this.#readSeq)) return;
    const before = this.#readSeq;
    this.#readSeq = seq;
    await this.#side.read(inquiry.value.id, seq).catch(() => {
      // It is said again with the next message, or when the page is seen again.
      this.#readSeq = before;
    });
  }

  readonly #changed = (): void => {
    if (document.visibilityState === 'hidden') return;
    void this.#load(false);
    const waits = this.state.unsent.some(({ problem }) => problem && passing.includes(problem));
    if (!waits) return;
    this.set({
      unsent: this.state.unsent.map((text) =>
        text.problem && passing.includes(text.problem) ? { ...text, problem: null } : text,
      ),
    });
    void this.#send();
  };

  /** Asks for the inquiry and what follows the messages that are known. Without an answer, what is there stays. */
  async #load(tellFailure: boolean): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    try {
      const inquiry = await this.#side.load();
      const latest = inquiry ? await this.#latest(inquiry) : null;
      if (mine !== this.#asked) return;
      // After a long absence what was known would leave a hole: it is fetched again when it is looked for.
      if (latest?.anew) this.set({ messages: [] });
      this.#add(latest?.messages ?? []);
      this.#subscribe(inquiry?.id ?? null);
      this.set({ inquiry: ready(inquiry) });
    } catch (thrown) {
      if (mine !== this.#asked) return;
      if (tellFailure) this.set({ inquiry: failed(thrown) });
      this.#subscribe(this.#heard ?? null);
    }
  }

  async #latest({ id, lastSeq }: I): Promise<{ messages: InquiryMessage[]; anew: boolean }> {
    const known = this.state.messages.at(-1)?.seq;
    const anew = known === undefined || lastSeq - known > pageSize;
    if (!anew && lastSeq <= known) return { messages: [], anew };
    return { messages: await this.#side.page(id, anew ? {} : { after: known }), anew };
  }

  #subscribe(inquiry: string | null): void {
    if (this.#heard === inquiry) return;
    this.#leave?.();
    this.#heard = inquiry;
    this.#leave = this.#side.subscribe(inquiry, this.#changed);
  }

  #add(messages: readonly InquiryMessage[]): void {
    const all = new Map(this.state.messages.map((message) => [message.seq, message]));
    for (const message of messages) all.set(message.seq, message);
    const arrived = new Set(messages.map(({ id }) => id));
    for (const id of arrived) this.#outgoing.drop(id);
    this.set({
      messages: [...all.values()].sort((a, b) => a.seq - b.seq),
      unsent: this.state.unsent.filter(({ id }) => !arrived.has(id)),
    });
  }

  /** One after the other, so that they arrive in the order in which they were written. */
  async #send(): Promise<void> {
    this.#again = true;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#again) {
        this.#again = false;
        for (const text of this.state.unsent) if (!text.problem) await this.#sendOne(text);
      }
    } finally {
      this.#sending = false;
    }
  }

  async #sendOne({ id, body }: Unsent): Promise<void> {
    try {
      await this.#side.send(id, body);
      this.#outgoing.drop(id);
      // It is shown as on its way until it comes with what may have been written before it.
      await this.#load(false);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      this.set({ unsent: this.state.unsent.map((text) => (text.id === id ? { ...text, problem: code } : text)) });
    }
  }
}

/** What I ask the administration of a college. */
export const askingStore = (backend: Backend, college: string): InquiryStore =>
  backend.once(`inquiry:${college}`, () => {
    const api = inquiryApi(backend);
    const side: InquirySide<Inquiry> = {
      load: () => api.mine(college),
      page: (inquiry, options) => api.page(inquiry, options),
      send: (id, body) => api.ask(college, id, body),
      read: (inquiry, seq) => api.read(inquiry, seq),
      subscribe: (inquiry, changed) => (inquiry ? api.subscribe(inquiry, changed) : api.subscribeToMe(changed)),
    };
    return new InquiryStore(side, api.myId, askingPlace(college));
  });

/** Where what is asked is kept while it has not arrived. */
export const askingPlace = (college: string): string => `inquiry:${college}`;
