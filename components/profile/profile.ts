import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { fullDate, serverTime } from '../core/dates.ts';
import { formatPhone } from '../core/phone.ts';
import { base, root } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { download } from '../element/download.ts';
import { SferumElement } from '../element/element.ts';
import { StoreController } from '../element/store-controller.ts';
import { type ProfileStrings, profileTexts } from '../locales/ru/profile.ts';
import { avatar, avatarStyles, initials } from '../ui/avatar.ts';
import { bitsStyles, progressBar, ring, ringStyles, skeletonRows } from '../ui/bits.ts';
import { choiceStyles } from '../ui/choice.ts';
import '../ui/dialog.ts';
import { icon, type Sign } from '../element/icon.ts';
import { fieldStyles, inputField } from '../ui/field.ts';
import { notice, noticeStyles } from '../ui/notice.ts';
import '../element/signed-out.ts';
import { signs } from '../ui/signs.ts';
import '../ui/toast.ts';
import type { Toast } from '../ui/toast.ts';
import { eraseDialog } from './erase-dialog.ts';
import { styles } from './profile.styles.ts';
import type { Profile as Person } from './profile-api.ts';
import {
  type ActionName,
  type NameField,
  type ProfileState,
  type ProfileStore,
  profileStore,
} from './profile-store.ts';

