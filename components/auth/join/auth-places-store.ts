import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveQuery, LiveStore } from '../../core/live-store.ts';
import { type TabValue, tabValue } from '../tab-value.ts';
import { type Application, type CollegePlace, type JoinApi, joinApi, type Places, type Role } from './join-api.ts';

/** What is searched for, as far as it is typed. */
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
  /** When nothing was found: cities with names like the one that was typed. */
  readonly cities: readonly string[];
}

/** An application that is not sent yet, kept for the tab: registering may load the page anew. */
export interface Unsent {
  readonly search: Search;
  readonly draft: Draft;
  /** It was to be sent, but nobody was signed in. */
  readonly awaited: boolean;
}

/** Why an application was not sent. */
export type ApplyProblem = 'collegeMissing' | 'roleMissing' | 'member' | 'offerGone' | 'limited' | 'offline' | 'failed';

export interface PlacesState {
  readonly places: Loadable<Places>;
  readonly search: Search;
  /** Null before the first search. */
  readonly found: Loadable<Found> | null;
  readonly draft: Draft;
  /** The application is complete, and can be sent as soon as its author is signed in. */
  readonly awaited: boolean;
  /** An application is being sent or withdrawn. */
  readonly busy: boolean;
  readonly problem: ApplyProblem | null;
}

export type PlacesBackend = Pick<
  JoinApi,
  'isSignedIn' | 'places' | 'search' | 'similarCities' | 'apply' | 'withdraw' | 'accept' | 'decline' | 'subscribe'
>;

const emptySearch: Search = { country: 'Россия', city: '', query: '' };
const emptyDraft: Draft = { college: null, role: '', group: '', subjects: [] };

/**
 * The colleges of the person, and the way into another without a link: finding it and applying. Somebody who is not signed in
 * has no colleges yet, and can prepare an application.
 */
export class PlacesStore extends LiveStore<PlacesState, Places> {
  readonly #api: PlacesBackend;
  readonly #unsent: TabValue<Unsent>;
  readonly #found = new LiveQuery<Found>(
    () => this.#search(),
    (found) => this.set({ found }),
  );
  readonly #action = new Action<ApplyProblem>(
    (state) => this.set(state),
    ({ code, reason }) => {
      if (reason === 'member' || reason === 'offerGone') return reason;
      return code === 'limited' || code === 'offline' ? code : 'failed';
    },
  );

  constructor(api: PlacesBackend, unsent: TabValue<Unsent>) {
    const { search = emptySearch, draft = emptyDraft, awaited = false } = unsent.read() ?? {};
    super({
      places: loading,
      search,
      found: draft.college ? ready({ colleges: [draft.college], cities: [] }) : null,
      draft,
      awaited,
      busy: false,
      problem: null,
    });
    this.#api = api;
    this.#unsent = unsent;
  }

  #keep(): void {
    const { search, draft, awaited } = this.state;
    this.#unsent.write({ search, draft, awaited });
  }

  /** Gives the unsent application up. */
  discard(): void {
    this.#unsent.write(null);
    this.#found.stop();
    this.set({ search: emptySearch, draft: emptyDraft, found: null, awaited: false, problem: null });
  }

  protected load(): Promise<Places> {
    return this.#api.places();
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(changed);
  }

  protected show(places: Loadable<Places>): void {
    this.set({ places });
  }

  /** Fetches the places again in a moment, because they may have changed. */
  invalidate(): void {
    this.query.invalidate();
  }

  /** Finds colleges; none without a city or a name, because nobody reads all colleges of a country. */
  async find(search: Partial<Search>): Promise<void> {
    const next = { ...this.state.search, ...search };
    const isEmpty = !next.city.trim() && !next.query.trim();
    this.set({ search: next, found: isEmpty ? null : (this.state.found ?? loading), problem: null });
    this.#keep();
    if (isEmpty) this.#found.stop();
    else await this.#found.refetch();
  }

  async #search(): Promise<Found> {
    const { country, city, query } = this.state.search;
    const colleges = await this.#api.search(country, city, query);
    const cities = colleges.length === 0 && city.trim() ? await this.#api.similarCities(country, city) : [];
    return { colleges, cities: cities.filter((each) => each !== city) };
  }

  edit(draft: Partial<Draft>): void {
    this.set({ draft: { ...this.state.draft, ...draft }, problem: null });
    this.#keep();
  }

  /** Makes a pending application the draft of a new one, which replaces it. */
  change({ collegeId, college, city, group, role, subjects }: Application): void {
    this.#found.stop();
    const place = { id: collegeId, name: college, shortName: college, city, address: '' };
    this.set({
      search: { ...this.state.search, city, query: '' },
      found: ready({ colleges: [place], cities: [] }),
      draft: { college: place, role, group, subjects },
      problem: null,
    });
  }

  /** Sends the application; without a session it is `awaited` then. @returns whether it was sent. */
  async apply(): Promise<boolean> {
    const { college, group, role, subjects } = this.state.draft;
    if (this.#action.busy) return false;
    if (!college) return this.#action.refuse('collegeMissing');
    if (!role) return this.#action.refuse('roleMissing');
    if (!this.#api.isSignedIn) {
      this.set({ awaited: true, problem: null });
      this.#keep();
      return false;
    }
    return this.#action.run(async () => {
      await this.#api.apply(
        college.id,
        role,
        role === 'student' ? group.trim() : '',
        role === 'teacher' ? subjects : [],
      );
      this.discard();
      await this.query.refetch();
    });
  }

  /** Joins a college that invites the person. @returns whether they are in it now. */
  async accept(college: string): Promise<boolean> {
    const done = await this.#action.run(() => this.#api.accept(college));
    await this.query.refetch();
    return done;
  }

  /** @returns whether the offer is gone. */
  decline(college: string): Promise<boolean> {
    return this.#action.run(async () => {
      await this.#api.decline(college);
      await this.query.refetch();
    });
  }

  /** Withdraws an application. @returns whether it was withdrawn. */
  withdraw(college: string): Promise<boolean> {
    return this.#action.run(async () => {
      await this.#api.withdraw(college);
      await this.query.refetch();
    });
  }
}

export const placesStore = (backend: Backend): PlacesStore =>
  backend.once('places', () => {
    const unsent = tabValue<Unsent>(`sferum.application:${new URL(backend.config.url).host}`);
    return new PlacesStore(joinApi(backend), unsent);
  });
