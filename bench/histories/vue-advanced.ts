import { register } from 'vue-advanced-chat';
import type { BenchMessage, Contestant } from './contestant.ts';

register();

const toMessage = ({ at, author, id, text }: BenchMessage) => ({
  _id: id,
  senderId: author,
  username: author,
  content: text,
  date: at.toISOString().slice(0, 10),
  timestamp: at.toISOString().slice(11, 16),
});
const element = document.createElement('vue-advanced-chat');
let messages: ReturnType<typeof toMessage>[] = [];
const users = ['me', 'timur', 'marina'].map((name) => ({ _id: name, username: name }));

export const vueAdvanced: Contestant = {
  prepare(all) {
    messages = all.map(toMessage);
  },
  async open(place) {
    const rooms = [{ roomId: 'bench', roomName: 'bench', avatar: '', users }];
    Object.assign(element, {
      height: '640px',
      currentUserId: 'me',
      rooms,
      roomsLoaded: true,
      roomId: 'bench',
      singleRoom: true,
      messages: [],
      messagesLoaded: false,
    });
    place.append(element);
    await new Promise(requestAnimationFrame);
    Object.assign(element, { messages, messagesLoaded: true });
  },
  add(message) {
    messages = [...messages, toMessage(message)];
    Object.assign(element, { messages });
  },
  last: () => [...(element.shadowRoot?.querySelectorAll('.vac-message-wrapper') ?? [])].at(-1),
  field: () => element.shadowRoot?.querySelector('textarea'),
};
