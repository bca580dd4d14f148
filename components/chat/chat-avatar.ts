import type { TemplateResult } from 'lit';
import { type AvatarOptions, avatar, initials } from '../ui/avatar.ts';
import type { ChatHead } from './chat-api.ts';

/** People are round with initials, groups square with their number, other chats square with a sign. */
export function chatAvatar(chat: ChatHead, size: AvatarOptions['size'], online = false): TemplateResult {
  const { groupNumber, kind, peer } = chat;
  if (kind === 'personal') {
    const text = peer ? initials(peer.name, peer.surname) : '';
    return avatar({ id: peer?.id ?? chat.id, text, size, online, ...(text ? {} : { icon: 'user' }) });
  }
  if (kind === 'group') return avatar({ id: groupNumber, text: groupNumber, size, square: true });
  return avatar({ id: chat.id, icon: kind === 'college' ? 'megaphone' : 'users', size, square: true });
}
