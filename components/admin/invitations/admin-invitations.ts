import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { copyText } from '../../element/clipboard.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InvitationsStrings, invitationsTexts } from '../../locales/ru/invitations.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, ringStyles, skeletonRows, tag } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/menu.ts';
import { signs } from '../../ui/signs.ts';
import { table, tableStyles } from '../../ui/table.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import '../../college/shared/invitations/invitation-new.ts';
import type { InvitationMadeEvent } from '../../college/shared/invitations/invitation-new.ts';
import '../../college/shared/invitations/invitation-view.ts';
import { factsOf, headingOf, targetOf, termOf, usesOf } from '../../college/shared/invitations/invitation-words.ts';
import type { InvitationLink } from '../../college/shared/invitations/invitations-api.ts';
import { invitationsStore } from '../../college/shared/invitations/invitations-store.ts';
import { myCollegesStore } from '../../college/shared/my-colleges-store.ts';
import { headButton, sectionHead, sectionStyles } from '../../college/shared/section.ts';

/** What is open over the list. */
type Over =
  | { readonly kind: 'new' }
  | { readonly kind: 'show'; readonly id: string }
  | { readonly kind: 'revoke'; readonly id: string };

/** The section «Приглашения по ссылке». */
export class AdminInvitations extends SferumElement<{ invitations: InvitationsStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    ringStyles,
    tableStyles,
    sectionStyles,
    css`
      .who small {
        display: block;
        color: var(--sferum-text-3);
        font: 400 calc(var(--sferum-size) * 0.8) / 1.3 ui-monospace, "Liberation Mono", monospace;
      }
      .acts {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      @container (width < 37.333em) {
        .acts .wide {
          display: none;
        }
      }
    `,
  ];
  protected readonly texts = { invitations: invitationsTexts };

  @property() college = '';
  @state() private over: Over | null = null;
  @query('sferum-toast') private toast!: Toast;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? invitationsStore(backend, this.college) : null,
  );
  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));

  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // How many minutes are left is shown as long as one looks.
    this.#timer = setInterval(() => this.requestUpdate(), 20_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  get #list(): readonly InvitationLink[] {
    const { invitations } = this.#store.state ?? {};
    return invitations?.status === 'ready' ? invitations.value : [];
  }

  async #copy(text: string, done: string): Promise<void> {
    const { invitations } = this.strings;
    this.toast.show({ text: (await copyText(text)) ? done : invitations.notCopied });
  }

  async #revoke(id: string): Promise<void> {
    if (!(await this.#store.store?.revoke(id))) return;
    this.over = null;
    this.toast.show({ text: this.strings.invitations.revoked });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  #open(over: Over): void {
    this.#store.store?.clearError();
    this.over = over;
  }

  #close = (): void => {
    this.#store.store?.clearError();
    this.over = null;
  };

  override render() {
    const { state: now, store } = this.#store;
    const { invitations } = this.strings;
    return html`${sectionHead(
      invitations.title,
      headButton(signs.plus, invitations.create, () => this.#open({ kind: 'new' })),
    )}
      ${this.view(now?.invitations, (list) => this.#links(list), {
        skeleton: skeletonRows(5, true),
        retry: () => store?.retry(),
      })}
      ${this.#overlay()}
      <sferum-toast></sferum-toast>`;
  }

  #links(list: readonly InvitationLink[]): TemplateResult {
    const { columns, create, empty, emptyText, lead, title } = this.strings.invitations;
    if (list.length === 0) {
      return emptyState(
        signs.link,
        empty,
        emptyText,
        html`<button class="button primary" type="button" @click=${() => this.#open({ kind: 'new' })}>
          ${icon(signs.plus, 18)}<span>${create}</span>
        </button>`,
      );
    }
    return html`<p class="lead">${lead}</p>
      ${table(
        title,
        [
          { title: columns.target },
          { title: columns.role, from: 'wide' },
          { title: columns.until, from: 'middle' },
          { title: columns.uses, from: 'middle' },
          { title: '', label: columns.actions },
        ],
        html`${repeat(
          list,
          ({ id }) => id,
          (link) => this.#row(link),
        )}`,
      )}`;
  }

  #row(link: InvitationLink): TemplateResult {
    const { invitations } = this.strings;
    const target = targetOf(link, invitations);
    const term = termOf(link, invitations, this.language);
    const uses = usesOf(link, invitations);
    const shownTerm =
      term.state === 'far' ? html`${term.text}` : tag(term.text, term.state === 'near' ? 'warning' : 'plain', 'clock');
    const label = invitations.actions.replace('#', target);
    const show = () => this.#open({ kind: 'show', id: link.id });
    const address = this.#store.store?.address(link.token) ?? '';
    const copy = () => this.#copy(address, invitations.copied);
    const items = [
      { text: invitations.qr, sign: signs.qr, act: show },
      { text: invitations.copyLink, sign: signs.copy, act: copy },
      { text: invitations.copyCode, sign: signs.phone, act: () => this.#copy(link.code, invitations.codeCopied) },
      {
        text: invitations.revoke,
        sign: signs.trash,
        danger: true,
        act: () => this.#open({ kind: 'revoke', id: link.id }),
      },
    ];
    return html`<tr class=${link.end ? 'quiet' : ''}>
      <td>
        <div class="who">
          ${
            link.group
              ? avatar({ id: link.group, text: link.group, size: 'm', square: true })
              : avatar({ id: link.role, icon: 'users', size: 'm', square: true })
          }
          <span>
            <b>${link.end ? target : html`<button class="opens" type="button" @click=${show}>${target}</button>`}</b> ${link.code ? html`<small>${link.code}</small>` : nothing}
            <span class="narrow">${invitations.role[link.role]}, ${uses}</span>
            <span class="narrow">${shownTerm}</span>
          </span>
        </div>
      </td>
      <td class="from-wide">${invitations.role[link.role]}</td>
      <td class="from-middle">${shownTerm}</td>
      <td class="from-middle">${uses}</td>
      <td>
        ${
          link.end
            ? nothing
            : html`<span class="acts">
                <button
                  class="icon-button wide"
                  type="button"
                  aria-label="${invitations.qr}: ${target}"
                  title=${invitations.qr}
                  @click=${show}
                >
                  ${icon(signs.qr)}
                </button>
                <button
                  class="icon-button wide"
                  type="button"
                  aria-label="${invitations.copyLink}: ${target}"
                  title=${invitations.copyLink}
                  @click=${copy}
                >
                  ${icon(signs.copy)}
                </button>
                <sferum-menu label=${label} .items=${items}></sferum-menu>
              </span>`
        }
      </td>
    </tr>`;
  }

  #overlay(): TemplateResult | typeof nothing {
    const { over } = this;
    if (!over) return nothing;
    const { invitations } = this.strings;
    if (over.kind === 'new') {
      return html`<sferum-invitation-new
        .college=${this.college}
        @made=${({ invitation }: InvitationMadeEvent) => this.#open({ kind: 'show', id: invitation })}
        @closed=${this.#close}
      ></sferum-invitation-new>`;
    }
    const link = this.#list.find(({ id }) => id === over.id);
    if (over.kind === 'revoke') {
      const { busy = false, problem = null } = this.#store.state ?? {};
      return confirm({
        heading: invitations.revoking.title,
        text: invitations.revoking.text,
        verb: invitations.revoking.verb,
        act: () => void this.#revoke(over.id),
        closed: this.#close,
        busy,
        error: problem ? invitations.problems[problem] : undefined,
        strings: this.strings,
      });
    }
    return link && !link.end ? this.#shown(link) : nothing;
  }

  #shown(link: InvitationLink): TemplateResult {
    const { invitations } = this.strings;
    const { colleges } = this.#mine.state ?? {};
    const college = colleges?.status === 'ready' ? colleges.value.find(({ id }) => id === this.college) : undefined;
    return html`<sferum-dialog wide heading=${headingOf(link, invitations, this.language)} @closed=${this.#close}>
      <sferum-invitation-view
        .facts=${factsOf(link, this.#store.store?.address(link.token) ?? '', college?.name ?? '', invitations, this.language)}
      ></sferum-invitation-view>
      <button
        slot="actions"
        class="button danger-text apart"
        type="button"
        @click=${() => this.#open({ kind: 'revoke', id: link.id })}
      >
        ${invitations.revoke}
      </button>
    </sferum-dialog>`;
  }
}
define('sferum-admin-invitations', AdminInvitations);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-invitations': AdminInvitations;
  }
}
