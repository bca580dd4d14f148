import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { copyText } from '../../../element/clipboard.ts';
import { define } from '../../../element/define.ts';
import { download } from '../../../element/download.ts';
import { SferumElement } from '../../../element/element.ts';
import { Fetched } from '../../../element/host/fetched.ts';
import { icon } from '../../../element/icon.ts';
import { type InvitationsStrings, invitationsTexts } from '../../../locales/ru/invitations.ts';
import { fieldStyles } from '../../../ui/field.ts';
import { noticeStyles } from '../../../ui/notice.ts';
import { signs } from '../../../ui/signs.ts';
import type { InvitationFacts } from './invitation-words.ts';
import { type QrCode, qrCode, qrPicture, qrPng, qrSvg } from './qr.ts';

/** A link with its QR code: to copy, to show, to keep as a file, to print. */
export class InvitationView extends SferumElement<{ invitations: InvitationsStrings }> {
  static override styles = [
    base,
    fieldStyles,
    noticeStyles,
    css`
      :host {
        display: grid;
        gap: 16px;
        min-width: 0;
      }
      .both {
        display: flex;
        flex-wrap: wrap;
        gap: 16px 22px;
      }
      .code {
        flex: 0 0 auto;
        width: 200px;
        max-width: 100%;
        aspect-ratio: 1;
        padding: 6px;
        border-radius: var(--sferum-r-l);
        box-shadow: inset 0 0 0 1px var(--sferum-line);
        background: #fff;
      }
      .code svg {
        display: block;
        width: 100%;
        height: 100%;
      }
      dl {
        flex: 1 1 180px;
        min-width: 0;
      }
      dl > div {
        padding: 8px 0;
        border-bottom: 1px solid var(--sferum-line);
        overflow-wrap: anywhere;
      }
      dl > div:first-child {
        padding-top: 0;
      }
      dl > div:last-child {
        border: 0;
      }
      dt {
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      dd {
        font-weight: 500;
      }
      .link {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .link .frame {
        flex: 1 1 220px;
      }
      .link .frame .icon {
        flex: none;
        margin-inline-start: 12px;
        color: var(--sferum-text-3);
      }
      .link input {
        padding-inline-start: 8px;
        text-overflow: ellipsis;
      }
      .link .button {
        flex: none;
        min-height: 40px;
      }
      p {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .short b {
        color: var(--sferum-text);
        font-variant-numeric: tabular-nums;
        letter-spacing: 0.04em;
        white-space: nowrap;
      }
      .keep {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      /* The dialog is as wide as the window then, and the facts stand below the code. */
      @media (width < 560px) {
        .code {
          margin-inline: auto;
        }
        .link .button,
        .keep .button {
          flex: 1 0 auto;
        }
      }
    `,
  ];
  protected readonly texts = { invitations: invitationsTexts };

  @property({ attribute: false }) facts: InvitationFacts | null = null;
  /** What copying came to. */
  @state() private status = '';

  #drawn = '';
  readonly #qr = new Fetched(this, () => qrCode(this.#drawn));

  protected override willUpdate(): void {
    const address = this.facts?.address ?? '';
    if (!address || address === this.#drawn) return;
    this.#drawn = address;
    this.#qr.ask();
  }

  async #copy(): Promise<void> {
    const { facts } = this;
    if (!facts) return;
    const { invitations } = this.strings;
    this.status = '';
    const copied = await copyText(facts.address);
    // Without the right to the clipboard the link is selected, and the keyboard can copy it.
    if (!copied) this.renderRoot.querySelector<HTMLInputElement>('input')?.select();
    this.status = copied ? invitations.copied : invitations.selected;
  }

  async #keep(kind: 'svg' | 'png', qr: QrCode): Promise<void> {
    const { invitations } = this.strings;
    const name = `${invitations.file}-${(this.facts?.target ?? '').replace(/[^\p{L}\p{N}]+/gu, '-')}.${kind}`;
    download(kind === 'svg' ? qrSvg(qr) : await qrPng(qr), name);
  }

  async #print(qr: QrCode, facts: InvitationFacts): Promise<void> {
    const { sheet } = this.strings.invitations;
    const { printSheet } = await import('./qr-sheet.ts');
    printSheet({
      title: facts.target,
      place: facts.college,
      target: facts.sheet.target,
      how: sheet.how,
      address: facts.address,
      code: facts.code ? sheet.code.replace('#', facts.code) : '',
      codePage: facts.code ? sheet.codePage.replace('#', facts.sheet.codePage) : '',
      until: facts.sheet.until,
      qr,
    });
  }

  override render() {
    const { facts } = this;
    const qr = this.#qr.value;
    if (!facts) return nothing;
    const { columns, showing } = this.strings.invitations;
    const fact = (name: string, value: string) =>
      value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing;
    return html`<div class="both">
        ${
          qr.status === 'failed'
            ? html`<p role="alert">${showing.failed}</p>`
            : html`<div class="code" aria-busy=${qr.status === 'loading'}>
                ${qr.status === 'ready' ? qrPicture(qr.value, showing.alt) : nothing}
              </div>`
        }
        <dl>
          ${fact(columns.role, facts.role)} ${fact(columns.until, facts.until)} ${fact(showing.uses, facts.uses)}
        </dl>
      </div>
      <div class="link">
        <span class="frame">
          ${icon(signs.link, 18)}
          <input
            readonly
            aria-label=${showing.link}
            .value=${facts.address}
            @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
          />
        </span>
        <button class="button primary" type="button" @click=${this.#copy}>
          ${icon(signs.copy, 18)}<span>${showing.copy}</span>
        </button>
      </div>
      ${facts.code ? html`<p class="short">${showing.code} <b>${facts.code}</b></p>` : nothing}
      <p role="status">${this.status || showing.hint}</p>
      ${qr.status === 'ready' ? this.#files(qr.value, facts) : nothing}`;
  }

  #files(qr: QrCode, facts: InvitationFacts): TemplateResult {
    const { showing } = this.strings.invitations;
    return html`<div class="keep">
      <button class="button" type="button" @click=${() => this.#keep('png', qr)}>
        ${icon(signs.download, 18)}<span>${showing.png}</span>
      </button>
      <button class="button" type="button" @click=${() => this.#keep('svg', qr)}>
        ${icon(signs.download, 18)}<span>${showing.svg}</span>
      </button>
      <button class="button" type="button" @click=${() => this.#print(qr, facts)}>
        ${icon(signs.print, 18)}<span>${showing.print}</span>
      </button>
    </div>`;
  }
}
define('sferum-invitation-view', InvitationView);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-invitation-view': InvitationView;
  }
}
