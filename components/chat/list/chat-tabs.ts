import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';
import type { ChatSettingsStore } from './chat-settings-store.ts';
import { isUnread } from './unread.ts';

export const tabs = ['all', 'study', 'personal', 'unread'] as const;
export type Tab = (typeof tabs)[number];

/** Case and «ё» do not matter to who looks for something. */
export const plain = (text: string): string => text.toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** What decides which chats a tab has. */
export interface TabRules {
  readonly settings: ChatSettingsStore;
  /** Id of the chat that is open. */
  readonly openId: string;
  /** What whoever was erased is called. */
  readonly erased: string;
}

function belongs(chat: ChatSummary, tab: Tab, { openId, settings }: TabRules): boolean {
  const { id, kind } = chat;
  if (tab === 'all') return true;
  // What is read just now does not disappear from under the eyes.
  if (tab === 'unread') return isUnread(chat, settings.of(id)) || id === openId;
  return (kind === 'personal') === (tab === 'personal');
}

/** The chats of a tab whose titles have the `wanted` words, those that are pinned first. */
export function shownIn(
  chats: readonly ChatSummary[],
  tab: Tab,
  wanted: string,
  rules: TabRules,
): readonly ChatSummary[] {
  const rankOf = ({ id }: ChatSummary) => rules.settings.of(id).pinRank ?? Number.POSITIVE_INFINITY;
  return chats
    .filter((each) => belongs(each, tab, rules) && plain(chatTitle(each, rules.erased)).includes(wanted))
    .sort((one, other) => (rankOf(one) === rankOf(other) ? 0 : rankOf(one) - rankOf(other)));
}

/** How many unread chats a tab has beside the one of all; undefined for none. */
export const unreadOf = (chats: readonly ChatSummary[], tab: Tab, rules: TabRules): number | undefined =>
  tab === 'all'
    ? undefined
    : chats.filter((each) => belongs(each, tab, rules) && isUnread(each, rules.settings.of(each.id))).length ||
      undefined;
