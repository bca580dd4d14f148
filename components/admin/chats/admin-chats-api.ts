import type { Audience } from '../../chat/new/chat-making-api.ts';
import { type Backend, unwrapAll } from '../../core/backend.ts';

export interface AdminChat {
  readonly id: string;
  readonly kind: 'college' | 'group' | 'personal' | 'other';
  readonly title: string;
  readonly description: string;
  readonly groupNumber: string;
  readonly audience: Audience;
  readonly isPublic: boolean;
  readonly isArchived: boolean;
  /** False when it can be read only. */
  readonly isOpen: boolean;
  readonly memberCount: number;
  /** I may change it and who is in it. */
  readonly canManage: boolean;
}

/** Chats of a college for its administrators: what they are called, not what is said there. Throws AppError only. */
export class AdminChatsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(college: string): Promise<AdminChat[]> {
    const { rest } = this.#backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('college_chats', { college }).range(from, to));
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      title: row.title,
      description: row.description,
      groupNumber: row.group_number ?? '',
      audience: row.audience,
      isPublic: row.is_public,
      isArchived: row.is_archived,
      isOpen: row.is_open,
      memberCount: row.member_count,
      canManage: row.can_manage,
    }));
  }

  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`college:${college}`, {
      events: { chat_changed: changed },
      onJoined: changed,
    });
  }
}

export const adminChatsApi = (backend: Backend): AdminChatsApi =>
  backend.once('admin-chats-api', () => new AdminChatsApi(backend));
