import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { readDraft } from '../../core/drafts/drafts.ts';
import { longestMessage } from '../../core/text.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { fileSigns } from '../../files/signs.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import { type MessagesStrings, messagesTexts } from '../../locales/ru/messages/messages.ts';
import { type ReadingStrings, readingTexts } from '../../locales/ru/messages/reading.ts';
import { Attachments } from '../../messages/composer/attachments.ts';
import '../../ui/combobox.ts';
import { ring, ringStyles } from '../../ui/bits.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import {
  type CollegePostState,
  type CollegePostStore,
  collegePostStore,
  type PostProblem,
  postPlace,
} from './college-post-store.ts';

/** A message was written in the name of the college. */
export class PostedEvent extends Event {
  constructor(readonly chatTitle: string) {
    super('posted');
  }
}

/** The dialog in which an administrator writes into a chat in the name of the college. Fires `posted` and `closed`. */
export class CollegePost extends SferumElement<{
  inquiries: InquiriesStrings;
  messages: MessagesStrings;
  reading: ReadingStrings;
}> {
  static override styles = [
    base,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      .files {
        margin: 12px 0;
      }
      .files .button {
        margin-top: 8px;
      }
    `,
  ];
  protected readonly texts = { inquiries: inquiriesTexts, messages: messagesTexts, reading: readingTexts };

  @property() college = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? collegePostStore(backend, this.college) : null,
  );

  #attached = 0;
  readonly #attachments = new Attachments(this, {
    fetch: async (code) => {
      await code();
      return true;
    },
    mayAttach: () => !this.#store.state?.busy,
    onVoice: () => {},
  });

  protected override updated(): void {
    // Files that were chosen before a reload, or a change of what goes with the text.
    const me = this.#store.backend?.userId ?? '';
    if (readDraft(me, `${postPlace(this.college)}:files`)) void this.#attachments.use();
    if (this.#attachments.count === this.#attached) return;
    this.#attached = this.#attachments.count;
    this.#store.store?.attach();
  }

  async #post(): Promise<void> {
    const { store } = this.#store;
    const chat = await store?.post((await this.#attachments.holder?.waiting()) ?? []);
    if (!chat) return;
    store?.release((await this.#attachments.holder?.take()) ?? []);
    await this.updateComplete;
    this.dispatchEvent(new PostedEvent(chat.title));
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  override render() {
    const { state: now, store } = this.#store;
    const { posting } = this.strings.inquiries;
    const busy = now?.busy ?? false;
    return html`<sferum-dialog
      heading=${posting.title}
      ?busy=${busy}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <p>${posting.lead}</p>
      ${this.view(now?.chats, () => (now && store ? this.#form(now, store) : nothing), { retry: () => store?.retry() })}
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

  #form({ chosen, problem, text }: CollegePostState, store: CollegePostStore): TemplateResult {
    const { posting } = this.strings.inquiries;
    const { openChats } = store;
    if (openChats.length === 0) return notice(signs.info, posting.noChats);
    return html`<sferum-combobox
        label=${posting.chat}
        placeholder=${posting.choose}
        error=${problem === 'noChat' ? posting.noChat : ''}
        .options=${openChats.map(({ id, title, memberCount }) => ({
          value: id,
          text: title,
          note: plural(this.language, memberCount, posting.members).replace('#', String(memberCount)),
        }))}
        .values=${chosen ? [chosen] : []}
        @changed=${(event: Event) => store.choose((event.target as Combobox).values[0] ?? '')}
      ></sferum-combobox>
      ${inputField({
        id: 'text',
        label: posting.text,
        value: text,
        input: (value) => store.write(value),
        long: true,
        maxlength: longestMessage,
        error: problem === 'noText' ? posting.noText : undefined,
      })}
      <div class="files">
        ${this.#attachments.tray(postPlace(this.college))}
        <button
          class="button"
          type="button"
          @pointerover=${() => void this.#attachments.use()}
          @focus=${() => void this.#attachments.use()}
          @click=${() => void this.#attachments.use((tray) => tray.choose())}
        >
          ${icon(fileSigns.file, 18)}${this.strings.messages.attach}
        </button>
      </div>
      ${problem && problem !== 'noChat' && problem !== 'noText' ? notice('alert', this.#explain(problem), 'danger') : nothing}`;
  }

  #explain(problem: Exclude<PostProblem, 'noChat' | 'noText'>): string {
    const { inquiries, reading } = this.strings;
    const { fileProblems } = reading;
    if (problem === 'fileLost' || problem === 'fileMissing' || problem === 'fileTooLarge') return fileProblems[problem];
    return inquiries.posting.problems[problem];
  }
}
define('sferum-college-post', CollegePost);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-post': CollegePost;
  }
}
