import type { ChatSummary, PersonName } from './chat-api.ts';

/** «Алина Соколова». */
export const fullName = ({ name, surname }: PersonName): string => `${name} ${surname}`.trim();

/** A teacher is called by name and patronymic, a student by name and surname. */
export function chatTitle({ title, peer }: ChatSummary, erased: string): string {
  if (!peer) return title || erased;
  return peer.role === 'student' || !peer.patronymic
    ? fullName(peer)
    : `${peer.name} ${peer.patronymic} ${peer.surname}`;
}
