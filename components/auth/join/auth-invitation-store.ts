import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { inTime, Retry } from '../../core/network/retry.ts';
import { Store } from '../../core/store.ts';
import { type Invitation, type JoinApi, joinApi } from './join-api.ts';

const deadReasons = ['unknown', 'expired', 'revoked', 'used', 'graduated', 'left'] as const;

/** Why nobody can join by this link; none of them passes by itself. */
export type Dead = (typeof deadReasons)[number];

/** Why the person cannot join now. */
export type JoinProblem = 'subjectMissing' | 'subjectLong' | 'otherRole' | 'limited' | 'offline' | 'failed';

export interface InvitationState {
  readonly invitation: Loadable<Invitation>;
  readonly dead: Dead | null;
  /** What a teacher will teach in the group. */
  readonly subjects: readonly string[];
  readonly busy: boolean;
  readonly problem: JoinProblem | null;
  /** Where the person is a member now; null before joining. */
  readonly joined: { readonly collegeId: string; readonly groupId: string } | null;
}

export type InvitationBackend = Pick<JoinApi, 'preview' | 'join'>;

const maxSubjects = 20;
const maxSubjectLength = 200;

/** One link: what it leads to, and joining by it. */
export class InvitationStore extends Store<InvitationState> {
  readonly #api: InvitationBackend;
  readonly #secret: string;
  readonly #retry = new Retry(() => void this.#load());
  readonly #action = new Action<JoinProblem>((state) => this.set(state), problemOf);

  /** `secret` is the token of a link or a short code. */
  constructor(api: InvitationBackend, secret: string) {
    super({ invitation: loading, dead: null, subjects: [], busy: false, problem: null, joined: null });
    this.#api = api;
    this.#secret = secret;
  }

  protected start(): () => void {
    if (this.state.invitation.status !== 'ready') void this.load();
    return () => this.#retry.stop();
  }

  load(): Promise<void> {
    this.set({ invitation: loading, dead: null });
    return this.#load();
  }

  async #load(): Promise<void> {
    try {
      const invitation = await inTime(this.#api.preview(this.#secret));
      this.#retry.stop();
      if (invitation) this.set({ invitation: ready(invitation) });
      else this.set({ dead: 'unknown' });
    } catch (thrown) {
      const { reason } = toAppError(thrown);
      if (isDead(reason)) this.set({ dead: reason });
      else {
        this.set({ invitation: failed(thrown) });
        this.#retry.after(toAppError(thrown));
      }
    }
  }

  /** Blanks and repetitions are dropped. */
  setSubjects(subjects: readonly string[]): void {
    const trimmed = subjects.map((subject) => subject.trim()).filter(Boolean);
    this.set({ subjects: [...new Set(trimmed)].slice(0, maxSubjects), problem: null });
  }

  /** Whether the person has to name the subjects that they teach. */
  get asksSubjects(): boolean {
    const { invitation } = this.state;
    return invitation.status === 'ready' && invitation.value.role === 'teacher' && invitation.value.group !== '';
  }

  /** @returns whether the person has joined. */
  async join(): Promise<boolean> {
    const { invitation, subjects } = this.state;
    if (this.#action.busy || invitation.status !== 'ready') return false;
    if (this.asksSubjects && subjects.length === 0) return this.#action.refuse('subjectMissing');
    if (subjects.some((subject) => subject.length > maxSubjectLength)) return this.#action.refuse('subjectLong');
    const { token } = invitation.value;
    await this.#action.run(() => this.#join(token, this.asksSubjects ? subjects : []));
    return this.state.joined !== null;
  }

  async #join(token: string, subjects: readonly string[]): Promise<void> {
    try {
      this.set({ joined: await this.#api.join(token, subjects) });
    } catch (thrown) {
      const { reason } = toAppError(thrown);
      if (!isDead(reason)) throw thrown;
      this.set({ dead: reason });
    }
  }
}

const isDead = (reason: string): reason is Dead => deadReasons.includes(reason as Dead);

function problemOf({ code, reason }: AppError): JoinProblem {
  if (reason === 'role') return 'otherRole';
  if (reason === 'subjects') return 'subjectMissing';
  return code === 'limited' || code === 'offline' ? code : 'failed';
}

export const invitationStore = (backend: Backend, secret: string): InvitationStore =>
  backend.once(`invitation:${secret}`, () => new InvitationStore(joinApi(backend), secret));