/**
 * The profile of who is signed in: changing the name, ending sessions, downloading the data, deleting the account.
 * @tag sferum-profile
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Profile extends SferumElement<{ profile: ProfileStrings }> {
  static override styles: CSSResultGroup = [
    ...root,
    base,
    avatarStyles,
    bitsStyles,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    styles,
  ];
  protected readonly texts = { profile: profileTexts };

  /** The dialog before deleting is open. */
  @state() private asking = false;
  @state() private understood = false;
  @state() private notUnderstood = false;
  /** Id of the account that was deleted here. */
  @state() private erased: string | null = null;
  @query('sferum-toast') private toast!: Toast;

  /** The person signs out here, so what is shown instead gets the focus. */
  #signingOut = false;

  readonly #store: StoreController<ProfileStore> = new StoreController(this, (backend) =>
    backend.userId ? profileStore(backend) : null,
  );

  protected override willUpdate(): void {
    if (!this.#store.store) this.asking = false;
  }

  protected override updated(): void {
    const out = this.renderRoot.querySelector('sferum-signed-out');
    if (!out || !this.#signingOut) return;
    this.#signingOut = false;
    void out.updateComplete.then(() => out.focus());
  }

  async #rename(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.#store.store?.rename()) {
      this.toast.show({ text: this.strings.profile.name.saved });
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('form [aria-invalid=true]')?.focus();
  }

  async #pack(): Promise<void> {
    const file = await this.#store.store?.pack();
    if (!file) return;
    const { data } = this.strings.profile;
    download(file, data.file.replace('#', serverTime().toLocaleDateString('sv')));
    this.toast.show({ text: data.packed });
  }

  async #signOut(everywhere: boolean): Promise<void> {
    const { store } = this.#store;
    this.#signingOut = true;
    const isOut = await (everywhere ? store?.signOutEverywhere() : store?.signOut());
    if (!isOut) this.#signingOut = false;
  }

  #ask(asking: boolean): void {
    this.asking = asking;
    this.understood = false;
    this.notUnderstood = false;
    this.#store.store?.clearError('erase');
  }

  async #erase(): Promise<void> {
    const { store, backend } = this.#store;
    this.notUnderstood = !this.understood;
    if (this.notUnderstood) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#understood')?.focus();
    } else if (store && (await store.erase())) {
      this.#signingOut = true;
      this.asking = false;
      this.erased = backend?.userId ?? null;
      await store.signOut();
    }
  }

  override render() {
    const { backend, state: now, store } = this.#store;
    const { profile } = this.strings;
    const nobody = backend && !backend.userId;
    if (this.erased && (nobody || backend?.userId === this.erased)) {
      return this.#out(profile.erase.done, profile.erase.doneText);
    }
    if (nobody) return html`<sferum-signed-out of="sferum-profile"></sferum-signed-out>`;
    return this.view(
      now?.profile,
      (person) =>
        person && now && store
          ? html`${this.#page(person, now, store)} ${this.asking ? this.#question(now) : nothing}
              <sferum-toast></sferum-toast>`
          : this.#out(profile.unfinished.title, profile.unfinished.text),
      { skeleton: skeletonRows(4), retry: () => store?.retry() },
    );
  }

  #out(heading: string, text: string): TemplateResult {
    return html`<sferum-signed-out of="sferum-profile" heading=${heading} text=${text}></sferum-signed-out>`;
  }

  #page(person: Person, now: ProfileState, store: ProfileStore): TemplateResult {
    const { profile } = this.strings;
    const { sessions, data, erase } = profile;
    return html`<div class="page">
      <div class="who">
        ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'l' })}
        <div>
          <h2>${[person.surname, person.name, person.patronymic].filter(Boolean).join(' ')}</h2>
          ${person.phone ? html`<p>${formatPhone(person.phone)}, ${profile.phoneHidden}</p>` : nothing}
        </div>
      </div>
      ${this.#name(now, store)}
      <section class="card" aria-labelledby="data">
        <h3 id="data">${data.title}</h3>
        <p class="lead">${data.text}</p>
        <div class="acts">${this.#button('pack', signs.download, data.pack, () => void this.#pack())}</div>
        ${now.actions.pack.busy && now.packed > 0 ? progressBar(data.packing, now.packed) : nothing}
        ${this.#problem('pack')}
        ${
          person.consent
            ? html`<p class="small">
                ${data.consent.replace('#', person.consent.version).replace('#', fullDate(person.consent.at, this.language))}
              </p>`
            : nothing
        }
      </section>
      <section class="card" aria-labelledby="sessions">
        <h3 id="sessions">${sessions.title}</h3>
        <p class="lead">${sessions.text} ${sessions.delay}</p>
        <div class="acts">
          ${this.#button('signOutEverywhere', signs.door, sessions.everywhere, () => void this.#signOut(true))}
          ${this.#button('signOut', null, sessions.here, () => void this.#signOut(false))}
        </div>
        ${this.#problem('signOutEverywhere')} ${this.#problem('signOut')}
      </section>
      <section class="card" aria-labelledby="erase">
        <h3 id="erase">${erase.title}</h3>
        <p class="lead">${erase.text}</p>
        <div class="acts">
          <button class="button" type="button" @click=${() => this.#ask(true)}>
            ${icon(signs.trash, 18)}<span>${erase.open}</span>
          </button>
        </div>
      </section>
    </div>`;
  }

  #name(now: ProfileState, store: ProfileStore): TemplateResult {
    const { name, faults } = this.strings.profile;
    const typed = store.name;
    const input = (id: NameField) => {
      const fault = now.faults[id];
      return inputField({
        id,
        label: name[id],
        value: typed[id],
        input: (text) => store.type(id, text),
        error: fault && faults[fault],
        required: id !== 'patronymic',
        ...(id === 'patronymic' && { placeholder: name.optional }),
      });
    };
    return html`<form class="card" novalidate aria-labelledby="naming" @submit=${this.#rename}>
      <h3 id="naming">${name.title}</h3>
      <p class="lead">${name.text}</p>
      <div class="fields">${input('surname')} ${input('name')} ${input('patronymic')}</div>
      ${this.#problem('rename')}
      <div class="acts">
        <button class="button primary" type="submit" aria-disabled=${now.actions.rename.busy}>
          ${now.actions.rename.busy ? ring() : nothing}<span>${this.strings.common.save}</span>
        </button>
      </div>
    </form>`;
  }

  #question(now: ProfileState): TemplateResult {
    return eraseDialog({
      strings: this.strings,
      busy: now.actions.erase.busy,
      understood: this.understood,
      understand: (understood) => {
        this.understood = understood;
        this.notUnderstood = false;
      },
      fault: this.notUnderstood,
      problem: this.#eraseProblem(now),
      act: () => void this.#erase(),
      closed: () => this.#ask(false),
    });
  }

  #eraseProblem(now: ProfileState): string | undefined {
    const { problem } = now.actions.erase;
    if (problem?.reason === 'lastAdmin') return this.strings.profile.erase.lastAdministrator;
    return problem ? this.#words(problem.code) : undefined;
  }

  /** Not disabled while busy: a disabled button loses the focus. */
  #button(name: ActionName, sign: Sign | null, text: string, click: () => void): TemplateResult {
    const busy = this.#store.state?.actions[name].busy ?? false;
    return html`<button class="button" type="button" aria-disabled=${busy} @click=${click}>
      ${busy ? ring() : sign ? icon(sign, 18) : nothing}<span>${text}</span>
    </button>`;
  }

  #problem(name: ActionName): TemplateResult | typeof nothing {
    const problem = this.#store.state?.actions[name].problem;
    return problem ? notice('alert', this.#words(problem.code), 'danger') : nothing;
  }

  #words(code: keyof typeof this.strings.common.errors): string {
    const { title, text } = this.strings.common.errors[code];
    return `${title}. ${text}`;
  }
}
define('sferum-profile', Profile);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-profile': Profile;
  }
}
