import type {
  AdminInquiriesApi,
  AdminInquiriesHandlers,
  Answer,
  Asker,
  CollegeChat,
  DeskInquiry,
  InquiriesQuery,
} from '../../admin/inquiries/admin-inquiries-api.ts';
import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { Page, PageCursor } from '../../messages/conversation.ts';
import type { InquiryApi, InquiryHandlers } from '../shared/inquiry/inquiry-api.ts';
import type { InquiryMessage, InquirySummary } from '../shared/inquiry/inquiry-message.ts';
import { alina, belova, Fake, lunin } from './fake-apis.ts';

/** One conversation as the server keeps it. */
export class FakeConversation {
  readonly messages: InquiryMessage[] = [];
  status: 'open' | 'closed' = 'open';
  readSeq = 0;
  askerReadSeq = 0;
  assignee: Person | null = null;

  constructor(
    readonly id: string,
    readonly asker: Asker | null,
  ) {}

  get lastSeq(): number {
    return this.messages.length;
  }

  /** Takes a message once, as the server does. */
  say(body: string, fromCollege: boolean, id: string = crypto.randomUUID(), by: Person | null = null) {
    const known = this.messages.find((message) => message.id === id);
    if (known) return known;
    const seq = this.messages.length + 1;
    const createdAt = new Date(Date.UTC(2026, 3, 14, 8, seq));
    const message = {
      id,
      inquiryId: this.id,
      seq,
      change: 0,
      fromCollege,
      body,
      createdAt,
      editedAt: null,
      deletedAt: null,
      answeredBy: by,
    };
    this.messages.push(message);
    this.status = 'open';
    if (fromCollege) this.readSeq = seq;
    else this.askerReadSeq = seq;
    return message;
  }

  page({ before = Number.POSITIVE_INFINITY, after, limit }: PageCursor): Page<InquiryMessage> {
    const { lastSeq } = this;
    const found = this.messages.filter(({ seq }) => seq < before && seq > (after ?? 0));
    return { messages: after === undefined ? found.slice(-limit) : found.slice(0, limit), lastSeq, lastChange: 0 };
  }
}

/** What both sides of the desk have in common: answers that can be lost or refused. */
class FakeSide extends Fake {
  /** Thrown by the next writing only. */
  refusal: AppError | null = null;
  /** The next writing arrives, but its answer is lost. */
  answerLost = false;

  protected async refuse(): Promise<void> {
    await this.answer();
    const { refusal } = this;
    this.refusal = null;
    if (refusal) throw refusal;
  }

  async changes(_inquiry: string, after: number) {
    await this.answer();
    return { messages: [], lastChange: after, reload: false };
  }

  reconnect(): void {}

  protected loseAnswer(): void {
    if (!this.answerLost) return;
    this.answerLost = false;
    throw new AppError('offline');
  }
}

export class FakeInquiry extends FakeSide implements Pick<InquiryApi, keyof InquiryApi> {
  myId = alina.id;
  conversation: FakeConversation | null = null;
  readonly asked: string[] = [];
  readonly readTo: number[] = [];

  /** Begins with so many messages of each side in turn. */
  begin(...said: string[]): FakeConversation {
    this.conversation = new FakeConversation('inquiry', null);
    for (const [i, body] of said.entries()) this.conversation.say(body, i % 2 === 1);
    return this.conversation;
  }

  async mine(): Promise<InquirySummary | null> {
    await this.answer();
    const { conversation } = this;
    if (!conversation) return null;
    const { id, status, lastSeq, askerReadSeq } = conversation;
    return { id, status, lastSeq, lastChange: 0, readSeq: askerReadSeq, othersReadSeq: 0 };
  }

  async page(_inquiry: string, cursor: PageCursor): Promise<Page<InquiryMessage>> {
    await this.answer();
    return this.conversation?.page(cursor) ?? { messages: [], lastSeq: 0, lastChange: 0 };
  }

  async ask(_college: string, id: string, body: string): Promise<InquiryMessage> {
    this.asked.push(id);
    await this.refuse();
    this.conversation ??= new FakeConversation('inquiry', null);
    const said = this.conversation.say(body, false, id);
    this.loseAnswer();
    this.publish();
    return said;
  }

  async markRead(_inquiry: string, seq: number): Promise<void> {
    await this.answer();
    this.readTo.push(seq);
    if (this.conversation) this.conversation.askerReadSeq = seq;
  }

  subscribe(_inquiry: string, { onStale }: InquiryHandlers): () => void {
    return this.onChange(onStale);
  }

  subscribeToMine({ onStale }: InquiryHandlers): () => void {
    return this.onChange(onStale);
  }
}

const asker = (id: string, surname: string, name: string, groups: string): Asker => ({
  id,
  surname,
  name,
  patronymic: '',
  role: 'student',
  groups,
});

