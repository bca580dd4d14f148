/** Whether what was broadcast can be believed. Pages and feeds are answers of the database, and need not be asked. */

import type { FileJson } from '../files/file.ts';
import { isPollJson } from '../polls/poll-broadcast.ts';
import type { MessageJson } from './conversation.ts';
import type { TalkJson } from './talk.ts';

/** A seq, a change or a read position, as far as what was broadcast can be believed. */
export const isCounter = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** Whether what was broadcast is a message. */
export function isMessageJson(value: unknown): value is MessageJson {
  if (typeof value !== 'object' || value === null) return false;
  const { id, seq, change, body, created_at, edited_at, deleted_at, files = [] } = value as Partial<MessageJson>;
  const isNumbered = isCounter(seq) && seq >= 1 && isCounter(change);
  const isDated = isTime(created_at) && [edited_at, deleted_at].every((time) => !time || isTime(time));
  return isNumbered && isDated && areFiles(files) && typeof id === 'string' && id !== '' && typeof body === 'string';
}

/** Whether it is a list of files. */
const areFiles = (value: unknown): value is readonly FileJson[] =>
  Array.isArray(value) &&
  value.every((file) => ['id', 'kind', 'name'].every((field) => typeof file?.[field] === 'string'));

const isList = (value: unknown, isOne: (one: Record<string, unknown>) => boolean): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && isOne(one)));

const isPart = (value: unknown): boolean => value === undefined || typeof value === 'object';

/** Whether what was broadcast with a message can be believed. */
export function isTalkJson({ reply, forward, mentions, reactions, poll }: TalkJson): boolean {
  return (
    isPart(reply) &&
    (!reply ||
      (areFiles(reply.files ?? []) &&
        typeof reply.id === 'string' &&
        typeof reply.body === 'string' &&
        Number.isSafeInteger(reply.seq))) &&
    isPart(forward) &&
    (!poll || isPollJson(poll)) &&
    isList(mentions, ({ id }) => typeof id === 'string') &&
    isList(
      reactions,
      ({ emoji, count, people }) => typeof emoji === 'string' && typeof count === 'number' && Array.isArray(people),
    )
  );
}
