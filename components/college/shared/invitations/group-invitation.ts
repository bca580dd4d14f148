import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { StoreController } from '../../../element/store-controller.ts';
import { type InvitationsStrings, invitationsTexts } from '../../../locales/ru/invitations.ts';
import './invitation-new.ts';
import type { InvitationMadeEvent } from './invitation-new.ts';
import './invitation-view.ts';
import { factsOf, headingOf } from './invitation-words.ts';
import { invitationsStore } from './invitations-store.ts';

/** Inviting to one group: the dialog of a new link, then the link. Fires `closed`. */
export class GroupInvitation extends SferumElement<{ invitations: InvitationsStrings }> {
  static override styles = [base];
  protected readonly texts = { invitations: invitationsTexts };

  @property() college = '';
  /** Name of the college, for the printed sheet. */
  @property() place = '';
  @property() group = '';
  /** Not only its students: the group is but what is chosen at first. */
  @property({ type: Boolean }) anybody = false;
  @state() private made = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? invitationsStore(backend, this.college) : null,
  );

  #close = (): void => {
    this.dispatchEvent(new Event('closed'));
  };

  override render() {
    if (!this.made) {
      return html`<sferum-invitation-new
        .college=${this.college}
        .group=${this.group}
        ?fixed=${!this.anybody}
        @made=${({ invitation }: InvitationMadeEvent) => {
          this.made = invitation;
        }}
        @closed=${this.#close}
      ></sferum-invitation-new>`;
    }
    const { state: now, store } = this.#store;
    const links = now?.invitations.status === 'ready' ? now.invitations.value : [];
    const link = links.find(({ id }) => id === this.made);
    if (!link || !store) return nothing;
    const { invitations } = this.strings;
    return html`<sferum-dialog
      wide
      heading=${headingOf(link, invitations, this.language)}
      @closed=${this.#close}
    >
      <sferum-invitation-view
        .facts=${factsOf(link, store.address(link.token), this.place, invitations, this.language)}
      ></sferum-invitation-view>
    </sferum-dialog>`;
  }
}
define('sferum-group-invitation', GroupInvitation);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-group-invitation': GroupInvitation;
  }
}
