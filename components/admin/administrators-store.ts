import { type Member, type MembersApi, membersApi } from '../college/shared/members-api.ts';
import type { Backend } from '../core/backend.ts';
import { type Loadable, loading } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';

/** No college has more administrators than that. */
const most = 100;

export interface AdministratorsState {
  readonly people: Loadable<readonly Member[]>;
}

/** The administrators of a college: whom one can write to, who can take care of an inquiry. */
export class AdministratorsStore extends LiveStore<AdministratorsState, readonly Member[]> {
  readonly #api: MembersApi;
  readonly #college: string;

  constructor(api: MembersApi, college: string) {
    super({ people: loading });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<readonly Member[]> {
    return this.#api.list(this.#college, { filter: 'administrators', size: most });
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(people: AdministratorsState['people']): void {
    this.set({ people });
  }
}

export const administratorsStore = (backend: Backend, college: string): AdministratorsStore =>
  backend.once(`administrators:${college}`, () => new AdministratorsStore(membersApi(backend), college));
