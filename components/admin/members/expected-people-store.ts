import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type ExpectedPeopleApi, type ExpectedPerson, expectedPeopleApi } from './expected-people-api.ts';

export interface ExpectedPeopleState {
  readonly people: Loadable<readonly ExpectedPerson[]>;
  /** Somebody is being removed. */
  readonly busy: boolean;
  /** Why that did not succeed. */
  readonly problem: AppErrorCode | null;
}

export type ExpectedPeopleBackend = Pick<ExpectedPeopleApi, 'list' | 'remove' | 'subscribe'>;

/** Those who were added to a college and have not registered. */
export class ExpectedPeopleStore extends LiveStore<ExpectedPeopleState, readonly ExpectedPerson[]> {
  readonly #api: ExpectedPeopleBackend;
  readonly #college: string;
  readonly #removal = new Action<AppErrorCode>((state) => this.set(state), problemOf());

  constructor(api: ExpectedPeopleBackend, college: string) {
    super({ people: loading, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<readonly ExpectedPerson[]> {
    return this.#api.list(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(people: ExpectedPeopleState['people']): void {
    this.set({ people });
  }

  /** @returns whether the person is expected no longer. */
  remove(phone: string): Promise<boolean> {
    return this.#removal.run(async () => {
      await this.#api.remove(this.#college, phone);
      this.#drop(phone);
    });
  }

  clearError(): void {
    this.#removal.clearError();
  }

  #drop(phone: string): void {
    const { people } = this.state;
    if (people.status === 'ready') this.set({ people: ready(people.value.filter((each) => each.phone !== phone)) });
    this.query.supersede();
  }
}

export const expectedPeopleStore = (backend: Backend, college: string): ExpectedPeopleStore =>
  backend.once(`expected-people:${college}`, () => new ExpectedPeopleStore(expectedPeopleApi(backend), college));
