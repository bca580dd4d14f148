import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clock, dayTitle } from '../../core/dates.ts';
import { failed, type Loadable, loading, ready } from '../../core/errors.ts';
import type { Store } from '../../core/store.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import { bitsStyles, skeletonRows } from '../../ui/bits.ts';
import '../../ui/dialog.ts';
import { type PersonName, shortName } from '../../core/names.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { type Answer, inquiriesApi } from './admin-inquiries-api.ts';

const portion = 50;

/** The dialog that tells administrators who of them answered in the name of the college. Says `closed`. */
export class InquiryAudit extends SferumElement<{ inquiries: InquiriesStrings }> {
  static override styles = [
    base,
    bitsStyles,
    noticeStyles,
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
  /** The newest first. */
  @state() private answers: Loadable<readonly Answer[]> = loading;
  @state() private more = false;
  @state() private moreFailed = false;

  readonly #surroundings = new StoreController<Store<object>>(this, () => null);

  protected override firstUpdated(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    const { backend } = this.#surroundings;
    if (!backend) return;
    const known = this.answers.status === 'ready' ? this.answers.value : [];
    if (known.length === 0) this.answers = loading;
    this.moreFailed = false;
    const next = await inquiriesApi(backend).answers(this.college, known.at(-1)?.exactly, portion).then(ready, failed);
    if (next.status === 'ready') {
      this.answers = ready([...known, ...next.value]);
      this.more = next.value.length === portion;
    } else if (known.length > 0) this.moreFailed = true;
    else this.answers = next;
  }

  override render() {
    const { audit } = this.strings.inquiries;
    return html`<sferum-dialog
      wide
      heading=${audit.title}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <p>${audit.lead}</p>
      ${this.view(this.answers, (answers) => this.#list(answers), {
        skeleton: skeletonRows(4),
        retry: () => void this.#load(),
      })}
    </sferum-dialog>`;
  }

  #list(answers: readonly Answer[]): TemplateResult {
    const { audit } = this.strings.inquiries;
    if (answers.length === 0) return html`<p role="status">${audit.empty}</p>`;
    return html`<ul aria-label=${audit.list}>
      ${answers.map(
        ({ at, by, asker }) => html`<li>
          <b>${this.#name(by)}</b>
          <time>${dayTitle(at, this.language)}, ${clock(at, this.language)}</time>
          <small>${audit.whom.replace('#', this.#name(asker))}</small>
        </li>`,
      )}
    </ul>
    ${this.moreFailed ? notice('alert', audit.moreFailed, 'danger') : nothing}
    ${
      this.more
        ? html`<p><button class="button" type="button" @click=${() => void this.#load()}>${this.strings.common.more}</button></p>`
        : nothing
    }`;
  }

  #name(person: PersonName | null): string {
    return (person && shortName(person)) || this.strings.inquiries.erased;
  }
}
define('sferum-inquiry-audit', InquiryAudit);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-inquiry-audit': InquiryAudit;
  }
}
