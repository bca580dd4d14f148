import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import type { Person } from '../../core/names.ts';
import type { GroupTeacher } from '../shared/groups-api.ts';

export interface GroupChat {
  readonly id: string;
  readonly title: string;
  readonly memberCount: number;
}

/** A group as the members of its college see it. */
export interface GroupPage {
  readonly id: string;
  readonly college: string;
  readonly number: string;
  /** The speciality; may be empty. */
  readonly title: string;
  readonly startYear: number;
  readonly endYear: number;
  readonly isGraduated: boolean;
  readonly teachers: readonly GroupTeacher[];
  readonly students: readonly Person[];
  /** Those that I am in. */
  readonly chats: readonly GroupChat[];
}

interface ChatRow {
  id: string;
  title: string;
  member_count: number;
}

/** One group. Throws AppError only. */
export class GroupPageApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  /** Null when there is no such group, also when it is there but not for me. */
  async get(group: string): Promise<GroupPage | null> {
    const [row] = await unwrap(this.#backend.client.rest.rpc('group_page', { study_group: group }));
    if (!row) return null;
    const chats = (row.chats ?? []) as unknown as ChatRow[];
    return {
      id: row.id,
      college: row.college_id,
      number: row.number,
      title: row.title,
      startYear: row.start_year,
      endYear: row.end_year,
      isGraduated: row.is_graduated,
      teachers: (row.teachers ?? []) as unknown as GroupTeacher[],
      students: (row.students ?? []) as unknown as GroupPage['students'],
      chats: chats.map(({ id, title, member_count }) => ({ id, title, memberCount: member_count })),
    };
  }

  /** `person` absent adds myself. @throws {AppError} `graduated`, when the group has graduated. */
  async addTeacher(group: string, subjects: readonly string[], person?: string): Promise<void> {
    const { rest } = this.#backend.client;
    const adding = unwrap(rest.rpc('add_group_teacher', { study_group: group, subjects: [...subjects], person }));
    await withReasons(adding, { SF006: 'graduated' });
  }

  async removeTeacher(group: string, person: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('remove_group_teacher', { study_group: group, person }));
  }

  /** Calls `changed` whenever the group, somebody in it or my chats may have changed. */
  subscribe(college: string, changed: () => void): () => void {
    const unsubscribe = this.#backend.channels.subscribe(`college:${college}`, {
      events: { group_changed: changed, person_changed: changed, chat_changed: changed },
      onJoined: changed,
    });
    const unsubscribeMe = this.#backend.channels.subscribe(`user:${this.myId}`, {
      events: { chat_added: changed, chat_removed: changed, membership: changed },
    });
    return () => {
      unsubscribe();
      unsubscribeMe();
    };
  }
}

export const groupPageApi = (backend: Backend): GroupPageApi =>
  backend.once('group-page-api', () => new GroupPageApi(backend));
