import { html, nothing, svg, type TemplateResult } from 'lit';
import { clock, fullDate } from '../../core/dates.ts';
import { icon } from '../../element/icon.ts';
import type { Language } from '../../element/localize.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import { avatar, toneOf } from '../../ui/avatar.ts';
import { inWords } from '../file-words.ts';
import type { Author } from '../talk.ts';
import { drawPlain } from '../text/draw-text.ts';
import type { Carried } from './carried.ts';
import type { MessageRow, Writer } from './rows.ts';

/**
 * One message: a bubble, and for one's own how far it has come. A template in the one shadow tree of its history, not
 * an element: a message costs a dozen nodes, and a selection goes across them.
 *
 *     html`${bubble(row, { status: 'sent', fault: null, byline: '', readers: '', menus: null, rules: null, carried: null, language, strings, showReaders, discard })}`
 *
 * Whatever else belongs to a message (a quote, pictures, reactions) is drawn by `carried.ts`. No part has a margin above or
 * below the message, so that the heights of rows add up.
 */

/** How far a message of one's own has come. */
export type MessageStatus = 'pending' | 'sent' | 'read';

/** What went wrong with a message, and what can be done about it. */
export interface Fault {
  readonly text: string;
  readonly actions: readonly { readonly text: string; readonly act: () => void }[];
}

/** What the menus of messages are called, for those who do not see them too. */
export interface MenuLabels {
  /** Of the button at a message. */
  readonly more: string;
  /** How one gets from message to message by the keyboard. */
  readonly keys: string;
}

/** What a conversation has in which messages answer each other, are forwarded and reacted to. */
export interface TalkRules {
  /** My id. */
  readonly me: string;
  readonly nameOf: (author: Author) => string;
  /** Gives a message a reaction of mine, or takes it back; null where one cannot. */
  readonly react: ((id: string, emoji: string, given: boolean) => void) | null;
  /** Makes these options all that I have chosen in the poll of a message; null where one cannot. */
  readonly vote: ((id: string, poll: string, options: readonly number[]) => void) | null;
  /** Where votes in polls are broadcast. */
  readonly topic: string;
  /** Id of the college in which the people here are known. */
  readonly college: string;
  /** How many could vote in a poll. */
  readonly people: number;
  /** I moderate: I may end the polls of others. */
  readonly moderates: boolean;
  /** Goes to a message that is quoted. */
  readonly show: (id: string, seq: number) => void;
}

/** What a bubble shows beside its row. */
export interface BubbleLook {
  readonly status: MessageStatus;
  /** Null when nothing is wrong. */
  readonly fault: Fault | null;
  /** A line that names the author to those who may know; empty for none. */
  readonly byline: TemplateResult | string;
  /** Label of the ticks as a button that shows who has read; empty when they are no button. */
  readonly readers: string;
  readonly showReaders: () => void;
  /** Gives up sending it. */
  readonly discard: () => void;
  /** Null when messages have no menu. */
  readonly menus: MenuLabels | null;
  /** Null where messages carry a text alone. */
  readonly rules: TalkRules | null;
  /** Null until its code is there. */
  readonly carried: Carried | null;
  readonly language: Language;
  readonly strings: MessagesStrings;
}

/** The message that an event belongs to. */
export function bubbleOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((on): on is HTMLElement => on instanceof HTMLElement && on.classList.contains('message'));
}

/** Where the bubble itself is on the screen. */
export const boxOf = (message: Element): DOMRect =>
  (message.querySelector('.bubble') ?? message).getBoundingClientRect();

const gone = svg`<circle cx="10" cy="10" r="6.75"/><path d="m5.25 5.25 9.5 9.5"/>`;

