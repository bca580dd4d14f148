import { html, nothing, type TemplateResult } from 'lit';
import { query } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type JoinStrings, joinTexts } from '../../locales/ru/join.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, notFound, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { choiceStyles, radioOptions } from '../../ui/choice.ts';
import '../../ui/combobox.ts';
import { icon } from '../../element/icon.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { field, fieldStyles, inputField, select } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { styles } from '../auth.styles.ts';
import { type Draft, type Found, placesStore } from './auth-places-store.ts';
import { joinStyles } from './join.styles.ts';
import type { CollegePlace, Role } from './join-api.ts';

/** Countries whose colleges may be on the platform, the usual one first. */
const countries = ['Россия', 'Беларусь', 'Казахстан', 'Киргизия', 'Армения', 'Узбекистан', 'Таджикистан'];
const roles: readonly Role[] = ['student', 'teacher', 'staff'];
/** Pause after the last key press before the search, in milliseconds. */
const pause = 300;

/**
 * Finds a college and sends it an application. Fires `back`, `register` when the college is not on the platform yet, and
 * `done` when the application was sent, `begin` when it is complete and its author has to sign in.
 */
export class AuthSearch extends SferumElement<{ join: JoinStrings }> {
  static override styles = [
    base,
    avatarStyles,
    bitsStyles,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    styles,
    joinStyles,
  ];
  protected readonly texts = { join: joinTexts };

  @query('sferum-combobox') private subjects!: Combobox | null;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #problem: string | null = null;

  readonly #store = new StoreController(this, placesStore);

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  protected override updated(): void {
    const { problem = null } = this.#store.state ?? {};
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem === 'collegeMissing') this.renderRoot.querySelector<HTMLElement>('.colleges input, #city')?.focus();
    if (problem === 'roleMissing') this.renderRoot.querySelector<HTMLElement>('[name=role]')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #typeCity(city: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#store.store?.find({ city }), pause);
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    this.subjects?.commit();
    if (await this.#store.store?.apply()) this.dispatchEvent(new Event('done'));
    else if (!this.#isSignedIn && this.#store.state?.awaited) this.dispatchEvent(new Event('begin'));
  }

  override render() {
    const { state: now, store } = this.#store;
    if (!now || !store) return nothing;
    const { applyProblems, registration, search } = this.strings.join;
    const { back } = this.strings.common;
    const { busy, draft, problem } = now;
    const above = problem && problem !== 'collegeMissing' && problem !== 'roleMissing' ? applyProblems[problem] : '';
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
        <span>${search.top}</span>
      </div>
      <h2 id="title" tabindex="-1">${search.title}</h2>
      ${this.#fields()}
      ${
        now.found
          ? this.view(now.found, (found) => this.#found(found), {
              skeleton: skeletonRows(3, true),
              retry: () => void store.find({}),
            })
          : html`<p class="muted">${search.start}</p>`
      }
      ${problem === 'collegeMissing' ? notice('alert', applyProblems.collegeMissing, 'danger') : nothing}
      ${draft.college ? this.#who() : nothing}
      <div class="bottom">
        ${above ? notice('alert', above, 'danger') : this.#isSignedIn ? nothing : notice(signs.info, search.signIn)}
        <button class="button primary big wide" type="submit" aria-disabled=${busy}>
          <span class="label">${busy ? ring() : nothing}${search.submit}</span>
        </button>
        <p class="muted">
          ${search.absent}
          <button class="text-button" type="button" @click=${() => this.dispatchEvent(new Event('register'))}>
            ${registration.open}
          </button>
        </p>
      </div>
    </form>`;
  }

  get #isSignedIn(): boolean {
    return Boolean(this.#store.backend?.userId);
  }

  #fields(): TemplateResult {
    const { search } = this.strings.join;
    const { search: typed } = this.#store.state ?? { search: { country: '', city: '', query: '' } };
    const find = (what: Partial<typeof typed>) => void this.#store.store?.find(what);
    return html`<div class="search">
      ${field({
        id: 'country',
        label: search.country,
        control: select({
          id: 'country',
          value: typed.country,
          options: countries.map((value) => ({ value, text: value })),
          change: (country) => find({ country }),
        }),
      })}
      ${inputField({
        id: 'city',
        label: search.city,
        value: typed.city,
        input: (city) => this.#typeCity(city),
        maxlength: 100,
      })}
      <sferum-search
        class="whole"
        label=${search.query}
        .value=${typed.query}
        @searched=${(event: Event) => find({ query: (event.target as Search).value })}
      ></sferum-search>
    </div>`;
  }

  #found({ cities, colleges }: Found): TemplateResult {
    const { search } = this.strings.join;
    if (colleges.length === 0) {
      const [city] = cities;
      return notFound(
        search.nothing,
        city ? `${search.checkCity} ${search.perhaps.replace('#', city)}` : search.checkCity,
        city
          ? html`<button class="button soft" type="button" @click=${() => this.#store.store?.find({ city, query: '' })}>
              ${search.searchIn.replace('#', city)}
            </button>`
          : nothing,
      );
    }
    const count = plural(this.language, colleges.length, search.found).replace('#', String(colleges.length));
    return html`<p class="visually-hidden" role="status">${count}</p>
      <div class="colleges" role="radiogroup" aria-label=${search.list}>
        ${colleges.map((college) => this.#college(college))}
      </div>`;
  }

  #college(college: CollegePlace): TemplateResult {
    const { draft } = this.#store.state ?? {};
    return html`<label class="college">
      <input
        class="visually-hidden"
        type="radio"
        name="college"
        value=${college.id}
        .checked=${draft?.college?.id === college.id}
        @change=${() => this.#store.store?.edit({ college })}
      />
      ${avatar({ id: college.id, icon: 'building', size: 'm', square: true })}
      <span><b>${college.name}</b><small>${[college.city, college.address].filter(Boolean).join(', ')}</small></span>
      ${icon('check', 20)}
    </label>`;
  }

  #who(): TemplateResult {
    const { applyProblems, role: names, search } = this.strings.join;
    const { draft, problem } = this.#store.state ?? {};
    const edit = (part: Partial<Draft>) => this.#store.store?.edit(part);
    return html`${radioOptions<Role>({
      name: 'role',
      label: search.who,
      options: roles.map((value) => ({ value, title: names[value] })),
      value: draft?.role ?? '',
      change: (role) => edit({ role }),
    })}
      ${problem === 'roleMissing' ? notice('alert', applyProblems.roleMissing, 'danger') : nothing}
      ${
        draft?.role === 'student'
          ? inputField({
              id: 'group',
              label: search.group,
              value: draft.group,
              input: (group) => edit({ group }),
              maxlength: 30,
              placeholder: search.groupHint,
            })
          : nothing
      }
      ${
        draft?.role === 'teacher'
          ? html`<sferum-combobox
              label=${search.subjects}
              maxlength="200"
              multiple
              free
              .values=${draft.subjects}
              @changed=${(event: Event) => edit({ subjects: (event.target as Combobox).values })}
            ></sferum-combobox>`
          : nothing
      }`;
  }
}
define('sferum-auth-search', AuthSearch);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-auth-search': AuthSearch;
  }
}
