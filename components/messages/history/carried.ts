import { html, nothing, svg, type TemplateResult } from 'lit';
import { isUnreached } from '../../core/errors.ts';
import { icon } from '../../element/icon.ts';
import type { AttachedFile } from '../../files/file.ts';
import type { VoteEvent } from '../../polls/poll.ts';
import type { Poll } from '../../polls/poll-data.ts';
import { pollOfNew } from '../../polls/unsent-poll.ts';
import type { Message } from '../conversation.ts';
import { inWords } from '../file-words.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { Reaction, Talk } from '../talk.ts';
import { plainText } from '../text/plain-text.ts';
import { type BubbleLook, nameOf, type TalkRules } from './bubble.ts';
import type { MessageRow } from './rows.ts';

/**
 * What a message carries beside a plain text: markup, whom it answers or who wrote it first, files, a poll, reactions. The code comes
 * with the first message that carries some of it, before that is painted, or with the menus by which something is given.
 */

export { drawText } from '../text/draw-markup.ts';
export { plainText } from '../text/plain-text.ts';
export { carriedStyles } from './carried.styles.ts';

export type Carried = typeof import('./carried.ts');

/** What a message carries, with what was done here and has not arrived; null when that is nothing. */
export function talkOf(message: Message, item: OutboxItem | null, marks: readonly OutboxItem[]): Talk | null {
  let { talk } = message;
  if (!talk || message.deletedAt) return null;
  if (item?.act.kind === 'edit' && item.status !== 'failed') talk = { ...talk, mentions: item.act.mentions ?? [] };
  for (const { act, status, writtenAt } of marks) {
    if (status === 'failed') continue;
    const given = act.given ?? false;
    if (act.kind === 'react') talk = { ...talk, reactions: withMine(talk.reactions, act.body, given, 'me') };
    if (act.kind === 'pin') talk = { ...talk, pinnedAt: given ? (talk.pinnedAt ?? new Date(writtenAt)) : null };
  }
  return talk;
}

/** What a message carries that has not arrived. */
export const talkOfPending = ({ act: { body, mentions = [], poll, reply } }: OutboxItem): Talk | null =>
  reply || poll || mentions.length > 0
    ? {
        reply: reply ?? null,
        forward: null,
        mentions,
        reactions: [],
        pinnedAt: null,
        ...(poll && { poll: pollOfNew(poll, body) }),
      }
    : null;

/** Reactions with one given by me, or taken back, as they will be. */
export function withMine(
  reactions: readonly Reaction[],
  emoji: string,
  given: boolean,
  me: string,
): readonly Reaction[] {
  const known = reactions.find((each) => each.emoji === emoji);
  if ((known?.mine ?? false) === given) return reactions;
  if (!known) return [...reactions, { emoji, count: 1, people: [me], mine: true }];
  const others = known.people.filter((id) => id !== me);
  const changed = {
    emoji,
    count: known.count + (given ? 1 : -1),
    people: given ? [me, ...others] : others,
    mine: given,
  };
  return reactions.flatMap((each) => (each !== known ? each : changed.count > 0 ? changed : []));
}

const arrow = svg`<path d="M11.75 4.5 17 9.75l-5.25 5.25v-3.25c-4.5 0-7 1.25-8.75 4 .25-4.5 2.75-8 8.75-8.5z"/>`;

/** What stands before the text, or in place of it. */
export function draw(row: MessageRow<unknown>, { discard, rules, strings }: BubbleLook): TemplateResult {
  const { files, talk, text } = row;
  const { forward = null, reply = null } = talk ?? {};
  return html`${
    forward
      ? html`<div class="forward">${icon(arrow, 16)}${strings.forwarded} · <b>${rules && nameOf({ ...forward, name: rules.nameOf(forward), college: forward.isCollege ? '' : rules.college })}</b></div>`
      : nothing
  }${
    reply
      ? html`<button class="quote" type="button" tabindex="-1" @click=${() => rules?.show(reply.id, reply.seq)}>
          <b>${rules?.nameOf(reply.author)}</b>
          <span>${reply.deleted ? strings.deleted : inWords(plainText(reply.text), reply.files, strings)}</span>
        </button>`
      : nothing
  }${attached(files, discard, text ? '' : inWords('', files, strings))}${talk?.poll ? poll(row, talk.poll, rules) : nothing}`;
}

/** What draws polls comes with the first message that has one; until then the question stands there. */
function poll(
  { id, marks, message, own, text }: MessageRow<unknown>,
  poll: Poll,
  rules: TalkRules | null,
): TemplateResult {
  import('../../polls/poll.ts').catch((error: unknown) => {
    // Without a connection; the next message that is drawn asks again.
    if (!isUnreached(error)) throw error;
  });
  const cast = marks.find(({ act, status }) => act.kind === 'vote' && status === 'pending');
  return html`<sferum-poll
    .poll=${poll}
    .cast=${cast ? { options: cast.act.options ?? [], problem: cast.problem } : null}
    .topic=${message && rules ? rules.topic : ''}
    .people=${rules?.people ?? 0}
    .college=${rules?.college ?? ''}
    .manages=${own || (rules?.moderates ?? false)}
    .readonly=${!rules?.vote}
    @vote=${({ options }: VoteEvent) => rules?.vote?.(id, poll.id, options)}
    ><span class="text" dir="auto">${text}</span></sferum-poll
  >`;
}

export const isPicture = ([first]: readonly AttachedFile[]): boolean =>
  first?.kind === 'picture' || first?.kind === 'video';

/** What draws files comes with the first message that has some; until then `words` stand there. */
function attached(files: readonly AttachedFile[], discard: () => void, words: string): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  import('../../files/preview/files.ts').catch((error: unknown) => {
    // Without a connection; the next message that is drawn asks again.
    if (!isUnreached(error)) throw error;
  });
  return html`<sferum-files .files=${files} @cancel=${discard}
    >${words ? html`<span class="text" dir="auto">${words}</span>` : nothing}</sferum-files
  >`;
}

/** Each with its count; mine are pressed, and released by a click. */
export function reactions(
  { id, talk }: MessageRow<unknown>,
  { rules, strings }: BubbleLook,
): TemplateResult | typeof nothing {
  if (!talk?.reactions.length) return nothing;
  const each = ({ count, emoji, mine }: Reaction) => html`<button
    type="button"
    tabindex="-1"
    aria-pressed=${mine ? 'true' : 'false'}
    aria-label=${`${emoji} ${count}`}
    ?disabled=${!rules?.react}
    @click=${() => rules?.react?.(id, emoji, !mine)}
  >
    <span aria-hidden="true">${emoji}</span>${count}
  </button>`;
  return html`<div class="reactions" role="group" aria-label=${strings.reactions}>${talk.reactions.map(each)}</div>`;
}
