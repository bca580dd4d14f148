import { expect } from '@esm-bundle/chai';
import { html, render } from 'lit';
import '../element/app.ts';
import { SferumElement } from '../element/element.ts';
import { provideBackend } from '../element/host/provider.ts';
import { StoreController } from '../element/store-controller.ts';
import { type Backend, unwrap, unwrapAll, withReasons } from './backend.ts';
import { serverTime } from './dates.ts';
import { AppError, loading } from './errors.ts';
import { sessionKey } from './session.ts';
import { Store } from './store.ts';

const url = 'http://supabase.test:54321';
const person = '7d0ec4a1-6a4f-4a3e-9a43-0d2a9d1f6f10';

class CollegeStore extends Store<{ college: string }> {
  static running = 0;
  constructor(readonly backend: Backend) {
    super({ college: backend.config.college });
  }
  protected start(): () => void {
    CollegeStore.running += 1;
    return () => {
      CollegeStore.running -= 1;
    };
  }
}

class Probe extends SferumElement {
  protected readonly texts = {};
  readonly store = new StoreController(this, (backend) => backend.once('college', () => new CollegeStore(backend)));
  override render() {
    return html`${this.store.state?.college}`;
  }
}
customElements.define('test-backend-probe', Probe);

class Viewer extends SferumElement {
  protected readonly texts = {};
  override render() {
    return this.view(loading, () => html``);
  }
}
customElements.define('test-viewer', Viewer);

