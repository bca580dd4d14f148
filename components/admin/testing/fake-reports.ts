import type { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { AdminReportsApi, KeptMessage, Report } from '../reports/admin-reports-api.ts';

const person = (id: string, surname: string, name: string): Person => ({ id, surname, name, patronymic: '' });
export const polina = person('polina', 'Ершова', 'Полина');
export const sofia = person('sofia', 'Миронова', 'Софья');

export const aReport: Report = {
  id: 'report-1',
  isMessage: true,
  reason: 'insult',
  comment: 'Не в первый раз',
  sentAt: new Date(),
  exactly: '2026-11-30T08:00:00.000001+00:00',
  reporter: polina,
  reported: sofia,
  chat: 'ИС-21 · Базы данных',
  isPersonal: false,
  quote: 'Ты вообще что-нибудь понимаешь?',
  quotedFiles: [],
  canMute: true,
  decision: null,
  decidedAt: null,
  decidedBy: null,
};

export const plainText = { files: [], pollOptions: null, writtenAt: new Date() };

/** Reports on a server that a test controls. */
export class FakeReports implements Pick<AdminReportsApi, keyof AdminReportsApi> {
  reports: Report[];
  kept: KeptMessage[] = [
    { ...plainText, seq: 1, author: polina, body: '**Как** сдавать //план.pdf//?', isReported: false },
    { ...plainText, seq: 2, author: sofia, body: 'Ты вообще что-нибудь понимаешь?', isReported: true },
  ];
  readonly looked: string[] = [];
  readonly decided: Parameters<AdminReportsApi['decide']>[] = [];
  failure: AppError | null = null;
  readonly #changed = new Set<() => void>();

  constructor(reports: Report[] = []) {
    this.reports = reports;
  }

  async list(_college: string, before?: string): Promise<{ reports: Report[]; hasMore: boolean }> {
    const found = this.reports.filter(({ exactly }) => before === undefined || exactly < before);
    return { reports: found.slice(0, 2), hasMore: found.length >= 2 };
  }

  async context(report: string): Promise<KeptMessage[]> {
    this.looked.push(report);
    return this.kept;
  }

  async decide(...decided: Parameters<AdminReportsApi['decide']>): Promise<void> {
    this.decided.push(decided);
    if (this.failure) throw this.failure;
    this.reports = this.reports.map((each) => (each.id === decided[0] ? { ...each, decision: decided[1] } : each));
  }

  subscribe(changed: () => void): () => void {
    this.#changed.add(changed);
    return () => this.#changed.delete(changed);
  }

  /** Somebody reports something, and that is broadcast. */
  receive(report: Report): void {
    this.reports = [report, ...this.reports];
    for (const changed of [...this.#changed]) changed();
  }
}
