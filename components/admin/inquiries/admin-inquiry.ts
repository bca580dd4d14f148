import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { inSentence, personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiriesStrings, inquiriesTexts } from '../../locales/ru/admin/inquiries.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, skeletonRows } from '../../ui/bits.ts';
import '../../ui/menu.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import './admin-inquiry-assign.ts';
import type { InquiryMessage } from '../../college/shared/inquiry/inquiry-message.ts';
import type { Asker, DeskInquiry } from './admin-inquiries-api.ts';
import { type AdminInquiriesStore, adminInquiriesStore } from './admin-inquiries-store.ts';
import { adminInquiryKey, adminInquiryStore } from './admin-inquiry-store.ts';
import '../../college/shared/inquiry/inquiry-thread.ts';
import type { MyCollege } from '../../college/shared/my-colleges-api.ts';
import { type Person, shortName } from '../../core/names.ts';
import type { ConversationState } from '../../messages/conversation-store.ts';
import { askerName, problemText } from './admin-inquiry-words.ts';

/** One inquiry in the hands of an administrator. Says `back`. */
export class AdminInquiry extends SferumElement<{ inquiries: InquiriesStrings }> {
  static override styles = [
    base,
    avatarStyles,
    bitsStyles,
    noticeStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      header {
        display: flex;
        align-items: center;
        gap: 12px;
        flex: none;
        min-height: 56px;
        padding: 8px 12px 8px 16px;
        border-bottom: 1px solid var(--sferum-line);
      }
      header > div {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      h3 {
        font: var(--sferum-t-strong);
      }
      h3:focus-visible {
        outline: 0;
      }
      header small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .back {
        display: none;
      }
      sferum-inquiry-thread {
        flex: 1;
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: 4px 10px;
        padding: 14px 8px 2px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
        text-align: center;
      }
      .banner {
        display: flex;
        align-items: center;
        gap: 10px;
        flex: none;
        padding: 9px 16px;
        border-top: 1px solid var(--sferum-line);
        background: var(--sferum-accent-soft);
        font: var(--sferum-t-small);
      }
      .banner .closed {
        color: var(--sferum-text-2);
      }
      .notice {
        flex: none;
        border-radius: 0;
      }
      @container (width < 48em) {
        header {
          gap: 8px;
          min-height: 60px;
          padding-inline: 4px 4px;
        }
        .back {
          display: inline-grid;
        }
      }
      @container (width < 37.333em) {
        .act {
          width: 44px;
          padding: 0;
          background: none;
        }
        .act span {
          display: none;
        }
      }
      @container (width < 24em) {
        header .avatar {
          display: none;
        }
      }
      @container (width >= 37.333em) {
        .act .icon {
          display: none;
        }
      }
    `,
  ];
  protected readonly texts = { inquiries: inquiriesTexts };

  @property({ attribute: false }) college!: MyCollege;
  /** Id of the inquiry. */
  @property() inquiry = '';
  @state() private assigning = false;

  /** Somebody wanted the focus here before there was anything. */
  #wantsFocus = false;

  readonly #desk = new StoreController(this, (backend) =>
    backend.userId && this.inquiry ? adminInquiryStore(backend, this.college.id, this.inquiry) : null,
  );
  readonly #queue = new StoreController(this, (backend) =>
    backend.userId ? adminInquiriesStore(backend, this.college.id) : null,
  );

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('inquiry')) this.assigning = false;
  }

  /** To its title, as soon as it is there: read aloud, it says whose inquiry it is. */
  override focus(): void {
    this.#wantsFocus = true;
    this.#giveFocus();
  }

  protected override updated(): void {
    this.#giveFocus();
  }

  #giveFocus(): void {
    const title = this.renderRoot.querySelector<HTMLElement>('header h3');
    if (!title || !this.#wantsFocus) return;
    this.#wantsFocus = false;
    title.focus();
  }

  async #act(act: (queue: AdminInquiriesStore) => Promise<boolean>): Promise<void> {
    const { store } = this.#queue;
    if (store) await act(store);
    this.#desk.store?.refresh();
  }

  /** The button goes with the question who answers; whoever took the inquiry writes next. */
  async #take(inquiry: DeskInquiry, me: string): Promise<void> {
    await this.#act((queue) => queue.assign(inquiry, me));
    await this.updateComplete;
    this.renderRoot.querySelector('sferum-inquiry-thread')?.focus();
  }

  override render() {
    const { state: now, store } = this.#desk;
    const { inquiries } = this.strings;
    // It may have gone while it was open.
    const shown = now?.messages.status === 'failed' ? now.messages : now?.summary;
    const draw = () =>
      now?.summary.status === 'ready' && now.summary.value ? this.#conversation(now.summary.value, now) : nothing;
    return this.view<unknown>(shown, draw, {
      skeleton: skeletonRows(3),
      retry: () => store?.retry(),
      explain: ({ code }) => (code === 'missing' ? { title: inquiries.gone, text: inquiries.goneText } : undefined),
    });
  }

  #conversation(inquiry: DeskInquiry, now: ConversationState<InquiryMessage, DeskInquiry>): TemplateResult {
    const { inquiries } = this.strings;
    const { college } = this;
    const problem = this.assigning ? '' : problemText(this.#queue.state?.problem ?? null, inquiries);
    return html`${this.#head(inquiry)}
      ${problem ? notice('alert', problem, 'danger') : nothing}
      <sferum-inquiry-thread
        .store=${this.#desk.store}
        .shown=${now}
        .ofCollege=${true}
        .face=${{ id: college.id, name: college.shortName, logo: college.logo }}
        .asker=${askerName(inquiry.asker, this.strings.common)}
        .byline=${(message: InquiryMessage) =>
          message.answeredBy ? inSentence(inquiries.answeredBy, this.#person(message.answeredBy)) : ''}
        .person=${this.#desk.backend?.userId ?? ''}
        .place=${adminInquiryKey(inquiry.id)}
        label=${inquiries.compose}
        hint=${inquiries.composeShort}
      >
        ${this.#who(inquiry)}
        <div slot="above" class="banner">
          ${avatar({ id: college.id, icon: 'building', size: 's', square: true })}
          <p>
            ${inquiries.asCollege} <b>${inquiries.asCollegeBold}</b>. ${inquiries.asCollegeRest}
            ${inquiry.status === 'closed' ? html`<span class="closed">${inquiries.isClosed}</span>` : nothing}
          </p>
        </div>
      </sferum-inquiry-thread>
      ${
        this.assigning
          ? html`<sferum-admin-inquiry-assign
              .college=${college.id}
              .inquiry=${inquiry}
              @closed=${() => {
                this.assigning = false;
                this.#desk.store?.refresh();
              }}
            ></sferum-admin-inquiry-assign>`
          : nothing
      }`;
  }

  #head(inquiry: DeskInquiry): TemplateResult {
    const { inquiries } = this.strings;
    const { asker, status } = inquiry;
    const closed = status === 'closed';
    const act = closed ? inquiries.reopen : inquiries.close;
    const busy = this.#queue.state?.busy ?? false;
    return html`<header>
      <button
        class="icon-button back"
        type="button"
        aria-label=${inquiries.toList}
        title=${inquiries.toList}
        @click=${() => this.dispatchEvent(new Event('back'))}
      >
        ${icon('back')}
      </button>
      ${avatar({ id: asker?.id ?? '', text: asker ? initials(asker.name, asker.surname) : '', size: 'm' })}
      <div>
        <h3 tabindex="-1">${
          asker?.role
            ? this.#person(asker, askerName(asker, this.strings.common))
            : askerName(asker, this.strings.common)
        }</h3>
        <small>${this.#what(asker)}</small>
      </div>
      <button
        class="button act"
        type="button"
        aria-label=${act}
        title=${act}
        aria-disabled=${busy}
        @click=${() => void this.#act((queue) => (closed ? queue.reopen(inquiry) : queue.close(inquiry)))}
      >
        ${icon(closed ? 'retry' : 'check')}<span aria-hidden="true">${act}</span>
      </button>
      ${
        this.#isOwn(inquiry)
          ? nothing
          : html`<sferum-menu label=${inquiries.actions} .items=${this.#items(inquiry)}></sferum-menu>`
      }
    </header>`;
  }

  #items(inquiry: DeskInquiry): MenuItem[] {
    const { inquiries } = this.strings;
    const me = this.#desk.backend?.userId ?? '';
    const mine = inquiry.assignee?.id === me;
    return [
      mine
        ? {
            text: inquiries.release,
            sign: signs.door,
            act: () => void this.#act((queue) => queue.assign(inquiry, null)),
          }
        : { text: inquiries.take, sign: 'check', act: () => void this.#act((queue) => queue.assign(inquiry, me)) },
      {
        text: inquiries.assign,
        sign: signs.userPlus,
        act: () => {
          this.#queue.store?.clearError();
          this.assigning = true;
        },
      },
    ];
  }

  /** «Студент · ИС-21», «Не состоит в колледже». */
  #what(asker: Asker | null): string {
    const { inquiries } = this.strings;
    if (!asker?.role) return inquiries.outsider;
    const role = inquiries.role[asker.role];
    if (asker.role !== 'student') return role;
    return `${role} · ${asker.groups || inquiries.noGroup.toLocaleLowerCase(this.language)}`;
  }

  /** It opens the card. */
  #person(person: Person, name = shortName(person)): TemplateResult | string {
    return personName(person, this.college.id, this.strings.common.erased, name);
  }

  /** An administrator asked it: others decide who answers, and the asker does not learn it. */
  #isOwn({ asker }: DeskInquiry): boolean {
    return asker?.id === this.#desk.backend?.userId;
  }

  /** Who takes care of it, after the last message. */
  #who(inquiry: DeskInquiry): TemplateResult | typeof nothing {
    const { inquiries } = this.strings;
    const me = this.#desk.backend?.userId ?? '';
    const { assignee } = inquiry;
    if (assignee) {
      const text = assignee.id === me ? inquiries.mine : inSentence(inquiries.assignee, this.#person(assignee));
      return html`<p slot="end" class="who">${text}</p>`;
    }
    if (inquiry.status === 'closed' || this.#isOwn(inquiry)) return nothing;
    return html`<p slot="end" class="who">
      <span>${inquiries.nobody}</span>
      <button
        class="button soft"
        type="button"
        aria-disabled=${this.#queue.state?.busy ?? false}
        @click=${() => void this.#take(inquiry, me)}
      >
        ${inquiries.take}
      </button>
    </p>`;
  }
}
define('sferum-admin-inquiry', AdminInquiry);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-inquiry': AdminInquiry;
  }
}
