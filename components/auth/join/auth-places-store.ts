import type { Backend } from '../../core/backend.ts';
import { AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';
import { type Application, type CollegePlace, type JoinApi, joinApi, type Places, type Role } from './join-api.ts';

/** What is being looked for, as far as it is typed. */
export interface Search {
  readonly country: string;
  readonly city: string;
  readonly query: string;
}

/** What goes into an application. */
export interface Draft {
  readonly college: CollegePlace | null;
  readonly role: Role | '';
  /** Number of the group, of a student. */
  readonly group: string;
  /** What a teacher teaches. */
  readonly subjects: readonly string[];
}

export interface Found {
  readonly colleges: readonly CollegePlace[];
  /** Cities with names like the one that was typed; only when nothing was found. */
  readonly cities: readonly string[];
}

/** Why an application does not go out. */
export type ApplyProblem = 'collegeMissing' | 'roleMissing' | 'member' | 'limited' | 'offline' | 'failed';

export interface PlacesState {
  readonly places: Loadable<Places>;
  readonly search: Search;
  /** Null before anything was looked for. */
  readonly found: Loadable<Found> | null;
  readonly draft: Draft;
  readonly busy: 'apply' | 'withdraw' | null;
  readonly problem: ApplyProblem | null;
}

export type PlacesBackend = Pick<JoinApi, 'places' | 'search' | 'similarCities' | 'apply' | 'withdraw' | 'subscribe'>;

const nothingDrafted: Draft = { college: null, role: '', group: '', subjects: [] };

/** Where the person belongs, and his way to a college without a link: looking for it and applying. */
export class PlacesStore extends Store<PlacesState> {
  readonly #api: PlacesBackend;
  /** Of two answers only the later asked counts. */
  #turn = 0;

  constructor(api: PlacesBackend) {
    super({
      places: loading,
      search: { country: 'Россия', city: '', query: '' },
      found: null,
      draft: nothingDrafted,
      busy: null,
      problem: null,
    });
    this.#api = api;
  }

  protected start(): () => void {
    const leave = this.#api.subscribe(() => void this.load());
    void this.load();
    return leave;
  }

  /** Reads where the person belongs; what is shown stays when it fails later. */
  async load(): Promise<void> {
    try {
      this.set({ places: ready(await this.#api.places()) });
    } catch (thrown) {
      if (this.state.places.status !== 'ready') this.set({ places: failed(thrown) });
      else if (!(thrown instanceof AppError)) throw thrown;
    }
  }

  /** Loads anew after a failure. */
  retry(): void {
    this.set({ places: loading });
    void this.load();
  }

  /** Looks for colleges; an empty city and name show nothing, for all colleges of a country help nobody. */
  async find(search: Partial<Search>): Promise<void> {
    const next = { ...this.state.search, ...search };
    const turn = ++this.#turn;
    const { country, city, query } = next;
    const empty = !city.trim() && !query.trim();
    this.set({ search: next, found: empty ? null : (this.state.found ?? loading), problem: null });
    if (empty) return;
    try {
      const colleges = await this.#api.search(country, city, query);
      const cities = colleges.length === 0 && city.trim() ? await this.#api.similarCities(country, city) : [];
      if (turn === this.#turn) this.set({ found: ready({ colleges, cities: cities.filter((one) => one !== city) }) });
    } catch (thrown) {
      if (turn === this.#turn) this.set({ found: failed(thrown) });
    }
  }

  edit(draft: Partial<Draft>): void {
    this.set({ draft: { ...this.state.draft, ...draft }, problem: null });
  }

  /** Takes an application that is being considered as the draft of a new one. */
  change({ collegeId, college, city, group, role, subjects }: Application): void {
    const place = { id: collegeId, name: college, shortName: college, city, address: '' };
    this.set({
      search: { ...this.state.search, city, query: '' },
      found: ready({ colleges: [place], cities: [] }),
      draft: { college: place, role, group, subjects },
      problem: null,
    });
  }

  /** Sends the application. @returns whether it went out. */
  async apply(): Promise<boolean> {
    const { busy, draft } = this.state;
    if (busy) return false;
    const { college, group, role, subjects } = draft;
    if (!college) return this.#refuse('collegeMissing');
    if (!role) return this.#refuse('roleMissing');
    return this.#act('apply', async () => {
      await this.#api.apply(
        college.id,
        role,
        role === 'student' ? group.trim() : '',
        role === 'teacher' ? subjects : [],
      );
      this.set({ draft: nothingDrafted });
    });
  }

  /** Takes an application back. @returns whether it is gone. */
  withdraw(college: string): Promise<boolean> {
    return this.#act('withdraw', () => this.#api.withdraw(college));
  }

  #refuse(problem: ApplyProblem): false {
    this.set({ problem });
    return false;
  }

  async #act(busy: PlacesState['busy'], work: () => Promise<void>): Promise<boolean> {
    if (this.state.busy) return false;
    this.set({ busy, problem: null });
    try {
      await work();
      await this.load();
      return true;
    } catch (thrown) {
      const { code, reason } = toAppError(thrown);
      return this.#refuse(reason === 'member' ? reason : code === 'limited' || code === 'offline' ? code : 'failed');
    } finally {
      this.set({ busy: null });
    }
  }
}

/** Null while nobody is signed in. */
export const placesStore = (backend: Backend): PlacesStore | null =>
  backend.userId ? backend.once('places', () => new PlacesStore(joinApi(backend))) : null;
