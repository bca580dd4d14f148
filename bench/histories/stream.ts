/// <reference types="vite/client" />
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { StreamChat } from 'stream-chat';
import { Channel, Chat, MessageComposer, VirtualizedMessageList, Window } from 'stream-chat-react';
import 'stream-chat-react/css/index.css';
import type { BenchMessage, Contestant } from './contestant.ts';

/** Its client without a server: it has a person, and every request is answered with nothing. */
const client = new StreamChat('bench');
const me = { id: 'me', name: 'me' };
Object.assign(client, { userID: 'me', user: me, _user: me, tokenManager: { tokenReady: async () => '' } });
client.axiosInstance.defaults.adapter = async (config) => ({
  data: {},
  status: 200,
  statusText: 'OK',
  headers: {},
  config,
});
client.state.users.me = me;
const channel = client.channel('messaging', 'bench');
Object.assign(channel, { initialized: true, watch: async () => ({}), markRead: async () => ({}) });
Object.assign(channel.data ?? {}, { name: 'bench', own_capabilities: ['send-message'] });

const toMessage = ({ at, author, id, text }: BenchMessage) => ({
  id,
  text,
  html: '',
  type: 'regular' as const,
  user: { id: author, name: author },
  cid: channel.cid,
  status: 'received',
  created_at: at.toISOString(),
  updated_at: at.toISOString(),
  attachments: [],
  latest_reactions: [],
  own_reactions: [],
  mentioned_users: [],
});

export const stream: Contestant = {
  async open(place, all) {
    const root = place.appendChild(document.createElement('div'));
    root.style.cssText = 'display:flex;height:640px;width:100%';
    channel.state.addMessagesSorted(all.map(toMessage) as never, false, true, true, 'latest');
    const list = h(Window, null, h(VirtualizedMessageList, { key: 'list' }), h(MessageComposer, { key: 'composer' }));
    createRoot(root).render(h(Chat, { client }, h(Channel, { channel }, list)));
  },
  add(message) {
    const event = { type: 'message.new', cid: channel.cid, channel_type: 'messaging', channel_id: 'bench' };
    client.dispatchEvent({ ...event, message: toMessage(message), user: { id: message.author } } as never);
  },
  last: () => [...document.querySelectorAll('[data-testid="virtuoso-item-list"] > *')].at(-1),
  field: () => document.querySelector('textarea'),
};
