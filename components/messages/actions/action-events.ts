import type { Author, Quote } from '../talk.ts';

/** What the actions with messages ask of a conversation, and tell it. */

/** What a conversation allows with its messages. */
export interface MessageRules {
  /** Something can be done at all. */
  readonly isOpen: boolean;
  /** This person may delete what others wrote. */
  readonly canModerate: boolean;
  /** For how many hours after sending one's own messages can be edited; 0 is never. */
  readonly editHours: number;
}

/** A text that is to replace a message has begun to be written, or is done with. */
export class EditingEvent extends Event {
  /** Where its draft is; empty when editing has ended. */
  readonly place: string;
  constructor(place: string) {
    super('editing');
    this.place = place;
  }
}

/** Messages are to be forwarded. */
export class ForwardEvent extends Event {
  readonly ids: readonly string[];
  constructor(...ids: string[]) {
    super('forward');
    this.ids = ids;
  }
}

/** A message is to be reported. */
export class ReportEvent extends Event {
  readonly id: string;
  constructor(id: string) {
    super('report');
    this.id = id;
  }
}

/** Who reacted to a message is asked for. */
export class ReactorsEvent extends Event {
  readonly id: string;
  constructor(id: string) {
    super('reactors');
    this.id = id;
  }
}

/** What a conversation has in which messages answer each other, are forwarded, pinned and reacted to. */
export interface TalkActions<M> {
  readonly canPin: boolean;
  readonly quoteOf: (message: M) => Quote;
  readonly nameOf: (author: Author) => string;
  /** The address of a page that shows a message. */
  readonly linkTo: (id: string) => string;
  /** Id of the college in which those whom a text names have their cards. */
  readonly college: string;
}
