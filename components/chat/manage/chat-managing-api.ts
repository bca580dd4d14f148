import { type Backend, unwrap } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import { toStorageError } from '../../core/network/storage-error.ts';
import { type Audience, type Candidate, toCandidate } from '../new/chat-making-api.ts';
import { pictureAddress } from '../new/picture-address.ts';

/** What can be edited of a chat. */
export interface ChatTexts {
  readonly title: string;
  readonly description: string;
  /** Only moderators and administrators write. */
  readonly announcementOnly: boolean;
  /** Time between two messages of one person who is no moderator. */
  readonly slowModeSeconds: number;
}

export interface ChatSettings extends ChatTexts {
  readonly id: string;
  readonly collegeId: string;
  readonly kind: 'college' | 'group' | 'personal' | 'other';
  readonly audience: Audience;
  readonly isPublic: boolean;
  readonly groupId: string;
  readonly groupNumber: string;
  /** Address of its picture; empty for none. */
  readonly picture: string;
  readonly isArchived: boolean;
  readonly isOpen: boolean;
  readonly version: number;
  readonly memberCount: number;
  readonly isParticipant: boolean;
  readonly canManage: boolean;
}

export interface Participant extends Candidate {
  readonly isModerator: boolean;
  /** Null when they may write, or when I may not know. */
  readonly mutedUntil: Date | null;
}

/** Somebody has saved the chat meanwhile: as it is now. */
export interface ChatConflict extends ChatTexts {
  readonly version: number;
}

/** After which no moment is: somebody was muted for good. */
const forGood = new Date(8.64e15);

const momentOf = (value: string | null): Date | null =>
  value === null ? null : value === 'infinity' ? forGood : new Date(value);

/** How a chat is now, out of a conflict; null when the error is none. */
export function chatConflict(error: AppError): ChatConflict | null {
  if (error.code !== 'conflict' || !error.present) return null;
  const row = error.present as {
    title: string;
    description: string;
    announcement_only: boolean;
    slow_mode_seconds: number;
    version: number;
  };
  return {
    title: row.title,
    description: row.description,
    announcementOnly: row.announcement_only,
    slowModeSeconds: row.slow_mode_seconds,
    version: row.version,
  };
}

/** Managing a chat. Throws AppError only: `missing`, when it is not mine to see; `denied`, when not to manage. */
export class ChatManagingApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  async settings(chat: string): Promise<ChatSettings> {
    const [row] = await unwrap(this.#rest.rpc('chat_details', { chat }));
    if (!row) throw new AppError('missing');
    return {
      id: row.id,
      collegeId: row.college_id,
      kind: row.kind,
      title: row.title,
      description: row.description,
      announcementOnly: row.announcement_only,
      slowModeSeconds: row.slow_mode_seconds,
      audience: row.audience,
      isPublic: row.is_public,
      groupId: row.group_id ?? '',
      groupNumber: row.group_number ?? '',
      picture: pictureAddress(this.#backend, row.picture_path),
      isArchived: row.is_archived,
      isOpen: row.is_open,
      version: row.version,
      memberCount: row.member_count,
      isParticipant: row.is_participant,
      canManage: row.can_manage,
    };
  }

  /** A page of participants, by surname. */
  async people(chat: string, query: string, after: string | undefined, size: number): Promise<Participant[]> {
    const rows = await unwrap(this.#rest.rpc('chat_people', { chat, query, after, size }));
    return rows.map((row) => ({
      ...toCandidate(row),
      isModerator: row.is_moderator,
      mutedUntil: momentOf(row.muted_until),
    }));
  }

  /** @throws {AppError} conflict, when somebody has saved it since `version` (see `chatConflict`). */
  async edit(chat: string, version: number, texts: ChatTexts): Promise<void> {
    const { title, description, announcementOnly, slowModeSeconds } = texts;
    await unwrap(
      this.#rest.rpc('edit_chat', {
        chat,
        version,
        title,
        description,
        announcement_only: announcementOnly,
        slow_mode_seconds: slowModeSeconds,
      }),
    );
  }

  /** Makes a JPEG the picture of a chat; null takes its picture away. */
  async setPicture(chat: string, picture: Blob | null): Promise<void> {
    const storage = await this.#backend.client.storage();
    const pictures = storage.from('chat-pictures');
    const path = picture ? `${chat}/${newId()}.jpg` : '';
    if (picture) {
      const { error } = await pictures.upload(path, picture, { contentType: picture.type });
      if (error) throw toStorageError(error);
    }
    const before = await unwrap(this.#rest.rpc('set_chat_picture', { chat, path }));
    // Nobody will see it again; that this fails does no harm.
    if (before) await pictures.remove([before]);
  }

  async add(chat: string, people: readonly string[]): Promise<void> {
    await unwrap(this.#rest.rpc('add_chat_people', { chat, people: [...people] }));
  }

  async remove(chat: string, person: string): Promise<void> {
    await unwrap(this.#rest.rpc('remove_chat_person', { chat, person }));
  }

  async setModerator(chat: string, person: string, moderates: boolean): Promise<void> {
    await unwrap(this.#rest.rpc('set_moderator', { chat, person, moderates }));
  }

  /** For so many minutes, for good (`Infinity`), or not any more (0). */
  async mute(chat: string, person: string, minutes: number): Promise<void> {
    const span = Number.isFinite(minutes) ? { minutes } : {};
    await unwrap(this.#rest.rpc('mute_person', { chat, person, ...span }));
  }

  async leave(chat: string): Promise<void> {
    await unwrap(this.#rest.rpc('leave_chat', { chat }));
  }

  async setArchived(chat: string, archived: boolean): Promise<void> {
    await unwrap(this.#rest.rpc(archived ? 'archive_chat' : 'restore_chat', { chat }));
  }

  /** Calls `changed` whenever the chat, or who is in it, may be different. */
  subscribe(chat: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`chat:${chat}`, {
      events: { chat_changed: changed, person_changed: changed },
    });
  }

  get #rest() {
    return this.#backend.client.rest;
  }
}

export const chatManagingApi = (backend: Backend): ChatManagingApi =>
  backend.once('chat-managing-api', () => new ChatManagingApi(backend));
