import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { loadTag } from '../../element/registry.ts';
import { type NoChatsStrings, noChatsTexts } from '../../locales/ru/chat/no-chats.ts';
import './chat-gone.ts';

/**
 * Stands where no chat is: in a list in which there is none, with the ways into a college, and beside one of which none is
 * open; also in a chat in which nothing is.
 *
 *     html`<sferum-no-chats why="allRead"></sferum-no-chats>`
 */
export class NoChats extends SferumElement<{ empty: NoChatsStrings }> {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        flex: 1;
        min-height: 0;
        align-content: safe center;
        overflow: hidden auto;
      }
      :host([why='choose']) {
        block-size: 100%;
      }
      /* Below it stand the ways into a college. */
      :host([why='none']) {
        align-content: start;
      }
      :host([why='none']) .view-state {
        min-height: 0;
        padding-block: 24px 12px;
      }
      sferum-colleges {
        min-height: 0;
      }
    `,
  ];
  protected readonly texts = { empty: noChatsTexts };

  /** None is open, the person is in none or no longer in the college, none is unread or called so; nobody has written. */
  @property() why: 'choose' | 'none' | 'expelled' | 'allRead' | 'notFound' | 'quiet' = 'none';
  /** Nor may the person write. */
  @property({ type: Boolean }) silent = false;

  readonly #code = new LazyCode(this);

  override render() {
    const { why } = this;
    return html`${why === 'expelled' ? html`<sferum-chat-gone expelled></sferum-chat-gone>` : this.#said(why)}
    ${why === 'none' || why === 'expelled' ? this.#colleges() : nothing}`;
  }

  #said(why: Exclude<NoChats['why'], 'expelled'>): TemplateResult {
    const { empty } = this.strings;
    const sign = { quiet: 'chat', choose: 'chat', none: 'chat', allRead: 'checks', notFound: 'search' } as const;
    return html`<div class="view-state" role=${why === 'choose' || why === 'quiet' ? nothing : 'status'}>
      <span class="emblem ${sign[why] === 'chat' ? '' : 'neutral'}">${icon(sign[why], 26)}</span>
      <h3>${empty[why]}</h3>
      ${this.silent ? nothing : html`<p>${empty[`${why}Text`]}</p>`}
    </div>`;
  }

  /** The colleges that the person has, that invite them or are to answer, and the way into another. */
  #colleges(): TemplateResult | typeof nothing {
    if (customElements.get('sferum-colleges')) return html`<sferum-colleges></sferum-colleges>`;
    if (!this.#code.problem) void this.#code.fetch(() => loadTag('sferum-colleges'));
    return nothing;
  }
}
define('sferum-no-chats', NoChats);
