import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { clock, daysAgo, dayTitle, redrawDaily, serverTime } from '../../core/dates.ts';
import type { Person } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { download } from '../../element/download.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { inSentence, personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type AuditStrings, auditTexts } from '../../locales/ru/admin/audit.ts';
import { bitsStyles, emptyState, notFound, skeletonRows } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { fieldStyles, select } from '../../ui/field.ts';
import { notice } from '../../ui/notice.ts';
import '../../ui/search.ts';
import { headButton, sectionHead, sectionStyles } from '../../college/shared/section.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { table, tableStyles } from '../../ui/table.ts';
import type { AuditEntry, AuditFilter } from './admin-audit-api.ts';
import { type AdminAuditState, adminAuditStore, type Month } from './admin-audit-store.ts';
import { changes, phrase, signOf, whoDid, whom } from './audit-words.ts';

const filters = ['all', 'people', 'links', 'groups', 'requests', 'chats', 'documents', 'articles', 'imports'] as const;
/** Months that are offered, with the present one. */
const offered = 12;

/** The section «Журнал изменений». */
export class AdminAudit extends SferumElement<{ audit: AuditStrings }> {
  static override styles: CSSResultGroup = [
    base,
    bitsStyles,
    chipTabsStyles,
    fieldStyles,
    tableStyles,
    sectionStyles,
    css`
      .choices {
        display: flex;
        align-items: center;
        gap: 8px;
        padding-inline-end: 20px;
      }
      .choices .chip-tabs {
        flex: 1;
        min-width: 0;
      }
      .choices .frame {
        flex: none;
        min-height: var(--sferum-control);
        margin-bottom: 8px;
        font: var(--sferum-t-small);
      }
      .table .day th {
        padding: 14px 20px 8px;
        text-align: start;
        color: var(--sferum-text-2);
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
      }
      .day:hover {
        background: none;
      }
      .table td {
        height: 50px;
        padding-block: 7px;
      }
      .table td:last-child {
        vertical-align: middle;
      }
      .mark {
        display: grid;
        place-items: center;
        flex: none;
        width: 34px;
        height: 34px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
      }
      .who b,
      .who small {
        display: block;
      }
      .who small {
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      @container (width < 37.333em) {
        .choices {
          display: block;
          padding: 0;
        }
        .choices .frame {
          margin: 0 16px 8px;
          min-height: 44px;
        }
        .table .day th {
          padding: 14px 16px 4px;
          border: 0;
        }
        .table td {
          height: auto;
          padding-block: 10px;
          border-bottom: 1px solid var(--sferum-line);
          vertical-align: top;
        }
        .table td:last-child {
          padding-inline-end: 16px;
          vertical-align: top;
        }
        .table .who {
          align-items: flex-start;
        }
        .who small,
        .who .narrow {
          font: var(--sferum-t-small);
        }
      }
    `,
  ];
  protected readonly texts = { audit: auditTexts };

