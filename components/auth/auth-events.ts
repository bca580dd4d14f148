/**
 * Somebody has signed in through `<sferum-auth>`, here or in another tab. Before the page is left for `next`, so
 * cancelling it keeps the person here.
 */
export class SignedInEvent extends Event {
  constructor(
    /** Id of the person. */
    readonly userId: string,
  ) {
    super('sferum-signed-in', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The person has signed out, here or in another tab. */
export class SignedOutEvent extends Event {
  constructor() {
    super('sferum-signed-out', { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-signed-in': SignedInEvent;
    'sferum-signed-out': SignedOutEvent;
  }
}
