import { expect } from '@esm-bundle/chai';
import type { Backend } from '../core/backend.ts';
import type { Loadable } from '../core/errors.ts';
import { newId } from '../core/id.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { stageFor } from './testing/stage.ts';
import { until } from './testing/until.ts';

/** What all stores have. */
interface AnyStore {
  readonly state: Readonly<Record<string, unknown>>;
  subscribe(listener: () => void): () => void;
}
type Factory = (backend: Backend, ...ids: string[]) => AnyStore & { readonly conversation?: AnyStore };

/** Vite finds them: a store that comes later is asked as well. */
const modules = (
  import.meta as unknown as { glob(pattern: string[]): Record<string, () => Promise<Record<string, unknown>>> }
).glob(['../**/*-store.ts', '!../auth/auth-store.ts']);

/** What is asked for only when a person asks: how they do it. */
const asked: Readonly<Record<string, (store: never) => unknown>> = {
  'admin/reports/admin-reports-store context': (store: { look(id: string): unknown }) => store.look('report'),
  'auth/join/auth-places-store found': (store: { find(search: object): unknown }) => store.find({ city: 'Речноборск' }),
  'chat/search/chat-search-store hits': (store: { search(words: string): unknown }) => store.search('задание'),
  'college/group/group-teacher-store found': (store: { search(words: string): unknown }) => store.search('Лунин'),
};

/** To these an empty list is no answer: they fetch one row, or an object. */
const others = [
  'admin/groups/admin-group-store',
  'admin/members/admin-member-store',
  'auth/join/auth-invitation-store',
  'chat/manage/chat-about-store',
  'chat/search/chat-search-store',
  'lesson/call/new-lesson-store',
  'lesson/lesson-store',
  'documents/deeds/document-bin-store',
  'documents/documents-store',
  'documents/preview/document-pdf-store',
  'documents/preview/document-text-store',
];

const isLoadable = (value: unknown): value is Loadable<unknown> =>
  typeof value === 'object' && value !== null && 'status' in value;
const isOffline = (value: unknown): boolean =>
  isLoadable(value) && value.status === 'failed' && value.error.code === 'offline';

/** How a server does not answer, and after how many milliseconds that is said. */
const silences: Readonly<Record<string, { readonly answer: () => Promise<Response>; readonly after: number }>> = {
  'accepts and never answers': { answer: () => new Promise(() => {}), after: 10_000 },
  'answers by the page of a gateway': {
    answer: async () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
    after: 0,
  },
  'is hidden by the sign-in of a network': {
    answer: async () => new Response('<h1>Войдите</h1>', { headers: { 'content-type': 'text/html' } }),
    after: 0,
  },
};

describe('R5 A server that does not answer', () => {
  const realFetch = globalThis.fetch;
  let clock: FakeClock;
  let stage: ReturnType<typeof stageFor>;
  const at = new Date();
  const to = (milliseconds: number) => clock.to(new Date(at.getTime() + milliseconds));

  beforeEach(() => {
    stage = stageFor('alina');
    clock = new FakeClock(at);
  });
  afterEach(() => {
    clock.stop();
    stage.stop();
    globalThis.fetch = realFetch;
  });

  it('is asked by every store that shows what it fetches', async () => {
    const found = await Promise.all(Object.values(modules).map((load) => load()));
    expect(found.length).to.be.greaterThan(40);
  });

  for (const [path, load] of Object.entries(modules)) {
    const name = path.replace(/^\.\.\/|\.ts$/g, '');
    for (const [how, { after, answer }] of Object.entries(silences)) {
      it(`${how}: ${name} says so in time, and shows what comes later by itself`, async () => {
        const exported = Object.entries(await load()).filter(([key, value]) => /^[a-z]\w*Store$/.test(key) && value);
        globalThis.fetch = answer;
        for (const [, make] of exported) {
          const made = (make as Factory)(stage.backend, newId(), newId());
          const store = made.conversation ?? made;
          const stop = store.subscribe(() => {});
          for (const [key, ask] of Object.entries(asked)) if (key.startsWith(`${name} `)) ask(store as never);
          const fields = Object.keys(store.state).filter((field) => isLoadable(store.state[field]));
          // What is asked for together is asked for in a moment.
          await new Promise(requestAnimationFrame);
          await until(() => {
            to(after);
            return fields.every((field) => isOffline(store.state[field]));
          }, `${fields.join()} of ${name} to be said not to be there`);
          let requests = 0;
          globalThis.fetch = async () => {
            requests += 1;
            return Response.json([]);
          };
          to(after + 3000);
          await until(
            () => fields.every((field) => !isOffline(store.state[field]) || (others.includes(name) && requests > 0)),
            `${fields.join()} of ${name} to come`,
          );
          stop();
        }
      });
    }
  }
});
