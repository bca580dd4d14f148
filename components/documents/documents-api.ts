import { type Backend, unwrap } from '../core/backend.ts';
import type { Json } from '../core/database.types.ts';
import type { Person } from '../core/names.ts';
import type { Page } from '../core/paged-query.ts';
import { type AttachedFile, type FileJson, fileOf } from '../files/file.ts';

export const documentKinds = ['text', 'table', 'slides', 'picture', 'video', 'audio', 'archive', 'source'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export const documentSorts = ['date', 'name', 'size'] as const;
export type DocumentSort = (typeof documentSorts)[number];

export interface DocumentGroup {
  readonly id: string;
  readonly number: string;
}

/** For whom a document is: all of the college, its teachers, or some groups with those who teach them. */
export interface Audience {
  readonly kind: 'college' | 'teachers' | 'groups';
  readonly groups: readonly DocumentGroup[];
}

export interface Document {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly folderId: string | null;
  readonly kind: DocumentKind;
  readonly audience: Audience;
  /** Null where the account was erased. */
  readonly uploader: Person | null;
  readonly changedAt: Date;
  readonly deletedAt: Date | null;
  readonly downloads: number;
  readonly versions: number;
  readonly mayChange: boolean;
  /** Its present version. */
  readonly file: AttachedFile;
}

export interface DocumentVersion {
  readonly number: number;
  readonly createdAt: Date;
  readonly uploader: Person | null;
  readonly file: AttachedFile;
  readonly isPresent: boolean;
}

export interface DocumentFolder {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly mayChange: boolean;
}

/** An ending that files may have, and the patterns of the types that they may be stored as. */
export interface DocumentFormat {
  readonly ending: string;
  readonly kind: DocumentKind;
  readonly types: readonly string[];
}

/** What a college takes as documents, and what I may do. */
export interface DocumentSettings {
  readonly fileBytes: number;
  readonly filesAtOnce: number;
  readonly kinds: readonly DocumentKind[];
  readonly formats: readonly DocumentFormat[];
  readonly quotaBytes: number;
  readonly usedBytes: number;
  readonly mayUpload: boolean;
  readonly isAdmin: boolean;
  readonly groups: readonly (DocumentGroup & { readonly isMine: boolean })[];
}

/** What an administrator says of it. */
export type DocumentLimits = Pick<DocumentSettings, 'fileBytes' | 'filesAtOnce' | 'kinds'>;

/** Where a list goes on, as the database said it. */
export type DocumentCursor = Readonly<Record<string, unknown>>;

export interface DocumentsQuery {
  readonly folder: string | null;
  readonly query: string;
  readonly kind: DocumentKind | null;
  /** Only what is for this group; null for all. */
  readonly group: string | null;
  /** Only what this person has put up; null for all. */
  readonly author: string | null;
  readonly sort: DocumentSort;
  readonly after: DocumentCursor | null;
  readonly size: number;
}

export interface DocumentsPage extends Page<Document, DocumentCursor> {
  /** How many were found; null on later pages, and of a folder. */
  readonly total: number | null;
}

/** What is said of a new document beside its file. */
export interface NewDocument {
  readonly title: string;
  readonly folder: string | null;
  readonly audience: Audience;
}

interface DocumentRow {
  id: string;
  title: string;
  description: string;
  folder_id: string | null;
  kind: DocumentKind;
  audience: Audience['kind'];
  groups: DocumentGroup[];
  uploader: Person | null;
  changed_at: string;
  deleted_at: string | null;
  downloads: number;
  versions: number;
  may_change: boolean;
  file: FileJson;
}

interface VersionRow {
  number: number;
  created_at: string;
  uploader: Person | null;
  file: FileJson;
  is_present: boolean;
}

interface FolderRow {
  id: string;
  parent_id: string | null;
  name: string;
  may_change: boolean;
}

interface SettingsRow {
  file_bytes: number;
  files_at_once: number;
  kinds: DocumentKind[];
  formats: DocumentFormat[] | null;
  quota_bytes: number;
  used_bytes: number | null;
  may_upload: boolean;
  is_admin: boolean;
  groups: { id: string; number: string; is_mine: boolean }[];
}

const toDocument = (row: DocumentRow): Document => ({
  id: row.id,
  title: row.title,
  description: row.description,
  folderId: row.folder_id,
  kind: row.kind,
  audience: { kind: row.audience, groups: row.groups },
  uploader: row.uploader,
  changedAt: new Date(row.changed_at),
  deletedAt: row.deleted_at === null ? null : new Date(row.deleted_at),
  downloads: row.downloads,
  versions: row.versions,
  mayChange: row.may_change,
  file: fileOf(row.file),
});

const toFolder = (row: FolderRow): DocumentFolder => ({
  id: row.id,
  parentId: row.parent_id,
  name: row.name,
  mayChange: row.may_change,
});

/** What the database does not know from Storage. */
const toFileJson = ({ id, kind, name, width, height, placeholder, duration, previews }: AttachedFile): Json => ({
  id,
  kind,
  name,
  width,
  height,
  placeholder,
  duration,
  previews: [...previews],
});

const toAudience = ({ kind, groups }: Audience) => ({
  audience: kind,
  groups: kind === 'groups' ? groups.map(({ id }) => id) : [],
});

/**
 * The documents of a college. Throws AppError only; the reasons of a refusal are `file_missing`, `kind`, `disguised`,
 * `too_large`, `quota`, `title`, `description`, `audience`, `name`, `too_deep`, `too_many`, `circle`, `not_empty`,
 * `no_folder`, `file_bytes`, `files_at_once` and `kinds`.
 */
export class DocumentsApi {
  readonly #backend: Backend;
  /** Whoever lists documents here learns of a change that was made here without a broadcast. */
  readonly #changed = new Set<() => void>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async settings(college: string): Promise<DocumentSettings> {
    const row = (await unwrap(this.#rest.rpc('document_settings', { college }))) as unknown as SettingsRow;
    return {
      fileBytes: row.file_bytes,
      filesAtOnce: row.files_at_once,
      // The database keeps them as a set; people see them in one order everywhere.
      kinds: documentKinds.filter((kind) => row.kinds.includes(kind)),
      formats: row.formats ?? [],
      quotaBytes: row.quota_bytes,
      usedBytes: row.used_bytes ?? 0,
      mayUpload: row.may_upload,
      isAdmin: row.is_admin,
      groups: row.groups.map(({ id, number, is_mine }) => ({ id, number, isMine: is_mine })),
    };
  }

  /** Says what the college takes from now on. For administrators. */
  async limit(college: string, { fileBytes, filesAtOnce, kinds }: DocumentLimits): Promise<void> {
    await this.#change(
      this.#rest.rpc('set_document_settings', {
        college,
        file_bytes: fileBytes,
        files_at_once: filesAtOnce,
        kinds: [...kinds],
      }),
    );
  }

  /** Who has put up what I see, by surname. */
  async authors(college: string): Promise<Person[]> {
    return (await unwrap(this.#rest.rpc('document_authors', { college }))) as unknown as Person[];
  }

  /** All that I see, by name. */
  async folders(college: string): Promise<DocumentFolder[]> {
    const rows = await unwrap(this.#rest.rpc('document_folders', { college }));
    return (rows as unknown as FolderRow[]).map(toFolder);
  }

  /** @throws {AppError} `no_folder` for one that is gone, or not for me. */
  async list(college: string, asked: DocumentsQuery): Promise<DocumentsPage> {
    const { folder, query, kind, group, author, sort, after, size } = asked;
    const page = (await unwrap(
      this.#rest.rpc('documents_page', {
        college,
        folder: folder ?? undefined,
        query,
        kind: kind ?? undefined,
        study_group: group ?? undefined,
        author: author ?? undefined,
        sort,
        cursor: (after as Json | null) ?? undefined,
        size,
      }),
    )) as unknown as { items: DocumentRow[]; next: DocumentCursor | null; total: number | null };
    return { items: page.items.map(toDocument), next: page.next, total: page.total };
  }

  /** @throws {AppError} missing, when it is gone or not for me. */
  async get(document: string): Promise<Document> {
    return toDocument((await unwrap(this.#rest.rpc('document', { document }))) as unknown as DocumentRow);
  }

  /** Makes a document of a file that Storage has. */
  async add(college: string, file: AttachedFile, { title, folder, audience }: NewDocument): Promise<Document> {
    const row = await this.#change(
      this.#rest.rpc('add_document', {
        college,
        file: toFileJson(file),
        title,
        folder: folder ?? undefined,
        ...toAudience(audience),
      }),
    );
    return toDocument(row as unknown as DocumentRow);
  }

  /** Gives a document a new version, a file that Storage has. */
  async replace(document: string, file: AttachedFile): Promise<Document> {
    const row = await this.#change(this.#rest.rpc('replace_document', { document, file: toFileJson(file) }));
    return toDocument(row as unknown as DocumentRow);
  }

  /** The newest first. */
  async versions(document: string): Promise<DocumentVersion[]> {
    const rows = (await unwrap(this.#rest.rpc('document_versions', { document }))) as unknown as VersionRow[];
    return rows.map((row) => ({
      number: row.number,
      createdAt: new Date(row.created_at),
      uploader: row.uploader,
      file: fileOf(row.file),
      isPresent: row.is_present,
    }));
  }

  async restoreVersion(document: string, version: string): Promise<void> {
    await this.#change(this.#rest.rpc('restore_document_version', { document, version }));
  }

  async update(document: string, title: string, description: string): Promise<void> {
    await this.#change(this.#rest.rpc('update_document', { document, title, description }));
  }

  async move(document: string, folder: string | null): Promise<void> {
    await this.#change(this.#rest.rpc('move_document', { document, folder: folder ?? undefined }));
  }

  async setAudience(document: string, audience: Audience): Promise<void> {
    await this.#change(this.#rest.rpc('set_document_audience', { document, ...toAudience(audience) }));
  }

  /** Puts it into the bin. */
  async remove(document: string): Promise<void> {
    await this.#change(this.#rest.rpc('delete_document', { document }));
  }

  /** Takes it out of the bin. */
  async bringBack(document: string): Promise<void> {
    await this.#change(this.#rest.rpc('undelete_document', { document }));
  }

  /** Deletes what is in the bin for good. */
  async erase(document: string): Promise<void> {
    await this.#change(this.#rest.rpc('erase_document', { document }));
  }

  /** What I may take out of the bin, the last deleted first. */
  async bin(college: string, after: DocumentCursor | null, size: number): Promise<Page<Document, DocumentCursor>> {
    const page = (await unwrap(
      this.#rest.rpc('document_bin', { college, cursor: (after as Json | null) ?? undefined, size }),
    )) as unknown as { items: DocumentRow[]; next: DocumentCursor | null };
    return { items: page.items.map(toDocument), next: page.next };
  }

  async countDownload(document: string): Promise<void> {
    await unwrap(this.#rest.rpc('count_document_download', { document }));
  }

  async createFolder(college: string, id: string, name: string, parent: string | null): Promise<void> {
    await this.#change(this.#rest.rpc('create_document_folder', { college, id, name, parent: parent ?? undefined }));
  }

  async renameFolder(folder: string, name: string): Promise<void> {
    await this.#change(this.#rest.rpc('rename_document_folder', { folder, name }));
  }

  async moveFolder(folder: string, parent: string | null): Promise<void> {
    await this.#change(this.#rest.rpc('move_document_folder', { folder, parent: parent ?? undefined }));
  }

  async removeFolder(folder: string): Promise<void> {
    await this.#change(this.#rest.rpc('delete_document_folder', { folder }));
  }

  /** Calls `changed` whenever what I see of the documents of a college may be another. */
  subscribe(college: string, changed: () => void): () => void {
    const { channels, userId } = this.#backend;
    const ends = [
      channels.subscribe(`college:${college}`, { events: { documents_changed: changed }, onJoined: changed }),
      // I may have come to a group, or be a teacher by now.
      channels.subscribe(`user:${userId}`, { events: { membership: changed } }),
    ];
    this.#changed.add(changed);
    return () => {
      this.#changed.delete(changed);
      for (const end of ends) end();
    };
  }

  get #rest() {
    return this.#backend.client.rest;
  }

  async #change<T>(call: Parameters<typeof unwrap<T>>[0]): Promise<T> {
    const answer = await unwrap(call);
    for (const changed of this.#changed) changed();
    return answer;
  }
}

export const documentsApi = (backend: Backend): DocumentsApi =>
  backend.once('documents-api', () => new DocumentsApi(backend));