  @property() college = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminAuditStore(backend, this.college) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  async #download(): Promise<void> {
    const { audit } = this.strings;
    await this.#store.store?.export(async (entries) => {
      const { auditFile } = await import('./audit-file.ts');
      download(auditFile(entries, { ...audit, erased: this.strings.common.erased }, this.language), audit.fileName);
    });
  }

  override render() {
    const { state: now, store } = this.#store;
    const { audit } = this.strings;
    return html`${sectionHead(
      audit.title,
      html`<sferum-search
            folds
            label=${audit.search}
            .value=${now?.query ?? ''}
            @searched=${(event: Event) => store?.choose({ query: (event.target as Search).value.trim() })}
          ></sferum-search>
          ${headButton(signs.download, audit.download, () => void this.#download(), '')}`,
    )}

      <p class="lead">${audit.lead}</p>
      ${this.#failure(now?.exportProblem ?? null)}
      ${now ? this.#choices(now) : nothing}
      ${this.view(now?.entries, (entries) => (now ? this.#list(entries, now) : nothing), {
        skeleton: skeletonRows(8, true),
        retry: () => store?.retry(),
      })}`;
  }

  #failure(problem: AdminAuditState['exportProblem']): TemplateResult | typeof nothing {
    if (!problem) return nothing;
    const { audit, common } = this.strings;
    const text = problem === 'denied' ? common.errors.denied.text : audit.downloadFailed;
    return html`<div class="failure">${notice('alert', text, 'danger')}</div>`;
  }

  #choices({ filter, month }: AdminAuditState): TemplateResult {
    const { audit } = this.strings;
    const now = serverTime();
    const months = Array.from({ length: offered }, (_, back) => new Date(now.getFullYear(), now.getMonth() - back));
    const format = new Intl.DateTimeFormat(this.language === 'en' ? 'en-GB' : 'ru', { month: 'long' });
    const name = (date: Date) => {
      const word = format.format(date);
      return `${word[0]?.toLocaleUpperCase(this.language)}${word.slice(1)} ${date.getFullYear()}`;
    };
    const keyOf = (each: Month) => (each ? `${each.year}-${each.month}` : '');
    return html`<div class="choices">
      ${chipTabs<AuditFilter>({
        label: audit.filtersLabel,
        tabs: filters.map((value) => ({ value, text: audit.filters[value] })),
        value: filter,
        choose: (value) => this.#store.store?.choose({ filter: value }),
      })}
      <span class="frame">
        ${select({
          id: 'month',
          label: audit.month,
          sign: signs.calendar,
          value: keyOf(month),
          options: [
            { value: '', text: audit.always },
            ...months.map((date) => ({
              value: keyOf({ year: date.getFullYear(), month: date.getMonth() }),
              text: name(date),
            })),
          ],
          change: (value) => {
            const [year, index] = value.split('-').map(Number);
            this.#store.store?.choose({
              month: year === undefined || index === undefined ? null : { year, month: index },
            });
          },
        })}
      </span>
    </div>`;
  }

  #list(entries: readonly AuditEntry[], now: AdminAuditState): TemplateResult {
    const { audit } = this.strings;
    if (entries.length === 0) {
      return now.query || now.filter !== 'all' || now.month
        ? notFound(audit.nothingFound, audit.nothingFoundText)
        : emptyState(signs.history, audit.empty, audit.emptyText);
    }
    const { columns } = audit;
    return html`${table(
      audit.title,
      [{ title: columns.event }, { title: columns.who, from: 'middle' }, { title: '', label: columns.time }],
      html`${repeat(
        entries,
        ({ id }) => id,
        (entry, index) => this.#row(entry, entries[index - 1]),
      )}`,
    )}
    ${moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore())}`;
  }

  #whom(entry: AuditEntry, named: (person: Person) => TemplateResult | string): TemplateResult | string {
    const about = whom(entry, this.strings.audit);
    return about ? inSentence(about.words, named(about.person)) : '';
  }

  #row(entry: AuditEntry, above: AuditEntry | undefined): TemplateResult {
    const { audit, common } = this.strings;
    const named = (person: Person | null) => personName(person, this.college, common.erased);
    const who = entry.actor ? named(entry.actor) : whoDid(entry, { ...audit, erased: common.erased });
    const { about, words } = phrase(entry, audit);
    const more = [this.#whom(entry, named), changes(entry, audit, this.language)].filter((part) => part !== '');
    const first = !above || daysAgo(entry.at, above.at) !== 0;
    return html`${
      first
        ? html`<tr class="day">
              <th colspan="3" scope="rowgroup">${dayTitle(entry.at, this.language)}</th>
            </tr>`
        : nothing
    }
      <tr>
        <td>
          <div class="who">
            <span class="mark">${icon(signOf(entry), 18)}</span>
            <span>
              <b>${inSentence(words, typeof about === 'string' ? about : named(about))}</b>${
                more.length > 0 ? html`<small>${more.map((part, at) => [at > 0 ? ', ' : '', part])}</small>` : nothing
              }
              <span class="narrow">${who}</span>
            </span>
          </div>
        </td>
        <td class="from-middle">${who}</td>
        <td><time datetime=${entry.at.toISOString()}>${clock(entry.at, this.language)}</time></td>
      </tr>`;
  }
}
define('sferum-admin-audit', AdminAudit);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-audit': AdminAudit;
  }
}
