import { type Backend, unwrap } from '../../core/backend.ts';
import type { Person } from '../../core/names.ts';

export type AuditFilter =
  | 'all'
  | 'people'
  | 'links'
  | 'groups'
  | 'requests'
  | 'chats'
  | 'documents'
  | 'articles'
  | 'imports';

/** A line of the log: who changed what, from what to what. */
export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  /** Null when it was no person, or one whose account is erased (then `actorId` is not null). */
  readonly actor: Person | null;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectType: string;
  /** Number of a group, name of a college. */
  readonly label: string;
  readonly person: Person | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface AuditQuery {
  readonly filter: AuditFilter;
  readonly query: string;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only lines older than this. */
  readonly before?: number | undefined;
  readonly size?: number;
}

interface Row {
  id: number;
  at: string;
  actor: Person | null;
  actor_id: string | null;
  action: string;
  subject_type: string;
  subject_label: string;
  subject_person: Person | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const kinds: Record<AuditFilter, string[] | undefined> = {
  all: undefined,
  people: ['person'],
  links: ['invitation', 'link'],
  groups: ['group'],
  requests: ['request'],
  chats: ['chat'],
  documents: ['document', 'document_folder'],
  articles: ['article'],
  imports: ['import'],
};

/** The log of a college; only administrators read it. Throws AppError only. */
export class AdminAuditApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Lines from the newest on. */
  async page(college: string, { filter, query, since, until, before, size = 50 }: AuditQuery): Promise<AuditEntry[]> {
    const rows = await unwrap(
      this.#backend.client.rest.rpc('audit_page', {
        college,
        kinds: kinds[filter],
        query,
        since: since?.toISOString(),
        until: until?.toISOString(),
        before,
        size,
      }),
    );
    return (rows as Row[]).map((row) => ({
      id: row.id,
      at: new Date(row.at),
      actor: row.actor,
      actorId: row.actor_id,
      action: row.action,
      subjectType: row.subject_type,
      label: row.subject_label,
      person: row.subject_person,
      before: row.before,
      after: row.after,
    }));
  }

  /** Calls `changed` whenever a line was added, or may have been. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`admin:${college}`, {
      events: { log_changed: changed },
      onJoined: changed,
    });
  }
}

export const adminAuditApi = (backend: Backend): AdminAuditApi =>
  backend.once('admin-audit-api', () => new AdminAuditApi(backend));
