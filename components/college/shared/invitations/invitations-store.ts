import type { Backend } from '../../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, toAppError } from '../../../core/errors.ts';
import { LiveQuery } from '../../../core/live-store.ts';
import { Store } from '../../../core/store.ts';
import { type InvitationLink, type InvitationsApi, invitationsApi, type NewInvitation } from './invitations-api.ts';

/** `uses` and `date`: what was chosen does not fit; `graduated`: nobody joins that group any more. */
export type InvitationProblem = 'uses' | 'date' | 'graduated' | AppErrorCode;

export interface InvitationsState {
  readonly invitations: Loadable<readonly InvitationLink[]>;
  readonly busy: boolean;
  readonly problem: InvitationProblem | null;
}

export type InvitationsBackend = Pick<InvitationsApi, 'list' | 'create' | 'revoke' | 'subscribe' | 'address'>;

/** More people than that come by no one link; as in the database. */
export const mostUses = 10_000;

/** The links into a college. */
export class InvitationsStore extends Store<InvitationsState> {
  readonly #api: InvitationsBackend;
  readonly #college: string;
  readonly #refresh: LiveQuery<readonly InvitationLink[]>;

  constructor(api: InvitationsBackend, college: string) {
    super({ invitations: loading, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<readonly InvitationLink[]>(
      () => api.list(college),
      (invitations) => this.set({ invitations }),
    );
  }

  protected start(): () => void {
    return this.#refresh.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  retry(): void {
    this.set({ invitations: loading });
    void this.#refresh.refetch();
  }

  address(token: string): string {
    return this.#api.address(token);
  }

  /** @returns the id of the new link; null when it was not made, and `problem` says why. */
  async create(invitation: NewInvitation): Promise<string | null> {
    const { maxUses, until } = invitation;
    if (maxUses !== null && !(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= mostUses)) {
      return this.#refuse('uses');
    }
    if (until && !(until.getTime() > Date.now())) return this.#refuse('date');
    return this.#act(async () => {
      const id = await this.#api.create(this.#college, invitation);
      await this.#refresh.refetch();
      return id;
    });
  }

  /** @returns whether the link works no more. */
  async revoke(id: string): Promise<boolean> {
    const done = await this.#act(async () => {
      await this.#api.revoke(id);
      await this.#refresh.refetch();
      return true;
    });
    return done ?? false;
  }

  /** What was said is read, or what it was about has changed. */
  forget(): void {
    if (this.state.problem) this.set({ problem: null });
  }

  #refuse(problem: InvitationProblem): null {
    this.set({ problem });
    return null;
  }

  async #act<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.state.busy) return null;
    this.set({ busy: true, problem: null });
    try {
      return await work();
    } catch (thrown) {
      const { code, detail, reason } = toAppError(thrown);
      if (detail === 'SF006') return this.#refuse('graduated');
      if (detail === 'SF001') return this.#refuse(reason === 'max_uses' ? 'uses' : 'date');
      return this.#refuse(code);
    } finally {
      this.set({ busy: false });
    }
  }
}

export const invitationsStore = (backend: Backend, college: string): InvitationsStore =>
  backend.once(`invitations:${college}`, () => new InvitationsStore(invitationsApi(backend), college));
