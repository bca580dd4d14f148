import type { InquiryMessage } from '../../college/shared/inquiry/inquiry-message.ts';
import { belova, lunin } from '../../college/testing/fake-apis.ts';
import { FakeConversation, FakeSide } from '../../college/testing/fake-inquiries.ts';
import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { AttachedFile } from '../../files/file.ts';
import type { Page, PageCursor } from '../../messages/conversation.ts';
import type {
  AdminInquiriesApi,
  AdminInquiriesHandlers,
  Answer,
  Asker,
  CollegeChat,
  DeskInquiry,
  InquiriesQuery,
} from '../inquiries/admin-inquiries-api.ts';

/** An inquiry as the server keeps it for the desk. */
export class FakeDeskInquiry extends FakeConversation {
  assignee: Person | null = null;

  constructor(
    id: string,
    readonly asker: Asker | null,
  ) {
    super(id);
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
  conversations: FakeDeskInquiry[] = [];
  answered: Answer[] = [];
  openChats: CollegeChat[] = [
    { id: 'chat', title: 'Объявления', groupNumber: '', isOpen: true, memberCount: 226 },
    { id: 'old', title: 'ТО-41', groupNumber: 'ТО-41', isOpen: false, memberCount: 20 },
  ];
  readonly posted: { chat: string; id: string; body: string; files: string[] }[] = [];
  readonly queries: InquiriesQuery[] = [];

  /** Павел asks what nobody has read, Ирина is being answered by Лунин. */
  fill(): { pavel: FakeDeskInquiry; irina: FakeDeskInquiry } {
    const pavel = new FakeDeskInquiry('pavel', { ...asker('nechaev', 'Нечаев', 'Павел', ''), role: null });
    pavel.write('Какие документы нужны для перевода?', false);
    const irina = new FakeDeskInquiry('irina', asker('zimina', 'Зимина', 'Ирина', 'ИС-21'));
    irina.write('Подскажите часы работы библиотеки', false);
    irina.write('До 16:00', true, 'answer', lunin);
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

  async collegeOf(): Promise<string> {
    return 'college';
  }

  async reply(inquiry: string, id: string, body: string, files?: readonly AttachedFile[]): Promise<InquiryMessage> {
    await this.refuse();
    const found = this.#find(inquiry);
    found.assignee ??= belova;
    const message = found.write(body, true, id, belova, files);
    this.loseAnswer();
    this.publish();
    return message;
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

  async post(chat: string, id: string, body: string, files: readonly AttachedFile[] = []): Promise<void> {
    await this.refuse();
    if (!this.posted.some((each) => each.id === id))
      this.posted.push({ chat, id, body, files: files.map(({ name }) => name) });
    this.loseAnswer();
  }

  subscribe(_college: string, { onChanged }: AdminInquiriesHandlers): () => void {
    return this.onChange(() => {
      for (const { id } of this.conversations) onChanged(id);
    });
  }

  #find(id: string): FakeDeskInquiry {
    const found = this.conversations.find((each) => each.id === id);
    if (!found) throw new AppError('missing');
    return found;
  }

  #row({ id, asker: who, assignee, askerReadSeq, lastSeq, messages, readSeq, status }: FakeDeskInquiry): DeskInquiry {
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
        files: last?.files ?? [],
        deleted: Boolean(last?.deletedAt),
        at: last?.createdAt ?? new Date(0),
      },
    };
  }
}
