import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base, root } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InquiryStrings, inquiryTexts } from '../../locales/ru/inquiry.ts';
import type { ConversationState } from '../../messages/conversation-store.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, skeletonRows } from '../../ui/bits.ts';
import { signs } from '../../ui/signs.ts';
import '../../element/signed-out.ts';
import type { InquiryMessage, InquirySummary } from '../shared/inquiry/inquiry-message.ts';
import { inquiryKey, inquiryStore } from '../shared/inquiry/inquiry-store.ts';
import '../shared/inquiry/inquiry-thread.ts';
import type { CollegeFace, InquiryThread } from '../shared/inquiry/inquiry-thread.ts';
import { meStore } from '../shared/me-store.ts';
import { myCollegesStore } from '../shared/my-colleges-store.ts';

/**
 * Writing to the administration of a college, for its members and for those who applied. The college answers; which of
 * its administrators it was, nobody here learns.
 * @tag sferum-inquiry
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Inquiry extends SferumElement<{ inquiry: InquiryStrings }> {
  static override styles = [
    base,
    root,
    avatarStyles,
    bitsStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: min(600px, 85vh);
        background: var(--sferum-surface);
      }
      /* In a dialog there is a heading already. */
      :host([inside]) {
        height: max(280px, min(520px, 64vh));
        border: 1px solid var(--sferum-line);
        border-radius: var(--sferum-r-l);
        overflow: hidden;
      }
      header {
        display: flex;
        align-items: center;
        gap: 12px;
        flex: none;
        min-height: 60px;
        padding: 8px 16px;
        border-bottom: 1px solid var(--sferum-line);
      }
      header img {
        flex: none;
        width: 40px;
        height: 40px;
        border-radius: min(11px, calc(var(--sferum-round, 10px) * 1.3));
        background: #fff;
        object-fit: contain;
      }
      header div {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      h2 {
        font: var(--sferum-t-strong);
      }
      header p {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      sferum-inquiry-thread {
        flex: 1;
      }
      /* It stands on the ground of the messages. */
      [slot='empty'] .emblem {
        background: var(--sferum-surface);
      }
      sferum-signed-out {
        min-height: 100%;
      }
    `,
  ];
  protected readonly texts = { inquiry: inquiryTexts };

  /** Id of the college; absent takes the page's, and without that the first that I belong to. */
  @property() college = '';
  /** Stands in something that has a heading of its own. */
  @property({ type: Boolean, reflect: true }) inside = false;
  @query('sferum-inquiry-thread') private thread!: InquiryThread | null;

  /** Somebody wanted the focus here before there was a place to write. */
  #wantsFocus = false;

  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));
  readonly #me = new StoreController(this, (backend) => (backend.userId ? meStore(backend) : null));
  readonly #store = new StoreController(this, (backend) => {
    const college = this.#collegeId;
    return backend.userId && college ? inquiryStore(backend, college) : null;
  });

  override focus(): void {
    this.#wantsFocus = true;
    void this.#giveFocus();
  }

  protected override updated(): void {
    if (this.#wantsFocus) void this.#giveFocus();
  }

  async #giveFocus(): Promise<void> {
    const { thread } = this;
    if (!thread) return;
    this.#wantsFocus = false;
    await thread.updateComplete;
    thread.focus();
  }

  get #collegeId(): string {
    const { backend, state } = this.#mine;
    const first = state?.colleges.status === 'ready' ? state.colleges.value[0]?.id : undefined;
    return this.college || backend?.config.college || first || '';
  }

  /** The college as far as I belong or applied to it; null when I do neither, undefined while it is not known. */
  get #face(): CollegeFace | null | undefined {
    const id = this.#collegeId;
    const colleges = this.#mine.state?.colleges;
    const requests = this.#me.state?.requests;
    const known = [
      ...(colleges?.status === 'ready' ? colleges.value : []),
      ...(requests?.status === 'ready' ? requests.value : []),
    ].find((each) => each.id === id);
    if (known) return { id, name: known.shortName, logo: known.logo };
    return colleges?.status === 'ready' && requests?.status === 'ready' ? null : undefined;
  }

  override render() {
    const { backend, state: now, store } = this.#store;
    const { inquiry } = this.strings;
    if (backend && !backend.userId) {
      return html`<sferum-signed-out of="sferum-inquiry"></sferum-signed-out>`;
    }
    const face = this.#face;
    if (!store && face === null) return this.#lock(inquiry.noCollege, inquiry.noCollegeText);
    return html`${this.inside ? nothing : this.#head(face ?? null)}
      ${this.view(
        now?.summary,
        (asked) => {
          if (!now) return nothing;
          // What was asked before stays readable for who has left.
          if (!asked && face === null) return this.#lock(inquiry.outsider, inquiry.outsiderText);
          return this.#conversation(now, face ?? { id: this.#collegeId, name: inquiry.administration, logo: '' });
        },
        { skeleton: skeletonRows(3), retry: () => store?.retry() },
      )}`;
  }

  #lock(title: string, text: string): TemplateResult {
    return html`<div class="view-state" role="status">
      <span class="emblem neutral">${icon('lock', 26)}</span>
      <h3>${title}</h3>
      <p>${text}</p>
    </div>`;
  }

  #head(face: CollegeFace | null): TemplateResult {
    const { inquiry } = this.strings;
    return html`<header>
      ${
        face?.logo
          ? html`<img src=${face.logo} alt="" width="40" height="40" />`
          : avatar({ id: this.#collegeId, icon: 'building', size: 'm', square: true })
      }
      <div>
        <h2>${face?.name ?? inquiry.administration}</h2>
        <p>${inquiry.title}</p>
      </div>
    </header>`;
  }

  #conversation(now: ConversationState<InquiryMessage, InquirySummary>, face: CollegeFace): TemplateResult {
    const { inquiry } = this.strings;
    return html`<sferum-inquiry-thread
      .store=${this.#store.store}
      .shown=${now}
      .face=${face}
      .person=${this.#store.backend?.userId ?? ''}
      .place=${inquiryKey(face.id)}
      label=${inquiry.compose}
      hint=${inquiry.composeShort}
    >
      <div slot="empty">${emptyState(signs.inbox, inquiry.empty, inquiry.emptyText)}</div>
    </sferum-inquiry-thread>`;
  }
}
define('sferum-inquiry', Inquiry);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-inquiry': Inquiry;
  }
}
