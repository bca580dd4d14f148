import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { redrawDaily } from '../../core/dates.ts';
import { fullName, shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ChatAboutStrings, chatAboutTexts } from '../../locales/ru/chat/chat-about.ts';
import { type NewChatStrings, newChatTexts } from '../../locales/ru/chat/new-chat.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, notFound, ring, ringStyles, skeletonRows, tag } from '../../ui/bits.ts';
import { choiceStyles } from '../../ui/choice.ts';
import '../../ui/dialog.ts';
import { closeDialog, confirm } from '../../ui/dialog.ts';
import { fieldStyles } from '../../ui/field.ts';
import '../../ui/menu.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { chatAvatar } from '../new/chat-avatar.ts';
import type { Candidate } from '../new/chat-making-api.ts';
import '../new/people-picker.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import { moreButton, moreStyles } from '../../ui/list/more-button.ts';
import { type PickedEvent, roleLine } from '../new/people-picker.ts';
import { styles } from './chat-about.styles.ts';
import { type ChatAboutState, chatAboutStore } from './chat-about-store.ts';
import type { ChatSettings, Participant } from './chat-managing-api.ts';
import { pauseWords, settingsDialog } from './chat-settings-dialog.ts';
import { type MuteTime, muteMinutes, muteTimes } from './mute-times.ts';
import { untilWords } from './until.ts';

/** After this nobody looks at a calendar: muted for good. */
const veryFar = Date.parse('9999-01-01T00:00:00Z');

type Act =
  | { readonly what: 'edit' | 'add' | 'leave' | 'archive' }
  | { readonly what: 'remove' | 'mute'; readonly person: Participant };

