import { Action } from '../../../core/action.ts';
import type { Backend } from '../../../core/backend.ts';
import { serverTime } from '../../../core/dates.ts';
import { type AppErrorCode, type Loadable, loading, ready } from '../../../core/errors.ts';
import { LiveStore } from '../../../core/live-store.ts';
import { type InvitationLink, type InvitationsApi, invitationsApi, type NewInvitation } from './invitations-api.ts';

/** `uses` and `date`: what was chosen does not fit; `graduated`: the group has graduated and takes nobody. */
export type InvitationProblem = 'uses' | 'date' | 'graduated' | AppErrorCode;

export interface InvitationsState {
  readonly invitations: Loadable<readonly InvitationLink[]>;
  readonly busy: boolean;
  readonly problem: InvitationProblem | null;
}

export type InvitationsBackend = Pick<InvitationsApi, 'list' | 'create' | 'revoke' | 'subscribe' | 'address'>;

/** More people than that come by no one link; as in the database. */
const mostUses = 10_000;

/** The links into a college. */
export class InvitationsStore extends LiveStore<InvitationsState, readonly InvitationLink[]> {
  readonly #api: InvitationsBackend;
  readonly #college: string;
  readonly #action = new Action<InvitationProblem>(
    (state) => this.set(state),
    ({ code, reason }) => {
      if (reason === 'max_uses') return 'uses';
      if (reason === 'expires') return 'date';
      return reason === 'graduated' ? reason : code;
    },
  );

  constructor(api: InvitationsBackend, college: string) {
    super({ invitations: loading, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<readonly InvitationLink[]> {
    return this.#api.list(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(invitations: InvitationsState['invitations']): void {
    this.set({ invitations });
  }

  address(token: string): string {
    return this.#api.address(token);
  }

  /** @returns the id of the new link; null when it was not made, and `problem` says why. */
  async create(invitation: NewInvitation): Promise<string | null> {
    const { maxUses, until } = invitation;
    if (maxUses !== null && !(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= mostUses)) {
      this.#action.refuse('uses');
      return null;
    }
    if (until && !(until > serverTime())) {
      this.#action.refuse('date');
      return null;
    }
    let made: string | null = null;
    await this.#action.run(async () => {
      const id = await this.#api.create(this.#college, invitation);
      // Its maker looks at it next.
      await this.query.refetch();
      made = id;
    });
    return made;
  }

  /** @returns whether the link works no more. */
  revoke(id: string): Promise<boolean> {
    return this.#action.run(async () => {
      await this.#api.revoke(id);
      this.#end(id);
    });
  }

  clearError(): void {
    this.#action.clearError();
  }

  #end(id: string): void {
    const { invitations } = this.state;
    if (invitations.status === 'ready') {
      const ended = { end: 'revoked', token: '', code: '' } as const;
      this.set({
        invitations: ready(invitations.value.map((each) => (each.id === id ? { ...each, ...ended } : each))),
      });
    }
    this.query.supersede();
  }
}

export const invitationsStore = (backend: Backend, college: string): InvitationsStore =>
  backend.once(`invitations:${college}`, () => new InvitationsStore(invitationsApi(backend), college));
