import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** What a template says without comments in styles and without space that browsers do not need. */
const compact: Readonly<Record<string, (text: string) => string>> = {
  css: (text) =>
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};]) ?|([:,]) /g, '$1$2')
      .replace(/;}/g, '}'),
  html: (text) => text.replace(/\s*\n\s*/g, ' '),
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly tag?: { readonly name?: string };
  readonly quasi?: { readonly quasis: readonly Node[] };
}

/** The texts of templates below a node of a syntax tree, with what makes them shorter. */
function templatesIn(node: unknown): { start: number; end: number; shorten: (text: string) => string }[] {
  if (!node || typeof node !== 'object') return [];
  const { quasi, tag, type } = node as Partial<Node>;
  const shorten = type === 'TaggedTemplateExpression' ? compact[tag?.name ?? ''] : undefined;
  const own = shorten && quasi ? quasi.quasis.map(({ start, end }) => ({ start, end, shorten })) : [];
  return [...own, ...Object.values(node).flatMap(templatesIn)];
}

/** Blocks below a node that only assign to `this`, in the order of the code, and the fields that say the same. */
function staticBlocksIn(node: unknown, code: string): { start: number; end: number; text: string }[] {
  if (!node || typeof node !== 'object') return [];
  const { type, body, start = 0, end = 0 } = node as Partial<Node> & { readonly body?: readonly Node[] };
  if (type !== 'StaticBlock' || !Array.isArray(body))
    return Object.values(node).flatMap((child) => staticBlocksIn(child, code));
  const texts = body.map((statement: Node) => code.slice(statement.start, statement.end));
  if (!texts.every((text) => /^this\.\w+ = /.test(text)))
    throw new Error(`a static block that is no field: ${texts.join(' ')}`);
  return [{ start, end, text: texts.map((text) => text.replace('this.', 'static ')).join('\n') }];
}

/** No minifier looks into templates. */
const compactTemplates: Plugin = {
  name: 'compact-templates',
  transform(code, id) {
    if (!/\/components\/.*\.ts$/.test(id)) return null;
    let short = code;
    for (const { start, end, shorten } of templatesIn(this.parse(code)).sort((a, b) => b.start - a.start)) {
      short = short.slice(0, start) + shorten(short.slice(start, end)) + short.slice(end);
    }
    return { code: short, map: null };
  },
};

/**
 * `static { this.styles = […] }`, which the compiler makes of static fields, as fields again: Safari before 16.4 knows
 * no static blocks, and one of them ends the whole script. A target that old would also turn each private field into a
 * WeakMap.
 */
