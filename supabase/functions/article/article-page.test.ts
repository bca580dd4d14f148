import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostileDeltas, hostileLinks, hostileStrings } from '../../../components/articles/testing/hostile.ts';
import { drawPage, drawSitemap, type PublicArticle } from './article-page.ts';

const file = '00000000-0000-4000-8000-000000000001';
const base = 'https://college.example/articles/';
const plain: PublicArticle = {
  id: '00000000-0000-4000-8000-00000000000a',
  slug: 'seti',
  title: 'Сети',
  lead: 'О чём',
  cover: null,
  body: { ops: [{ insert: 'Текст\n' }] },
  minutes: 1,
  published_at: '2026-04-14T10:00:00Z',
  changed_at: '2026-04-15T10:00:00Z',
  author: { surname: 'Ветрова', name: 'Марина' },
  authors: [],
  files: [
    { id: file, kind: 'picture', name: 'a.png', type: 'image/png', width: 2, height: 1, previews: [], path: 'a' },
  ],
  previous: null,
  next: null,
};

const value = '"[^"<>]*"';
const tags = [
  '!doctype html',
  '/?(html|head|body|main|article|title|h1|h2|h3|p|strong|em|u|s|code|pre|ul|ol|li|blockquote|figure|figcaption|table|tr|td|div|nav|style|hr|a|time)',
  `html lang="(ru|en)"`,
  'meta charset="utf-8"',
  `meta (name|property)="[a-z:_]+" content=${value}`,
  `link rel="canonical" href="https://college\\.example/articles/[a-z0-9-]+"`,
  'h1 dir="auto"',
  'p (dir="auto"|class="by")',
  `h[23] id=${value} dir="auto"`,
  '/th|th scope="col"',
  'div class="table"',
  `time datetime=${value}`,
  `img src="\\?file=${file}" alt=${value} width="2" height="1"( loading="lazy")?`,
  `a href="\\?file=${file}"`,
  `a href="https://college\\.example/articles/[a-z0-9-]+"`,
  `a href="(https?://[^"<>@]*|mailto:[^"<>]*|tel:[^"<>]*)" rel="noopener noreferrer nofollow ugc"`,
];
const known = new RegExp(`^<(${tags.join('|')})>$`, 'i');

/** Tags that no page of ours has: as every «<» and «>» of a text is escaped, what stands between two is a tag. */
const strangers = (page: string): string[] => (page.match(/<[^>]*>?/g) ?? []).filter((tag) => !known.test(tag));

describe('E3 The page of an article for search engines', () => {
  it('E3 is whole without any script: words, title, description, picture, address, language', () => {
    const body = {
      ops: [
        { insert: 'Схема' },
        { insert: '\n', attributes: { header: 2 } },
        { insert: 'жирно', attributes: { bold: true } },
        { insert: ' и ' },
        { insert: 'ссылка', attributes: { link: 'https://a.example/?b=1&c=2' } },
        { insert: '\nодин' },
        { insert: '\n', attributes: { list: 'ordered' } },
        { insert: 'А' },
        { insert: '\n', attributes: { table: 'head-1' } },
        { insert: { picture: { file, alt: 'Схема «сети»', caption: 'Рис. 1' } } },
        { insert: { player: { site: 'rutube', id: 'ab12' } } },
        { insert: { poll: file } },
      ],
    };
    const next = { id: file, slug: 'dalshe', title: 'Дальше' };
    const page = drawPage({ ...plain, body, cover: file, next }, base);
    for (const part of [
      '<html lang="ru">',
      '<title>Сети</title>',
      '<meta name="description" content="О чём">',
      '<link rel="canonical" href="https://college.example/articles/seti">',
      `<meta property="og:image" content="https://college.example/articles/seti?file=${file}">`,
      '<h1 dir="auto">Сети</h1>',
      'Марина Ветрова',
      '1 минута чтения',
      '<h2 id="схема" dir="auto">Схема</h2>',
      '<strong>жирно</strong>',
      '<a href="https://a.example/?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc">ссылка</a>',
      '<ol><li>один</li></ol>',
      '<th scope="col">А</th>',
      `<img src="?file=${file}" alt="Схема «сети»" width="2" height="1" loading="lazy">`,
      '<figcaption>Рис. 1</figcaption>',
      'https://rutube.ru/play/embed/ab12',
      '<a href="https://college.example/articles/dalshe">Следующая статья: Дальше</a>',
    ])
      assert.ok(page.includes(part), part);
    assert.deepEqual(strangers(page), []);
    assert.equal(/<script|<iframe|\son\w+=/i.test(page), false);
    assert.ok(
      drawPage({ ...plain, title: 'Networks', lead: '', body: { ops: [] } }, base).includes('<html lang="en">'),
    );
  });

  it('E1 makes no markup of what others wrote, whatever it is', () => {
    assert.ok(hostileDeltas.length + hostileStrings.length > 600);
    assert.deepEqual(strangers('<p dir="auto"><img src=x onerror=a><script>'), ['<img src=x onerror=a>', '<script>']);
    for (const [at, body] of hostileDeltas.entries())
      assert.deepEqual(strangers(drawPage({ ...plain, body }, base)), [], `text ${at}`);
    for (const [at, text] of hostileStrings.entries()) {
      const name = { surname: text, name: text };
      const page = drawPage(
        {
          ...plain,
          title: text,
          lead: text,
          author: name,
          authors: [name],
          files: plain.files.map((each) => ({ ...each, name: text })),
          body: { ops: [{ insert: { file: { file } } }, { insert: { picture: { file, alt: text, caption: text } } }] },
          next: { id: file, slug: '', title: text },
        },
        base,
      );
      assert.deepEqual(strangers(page), [], `string ${at}`);
    }
    for (const link of hostileLinks) {
      const body = { ops: [{ insert: 'ссылка', attributes: { link } }, { insert: '\n' }] };
      assert.equal(drawPage({ ...plain, body }, base).includes('>ссылка</a>'), false, link);
    }
  });

  it('E3 names each public article to search engines, in order and no more', () => {
    const sitemap = drawSitemap(
      [
        { id: file, slug: '', changed_at: '2026-04-14T10:00:00Z' },
        { id: file, slug: 'seti', changed_at: '2026-04-15T10:00:00Z' },
      ],
      base,
    );
    assert.deepEqual(sitemap.match(/<loc>.*?<\/loc>/g), [
      `<loc>https://college.example/articles/${file}</loc>`,
      '<loc>https://college.example/articles/seti</loc>',
    ]);
  });
});
