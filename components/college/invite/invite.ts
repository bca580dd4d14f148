import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { base, root } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { exampleId } from '../../element/host/config.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type InvitationsStrings, invitationsTexts } from '../../locales/ru/invitations.ts';
import { bitsStyles, notFound, skeletonRows } from '../../ui/bits.ts';
import '../shared/invitations/invitation-view.ts';
import { factsOf } from '../shared/invitations/invitation-words.ts';
import { invitationsStore } from '../shared/invitations/invitations-store.ts';
import { myCollegesStore } from '../shared/my-colleges-store.ts';
import '../../element/signed-out.ts';

/**
 * The link and the QR code of one invitation, for a page that a teacher or an administrator shows on a screen. Who may
 * hand it out sees it; it is gone the moment it is revoked.
 * @tag sferum-invite
 * @fires {SignInEvent} sferum-sign-in - Before the sign-in is shown to somebody who is not; cancel it to show another.
 */
export class Invite extends SferumElement<{ invitations: InvitationsStrings }> {
  static override styles = [
    base,
    root,
    bitsStyles,
    css`
      :host {
        min-height: 360px;
      }
      section {
        display: grid;
        gap: 12px;
        max-width: 560px;
        margin-inline: auto;
        padding: 20px;
      }
      h2 {
        font: var(--sferum-t-title);
        overflow-wrap: anywhere;
      }
    `,
  ];
  protected readonly texts = { invitations: invitationsTexts };

  /** Id of the invitation. */
  @property() invitation = '';
  /** Id of its college; absent takes the page's. */
  @property() college = '';

  readonly #store = new StoreController(this, (backend) => {
    const college = this.college || backend.config.college;
    return backend.userId && college ? invitationsStore(backend, college) : null;
  });
  readonly #mine = new StoreController(this, (backend) => (backend.userId ? myCollegesStore(backend) : null));

  override render() {
    const { backend, state: now, store } = this.#store;
    const { invitations } = this.strings;
    if (backend && !backend.userId) {
      return html`<sferum-signed-out of="sferum-invite"></sferum-signed-out>`;
    }
    if (!this.invitation) return this.lacking('invitation', exampleId);
    if (!this.college && !backend?.config.college) return this.lacking('college', exampleId);
    return this.view(
      now?.invitations,
      (list) => {
        const link = list.find(({ id }) => id === this.invitation);
        if (!link || link.end) return notFound(invitations.invite.none, invitations.invite.noneText);
        const { colleges } = this.#mine.state ?? {};
        const wanted = this.college || backend?.config.college;
        const college = colleges?.status === 'ready' ? colleges.value.find(({ id }) => id === wanted) : undefined;
        return html`<section>
          <h2>${college?.name ?? nothing} ${link.group ? html`· ${link.group}` : nothing}</h2>
          <sferum-invitation-view
            .facts=${factsOf(link, store?.address(link.token) ?? '', college?.name ?? '', invitations, this.language)}
          ></sferum-invitation-view>
        </section>`;
      },
      { skeleton: skeletonRows(3), retry: () => store?.retry() },
    );
  }
}
define('sferum-invite', Invite);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-invite': Invite;
  }
}
