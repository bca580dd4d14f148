import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import {
  type Audience,
  type Candidate,
  type ChatMakingApi,
  chatMakingApi,
  type MadeKind,
  type MakerRights,
} from './chat-making-api.ts';

export type NewKind = MadeKind | 'personal';
export type NewChatProblem = AppErrorCode | 'title' | 'group' | 'nobody' | 'no_member' | 'graduated';

export interface NewChatDraft {
  readonly title: string;
  readonly description: string;
  readonly kind: NewKind | '';
  readonly group: string;
  readonly isPublic: boolean;
  /** Everybody of the audience, also who comes later, in place of chosen people. */
  readonly everybody: boolean;
  readonly people: readonly Candidate[];
}

export interface NewChatState extends NewChatDraft {
  readonly rights: Loadable<MakerRights>;
  readonly step: 'kind' | 'people';
  readonly busy: boolean;
  readonly problem: NewChatProblem | null;
}

const emptyDraft: NewChatDraft = {
  title: '',
  description: '',
  kind: '',
  group: '',
  isPublic: false,
  everybody: false,
  people: [],
};

/** Which kinds of chat somebody may make. */
export function kindsOf({ isAdmin, isTeacher, groups }: MakerRights): readonly NewKind[] {
  return [
    ...(isAdmin ? (['college'] as const) : []),
    ...(groups.length > 0 ? (['group'] as const) : []),
    ...(isAdmin || isTeacher ? (['other'] as const) : []),
    'personal',
  ];
}

/** Who everybody of a kind are. */
export const audienceOf = (kind: NewKind | ''): Exclude<Audience, 'chosen'> =>
  kind === 'group' ? 'group' : kind === 'other' ? 'teachers' : 'college';

/** The dialog in which a chat is made, in two steps. What was typed stays until the chat is there. */
export class NewChatStore extends Store<NewChatState> {
  readonly #api: ChatMakingApi;
  readonly #college: string;
  readonly #rights: LiveQuery<MakerRights>;
  /** Of the chat that is being made: sent again it is the same. */
  #id = newId();
  readonly #making = new Action<NewChatProblem>((state) => this.set(state), problemOf('no_member', 'graduated'));

  constructor(api: ChatMakingApi, college: string) {
    super({ ...emptyDraft, rights: loading, step: 'kind', busy: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#rights = new LiveQuery<MakerRights>(
      () => api.rights(college),
      (rights) => {
        this.set({ rights });
        this.#chooseOnly();
      },
    );
  }

  protected start(): () => void {
    void this.#rights.refetch();
    return () => this.#rights.stop();
  }

  retry(): void {
    this.set({ rights: loading });
    void this.#rights.refetch();
  }

  /** Begins with the chat of a group, or with one person. */
  begin(group: string, kind: NewKind | ''): void {
    if (group && group !== this.state.group) this.edit({ kind: 'group', group, people: [], everybody: true });
    else if (kind) this.edit({ kind });
    this.set({ step: this.state.kind === 'personal' && kind === 'personal' ? 'people' : 'kind' });
  }

  edit(change: Partial<NewChatDraft>): void {
    const { kind, group } = this.state;
    const isOther =
      (change.kind !== undefined && change.kind !== kind) || (change.group !== undefined && change.group !== group);
    // Others can be chosen then.
    this.set({ ...(isOther && { people: [], everybody: false, isPublic: false }), ...change, problem: null });
  }

  toggle(person: Candidate): void {
    const { kind, people } = this.state;
    const others = people.filter(({ id }) => id !== person.id);
    if (kind === 'personal') this.edit({ people: [person] });
    else this.edit({ people: others.length < people.length ? others : [...people, person], everybody: false });
  }

  back(): void {
    this.set({ step: 'kind', problem: null });
  }

  next(): boolean {
    const { kind, title, group } = this.state;
    if (kind !== 'personal' && !title.trim()) return this.#making.refuse('title');
    if (kind === 'group' && !group) return this.#making.refuse('group');
    if (!kind) return this.#making.refuse('invalid');
    this.set({ step: 'people', problem: null });
    return true;
  }

  discard(): void {
    this.#id = newId();
    this.set({ ...emptyDraft, step: 'kind', problem: null });
    this.#chooseOnly();
  }

  /** @returns the id of the chat, or null when there is none. */
  async make(): Promise<string | null> {
    const { kind, title, description, group, everybody, people } = this.state;
    if (!kind || (people.length === 0 && !everybody && !this.state.isPublic)) {
      this.#making.refuse('nobody');
      return null;
    }
    let chat: string | null = null;
    await this.#making.run(async () => {
      const [first] = people;
      if (kind === 'personal') {
        chat = first ? await this.#api.personal(this.#college, first.id) : null;
      } else {
        const isPublic = this.state.isPublic && !everybody;
        await this.#api.create({
          id: this.#id,
          college: this.#college,
          kind,
          title: title.trim(),
          description: description.trim(),
          audience: everybody || isPublic ? audienceOf(kind) : 'chosen',
          group: kind === 'group' ? group : '',
          isPublic,
          people: everybody ? [] : people.map(({ id }) => id),
        });
        chat = this.#id;
      }
      this.discard();
    });
    return chat;
  }

  #chooseOnly(): void {
    const { rights, kind } = this.state;
    if (rights.status !== 'ready' || kind) return;
    const [first, second] = kindsOf(rights.value);
    if (first) this.set({ kind: first, step: second ? 'kind' : 'people' });
  }
}

export const newChatStore = (backend: Backend, college: string): NewChatStore =>
  backend.once(`new-chat:${college}`, () => new NewChatStore(chatMakingApi(backend), college));