const withoutStaticBlocks: Plugin = {
  name: 'without-static-blocks',
  transform(code, id) {
    if (!/\/components\/.*\.ts$/.test(id) || !/static\s*\{/.test(code)) return null;
    let plain = code;
    for (const { start, end, text } of staticBlocksIn(this.parse(code), code).reverse()) {
      plain = plain.slice(0, start) + text + plain.slice(end);
    }
    return { code: plain, map: null };
  },
};

/** Puts the page for webmasters beside the script, which links to it; the mark at its front says that it is UTF-8. */
const help: Plugin = {
  name: 'help',
  generateBundle() {
    const source = `\ufeff${readFileSync(join(import.meta.dirname, 'docs/webmasters.md'), 'utf8')}`;
    this.emitFile({ type: 'asset', fileName: 'webmasters.txt', source });
  },
};

/** An import that Vite has wrapped, so that what belongs to it could be preloaded. */
const preloading =
  /__vitePreload\((?:async )?\(\) => (?:\{\s*const \{[^}]*\} = await )?(import\("[^"]*"\)(?:\.then\(.*?\))?)(?:;\s*return \{[^}]*\};\s*\})?, __VITE_PRELOAD__, import\.meta\.url\)/g;

/** Nothing is preloaded, so nothing of what could do it is needed. */
const withoutPreloading: Plugin = {
  name: 'without-preloading',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : null),
  renderChunk(code) {
    const plain = code.replaceAll(preloading, '$1');
    if (plain.includes('__vitePreload(')) throw new Error('an import is wrapped in an unknown way');
    return { code: plain, map: null };
  },
};

/** By the end of its path, a module of Realtime without what only changes of tables, servers and long polling need. */
const socketAlone: Readonly<Record<string, (code: string) => string>> = {
  'realtime-js/dist/module/RealtimePostgresFilterBuilder.js': () =>
    'export class RealtimePostgresFilterBuilder {}\nexport const postgresChangesFilter = () => {};',
  'realtime-js/dist/module/lib/transformers.js': (code) =>
    `${code.slice(code.indexOf('export const httpEndpointURL'))}\nexport const convertChangeData = (_, record) => record;`,
  'realtime-js/dist/module/lib/websocket-factory.js': () =>
    'export default { getWebSocketConstructor: () => WebSocket };',
  'phoenix/priv/static/phoenix.mjs': (code) =>
    code.replace(/^var LongPoll = class \{[\s\S]*?^\};/m, 'var LongPoll = class {};'),
};

/** By the end of its path, a module of decorators as the compiler calls it: with a prototype and a name. */
const decoratorsAlone: Readonly<Record<string, string>> = {
  'reactive-element/decorators/property.js':
    'export const property = (options) => (proto, name) => { proto.constructor.createProperty(name, options); };',
  'reactive-element/decorators/state.js': `import { property } from './property.js';
    export const state = () => property({ state: true, attribute: false });`,
  'reactive-element/decorators/query.js': `export const query = (selector) => (proto, name) =>
    Object.defineProperty(proto, name, {
      configurable: true,
      get() { return this.renderRoot?.querySelector(selector) ?? null; },
    });`,
  'helpers/esm/decorate.js': `export default (decorators, proto, name) => {
    for (const decorate of decorators) decorate(proto, name);
  };`,
};

const withoutOtherDecorators: Plugin = {
  name: 'without-other-decorators',
  enforce: 'pre',
  load: (id) => Object.entries(decoratorsAlone).find(([end]) => id.endsWith(end))?.[1] ?? null,
};

/** What is asked for by `import()` and lies in one file with other things is given as an object of its own. */
const plainNamespaces: Plugin = {
  name: 'plain-namespaces',
  renderChunk(code, { name }) {
    if (name === 'rolldown-runtime') return null;
    const plain = code
      .replace(
        /__exportAll\(\{([^}]*)\}\)/g,
        (_, list: string) => `{${list.replace(/(\w+): \(\) => ([\w$]+)/g, 'get $1() { return $2; }')}}`,
      )
      .replace(/^import \{ \w+ as __exportAll \} from "[^"]*";$/m, '');
    if (plain.includes('__exportAll(')) throw new Error('what a file gives is said in an unknown way');
    return { code: plain, map: null };
  },
};

/** We broadcast and tell who is present, over a WebSocket that every browser has. */
const withoutUnusedRealtime: Plugin = {
  name: 'without-unused-realtime',
  transform(code, id) {
    const [path, cut] = Object.entries(socketAlone).find(([end]) => id.endsWith(end)) ?? [];
    if (!cut) return null;
    const rest = cut(code);
    if (rest.length >= code.length) throw new Error(`${path} is not as it is known here`);
    return { code: rest, map: null };
  },
};

/** The drop-in: one script with a fixed name, whose chunks load relative to it. */
export default defineConfig({
  plugins: [
    compactTemplates,
    withoutStaticBlocks,
    withoutPreloading,
    withoutUnusedRealtime,
    withoutOtherDecorators,
    plainNamespaces,
    help,
  ],
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist/drop-in',
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: 'components/loader.ts',
      preserveEntrySignatures: false,
      output: {
        entryFileNames: 'sferum.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // What is always needed together is one file: fewer requests, and it zips better. Each group knows only those
        // before it and the entry, never one after it. What matches is loaded with the rest of its group: nothing lazy
        // may. Two directives of Lit few need.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: 'element',
              test: /modules\/(?!lit(-html)?\/directives\/(live|class-map))(lit|lit-html|lit-element|@lit\/reactive-element)\/|oxc-project|components\/element\/(define|element|base\.styles|tokens\.styles|icon|localize|sign-in-event)\.|components\/core\/(live-store|store)\.ts|locales\/ru\/common/,
            },
            {
              name: 'store',
              test: /components\/(core\/(backend|network\/rest|channels|dates|names|drafts\/[a-z-]+|text|id|indexed-db)|element\/(context|store-controller|host\/provider|person\/person-open-event)|files\/file|messages\/conversation|ui\/(avatar|input-method))\.ts/,
            },
            // What lists of chats and the launcher say of a message, too.
            {
              name: 'message',
              test: /components\/(messages\/(talk|file-words|text\/(plain-text|markup|address))|polls\/poll-data)\.ts|locales\/ru\/messages\/messages\.ts/,
            },
            // What follows the first paint of a conversation.
            {
              name: 'writing',
              test: /components\/messages\/(composer\/composer|text\/mention-text|outbox\/[a-z-]+)\.ts$/,
            },
            // What the list of chats and the launcher know of chats.
            {
              name: 'list',
              test: /components\/chat\/(list\/(chats-store|chat-settings-[a-z]+|list-signs|unread[a-z-]*)|notify\/(notify-controller|counter-controller|notify-choice))\.ts$/,
            },
            {
              name: 'conversation',
              test: /components\/messages\/((?!conversation\.ts)[^/]+|(history|composer|text)\/.*)$/,
            },
          ],
        },
        assetFileNames: 'chunks/[name]-[hash][extname]',
      },
    },
  },
});
