import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { serverTime } from '../../../core/dates.ts';
import type { AppError } from '../../../core/errors.ts';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { icon } from '../../../element/icon.ts';
import { StoreController } from '../../../element/store-controller.ts';
import { previewSides } from '../../../files/file.ts';
import { linksStore } from '../../../files/preview/links-store.ts';
import { type EditorStrings, editorTexts } from '../../../locales/ru/articles/editor.ts';
import { ring, ringStyles } from '../../../ui/bits.ts';
import { fieldStyles, inputField, select } from '../../../ui/field.ts';
import { audienceChoice, isWhole } from '../../../ui/list/audience-choice.ts';
import { notice, noticeStyles } from '../../../ui/notice.ts';
import { signs } from '../../../ui/signs.ts';
import { type ArticleAudience, articleFiles, articleLimits } from '../../article-data.ts';
import { shownObject } from '../../reading/draw-article.ts';
import type { ArticleDraft } from '../article-editing-api.ts';
import type { ArticleEditingStore } from '../article-editing-store.ts';
import { type CoverSource, coverLimits, coverPart, coverSource, cutCover } from '../article-picture.ts';
import { slugOf } from '../slug.ts';

/** It was published; `at` is since when, or from when on, readers see it. */
export class PublishedEvent extends Event {
  readonly at: Date;
  constructor(at: Date) {
    super('published');
    this.at = at;
  }
}

