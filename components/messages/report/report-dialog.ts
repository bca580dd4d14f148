import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type AppError, toAppError } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import { isBlank } from '../../core/text.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ReportsStrings, reportsTexts } from '../../locales/ru/messages/reports.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import { choiceStyles, radioOptions } from '../../ui/choice.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { quoteStyles } from '../actions/quote.styles.ts';
import type { Reported, ReportReason } from './reports-api.ts';
import { reportsStore } from './reports-store.ts';

const longestComment = 1000;
const reasons: readonly ReportReason[] = ['insult', 'spam', 'dangerous', 'other'];

/**
 * The dialog «Жалоба». Fires `closed`.
 *
 *     html`<sferum-report .reported=${{ message: id }} name="Софья Миронова" text="…" @closed=${close}></sferum-report>`
 */
export class ReportDialog extends SferumElement<{ reports: ReportsStrings }> {
  static override styles = [
    base,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    quoteStyles,
    ringStyles,
    css`
      .body {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
      .body .options {
        grid-template-columns: minmax(0, 1fr);
      }
    `,
  ];
  protected readonly texts = { reports: reportsTexts };

  @property({ attribute: false }) reported!: Reported;
  /** Who is reported, or wrote the message. */
  @property() name = '';
  /** The beginning of the message; empty for a person. */
  @property() text = '';
  @state() private reason: ReportReason | '' = '';
  @state() private comment = '';
  @state() private tried = false;
  @state() private busy = false;
  @state() private done = false;
  @state() private problem: AppError | null = null;

  /** Sent again after a lost answer it is the same report. */
  readonly #id = newId();
  readonly #store = new StoreController(this, (backend) => (backend.userId ? reportsStore(backend) : null));

  get #lacksComment(): boolean {
    return this.reason === 'other' && isBlank(this.comment);
  }

  async #send(): Promise<void> {
    const { reason } = this;
    const { store } = this.#store;
    this.tried = true;
    if (this.busy || !store || !reason || this.#lacksComment) return;
    this.busy = true;
    this.problem = null;
    try {
      await store.report(this.#id, this.reported, reason, this.comment.trim());
      this.done = true;
    } catch (error) {
      this.problem = toAppError(error);
    }
    this.busy = false;
  }

  get #fault(): string {
    const { problem, strings } = this;
    const { problems, noReason } = strings.reports;
    if (this.tried && !this.reason) return noReason;
    if (!problem) return '';
    const known: Readonly<Record<string, string>> = problems;
    return known[problem.reason ?? ''] ?? known[problem.code] ?? strings.common.errors[problem.code].text;
  }

  override render() {
    const { busy, strings } = this;
    const { reports } = strings;
    const closed = () => this.dispatchEvent(new Event('closed'));
    if (this.done) {
      return html`<sferum-dialog heading=${reports.sent} @closed=${closed}>
        <p role="status">${reports.sentText}</p>
        <button slot="actions" class="button primary" type="button" autofocus @click=${closeDialog}>
          ${reports.understood}
        </button>
      </sferum-dialog>`;
    }
    const heading = 'message' in this.reported ? reports.message : reports.person;
    return html`<sferum-dialog heading=${heading} ?busy=${busy} @closed=${closed}>
      ${this.#body()}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${strings.common.cancel}</button>
      <button slot="actions" class="button primary" type="button" aria-disabled=${busy} @click=${this.#send}>
        ${busy ? ring() : nothing}<span>${reports.send}</span>
      </button>
    </sferum-dialog>`;
  }

  #body(): TemplateResult {
    const { reports } = this.strings;
    const isMessage = 'message' in this.reported;
    return html`<div class="body">
      <p class="quote"><b>${this.name}</b>${this.text ? html`<span>${this.text}</span>` : nothing}</p>
      ${radioOptions<ReportReason>({
        name: 'reason',
        label: reports.reason,
        options: reasons.map((value) => ({ value, title: reports.reasons[value] })),
        value: this.reason,
        change: (reason) => {
          this.reason = reason;
          this.problem = null;
        },
      })}
      ${inputField({
        id: 'comment',
        label: this.reason === 'other' ? reports.commentNeeded : reports.comment,
        placeholder: reports.placeholder,
        value: this.comment,
        maxlength: longestComment,
        long: true,
        input: (comment) => {
          this.comment = comment;
        },
        error: this.tried && this.#lacksComment ? reports.noComment : undefined,
      })}
      ${notice(signs.shield, isMessage ? `${reports.lead} ${reports.context}` : reports.lead)}
      ${this.#fault ? notice('alert', this.#fault, 'danger') : nothing}
    </div>`;
  }
}
define('sferum-report', ReportDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-report': ReportDialog;
  }
}
