import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { AppError, type AppErrorCode, type Loadable, loading, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { noPaging, PagedQuery, type Paging, pageOf } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import { type ChatMakingApi, chatMakingApi } from '../new/chat-making-api.ts';
import {
  type ChatManagingApi,
  type ChatSettings,
  type ChatTexts,
  chatConflict,
  chatManagingApi,
  type Participant,
} from './chat-managing-api.ts';

export type ChatAboutProblem =
  | AppErrorCode
  | 'title'
  | 'noPicture'
  | 'closed'
  | 'no_member'
  | 'no_participant'
  | 'moderator';

/** The picture of a chat, in px. */
const pictureSide = 256;

/** Participants a page. */
const pageSize = 50;

export interface ChatAboutState extends Paging {
  readonly settings: Loadable<ChatSettings>;
  /** What is being edited; null when nothing is. */
  readonly draft: ChatTexts | null;
  /** The version that the draft began with. */
  readonly version: number;
  readonly query: string;
  readonly people: Loadable<readonly Participant[]>;
  readonly busy: boolean;
  readonly problem: ChatAboutProblem | null;
}

async function squareOf(chosen: Blob): Promise<Blob> {
  const { squarePicture } = await import('../../files/inspect/square-picture.ts');
  const picture = await squarePicture(chosen, pictureSide);
  if (!picture) throw new AppError('invalid', '', { reason: 'noPicture' });
  return picture;
}

/** A chat and who is in it, for those who look and those who manage it. */
export class ChatAboutStore extends Store<ChatAboutState> {
  readonly #api: ChatManagingApi;
  readonly #making: ChatMakingApi;
  readonly #chat: string;
  readonly #settings: LiveQuery<ChatSettings>;
  readonly #people: PagedQuery<Participant>;
  readonly #action = new Action<ChatAboutProblem>(
    (state) => this.set(state),
    problemOf('noPicture', 'closed', 'no_member', 'no_participant', 'moderator'),
  );

  constructor(api: ChatManagingApi, making: ChatMakingApi, chat: string) {
    super({
      settings: loading,
      draft: null,
      version: 0,
      query: '',
      people: loading,
      ...noPaging,
      busy: false,
      problem: null,
    });
    this.#api = api;
    this.#making = making;
    this.#chat = chat;
    this.#settings = new LiveQuery<ChatSettings>(
      () => api.settings(chat),
      (settings) => this.set({ settings }),
    );
    this.#people = new PagedQuery<Participant>(
      async (after) =>
        pageOf(await api.people(chat, this.state.query, after ?? undefined, pageSize), pageSize, ({ id }) => id),
      (people, paging) => this.set({ people, ...paging }),
    );
  }

  get myId(): string {
    return this.#api.myId;
  }

  protected start(): () => void {
    const unsubscribe = this.#api.subscribe(this.#chat, () => {
      this.#settings.invalidate();
      this.#people.invalidate();
    });
    this.set({ query: '', problem: null });
    void this.#settings.refetch();
    void this.#people.refetch();
    return () => {
      unsubscribe();
      this.#settings.stop();
      this.#people.stop();
    };
  }

  retry(): void {
    this.set({ settings: loading });
    void this.#settings.refetch();
    void this.#people.ask();
  }

  search(query: string): void {
    this.set({ query: query.trim() });
    void this.#people.ask();
  }

  fetchMore(): Promise<void> {
    return this.#people.fetchMore();
  }

  /** Begins to edit the chat; what is typed stays until it is saved or discarded. */
  begin(): void {
    const { draft, settings } = this.state;
    if (draft || settings.status !== 'ready') return;
    const { announcementOnly, description, slowModeSeconds, title, version } = settings.value;
    this.set({ draft: { announcementOnly, description, slowModeSeconds, title }, version, problem: null });
  }

  write(change: Partial<ChatTexts>): void {
    const { draft } = this.state;
    if (draft) this.set({ draft: { ...draft, ...change }, problem: null });
  }

  discard(): void {
    this.set({ draft: null, problem: null });
  }

  clearError(): void {
    this.#action.clearError();
  }

  /** @returns whether it is saved. What somebody else has saved meanwhile stays in the way until it is seen. */
  async save(): Promise<boolean> {
    const { draft, version } = this.state;
    if (!draft) return false;
    if (!draft.title.trim()) return this.#action.refuse('title');
    const saved = await this.#action.run(async () => {
      try {
        await this.#api.edit(this.#chat, version, {
          ...draft,
          title: draft.title.trim(),
          description: draft.description.trim(),
        });
      } catch (thrown) {
        const conflict = chatConflict(toAppError(thrown));
        if (conflict) this.set({ version: conflict.version });
        throw thrown;
      }
    });
    if (saved) this.set({ draft: null });
    await this.#settings.refetch();
    return saved;
  }

  /** Makes the middle of a picture that of the chat; null takes it away. @returns whether that was done. */
  setPicture(chosen: Blob | null): Promise<boolean> {
    return this.#act(async () => this.#api.setPicture(this.#chat, chosen && (await squareOf(chosen))));
  }

  add(people: readonly string[]): Promise<boolean> {
    return this.#act(() => this.#api.add(this.#chat, people));
  }

  remove(person: string): Promise<boolean> {
    return this.#act(() => this.#api.remove(this.#chat, person));
  }

  setModerator(person: string, moderates: boolean): Promise<boolean> {
    return this.#act(() => this.#api.setModerator(this.#chat, person, moderates));
  }

  mute(person: string, minutes: number): Promise<boolean> {
    return this.#act(() => this.#api.mute(this.#chat, person, minutes));
  }

  setArchived(archived: boolean): Promise<boolean> {
    return this.#act(() => this.#api.setArchived(this.#chat, archived));
  }

  /** @returns the id of my personal chat with a participant, or null when there is none. */
  async personal(person: string): Promise<string | null> {
    const { settings } = this.state;
    if (settings.status !== 'ready') return null;
    let chat: string | null = null;
    await this.#action.run(async () => {
      chat = await this.#making.personal(settings.value.collegeId, person);
    });
    return chat;
  }

  leave(): Promise<boolean> {
    return this.#action.run(() => this.#api.leave(this.#chat));
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    const done = await this.#action.run(act);
    await Promise.all([this.#people.refetch(), this.#settings.refetch()]);
    return done;
  }
}

export const chatAboutStore = (backend: Backend, chat: string): ChatAboutStore =>
  backend.once(`chat-about:${chat}`, () => new ChatAboutStore(chatManagingApi(backend), chatMakingApi(backend), chat));
