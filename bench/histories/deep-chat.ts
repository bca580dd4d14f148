import 'deep-chat';
import type { BenchMessage, Contestant } from './contestant.ts';

/** What is used of it; its own types need the whole of its settings. */
interface DeepChat extends HTMLElement {
  history: unknown;
  connect: unknown;
  addMessage(message: unknown): void;
}

const element = document.createElement('deep-chat') as DeepChat;
const toMessage = ({ author, text }: BenchMessage) => ({ text, role: author === 'me' ? 'user' : author });
let messages: ReturnType<typeof toMessage>[] = [];

export const deepChat: Contestant = {
  prepare(all) {
    messages = all.map(toMessage);
  },
  async open(place) {
    element.style.cssText = 'display:block;width:100%;height:640px';
    element.connect = { handler: () => {} };
    element.history = messages;
    place.append(element);
  },
  add(message) {
    element.addMessage(toMessage(message));
  },
  last: () => [...(element.shadowRoot?.querySelectorAll('.message-bubble') ?? [])].at(-1),
  field: () => element.shadowRoot?.querySelector<HTMLElement>('#text-input'),
};