function storage(items = new Map<string, string>()) {
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

const session = (token: string, id = person) =>
  JSON.stringify({
    access_token: token,
    refresh_token: 'refresh-1',
    expires_in: 3600,
    expires_at: Math.floor(Date.now() / 1000) + 3600,
    token_type: 'bearer',
    user: { id, phone: '79000000001' },
  });

function probes(root: ParentNode): Probe[] {
  return [...root.querySelectorAll<Probe>('test-backend-probe')];
}

async function drawn(root: ParentNode): Promise<string[]> {
  return Promise.all(
    probes(root).map(async (probe) => {
      await probe.updateComplete;
      return probe.shadowRoot?.textContent ?? '';
    }),
  );
}

describe('backend', () => {
  const realFetch = globalThis.fetch;
  let stops: (() => void)[] = [];
  afterEach(async () => {
    globalThis.fetch = realFetch;
    for (const stop of stops) stop();
    stops = [];
    document.body.replaceChildren();
    await Promise.resolve();
  });

  it('B1 tags about one thing share one store, which stops when the last is gone', async () => {
    stops.push(provideBackend(document.body, { url, key: 'key', college: 'a', storage: storage() }).stop);
    render(html`<test-backend-probe></test-backend-probe><test-backend-probe></test-backend-probe>`, document.body);
    expect(await drawn(document.body)).to.deep.equal(['a', 'a']);
    const [one, two] = probes(document.body);
    expect(one?.store.store).to.equal(two?.store.store);
    expect(CollegeStore.running).to.equal(1);
    document.body.replaceChildren();
    await Promise.resolve();
    expect(CollegeStore.running).to.equal(0);
  });

  it('B1 <sferum-app> provides the tags in it with another backend, also when they were there before it', async () => {
    stops.push(provideBackend(document.body, { url, key: 'key', college: 'outer', storage: storage() }).stop);
    const app = document.createElement('sferum-app');
    app.url = url;
    app.key = 'key';
    app.college = 'inner';
    app.append(document.createElement('test-backend-probe'));
    document.body.append(document.createElement('test-backend-probe'), app);
    await app.updateComplete;
    expect(await drawn(document.body)).to.deep.equal(['outer', 'inner']);
  });

  it('B1 <sferum-app> needs no backend around it', async () => {
    const app = document.createElement('sferum-app');
    Object.assign(app, { url, key: 'key', college: 'inner' });
    app.append(document.createElement('test-backend-probe'));
    document.body.append(app);
    await app.updateComplete;
    expect(await drawn(document.body)).to.deep.equal(['inner']);
  });

  it('B1 a tag that is moved keeps its store and follows its surroundings', async () => {
    stops.push(provideBackend(document.body, { url, key: 'key', college: 'outer', storage: storage() }).stop);
    const app = document.createElement('sferum-app');
    Object.assign(app, { url, key: 'key', college: 'inner' });
    const probe = document.createElement('test-backend-probe');
    document.body.append(probe, app);
    await app.updateComplete;
    await drawn(document.body);
    app.append(probe);
    expect(await drawn(document.body)).to.deep.equal(['inner']);
    await Promise.resolve();
    expect(CollegeStore.running).to.equal(1);
  });

  it('R6 another person gets another backend, so that nothing private stays', async () => {
    const items = new Map([[sessionKey(url), session('access-1')]]);
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage(items) });
    stops.push(given.stop);
    const before = given.backend;
    expect(before.userId).to.equal(person);
    globalThis.fetch = async () => new Response(null, { status: 204 });
    await before.session.signOut();
    expect(given.backend).to.not.equal(before);
    expect(given.backend.userId).to.equal(null);
  });

  it('sends the token with every request, and repeats a refused one with a renewed token', async () => {
    const items = new Map([[sessionKey(url), session('access-1')]]);
    const seen: string[] = [];
    globalThis.fetch = async (input, init) => {
      if (String(input).includes('/auth/v1/token')) return Response.json(JSON.parse(session('access-2')));
      const token = new Headers(init?.headers).get('authorization') ?? '';
      seen.push(token);
      return token === 'Bearer access-2'
        ? Response.json([])
        : Response.json({ code: 'PGRST303', message: 'JWT expired' }, { status: 401 });
    };
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage(items) });
    stops.push(given.stop);
    const rows = await unwrap(given.backend.client.rest.from('colleges').select('id'));
    expect(rows).to.deep.equal([]);
    expect(seen).to.deep.equal(['Bearer access-1', 'Bearer access-2']);
  });

  it('R6 what is refused because the session has ended says so, whatever the code', async () => {
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage(new Map()) });
    stops.push(given.stop);
    const reasons = [];
    for (const [code, status] of [
      ['PT401', 401],
      ['42501', 401],
      ['42501', 403],
    ] as const) {
      globalThis.fetch = async () => Response.json({ code, message: 'no' }, { status });
      const error = await unwrap(given.backend.client.rest.rpc('my_offers')).catch((thrown: AppError) => thrown);
      reasons.push(`${(error as AppError).code} ${(error as AppError).reason}`);
    }
    expect(reasons).to.deep.equal(['denied signedOut', 'denied signedOut', 'denied ']);
  });

  it('A12 calls an Edge Function with the token, and reads its errors as those of the database', async () => {
    const items = new Map([[sessionKey(url), session('access-1')]]);
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage(items) });
    stops.push(given.stop);
    const requests: string[] = [];
    const answers = [
      new Response(null, { status: 204 }),
      Response.json({ code: 'SF005', message: 'the last administrator stays', details: null }, { status: 400 }),
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
      // An account is not erased because the sign-in of a network says «200 OK».
      new Response('<h1>Войдите в сеть</h1>', { headers: { 'content-type': 'text/html' } }),
    ];
    globalThis.fetch = async (input, init) => {
      requests.push(`${init?.method} ${input} ${new Headers(init?.headers).get('authorization')}`);
      return answers.shift() ?? new Response();
    };
    const call = () => given.backend.client.call('erase-account').catch((error: unknown) => error);
    expect(await call()).to.equal(undefined);
    expect(requests).to.deep.equal([`POST ${url}/functions/v1/erase-account Bearer access-1`]);
    expect(await call()).to.include({ code: 'invalid', detail: 'SF005' });
    expect(await call()).to.include({ code: 'offline' });
    expect(await call()).to.include({ code: 'offline' });
  });

  it('R5 one limit holds for the token, the request and the body of a read, and it is not repeated', async () => {
    const realSetTimeout = globalThis.setTimeout;
    const items = new Map([[sessionKey(url), session('access-1')]]);
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage(items) });
    stops.push(given.stop);
    const limits: number[] = [];
    let expire = () => {};
    globalThis.setTimeout = ((over: () => void, ms = 0) => {
      if (ms < 1000) return realSetTimeout(over, ms);
      limits.push(ms);
      if (ms === 10_000) expire = over;
      return 0;
    }) as typeof setTimeout;
    const silences: (() => Promise<Response>)[] = [
      () => new Promise(() => {}),
      async () => new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array([91])) })),
    ];
    for (const silence of silences) {
      let requests = 0;
      let asked: () => void = () => {};
      const begun = new Promise<void>((resolve) => {
        asked = resolve;
      });
      globalThis.fetch = () => {
        requests += 1;
        asked();
        return silence();
      };
      const rows = unwrap(given.backend.client.rest.from('colleges').select('id'));
      await begun;
      expire();
      expect(await rows.catch((error: unknown) => error)).to.include({ code: 'offline' });
      expect(requests).to.equal(1);
    }
    globalThis.setTimeout = realSetTimeout;
  });

  it('R6 learns the time of the server from its answers, whatever the clock of the device says', async () => {
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage() });
    stops.push(given.stop);
    const ask = async (date: string | null) => {
      globalThis.fetch = async () => Response.json([], { headers: date ? { date } : {} });
      await unwrap(given.backend.client.rest.from('colleges').select('id'));
    };
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    await ask(twoHoursAgo.toUTCString());
    expect(Math.abs(serverTime().getTime() - twoHoursAgo.getTime())).to.be.below(60_000);
    await ask(null);
    await ask('nonsense');
    expect(Math.abs(serverTime().getTime() - twoHoursAgo.getTime())).to.be.below(60_000);
    // A few seconds are the age of the answer.
    await ask(new Date(Date.now() - 5000).toUTCString());
    expect(Math.abs(serverTime().getTime() - Date.now())).to.be.below(1000);
  });

  it('tells errors apart by a few codes', async () => {
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage() });
    stops.push(given.stop);
    const codeOf = async (reply: () => Response) => {
      globalThis.fetch = async () => reply();
      try {
        await unwrap(given.backend.client.rest.from('colleges').insert({ name: '', short_name: '', city: '' }));
      } catch (error) {
        return error instanceof AppError ? error.code : String(error);
      }
      return 'no error';
    };
    const reply = (status: number, code: string) => () => Response.json({ code, message: 'x' }, { status });
    expect(await codeOf(reply(403, '42501'))).to.equal('denied');
    expect(await codeOf(reply(409, '23505'))).to.equal('conflict');
    expect(await codeOf(reply(406, 'PGRST116'))).to.equal('missing');
    expect(await codeOf(reply(400, '23514'))).to.equal('invalid');
    for (const code of ['22021', '22P05', 'PGRST102']) expect(await codeOf(reply(400, code))).to.equal('invalid');
    expect(await codeOf(reply(400, 'SF001'))).to.equal('invalid');
    expect(await codeOf(reply(400, 'SF002'))).to.equal('conflict');
    expect(await codeOf(reply(400, 'SF003'))).to.equal('missing');
    expect(await codeOf(reply(400, 'SF004'))).to.equal('limited');
    expect(await codeOf(reply(400, 'SF006'))).to.equal('invalid');
    expect(await codeOf(reply(429, ''))).to.equal('limited');
    expect(await codeOf(reply(500, 'XX000'))).to.equal('unknown');
    expect(
      await codeOf(() => {
        throw new TypeError('Failed to fetch');
      }),
    ).to.equal('offline');
  });

  it('A2 reads a whole list although the server returns 1,000 rows at most', async () => {
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage() });
    stops.push(given.stop);
    const { rest } = given.backend.client;
    const ids = Array.from({ length: 2300 }, (_, id) => ({ id: String(id) }));
    globalThis.fetch = async (input) => {
      const asked = new URL(String(input)).searchParams;
      const from = Number(asked.get('offset'));
      return Response.json(ids.slice(from, from + Math.min(1000, Number(asked.get('limit')))));
    };
    const all = await unwrapAll((from, to) => rest.from('colleges').select('id').range(from, to));
    expect(all).to.deep.equal(ids);
    globalThis.fetch = async () => Response.json([]);
    expect(await unwrapAll((from, to) => rest.from('colleges').select('id').range(from, to))).to.deep.equal([]);
  });

  it('A5 passes on what somebody else has saved meanwhile', async () => {
    const given = provideBackend(document.body, { url, key: 'key', college: '', storage: storage() });
    stops.push(given.stop);
    const errorOf = async (details: string | null, code = 'SF002') => {
      globalThis.fetch = async () => Response.json({ code, message: 'x', details }, { status: 400 });
      try {
        await unwrap(given.backend.client.rest.from('colleges').select('id'));
      } catch (error) {
        return error;
      }
      return 'no error';
    };
    expect(await errorOf('{"role":"staff"}')).to.deep.include({ detail: 'SF002', present: { role: 'staff' } });
    expect(await errorOf(null)).to.deep.include({ code: 'conflict', present: undefined, reason: '' });
    expect(await errorOf('expired', 'SF003')).to.deep.include({ code: 'missing', reason: 'expired' });
    expect(await errorOf('Key (id)=(1) already exists.', '23505')).to.deep.include({ code: 'conflict', reason: '' });
  });

  it('A5 gives an error the reason that its code has in this call', async () => {
    const reasonOf = async (error: unknown) => {
      const call = withReasons(Promise.reject(error), { SF002: 'numberTaken', SF006: 'graduated' });
      return call.catch((thrown: unknown) => thrown);
    };
    const graduated = new AppError('invalid', 'SF006');
    expect(await reasonOf(graduated)).to.include({
      code: 'invalid',
      detail: 'SF006',
      reason: 'graduated',
      cause: graduated,
    });
    expect(await reasonOf(new AppError('conflict', 'SF002'))).to.include({ code: 'conflict', reason: 'numberTaken' });
    const others = [
      new AppError('limited', 'SF004'),
      new AppError('conflict', 'SF002', { reason: 'role' }),
      new AppError('conflict', 'SF002', { present: { number: '2' } }),
    ];
    for (const other of others) expect(await reasonOf(other)).to.equal(other);
    expect(await reasonOf(new TypeError('Failed to fetch'))).to.include({ code: 'offline', reason: '' });
    expect(await withReasons(Promise.resolve(1), { SF006: 'graduated' })).to.equal(1);
  });

  it('B9 announces loading to those who cannot see it', async () => {
    const viewer = document.createElement('test-viewer') as Viewer;
    document.body.append(viewer);
    await viewer.updateComplete;
    expect(viewer.shadowRoot?.querySelector('[aria-busy]')).to.not.equal(null);
    expect(viewer.shadowRoot?.querySelector('[role=status]')?.textContent).to.equal('Загрузка');
  });
});

declare global {
  interface HTMLElementTagNameMap {
    'test-backend-probe': Probe;
  }
}
