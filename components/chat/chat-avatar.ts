import type { TemplateResult } from 'lit';
import { type AvatarOptions, avatar, initials } from '../ui/avatar.ts';
import type { ChatHead } from './chat-api.ts';

/** People are round with initials; chats square with their picture, or else groups with their number and others with a sign. */
export function chatAvatar(
  chat: Pick<ChatHead, 'id' | 'kind' | 'groupNumber' | 'peer' | 'picture'>,
  size: AvatarOptions['size'],
  online = false,
): TemplateResult {
  const { groupNumber, kind, peer, picture } = chat;
  if (kind === 'personal') {
    const text = peer ? initials(peer.name, peer.surname) : '';
    return avatar({ id: peer?.id ?? chat.id, text, size, online, ...(text ? {} : { icon: 'user' }) });
  }
  if (kind === 'group') return avatar({ id: groupNumber, text: groupNumber, picture, size, square: true });
  return avatar({ id: chat.id, icon: kind === 'college' ? 'megaphone' : 'users', picture, size, square: true });
}
