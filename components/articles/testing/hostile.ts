/** What somebody who means harm could write: strings for titles, names, texts and links, and texts made by hand. */

const scripts = [
  '<script>window.hostile = 1</script>',
  '<img src=x onerror="window.hostile = 1">',
  '<svg onload="window.hostile = 1">',
  '<iframe srcdoc="<script>parent.hostile = 1</script>"></iframe>',
  '<a href="javascript:window.hostile = 1">x</a>',
  '<style>*{display:none}</style>',
  '<math><mi xlink:href="javascript:window.hostile=1">x',
  '<details open ontoggle="window.hostile = 1">',
  '<input autofocus onfocus="window.hostile = 1">',
  '<form action="https://evil.example"><button>x',
  '<template><script>window.hostile = 1</script></template>',
  '<sferum-article article="x"></sferum-article>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<object data="javascript:window.hostile=1">',
  '<video><source onerror="window.hostile = 1">',
];
const breaks = [
  '"',
  "'",
  '`',
  '>',
  '-->',
  ']]>',
  `\${window.hostile = 1}`,
  '{{window.hostile = 1}}',
  '\\',
  '</textarea>',
];
const unseen = ['\u202e', '\u2066', '\u200b', '\ufeff', '\u0000', '\u0007', '\ud800', '\u{e0041}', '\u2028'];

export const hostileStrings: readonly string[] = [
  ...scripts,
  ...breaks.flatMap((each) => scripts.map((script) => `${each}${script}`)),
  ...unseen.flatMap((each) => scripts.map((script) => `${each}${script}${each}`)),
  'A'.repeat(100_000),
  '\u0301'.repeat(1000),
  '👩‍👩‍👧‍👦'.repeat(1000),
];

const schemes = [
  'javascript',
  'JaVaScRiPt',
  'java\nscript',
  'java\tscript',
  ' javascript',
  '\u0001javascript',
  'data',
  'vbscript',
  'blob',
  'file',
  'about',
  'view-source',
  'chrome',
  'intent',
  'ws',
];
const bodies = [
  ':window.hostile=1',
  '://window.hostile=1',
  ':text/html,<script>window.hostile=1</script>',
  ':%0aalert(1)',
];

export const hostileLinks: readonly string[] = [
  ...schemes.flatMap((scheme) => bodies.map((body) => `${scheme}${body}`)),
  '//evil.example',
  '/admin',
  '#x',
  'https://bank.example@evil.example/',
  'https:\\\\evil.example',
  'https:evil.example',
  'https://',
  'mailto:',
  'tel:',
  `https://evil.example/${'a'.repeat(3000)}`,
];

/** Texts of articles that nobody wrote in an editor. */
export const hostileDeltas: readonly unknown[] = [
  null,
  undefined,
  0,
  'ops',
  [],
  {},
  { ops: null },
  { ops: 'x' },
  { ops: {} },
  { ops: [null, 0, 'x', [], {}] },
  { ops: [{ insert: null }, { insert: 5 }, { insert: [] }, { insert: {} }, { retain: 5 }, { delete: 5 }] },
  { ops: [{ insert: { image: 'javascript:window.hostile=1' } }, { insert: { video: 'javascript:window.hostile=1' } }] },
  { ops: [{ insert: { formula: 'x' } }, { insert: { html: '<img src=x onerror=hostile()>' } }] },
  { ops: [{ insert: { picture: { file: '../../x' } } }, { insert: { picture: 'data:image/svg+xml,x' } }] },
  {
    ops: [{ insert: { player: { site: 'evil', id: 'x' } } }, { insert: { player: { site: 'vk', id: '"><script>' } } }],
  },
  { ops: [{ insert: { poll: { toString: 'x' } } }, { insert: { poll: '<script>' } }] },
  JSON.parse('{"ops":[{"insert":"x\\n","attributes":{"__proto__":{"bold":true,"link":"javascript:hostile()"}}}]}'),
  JSON.parse('{"ops":[{"insert":{"__proto__":{"divider":true}}}],"__proto__":{"ops":[]}}'),
  JSON.parse('{"ops":[{"insert":{"constructor":true}},{"insert":{"toString":true}}]}'),
  { ops: [{ insert: 'x', attributes: { style: 'position:fixed', class: 'x', id: 'x', onclick: 'hostile()' } }] },
  {
    ops: [
      { insert: '\n', attributes: { header: { id: 'x' } } },
      { insert: '\n', attributes: { header: 99 } },
    ],
  },
  {
    ops: [
      { insert: '\n', attributes: { list: { toString: 'x' } } },
      { insert: '\n', attributes: { indent: 1e9 } },
    ],
  },
  { ops: [{ insert: 'x' }, { insert: '\n', attributes: { table: '"><script>' } }] },
  {
    ops: [
      { insert: 'x', attributes: 'bold' },
      { insert: 'y', attributes: ['bold'] },
    ],
  },
  ...Array.from({ length: 60 }, (_, at) => ({
    ops: [{ insert: `${at}\n`, attributes: { list: 'bullet', indent: at - 30, 'code-block': at, table: at } }],
  })),
  ...hostileLinks.map((link) => ({ ops: [{ insert: 'ссылка', attributes: { link } }, { insert: '\n' }] })),
  ...hostileStrings.slice(0, 336).map((text) => ({
    ops: [
      { insert: `${text}\n`, attributes: { bold: text, link: text } },
      { insert: { [text]: text } },
      { insert: { picture: { file: '00000000-0000-4000-8000-000000000001', alt: text, caption: text } } },
      { insert: text, attributes: { [text]: text } },
    ],
  })),
  JSON.parse(`{"ops":[{"insert":"x","attributes":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}]}`),
];
