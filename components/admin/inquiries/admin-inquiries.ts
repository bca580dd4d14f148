import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { redrawDaily } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import { type MessagesStrings, messagesTexts } from '../../locales/ru/messages/messages.ts';
import { inWords } from '../../messages/file-words.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, counter, emptyState, notFound, skeletonRows } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { shortTime } from '../../ui/list/short-time.ts';
import '../../ui/menu.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import './admin-inquiry.ts';
import './college-post.ts';
import type { DeskInquiry, InquiryFilter } from './admin-inquiries-api.ts';
import { type AdminInquiriesState, adminInquiriesStore } from './admin-inquiries-store.ts';
import type { PostedEvent } from './college-post.ts';
import './admin-inquiry-audit.ts';
import type { MyCollege } from '../../college/shared/my-colleges-api.ts';
import { headButton, sectionHead, sectionStyles } from '../../college/shared/section.ts';
import { shortName } from '../../core/names.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import { askerName } from './admin-inquiry-words.ts';

const filters: readonly InquiryFilter[] = ['open', 'mine', 'closed'];

/** The section «Обращения в организацию»: the queue that the administrators share, and one inquiry beside it. */
export class AdminInquiries extends SferumElement<{ inquiries: InquiriesStrings; messages: MessagesStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    sectionStyles,
    css`
      .desk {
        display: grid;
        grid-template-columns: clamp(220px, 36%, 300px) minmax(0, 1fr);
        height: max(420px, min(660px, 80vh));
        border-top: 1px solid var(--sferum-line);
      }
      .list {
        display: flex;
        flex-direction: column;
        min-width: 0;
        padding-block: 4px 8px;
        border-inline-end: 1px solid var(--sferum-line);
        overflow: hidden auto;
        scrollbar-width: thin;
      }
      .list sferum-search {
        flex: none;
        margin: 8px 12px 0;
      }
      .list .chip-tabs {
        padding: 8px 12px;
      }
      .row {
        display: flex;
        align-items: center;
        gap: 12px;
        width: calc(100% - 16px);
        min-height: calc(60px * var(--sferum-dense, 1));
        margin-inline: 8px;
        padding: 8px 10px;
        border-radius: var(--sferum-r-m);
        color: inherit;
      }
      .row:hover {
        --sferum-behind: var(--sferum-hover);
        background: var(--sferum-hover);
      }
      .row[aria-current] {
        --sferum-behind: var(--sferum-accent-soft);
        background: var(--sferum-accent-soft);
      }
      .row:focus-visible {
        outline-offset: -2px;
      }
      .words {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 8px;
        flex: 1;
        min-width: 0;
      }
      .words > :is(b, small) {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      b {
        font: var(--sferum-t-strong);
      }
      small {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .words > .by {
        display: flex;
        align-items: center;
        gap: 4px;
        grid-column: 1 / -1;
        justify-self: start;
        max-width: 100%;
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      .lead,
      .short {
        display: none;
      }
      time {
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
        line-height: 1.6;
      }
      .words > :nth-child(even) {
        justify-self: end;
      }
      sferum-admin-inquiry {
        min-height: 0;
      }
      .list .view-state {
        min-height: 240px;
      }
      @container (width < 48em) {
        .desk {
          display: block;
          height: auto;
          border-top: 0;
        }
        .list {
          padding-top: 0;
          border-inline-end: 0;
          overflow: visible;
        }
        .lead {
          display: block;
        }
        .desk:not(.open) > :not(.list),
        .desk.open > .list,
        .head:has(+ .desk.open) {
          display: none;
        }
        .desk.open > sferum-admin-inquiry {
          height: max(420px, min(720px, 85vh));
        }
      }
      @container (width < 37.333em) {
        .whole {
          display: none;
        }
        .short {
          display: inline;
        }
      }
      @media (forced-colors: active) {
        .row[aria-current] {
          outline: 2px solid;
          outline-offset: -2px;
        }
      }
    `,
  ];
  protected readonly texts = { inquiries: inquiriesTexts, messages: messagesTexts };

  @property({ attribute: false }) college!: MyCollege;
  /** Id of the inquiry that is open. */
  @state() private opened = '';
  @state() private dialog: 'audit' | 'post' | null = null;
  @query('sferum-toast') private toast!: Toast;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId ? adminInquiriesStore(backend, this.college.id) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  async #open(id: string): Promise<void> {
    this.#store.store?.clearError();
    this.opened = id;
    await this.updateComplete;
    // Where it takes the place of the list, the focus goes with it.
    if (this.renderRoot.querySelector('.list')?.checkVisibility()) return;
    const inquiry = this.renderRoot.querySelector('sferum-admin-inquiry');
    await inquiry?.updateComplete;
    inquiry?.focus();
  }

  async #back(): Promise<void> {
    const id = this.opened;
    this.opened = '';
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-inquiry="${id}"]`);
    (row ?? this.renderRoot.querySelector<HTMLElement>('h2'))?.focus();
  }

  override render() {
    const { state: now, store } = this.#store;
    const { inquiries } = this.strings;
    return html`${sectionHead(
      html`<span class="whole">${inquiries.title}</span><span class="short">${inquiries.shortTitle}</span>`,
      html`${headButton(signs.edit, inquiries.posting.open, () => {
        this.dialog = 'post';
      })}
        <sferum-menu
          label=${inquiries.more}
          .items=${[
            {
              text: inquiries.audit.open,
              sign: signs.history,
              act: () => {
                this.dialog = 'audit';
              },
            },
          ]}
        ></sferum-menu>`,
    )}
      <div class="desk ${this.opened ? 'open' : ''}">
        <div class="list">
          <p class="lead">${inquiries.lead}</p>
          <sferum-search
            label=${inquiries.search}
            .value=${now?.search ?? ''}
            @searched=${(event: Event) => store?.search((event.target as Search).value)}
          ></sferum-search>
          ${now ? this.#tabs(now) : nothing}
          ${this.view(now?.inquiries, (list) => (now ? this.#list(list, now) : nothing), {
            skeleton: skeletonRows(5),
            retry: () => store?.retry(),
          })}
        </div>
        ${this.#pane()}
      </div>
      ${this.#dialogs()}
      <sferum-toast></sferum-toast>`;
  }

  #tabs({ counts, filter }: AdminInquiriesState): TemplateResult {
    const { inquiries } = this.strings;
    return chipTabs({
      label: inquiries.filtersLabel,
      tabs: filters.map((value) => ({
        value,
        text: inquiries.filters[value],
        count: value === 'closed' ? undefined : counts?.[value],
      })),
      value: filter,
      choose: (value) => this.#store.store?.choose(value),
    });
  }

  #list(list: readonly DeskInquiry[], now: AdminInquiriesState): TemplateResult {
    const { inquiries } = this.strings;
    const { filter, search } = now;
    if (list.length === 0) {
      return search
        ? notFound(inquiries.nothingFound, inquiries.nothingFoundText)
        : emptyState(signs.inbox, inquiries.empty[filter], inquiries.emptyText[filter]);
    }
    return html`<ul aria-label=${inquiries.list}>
        ${repeat(
          list,
          ({ id }) => id,
          (inquiry) => html`<li>${this.#row(inquiry)}</li>`,
        )}
      </ul>
      ${moreButton(this.strings.common, now, () => void this.#store.store?.fetchMore())}`;
  }

  #row({ id, asker, assignee, last, lastSeq, readSeq }: DeskInquiry): TemplateResult {
    const { inquiries, messages } = this.strings;
    const unread = lastSeq - readSeq;
    const said = plural(this.language, unread, inquiries.unread).replace('#', String(unread));
    const who = last.fromCollege ? `${last.mine ? inquiries.you : inquiries.college}: ` : '';
    return html`<button
      class="row"
      type="button"
      data-inquiry=${id}
      aria-current=${id === this.opened ? 'true' : nothing}
      @click=${() => void this.#open(id)}
    >
      ${avatar({ id: asker?.id ?? '', text: asker ? initials(asker.name, asker.surname) : '', size: 'l' })}
      <span class="words">
        <b>${askerName(asker, this.strings.common)}</b><time>${shortTime(last.at, this.language)}</time>
        <small>${who}${last.deleted ? messages.deleted : inWords(last.body, last.files, messages)}</small><span>${counter(unread, `, ${said}`)}</span>
        ${
          assignee && assignee.id !== this.#store.backend?.userId
            ? html`<small class="by">${icon(signs.eyeOff, 14)}${inquiries.answers.replace('#', shortName(assignee))}</small>`
            : nothing
        }
      </span>
    </button>`;
  }

  #pane(): TemplateResult {
    const { inquiries } = this.strings;
    if (!this.opened) return emptyState(signs.inbox, inquiries.choose, inquiries.chooseText);
    return html`<sferum-admin-inquiry
      .college=${this.college}
      inquiry=${this.opened}
      @back=${() => void this.#back()}
    ></sferum-admin-inquiry>`;
  }

  #dialogs(): TemplateResult | typeof nothing {
    // One that was closed goes when its animation ends; another may be open by then.
    const closed = (which: typeof this.dialog) => () => {
      if (this.dialog === which) this.dialog = null;
    };
    if (this.dialog === 'audit') {
      return html`<sferum-admin-inquiry-audit .college=${this.college.id} @closed=${closed('audit')}></sferum-admin-inquiry-audit>`;
    }
    if (this.dialog === 'post') {
      return html`<sferum-college-post
        .college=${this.college.id}
        @closed=${closed('post')}
        @posted=${({ chatTitle }: PostedEvent) =>
          this.toast.show({ text: this.strings.inquiries.posting.posted.replace('#', chatTitle) })}
      ></sferum-college-post>`;
    }
    return nothing;
  }
}
define('sferum-admin-inquiries', AdminInquiries);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-inquiries': AdminInquiries;
  }
}
