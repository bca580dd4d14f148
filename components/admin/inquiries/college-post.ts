import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { readDraft, writeDraft } from '../../core/drafts.ts';
import { type AppErrorCode, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import type { Store } from '../../core/store.ts';
import { isBlank, longestMessage } from '../../core/text.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import '../../ui/combobox.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { type CollegeChat, inquiriesApi } from './admin-inquiries-api.ts';

/** A message was written in the name of the college. */
export class PostedEvent extends Event {
  constructor(readonly chatTitle: string) {
    super('posted');
  }
}

/** The dialog in which an administrator writes into a chat in the name of the college. Says `posted` and `closed`. */
export class CollegePost extends SferumElement<{ inquiries: InquiriesStrings }> {
  static override styles = [base, fieldStyles, noticeStyles, ringStyles];
  protected readonly texts = { inquiries: inquiriesTexts };

  @property() college = '';
  @state() private chats: Loadable<readonly CollegeChat[]> = loading;
  @state() private chosen = '';
  @state() private text = '';
  @state() private busy = false;
  @state() private problem: AppErrorCode | 'noChat' | 'noText' | null = null;

  /** The same for every try with the same chat and text, so that no try can double what another has written. */
  #id = crypto.randomUUID();
  readonly #surroundings = new StoreController<Store<object>>(this, () => null);

  get #draft(): [person: string, place: string] {
    return [this.#surroundings.backend?.userId ?? '', `post:${this.college}`];
  }

  protected override firstUpdated(): void {
    this.text = readDraft(...this.#draft);
    void this.#load();
  }

  async #load(): Promise<void> {
    const { backend } = this.#surroundings;
    if (!backend) return;
    this.chats = loading;
    this.chats = await inquiriesApi(backend).chats(this.college).then(ready, failed);
  }

  #change(change: { chosen?: string; text?: string }): void {
    Object.assign(this, change);
    this.problem = null;
    this.#id = crypto.randomUUID();
    if (change.text !== undefined) writeDraft(...this.#draft, change.text);
  }

  async #post(): Promise<void> {
    const { backend } = this.#surroundings;
    const chat = this.#open.find(({ id }) => id === this.chosen);
    const text = this.text.replaceAll('\0', '').trim();
    this.problem = !chat ? 'noChat' : isBlank(text) ? 'noText' : null;
    if (this.problem || !chat || !backend || this.busy) return;
    this.busy = true;
    try {
      await inquiriesApi(backend).post(chat.id, this.#id, text);
      writeDraft(...this.#draft, '');
      this.busy = false;
      await this.updateComplete;
      this.dispatchEvent(new PostedEvent(chat.title));
      this.renderRoot.querySelector('sferum-dialog')?.close();
    } catch (thrown) {
      this.problem = toAppError(thrown).code;
    } finally {
      this.busy = false;
    }
  }

  get #open(): readonly CollegeChat[] {
    return this.chats.status === 'ready' ? this.chats.value.filter(({ isOpen }) => isOpen) : [];
  }

  override render() {
    const { posting } = this.strings.inquiries;
    const { busy } = this;
    return html`<sferum-dialog
      heading=${posting.title}
      ?busy=${busy}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <p>${posting.lead}</p>
      ${this.view(this.chats, () => this.#form(), { retry: () => void this.#load() })}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${this.strings.common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${busy}
        @click=${() => !busy && void this.#post()}
      >
        ${busy ? ring() : nothing}<span>${posting.submit}</span>
      </button>
    </sferum-dialog>`;
  }

  #form(): TemplateResult {
    const { posting } = this.strings.inquiries;
    const { problem } = this;
    if (this.#open.length === 0) return notice('info', posting.noChats);
    return html`<sferum-combobox
        label=${posting.chat}
        placeholder=${posting.choose}
        error=${problem === 'noChat' ? posting.noChat : ''}
        .options=${this.#open.map(({ id, title, memberCount }) => ({
          value: id,
          text: title,
          note: plural(this.language, memberCount, posting.members).replace('#', String(memberCount)),
        }))}
        .values=${this.chosen ? [this.chosen] : []}
        @changed=${(event: Event) => this.#change({ chosen: (event.target as Combobox).values[0] ?? '' })}
      ></sferum-combobox>
      ${inputField({
        id: 'text',
        label: posting.text,
        value: this.text,
        input: (text) => this.#change({ text }),
        long: true,
        maxlength: longestMessage,
        error: problem === 'noText' ? posting.noText : undefined,
      })}
      ${problem && problem !== 'noChat' && problem !== 'noText' ? notice('alert', posting.problems[problem], 'danger') : nothing}`;
  }
}
define('sferum-college-post', CollegePost);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-post': CollegePost;
  }
}
