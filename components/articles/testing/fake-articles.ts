import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { Page } from '../../core/paged-query.ts';
import type { AttachedFile } from '../../files/file.ts';
import { aPoll } from '../../polls/testing/fake-polls.ts';
import type { Article, ArticleAudience, ArticleFilter, ArticleSummary } from '../article-data.ts';
import type { ArticleCursor, ArticleRights, ArticlesApi } from '../articles-api.ts';
import type {
  ArticleContent,
  ArticleDraft,
  ArticleEditingApi,
  ArticleVersion,
  Editing,
  Publication,
  Saved,
  VersionContent,
} from '../edit/article-editing-api.ts';

/** A moment of a day in April, in UTC; of this year, whenever that is: only of others the year is said. */
export const april = (time: string) => `${new Date().getFullYear()}-04-14T${time}:00Z`;

export const vetrova: Person = { id: 'vetrova', surname: 'Ветрова', name: 'Марина', patronymic: 'Олеговна' };
export const lunin: Person = { id: 'lunin', surname: 'Лунин', name: 'Игорь', patronymic: 'Павлович' };

export const pictureId = '00000000-0000-4000-8000-000000000001';
export const pollId = '00000000-0000-4000-8000-000000000002';

export const aPicture: AttachedFile = {
  id: pictureId,
  kind: 'picture',
  name: 'схема.png',
  bytes: 1000,
  type: 'image/png',
  width: 640,
  height: 360,
  placeholder: '',
  duration: null,
  wave: '',
  previews: [],
  path: 'college/article/file',
};

export const aSummary: ArticleSummary = {
  id: '00000000-0000-4000-8000-00000000000a',
  slug: 'tretya-forma',
  title: 'Как привести таблицу к третьей форме',
  lead: 'Разбираем типовое задание контрольной.',
  cover: null,
  author: vetrova,
  at: april('10:00'),
  minutes: 6,
  state: 'shown',
  audience: 'college',
  groups: [],
  isPublic: false,
  canEdit: false,
};

const { closedAt: _closed, endsAt: _ends, mine: _mine, ...said } = aPoll;
const aPollJson = { ...said, id: pollId, closed_at: null, ends_at: null, mine: [] };

const heading = (text: string) => [{ insert: text }, { insert: '\n', attributes: { header: 2 } }];

export const anArticle: Article = {
  id: aSummary.id,
  college: 'college',
  slug: aSummary.slug,
  canEdit: false,
  canManage: false,
  text: {
    title: aSummary.title,
    lead: aSummary.lead,
    cover: null,
    body: {
      ops: [
        ...heading('С чего начать'),
        { insert: 'Выпишите столбцы и ' },
        { insert: 'подчеркните', attributes: { bold: true } },
        { insert: ' ключ.\n' },
        ...heading('Первая форма'),
        { insert: 'Одно значение' },
        { insert: '\n', attributes: { list: 'ordered' } },
        { insert: 'А' },
        { insert: '\n', attributes: { table: 'head-1' } },
        { insert: '1' },
        { insert: '\n', attributes: { table: 'row-1' } },
        { insert: { picture: { file: pictureId, alt: 'Схема таблиц', caption: 'Рис. 1' } } },
        ...heading('Проверьте себя'),
        { insert: { poll: pollId } },
        { insert: { player: { site: 'rutube', id: 'ab12' } } },
      ],
    },
    minutes: 6,
    version: 3,
    audience: { kind: 'college', groups: [] },
    isPublic: false,
    isPublicOlder: false,
    publishedAt: new Date(april('10:00')),
    changedAt: new Date(april('10:00')),
    authors: [vetrova],
    files: new Map([[pictureId, aPicture]]),
    polls: new Map([[pollId, aPollJson]]),
    previous: { id: 'b', slug: 'praktika', title: 'Документы на практику' },
    next: null,
  },
};

/** Articles of a server that a test controls. */
export class FakeArticles implements Pick<ArticlesApi, keyof ArticlesApi> {
  isSignedIn = true;
  articles: readonly ArticleSummary[] = [];
  article: Article | null = anArticle;
  who: ArticleRights = { canWrite: false, drafts: 0 };
  failure: AppError | null = null;
  readonly asked: { which: ArticleFilter; query: string }[] = [];
  readonly done: string[] = [];
  readonly #changed = new Set<() => void>();

  async list(
    _college: string,
    { query, which }: { which: ArticleFilter; query: string; after: ArticleCursor | null },
  ): Promise<Page<ArticleSummary, ArticleCursor>> {
    this.asked.push({ which, query });
    this.#fail();
    const found = this.articles.filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()));
    return { items: which === 'drafts' ? found.filter(({ state }) => state !== 'shown') : found, next: null };
  }

  async rights(): Promise<ArticleRights> {
    this.#fail();
    return this.who;
  }

  async read(): Promise<Article | null> {
    this.#fail();
    return this.article;
  }

  async withdraw(article: string): Promise<void> {
    this.#fail();
    this.done.push(`withdraw ${article}`);
    this.article = null;
  }

  async setPublic(article: string, version: number | null): Promise<void> {
    this.#fail();
    this.done.push(`public ${article} ${version}`);
    if (!this.article?.text) return;
    if (version !== null && version !== this.article.text.version)
      throw new AppError('conflict', 'SF002', { reason: 'version' });
    this.article = {
      ...this.article,
      text: { ...this.article.text, isPublic: version !== null, isPublicOlder: false },
    };
  }

  subscribe(_college: string, changed: () => void): () => void {
    this.#changed.add(changed);
    return () => this.#changed.delete(changed);
  }

  /** Something is broadcast. */
  change(): void {
    for (const changed of [...this.#changed]) changed();
  }

  #fail(): void {
    if (this.failure) throw this.failure;
  }
}

