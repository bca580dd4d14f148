import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { type MistakesStrings, mistakesTexts } from '../../locales/ru/mistakes.ts';
import { base, root } from '../base.styles.ts';
import { define } from '../define.ts';
import { SferumElement } from '../element.ts';
import { icon } from '../icon.ts';
import { help, type Mistake } from './config.ts';

const logged = new Set<string>();

/** The attribute as it has to be written. */
const lineOf = ({ at, attribute, example }: Mistake) =>
  at === 'script' ? `<script … ${attribute}="${example}">` : `<${at} ${attribute}="${example}">`;

/**
 * Says in place of a tag, and once in the console, what its webmaster has forgotten and the line to write.
 *
 *     html`<sferum-mistake .mistake=${{ at: 'sferum-chat', attribute: 'chat', kind: 'missing', example: id }}></sferum-mistake>`
 */
export class MistakeNotice extends SferumElement<{ mistakes: MistakesStrings }> {
  static override styles = [
    ...root,
    base,
    css`
      :host {
        min-height: 260px;
      }
      .view-state {
        min-height: inherit;
        max-width: 440px;
      }
      code {
        max-width: 100%;
        padding: 6px 10px;
        border-radius: var(--sferum-r-s);
        background: var(--sferum-press);
        font: 400 calc(var(--sferum-size) * 0.867) / 1.4 ui-monospace, monospace;
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];
  protected readonly texts = { mistakes: mistakesTexts };

  @property({ attribute: false }) mistake: Mistake | null = null;

  override willUpdate(): void {
    if (!this.mistake) return;
    const { at, attribute, kind } = this.mistake;
    const wrong = {
      missing: 'is missing',
      address: 'is no address',
      secret: 'is a secret key',
      unknown: 'names no tag',
    }[kind];
    const line = `sferum: ${attribute} of <${at}> ${wrong}; write ${lineOf(this.mistake)} ${help.address}`.trim();
    if (logged.has(line)) return;
    logged.add(line);
    console.error(line);
  }

  override render() {
    if (!this.mistake) return nothing;
    const { mistakes } = this.strings;
    const { at, attribute, kind } = this.mistake;
    return html`<div class="view-state" role="status">
      <span class="emblem neutral">${icon('alert', 26)}</span>
      <h3>${mistakes.title}</h3>
      <p>${mistakes[kind].replace('#attribute', attribute).replace('#tag', `<${at}>`)}</p>
      <code>${lineOf(this.mistake)}</code>
      ${help.address ? html`<a href=${help.address} target="_blank" rel="noopener">${mistakes.help}</a>` : nothing}
    </div>`;
  }
}
define('sferum-mistake', MistakeNotice);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-mistake': MistakeNotice;
  }
}
