import type { TemplateResult } from 'lit';
import type { Person } from '../../core/names.ts';
import { type AvatarOptions, avatar, initials } from '../../ui/avatar.ts';

/** What is drawn of a chat. */
export interface Pictured {
  readonly id: string;
  readonly kind: 'college' | 'group' | 'personal' | 'other';
  readonly groupNumber: string;
  /** Address of its picture; empty for none. */
  readonly picture: string;
  readonly peer?: Person | null;
}

/** People are round with initials; chats square with their picture, or else groups with their number and others with a sign. */
export function chatAvatar(chat: Pictured, size: AvatarOptions['size'], online = false): TemplateResult {
  const { groupNumber, kind, peer, picture } = chat;
  if (kind === 'personal') {
    const text = peer ? initials(peer.name, peer.surname) : '';
    return avatar({ id: peer?.id ?? chat.id, text, size, online, ...(text ? {} : { icon: 'user' }) });
  }
  if (kind === 'group') return avatar({ id: groupNumber, text: groupNumber, picture, size, square: true });
  return avatar({ id: chat.id, icon: kind === 'college' ? 'megaphone' : 'users', picture, size, square: true });
}
