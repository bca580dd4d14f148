import { administrationFolder } from '../../college/shared/inquiry/inquiry-store.ts';
import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { readDraft, writeDraft } from '../../core/drafts/drafts.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { isBlank } from '../../core/text.ts';
import type { AttachedFile } from '../../files/file.ts';
import { fileTransport, type Uploads, uploadsOf } from '../../messages/file-transport.ts';
import { type AdminInquiriesApi, adminInquiriesApi, type CollegeChat } from './admin-inquiries-api.ts';

/** Of its files one is not in the browser or not in Storage any more, or is too large for it. */
const fileProblems = ['fileLost', 'fileMissing', 'fileTooLarge'] as const;
export type FileProblem = (typeof fileProblems)[number];

export type PostProblem = 'noChat' | 'noText' | FileProblem | AppErrorCode;

export interface CollegePostState {
  readonly chats: Loadable<readonly CollegeChat[]>;
  /** Id of the chat that is chosen; empty for none. */
  readonly chosen: string;
  readonly text: string;
  readonly busy: boolean;
  readonly problem: PostProblem | null;
}

/** Where text and files of a post wait. */
export const postPlace = (college: string): string => `post:${college}`;

export type CollegePostBackend = Pick<AdminInquiriesApi, 'chats' | 'post' | 'myId'>;

/** A message that an administrator writes into a chat in the name of the college; its text is kept until it is sent. */
export class CollegePostStore extends Store<CollegePostState> {
  readonly #api: CollegePostBackend;
  readonly #draft: readonly [person: string, place: string];
  readonly #chats: LiveQuery<readonly CollegeChat[]>;
  readonly #posting = new Action<PostProblem>((state) => this.set(state), problemOf(...fileProblems));
  readonly #college: string;
  readonly #uploads: () => Promise<Uploads>;
  /** The same for every attempt with the same chat, text and files, so that none can double what another has sent. */
  #id = newId();

  constructor(api: CollegePostBackend, college: string, uploads: () => Promise<Uploads>) {
    super({ chats: loading, chosen: '', text: '', busy: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#uploads = uploads;
    this.#draft = [api.myId, postPlace(college)];
    this.#chats = new LiveQuery<readonly CollegeChat[]>(
      () => api.chats(college),
      (chats) => this.set({ chats }),
    );
  }

  protected start(): () => void {
    this.set({ chosen: '', text: readDraft(...this.#draft) });
    this.#posting.clearError();
    void this.#chats.refetch();
    return () => this.#chats.stop();
  }

  /** Chats into which one can write. */
  get openChats(): readonly CollegeChat[] {
    const { chats } = this.state;
    return chats.status === 'ready' ? chats.value.filter(({ isOpen }) => isOpen) : [];
  }

  retry(): void {
    this.set({ chats: loading });
    void this.#chats.refetch();
  }

  choose(chosen: string): void {
    this.#change({ chosen });
  }

  write(text: string): void {
    this.#change({ text });
    writeDraft(...this.#draft, text);
  }

  /** Other files go with the text. */
  attach(): void {
    this.#change({});
  }

  /**
   * The files stay where they wait until it is sent.
   * @returns the chat in which it stands now; null when it does not, and `problem` says why.
   */
  async post(files: readonly AttachedFile[] = []): Promise<CollegeChat | null> {
    const chat = this.openChats.find(({ id }) => id === this.state.chosen);
    const text = this.state.text.replaceAll('\0', '').trim();
    if (!chat || (isBlank(text) && files.length === 0)) {
      this.#posting.refuse(chat ? 'noText' : 'noChat');
      return null;
    }
    const posted = await this.#posting.run(async () => {
      if (files.length > 0) {
        const { upload } = fileTransport(this.#uploads, administrationFolder);
        await upload(this.#college, files);
      }
      await this.#api.post(chat.id, this.#id, text, files);
      writeDraft(...this.#draft, '');
    });
    return posted ? chat : null;
  }

  /** Files that were sent are not needed on this device any longer. */
  release(files: readonly AttachedFile[]): void {
    if (files.length > 0) fileTransport(this.#uploads, administrationFolder).release(files);
  }

  #change(change: Partial<Pick<CollegePostState, 'chosen' | 'text'>>): void {
    this.#id = newId();
    this.set(change);
    this.#posting.clearError();
  }
}

export const collegePostStore = (backend: Backend, college: string): CollegePostStore =>
  backend.once(
    `college-post:${college}`,
    () => new CollegePostStore(adminInquiriesApi(backend), college, () => uploadsOf(backend)),
  );
