/** Articles, as lists, readers and who writes them know them. */

import type { Person } from '../core/names.ts';
import { type AttachedFile, type FileJson, fileOf } from '../files/file.ts';
import type { PollJson } from '../polls/poll-data.ts';

/** The bucket in which files of articles are. */
export const articleFiles = 'article-files';

/** What the database takes, in characters. */
export const articleLimits = { title: 200, lead: 300, slug: 80, caption: 500 } as const;

/** `scheduled`: it appears by itself at its time. */
export type ArticleState = 'shown' | 'scheduled' | 'draft';

/** Articles that I may read, those that I write, and of these what nobody reads. */
export type ArticleFilter = 'all' | 'mine' | 'drafts';

export interface ArticleGroup {
  readonly id: string;
  /** As people call it: «ИС-21». */
  readonly number: string;
}

/** For whom an article is: all of the college, its teachers, or some groups with those who teach them. */
export interface ArticleAudience {
  readonly kind: 'college' | 'teachers' | 'groups';
  readonly groups: readonly ArticleGroup[];
}

/** An article in a list. */
export interface ArticleSummary {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly lead: string;
  readonly cover: AttachedFile | null;
  /** Null when the account was erased. */
  readonly author: Person | null;
  /** When it was published; of one that is being written, saved. As the database says it: a page begins after it. */
  readonly at: string;
  readonly minutes: number;
  readonly state: ArticleState;
  readonly audience: ArticleAudience['kind'];
  /** The groups that it is for, as people call them. */
  readonly groups: readonly string[];
  readonly isPublic: boolean;
  readonly canEdit: boolean;
}

/** Where another article is. */
export interface ArticleLink {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
}

/** An article as a reader has it. */
export interface Article {
  readonly id: string;
  readonly college: string;
  readonly slug: string;
  readonly canEdit: boolean;
  /** I may withdraw it, and show it to the world. */
  readonly canManage: boolean;
  /** Null while it is not published: then it is known only to who writes it. */
  readonly text: ArticleText | null;
}

export interface ArticleText {
  readonly title: string;
  readonly lead: string;
  readonly cover: AttachedFile | null;
  /** A Quill Delta, read by `readDelta`. */
  readonly body: unknown;
  readonly minutes: number;
  /** Number of the version; null for who does not show it to the world. */
  readonly version: number | null;
  readonly audience: ArticleAudience;
  readonly isPublic: boolean;
  /** The world reads an older version, because nobody has shown this one to it. Only who may do that is told. */
  readonly isPublicOlder: boolean;
  readonly publishedAt: Date;
  readonly changedAt: Date;
  readonly authors: readonly (Person | null)[];
  readonly files: ReadonlyMap<string, AttachedFile>;
  /** As the database has them: what reads them comes with what draws them. */
  readonly polls: ReadonlyMap<string, PollJson>;
  readonly previous: ArticleLink | null;
  readonly next: ArticleLink | null;
}

/** Files and polls of an article, as the database gives them with it. */
export interface EmbeddedJson {
  readonly files: readonly FileJson[];
  readonly polls: readonly PollJson[];
}

export interface ArticleJson extends Partial<EmbeddedJson> {
  readonly id: string;
  readonly college_id: string;
  readonly slug: string;
  readonly can_edit: boolean;
  readonly can_manage: boolean;
  readonly title?: string;
  readonly lead?: string;
  readonly cover?: string | null;
  readonly body?: unknown;
  readonly minutes?: number;
  readonly version?: number | null;
  readonly audience?: ArticleAudience['kind'];
  readonly groups?: readonly ArticleGroup[];
  readonly is_public?: boolean;
  readonly public_is_older?: boolean;
  readonly published_at?: string;
  readonly changed_at?: string;
  readonly author?: Person | null;
  readonly authors?: readonly Person[];
  readonly previous?: ArticleLink | null;
  readonly next?: ArticleLink | null;
}

export const filesOf = (files: readonly FileJson[] = []): ReadonlyMap<string, AttachedFile> =>
  new Map(files.map((file) => [file.id, fileOf(file)]));

export function articleOf(json: ArticleJson): Article {
  const { id, college_id: college, slug, can_edit: canEdit, can_manage: canManage } = json;
  const files = filesOf(json.files);
  const text: ArticleText | null =
    json.body === undefined
      ? null
      : {
          title: json.title ?? '',
          lead: json.lead ?? '',
          cover: files.get(json.cover ?? '') ?? null,
          body: json.body,
          minutes: json.minutes ?? 1,
          version: json.version ?? null,
          audience: { kind: json.audience ?? 'college', groups: json.groups ?? [] },
          isPublic: json.is_public ?? false,
          isPublicOlder: json.public_is_older ?? false,
          publishedAt: new Date(json.published_at ?? 0),
          changedAt: new Date(json.changed_at ?? 0),
          authors: [json.author ?? null, ...(json.authors ?? [])],
          files,
          polls: new Map(json.polls?.map((poll) => [poll.id, poll])),
          previous: json.previous ?? null,
          next: json.next ?? null,
        };
  return { id, college, slug, canEdit, canManage, text };
}

/** By what an article is asked for: its address in its college, or its id. */
export const addressOf = ({ id, slug }: { readonly id: string; readonly slug: string }): string => slug || id;
