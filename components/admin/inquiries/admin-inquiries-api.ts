import type { InquiryMessage, InquirySummary } from '../../college/shared/inquiry/inquiry-message.ts';
import { InquiryMessagesApi } from '../../college/shared/inquiry/inquiry-messages-api.ts';
import type { Role } from '../../college/shared/my-colleges-api.ts';
import { type Backend, unwrap, unwrapAll } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { type AttachedFile, type FileJson, fileOf } from '../../files/file.ts';
import { sentFiles } from '../../files/sent-file.ts';
import { withProblems } from '../../messages/actions/message-problems.ts';
import type { ConversationSource } from '../../messages/conversation.ts';

/** Who asks. */
export interface Asker extends Person {
  /** Null when they are not, or no longer, a member of the college. */
  readonly role: Role | null;
  /** Numbers of their groups; empty without one. */
  readonly groups: string;
}

export type InquiryFilter = 'open' | 'mine' | 'closed';

export interface InquiriesQuery {
  readonly filter: InquiryFilter;
  /** A part of the asker's name. */
  readonly search: string;
  readonly size: number;
  /** How many are known already. */
  readonly skip: number;
}

/** An inquiry as the administrators of its college share it: `readSeq` is how far any of them has read. */
export interface DeskInquiry extends InquirySummary {
  /** Null when the account was erased. */
  readonly asker: Asker | null;
  /** The administrator who takes care of it. */
  readonly assignee: Person | null;
  readonly last: {
    readonly fromCollege: boolean;
    /** I wrote it in the name of the college. */
    readonly mine: boolean;
    /** It may be shortened. */
    readonly body: string;
    readonly files: readonly AttachedFile[];
    /** It was files, which are gone with the account of the asker. */
    readonly deleted: boolean;
    readonly at: Date;
  };
}

export interface InquiryCounts {
  readonly open: number;
  readonly mine: number;
  /** Messages in open ones that no administrator has read. */
  readonly unread: number;
}

/** Who answered whom in the name of the college. */
export interface Answer {
  readonly id: string;
  readonly at: Date;
  /** `at` as exactly as the database knows it. */
  readonly exactly: string;
  readonly by: Person | null;
  readonly asker: Person | null;
}

/** A chat into which an administrator may write in the name of the college. */
export interface CollegeChat {
  readonly id: string;
  readonly title: string;
  readonly groupNumber: string;
  readonly isOpen: boolean;
  readonly memberCount: number;
}

interface AskerJson extends Person {
  role: Role | null;
  group_number: string | null;
}

interface LastJson {
  from_college: boolean;
  mine: boolean;
  body: string;
  files: readonly FileJson[];
  deleted_at: string | null;
  created_at: string;
}

/** What may be different in the inquiries to a college. */
export interface AdminInquiriesHandlers {
  /** Something of one inquiry. */
  onChanged(inquiry: string): void;
  /** The channel is up, for the first time or again: what was broadcast before may have been missed. */
  onJoined(): void;
  onLost?(): void;
}

/** Entries in a page of the log of who answered whom. */
const pageSize = 50;

/** What the administrators of a college do with inquiries to it. Throws AppError only. */
export class AdminInquiriesApi extends InquiryMessagesApi {
  /** What nobody has read comes first, then the latest; at most 200 at a time. */
  async list(college: string, query: InquiriesQuery): Promise<DeskInquiry[]> {
    return this.#rows({ college, ...query });
  }

  /** @throws {AppError} missing, when it is none of this college. */
  async get(college: string, inquiry: string): Promise<DeskInquiry> {
    const [found] = await this.#rows({ college, inquiry });
    if (!found) throw new AppError('missing');
    return found;
  }

  /** Id of the college that was asked. @throws {AppError} missing. */
  async collegeOf(inquiry: string): Promise<string> {
    const rows = this.backend.client.rest.from('inquiries').select('college_id').eq('id', inquiry);
    const [found] = await unwrap(rows.limit(1));
    if (!found) throw new AppError('missing');
    return found.college_id;
  }

  async counts(college: string): Promise<InquiryCounts> {
    const [counts] = await unwrap(this.backend.client.rest.rpc('inquiry_counts', { college }));
    return counts ?? { open: 0, mine: 0, unread: 0 };
  }

  /** Answers in the name of the college; an answer with this id that has already arrived counts as sent. */
  async reply(inquiry: string, id: string, body: string, files: readonly AttachedFile[] = []): Promise<InquiryMessage> {
    const { rest } = this.backend.client;
    return this.written(unwrap(rest.rpc('answer_inquiry', { inquiry, id, body, files: sentFiles(files) })));
  }