const nothing: ArticleContent = { title: '', lead: '', cover: null, body: { ops: [] } };

/** One article as the server has it, for who writes it. */
export class FakeEditing implements Pick<ArticleEditingApi, keyof ArticleEditingApi> {
  me = vetrova.id;
  isMade = true;
  content: ArticleContent = { ...nothing, title: 'Черновик', body: { ops: [{ insert: 'Начало\n' }] } };
  revision = 1;
  /** In which page it is edited. */
  tab = '';
  editor: Person | null = null;
  publishedAt: Date | null = null;
  authors: readonly Person[] = [];
  audience: ArticleAudience = { kind: 'college', groups: [] };
  isPublic = false;
  versions: { content: ArticleContent; isSetAside: boolean }[] = [];
  failure: AppError | null = null;
  readonly calls: string[] = [];
  readonly #changed = new Set<() => void>();

  async create(): Promise<void> {
    this.#called('create');
    this.isMade = true;
    this.revision = 0;
    this.content = nothing;
  }

  async draft(): Promise<ArticleDraft> {
    this.#called('draft');
    if (!this.isMade) throw new AppError('missing', 'SF003', { reason: 'gone' });
    return {
      college: 'college',
      slug: '',
      content: this.content,
      revision: this.revision,
      savedAt: new Date(april('11:32')),
      publishedAt: this.publishedAt,
      isShown: this.publishedAt !== null,
      isChanged: true,
      audience: this.audience,
      knownGroups: [
        { id: 'group', number: 'ИС-21' },
        { id: 'other', number: 'ЭК-11' },
      ],
      isPublic: this.isPublic,
      isOpener: false,
      isOwner: true,
      author: vetrova,
      authors: this.authors,
      files: new Map([[pictureId, aPicture]]),
      polls: new Map(),
    };
  }

  async hold(_article: string, tab: string, take = false): Promise<Editing> {
    this.#called(take ? 'take' : 'hold');
    if (take || !this.tab) {
      this.tab = tab;
      this.editor = null;
    }
    return this.#editing(tab);
  }

  #editing(tab: string): Editing {
    const isMine = this.tab === tab;
    const editor = isMine ? null : this.editor;
    return { isMine, editor, tab: editor?.id === this.me ? this.tab : null, revision: this.revision };
  }

  async leave(_article: string, tab: string): Promise<void> {
    this.leaveAtOnce(_article, tab);
  }

  leaveAtOnce(_article: string, tab: string): void {
    this.#called('leave');
    if (this.tab === tab) this.tab = '';
  }

  async save(
    _article: string,
    { content, keep, revision, tab }: { content: ArticleContent; keep: boolean; revision: number; tab: string },
  ): Promise<Saved> {
    this.#called(keep ? 'keep' : 'save');
    if (!this.isMade) throw new AppError('missing', 'SF003', { reason: 'gone' });
    const isSaved = this.tab === tab && revision === this.revision;
    if (!isSaved || keep) this.versions.push({ content, isSetAside: !isSaved });
    if (isSaved) {
      this.content = content;
      this.revision += 1;
    }
    return {
      ...this.#editing(tab),
      isSaved,
      savedAt: new Date(april('11:32')),
      version: this.versions.length || null,
    };
  }

  async publish(_article: string, revision: number, { at, audience, slug }: Publication): Promise<Date> {
    this.#called(`publish ${slug}`);
    this.audience = audience;
    if (revision !== this.revision) throw new AppError('conflict', 'SF002', { reason: 'revision' });
    this.publishedAt = at ?? new Date(april('11:33'));
    return this.publishedAt;
  }

  async withdraw(): Promise<void> {
    this.#called('withdraw');
    this.publishedAt = null;
  }

  async remove(): Promise<void> {
    this.#called('remove');
    this.isMade = false;
  }

  async setAuthors(_article: string, people: readonly string[]): Promise<void> {
    this.#called(`authors ${people.join()}`);
    this.authors = people.map((id) => ({ ...lunin, id }));
  }

  async colleagues(): Promise<readonly Person[]> {
    return [lunin];
  }

  async history(): Promise<readonly ArticleVersion[]> {
    this.#called('history');
    return this.versions
      .map(({ content, isSetAside }, at) => ({
        number: at + 1,
        title: content.title,
        words: 1,
        isSetAside,
        isPublished: false,
        by: vetrova,
        at: new Date(april('11:32')),
      }))
      .reverse();
  }

  async version(_article: string, number: number): Promise<VersionContent | null> {
    const found = this.versions[number - 1];
    return found ? { content: found.content, files: new Map(), polls: new Map() } : null;
  }

  async restore(_article: string, tab: string, number: number): Promise<Editing> {
    this.#called(`restore ${number}`);
    this.versions.push({ content: this.content, isSetAside: false });
    this.content = this.versions[number - 1]?.content ?? this.content;
    this.revision += 1;
    return this.#editing(tab);
  }

  async addFile(): Promise<AttachedFile> {
    this.#called('file');
    return aPicture;
  }

  async addPoll(_article: string, question: string) {
    this.#called(`poll ${question}`);
    return { ...aPoll, id: pollId, question };
  }

  subscribe(_article: string, changed: () => void): () => void {
    this.#changed.add(changed);
    return () => this.#changed.delete(changed);
  }

  /** Somebody else takes it over, in another page. */
  takenBy(person: Person, tab = 'elsewhere'): void {
    this.tab = tab;
    this.editor = person;
    for (const changed of [...this.#changed]) changed();
  }

  #called(what: string): void {
    this.calls.push(what);
    if (this.failure) throw this.failure;
  }
}
