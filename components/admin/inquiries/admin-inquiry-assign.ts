import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import '../../ui/combobox.ts';
import type { Member } from '../../college/shared/members-api.ts';
import { fullName } from '../../core/names.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { administratorsStore } from '../administrators-store.ts';
import type { DeskInquiry } from './admin-inquiries-api.ts';
import { adminInquiriesStore } from './admin-inquiries-store.ts';
import { problemText } from './admin-inquiry-words.ts';

/** The dialog in which an inquiry is handed over to another administrator. Fires `closed`. */
export class AdminInquiryAssign extends SferumElement<{ inquiries: InquiriesStrings }> {
  static override styles = [base, noticeStyles, ringStyles];
  protected readonly texts = { inquiries: inquiriesTexts };

  @property() college = '';
  @property({ attribute: false }) inquiry!: DeskInquiry;
  @state() private chosen = '';
  @state() private missing = false;

  readonly #queue = new StoreController(this, (backend) => adminInquiriesStore(backend, this.college));
  readonly #administrators = new StoreController(this, (backend) => administratorsStore(backend, this.college));

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.hasUpdated) this.chosen = this.inquiry.assignee?.id ?? '';
    if (this.chosen === this.#me) this.chosen = '';
  }

  async #assign(): Promise<void> {
    this.missing = !this.chosen;
    if (!this.missing && (await this.#queue.store?.assign(this.inquiry, this.chosen))) {
      this.renderRoot.querySelector('sferum-dialog')?.close();
    }
  }

  override render() {
    const { assigning } = this.strings.inquiries;
    const { busy = false, problem = null } = this.#queue.state ?? {};
    const { state: administrators, store } = this.#administrators;
    const error = this.missing ? assigning.choose : problemText(problem, this.strings.inquiries);
    return html`<sferum-dialog
      heading=${assigning.title}
      ?busy=${busy}
      @closed=${() => {
        this.#queue.store?.clearError();
        this.dispatchEvent(new Event('closed'));
      }}
    >
      <p>${assigning.text}</p>
      ${this.view(administrators?.people, (people) => this.#choice(people), { retry: () => store?.retry() })}
      ${error ? notice('alert', error, 'danger') : nothing}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${this.strings.common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${busy}
        @click=${() => !busy && void this.#assign()}
      >
        ${busy ? ring() : nothing}<span>${assigning.submit}</span>
      </button>
    </sferum-dialog>`;
  }

  get #me(): string {
    return this.#queue.backend?.userId ?? '';
  }

  #choice(people: readonly Member[]): TemplateResult {
    const { assigning } = this.strings.inquiries;
    // Whoever hands it over keeps it by closing this, and nobody answers themselves.
    const others = people.filter(({ id }) => id !== this.#me && id !== this.inquiry.asker?.id);
    if (others.length === 0) return html`<p>${assigning.nobody}</p>`;
    return html`<sferum-combobox
      label=${assigning.label}
      placeholder=${assigning.choose}
      .options=${others.map((person) => ({ value: person.id, text: fullName(person) }))}
      .values=${this.chosen ? [this.chosen] : []}
      @changed=${(event: Event) => {
        this.chosen = (event.target as Combobox).values[0] ?? '';
        this.missing = false;
      }}
    ></sferum-combobox>`;
  }
}
define('sferum-admin-inquiry-assign', AdminInquiryAssign);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-inquiry-assign': AdminInquiryAssign;
  }
}
