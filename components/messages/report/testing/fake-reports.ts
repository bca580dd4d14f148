import type { AppError } from '../../../core/errors.ts';
import type { MyReport, ReportsApi } from '../reports-api.ts';

/** Reports on a server that a test controls. */
export class FakeReports implements Pick<ReportsApi, keyof ReportsApi> {
  readonly sent: Parameters<ReportsApi['report']>[] = [];
  readonly changed = new Set<() => void>();
  list: MyReport[] = [];
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;

  async report(...sent: Parameters<ReportsApi['report']>): Promise<void> {
    this.sent.push(sent);
    if (this.failure) throw this.failure;
  }

  async mine(): Promise<MyReport[]> {
    if (this.failure) throw this.failure;
    return this.list;
  }

  async see(report: string): Promise<void> {
    if (this.failure) throw this.failure;
    this.list = this.list.map((each) => (each.id === report ? { ...each, isSeen: true } : each));
  }

  subscribe(changed: () => void): () => void {
    this.changed.add(changed);
    return () => this.changed.delete(changed);
  }
}