export class FakeInquiries extends FakeSide implements Pick<AdminInquiriesApi, keyof AdminInquiriesApi> {
  myId = belova.id;
  conversations: FakeConversation[] = [];
  answered: Answer[] = [];
  openChats: CollegeChat[] = [
    { id: 'chat', title: 'Объявления', groupNumber: '', isOpen: true, memberCount: 226 },
    { id: 'old', title: 'ТО-41', groupNumber: 'ТО-41', isOpen: false, memberCount: 20 },
  ];
  readonly posted: { chat: string; id: string; body: string }[] = [];
  readonly queries: InquiriesQuery[] = [];

  /** Павел asks what nobody has read, Ирина is being answered by Лунин. */
  fill(): { pavel: FakeConversation; irina: FakeConversation } {
    const pavel = new FakeConversation('pavel', { ...asker('nechaev', 'Нечаев', 'Павел', ''), role: null });
    pavel.say('Какие документы нужны для перевода?', false);
    const irina = new FakeConversation('irina', asker('zimina', 'Зимина', 'Ирина', 'ИС-21'));
    irina.say('Подскажите часы работы библиотеки', false);
    irina.say('До 16:00', true, 'answer', lunin);
    irina.assignee = lunin;
    this.conversations = [pavel, irina];
    return { pavel, irina };
  }

  async list(_college: string, query: InquiriesQuery): Promise<DeskInquiry[]> {
    this.queries.push(query);
    await this.answer();
    const { filter, search, size, skip } = query;
    return this.conversations
      .filter(({ status }) => status === (filter === 'closed' ? 'closed' : 'open'))
      .filter(({ assignee }) => filter !== 'mine' || assignee?.id === this.myId)
      .filter(({ asker: who }) => `${who?.name} ${who?.surname}`.includes(search))
      .slice(skip, skip + size)
      .map((each) => this.#row(each));
  }

  async get(_college: string, id: string): Promise<DeskInquiry> {
    await this.answer();
    return this.#row(this.#find(id));
  }

  async counts() {
    await this.answer();
    const open = this.conversations.filter(({ status }) => status === 'open');
    return {
      open: open.length,
      mine: open.filter(({ assignee }) => assignee?.id === this.myId).length,
      unread: open.filter(({ lastSeq, readSeq }) => lastSeq > readSeq).length,
    };
  }

  async page(inquiry: string, cursor: PageCursor): Promise<Page<InquiryMessage>> {
    await this.answer();
    return this.#find(inquiry).page(cursor);
  }

  async reply(inquiry: string, id: string, body: string): Promise<InquiryMessage> {
    await this.refuse();
    const found = this.#find(inquiry);
    found.assignee ??= belova;
    const said = found.say(body, true, id, belova);
    this.loseAnswer();
    this.publish();
    return said;
  }

  async assign(inquiry: string, assignee: string | null, insteadOf: string | null): Promise<void> {
    await this.refuse();
    const found = this.#find(inquiry);
    if ((found.assignee?.id ?? null) !== insteadOf) {
      throw new AppError('conflict', 'SF002', { present: { assignee: found.assignee } });
    }
    found.assignee = [belova, lunin].find(({ id }) => id === assignee) ?? null;
  }

  async close(inquiry: string): Promise<void> {
    await this.refuse();
    this.#find(inquiry).status = 'closed';
  }

  async reopen(inquiry: string): Promise<void> {
    await this.refuse();
    this.#find(inquiry).status = 'open';
  }

  async markRead(inquiry: string, seq: number): Promise<void> {
    await this.answer();
    this.#find(inquiry).readSeq = seq;
  }

  async answers(_college: string, before?: string, size = 50): Promise<Answer[]> {
    await this.answer();
    return this.answered.filter(({ exactly }) => !before || exactly < before).slice(0, size);
  }

  async chats(): Promise<CollegeChat[]> {
    await this.answer();
    return this.openChats;
  }

  async post(chat: string, id: string, body: string): Promise<void> {
    await this.refuse();
    if (!this.posted.some((each) => each.id === id)) this.posted.push({ chat, id, body });
    this.loseAnswer();
  }

  subscribe(_college: string, { onChanged }: AdminInquiriesHandlers): () => void {
    return this.onChange(() => {
      for (const { id } of this.conversations) onChanged(id);
    });
  }

  #find(id: string): FakeConversation {
    const found = this.conversations.find((each) => each.id === id);
    if (!found) throw new AppError('missing');
    return found;
  }

  #row({ id, asker: who, assignee, askerReadSeq, lastSeq, messages, readSeq, status }: FakeConversation): DeskInquiry {
    const last = messages.at(-1);
    return {
      id,
      status,
      lastSeq,
      lastChange: 0,
      readSeq,
      othersReadSeq: askerReadSeq,
      asker: who,
      assignee,
      last: {
        fromCollege: last?.fromCollege ?? false,
        mine: last?.answeredBy === belova,
        body: last?.body ?? '',
        at: last?.createdAt ?? new Date(0),
      },
    };
  }
}
