import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { clock, dayTitle, redrawDaily } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { inSentence, personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import { bitsStyles, skeletonRows } from '../../ui/bits.ts';
import '../../ui/dialog.ts';
import { moreButton, moreStyles } from '../../ui/list/more-button.ts';
import type { Answer } from './admin-inquiries-api.ts';
import { type AdminInquiryAuditState, adminInquiryAuditStore } from './admin-inquiry-audit-store.ts';

/** The dialog that tells administrators who of them answered in the name of the college. Fires `closed`. */
export class AdminInquiryAudit extends SferumElement<{ inquiries: InquiriesStrings }> {
  static override styles = [
    base,
    bitsStyles,
    moreStyles,
    css`
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 12px;
        padding-block: 10px;
        border-bottom: 1px solid var(--sferum-line);
        overflow-wrap: anywhere;
      }
      b {
        font: var(--sferum-t-strong);
      }
      time,
      small {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      small {
        grid-column: 1 / -1;
      }
    `,
  ];
  protected readonly texts = { inquiries: inquiriesTexts };

  @property() college = '';
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminInquiryAuditStore(backend, this.college) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  override render() {
    const { state: now, store } = this.#store;
    const { audit } = this.strings.inquiries;
    return html`<sferum-dialog
      wide
      heading=${audit.title}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <p>${audit.lead}</p>
      ${this.view(now?.answers, (answers) => (now ? this.#list(answers, now) : nothing), {
        skeleton: skeletonRows(4),
        retry: () => store?.retry(),
      })}
    </sferum-dialog>`;
  }

  #list(answers: readonly Answer[], now: AdminInquiryAuditState): TemplateResult {
    const { audit } = this.strings.inquiries;
    const { erased } = this.strings.common;
    if (answers.length === 0) return html`<p role="status">${audit.empty}</p>`;
    return html`<ul aria-label=${audit.list}>
      ${answers.map(
        ({ at, by, asker }) => html`<li>
          <b>${personName(by, this.college, erased)}</b>
          <time>${dayTitle(at, this.language)}, ${clock(at, this.language)}</time>
          <small>${inSentence(audit.whom, personName(asker, this.college, erased))}</small>
        </li>`,
      )}
    </ul>
    ${moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore())}`;
  }
}
define('sferum-admin-inquiry-audit', AdminInquiryAudit);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-inquiry-audit': AdminInquiryAudit;
  }
}
