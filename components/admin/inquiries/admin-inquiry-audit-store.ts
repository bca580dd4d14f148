import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type AdminInquiriesApi, type Answer, adminInquiriesApi } from './admin-inquiries-api.ts';

const pageSize = 50;

export interface AdminInquiryAuditState {
  /** The newest first. */
  readonly answers: Loadable<readonly Answer[]>;
  readonly more: boolean;
  readonly fetching: boolean;
  /** The next page did not come. */
  readonly moreFailed: boolean;
}

/** Who answered whom in the name of a college, page by page. */
export class AdminInquiryAuditStore extends Store<AdminInquiryAuditState> {
  readonly #api: Pick<AdminInquiriesApi, 'answers'>;
  readonly #college: string;
  readonly #first: LiveQuery<readonly Answer[]>;

  constructor(api: Pick<AdminInquiriesApi, 'answers'>, college: string) {
    super({ answers: loading, more: false, fetching: false, moreFailed: false });
    this.#api = api;
    this.#college = college;
    this.#first = new LiveQuery<readonly Answer[]>(
      () => this.#page(),
      (answers) => {
        const more = answers.status === 'ready' && answers.value.length === pageSize;
        this.set({ answers, more, moreFailed: false });
      },
    );
  }

  protected start(): () => void {
    void this.#first.refetch();
    return () => this.#first.stop();
  }

  retry(): void {
    this.set({ answers: loading });
    void this.#first.refetch();
  }

  async fetchMore(): Promise<void> {
    const { answers, fetching } = this.state;
    if (answers.status !== 'ready' || fetching) return;
    this.set({ fetching: true, moreFailed: false });
    const page = await this.#page(answers.value.at(-1)?.exactly).catch(toAppError);
    this.set({ fetching: false });
    // The first page came again meanwhile.
    if (this.state.answers !== answers) return;
    if (page instanceof Error) this.set({ moreFailed: true });
    else this.set({ answers: ready([...answers.value, ...page]), more: page.length === pageSize });
  }

  #page(before?: string): Promise<Answer[]> {
    return this.#api.answers(this.#college, before, pageSize);
  }
}

export const adminInquiryAuditStore = (backend: Backend, college: string): AdminInquiryAuditStore =>
  backend.once(`inquiry-audit:${college}`, () => new AdminInquiryAuditStore(adminInquiriesApi(backend), college));
