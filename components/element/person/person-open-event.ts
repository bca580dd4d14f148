/**
 * Somebody wants to know who a person is: fired before the card of that person opens; cancel it to show them elsewhere.
 * The outermost tag opens the card, so any element of any domain can ask for it:
 *
 *     html`<button type="button" @click=${() => this.dispatchEvent(new PersonOpenEvent(member.id, college))}>…</button>`
 */
export class PersonOpenEvent extends Event {
  readonly person: string;
  /** Id of the college in which they are known. */
  readonly college: string;

  constructor(person: string, college: string) {
    super('sferum-person-open', { bubbles: true, composed: true, cancelable: true });
    this.person = person;
    this.college = college;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-person-open': PersonOpenEvent;
  }
}
