import type { Backend } from '../core/backend.ts';
import { AppError, failed, type Loadable, loading, ready } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import { type PersonCard, type PersonCardApi, personCardApi } from './person-card-api.ts';

export interface PersonCardState {
  readonly card: Loadable<PersonCard>;
}

/** Who somebody is in a college, kept up to date. */
export class PersonCardStore extends LiveStore<PersonCardState, PersonCard | null> {
  readonly #api: PersonCardApi;
  readonly #college: string;
  readonly #person: string;

  constructor(api: PersonCardApi, college: string, person: string) {
    super({ card: loading });
    this.#api = api;
    this.#college = college;
    this.#person = person;
  }

  get isMe(): boolean {
    return this.#person === this.#api.myId;
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
