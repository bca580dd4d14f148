/**
 * Somebody has signed in through `<sferum-auth>`, here or in another tab. It is fired before the page is left for `next`;
 * cancel it to stay.
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

/**
 * Somebody has joined a college by an invitation. It is fired before their group is shown; cancel it where the page does so.
 */
export class JoinedEvent extends Event {
  constructor(
    /** Id of the college. */
    readonly collegeId: string,
    /** Id of the group; empty when the link was for the college alone. */
    readonly groupId: string,
  ) {
    super('sferum-joined', { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-joined': JoinedEvent;
    'sferum-signed-in': SignedInEvent;
    'sferum-signed-out': SignedOutEvent;
  }
}