const twoDigits = (value: number) => String(value).padStart(2, '0');
const localTime = (date: Date): string =>
  `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}T${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;

/**
 * The dialog «Публикация»: what readers see first, under which address, and when.
 * @fires {PublishedEvent} published
 * @fires {Event} save - «Сохранить» was pressed.
 * @fires {Event} describe - Somebody wants to see which picture lacks words.
 * @fires closed
 */
export class PublicationDialog extends SferumElement<{ editor: EditorStrings }> {
  static override styles = [
    base,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      .cover {
        position: relative;
        display: grid;
        place-items: center;
        aspect-ratio: 16 / 9;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-sunken);
        color: var(--sferum-text-3);
        overflow: hidden;
      }
      .cover :is(img, canvas) {
        position: absolute;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .acts {
        position: absolute;
        inset: auto 10px 10px auto;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: flex-end;
      }
      .acts > * {
        background: var(--sferum-raised);
        color: var(--sferum-text);
      }
      .label {
        color: var(--sferum-text-2);
        font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
      }
      .part {
        display: grid;
        gap: 6px;
      }
      input[type='range'] {
        width: 100%;
        min-height: 28px;
        accent-color: var(--sferum-accent);
      }
      .shift {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
      }
      .shift label {
        flex: 1 1 200px;
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
    `,
  ];
  protected readonly texts = { editor: editorTexts };

  @property({ attribute: false }) store!: ArticleEditingStore;
  /** Why publishing was refused, in words. */
  @property({ attribute: false }) explain: (problem: AppError) => string = () => '';
  @state() private slug = '';
  @state() private audience: ArticleAudience = { kind: 'college', groups: [] };
  @state() private when: 'now' | 'later' = 'now';
  @state() private time = '';
  @state() private tried = false;
  @state() private source: CoverSource | null = null;
  @state() private shift = 0.5;
  @state() private problem = '';
  @state() private isCutting = false;
  @query('input[type=file]') private chooser!: HTMLInputElement;
  readonly #now = new StoreController(this, () => this.store);
  readonly #links = new StoreController(this, (backend) => linksStore(backend, articleFiles));

  override connectedCallback(): void {
    super.connectedCallback();
    const { content, draft } = this.store.state;
    const known = draft.status === 'ready' ? draft.value : null;
    if (known) this.audience = known.audience;
    this.slug = known?.slug || (known?.publishedAt ? '' : slugOf(content.title));
    const day = new Date(serverTime().getTime() + 86_400_000);
    day.setHours(9, 0, 0, 0);
    if (known?.publishedAt && !known.isShown) this.when = 'later';
    this.time = localTime(known?.publishedAt && !known.isShown ? known.publishedAt : day);
    this.store.clearError();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.source?.bitmap.close();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas || !this.source) return;
    const part = coverPart(this.source, this.shift);
    canvas.width = 640;
    canvas.height = 360;
    canvas.getContext('2d')?.drawImage(this.source.bitmap, part.x, part.y, part.width, part.height, 0, 0, 640, 360);
  }

  async #chosen({ target }: Event): Promise<void> {
    const input = target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    const { editor } = this.strings;
    this.problem = '';
    if (file.size > coverLimits.bytes) {
      this.problem = editor.coverLarge;
      return;
    }
    const source = await coverSource(file);
    if (!source) this.problem = editor.coverSmall;
    else {
      this.source?.bitmap.close();
      this.source = source;
      this.shift = 0.5;
    }
  }

  /** What was chosen and not yet taken is taken as it is seen. */
  async #takeCover(): Promise<boolean> {
    if (!this.source) return true;
    const { editor } = this.strings;
    this.isCutting = true;
    try {
      const prepared = await cutCover(this.source, this.shift);
      if (!prepared) {
        this.problem = editor.coverSmall;
        return false;
      }
      const file = await this.store.addFile(prepared);
      this.store.change({ cover: file.id });
      this.source.bitmap.close();
      this.source = null;
      return true;
    } catch {
      this.problem = editor.uploadFailed;
      return false;
    } finally {
      this.isCutting = false;
    }
  }

  async #save(): Promise<void> {
    if (await this.#takeCover()) this.dispatchEvent(new Event('save'));
    else await this.#showFault();
  }

  get #at(): Date | null {
    return this.when === 'later' ? new Date(this.time) : null;
  }

  async #publish(): Promise<void> {
    this.tried = true;
    const at = this.#at;
    if (at && !(at > serverTime())) {
      this.renderRoot.querySelector<HTMLElement>('#time')?.focus();
      return;
    }
    if (!isWhole(this.audience)) {
      this.renderRoot.querySelector<HTMLElement>('sferum-combobox')?.focus();
      return;
    }
    const { audience } = this;
    const published = (await this.#takeCover()) && (await this.store.publish({ slug: this.slug.trim(), at, audience }));
    if (published) this.dispatchEvent(new PublishedEvent(published));
    else await this.#showFault();
  }

  /** Why it was refused may stand above or below what is seen of the dialog. */
  async #showFault(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    this.renderRoot.querySelector('.notice.danger, .fault')?.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { editor } = this.strings;
    const { state } = this.#now;
    if (!state) return nothing;
    const { content, draft } = state;
    const known = draft.status === 'ready' ? draft.value : null;
    const busy = state.busy || this.isCutting;
    const at = this.#at;
    const isLate = this.tried && at !== null && !(at > serverTime());
    const reason = state.actionProblem?.reason;
    const slugFault = reason === 'slug' || reason === 'slug_id' ? editor.problems[reason] : undefined;
    return html`<sferum-dialog
      heading=${editor.publication}
      wide
      ?busy=${busy}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${this.#cover(content.cover)}
      ${inputField({
        id: 'lead',
        label: editor.lead,
        value: content.lead,
        input: (lead) => this.store.change({ lead }),
        help: editor.leadHelp,
        maxlength: articleLimits.lead,
        long: true,
      })}
      ${inputField({
        id: 'slug',
        label: editor.address,
        value: this.slug,
        input: (slug) => {
          this.slug = slug;
        },
        help: editor.addressHelp,
        maxlength: articleLimits.slug,
        error: slugFault,
      })}
      ${audienceChoice(
        this.audience,
        known?.knownGroups ?? [],
        (audience) => {
          this.audience = audience;
        },
        editor,
        this.tried && !isWhole(this.audience) ? editor.groupsMissing : undefined,
      )}
      ${known?.isShown ? nothing : this.#when(isLate)}
      ${notice(signs.eye, this.#whoSees(known))}
      ${state.actionProblem && !slugFault ? notice('alert', this.explain(state.actionProblem), 'danger') : nothing}
      ${
        state.actionProblem?.reason === 'alt'
          ? html`<button class="button soft" type="button" @click=${() => this.dispatchEvent(new Event('describe'))}>
              ${editor.describePicture}
            </button>`
          : nothing
      }
      <button slot="actions" class="button" type="button" aria-disabled=${busy} @click=${() => void this.#save()}>
        ${this.strings.common.save}
      </button>
      <button slot="actions" class="button primary" type="button" aria-disabled=${busy} @click=${() => void this.#publish()}>
        ${busy ? ring() : nothing}<span>${known?.isShown ? editor.update : editor.publish}</span>
      </button>
    </sferum-dialog>`;
  }

  /** The world keeps reading what an administrator has shown to it. */
  #whoSees(known: ArticleDraft | null): string {
    const { editor } = this.strings;
    const { kind } = this.audience;
    const whoSees = editor.whoSees[kind];
    if (!known?.isPublic) return kind === 'college' ? `${whoSees} ${editor.whoOpens}` : whoSees;
    if (kind !== 'college') return `${whoSees} ${editor.publicEnds}`;
    return `${whoSees} ${known.isOpener ? editor.publicNow : editor.publicLater}`;
  }

  #cover(id: string | null): TemplateResult {
    const { editor } = this.strings;
    const file = id ? this.#now.state?.files.get(id) : undefined;
    const address = file && !this.source ? this.#links.store?.get(shownObject(file, previewSides.screen)) : undefined;
    return html`<div class="part">
      <span class="label">${editor.cover}</span>
      <div class="cover">
        ${this.source ? html`<canvas aria-hidden="true"></canvas>` : address ? html`<img src=${address} alt="" />` : icon(signs.image, 40)}
        <div class="acts">
          <button class="button" type="button" @click=${() => this.chooser.click()}>
            ${icon(signs.upload, 18)}<span>${editor.coverUpload}</span>
          </button>
          ${
            file || this.source
              ? html`<button
                  class="icon-button"
                  type="button"
                  aria-label=${editor.coverRemove}
                  title=${editor.coverRemove}
                  @click=${() => {
                    this.source?.bitmap.close();
                    this.source = null;
                    this.store.change({ cover: null });
                  }}
                >
                  ${icon(signs.trash)}
                </button>`
              : nothing
          }
        </div>
      </div>
      ${
        this.source
          ? html`<div class="shift">
              <label
                >${editor.coverShift}<input
                  type="range"
                  min="0"
                  max="1"
                  step="0.01"
                  .value=${String(this.shift)}
                  @input=${({ target }: Event) => {
                    this.shift = Number((target as HTMLInputElement).value);
                  }}
              /></label>
              <button class="button soft" type="button" aria-disabled=${this.isCutting} @click=${() => void this.#takeCover()}>
                ${editor.coverUse}
              </button>
            </div>`
          : nothing
      }
      ${this.problem ? notice('alert', this.problem, 'danger') : html`<p class="help">${editor.coverHelp}</p>`}
      <input
        type="file"
        accept="image/png,image/jpeg,image/webp,image/avif"
        hidden
        aria-label=${editor.coverUpload}
        @change=${(event: Event) => void this.#chosen(event)}
      />
    </div>`;
  }

  #when(isLate: boolean): TemplateResult {
    const { editor } = this.strings;
    return html`<div class="field">
        <label for="when">${editor.when}</label>
        <span class="frame"
          >${select({
            id: 'when',
            sign: signs.calendar,
            value: this.when,
            options: [
              { value: 'now', text: editor.now },
              { value: 'later', text: editor.later },
            ],
            change: (value) => {
              this.when = value === 'later' ? 'later' : 'now';
            },
          })}</span
        >
      </div>
      ${
        this.when === 'later'
          ? inputField({
              id: 'time',
              label: editor.laterLabel,
              type: 'datetime-local',
              value: this.time,
              min: localTime(serverTime()),
              input: (time) => {
                this.time = time;
              },
              error: isLate ? editor.laterFault : undefined,
            })
          : nothing
      }`;
  }
}
define('sferum-article-publication', PublicationDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-publication': PublicationDialog;
  }
}
