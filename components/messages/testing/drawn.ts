import { messages } from '../../locales/ru/messages/messages.ts';
import type { MessageStatus } from '../history/bubble.ts';

/** The messages that a history has drawn, in their order. */
export const drawnIn = (history: Element | null | undefined): HTMLElement[] => [
  ...(history?.shadowRoot?.querySelectorAll<HTMLElement>('.message') ?? []),
];

/** Its words, without name and time; empty when it was deleted. */
export const textOf = (message: Element | undefined): string => message?.querySelector('.text')?.textContent ?? '';

export const isDeleted = (message: Element | undefined): boolean => message?.classList.contains('deleted') ?? false;

/** How far a message of one's own has come, as it is read aloud. */
export function statusOf(message: Element | undefined): MessageStatus | undefined {
  const words = message?.querySelector('.meta > .visually-hidden')?.textContent ?? messages.sent;
  return (['pending', 'sent', 'read'] as const).find((status) => words.startsWith(messages[status]));
}
