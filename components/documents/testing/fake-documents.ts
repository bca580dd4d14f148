import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { Page } from '../../core/paged-query.ts';
import { type AttachedFile, fileOf } from '../../files/file.ts';
import { extensionOf } from '../../files/names.ts';
import {
  type Audience,
  type Document,
  type DocumentCursor,
  type DocumentFolder,
  type DocumentKind,
  type DocumentLimits,
  type DocumentSettings,
  type DocumentsPage,
  type DocumentsQuery,
  type DocumentVersion,
  documentKinds,
  type NewDocument,
} from '../documents-api.ts';

export const vetrova: Person = { id: 'vetrova', surname: 'Ветрова', name: 'Марина', patronymic: 'Олеговна' };
export const toAll: Audience = { kind: 'college', groups: [] };

const endings: Readonly<Record<string, readonly [DocumentKind, string]>> = {
  pdf: ['text', 'application/pdf'],
  txt: ['text', 'application/octet-stream'],
  docx: ['text', 'application/octet-stream'],
  csv: ['table', 'application/octet-stream'],
  png: ['picture', 'image/%'],
  zip: ['archive', 'application/octet-stream'],
};

/** The documents of a college in memory. */
export class FakeDocuments {
  documents: Document[] = [];
  folderList: DocumentFolder[] = [];
  readonly versionList = new Map<string, DocumentVersion[]>();
  readonly calls: string[] = [];
  readonly asked: DocumentsQuery[] = [];
  failure: AppError | null = null;
  /** Every call waits for it. */
  hold: Promise<unknown> = Promise.resolve();
  current: DocumentSettings = {
    fileBytes: 200 * 2 ** 20,
    filesAtOnce: 20,
    kinds: documentKinds,
    formats: Object.entries(endings).map(([ending, [kind, type]]) => ({ ending, kind, types: [type] })),
    quotaBytes: 2 ** 30,
    usedBytes: 2 ** 20,
    mayUpload: true,
    isAdmin: false,
    groups: [
      { id: 'is21', number: 'ИС-21', isMine: true },
      { id: 'ek11', number: 'ЭК-11', isMine: false },
    ],
  };
  readonly #listeners = new Set<() => void>();
  #count = 0;

