import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { fullName, shortName } from '../core/names.ts';
import { base } from '../element/base.styles.ts';
import { ChatOpenEvent } from '../element/chat-open-event.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { LazyCode } from '../element/host/lazy-code.ts';
import { loadTag, memberEditor } from '../element/registry.ts';
import { StoreController } from '../element/store-controller.ts';
import { type PersonStrings, personTexts } from '../locales/ru/profile.ts';
import { avatar, avatarStyles, initials } from '../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, tag } from '../ui/bits.ts';
import '../ui/dialog.ts';
import type { Dialog } from '../ui/dialog.ts';
import { failureNotice, notice, noticeStyles } from '../ui/notice.ts';
import { signs } from '../ui/signs.ts';
import type { PersonCard as Card } from './person-card-api.ts';
import { personCardStore } from './person-card-store.ts';

/**
 * Who somebody is: name, role, groups, subjects, and the way to write to them. It is a dialog, open while it is in the
 * tree, and opened by `PersonOpenEvent`. Fires `closed`, and `sferum-chat-open` before the personal chat opens.
 */
export class PersonCard extends SferumElement<{ person: PersonStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
    bitsStyles,
    noticeStyles,
    ringStyles,
    css`
      .who {
        display: flex;
        align-items: center;
        gap: 16px;
        min-height: 64px;
        overflow-wrap: break-word;
      }
      .who .avatar,
      .who > .skeleton {
        --sferum-avatar-size: 64px;
      }
      .who > .skeleton {
        flex: none;
        width: 64px;
        height: 64px;
        border-radius: 50%;
      }
      .who > span > .skeleton {
        width: 120px;
      }
      .who > span:last-child {
        flex: 1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
        min-width: 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 10px 20px;
        margin-top: 16px;
      }
      dt {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      dd {
        overflow-wrap: break-word;
      }
      dt .skeleton {
        width: 70px;
      }
      dd .skeleton {
        width: min(70%, 200px);
      }
      .notice {
        margin-top: 16px;
      }
      sferum-chat {
        height: min(560px, 70vh);
      }
      @container (width < 22.666em) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 2px;
        }
        dd {
          margin-bottom: 8px;
        }
      }
    `,
  ];
  protected readonly texts = { person: personTexts };

  @property() college = '';
  @property() person = '';
  /** The chat that is open in it: there is no list of chats on the page. */
  @state() private chat = '';
  @state() private editing = false;
  @state() private reporting = false;

  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college && this.person ? personCardStore(backend, this.college, this.person) : null,
  );

  get #dialog(): Dialog | null {
    return this.renderRoot.querySelector('sferum-dialog');
  }

  async #write(): Promise<void> {
    const chat = await this.#store.store?.personalChat();
    if (!chat || !this.isConnected) return;
    if (!this.dispatchEvent(new ChatOpenEvent(chat))) {
      this.#dialog?.close();
      return;
    }
    const list = this.#list();
    if (list) {
      this.#dialog?.close();
      await list.show(chat);
    } else if (await this.#code.fetch(() => loadTag('sferum-chat'))) this.chat = chat;
  }

  /** The list of chats that this stands in, or another of the page. */
  #list(): HTMLElementTagNameMap['sferum-chats'] | null {
    for (let tree = this.getRootNode(); tree instanceof ShadowRoot; tree = tree.host.getRootNode()) {
      const list = tree.host.closest('sferum-chats') ?? tree.querySelector('sferum-chats');
      if (list) return list;
    }
    return document.querySelector('sferum-chats');
  }

  async #edit(): Promise<void> {
    if (await this.#code.fetch(memberEditor)) this.editing = true;
  }

  async #report(): Promise<void> {
    if (await this.#code.fetch(() => import('../messages/report/report-dialog.ts'))) this.reporting = true;
  }

  #closed(): void {
    this.#store.store?.clearError();
    this.dispatchEvent(new Event('closed'));
  }

  override render() {
    const { state: now, store } = this.#store;
    const { person: words } = this.strings;
    if (this.editing) {
      return html`<sferum-admin-member
        .college=${this.college}
        .person=${this.person}
        .name=${now?.card.status === 'ready' ? fullName(now.card.value) : ''}
        @closed=${() => {
          this.editing = false;
        }}
        @done=${() => {
          this.editing = false;
        }}
      ></sferum-admin-member>`;
    }
    if (this.reporting) {
      return html`<sferum-report
        .reported=${{ person: this.person, college: this.college }}
        .name=${now?.card.status === 'ready' ? shortName(now.card.value) : ''}
        @closed=${() => {
          this.reporting = false;
        }}
      ></sferum-report>`;
    }
    const card = now?.card.status === 'ready' ? now.card.value : null;
    const name = card ? (card.role === 'student' ? shortName(card) : fullName(card)) : words.title;
    return html`<sferum-dialog heading=${name} ?wide=${this.chat !== ''} ?busy=${now?.writing} @closed=${this.#closed}>
      ${
        this.chat
          ? html`<sferum-chat .chat=${this.chat}></sferum-chat>`
          : html`${this.view(now?.card, (shown) => this.#card(shown), {
              skeleton: this.#skeleton(),
              retry: () => store?.retry(),
              explain: ({ code }) =>
                code === 'missing' || code === 'denied' ? { title: words.missing, text: words.missingText } : undefined,
            })}
            ${this.#problem()}`
      }
      ${card && !this.chat ? this.#actions(card, now?.writing ?? false) : nothing}
    </sferum-dialog>`;
  }

  #skeleton(): TemplateResult {
    return html`<div class="who">
        <span class="skeleton"></span><span><span class="skeleton"></span></span>
      </div>
      <dl>
        <dt><span class="skeleton"></span></dt><dd><span class="skeleton"></span></dd>
        <dt><span class="skeleton"></span></dt><dd><span class="skeleton"></span></dd>
      </dl>`;
  }

  #card({ groups, id, isAdmin, name, phone, role, subjects, surname }: Card): TemplateResult {
    const { person: words } = this.strings;
    const numbers = groups.map((group) => [group.number, group.subjects.join(', ')].filter(Boolean).join(': '));
    const facts: [string, string][] = [
      [role === 'student' && groups.length < 2 ? words.group : words.groups, numbers.join('; ')],
      [words.subjects, role === 'student' ? '' : subjects.join(', ')],
      [words.phone, phone],
    ];
    return html`<div class="who">
        ${avatar({ id, text: initials(name, surname), size: 'l' })}
        <span>
          ${words.roles[role]}${isAdmin ? tag(words.administrator, 'accent', signs.shield) : nothing}${
            this.#store.store?.isMe ? html`<span class="muted">${words.you}</span>` : nothing
          }
        </span>
      </div>
      <dl>${facts.map(([title, value]) => (value ? html`<dt>${title}</dt><dd>${value}</dd>` : nothing))}</dl>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { common, person: words } = this.strings;
    const { problem } = this.#store.state ?? {};
    if (this.#code.problem) return failureNotice(this.#code.problem, common);
    if (!problem) return nothing;
    const text = problem === 'denied' || problem === 'missing' ? words.notReachable : common.errors[problem].text;
    return notice('alert', text, 'danger');
  }

  #actions({ canEdit }: Card, writing: boolean): TemplateResult {
    const { person: words } = this.strings;
    return html`${
      canEdit
        ? html`<button slot="actions" class="button ghost" type="button" @click=${this.#edit}>${words.edit}</button>`
        : nothing
    }${
      this.#store.store?.isMe
        ? nothing
        : html`<button slot="actions" class="button ghost" type="button" @click=${this.#report}>
              ${words.report}
            </button>
            <button
            slot="actions"
            class="button primary"
            type="button"
            aria-disabled=${writing}
            @click=${this.#write}
          >
            ${writing ? ring() : nothing}<span>${words.write}</span>
          </button>`
    }`;
  }
}
define('sferum-person-card', PersonCard);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-person-card': PersonCard;
  }
}
