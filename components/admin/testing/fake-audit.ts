import { belova, Fake } from '../../college/testing/fake-apis.ts';
import type { AdminAuditApi, AuditEntry, AuditQuery } from '../audit/admin-audit-api.ts';

const { id, surname, name } = belova;
const administrator = { id, surname, name, patronymic: '' };

export class FakeAudit extends Fake implements Pick<AdminAuditApi, keyof AdminAuditApi> {
  /** The newest first. */
  entries: AuditEntry[] = [];
  readonly asked: AuditQuery[] = [];

  /** A new line on top. */
  add(entry: Partial<AuditEntry> = {}): AuditEntry {
    const id = (this.entries[0]?.id ?? 0) + 1;
    const line: AuditEntry = {
      id,
      at: new Date(Date.UTC(2026, 3, 14, 8, id)),
      actor: administrator,
      actorId: belova.id,
      action: 'group_changed',
      subjectType: 'group',
      label: 'ТО-12',
      person: null,
      before: { end_year: 2027 },
      after: { end_year: 2028 },
      ...entry,
    };
    this.entries = [line, ...this.entries];
    return line;
  }

  async page(_college: string, query: AuditQuery): Promise<AuditEntry[]> {
    this.asked.push(query);
    await this.answer();
    const { before = Number.POSITIVE_INFINITY, size = 50 } = query;
    return this.entries.filter(({ id }) => id < before).slice(0, size);
  }

  subscribe(_college: string, changed: () => void): () => void {
    return this.onChange(changed);
  }
}