export function bubble(row: MessageRow<unknown>, look: BubbleLook): TemplateResult {
  const { at, deletedAt, files, first, id, last, own, seq, talk, text, writer } = row;
  const { byline, carried, fault, language, menus, strings } = look;
  const { isCollege, name, named, tone } = writer;
  const deleted = deletedAt !== null;
  return html`<div
    id=${id}
    class="message ${own ? 'own' : ''} ${first ? 'first' : ''} ${last ? 'last' : ''} ${deleted ? 'deleted' : ''}"
    data-seq=${seq}
    role=${menus ? 'article' : nothing}
    tabindex=${menus ? -1 : nothing}
    aria-label=${menus ? `${name}, ${clock(at, language)}` : nothing}
    aria-description=${menus ? (deleted ? strings.deleted : inWords(carried?.plainText(text, talk?.mentions, strings.everybody) ?? text, files, strings)) : nothing}
  >
    <div class="line">
      ${named && !own ? (last ? picture(writer) : html`<span class="space"></span>`) : nothing}
      <div class="bubble ${isCollege ? '' : `tone-${toneOf(tone)}`} ${carried?.isPicture(files) ? 'pictures' : ''}">
        ${
          named && first
            ? html`<div class="name">${nameOf(writer)}</div>`
            : html`<span class="visually-hidden">${name}: </span>`
        }${content(row, look)}${meta(row, look)}${carried?.reactions(row, look)}
      </div>
      ${
        menus && !deleted
          ? html`<button
              class="icon-button more"
              type="button"
              tabindex="-1"
              aria-haspopup="menu"
              aria-label=${menus.more}
              title=${menus.more}
            ></button>`
          : nothing
      }
    </div>
    ${byline ? html`<p class="byline">${byline}</p>` : nothing}
    ${
      fault
        ? html`<div class="fault" role="alert">
            ${icon('alert', 16)}<span>${fault.text}</span>
            ${fault.actions.map(({ text, act }) => html`<button type="button" @click=${act}>${text}</button>`)}
          </div>`
        : nothing
    }
  </div>`;
}

/** What the message says; until there is code for what it carries, that in words. */
function content(row: MessageRow<unknown>, look: BubbleLook): TemplateResult {
  const { deletedAt, files, talk, text } = row;
  const { carried, rules, strings } = look;
  if (deletedAt) return html`<span class="gone">${icon(gone, 16)}${strings.deleted}</span>`;
  const named = { mentions: talk?.mentions ?? [], everybody: strings.everybody, me: rules?.me ?? '' };
  const said = carried ? (talk?.poll ? '' : text) : inWords(text, files, strings);
  const drawn = carried?.drawText(said, named) ?? drawPlain(said);
  return html`${carried?.draw(row, look)}${said ? html`<span class="text" dir="auto">${drawn}</span>` : nothing}`;
}

/** Who has a card in which college, where they have one. */
type Named = Pick<Writer, 'id' | 'name' | 'college'>;

/** Opens the card of who wrote. */
const open =
  ({ college, id }: Named) =>
  (event: Event) => {
    if (college) event.currentTarget?.dispatchEvent(new PersonOpenEvent(id, college));
  };

/** As a button where there is a card: not of the college, nor of an erased account. */
export function nameOf(writer: Named): TemplateResult | string {
  if (!writer.college || !writer.id) return writer.name;
  return html`<button type="button" tabindex="-1" @click=${open(writer)}>${writer.name}</button>`;
}

function picture(writer: Writer): TemplateResult {
  const { initials, isCollege, logo, tone } = writer;
  if (logo) return html`<img src=${logo} alt="" width="34" height="34" />`;
  const drawn = avatar({
    id: tone,
    size: 's',
    ...(isCollege ? { icon: 'building', square: true } : { text: initials }),
  });
  return html`<span class="picture" @click=${open(writer)}>${drawn}</span>`;
}

/** When it was written, whether it was edited, and how far it has come. */
function meta({ at, deletedAt, editedAt, own }: MessageRow<unknown>, look: BubbleLook): TemplateResult {
  const { fault, language, readers, showReaders, status, strings } = look;
  const edited = editedAt ? `${strings.editedAt} ${fullDate(editedAt, language)}, ${clock(editedAt, language)}` : '';
  const time = html`${
    edited && !deletedAt
      ? html`<span class="edited" title=${edited}
          ><span aria-hidden="true">${strings.edited}</span><span class="visually-hidden">${edited}</span></span
        >`
      : nothing
  }${clock(at, language)}`;
  const isPending = status === 'pending';
  if (isPending && !fault) {
    return html`<span class="meta"
      >${time}${icon('clock', 16)}<span class="visually-hidden">${strings.pending}</span></span
    >`;
  }
  if (!own || deletedAt || isPending) return html`<span class="meta">${time}</span>`;
  const tick = html`${time}<span class="tick">${icon(status === 'read' ? 'checks' : 'check', 16)}</span>`;
  if (!readers) return html`<span class="meta">${tick}<span class="visually-hidden">${strings[status]}</span></span>`;
  return html`<button class="meta" type="button" tabindex="-1" title=${readers} @click=${showReaders}>
    ${tick}<span class="visually-hidden">${strings[status]}. ${readers}</span>
  </button>`;
}