  /** @throws {AppError} conflict, when another one has it than `insteadOf`; `present` then has the `assignee`. */
  async assign(inquiry: string, assignee: string | null, insteadOf: string | null): Promise<void> {
    await unwrap(
      this.backend.client.rest.rpc('assign_inquiry', {
        inquiry,
        ...(assignee && { assignee }),
        ...(insteadOf && { instead_of: insteadOf }),
      }),
    );
  }

  async close(inquiry: string): Promise<void> {
    await unwrap(this.backend.client.rest.rpc('close_inquiry', { inquiry }));
  }

  async reopen(inquiry: string): Promise<void> {
    await unwrap(this.backend.client.rest.rpc('reopen_inquiry', { inquiry }));
  }

  /** Moves the position that the administrators share. */
  async markRead(inquiry: string, seq: number): Promise<void> {
    await unwrap(this.backend.client.rest.rpc('read_inquiry_as_college', { inquiry, seq }));
  }

  /** The newest first, those before the moment `before` as the database said it. */
  async answers(college: string, before?: string, size = pageSize): Promise<Answer[]> {
    const rows = await unwrap(
      this.backend.client.rest.rpc('inquiry_audit', {
        college,
        size,
        ...(before && { before }),
      }),
    );
    return rows.map((row) => ({
      id: row.message_id,
      at: new Date(row.at),
      exactly: row.at,
      by: row.answered_by as unknown as Person | null,
      asker: row.asker as unknown as Person | null,
    }));
  }

  async chats(college: string): Promise<CollegeChat[]> {
    const { rest } = this.backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('college_chats', { college }).range(from, to));
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      groupNumber: row.group_number ?? '',
      isOpen: row.is_open,
      memberCount: row.member_count,
    }));
  }

  /**
   * Writes into a chat in the name of the college; a message with this id that has arrived counts as sent. Its files are in
   * the folder of the administration.
   */
  async post(chat: string, id: string, body: string, files: readonly AttachedFile[] = []): Promise<void> {
    const { rest } = this.backend.client;
    await withProblems(unwrap(rest.rpc('post_as_college', { chat, id, body, files: sentFiles(files) })));
  }

  subscribe(college: string, { onChanged, onJoined, onLost }: AdminInquiriesHandlers): () => void {
    return this.backend.channels.subscribe(`admin:${college}`, {
      events: { inquiry: ({ inquiry_id }) => onChanged(String(inquiry_id)) },
      onJoined,
      ...(onLost && { onLost }),
    });
  }

  async #rows(args: { college: string; inquiry?: string } & Partial<InquiriesQuery>): Promise<DeskInquiry[]> {
    const rows = await unwrap(this.backend.client.rest.rpc('college_inquiries', args));
    return rows.map((row) => {
      const asker = row.asker as unknown as AskerJson | null;
      const last = row.last_message as unknown as LastJson;
      return {
        id: row.id,
        status: row.status,
        lastSeq: row.last_seq,
        lastChange: row.last_change,
        readSeq: row.read_seq,
        othersReadSeq: row.asker_read_seq,
        asker: asker && { ...asker, groups: asker.group_number ?? '' },
        assignee: row.assignee as unknown as Person | null,
        last: {
          fromCollege: last.from_college,
          mine: last.mine,
          body: last.body,
          files: last.files.map(fileOf),
          deleted: last.deleted_at !== null,
          at: new Date(last.created_at),
        },
      };
    });
  }
}

/** One inquiry as an administrator reads and answers it. */
export const adminInquirySource = (
  api: AdminInquiriesApi,
  college: string,
  inquiry: string,
): ConversationSource<InquiryMessage, DeskInquiry> => ({
  summary: () => api.get(college, inquiry),
  page: (cursor, signal) => api.page(inquiry, cursor, signal),
  changes: (after, signal) => api.changes(inquiry, after, signal),
  markRead: (seq) => api.markRead(inquiry, seq),
  subscribe: ({ onStale, onJoined, onLost }) =>
    api.subscribe(college, { onChanged: (id) => id === inquiry && onStale(), onJoined, onLost }),
  reconnect: () => api.reconnect(),
  isOwn: ({ fromCollege }) => fromCollege,
});

export const adminInquiriesApi = (backend: Backend): AdminInquiriesApi =>
  backend.once('admin-inquiries-api', () => new AdminInquiriesApi(backend));
