import { type Backend, unwrap } from '../../core/backend.ts';
import type { Person } from '../../core/names.ts';
import type { ReportDecision, ReportReason } from '../../messages/report/reports-api.ts';

/** Somebody pointed the administrators to a message or a person. */
export interface Report {
  readonly id: string;
  readonly isMessage: boolean;
  readonly reason: ReportReason;
  readonly comment: string;
  readonly sentAt: Date;
  /** `sentAt` as exactly as the database knows it. */
  readonly exactly: string;
  /** Null when the account was erased. */
  readonly reporter: Person | null;
  readonly reported: Person | null;
  /** Empty for a chat of two people, and where there is none. */
  readonly chat: string;
  readonly isPersonal: boolean;
  /** The reported message as it was; null where it is of a chat of two people, or there is none. */
  readonly quote: string | null;
  /** What files it had; empty where it is not quoted. */
  readonly quotedFiles: readonly KeptFile[];
  readonly canMute: boolean;
  /** Null while nobody has decided. */
  readonly decision: ReportDecision | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: Person | null;
}

/** What is kept of a file: not the file itself. */
export interface KeptFile {
  readonly kind: 'picture' | 'video' | 'audio' | 'voice' | 'file';
  readonly name: string;
}

/** A message as it was when it, or one beside it, was reported. */
export interface KeptMessage {
  readonly seq: number;
  readonly author: Person | null;
  readonly body: string;
  readonly files: readonly KeptFile[];
  /** Of a poll, whose question is the text; null of others. */
  readonly pollOptions: readonly string[] | null;
  readonly writtenAt: Date;
  readonly isReported: boolean;
}

/** How many reports one request brings. */
const pageSize = 50;

/** Reports in a college; administrators only. Throws AppError; its `reason` is `decided`, `moderator` or `minutes`. */
export class AdminReportsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The latest first; `before` is the exact time of the last one that is known. */
  async list(college: string, before?: string): Promise<{ reports: Report[]; hasMore: boolean }> {
    const page = { size: pageSize, ...(before && { before }) };
    const rows = await unwrap(this.#backend.client.rest.rpc('college_reports', { college, ...page }));
    const reports = rows.map((row) => ({
      id: row.id,
      isMessage: row.is_message,
      reason: row.reason,
      comment: row.comment,
      sentAt: new Date(row.created_at),
      exactly: row.created_at,
      reporter: row.reporter as unknown as Person | null,
      reported: row.reported as unknown as Person | null,
      chat: row.chat_title,
      isPersonal: row.is_personal,
      quote: row.quote,
      quotedFiles: (row.quote_files as unknown as KeptFile[] | null) ?? [],
      canMute: row.can_mute,
      decision: row.decision,
      decidedAt: row.decided_at ? new Date(row.decided_at) : null,
      decidedBy: row.decided_by as unknown as Person | null,
    }));
    return { reports, hasMore: rows.length === pageSize };
  }

  /** The reported message and the two nearest to it. Of a chat of two people that is in the log. */
  async context(report: string): Promise<KeptMessage[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('report_context', { report }));
    return rows.map(({ author, body, files, is_reported, poll_options, seq, written_at }) => ({
      seq,
      author: author as unknown as Person | null,
      body,
      files: files as unknown as KeptFile[],
      pollOptions: poll_options,
      writtenAt: new Date(written_at),
      isReported: is_reported,
    }));
  }

  /** For `minutes` the author is muted, and only then given. */
  async decide(report: string, decision: ReportDecision, minutes?: number): Promise<void> {
    const time = minutes === undefined ? {} : { minutes };
    await unwrap(this.#backend.client.rest.rpc('decide_report', { report, decision, ...time }));
  }

  subscribe(changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.#backend.userId}`, {
      events: { reports_changed: changed },
      onJoined: changed,
    });
  }
}

export const adminReportsApi = (backend: Backend): AdminReportsApi =>
  backend.once('admin-reports-api', () => new AdminReportsApi(backend));
