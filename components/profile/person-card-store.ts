import { Action, problemOf } from '../core/action.ts';
import type { Backend } from '../core/backend.ts';
import { AppError, type AppErrorCode, failed, type Loadable, loading, ready } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import { type PersonCard, type PersonCardApi, personCardApi } from './person-card-api.ts';

export interface PersonCardState {
  readonly card: Loadable<PersonCard>;
  /** The personal chat is being opened, or made. */
  readonly writing: boolean;
  readonly problem: AppErrorCode | null;
}

/** Who somebody is in a college, kept up to date. */
export class PersonCardStore extends LiveStore<PersonCardState, PersonCard | null> {
  readonly #api: PersonCardApi;
  readonly #college: string;
  readonly #person: string;
  readonly #action = new Action<AppErrorCode>(({ busy, problem }) => this.set({ writing: busy, problem }), problemOf());

  constructor(api: PersonCardApi, college: string, person: string) {
    super({ card: loading, writing: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#person = person;
  }

  get isMe(): boolean {
    return this.#person === this.#api.myId;
  }

  /** Id of my personal chat with the person; null when it could not be had, and `problem` says why. */
  async personalChat(): Promise<string | null> {
    let chat: string | null = null;
    await this.#action.run(async () => {
      chat = await this.#api.personalChat(this.#college, this.#person);
    });
    return chat;
  }

  clearError(): void {
    this.#action.clearError();
  }

  protected load(): Promise<PersonCard | null> {
    return this.#api.card(this.#college, this.#person);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(card: Loadable<PersonCard | null>): void {
    if (card.status !== 'ready') this.set({ card });
    else this.set({ card: card.value ? ready(card.value) : failed(new AppError('missing')) });
  }
}

export const personCardStore = (backend: Backend, college: string, person: string): PersonCardStore =>
  backend.once(`person-card:${college}:${person}`, () => new PersonCardStore(personCardApi(backend), college, person));
