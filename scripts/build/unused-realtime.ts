import type { Plugin } from 'vite';

/** By the end of its path, a module of Realtime, and what is left of it for receiving broadcasts. */
const parts: Readonly<Record<string, (code: string) => string>> = {
  'realtime-js/dist/module/RealtimePostgresFilterBuilder.js': () =>
    'export class RealtimePostgresFilterBuilder {}\nexport const postgresChangesFilter = () => {};',
  'realtime-js/dist/module/RealtimePresence.js': () =>
    'export default class RealtimePresence {}\nexport const REALTIME_PRESENCE_LISTEN_EVENTS = {};',
  'realtime-js/dist/module/lib/websocket-factory.js': () =>
    'export default { getWebSocketConstructor: () => WebSocket };',
  'realtime-js/dist/module/lib/transformers.js': (code) => {
    const [, kept] = code.split(/^(?=export const httpEndpointURL)/m);
    return kept ? `${kept}\nexport const convertChangeData = (_, record) => record;` : code;
  },
  'phoenix/priv/static/phoenix.mjs': (code) =>
    code.replace(/^var LongPoll = class \{[\s\S]*?^\};/m, 'var LongPoll = class {};'),
};

/**
 * Pages receive broadcasts over a WebSocket that every browser has. Changes of tables, presence and other transports are
 * whole modules and classes that no bundler leaves out, because Realtime names them: 3 KB of a live chat. What is not as it
 * is known here, after an update, stops the build.
 */
export const unusedRealtime: Plugin = {
  name: 'unused-realtime',
  enforce: 'pre',
  transform(code, id) {
    const [path, partOf] = Object.entries(parts).find(([end]) => id.endsWith(end)) ?? [];
    if (!partOf) return null;
    const part = partOf(code);
    if (part.length >= code.length) throw new Error(`${path} is not as it is known here`);
    return { code: part, map: null };
  },
};
