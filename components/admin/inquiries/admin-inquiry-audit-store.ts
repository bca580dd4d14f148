import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { noPaging, PagedQuery, type Paging, pageOf } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import { type AdminInquiriesApi, type Answer, adminInquiriesApi } from './admin-inquiries-api.ts';

const pageSize = 50;

export interface AdminInquiryAuditState extends Paging {
  /** The newest first. */
  readonly answers: Loadable<readonly Answer[]>;
}

/** Who answered whom in the name of a college, page by page. */
export class AdminInquiryAuditStore extends Store<AdminInquiryAuditState> {
  readonly #answers: PagedQuery<Answer>;

  constructor(api: Pick<AdminInquiriesApi, 'answers'>, college: string) {
    super({ answers: loading, ...noPaging });
    this.#answers = new PagedQuery<Answer>(
      async (before) =>
        pageOf(await api.answers(college, before ?? undefined, pageSize), pageSize, ({ exactly }) => exactly),
      (answers, paging) => this.set({ answers, ...paging }),
    );
  }

  protected start(): () => void {
    void this.#answers.refetch();
    return () => this.#answers.stop();
  }

  retry(): void {
    void this.#answers.ask();
  }

  fetchMore(): Promise<void> {
    return this.#answers.fetchMore();
  }
}

export const adminInquiryAuditStore = (backend: Backend, college: string): AdminInquiryAuditStore =>
  backend.once(`inquiry-audit:${college}`, () => new AdminInquiryAuditStore(adminInquiriesApi(backend), college));
