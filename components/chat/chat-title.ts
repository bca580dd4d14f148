import { fullName, shortName } from '../core/names.ts';
import type { ChatHead } from './chat-api.ts';

/** A teacher is called by name and patronymic, a student by name and surname. */
export function chatTitle({ title, peer }: ChatHead, erased: string): string {
  if (!peer) return title || erased;
  return peer.role === 'student' ? shortName(peer) : fullName(peer);
}
