import type { Backend } from '../../core/backend.ts';
import { AppError, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type MyReport, type Reported, type ReportReason, type ReportsApi, reportsApi } from './reports-api.ts';

export interface ReportsState {
  readonly mine: Loadable<readonly MyReport[]>;
}

/** What I have reported, with what was decided. */
export class ReportsStore extends LiveStore<ReportsState, readonly MyReport[]> {
  readonly #api: ReportsApi;

  constructor(api: ReportsApi) {
    super({ mine: loading });
    this.#api = api;
  }

  /** Decisions that I have not yet seen. */
  get news(): readonly MyReport[] {
    const { mine } = this.state;
    return mine.status === 'ready' ? mine.value.filter(({ decision, isSeen }) => decision !== null && !isSeen) : [];
  }

  protected load(): Promise<readonly MyReport[]> {
    return this.#api.mine();
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(changed);
  }

  protected show(mine: ReportsState['mine']): void {
    this.set({ mine });
  }

  /** @throws {AppError} with a reason, as the api. */
  report(id: string, reported: Reported, reason: ReportReason, comment: string): Promise<void> {
    return this.#api.report(id, reported, reason, comment);
  }

  /** Takes the news of a decision away; they come back when the server could not be told. */
  async see(report: string): Promise<void> {
    const { mine } = this.state;
    if (mine.status === 'ready') {
      this.set({ mine: ready(mine.value.map((each) => (each.id === report ? { ...each, isSeen: true } : each))) });
      this.query.supersede();
    }
    try {
      await this.#api.see(report);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    this.query.supersede();
  }
}

export const reportsStore = (backend: Backend): ReportsStore =>
  backend.once('reports', () => new ReportsStore(reportsApi(backend)));
