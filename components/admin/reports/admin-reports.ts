import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type MuteTime, muteMinutes, muteTimes } from '../../chat/manage/mute-times.ts';
import { sectionHead, sectionStyles } from '../../college/shared/section.ts';
import { clock, redrawDaily } from '../../core/dates.ts';
import { type Person, shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { inSentence, personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type AdminReportsStrings, adminReportsTexts } from '../../locales/ru/admin/reports.ts';
import { type ChatAboutStrings, chatAboutTexts } from '../../locales/ru/chat/chat-about.ts';
import { quoteStyles } from '../../messages/actions/quote.styles.ts';
import type { ReportDecision } from '../../messages/report/reports-api.ts';
import { plainText } from '../../messages/text/plain-text.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, ringStyles, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { choiceStyles } from '../../ui/choice.ts';
import { shortTime } from '../../ui/list/short-time.ts';
import '../../ui/dialog.ts';
import { notice } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import type { Toast } from '../../ui/toast.ts';
import type { KeptFile, KeptMessage, Report } from './admin-reports-api.ts';
import { adminReportsStore } from './admin-reports-store.ts';

/** Not for good: in a chat of two people nobody could end it. */
const times = ['m15', 'h1', 'd1', 'w1'] as const satisfies readonly MuteTime[];
type Time = (typeof times)[number];

const filters = ['new', 'decided', 'all'] as const;
type Filter = (typeof filters)[number];

/** The section «Жалобы». */
export class AdminReports extends SferumElement<{ about: ChatAboutStrings; reports: AdminReportsStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    choiceStyles,
    quoteStyles,
    ringStyles,
    sectionStyles,
    css`
      .list > li {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 8px 14px;
        padding: 14px 20px;
        border-top: 1px solid var(--sferum-line);
      }
      .list > li:last-child {
        border-bottom: 1px solid var(--sferum-line);
      }
      .what {
        flex: 1 1 260px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
      }
      b {
        font: var(--sferum-t-strong);
      }
      small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .quote {
        max-width: 460px;
        margin-top: 6px;
        color: var(--sferum-text-2);
      }
      .body {
        display: flex;
        flex-direction: column;
        gap: 14px;
        /* Words break only where they have a line of their own. */
        overflow-wrap: break-word;
      }
      .kept {
        display: flex;
        flex-direction: column;
        gap: 6px;
      }
      .kept .quote {
        max-width: none;
        margin: 0;
      }
      .kept .quote > span {
        white-space: pre-wrap;
      }
      .kept .reported {
        outline: 2px solid var(--sferum-focus);
        color: var(--sferum-text);
      }
    `,
  ];
  protected readonly texts = { about: chatAboutTexts, reports: adminReportsTexts };

  @property() college = '';
  @state() private filter: Filter = 'new';
  /** Id of the report that is open. */
  @state() private opened = '';
  @state() private time: Time = 'd1';
  @query('sferum-toast') private toast!: Toast;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminReportsStore(backend, this.college) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  #open({ id }: Report): void {
    this.opened = id;
    this.time = 'd1';
    void this.#store.store?.look(id);
  }

  async #decide(report: Report, decision: ReportDecision): Promise<void> {
    const minutes = decision === 'muted' ? muteMinutes[this.time] : undefined;
    if (!(await this.#store.store?.decide(report.id, decision, minutes))) return;
    this.opened = '';
    this.toast.show({ text: this.strings.reports.done[decision] });
  }

  #name(person: Person | null): string {
    return person ? shortName(person) : this.strings.common.erased;
  }

  /** It opens the card. */
  #person(person: Person | null): TemplateResult | string {
    return personName(person, this.college, this.strings.common.erased);
  }

  override render() {
    const { state: now, store } = this.#store;
    const { reports } = this.strings;
    return html`${sectionHead(reports.title, nothing)}
      ${this.view(now?.reports, (list) => this.#list(list), { skeleton: skeletonRows(4), retry: () => store?.retry() })}
      ${this.#dialog()}
      <sferum-toast></sferum-toast>`;
  }

  #list(list: readonly Report[]): TemplateResult {
    const { reports } = this.strings;
    const { state: now } = this.#store;
    if (list.length === 0) return emptyState(signs.flag, reports.empty, reports.emptyText);
    const of: Record<Filter, readonly Report[]> = {
      new: list.filter(({ decision }) => !decision),
      decided: list.filter(({ decision }) => decision),
      all: list,
    };
    const shown = of[this.filter];
    return html`<p class="lead">${reports.lead}</p>
      ${chipTabs<Filter>({
        label: reports.title,
        tabs: filters.map((value) => ({
          value,
          text: reports.filters[value],
          count: value === 'all' ? undefined : of[value].length,
        })),
        value: this.filter,
        choose: (filter) => {
          this.filter = filter;
        },
      })}
      ${
        shown.length === 0
          ? notFound(reports.nothing, reports.nothingText)
          : html`<ul class="list" aria-label=${reports.title}>
              ${repeat(
                shown,
                ({ id }) => id,
                (report) => this.#row(report),
              )}
            </ul>`
      }
      ${now ? moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore()) : nothing}`;
  }

  #row(report: Report): TemplateResult {
    const { reports } = this.strings;
    const { decision, reason, reported, reporter } = report;
    const name = this.#name(reported);
    return html`<li>
      ${avatar({ id: reporter?.id ?? report.id, text: reporter ? initials(reporter.name, reporter.surname) : '', size: 'l' })}
      <div class="what">
        <div class="facts">
          <b>${reports.reasons[reason]}</b>${this.#state(report)}<small>${this.#when(report.sentAt)}</small>
        </div>
        <small>${inSentence(reports.from, this.#person(reporter))} · ${this.#where(report)}</small>
        ${report.comment ? html`<small>${report.comment}</small>` : nothing}
        <div class="quote">
          <b>${this.#person(reported)}</b>${report.quote === null ? (report.isPersonal ? reports.hidden : '') : `«${this.#inWords(report.quote, report.quotedFiles)}»`}
        </div>
      </div>
      <button
        class="button ${decision ? 'ghost' : 'soft'}"
        type="button"
        aria-label=${reports.reviewOf.replace('#', decision ? reports.open : reports.review).replace('@', name)}
        @click=${() => this.#open(report)}
      >
        ${decision ? reports.open : reports.review}
      </button>
    </li>`;
  }

  #state({ decision }: Report): TemplateResult {
    const { reports } = this.strings;
    return decision
      ? tag(reports.decisions[decision], decision === 'dismissed' ? 'plain' : 'success')
      : tag(reports.new, 'danger');
  }

  #where({ chat, isMessage, isPersonal }: Report): string {
    const { reports } = this.strings;
    return isPersonal ? reports.personal : isMessage ? chat : reports.aboutPerson;
  }

  #when(at: Date): string {
    const day = shortTime(at, this.language);
    const time = clock(at, this.language);
    return day === time ? time : `${day}, ${time}`;
  }

  #dialog(): TemplateResult | typeof nothing {
    const { reports: list } = this.#store.state ?? {};
    const report = list?.status === 'ready' ? list.value.find(({ id }) => id === this.opened) : undefined;
    if (!report) return nothing;
    const { reports } = this.strings;
    const { busy = false } = this.#store.state ?? {};
    return html`<sferum-dialog
      wide
      heading="${reports.reasons[report.reason]}: ${this.#name(report.reported)}"
      ?busy=${busy}
      @closed=${() => {
        this.opened = '';
        this.#store.store?.lookAway();
      }}
    >
      <div class="body">
        <p class="facts">${this.#state(report)}<small>${this.#when(report.sentAt)} · ${this.#where(report)}</small></p>
        <p>${inSentence(reports.from, this.#person(report.reporter))}</p>
        ${report.isMessage ? nothing : html`<p>${inSentence(reports.on, this.#person(report.reported))}</p>`}
        ${report.comment ? html`<p>${report.comment}</p>` : nothing}
        ${report.isMessage ? this.#kept(report) : nothing} ${this.#muteFor(report)} ${this.#problem()}
        ${report.decidedBy ? html`<small>${inSentence(reports.decidedBy, this.#person(report.decidedBy))}</small>` : nothing}
      </div>
      ${report.decision ? nothing : this.#decisions(report, busy)}
    </sferum-dialog>`;
  }

  #kept(report: Report): TemplateResult {
    const { reports } = this.strings;
    const { context } = this.#store.state ?? {};
    const message = ({ author, body, files, isReported, pollOptions, writtenAt }: KeptMessage) => html`<div
      class="quote ${isReported ? 'reported' : ''}"
    >
      <b
        >${this.#person(author)}, ${clock(writtenAt, this.language)}${
          isReported ? html`<span class="visually-hidden">, ${reports.reported}</span>` : nothing
        }</b
      ><span>${this.#inWords(body, files, pollOptions) || reports.gone}</span>
    </div>`;
    return html`${this.view(context, (kept) => html`<div class="kept">${kept.map(message)}</div>`, {
      skeleton: skeletonRows(3),
      retry: () => void this.#store.store?.look(report.id),
    })}
      <small>${reports.asItWas} ${report.isPersonal ? reports.logged : nothing}</small>`;
  }

  /** A text with what came with it. */
  #inWords(body: string, files: readonly KeptFile[], pollOptions: readonly string[] | null = null): string {
    const { reports } = this.strings;
    const named = files.map(({ kind, name }) => {
      const what = reports.files[kind];
      return kind === 'voice' ? what : `${what} «${name}»`;
    });
    const options = pollOptions ? [`${reports.poll}: ${pollOptions.map((option) => `«${option}»`).join(', ')}`] : [];
    return [plainText(body), ...named, ...options].filter((part) => part !== '').join('\n');
  }

  #muteFor(report: Report): TemplateResult | typeof nothing {
    const { about, reports } = this.strings;
    if (!report.canMute || report.decision) return nothing;
    return muteTimes<Time>(about, {
      label: `${reports.mute}: ${reports.muteFor.toLocaleLowerCase(this.language)}`,
      times,
      value: this.time,
      change: (time) => {
        this.time = time;
      },
    });
  }

  #problem(): TemplateResult | typeof nothing {
    const { problem } = this.#store.state ?? {};
    if (!problem) return nothing;
    const { common, reports } = this.strings;
    const known: Readonly<Record<string, string>> = reports.problems;
    return notice(
      'alert',
      known[problem.reason ?? ''] ?? known[problem.code] ?? common.errors[problem.code].text,
      'danger',
    );
  }

  #decisions(report: Report, busy: boolean): TemplateResult {
    const { reports } = this.strings;
    const button = (decision: ReportDecision, text: string, kind: string) => html`<button
      slot="actions"
      class="button ${kind}"
      type="button"
      aria-disabled=${busy}
      @click=${() => void this.#decide(report, decision)}
    >
      ${text}
    </button>`;
    return html`${button('dismissed', reports.dismiss, 'ghost')}
      ${report.canMute ? button('muted', reports.mute, 'soft') : nothing}
      ${report.isMessage ? button('deleted', reports.delete, 'danger') : nothing}`;
  }
}
define('sferum-admin-reports', AdminReports);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-reports': AdminReports;
  }
}
