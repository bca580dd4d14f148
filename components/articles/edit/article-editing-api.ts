import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import { AppError, toAppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { type AttachedFile, type FileJson, fileOf } from '../../files/file.ts';
import { sentFiles } from '../../files/sent-file.ts';
import { uploadApi } from '../../files/upload/upload-api.ts';
import type { NewPoll, Poll, PollJson } from '../../polls/poll-data.ts';
import { pollOf } from '../../polls/poll-data.ts';
import { type ArticleAudience, type ArticleGroup, articleFiles, type EmbeddedJson, filesOf } from '../article-data.ts';

/** What is written of an article; `body` is a Quill Delta. */
export interface ArticleContent {
  readonly title: string;
  readonly lead: string;
  /** Id of the picture. */
  readonly cover: string | null;
  readonly body: DeltaJson;
}

export interface DeltaJson {
  readonly ops: readonly Readonly<Record<string, unknown>>[];
}

export interface Embedded {
  readonly files: ReadonlyMap<string, AttachedFile>;
  readonly polls: ReadonlyMap<string, Poll>;
}

export interface ArticleDraft extends Embedded {
  readonly college: string;
  readonly slug: string;
  readonly content: ArticleContent;
  /** How often it was saved. */
  readonly revision: number;
  readonly savedAt: Date;
  readonly publishedAt: Date | null;
  /** Readers see it now. */
  readonly isShown: boolean;
  /** What is written is not what is published. */
  readonly isChanged: boolean;
  /** For whom it is once it is published. */
  readonly audience: ArticleAudience;
  /** The groups that it may be for. */
  readonly knownGroups: readonly ArticleGroup[];
  /** The world reads a version of it. */
  readonly isPublic: boolean;
  /** What I publish the world reads as well. */
  readonly isOpener: boolean;
  /** I say who writes along, and may delete it. */
  readonly isOwner: boolean;
  readonly author: Person | null;
  readonly authors: readonly Person[];
}

/** Who edits an article. */
export interface Editing {
  /** This page. */
  readonly isMine: boolean;
  /** Who does so elsewhere; null when nobody does. */
  readonly editor: Person | null;
  /** In which other page of mine it is edited; null for none. */
  readonly tab: string | null;
  readonly revision: number;
}

/** How an article is published. */
export interface Publication {
  readonly slug: string;
  /** Null for now. */
  readonly at: Date | null;
  readonly audience: ArticleAudience;
}

export interface Saved extends Editing {
  /** Otherwise what was sent is kept as a version, and the draft stays as it is. */
  readonly isSaved: boolean;
  readonly savedAt: Date;
  /** Number of the version that was made; null for none. */
  readonly version: number | null;
}

export interface ArticleVersion {
  readonly number: number;
  readonly title: string;
  readonly words: number;
  /** Was never the draft: who wrote it was not the one to edit any more. */
  readonly isSetAside: boolean;
  readonly isPublished: boolean;
  readonly by: Person | null;
  readonly at: Date;
}

export interface VersionContent extends Embedded {
  readonly content: ArticleContent;
}

interface EditingJson {
  readonly mine: boolean;
  readonly revision: number;
  readonly editor: Person | null;
  readonly tab: string | null;
}

interface ContentJson extends EmbeddedJson, ArticleContent {}

const pollsOf = (polls: readonly PollJson[] = []): ReadonlyMap<string, Poll> =>
  new Map(polls.map((poll) => [poll.id, pollOf(poll)]));
const contentOf = ({ body, cover, lead, title }: ContentJson): ArticleContent => ({ title, lead, cover, body });
const editingOf = ({ editor, mine, revision, tab }: EditingJson): Editing => ({ isMine: mine, editor, tab, revision });

/** The most that the database takes of a text. */
const mostBytes = 4 * 2 ** 20;

/** What the database has against a text, an address or a time. */
const refusals = { SF003: 'gone' };

/**
 * Writing articles. Throws AppError only; its `reason` is `gone` when the article is not there any more, or not for me, else
 * what the database says: `title`, `empty`, `alt`, `slug`, `slug_id`, `audience`, `late`, `quota`, `size`, `shape`, `insert`, `attribute`, `people`.
 */
export class ArticleEditingApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get me(): string {
    return this.#backend.userId ?? '';
  }

  get #rest() {
    return this.#backend.client.rest;
  }

  async create(college: string, id: string): Promise<void> {
    await unwrap(this.#rest.rpc('create_article', { college, id }));
  }

  async draft(article: string): Promise<ArticleDraft> {
    const answer = await withReasons(unwrap(this.#rest.rpc('article_draft', { article })), refusals);
    const json = answer as unknown as ContentJson & {
      college_id: string;
      slug: string;
      revision: number;
      saved_at: string;
      published_at: string | null;
      is_shown: boolean;
      is_changed: boolean;
      audience: ArticleAudience['kind'];
      groups: readonly ArticleGroup[];
      known_groups: readonly ArticleGroup[];
      is_public: boolean;
      opens: boolean;
      is_owner: boolean;
      author: Person | null;
      authors: readonly Person[];
    };
    return {
      college: json.college_id,
      slug: json.slug,
      content: contentOf(json),
      revision: json.revision,
      savedAt: new Date(json.saved_at),
      publishedAt: json.published_at ? new Date(json.published_at) : null,
      isShown: json.is_shown,
      isChanged: json.is_changed,
      audience: { kind: json.audience, groups: json.groups },
      knownGroups: json.known_groups,
      isPublic: json.is_public,
      isOpener: json.opens,
      isOwner: json.is_owner,
      author: json.author,
      authors: json.authors,
      files: filesOf(json.files),
      polls: pollsOf(json.polls),
    };
  }

  /** Makes this page the one that edits, unless another is; `take` takes it over. To be called every half a minute. */
  async hold(article: string, tab: string, take = false): Promise<Editing> {
    const answer = await withReasons(unwrap(this.#rest.rpc('hold_article', { article, tab, take })), refusals);
    return editingOf(answer as unknown as EditingJson);
  }

  async leave(article: string, tab: string): Promise<void> {
    await unwrap(this.#rest.rpc('leave_article', { article, tab }));
  }

  /** The same from a page that is being closed: sent at once, and whatever becomes of it nobody is there to be told. */
  leaveAtOnce(article: string, tab: string): void {
    const { config, session } = this.#backend;
    if (!session.current) return;
    fetch(`${config.url}/rest/v1/rpc/leave_article`, {
      method: 'POST',
      keepalive: true,
      headers: {
        apikey: config.key,
        authorization: `Bearer ${session.current.accessToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ article, tab }),
    }).catch(toAppError);
  }

  /** `keep` makes it a version. */
  async save(
    article: string,
    { content, keep, revision, tab }: { content: ArticleContent; keep: boolean; revision: number; tab: string },
  ): Promise<Saved> {
    // A server in between may refuse it in words of its own.
    if (new Blob([JSON.stringify(content)]).size > mostBytes) throw new AppError('invalid', '', { reason: 'size' });
    const sent = content as unknown as Record<string, never>;
    const answer = await withReasons(
      unwrap(this.#rest.rpc('save_article', { article, tab, revision, content: sent, keep })),
      // Too deep to be read: nobody writes so.
      { ...refusals, '54001': 'shape' },
    );
    const json = answer as unknown as EditingJson & { saved: boolean; saved_at?: string; version: number | null };
    return {
      ...editingOf(json),
      isSaved: json.saved,
      savedAt: new Date(json.saved_at ?? 0),
      version: json.version,
    };
  }

  /** @returns since when, or from when on, readers see it. */
  async publish(article: string, revision: number, { at, audience, slug }: Publication): Promise<Date> {
    const when = at ? { at: at.toISOString() } : {};
    const groups = audience.kind === 'groups' ? audience.groups.map(({ id }) => id) : [];
    const answer = await withReasons(
      unwrap(this.#rest.rpc('publish_article', { article, revision, slug, audience: audience.kind, groups, ...when })),
      refusals,
    );
    return new Date(answer as unknown as string);
  }

  async withdraw(article: string): Promise<void> {
    await withReasons(unwrap(this.#rest.rpc('withdraw_article', { article })), refusals);
  }

  async remove(article: string): Promise<void> {
    await withReasons(unwrap(this.#rest.rpc('delete_article', { article })), refusals);
  }

  /** Who writes it together with me. */
  async setAuthors(article: string, people: readonly string[]): Promise<void> {
    await withReasons(unwrap(this.#rest.rpc('set_article_authors', { article, people: [...people] })), refusals);
  }

  /** People of a college who may write along, by words of their names. */
  async colleagues(college: string, query: string): Promise<readonly Person[]> {
    const rows = await unwrap(this.#rest.rpc('college_members', { college, query, size: 20 }));
    return rows
      .filter(({ is_admin, role }) => role !== 'student' || is_admin)
      .map(({ name, patronymic, person_id: id, surname }) => ({ id, surname, name, patronymic }));
  }

  async history(article: string): Promise<readonly ArticleVersion[]> {
    const rows = await withReasons(unwrap(this.#rest.rpc('article_history', { article })), refusals);
    return rows.map((row) => ({
      number: row.number,
      title: row.title,
      words: row.words,
      isSetAside: row.is_set_aside,
      isPublished: row.is_published,
      by: row.made_by as unknown as Person | null,
      at: new Date(row.made_at),
    }));
  }

  /** Null when it is kept no more. */
  async version(article: string, number: number): Promise<VersionContent | null> {
    const answer = await withReasons(unwrap(this.#rest.rpc('article_version', { article, number })), refusals);
    const json = answer as unknown as ContentJson | null;
    return json && { content: contentOf(json), files: filesOf(json.files), polls: pollsOf(json.polls) };
  }

  /** Makes a version the draft again. @throws {AppError} with the reason `edited` where somebody else edits it. */
  async restore(article: string, tab: string, number: number): Promise<Editing> {
    const answer = await unwrap(this.#rest.rpc('restore_article_version', { article, tab, number }));
    return editingOf(answer as unknown as EditingJson);
  }

  /** Puts the bytes of a file where its article is, and makes it a file of that. */
  async addFile(
    { article, college }: { article: string; college: string },
    { file, original, smaller }: { file: AttachedFile; original: Blob; smaller: ReadonlyMap<number, Blob> },
    handlers: { signal: AbortSignal; onProgress: (share: number) => void },
  ): Promise<AttachedFile> {
    const upload = uploadApi(this.#backend);
    const folder = `${college}/${article}/${file.id}`;
    const parts = [
      { blob: original, object: `${folder}/original`, type: file.type },
      ...[...smaller].map(([side, blob]) => ({ blob, object: `${folder}/p${side}`, type: blob.type })),
    ];
    const total = parts.reduce((sum, { blob }) => sum + blob.size, 0);
    let before = 0;
    for (const { blob, object, type } of parts) {
      await upload.upload(
        blob,
        { bucket: articleFiles, object, type },
        { signal: handlers.signal, onProgress: (bytes) => handlers.onProgress((before + bytes) / total) },
      );
      before += blob.size;
    }
    const [said] = sentFiles([file]);
    const added = await unwrap(
      this.#rest.rpc('add_article_file', { article, file: said as unknown as Record<string, never> }),
    );
    return fileOf(added as unknown as FileJson);
  }

  async addPoll(article: string, question: string, poll: NewPoll): Promise<Poll> {
    const sent = poll as unknown as Record<string, never>;
    const answer = await unwrap(this.#rest.rpc('create_article_poll', { article, question, poll: sent }));
    return pollOf(answer as unknown as PollJson);
  }

  /** Calls `changed` when who edits my article, or what is saved of it, may have changed. */
  subscribe(article: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.me}`, {
      events: {
        article_edited: ({ article_id: id }) => {
          if (id === article) changed();
        },
        membership: changed,
      },
      onJoined: changed,
    });
  }
}

export const articleEditingApi = (backend: Backend): ArticleEditingApi =>
  backend.once('article-editing-api', () => new ArticleEditingApi(backend));