/** The dialog «О чате»: what it is, who is in it, and managing both. Fires `closed`, `left`, `sferum-chat-open`. */
export class ChatAbout extends SferumElement<{ words: ChatAboutStrings; people: NewChatStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    choiceStyles,
    fieldStyles,
    moreStyles,
    noticeStyles,
    ringStyles,
    styles,
  ];
  protected readonly texts = { words: chatAboutTexts, people: newChatTexts };

  @property() chat = '';
  @state() private act: Act | null = null;
  @state() private picked: readonly Candidate[] = [];
  @state() private muteTime: MuteTime = 'h1';
  @query('input[type=file]') private file!: HTMLInputElement;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? chatAboutStore(backend, this.chat) : null,
  );

  #back = (): void => {
    this.act = null;
    this.picked = [];
    this.#store.store?.clearError();
  };

  async #done(doing: Promise<boolean> | undefined): Promise<void> {
    if (await doing) this.#back();
  }

  constructor() {
    super();
    redrawDaily(this);
  }

  override render() {
    const { state: now } = this.#store;
    if (!now) return nothing;
    const { act } = this;
    const settings = now.settings.status === 'ready' ? now.settings.value : null;
    if (act && settings) {
      if (act.what === 'edit') return this.#editing(now);
      if (act.what === 'add') return this.#adding(now, settings);
      if (act.what === 'mute') return this.#muting(now, act.person);
      return this.#asking(act, now, settings);
    }
    return html`<sferum-dialog
      wide
      heading=${this.strings.words.title}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${this.view(now.settings, (chat) => this.#about(chat, now), {
        skeleton: skeletonRows(5),
        retry: () => this.#store.store?.retry(),
      })}
    </sferum-dialog>`;
  }

  #problem({ problem }: ChatAboutState): string | undefined {
    if (!problem || problem === 'title') return undefined;
    const { common, words } = this.strings;
    if (problem === 'conflict') return words.conflict;
    const own: Partial<Record<string, string>> = words.problems;
    return own[problem] ?? (common.errors as Record<string, { text: string }>)[problem]?.text;
  }

  #about(chat: ChatSettings, now: ChatAboutState): TemplateResult {
    const { words } = this.strings;
    const rule = chat.isPublic ? words.openTo[chat.audience] : words.audiences[chat.audience];
    const rules = [
      rule,
      chat.announcementOnly ? words.announcementOnly : '',
      chat.slowModeSeconds > 0 ? words.slowly.replace('#', pauseWords(words, chat.slowModeSeconds)) : '',
    ].filter(Boolean);
    const error = this.#problem(now);
    return html`<div class="about">
      <div class="what">
        ${chatAvatar(chat, 'l')}
        <div>
          ${chat.title ? html`<b>${chat.title}</b>` : nothing}
          <p>${words.kinds[chat.kind].replace('#', chat.groupNumber)}</p>
        </div>
      </div>
      ${chat.description ? html`<p class="description">${chat.description}</p>` : nothing}
      ${rules.length > 0 ? html`<div class="rules">${rules.map((each) => html`<p>${each}</p>`)}</div>` : nothing}
      ${chat.isArchived ? notice('lock', words.archived) : nothing}
      ${error ? notice('alert', error, 'danger') : nothing}
      ${this.#buttons(chat, now)}
      <div class="title">
        <h3>${words.people} <span>${chat.memberCount}</span></h3>
        ${
          chat.canManage && chat.isOpen
            ? html`<button class="button" type="button" @click=${() => this.#begin({ what: 'add' })}>
                ${icon(signs.userPlus, 18)}<span>${words.add}</span>
              </button>`
            : nothing
        }
      </div>
      <sferum-search
        label=${words.search}
        .value=${now.query}
        @searched=${(event: Event) => this.#store.store?.search((event.target as Search).value)}
      ></sferum-search>
      <div class="people">
        ${this.view(now.people, (people) => this.#people(people, chat, now), {
          skeleton: skeletonRows(4),
          retry: () => this.#store.store?.retry(),
        })}
      </div>
    </div>`;
  }

  #begin(act: Act): void {
    this.#store.store?.clearError();
    if (act.what === 'edit') this.#store.store?.begin();
    this.act = act;
  }

  #buttons(chat: ChatSettings, { busy }: ChatAboutState): TemplateResult | typeof nothing {
    const { words } = this.strings;
    if (chat.kind === 'personal') return nothing;
    return html`<div class="buttons">
      ${
        chat.canManage && chat.isOpen
          ? html`<button class="button" type="button" @click=${() => this.#begin({ what: 'edit' })}>
                ${icon(signs.edit, 18)}<span>${words.edit}</span>
              </button>
              ${this.#picture(chat, busy)}`
          : nothing
      }
      ${
        chat.canManage
          ? chat.isArchived
            ? html`<button
                class="button"
                type="button"
                aria-disabled=${busy}
                @click=${() => void this.#store.store?.setArchived(false)}
              >
                ${icon(signs.inbox, 18)}<span>${words.restore}</span>
              </button>`
            : html`<button class="button" type="button" @click=${() => this.#begin({ what: 'archive' })}>
                ${icon(signs.inbox, 18)}<span>${words.archive}</span>
              </button>`
          : nothing
      }
      ${
        chat.isParticipant
          ? html`<button class="button ghost" type="button" @click=${() => this.#begin({ what: 'leave' })}>
              ${icon(signs.door, 18)}<span>${words.leave}</span>
            </button>`
          : nothing
      }
    </div>`;
  }

  #picture(chat: ChatSettings, busy: boolean): TemplateResult {
    const { words } = this.strings;
    return html`<input
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        aria-label=${words.picture}
        @change=${this.#choose}
      />
      <button class="button" type="button" aria-disabled=${busy} @click=${() => this.file.click()}>
        ${icon(signs.upload, 18)}<span>${chat.picture ? words.changePicture : words.setPicture}</span>
      </button>
      ${
        chat.picture
          ? html`<button
              class="button ghost"
              type="button"
              aria-disabled=${busy}
              @click=${() => void this.#store.store?.setPicture(null)}
            >
              ${icon(signs.trash, 18)}<span>${words.removePicture}</span>
            </button>`
          : nothing
      }`;
  }

  #choose = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    const [chosen] = input.files ?? [];
    // The same file can be chosen again.
    input.value = '';
    if (chosen) void this.#store.store?.setPicture(chosen);
  };

  #people(people: readonly Participant[], chat: ChatSettings, now: ChatAboutState): TemplateResult {
    const { common, words } = this.strings;
    if (people.length === 0) return notFound(words.nobody, words.nobodyText);
    return html`<ul aria-label=${words.people}>
        ${repeat(
          people,
          ({ id }) => id,
          (person) => this.#person(person, chat),
        )}
      </ul>
      ${moreButton(common, now, () => void this.#store.store?.fetchMore())}`;
  }

  #mutedWords({ mutedUntil }: Participant): string {
    const { words } = this.strings;
    if (!mutedUntil) return '';
    if (mutedUntil.getTime() > veryFar) return words.mutedForGood;
    return words.mutedUntil.replace('#', untilWords(mutedUntil, this.language));
  }

  #person(person: Participant, chat: ChatSettings): TemplateResult {
    const { people, words } = this.strings;
    const isMe = person.id === this.#store.store?.myId;
    const muted = this.#mutedWords(person);
    const name = person.role === 'student' ? shortName(person) : fullName(person);
    return html`<li>
      <button type="button" @click=${() => this.dispatchEvent(new PersonOpenEvent(person.id, chat.collegeId))}>
        ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'm' })}
        <span>
          <b>${name}</b> ${isMe ? html`<span class="muted">${words.you}</span>` : nothing}
          ${
            person.isModerator
              ? tag(words.moderator, 'accent')
              : person.isAdmin
                ? tag(words.administrator, 'plain', signs.shield)
                : nothing
          }
          ${muted ? tag(muted, 'warning') : nothing}
          <small>${roleLine(person, people)}</small>
        </span>
      </button>
      ${
        isMe || chat.kind === 'personal'
          ? nothing
          : html`<sferum-menu label=${words.actions.replace('#', name)} .items=${this.#items(person, chat)}></sferum-menu>`
      }
    </li>`;
  }

  #items(person: Participant, chat: ChatSettings): readonly MenuItem[] {
    const { words } = this.strings;
    const { store } = this.#store;
    const items: MenuItem[] = [
      {
        text: words.write,
        sign: 'chat',
        act: () => void this.#writeTo(person.id),
      },
    ];
    if (!chat.canManage) return items;
    items.push({
      text: person.isModerator ? words.endModerator : words.makeModerator,
      sign: signs.shield,
      act: () => void store?.setModerator(person.id, !person.isModerator),
    });
    if (!person.isModerator && !person.isAdmin) {
      items.push(
        person.mutedUntil
          ? { text: words.unmute, sign: 'chat', act: () => void store?.mute(person.id, 0) }
          : { text: words.mute, sign: 'lock', act: () => this.#begin({ what: 'mute', person }) },
      );
    }
    items.push({
      text: words.remove,
      sign: signs.trash,
      danger: true,
      act: () => this.#begin({ what: 'remove', person }),
    });
    return items;
  }

  #editing(now: ChatAboutState): TemplateResult {
    const { store } = this.#store;
    if (!now.draft || !store) return html``;
    return settingsDialog(this.strings, now.draft, {
      busy: now.busy,
      error: this.#problem(now),
      hasNoTitle: now.problem === 'title',
      write: (change) => store.write(change),
      save: () => void this.#done(store.save()),
      closed: () => {
        store.discard();
        this.#back();
      },
    });
  }

  #adding(now: ChatAboutState, chat: ChatSettings): TemplateResult {
    const { common, words } = this.strings;
    const { store } = this.#store;
    const there = new Set(now.people.status === 'ready' ? now.people.value.map(({ id }) => id) : []);
    const error = this.#problem(now);
    return html`<sferum-dialog wide heading=${words.addTitle} ?busy=${now.busy} @closed=${this.#back}>
      <sferum-people-picker
        .college=${chat.collegeId}
        .chosen=${this.picked}
        .without=${there}
        @picked=${({ person }: PickedEvent) => {
          const others = this.picked.filter(({ id }) => id !== person.id);
          this.picked = others.length < this.picked.length ? others : [...this.picked, person];
        }}
      ></sferum-people-picker>
      ${error ? notice('alert', error, 'danger') : nothing}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${now.busy || this.picked.length === 0}
        @click=${() => {
          if (this.picked.length > 0) void this.#done(store?.add(this.picked.map(({ id }) => id)));
        }}
      >
        ${now.busy ? ring() : nothing}<span>${words.add}</span>
      </button>
    </sferum-dialog>`;
  }

  #muting(now: ChatAboutState, person: Participant): TemplateResult {
    const { common, words } = this.strings;
    const error = this.#problem(now);
    return html`<sferum-dialog heading=${words.muteTitle} ?busy=${now.busy} @closed=${this.#back}>
      <p>${words.muteFor.replace('#', shortName(person))}</p>
      ${muteTimes(words, {
        label: words.muteTitle,
        times: Object.keys(muteMinutes) as MuteTime[],
        value: this.muteTime,
        change: (time) => {
          this.muteTime = time;
        },
      })}
      ${error ? notice('alert', error, 'danger') : nothing}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${now.busy}
        @click=${() => void this.#done(this.#store.store?.mute(person.id, muteMinutes[this.muteTime]))}
      >
        ${now.busy ? ring() : nothing}<span>${words.muteTitle}</span>
      </button>
    </sferum-dialog>`;
  }

  #asking(act: Act, now: ChatAboutState, chat: ChatSettings): TemplateResult {
    const { strings } = this;
    const { words } = strings;
    const { store } = this.#store;
    const shared = { busy: now.busy, error: this.#problem(now), closed: this.#back, strings };
    if (act.what === 'archive') {
      return confirm({
        ...shared,
        heading: words.archiveAsk,
        text: words.archiveText,
        verb: words.archive,
        act: () => void this.#done(store?.setArchived(true)),
      });
    }
    if (act.what === 'remove' && 'person' in act) {
      return confirm({
        ...shared,
        heading: words.removeAsk,
        text: words.removeText.replace('#', shortName(act.person)),
        verb: words.remove,
        act: () => void this.#done(store?.remove(act.person.id)),
      });
    }
    return confirm({
      ...shared,
      heading: words.leaveAsk.replace('#', chat.title),
      text: chat.audience === 'chosen' ? words.leaveChosenText : words.leaveOpenText,
      verb: words.leave,
      act: () => void this.#leave(),
    });
  }

  async #writeTo(person: string): Promise<void> {
    const chat = await this.#store.store?.personal(person);
    if (chat) this.dispatchEvent(new ChatOpenEvent(chat));
  }

  async #leave(): Promise<void> {
    if (!(await this.#store.store?.leave())) return;
    this.#back();
    this.dispatchEvent(new Event('left'));
  }
}
define('sferum-chat-about', ChatAbout);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-about': ChatAbout;
  }
}
