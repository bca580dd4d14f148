import { type CSSResultGroup, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type NewChatStrings, newChatTexts } from '../../locales/ru/chat/new-chat.ts';
import { bitsStyles, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { choiceStyles, radioOptions, tickBox } from '../../ui/choice.ts';
import '../../ui/dialog.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { field, fieldStyles, inputField, select } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import type { MakerRights } from './chat-making-api.ts';
import { audienceOf, kindsOf, type NewChatState, type NewKind, newChatStore } from './new-chat-store.ts';
import './people-picker.ts';
import type { PickedEvent } from './people-picker.ts';

/** A chat was made, or the personal one opened. */
export class ChatMadeEvent extends Event {
  readonly chat: string;
  constructor(chat: string) {
    super('made');
    this.chat = chat;
  }
}

const signOf = { college: 'building', group: signs.folder, other: 'users', personal: 'user' } as const;

/** The dialog «Новый чат», in two steps. Fires `made` (ChatMadeEvent) or `closed`. */
export class NewChatDialog extends SferumElement<{ words: NewChatStrings }> {
  static override styles: CSSResultGroup = [
    base,
    bitsStyles,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      form .options {
        grid-template-columns: 1fr;
      }
      .lead {
        margin-top: -10px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .chosen {
        align-self: center;
        padding-inline-start: 14px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      @media (width < 560px) {
        .chosen {
          padding: 0;
          text-align: center;
        }
      }
    `,
  ];
  protected readonly texts = { words: newChatTexts };

  @property() college = '';
  /** Begins with the chat of this group. */
  @property() group = '';
  /** Begins with this kind. */
  @property() kind: NewKind | '' = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? newChatStore(backend, this.college) : null,
  );

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    this.#store.store?.begin(this.group, this.kind);
  }

  async #make(): Promise<void> {
    const chat = await this.#store.store?.make();
    if (chat) this.dispatchEvent(new ChatMadeEvent(chat));
  }

  #closed = (): void => {
    this.dispatchEvent(new Event('closed'));
  };

  override render() {
    const { state, store } = this.#store;
    if (!state || !store) return nothing;
    return state.step === 'people' ? this.#people(state) : this.#kinds(state);
  }

  #kinds(state: NewChatState): TemplateResult {
    const { common, words } = this.strings;
    return html`<sferum-dialog heading=${words.title} @closed=${this.#closed}>
      ${this.view(state.rights, (rights) => this.#form(state, rights), {
        skeleton: skeletonRows(4, true),
        retry: () => this.#store.store?.retry(),
      })}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button slot="actions" class="button primary" type="submit" form="kinds">${words.next}</button>
    </sferum-dialog>`;
  }

  #form(state: NewChatState, rights: MakerRights): TemplateResult {
    const { words } = this.strings;
    const { store } = this.#store;
    const { kind, problem } = state;
    const kinds = kindsOf(rights);
    return html`<form
      id="kinds"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        if (!store?.next())
          this.renderRoot.querySelector<HTMLElement>(problem === 'group' ? '#group' : '#title')?.focus();
      }}
    >
      ${
        kind === 'personal'
          ? nothing
          : html`${inputField({
              id: 'title',
              label: words.name,
              value: state.title,
              maxlength: 200,
              required: true,
              first: true,
              help: words.nameHelp,
              error: problem === 'title' ? words.problems.title : undefined,
              input: (title) => store?.edit({ title }),
            })}
            ${inputField({
              id: 'description',
              label: words.description,
              value: state.description,
              maxlength: 1000,
              long: true,
              help: words.descriptionHelp,
              input: (description) => store?.edit({ description }),
            })}`
      }
      ${radioOptions<NewKind>({
        name: 'kind',
        label: words.kind,
        options: kinds.map((value) => ({ value, ...words.kinds[value], sign: signOf[value] })),
        value: kind,
        change: (chosen) => store?.edit({ kind: chosen }),
      })}
      ${
        kind === 'group'
          ? field({
              id: 'group',
              label: words.group,
              error: problem === 'group' ? words.problems.group : undefined,
              control: select({
                id: 'group',
                value: state.group,
                invalid: problem === 'group',
                options: [
                  { value: '', text: words.chooseGroup },
                  ...rights.groups.map(({ id, number }) => ({ value: id, text: number })),
                ],
                change: (group) => store?.edit({ group }),
              }),
            })
          : nothing
      }
      ${
        kind && kind !== 'personal'
          ? tickBox({
              title: words.isPublic,
              text: words.publicText[audienceOf(kind)],
              checked: state.isPublic,
              change: (isPublic) => store?.edit({ isPublic }),
              card: true,
            })
          : nothing
      }
    </form>`;
  }

  #people(state: NewChatState): TemplateResult {
    const { common, words } = this.strings;
    const { store } = this.#store;
    const { busy, everybody, kind, people, problem } = state;
    const personal = kind === 'personal';
    const rights = state.rights.status === 'ready' ? state.rights.value : null;
    const only = rights ? kindsOf(rights).length === 1 : false;
    const own: Partial<Record<string, string>> = words.problems;
    const audience = audienceOf(kind);
    const lead = [
      state.title.trim(),
      kind && kind !== 'other' && !personal ? words.kinds[kind].title.toLocaleLowerCase(this.language) : '',
    ]
      .filter(Boolean)
      .join(' · ');
    return html`<sferum-dialog
      wide
      heading=${personal ? words.person : words.people}
      ?busy=${busy}
      @closed=${this.#closed}
    >
      ${lead && !personal ? html`<p class="lead">${lead}</p>` : nothing}
      <sferum-people-picker
        .college=${this.college}
        .group=${kind === 'group' ? state.group : ''}
        .chosen=${everybody ? [] : people}
        .everybody=${everybody ? audience : ''}
        ?single=${personal}
        @picked=${({ person }: PickedEvent) => store?.toggle(person)}
      >
        ${
          personal
            ? nothing
            : tickBox({
                title: words.everybody[audience],
                text: words.everybodyText[audience],
                checked: everybody,
                change: (all) => store?.edit({ everybody: all }),
                card: true,
              })
        }
      </sferum-people-picker>
      ${
        problem
          ? notice(
              'alert',
              own[problem] ?? (common.errors as Record<string, { text: string }>)[problem]?.text ?? '',
              'danger',
            )
          : nothing
      }
      ${
        personal
          ? nothing
          : html`<span slot="actions" class="chosen apart" role="status"
              >${
                everybody
                  ? words.chosenAll
                  : plural(this.language, people.length, words.chosen).replace('#', String(people.length))
              }</span
            >`
      }
      ${
        only
          ? html`<button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>`
          : html`<button slot="actions" class="button ghost" type="button" @click=${() => store?.back()}>
              ${common.back}
            </button>`
      }
      <button slot="actions" class="button primary" type="button" aria-disabled=${busy} @click=${this.#make}>
        ${busy ? ring() : nothing}<span>${personal ? words.open : words.make}</span>
      </button>
    </sferum-dialog>`;
  }
}
define('sferum-new-chat', NewChatDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-new-chat': NewChatDialog;
  }
}
