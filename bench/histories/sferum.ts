import type { Person } from '../../components/core/names.ts';
import type { Page, PageCursor } from '../../components/messages/conversation.ts';
import '../../components/chat/chat.ts';
import type { ChatMessage } from '../../components/chat/chat-api.ts';
import { alina, chatId, FakeApi, timur } from '../../components/chat/testing/fake-api.ts';
import { stage } from '../../components/chat/testing/stage.ts';
import type { BenchMessage, Contestant } from './contestant.ts';

const marina: Person = { id: 'person-marina', surname: 'Белова', name: 'Марина', patronymic: '' };
const people = { me: alina, timur, marina };

const toMessage = ({ at, author, id, seq, text }: BenchMessage): ChatMessage => ({
  id,
  chatId,
  seq,
  change: 0,
  body: text,
  author: people[author],
  createdAt: at,
  editedAt: null,
  deletedAt: null,
  talk: { reply: null, forward: null, mentions: [], reactions: [], pinnedAt: null },
});

/** A server that finds a page as an index does. */
class IndexedApi extends FakeApi {
  override async page(_chat: string, { after, around, before, limit }: PageCursor): Promise<Page<ChatMessage>> {
    const found = typeof around === 'number' ? around : null;
    const from = found ? found - 1 - Math.floor(limit / 2) : (after ?? (before ?? this.lastSeq + 1) - 1 - limit);
    const messages = this.messages.slice(Math.max(0, from), Math.max(0, from) + limit);
    return { messages, lastSeq: this.lastSeq, lastChange: 0, found };
  }
}

const api = new IndexedApi();
/** What a page has before it has a chat: its Supabase, and somebody who is signed in. */
const { place: inner } = stage(api);
const chat = document.createElement('sferum-chat');
const history = () => chat.shadowRoot?.querySelector('sferum-history')?.shadowRoot;

export const sferum: Contestant = {
  prepare(all) {
    for (const message of all) api.messages.push(toMessage(message));
    api.readSeq = all.length;
  },
  async open(place) {
    place.append(inner);
    chat.style.cssText = 'height:640px;width:100%';
    chat.chat = chatId;
    inner.append(chat);
  },
  add(message) {
    const arrived = toMessage(message);
    api.messages.push(arrived);
    api.publish(arrived);
  },
  last: () => [...(history()?.querySelectorAll('.message') ?? [])].at(-1),
  field: () => chat.shadowRoot?.querySelector('sferum-composer')?.shadowRoot?.querySelector('textarea'),
  scroller: () => history()?.querySelector<HTMLElement>('.scroller'),
};
