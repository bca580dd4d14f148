import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type Offer, type OffersApi, offersApi } from './offers-api.ts';

export interface OffersState {
  readonly offers: Loadable<readonly Offer[]>;
  readonly busy: boolean;
  /** Why the last answer to an offer was not taken. */
  readonly problem: AppErrorCode | null;
}

/** Colleges that invite me, kept up to date until I accept or decline. */
export class OffersStore extends LiveStore<OffersState, readonly Offer[]> {
  readonly #api: OffersApi;
  readonly #action = new Action<AppErrorCode>((state) => this.set(state), problemOf());

  constructor(api: OffersApi) {
    super({ offers: loading, busy: false, problem: null });
    this.#api = api;
  }

  protected load(): Promise<readonly Offer[]> {
    return this.#api.list();
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(changed);
  }

  protected show(offers: OffersState['offers']): void {
    this.set({ offers });
  }

  /** @returns whether I am in the college now. */
  accept(college: string): Promise<boolean> {
    return this.#answer(college, () => this.#api.accept(college));
  }

  /** @returns whether the offer is gone. */
  decline(college: string): Promise<boolean> {
    return this.#answer(college, () => this.#api.decline(college));
  }

  async #answer(college: string, act: () => Promise<void>): Promise<boolean> {
    const done = await this.#action.run(async () => {
      await act();
      const { offers } = this.state;
      if (offers.status === 'ready') {
        this.set({ offers: ready(offers.value.filter(({ collegeId }) => collegeId !== college)) });
      }
    });
    this.query.supersede();
    return done;
  }
}

export const offersStore = (backend: Backend): OffersStore =>
  backend.once('offers', () => new OffersStore(offersApi(backend)));
