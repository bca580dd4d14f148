import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { serverTime } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { inSentence, personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type NewChatStrings, newChatTexts } from '../../locales/ru/chat/new-chat.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { chatAvatar } from './chat-avatar.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import type { PublicChat } from './chat-making-api.ts';
import { type PublicChatsState, publicChatsStore } from './public-chats-store.ts';

const tabs = ['all', 'college', 'group'] as const;
type Tab = (typeof tabs)[number];

/** For how long a chat is called new, in milliseconds. */
const freshFor = 3 * 86_400_000;

/** Chats of a college that are open to me. Fires `sferum-chat-open` (ChatOpenEvent) for one that I am in. */
export class PublicChats extends SferumElement<{ words: NewChatStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    noticeStyles,
    ringStyles,
    css`
      :host {
        position: relative;
        display: flex;
        flex-direction: column;
        min-height: 360px;
        container-type: inline-size;
      }
      .lead {
        padding: 0 0 8px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      sferum-search {
        flex: none;
      }
      .chip-tabs {
        margin: 0 -12px;
        padding: 10px 12px;
        mask-image: none;
      }
      h3 {
        display: flex;
        justify-content: space-between;
        padding: 8px 0 4px;
        color: var(--sferum-text-2);
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
      }
      h3 span {
        font-weight: 400;
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 64px;
        padding: 7px 0;
      }
      li > span:not(.avatar) {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      b {
        font: var(--sferum-t-strong);
      }
      small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      small.about {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-clamp: 2;
      }
      em {
        color: var(--sferum-danger-text);
        font-style: normal;
      }
      .button {
        flex: none;
      }
      .button.join {
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
      }
      @container (width < 30.666em) {
        li .button {
          padding-inline: 10px;
        }
      }
      /* The shorter word stands beside the name still. */
      @container (width < 22em) {
        li:has(.join) {
          flex-wrap: wrap;
        }
        li:has(.join) > span:not(.avatar) {
          flex-basis: calc(100% - 58px);
        }
        li .join {
          margin-inline-start: 58px;
        }
      }
      sferum-toast {
        margin-top: auto;
      }
    `,
  ];
  protected readonly texts = { words: newChatTexts };

  @property() college = '';
  @state() private tab: Tab = 'all';
  @query('sferum-toast') private toast!: Toast | null;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? publicChatsStore(backend, this.college) : null,
  );

  async #join(chat: PublicChat): Promise<void> {
    const words = this.strings.words.public;
    if (!(await this.#store.store?.join(chat.id))) return;
    this.toast?.show({
      text: words.joined.replace('#', chat.title),
      action: { text: words.open, act: () => this.#open(chat) },
    });
  }

  #open({ id }: PublicChat): void {
    this.dispatchEvent(new ChatOpenEvent(id));
  }

  override render() {
    const { state: now, store } = this.#store;
    const words = this.strings.words.public;
    return html`<p class="lead">${words.lead}</p>
      <sferum-search
        label=${words.search}
        .value=${now?.query ?? ''}
        @searched=${(event: Event) => store?.search((event.target as Search).value)}
      ></sferum-search>
      ${this.view(now?.chats, (chats) => (now ? this.#list(chats, now) : nothing), {
        skeleton: skeletonRows(6, true),
        retry: () => store?.retry(),
      })}
      <sferum-toast></sferum-toast>`;
  }

  #list(chats: readonly PublicChat[], now: PublicChatsState): TemplateResult {
    const words = this.strings.words.public;
    const groups = chats.filter(({ kind }) => kind === 'group');
    const others = chats.filter(({ kind }) => kind !== 'group');
    const count: Record<Tab, number> = { all: chats.length, college: others.length, group: groups.length };
    const shown = this.tab === 'all' ? chats : this.tab === 'group' ? groups : others;
    return html`${chipTabs<Tab>({
      label: words.tabsLabel,
      tabs: tabs.map((value) => ({ value, text: words.tabs[value], count: count[value] })),
      value: this.tab,
      choose: (tab) => {
        this.tab = tab;
      },
    })}
    ${
      shown.length > 0
        ? html`${this.tab === 'group' ? nothing : this.#part(words.college, others, now)}
          ${this.tab === 'college' ? nothing : this.#part(words.groups, groups, now)}`
        : now.query || this.tab !== 'all'
          ? notFound(words.nothingFound, words.nothingFoundText)
          : emptyState('chat', words.empty, words.emptyText)
    }`;
  }

  #part(title: string, chats: readonly PublicChat[], now: PublicChatsState): TemplateResult | typeof nothing {
    if (chats.length === 0) return nothing;
    return html`<h3>${title} <span>${chats.length}</span></h3>
      <ul>
        ${repeat(
          chats,
          ({ id }) => id,
          (chat) => this.#row(chat, now),
        )}
      </ul>`;
  }

  #row(chat: PublicChat, { busy, joining, problem }: PublicChatsState): TemplateResult {
    const { common, words } = this.strings;
    const own: Partial<Record<string, string>> = words.public.problems;
    const concerned = joining === chat.id;
    const isFresh = !chat.isJoined && serverTime().getTime() - chat.createdAt.getTime() < freshFor;
    const details = [
      plural(this.language, chat.memberCount, words.public.members).replace('#', String(chat.memberCount)),
      chat.announcementOnly
        ? words.public.announcements
        : chat.maker
          ? inSentence(words.public.leads, personName(chat.maker, this.college, common.erased))
          : '',
    ].filter((part) => part !== '');
    const { open, join, openLabel, joinLabel } = words.public;
    return html`<li>
        ${chatAvatar(chat, 'l')}
        <span>
          <b>${chat.title}</b>
          <small>${isFresh ? html`<em>${words.public.fresh}</em> ` : nothing}${details.map((part, at) => [at > 0 ? ', ' : '', part])}</small>
          ${chat.description ? html`<small class="about">${chat.description}</small>` : nothing}
        </span>
        ${
          chat.isJoined
            ? html`<button
                class="button ghost"
                type="button"
                aria-label=${openLabel.replace('#', chat.title)}
                @click=${() => this.#open(chat)}
              >
                ${open}
              </button>`
            : chat.isOpen
              ? html`<button
                  class="button join"
                  type="button"
                  aria-label=${joinLabel.replace('#', chat.title)}
                  aria-disabled=${busy}
                  @click=${() => this.#join(chat)}
                >
                  ${busy && concerned ? ring() : nothing}<span>${join}</span>
                </button>`
              : nothing
        }
      </li>
      ${
        problem && concerned
          ? html`<li>${notice('alert', own[problem] ?? (common.errors as Record<string, { text: string }>)[problem]?.text ?? '', 'danger')}</li>`
          : nothing
      }`;
  }
}
define('sferum-public-chats', PublicChats);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-public-chats': PublicChats;
  }
}
