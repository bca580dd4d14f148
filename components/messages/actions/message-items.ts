import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import type { MessageActionsStrings } from '../../locales/ru/messages/message-actions.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { signs } from '../../ui/signs.ts';
import type { Message } from '../conversation.ts';
import { ReadersEvent } from '../history/history.ts';
import type { Writer } from '../history/rows.ts';
import { ForwardEvent, type MessageRules, ReactorsEvent, ReportEvent, type TalkActions } from './action-events.ts';
import type { Found } from './found-message.ts';
import { talkSigns } from './talk-signs.ts';

/** What decides what is in the menu of a message, and what each does. */
export interface MessageDeeds<M extends Message> {
  readonly words: MessageActionsStrings;
  readonly rules: MessageRules;
  /** Null where messages carry a text alone. */
  readonly talk: TalkActions<M> | null;
  readonly writer: Writer;
  /** What is offered to learn who has read it; empty when nothing. */
  readonly readers: string;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  /** Null where one cannot write. */
  readonly answer: (() => void) | null;
  readonly copy: () => void;
  readonly copyLink: (link: string) => void;
  readonly pin: (given: boolean) => void;
  readonly select: () => void;
  readonly edit: () => void;
  readonly delete: () => void;
  readonly tell: (event: Event) => void;
}

/** What one can do with a message. */
export function itemsOf<M extends Message>(found: Found<M>, deeds: MessageDeeds<M>): MenuItem[] {
  const { answer, canDelete, canEdit, copy, copyLink, pin, readers, select, tell, words, writer } = deeds;
  const { id, message, own, talk } = found;
  const isSent = message !== null;
  const rules = isSent ? deeds.talk : null;
  const isPinned = talk?.pinnedAt != null;
  const items: (MenuItem | false | '' | null | undefined)[] = [
    rules && answer && { text: words.reply, sign: talkSigns.reply, act: answer },
    rules && { text: words.forward, sign: talkSigns.forward, act: () => tell(new ForwardEvent(id)) },
    { text: words.copy, sign: signs.copy, act: copy },
    rules && { text: words.copyLink, sign: signs.link, act: () => copyLink(rules.linkTo(id)) },
    rules?.canPin &&
      deeds.rules.isOpen && {
        text: isPinned ? words.unpin : words.pin,
        sign: talkSigns.pin,
        act: () => pin(!isPinned),
      },
    rules && { text: words.select, sign: 'check', act: select },
    rules &&
      (talk?.reactions.length ?? 0) > 0 && {
        text: words.reactors,
        sign: talkSigns.smile,
        act: () => tell(new ReactorsEvent(id)),
      },
    message !== null &&
      own &&
      readers !== '' && { text: readers, sign: 'checks', act: () => tell(new ReadersEvent(message.seq)) },
    writer.college && {
      text: words.author,
      sign: 'user',
      act: () => tell(new PersonOpenEvent(writer.id, writer.college ?? '')),
    },
    canEdit && { text: words.edit, sign: signs.edit, act: deeds.edit },
    rules &&
      !own &&
      !writer.isCollege && {
        text: words.report,
        sign: signs.flag,
        apart: true,
        act: () => tell(new ReportEvent(id)),
      },
    canDelete && {
      text: isSent ? words.delete : words.deleteUnsent,
      sign: signs.trash,
      danger: true,
      act: deeds.delete,
    },
  ];
  return items.filter((item) => !!item);
}
