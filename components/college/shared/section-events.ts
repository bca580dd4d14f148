/** Another section of the administration is shown. */
export class SectionChangedEvent extends Event {
  readonly section: string;

  constructor(section: string) {
    super('sferum-section-changed', { bubbles: true, composed: true });
    this.section = section;
  }
}

/** A section asks the administration to show another one. */
export class OpenSectionEvent extends Event {
  readonly section: string;

  constructor(section: string) {
    super('open-section', { bubbles: true });
    this.section = section;
  }
}

declare global {
  interface HTMLElementEventMap {
    'sferum-section-changed': SectionChangedEvent;
  }
}
