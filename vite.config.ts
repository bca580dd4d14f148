import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** What a template says without comments in styles and without space that browsers do not need. */
const compact: Readonly<Record<string, (text: string) => string>> = {
  css: (text) =>
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};>]) ?|([:,]) | (?=!)|(?<=[ :,(-])0(?=\.\d)/g, '$1$2')
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
  'realtime-js/dist/module/RealtimePresence.js': () =>
    'export default class RealtimePresence {}\nexport const REALTIME_PRESENCE_LISTEN_EVENTS = {};',
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
  'reactive-element/decorators/query.js': `export const query = (selector) => (proto, name) => {
    Object.defineProperty(proto, name, {
      configurable: true,
      get() { return this.renderRoot?.querySelector(selector) ?? null; },
    });
  };`,
};

/** The compiler's own, which no plugin loads. */
const decorate = `export default (decorators, proto, name) => {
  for (const each of decorators) each(proto, name);
};`;

const withoutOtherDecorators: Plugin = {
  name: 'without-other-decorators',
  enforce: 'pre',
  load: (id) => Object.entries(decoratorsAlone).find(([end]) => id.endsWith(end))?.[1] ?? null,
  transform: (_code, id) => (id.endsWith('helpers/esm/decorate.js') ? { code: decorate, map: null } : null),
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

const unusedGetters = {
  endPoint: '',
  transport: '',
  heartbeatTimer: '',
  pendingHeartbeatRef: '',
  reconnectTimer: '',
  encode: '',
  decode: '',
  reconnectAfterMs: '',
  sendBuffer: '',
  stateChangeCallbacks: '',
};

/**
 * By the end of its path, of the classes in a module what nobody here calls: changes of tables, presence, sending, a worker
 * for heartbeats, another transport. What is called all the same has the code that is left of it.
 */
const unusedMethods: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'realtime-js/dist/module/RealtimeChannel.js': {
    httpSend: '',
    untrack: '',
    copyBindings: '',
    isFilterValueEqual: '',
    isSamePostgresFilter: '',
    _getPayloadRecords: '',
    _fetchWithTimeout: '',
    _updateFilterTransform: '_updateFilterTransform() {}',
    _updateFilterMessage: `_updateFilterMessage() {
      this.channelAdapter.updateFilterBindings((binding, payload, ref) => {
        const type = binding.event.toLowerCase();
        if (this._notThisChannelEvent(type, ref)) return false;
        const bind = this.bindings[type]?.find((each) => each.ref === binding.ref);
        return !bind || bind.filter.event === '*' || bind.filter.event === payload?.event;
      });
    }`,
    _on: `_on(type, filter, callback) {
      (this.bindings[type] ??= []).push({ type, filter, callback, ref: this.channelAdapter.on(type, callback) });
      this._updateFilterMessage();
      return this;
    }`,
    subscribe: `subscribe(callback) {
      if (!this.socket.isConnected()) this.socket.connect();
      if (!this.channelAdapter.isClosed()) return this;
      const { broadcast, presence, private: isPrivate } = this.params.config;
      const config = { broadcast, presence, postgres_changes: [], private: isPrivate };
      const { accessTokenValue } = this.socket;
      this._onError((reason) => callback('CHANNEL_ERROR', normalizeChannelError(reason)));
      this._onClose(() => callback('CLOSED'));
      this.updateJoinPayload({ config, ...(accessTokenValue && { access_token: accessTokenValue }) });
      this._updateFilterMessage();
      this.channelAdapter
        .subscribe(this.timeout)
        .receive('ok', () => {
          if (!this.socket._isManualToken()) this.socket.setAuth();
          if (this.state !== 'errored') callback('SUBSCRIBED');
        })
        .receive('error', (error) => {
          this.state = 'errored';
          callback('CHANNEL_ERROR', new Error(Object.values(error).join(', ') || 'error', { cause: error }));
        })
        .receive('timeout', () => callback('TIMED_OUT'));
      return this;
    }`,
    _updatePostgresBindings: '',
    send: '',
    track: '',
    presenceState: '',
  },
  'realtime-js/dist/module/RealtimeClient.js': {
    removeAllChannels: '',
    onHeartbeat: '',
    _makeRef: '',
    _startWorkerHeartbeat: '',
    _workerObjectUrl: '',
    _terminateWorker: '_terminateWorker() {}',
    _handleNodeJsRaceCondition: '_handleNodeJsRaceCondition() {}',
    _setupConnectionHandlers: `_setupConnectionHandlers() {
      this.socketAdapter.onOpen(() => {
        if (!this._authPromise && !this.accessTokenValue) this._setAuthSafely();
      });
    }`,
    _initializeOptions: `_initializeOptions({ accessToken, params }) {
      const heartbeatIntervalMs = CONNECTION_TIMEOUTS.HEARTBEAT_INTERVAL;
      this.accessToken = accessToken;
      this._disconnectOnEmptyChannelsAfterMs = 2 * heartbeatIntervalMs;
      return {
        timeout: DEFAULT_TIMEOUT,
        heartbeatIntervalMs,
        transport: WebSocket,
        params,
        heartbeatCallback: this._wrapHeartbeatCallback(),
        sessionStorage: {},
        reconnectAfterMs: (tries) => RECONNECT_INTERVALS[tries - 1] || DEFAULT_RECONNECT_FALLBACK,
        vsn: DEFAULT_VSN,
        encode: this.serializer.encode.bind(this.serializer),
        decode: this.serializer.decode.bind(this.serializer),
        beforeReconnect: this._reconnectAuth.bind(this),
      };
    }`,
    ...unusedGetters,
    heartbeatCallback: '',
    connectionState: '',
    push: '',
    hasLogger: '',
  },
  'realtime-js/dist/module/lib/serializer.js': {
    encode: `encode({ join_ref, ref, topic, event, payload }, callback) {
      return callback(JSON.stringify([join_ref, ref, topic, event, payload]));
    }`,
    _binaryEncodeUserBroadcastPush: '',
    _encodeBinaryUserBroadcastPush: '',
    _encodeJsonUserBroadcastPush: '',
    _encodeUserBroadcastPush: '',
    _pick: '',
  },
  'realtime-js/dist/module/phoenix/socketAdapter.js': { ...unusedGetters, makeRef: '', connectionState: '' },
  'phoenix/priv/static/phoenix.mjs': {
    request: '',
    fetchRequest: '',
    xdomainRequest: '',
    xhrRequest: '',
    parseJSON: '',
    getLongPollTransport: '',
    replaceTransport: '',
    connectWithFallback: '',
    ping: '',
    transportName: '',
    getSession: '',
    storeSession: '',
  },
};

