/** Before a college of the left menu opens; cancel it to show it elsewhere. */
export class CollegeOpenEvent extends Event {
  readonly collegeId: string;

  constructor(collegeId: string) {
    super('sferum-college-open', { bubbles: true, composed: true, cancelable: true });
    this.collegeId = collegeId;
  }
}

/** Before the administration of a college takes the place of its page; cancel it to show it elsewhere. */
export class AdminOpenEvent extends Event {
  readonly collegeId: string;

  constructor(collegeId: string) {
    super('sferum-admin-open', { bubbles: true, composed: true, cancelable: true });
    this.collegeId = collegeId;
  }
}

/** Before a group of a college opens in its page; cancel it to show it elsewhere. */
export class GroupOpenEvent extends Event {
  readonly group: string;

  constructor(group: string) {
    super('sferum-group-open', { bubbles: true, composed: true, cancelable: true });
    this.group = group;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-college-open': CollegeOpenEvent;
    'sferum-admin-open': AdminOpenEvent;
    'sferum-group-open': GroupOpenEvent;
  }
}
