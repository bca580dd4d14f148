import { locked } from '../../core/storage/locks.ts';
import type { ChatSummary } from '../chat-api.ts';
import type { ChatSettingsStore } from '../list/chat-settings-store.ts';
import type { ChatsStore } from '../list/chats-store.ts';
import { type AnnouncementWords, announcementOf } from './announcement.ts';
import { notifies, readNotifyChoice } from './notify-choice.ts';

/** So long somebody who looks at a message, here or on another device, has to be known to have read it, in milliseconds. */
const defaultWait = 1500;

export interface NotifierOptions extends AnnouncementWords {
  /** Whose choice it is to be notified. */
  readonly person: string;
  readonly chats: ChatsStore;
  readonly settings: ChatSettingsStore;
  /** Somebody has clicked on a notification. */
  readonly open: (chat: string) => void;
  readonly wait?: number;
}

/**
 * Shows a notification of the browser for what others write, unless it was seen meanwhile or the chat is paused; one for
 * a chat, which goes when it is read. Of all tabs of a person one does it: the first that asked for it.
 * @returns a function that ends it.
 */
export function notify(options: NotifierOptions): () => void {
  const { chats, person, settings, wait = defaultWait } = options;
  const ended = new AbortController();
  const { signal } = ended;
  /** The newest message of each chat that is known of; null until the first list is there. */
  let known: Map<string, number> | null = null;
  let isLeading = false;
  const shown = new Map<string, { readonly seq: number; readonly notification: Notification }>();

  const list = (): readonly ChatSummary[] => (chats.state.chats.status === 'ready' ? chats.state.chats.value : []);

  const show = (id: string, seq: number) => {
    const chat = list().find((each) => each.id === id);
    if (signal.aborted || !isLeading || !notifies(person) || !chat) return;
    const { lastMessage, lastSeq, readSeq } = chat;
    if (lastSeq !== seq || readSeq >= seq || settings.of(id).isPaused || lastMessage?.deletedAt) return;
    const { title, body } = announcementOf(chat, options, readNotifyChoice(person) === 'plain');
    const notification = new Notification(title, { body, tag: `sferum:${id}` });
    notification.addEventListener('click', () => {
      window.focus();
      options.open(id);
      notification.close();
    });
    shown.set(id, { seq, notification });
  };

  const look = () => {
    if (chats.state.chats.status !== 'ready') return;
    const before = known;
    known = new Map(list().map(({ id, lastSeq }) => [id, lastSeq]));
    for (const { id, lastMessage, lastSeq, readSeq } of list()) {
      const there = shown.get(id);
      if (there && readSeq >= there.seq) {
        there.notification.close();
        shown.delete(id);
      }
      const isNew = before !== null && lastSeq > (before.get(id) ?? readSeq);
      if (isNew && lastMessage && lastMessage.author.id !== chats.myId) setTimeout(show, wait, id, lastSeq);
    }
  };

  const lead = () => {
    isLeading = true;
    return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  // A browser without locks shows what has the same tag once.
  locked(`sferum.notify:${person}`, lead, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

  const unsubscribes = [chats.subscribe(look), settings.subscribe(() => {})];
  look();
  return () => {
    ended.abort();
    for (const unsubscribe of unsubscribes) unsubscribe();
  };
}