/** The methods of the classes below a node, by their names. */
function methodsIn(node: unknown): [name: string, node: Node][] {
  if (!node || typeof node !== 'object') return [];
  const { key, type } = node as Partial<Node> & { readonly key?: { readonly name?: string } };
  if (type === 'MethodDefinition') return key?.name ? [[key.name, node as Node]] : [];
  return Object.values(node).flatMap(methodsIn);
}

/** Statements below a node that only write to a log, which nobody reads. */
function logsIn(node: unknown): Node[] {
  if (!node || typeof node !== 'object') return [];
  const { expression, type } = node as Partial<Node> & {
    readonly expression?: {
      readonly callee?: { readonly object?: Node; readonly property?: { readonly name?: string } };
    };
  };
  const { object, property } = expression?.callee ?? {};
  if (type === 'ExpressionStatement' && property?.name === 'log' && object?.type !== 'Identifier')
    return [node as Node];
  return Object.values(node).flatMap(logsIn);
}

/** We receive broadcasts, over a WebSocket that every browser has; what is sent goes to the database. */
const withoutUnusedRealtime: Plugin = {
  name: 'without-unused-realtime',
  transform(code, id) {
    const [path, cut] = Object.entries(socketAlone).find(([end]) => id.endsWith(end)) ?? [];
    const [, unused] = Object.entries(unusedMethods).find(([end]) => id.endsWith(end)) ?? [];
    let rest = cut ? cut(code) : code;
    if (cut && rest.length >= code.length) throw new Error(`${path} is not as it is known here`);
    const methods = unused ? methodsIn(this.parse(rest)).filter(([name]) => Object.hasOwn(unused, name)) : [];
    if (methods.length !== Object.keys(unused ?? {}).length)
      throw new Error(`${id} has not the methods it is known for`);
    for (const [name, { start, end }] of methods.reverse())
      rest = `${rest.slice(0, start)}${unused?.[name]}${rest.slice(end)}`;
    if (/supabase\/(realtime-js|phoenix)\//.test(id)) {
      for (const { start, end } of logsIn(this.parse(rest)).reverse())
        rest = `${rest.slice(0, start)};${rest.slice(end)}`;
    }
    return rest === code ? null : { code: rest, map: null };
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
        // may. The directives of Lit few need.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: 'element',
              test: /modules\/(?!lit(-html)?\/(directives?[./-]))(lit|lit-html|lit-element|@lit\/reactive-element)\/|oxc-project|components\/element\/(host\/lazy-code|define|element|base\.styles|tokens\.styles|icon|localize|sign-in-event)\.|components\/core\/(live-store|store)\.ts|locales\/ru\/common/,
            },
            {
              name: 'store',
              test: /components\/(core\/(backend|network\/rest|channels|dates|names|drafts\/[a-z-]+|text|id|storage\/[a-z-]+)|element\/(context|store-controller|host\/provider|chat-open-event|person\/person-open-event)|files\/file|messages\/conversation|ui\/(avatar|input-method|list\/keyed-rows))\.ts/,
            },
            // What lists of chats and the launcher say of a message, too.
            {
              name: 'message',
              test: /components\/(chat\/(chat-api|chat-title|new\/(chat-avatar|picture-address))|messages\/(talk|file-words|text\/(plain-text|markup|address))|polls\/poll-data)\.ts|locales\/ru\/messages\/messages\.ts/,
            },
            // What follows the first paint of a conversation.
            {
              name: 'writing',
              test: /components\/messages\/(composer\/(composer|resume|attachments)|text\/(mention-text|clean-paste)|outbox\/[a-z-]+|history\/reading[a-z.]*)\.ts$|components\/chat\/(message-sent-event|talk\/chat-writing)\.ts$/,
            },
            // What the list of chats and the launcher know of chats.
            {
              name: 'list',
              test: /components\/(chat\/(mentions\/mentions-store|list\/(chats-store|chat-settings-(api|store)|list-signs|unread[a-z-]*)|notify\/(notify-controller|counter-controller|notify-choice))|messages\/report\/reports-(api|store))\.ts$/,
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
