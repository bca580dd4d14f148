import { join } from 'node:path';

/**
 * What is always needed together is one file: fewer requests, and it zips better. By the name of the file, its sources
 * in `components/`. Each knows only those before it and the entry, never one after it. What stands here is loaded with
 * the rest of its file: nothing lazy may.
 */
export const sources: Readonly<Record<string, readonly string[]>> = {
  element: [
    'core/errors',
    'core/store',
    'element/define',
    'element/element',
    'element/host/ground.styles',
    'element/host/lazy-code',
    'element/icon',
    'element/localize',
    'element/sign-in-event',
    'element/tokens.styles',
    'locales/ru/common',
  ],
  store: [
    'core/backend',
    'core/channels',
    'core/dates',
    'core/drafts/drafts',
    'core/id',
    'core/names',
    'core/network/rest',
    'core/network/retry',
    'core/storage/browser-storage',
    'core/storage/indexed-db',
    'element/chat-open-event',
    'element/context',
    'element/person/person-open-event',
    'element/store-controller',
    'files/file',
    'messages/conversation',
    'ui/avatar',
    'ui/input-method',
    'ui/list/keyed-rows',
  ],
  // What a text has beside links.
  markup: ['messages/text/markup', 'messages/text/plain-text'],
  // The socket, with what believes broadcasts, and what every answer to a sent message is read by.
  topics: [
    'chat/chat-broadcasts',
    'core/network/topics',
    'core/storage/locks',
    'files/sent-file',
    'messages/actions/message-problems',
    'messages/broadcast',
    'polls/poll-broadcast',
  ],
  // What lists of chats and the launcher say of a message, too.
  message: [
    'chat/chat-api',
    'chat/chat-title',
    'chat/new/chat-avatar',
    'chat/new/picture-address',
    'locales/ru/messages/messages',
    'messages/file-words',
    'messages/talk',
    'messages/text/address',
    'messages/text/mention-name',
    'polls/poll-data',
  ],
  // What follows the first paint of a chat, with what follows that of any conversation.
  chatting: [
    'chat/chat-company',
    'chat/chat-deeds-api',
    'chat/message-sent-event',
    'chat/talk/chat-life',
    'chat/talk/chat-writing',
    'chat/talk/link',
    'lesson/call/call-button',
    'locales/ru/lesson/call-button',
  ],
  // Who is here and who calls, in chats, their list and the launcher.
  ring: ['chat/presence-store', 'lesson/call/ring-api', 'lesson/call/ring-controller', 'lesson/call/ring-store'],
  writing: [
    'core/drafts/draft-notes',
    'core/text',
    'locales/ru/messages/composer',
    'locales/ru/messages/reading',
    'messages/composer/attachments',
    'messages/composer/composer',
    'messages/composer/resume',
    'messages/conversation-updates',
    'messages/history/reading.styles',
    'messages/late-words',
    'messages/history/reading',
    'messages/history/selected-rows',
    'messages/outbox/outbox-storage',
    'messages/outbox/outbox',
    'messages/text/clean-paste',
    'messages/text/mention-text',
  ],
  // What the list of chats and the launcher know of chats.
  list: [
    'chat/list/chat-settings-api',
    'chat/list/chat-settings-store',
    'chat/list/chats-api',
    'chat/list/chats-store',
    'chat/list/list-signs',
    'chat/list/unread-event',
    'chat/list/unread',
    'chat/mentions/mentions-api',
    'chat/mentions/mentions-store',
    'chat/notify/counter-controller',
    'chat/notify/notify-choice',
    'chat/notify/notify-controller',
    'messages/report/reports-api',
    'messages/report/reports-store',
  ],
  conversation: [
    'chat/chat.styles',
    'messages/composer/stand-in',
    'messages/conversation-store',
    'messages/file-transport',
    'messages/held-conversation',
    'messages/history/bubble.styles',
    'messages/history/bubble',
    'messages/history/history.styles',
    'messages/history/history',
    'messages/history/list',
    'messages/history/positions',
    'messages/history/rows',
    'messages/lazy-outbox',
    'messages/message-window',
    'messages/text/draw-text',
  ],
};

/** By the name of a file, which packages are in it. */
const packages: Readonly<Record<string, RegExp>> = {
  /** Lit without its directives, which few need, and what the compiler adds for decorators. */
  element:
    /modules\/(?!lit(-html)?\/(directives?[./-]))(lit|lit-html|lit-element|@lit\/reactive-element)\/|oxc-project/,
  topics: /modules\/@supabase\/(realtime-js|phoenix)\//,
};

/** @param root is the folder of the project. */
export const groups = (root: string): { name: string; test: (id: string) => boolean }[] =>
  Object.entries(sources).map(([name, paths]) => {
    const files = new Set(paths.map((path) => join(root, 'components', `${path}.ts`).replaceAll('\\', '/')));
    return { name, test: (id) => files.has(id) || (packages[name]?.test(id) ?? false) };
  });
