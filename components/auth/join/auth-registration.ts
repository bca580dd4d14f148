import { html, nothing, type TemplateResult } from 'lit';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type JoinStrings, joinTexts } from '../../locales/ru/join.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import { fieldStyles, inputField } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { styles } from '../auth.styles.ts';
import { type RegistrationField, registrationStore } from './auth-registration-store.ts';
import { joinStyles } from './join.styles.ts';

/** The form by which a college asks the operator to be registered. Fires `back`. */
export class AuthRegistration extends SferumElement<{ join: JoinStrings }> {
  static override styles = [base, fieldStyles, noticeStyles, ringStyles, styles, joinStyles];
  protected readonly texts = { join: joinTexts };

  #faults: object = {};
  #sent = false;

  readonly #store = new StoreController(this, registrationStore);

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  protected override updated(): void {
    const { faults = {}, sent = false } = this.#store.state ?? {};
    if (faults !== this.#faults && Object.keys(faults).length > Object.keys(this.#faults).length) {
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
    if (sent && !this.#sent) this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
    this.#faults = faults;
    this.#sent = sent;
  }

  #submit(event: Event): void {
    event.preventDefault();
    void this.#store.store?.send();
  }

  override render() {
    const { registration } = this.strings.join;
    const { back } = this.strings.common;
    const { busy = false, problem = null, sent = false } = this.#store.state ?? {};
    return html`<form class="card wider" novalidate aria-labelledby="title" @submit=${this.#submit}>
      <div class="top">
        <button
          class="icon-button"
          type="button"
          aria-label=${back}
          title=${back}
          @click=${() => this.dispatchEvent(new Event('back'))}
        >
          ${icon('back')}
        </button>
        <span></span>
      </div>
      <h2 id="title" tabindex="-1">${sent ? registration.sent : registration.title}</h2>
      <p class="lead">${sent ? registration.sentText : registration.text}</p>
      ${sent ? nothing : this.#fields()}
      <div class="bottom">
        ${problem ? notice('alert', registration.problems[problem], 'danger') : nothing}
        ${
          sent
            ? nothing
            : html`<button class="button primary big wide" type="submit" aria-disabled=${busy}>
                <span class="label">${busy ? ring() : nothing}${registration.submit}</span>
              </button>`
        }
      </div>
    </form>`;
  }

  #fields(): TemplateResult {
    const { registration } = this.strings.join;
    return html`${this.#field('name', 300)} ${this.#field('shortName', 80, registration.shortNameHelp)}
      <div class="fields">${this.#field('country', 100)} ${this.#field('city', 100)}</div>
      ${this.#field('address', 300)} ${this.#field('site', 300)}
      <h3>${registration.administrator}</h3>
      ${this.#field('surname', 100)} ${this.#field('givenName', 100)} ${this.#field('patronymic', 100)}
      ${this.#field('phone', 64, registration.phoneHelp)}`;
  }

  #field(id: RegistrationField, maxlength: number, help?: string): TemplateResult {
    const { registration } = this.strings.join;
    const { faults = {}, typed } = this.#store.state ?? {};
    const fault = faults[id];
    return inputField({
      id,
      label: registration.fields[id],
      value: typed?.[id] ?? '',
      input: (value) => this.#store.store?.type({ [id]: value }),
      type: id === 'phone' ? 'tel' : id === 'site' ? 'url' : 'text',
      maxlength,
      required: !['address', 'site', 'patronymic'].includes(id),
      help,
      error: fault && registration.faults[fault],
    });
  }
}
define('sferum-auth-registration', AuthRegistration);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-auth-registration': AuthRegistration;
  }
}
