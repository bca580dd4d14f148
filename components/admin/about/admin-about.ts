import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type AboutStrings, aboutTexts } from '../../locales/ru/admin/about.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { faultLine, field, fieldStyles, inputField, select } from '../../ui/field.ts';
import { notice } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { CollegeData } from '../../college/shared/college-data-api.ts';
import { sectionHead, sectionStyles } from '../../college/shared/section.ts';
import type { Toast } from '../../ui/toast.ts';
import { type AboutField, type AdminAboutState, adminAboutStore, pictureTypes } from './admin-about-store.ts';

/** The longest that the database keeps, in characters. */
const longest: Partial<Record<AboutField, number>> = {
  name: 300,
  shortName: 80,
  country: 100,
  city: 100,
  address: 300,
  site: 300,
  description: 4000,
};

/** The section «Об учреждении». */
export class AdminAbout extends SferumElement<{ about: AboutStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    fieldStyles,
    ringStyles,
    sectionStyles,
    css`
      form {
        display: grid;
        gap: 16px;
        max-width: 640px;
        padding: 4px 20px 20px;
      }
      .logo {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
      }
      .logo img {
        flex: none;
        width: 72px;
        height: 72px;
        border-radius: var(--sferum-r-l);
        background: #fff;
        object-fit: contain;
        box-shadow: inset 0 0 0 1px var(--sferum-line);
      }
      .logo .avatar {
        --sferum-avatar-size: 72px;
      }
      .logo .words {
        display: grid;
        gap: 6px;
        flex: 1 1 220px;
        min-width: 0;
      }
      .logo .words > span:first-child {
        color: var(--sferum-text-2);
        font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
      }
      .logo .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        justify-content: flex-end;
      }
      .foot p {
        flex: 1 1 160px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .changed dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 12px;
        margin: 6px 0;
      }
      .changed dt {
        font-weight: 600;
      }
      .changed dd {
        overflow-wrap: anywhere;
      }
      @container (width < 37.333em) {
        form {
          padding-inline: 16px;
        }
        .foot .button {
          flex: 1;
        }
      }
    `,
  ];
  protected readonly texts = { about: aboutTexts };

  @property() college = '';
  @query('input[type=file]') private file!: HTMLInputElement;
  @query('sferum-toast') private toast!: Toast;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminAboutStore(backend, this.college) : null,
  );

  async #save(event: Event): Promise<void> {
    event.preventDefault();
    const { store } = this.#store;
    if (await store?.save()) {
      this.toast.show({ text: this.strings.about.saved });
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }

  async #choose(): Promise<void> {
    const picture = this.file.files?.[0];
    if (picture) await this.#store.store?.chooseLogo(picture);
    // So that the same file can be chosen again.
    this.file.value = '';
  }

  override render() {
    const { state: now, store } = this.#store;
    const { about } = this.strings;
    return html`${sectionHead(about.title)}
      <p class="lead">${about.lead}</p>
      ${this.view(now?.data, (data) => (now ? this.#form(data, now) : nothing), {
        skeleton: skeletonRows(6, true),
        retry: () => store?.retry(),
      })}
      <sferum-toast></sferum-toast>`;
  }

  #form(data: CollegeData, now: AdminAboutState): TemplateResult {
    const { about } = this.strings;
    const { store } = this.#store;
    const { problem } = now;
    const errorAt = (at: AboutField) => (problem?.field === at ? about.problems[problem.reason] : undefined);
    const input = (
      id: AboutField,
      more: { help?: string; long?: boolean; type?: 'url' | 'number'; required?: boolean } = {},
    ) =>
      inputField({
        id,
        label: about.fields[id],
        value: data[id],
        input: (value) => store?.change({ [id]: value }),
        maxlength: longest[id] ?? 300,
        error: errorAt(id),
        ...more,
      });
    const zones = now.timeZones.includes(data.timeZone) ? now.timeZones : [data.timeZone, ...now.timeZones];
    return html`<form novalidate @submit=${this.#save}>
      ${this.#changed(now)} ${this.#logo(data, now)} ${input('name', { required: true })}
      ${input('shortName', { required: true, help: about.shortNameHelp })}
      <div class="fields">${input('country', { required: true })} ${input('city', { required: true })}</div>
      ${input('address')} ${input('site', { type: 'url' })} ${input('description', { long: true })}
      ${field({
        id: 'timeZone',
        label: about.fields.timeZone,
        help: about.timeZoneHelp,
        control: select({
          id: 'timeZone',
          value: data.timeZone,
          options: zones.map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') })),
          change: (timeZone) => store?.change({ timeZone }),
        }),
      })}
      ${input('editHours', { help: about.editHoursHelp, type: 'number' })}
      ${problem && problem.field === null && Object.keys(now.changedMeanwhile).length === 0 ? notice('alert', about.problems[problem.reason], 'danger') : nothing}
      <div class="foot">
        <p role="status">${now.changed ? about.unsaved : nothing}</p>
        ${
          now.changed
            ? html`<button class="button ghost" type="button" @click=${() => store?.discard()}>${about.discard}</button>`
            : nothing
        }
        <button class="button primary" type="submit" aria-disabled=${now.saving || now.uploading}>
          ${now.saving ? ring() : nothing}<span>${about.save}</span>
        </button>
      </div>
    </form>`;
  }

  #logo(data: CollegeData, { uploading, problem }: AdminAboutState): TemplateResult {
    const { about } = this.strings;
    const { store } = this.#store;
    const error = problem?.field === 'logoPath' ? about.problems[problem.reason] : undefined;
    return html`<div class="logo">
      ${
        data.logoPath
          ? html`<img src=${store?.logoAddress(data.logoPath) ?? ''} alt="" width="72" height="72" />`
          : avatar({ id: this.college, icon: 'building', size: 'l', square: true })
      }
      <div class="words">
        <span id="logo-label">${about.fields.logoPath}</span>
        <input
          type="file"
          accept=${pictureTypes}
          hidden
          aria-labelledby="logo-label"
          @change=${this.#choose}
        />
        <div class="acts">
          <button class="button" type="button" aria-disabled=${uploading} @click=${() => this.file.click()}>
            ${uploading ? ring() : icon(signs.upload, 18)}<span>${uploading ? about.uploading : about.chooseLogo}</span>
          </button>
          ${
            data.logoPath
              ? html`<button class="button ghost" type="button" @click=${() => store?.change({ logoPath: '' })}>
                  ${about.removeLogo}
                </button>`
              : nothing
          }
        </div>
        ${error ? faultLine('logoPath', error) : html`<p class="help">${about.logoHelp}</p>`}
      </div>
    </div>`;
  }

  /** What another administrator has saved meanwhile, in words. */
  #changed({ changedMeanwhile }: AdminAboutState): TemplateResult | typeof nothing {
    const { about } = this.strings;
    const changes = Object.entries(changedMeanwhile) as [AboutField, string][];
    if (changes.length === 0) return nothing;
    return html`<div class="notice warning changed" role="alert">
      ${icon('alert')}
      <div>
        ${about.changed}
        <dl>
          ${changes.map(([what, now]) => html`<dt>${about.fields[what]}</dt><dd>${now || about.nothing}</dd>`)}
        </dl>
        ${about.changedHint}
      </div>
    </div>`;
  }
}
define('sferum-admin-about', AdminAbout);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-about': AdminAbout;
  }
}