  /** Puts a document there, as somebody else does. */
  put(title: string, more: Partial<Document> = {}, name = `${title}.docx`): Document {
    this.#count += 1;
    const id = more.id ?? `document-${this.#count}`;
    const document: Document = {
      id,
      title,
      description: '',
      folderId: null,
      kind: endings[extensionOf(name)]?.[0] ?? 'text',
      audience: toAll,
      uploader: vetrova,
      changedAt: new Date(2026, 3, 14, 10, this.#count),
      deletedAt: null,
      downloads: 0,
      versions: 1,
      mayChange: true,
      file: fileOf({ id, kind: 'file', name, bytes: 2048, type: 'application/octet-stream', path: `college/${id}` }),
      ...more,
    };
    this.documents.push(document);
    return document;
  }

  putFolder(id: string, name: string, parentId: string | null = null, mayChange = true): void {
    this.folderList.push({ id, name, parentId, mayChange });
  }

  publish(): void {
    for (const changed of this.#listeners) changed();
  }

  subscribe(_college: string, changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  async settings(): Promise<DocumentSettings> {
    await this.#ask();
    return this.current;
  }

  async limit(_college: string, limits: DocumentLimits): Promise<void> {
    await this.#ask(`limit ${limits.fileBytes} ${limits.filesAtOnce} ${limits.kinds.join()}`);
    this.current = { ...this.current, ...limits };
    this.publish();
  }

  async authors(): Promise<Person[]> {
    await this.#ask();
    const known = this.documents.flatMap(({ deletedAt, uploader }) => (uploader && !deletedAt ? [uploader] : []));
    return [...new Map(known.map((person) => [person.id, person])).values()];
  }

  async folders(): Promise<DocumentFolder[]> {
    await this.#ask();
    return [...this.folderList];
  }

  async list(_college: string, asked: DocumentsQuery): Promise<DocumentsPage> {
    this.asked.push(asked);
    await this.#ask();
    const { after, author, folder, kind, query, size } = asked;
    const everywhere = query !== '' || kind !== null || author !== null;
    const all = this.documents.filter(
      (each) =>
        !each.deletedAt &&
        (everywhere || each.folderId === folder) &&
        (kind === null || each.kind === kind) &&
        (author === null || each.uploader?.id === author) &&
        each.title.toLowerCase().includes(query.toLowerCase()),
    );
    all.sort((a, b) =>
      asked.sort === 'name'
        ? a.title.localeCompare(b.title)
        : asked.sort === 'size'
          ? b.file.bytes - a.file.bytes
          : b.changedAt.getTime() - a.changedAt.getTime(),
    );
    const from = after === null ? 0 : Number(after.at);
    const next = from + size < all.length ? { at: from + size } : null;
    return { items: all.slice(from, from + size), next, total: after === null && everywhere ? all.length : null };
  }

  async get(id: string): Promise<Document> {
    await this.#ask();
    const found = this.documents.find((each) => each.id === id);
    if (!found) throw new AppError('missing');
    return found;
  }

  async add(_college: string, file: AttachedFile, { title, folder, audience }: NewDocument): Promise<Document> {
    await this.#ask(`add ${title}`);
    const document = this.put(
      title,
      { id: file.id, folderId: folder, audience, file: { ...file, path: 'p' } },
      file.name,
    );
    this.publish();
    return document;
  }

  async replace(id: string, file: AttachedFile): Promise<Document> {
    await this.#ask(`replace ${id} ${file.name}`);
    return this.#change(id, ({ versions }) => ({ file: { ...file, path: 'p' }, versions: versions + 1 }));
  }

  async versions(document: string): Promise<DocumentVersion[]> {
    await this.#ask();
    return this.versionList.get(document) ?? [];
  }

  async restoreVersion(document: string, version: string): Promise<void> {
    await this.#ask(`restore ${document} ${version}`);
  }

  async update(id: string, title: string, description: string): Promise<void> {
    await this.#ask(`update ${title} ${description}`.trim());
    if (!title.trim()) throw new AppError('invalid', 'SF001', { reason: 'title' });
    this.#change(id, () => ({ title, description }));
  }

  async move(id: string, folder: string | null): Promise<void> {
    await this.#ask(`move ${id} ${folder}`);
    this.#change(id, () => ({ folderId: folder }));
  }

  async setAudience(id: string, audience: Audience): Promise<void> {
    await this.#ask(`audience ${audience.kind} ${audience.groups.map(({ number }) => number).join()}`.trim());
    this.#change(id, () => ({ audience }));
  }

  async remove(id: string): Promise<void> {
    await this.#ask(`remove ${id}`);
    this.#change(id, () => ({ deletedAt: new Date(2026, 3, 15) }));
  }

  async bringBack(id: string): Promise<void> {
    await this.#ask(`bring back ${id}`);
    this.#change(id, () => ({ deletedAt: null }));
  }

  async erase(id: string): Promise<void> {
    await this.#ask(`erase ${id}`);
    this.documents = this.documents.filter((each) => each.id !== id);
    this.publish();
  }

  async bin(): Promise<Page<Document, DocumentCursor>> {
    await this.#ask();
    return { items: this.documents.filter(({ deletedAt }) => deletedAt), next: null };
  }

  async countDownload(id: string): Promise<void> {
    await this.#ask(`download ${id}`);
  }

  async createFolder(_college: string, id: string, name: string, parent: string | null): Promise<void> {
    await this.#ask(`folder ${name} in ${parent}`);
    this.putFolder(id, name, parent);
    this.publish();
  }

  async renameFolder(id: string, name: string): Promise<void> {
    await this.#ask(`rename ${id} ${name}`);
    this.folderList = this.folderList.map((folder) => (folder.id === id ? { ...folder, name } : folder));
    this.publish();
  }

  async moveFolder(id: string, parent: string | null): Promise<void> {
    await this.#ask(`move folder ${id} ${parent}`);
  }

  async removeFolder(id: string): Promise<void> {
    await this.#ask(`remove folder ${id}`);
    throw new AppError('invalid', 'SF001', { reason: 'not_empty' });
  }

  async #ask(call?: string): Promise<void> {
    if (call) this.calls.push(call);
    await this.hold;
    if (this.failure) throw this.failure;
  }

  #change(id: string, change: (document: Document) => Partial<Document>): Document {
    this.documents = this.documents.map((each) => (each.id === id ? { ...each, ...change(each) } : each));
    const changed = this.documents.find((each) => each.id === id);
    if (!changed) throw new AppError('missing');
    this.publish();
    return changed;
  }
}
