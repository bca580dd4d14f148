import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { serverTime } from '../../core/dates.ts';
import { readNote, writeNote } from '../../core/drafts/draft-notes.ts';
import { AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { inTime, Retry } from '../../core/network/retry.ts';
import { Store } from '../../core/store.ts';
import type { AttachedFile } from '../../files/file.ts';
import type { Prepared } from '../../files/inspect/inspect.ts';
import type { NewPoll, Poll } from '../../polls/poll-data.ts';
import { noteUnmade } from '../unmade-articles.ts';
import {
  type ArticleContent,
  type ArticleDraft,
  type ArticleEditingApi,
  type ArticleVersion,
  articleEditingApi,
  type DeltaJson,
  type Editing,
  type Publication,
  type VersionContent,
} from './article-editing-api.ts';
import { isGone, noteTab, thisTab } from './editing-tab.ts';

/** `kept`: on this device, and soon in the database. */
export type Saving = 'saved' | 'kept' | 'failed';

export interface ArticleEditingState {
  readonly draft: Loadable<ArticleDraft>;
  /** As it is written now. */
  readonly content: ArticleContent;
  /** Grows when the content is another than what was written here: the page shows it anew. */
  readonly shownAnew: number;
  /** This page edits. */
  readonly isMine: boolean;
  /** Who edits it elsewhere. */
  readonly editor: Person | null;
  readonly saving: Saving;
  readonly savedAt: Date | null;
  /** Why it is not in the database. */
  readonly problem: AppError | null;
  /** Number of the version in which words of mine were set aside; null while none were. */
  readonly setAside: number | null;
  readonly files: ReadonlyMap<string, AttachedFile>;
  readonly polls: ReadonlyMap<string, Poll>;
  /** How far files that are being uploaded have come, 0 to 1. */
  readonly uploads: ReadonlyMap<string, number>;
  /** It is being published, withdrawn, deleted or restored. */
  readonly busy: boolean;
  /** Why that failed. */
  readonly actionProblem: AppError | null;
}

/** What is kept on this device. */
interface Kept {
  readonly revision: number;
  readonly content: ArticleContent;
}

/** Pauses, in milliseconds: after the last change before it is kept here, before it is saved, and at most. */
const pauses = { keep: 300, save: 1500, longest: 8000, limited: 30_000 };
/** How often this page says that it edits, in milliseconds. */
const holdEvery = 30_000;

export const nothingWritten: ArticleContent = { title: '', lead: '', cover: null, body: { ops: [] } };

const isNothing = ({ body, cover, lead, title }: ArticleContent): boolean =>
  title.trim() === '' &&
  lead.trim() === '' &&
  cover === null &&
  body.ops.every(({ insert }) => typeof insert === 'string' && insert.trim() === '');

/**
 * One article as it is written: kept on this device at once and saved soon, in one page at a time. Whoever is not the one to
 * edit any more loses no word: what they had written becomes a version.
 *
 *     store.change({ title });
 *     await store.save();      // «Сохранить»: makes a version
 *     await store.publish({ slug: 'pervaya', at: null, audience });
 */
export class ArticleEditingStore extends Store<ArticleEditingState> {
  readonly #api: ArticleEditingApi;
  #college: string;
  readonly #article: string;
  /** Known once the draft is. */
  #tab = '';
  readonly #action = new Action<AppError>(
    ({ busy, problem }) => this.set({ busy, actionProblem: problem }),
    (error) => error,
  );
  readonly #retry = new Retry(() => void this.#flush());
  readonly #loadAgain = new Retry(() => void this.#load());
  /** The article is in the database. */
  #isMade: boolean;
  #making: Promise<void> | null = null;
  #revision = 0;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #holdTimer: ReturnType<typeof setInterval> | undefined;
  /** When the first of the changes came that wait to be saved. */
  #waitingSince: number | null = null;
  #saving: Promise<void> | null = null;
  /** Reads what stands in the text by now; of a long one that takes too long to be done with each letter. */
  #unread: (() => DeltaJson) | null = null;
  /** What was sent last, whatever came of it. */
  #sent: ArticleContent | null = null;
  readonly #stop = new Map<string, AbortController>();

  /** A `fresh` article is made when something is written. */
  constructor(api: ArticleEditingApi, article: string, college: string, fresh: boolean) {
    super({
      draft: loading,
      content: nothingWritten,
      shownAnew: 0,
      isMine: true,
      editor: null,
      saving: 'saved',
      savedAt: null,
      problem: null,
      setAside: null,
      files: new Map(),
      polls: new Map(),
      uploads: new Map(),
      busy: false,
      actionProblem: null,
    });
    this.#api = api;
    this.#article = article;
    this.#college = college;
    this.#isMade = !fresh;
  }

  get me(): string {
    return this.#api.me;
  }

  protected start(): () => void {
    const unsubscribe = this.#api.subscribe(this.#article, () => void this.#hold());
    const looked = () => {
      if (document.visibilityState === 'visible') void this.#hold();
      else this.#keep();
    };
    // A page that was closed edits no more; one that the browser has kept may come back.
    const left = () => {
      this.#keep();
      if (this.#isMade && this.#tab && this.state.isMine) this.#api.leaveAtOnce(this.#article, this.#tab);
    };
    document.addEventListener('visibilitychange', looked);
    addEventListener('pagehide', left);
    addEventListener('pageshow', looked);
    this.#holdTimer = setInterval(() => void this.#hold(), holdEvery);
    void this.#load();
    return () => {
      unsubscribe();
      document.removeEventListener('visibilitychange', looked);
      removeEventListener('pagehide', left);
      removeEventListener('pageshow', looked);
      clearInterval(this.#holdTimer);
      this.#loadAgain.stop();
      void this.#end();
    };
  }

  retry(): void {
    this.set({ draft: loading });
    void this.#load();
  }

  change(patch: Partial<ArticleContent>): void {
    if (!this.state.isMine) return;
    this.set({ content: { ...this.state.content, ...patch } });
    this.#changed();
  }

  /** Something was written in the text, which is read when it is to be kept. */
  write(body: () => DeltaJson): void {
    if (!this.state.isMine) return;
    this.#unread = body;
    this.#changed();
  }

  #changed(): void {
    const { problem, saving } = this.state;
    if (saving !== 'kept' || problem) this.set({ saving: 'kept', problem: null });
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(this.#keep, pauses.keep);
    this.#schedule();
  }

  #read(): void {
    const body = this.#unread?.();
    this.#unread = null;
    if (body) this.set({ content: { ...this.state.content, body } });
  }

  /** Saves at once, and as a version. @returns whether it is saved. */
  async save(): Promise<boolean> {
    await this.#flush(true);
    return this.state.saving === 'saved' && this.state.isMine;
  }

  /** @returns since when, or from when on, readers see it; null when it was refused. */
  async publish(publication: Publication): Promise<Date | null> {
    let published: Date | null = null;
    await this.#action.run(async () => {
      await this.#flush();
      if (this.state.problem) throw this.state.problem;
      if (!this.state.isMine) throw new AppError('conflict', '', { reason: 'edited' });
      published = await this.#api.publish(this.#article, this.#revision, publication);
      await this.#reload();
    });
    return published;
  }

  withdraw(): Promise<boolean> {
    return this.#action.run(async () => {
      await this.#api.withdraw(this.#article);
      await this.#reload();
    });
  }

  remove(): Promise<boolean> {
    return this.#action.run(async () => {
      if (this.#isMade) await this.#api.remove(this.#article);
      this.#forget();
      this.#unread = null;
      this.#isMade = false;
      this.set({ content: nothingWritten, saving: 'saved' });
    });
  }

  clearError(): void {
    this.#action.clearError();
  }

  setAuthors(people: readonly string[]): Promise<boolean> {
    return this.#action.run(async () => {
      await this.#make();
      await this.#api.setAuthors(this.#article, people);
      await this.#reload();
    });
  }

  /** People who may write along, by words of their names. */
  colleagues(query: string): Promise<readonly Person[]> {
    return this.#api.colleagues(this.#college, query);
  }

  async history(): Promise<readonly ArticleVersion[]> {
    await this.#flush();
    return this.#isMade ? this.#api.history(this.#article) : [];
  }

  version(number: number): Promise<VersionContent | null> {
    return this.#api.version(this.#article, number);
  }

  restore(number: number): Promise<boolean> {
    return this.#action.run(async () => {
      await this.#flush();
      await this.#api.restore(this.#article, this.#tab, number);
      this.#forget();
      await this.#load();
    });
  }

  /** Edits here from now on; whoever did elsewhere is told, and loses no word. */
  async take(): Promise<void> {
    await this.#action.run(async () => {
      await this.#api.hold(this.#article, this.#tab, true);
      noteTab(this.me, this.#article, this.#tab);
      this.set({ isMine: true, editor: null });
      await this.#load();
    });
  }

  /** What was set aside has been read of. */
  acknowledge(): void {
    this.set({ setAside: null });
  }

  /** Uploads a file for the article. @throws {AppError} */
  async addFile(prepared: Prepared): Promise<AttachedFile> {
    const { id } = prepared.file;
    const stop = new AbortController();
    this.#stop.set(id, stop);
    this.#showUpload(id, 0);
    try {
      await this.#make();
      const added = await this.#api.addFile({ article: this.#article, college: this.#college }, prepared, {
        signal: stop.signal,
        onProgress: (share) => this.#showUpload(id, share),
      });
      this.set({ files: new Map(this.state.files).set(id, added) });
      return added;
    } catch (thrown) {
      throw toAppError(thrown);
    } finally {
      this.#stop.delete(id);
      this.#showUpload(id, null);
    }
  }

  /** Gives up the files that are being uploaded. */
  cancelUploads(): void {
    for (const stop of this.#stop.values()) stop.abort(new AppError('invalid', 'cancelled', { reason: 'cancelled' }));
  }

  /** @throws {AppError} */
  async addPoll(question: string, poll: NewPoll): Promise<Poll> {
    await this.#make();
    const made = await this.#api.addPoll(this.#article, question, poll);
    this.set({ polls: new Map(this.state.polls).set(made.id, made) });
    return made;
  }

  #showUpload(id: string, share: number | null): void {
    const uploads = new Map(this.state.uploads);
    if (share === null) uploads.delete(id);
    else uploads.set(id, share);
    this.set({ uploads });
  }

  get #place(): string {
    return `article:${this.#article}`;
  }

  /** What is not in the database yet stays on this device. */
  readonly #keep = (): void => {
    clearTimeout(this.#keepTimer);
    this.#read();
    const { content, isMine, saving } = this.state;
    if (!isMine || saving === 'saved') return;
    if (!this.#isMade && isNothing(content)) {
      this.#forget();
      return;
    }
    writeNote(this.me, this.#place, 'draft', { revision: this.#revision, content } satisfies Kept);
    if (!this.#isMade) noteUnmade(this.me, this.#college, this.#article, true);
  };

  #forget(): void {
    clearTimeout(this.#keepTimer);
    writeNote(this.me, this.#place, 'draft', null);
    if (!this.#isMade) noteUnmade(this.me, this.#college, this.#article, false);
  }

  #schedule(): void {
    const now = performance.now();
    this.#waitingSince ??= now;
    const left = this.#waitingSince + pauses.longest - now;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.#flush(), Math.max(0, Math.min(pauses.save, left)));
  }

  /** Makes the article in the database, once. */
  #make(): Promise<void> {
    if (this.#isMade) return Promise.resolve();
    this.#making ??= this.#api
      .create(this.#college, this.#article)
      .then(async () => {
        this.#isMade = true;
        noteUnmade(this.me, this.#college, this.#article, false);
        this.#tab = await thisTab();
        await this.#api.hold(this.#article, this.#tab);
        noteTab(this.me, this.#article, this.#tab);
      })
      .finally(() => {
        this.#making = null;
      });
    return this.#making;
  }

  async #load(): Promise<void> {
    const kept = readNote<Kept>(this.me, this.#place, 'draft');
    if (!this.#isMade) {
      this.#showEmpty(kept);
      return;
    }
    try {
      const { draft, editing } = await inTime(this.#fetch());
      this.#loadAgain.stop();
      this.#revision = draft.revision;
      this.#college = draft.college;
      const { content, files, polls, savedAt } = draft;
      this.#unread = null;
      this.set({
        draft: ready(draft),
        content,
        files: new Map([...this.state.files, ...files]),
        polls: new Map([...this.state.polls, ...polls]),
        savedAt,
        saving: 'saved',
        problem: null,
        isMine: editing.isMine,
        editor: editing.editor,
        shownAnew: this.state.shownAnew + 1,
      });
      if (kept) await this.#takeUp(kept);
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#loadAgain.after(error);
      if (this.state.draft.status !== 'ready') this.set({ draft: failed(error) });
    }
  }

  async #fetch(): Promise<{ editing: Editing; draft: ArticleDraft }> {
    this.#tab = await thisTab();
    let editing = await this.#api.hold(this.#article, this.#tab);
    // The page that edits was mine, here, and is closed: there is nothing to take over from anybody.
    if (editing.tab && (await isGone(this.me, this.#article, editing.tab)))
      editing = await this.#api.hold(this.#article, this.#tab, true);
    if (editing.isMine) noteTab(this.me, this.#article, this.#tab);
    return { editing, draft: await this.#api.draft(this.#article) };
  }

  #showEmpty(kept: Kept | null): void {
    const content = kept?.content ?? nothingWritten;
    const draft: ArticleDraft = {
      college: this.#college,
      slug: '',
      content,
      revision: 0,
      savedAt: serverTime(),
      publishedAt: null,
      isShown: false,
      isChanged: true,
      audience: { kind: 'college', groups: [] },
      knownGroups: [],
      isPublic: false,
      isOpener: false,
      isOwner: true,
      author: null,
      authors: [],
      files: new Map(),
      polls: new Map(),
    };
    this.set({ draft: ready(draft), content, shownAnew: this.state.shownAnew + 1 });
    if (kept) this.change({});
  }

  /** Words of an earlier page on this device that did not reach the database. */
  async #takeUp(kept: Kept): Promise<void> {
    if (this.state.isMine && kept.revision === this.#revision) {
      this.set({ content: kept.content, shownAnew: this.state.shownAnew + 1 });
      this.change({});
      return;
    }
    // Somebody saved meanwhile: theirs stays, and mine becomes a version.
    await this.#sendAside(kept);
  }

  async #sendAside({ content, revision }: Kept): Promise<void> {
    const { version } = await this.#api.save(this.#article, { tab: this.#tab, revision, content, keep: false });
    this.#forget();
    this.set({ setAside: version });
  }

  /** Saves what is not saved; one after the other. `keep` makes it a version also when nothing has changed. */
  async #flush(keep = false): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#waitingSince = null;
    while (this.#saving) await this.#saving;
    this.#read();
    const { content, isMine, saving } = this.state;
    if (!isMine || (saving === 'saved' && !keep) || (!this.#isMade && isNothing(content))) return;
    this.#keep();
    this.#saving = this.#send(content, keep).finally(() => {
      this.#saving = null;
    });
    await this.#saving;
    // What was written meanwhile is saved with the next one.
    if (this.state.saving === 'kept' && !this.#isAll(content)) this.#schedule();
  }

  /** Whether this is all that was written. */
  #isAll(content: ArticleContent): boolean {
    return !this.#unread && this.state.content === content;
  }

  async #send(content: ArticleContent, keep: boolean): Promise<void> {
    this.#sent = content;
    try {
      await this.#make();
      const saved = await this.#api.save(this.#article, { tab: this.#tab, revision: this.#revision, content, keep });
      this.#retry.stop();
      if (!saved.isSaved) {
        this.set({ setAside: saved.version });
        const isAll = this.#isAll(content);
        this.#read();
        // What was written while it was sent.
        if (!isAll) await this.#sendAside({ revision: this.#revision, content: this.state.content });
        this.#forget();
        await this.#load();
        return;
      }
      this.#revision = saved.revision;
      const isAll = this.#isAll(content);
      const { draft } = this.state;
      this.set({
        saving: isAll ? 'saved' : 'kept',
        savedAt: saved.savedAt,
        problem: null,
        draft: draft.status === 'ready' ? ready({ ...draft.value, isChanged: true }) : draft,
      });
      if (isAll) this.#forget();
      else this.#keep();
    } catch (thrown) {
      this.#showProblem(toAppError(thrown));
    }
  }

  #showProblem(problem: AppError): void {
    const isWaiting = problem.code === 'offline' || problem.code === 'limited';
    this.set({ problem, saving: isWaiting ? 'kept' : 'failed' });
    this.#retry.after(problem);
    if (problem.code === 'limited') {
      clearTimeout(this.#saveTimer);
      this.#saveTimer = setTimeout(() => void this.#flush(), pauses.limited);
    }
  }

  /** Says that this page edits, and learns whether it still does. */
  async #hold(): Promise<void> {
    if (!this.#isMade || this.state.draft.status !== 'ready' || this.#saving) return;
    try {
      const editing = await this.#api.hold(this.#article, this.#tab);
      const { isMine, saving } = this.state;
      if (isMine && !editing.isMine) {
        this.#read();
        // What is not saved becomes a version.
        if (saving !== 'saved') await this.#sendAside({ revision: this.#revision, content: this.state.content });
        this.set({ isMine: false, editor: editing.editor });
        await this.#load();
      } else if (!isMine && (editing.isMine || editing.revision !== this.#revision)) {
        await this.#load();
      } else this.set({ editor: editing.editor });
    } catch (thrown) {
      const error = toAppError(thrown);
      // Without a connection it is asked again in half a minute.
      if (error.reason === 'gone') this.#showProblem(error);
    }
  }

  /** What is known of it beside its words. */
  async #reload(): Promise<void> {
    const draft = await this.#api.draft(this.#article);
    this.#revision = draft.revision;
    this.set({ draft: ready(draft) });
  }

  async #end(): Promise<void> {
    await this.#flush();
    this.#retry.stop();
    this.cancelUploads();
    if (!this.#isMade) return;
    try {
      // What was begun and never written is not worth a line in a list.
      if (this.#revision === 0 && isNothing(this.state.content) && this.#sent === null)
        await this.#api.remove(this.#article);
      else await this.#api.leave(this.#article, this.#tab);
    } catch (thrown) {
      // Without a connection others may edit when nothing was heard of this page for a while.
      toAppError(thrown);
    }
  }
}

export const articleEditingStore = (
  backend: Backend,
  article: string,
  college: string,
  fresh: boolean,
): ArticleEditingStore =>
  backend.once(
    `article-editing:${article}`,
    () => new ArticleEditingStore(articleEditingApi(backend), article, college, fresh),
  );
