/** Fired before the sign-in is shown instead of what only members see; cancel it to show one of your own. */
export class SignInEvent extends Event {
  constructor() {
    super('sferum-sign-in', { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-sign-in': SignInEvent;
  }
}
