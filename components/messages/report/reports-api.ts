import { type Backend, unwrap } from '../../core/backend.ts';

/** Why somebody is reported; `other` needs words. */
export type ReportReason = 'insult' | 'spam' | 'dangerous' | 'other';

export type ReportDecision = 'deleted' | 'muted' | 'dismissed';

/** What is reported: a message, or a member of a college. */
export type Reported = { readonly message: string } | { readonly person: string; readonly college: string };

/** What I reported, and what became of it. */
export interface MyReport {
  readonly id: string;
  readonly isMessage: boolean;
  readonly sentAt: Date;
  /** Null while nobody has decided. */
  readonly decision: ReportDecision | null;
  readonly isSeen: boolean;
}

/** Reports of whoever is signed in. Throws AppError; its `reason` is `reported`, `own`, `comment` or `deleted`. */
export class ReportsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Sent again with the same id it is the same report. */
  async report(id: string, reported: Reported, reason: ReportReason, comment: string): Promise<void> {
    const { rest } = this.#backend.client;
    await unwrap(
      'message' in reported
        ? rest.rpc('report_message', { id, message: reported.message, reason, comment })
        : rest.rpc('report_person', { id, college: reported.college, person: reported.person, reason, comment }),
    );
  }

  async mine(): Promise<MyReport[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('my_reports'));
    return rows.map(({ id, is_message, created_at, decision, is_seen }) => ({
      id,
      isMessage: is_message,
      sentAt: new Date(created_at),
      decision,
      isSeen: is_seen,
    }));
  }

  /** I have seen what was decided. */
  async see(report: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('see_report', { report }));
  }

  subscribe(changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.#backend.userId}`, {
      events: { report_decided: changed },
      onJoined: changed,
    });
  }
}

export const reportsApi = (backend: Backend): ReportsApi => backend.once('reports-api', () => new ReportsApi(backend));
