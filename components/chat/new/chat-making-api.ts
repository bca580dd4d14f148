import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import type { Person } from '../../core/names.ts';
import { pictureAddress } from './picture-address.ts';

export type MadeKind = 'college' | 'group' | 'other';
export type Audience = 'chosen' | 'college' | 'teachers' | 'group';
export type Role = 'teacher' | 'staff' | 'student';

export interface NewChat {
  /** Made by the caller: sent again it is the same chat. */
  readonly id: string;
  readonly college: string;
  readonly kind: MadeKind;
  readonly title: string;
  readonly description: string;
  readonly audience: Audience;
  /** Of the chat of a group; else empty. */
  readonly group: string;
  /** The audience may join, and is not in by itself. */
  readonly isPublic: boolean;
  readonly people: readonly string[];
}

/** A member of the college as they are chosen for a chat. */
export interface Candidate extends Person {
  readonly role: Role;
  readonly isAdmin: boolean;
  readonly subjects: readonly string[];
  readonly groups: readonly string[];
}

export type CandidateFilter = 'all' | 'student' | 'teacher' | 'administrators';

export interface CandidateQuery {
  readonly query: string;
  readonly filter: CandidateFilter;
  /** Only people of this group; empty for the whole college. */
  readonly group: string;
  /** Id of the last one that is known. */
  readonly after?: string | undefined;
  readonly size: number;
}

export type CandidateCounts = Readonly<Record<CandidateFilter, number>>;

export interface MakerGroup {
  readonly id: string;
  readonly number: string;
}

/** Which chats I may make in a college. */
export interface MakerRights {
  readonly isAdmin: boolean;
  /** I teach or work there. */
  readonly isTeacher: boolean;
  /** Groups whose chats I may make. */
  readonly groups: readonly MakerGroup[];
}

/** A chat that is open to me. */
export interface PublicChat {
  readonly id: string;
  readonly kind: 'college' | 'group' | 'personal' | 'other';
  readonly title: string;
  readonly description: string;
  readonly groupNumber: string;
  /** Address of its picture; empty for none. */
  readonly picture: string;
  readonly announcementOnly: boolean;
  readonly isOpen: boolean;
  readonly isJoined: boolean;
  readonly memberCount: number;
  readonly maker: Person | null;
  readonly createdAt: Date;
}

interface CandidateRow {
  person_id: string;
  surname: string;
  name: string;
  patronymic: string;
  role: Role;
  is_admin: boolean;
  subjects: string[] | null;
  groups: unknown;
}

export const toCandidate = (row: CandidateRow): Candidate => ({
  id: row.person_id,
  surname: row.surname,
  name: row.name,
  patronymic: row.patronymic,
  role: row.role,
  isAdmin: row.is_admin,
  subjects: row.subjects ?? [],
  groups: ((row.groups ?? []) as { number: string }[]).map(({ number }) => number),
});

/** Making chats, and joining those that are open. Throws AppError only. */
export class ChatMakingApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  /** @throws {AppError} `invalid` with `no_member` when somebody has left the college, or `graduated`. */
  async create(chat: NewChat): Promise<void> {
    const { id, college, kind, title, description, audience, group, isPublic, people } = chat;
    const making = this.#backend.client.rest.rpc('create_chat', {
      id,
      college,
      kind,
      title,
      description,
      audience,
      is_public: isPublic,
      people: [...people],
      ...(group && { study_group: group }),
    });
    await withReasons(unwrap(making), { SF006: 'graduated' });
  }

  /** Id of my personal chat with somebody, which is made when there was none. */
  async personal(college: string, person: string): Promise<string> {
    return unwrap(this.#backend.client.rest.rpc('personal_chat', { college, person }));
  }

  async rights(college: string): Promise<MakerRights> {
    const { rest } = this.#backend.client;
    const mine = rest.from('memberships').select('role, is_admin').eq('college_id', college).eq('person_id', this.myId);
    const [[membership], groups] = await Promise.all([unwrap(mine), unwrap(rest.rpc('my_groups', { college }))]);
    const isAdmin = membership?.is_admin ?? false;
    const ofMine = groups.filter(({ is_graduated, is_teacher }) => is_teacher && !is_graduated);
    const all = isAdmin
      ? (await unwrap(rest.rpc('college_groups', { college }))).filter((g) => !g.is_graduated)
      : ofMine;
    return {
      isAdmin,
      isTeacher: membership !== undefined && membership.role !== 'student',
      groups: all.map(({ id, number }) => ({ id, number })),
    };
  }

  /** A page of the people of a college, by surname. */
  async candidates(college: string, { query, filter, group, after, size }: CandidateQuery): Promise<Candidate[]> {
    const rows = await unwrap(
      this.#backend.client.rest.rpc('college_members', {
        college,
        query,
        role: filter === 'student' || filter === 'teacher' ? filter : undefined,
        admins_only: filter === 'administrators',
        study_group: group || undefined,
        after,
        size,
      }),
    );
    return rows.map(toCandidate);
  }

  async counts(college: string, query: string, group: string): Promise<CandidateCounts> {
    const args = { college, query, study_group: group || undefined };
    const [row] = await unwrap(this.#backend.client.rest.rpc('member_counts', args));
    return {
      all: row?.total ?? 0,
      student: row?.students ?? 0,
      teacher: row?.teachers ?? 0,
      administrators: row?.administrators ?? 0,
    };
  }

  async publicChats(college: string, query: string, after: string | undefined, size: number): Promise<PublicChat[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('public_chats', { college, query, after, size }));
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      title: row.title,
      description: row.description,
      groupNumber: row.group_number ?? '',
      picture: pictureAddress(this.#backend, row.picture_path),
      announcementOnly: row.announcement_only,
      isOpen: row.is_open,
      isJoined: row.is_joined,
      memberCount: row.member_count,
      maker: row.maker as unknown as Person | null,
      createdAt: new Date(row.created_at),
    }));
  }

  /** @throws {AppError} `missing` when the chat is not open to me any more, or `closed`. */
  async join(chat: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('join_chat', { chat }));
  }

  /** Calls `changed` whenever a chat that is open to me may be new or different. */
  subscribe(college: string, changed: () => void): () => void {
    const { channels } = this.#backend;
    const unsubscribes = [
      channels.subscribe(`college:${college}`, { events: { chat_changed: changed }, onJoined: changed }),
      channels.subscribe(`user:${this.myId}`, {
        events: { chat_added: changed, chat_removed: changed, membership: changed },
      }),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }
}

export const chatMakingApi = (backend: Backend): ChatMakingApi =>
  backend.once('chat-making-api', () => new ChatMakingApi(backend));
