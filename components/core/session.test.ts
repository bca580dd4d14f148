import { expect } from '@esm-bundle/chai';
import { SessionKeeper, sessionKey } from './session.ts';

const url = 'http://supabase.test:54321';

function stored(expiresIn: number): string {
  return JSON.stringify({
    access_token: 'access-1',
    refresh_token: 'refresh-1',
    token_type: 'bearer',
    expires_in: 3600,
    expires_at: Math.floor(Date.now() / 1000) + expiresIn,
    user: { id: '7d0ec4a1-6a4f-4a3e-9a43-0d2a9d1f6f10', phone: '79000000001' },
  });
}

function storageWith(text: string | null) {
  const items = new Map(text === null ? [] : [[sessionKey(url), text]]);
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

describe('R6 The session of a device', () => {
  const realFetch = globalThis.fetch;
  let requests: string[];

  function answer(reply: () => Response | Promise<Response>): void {
    globalThis.fetch = async (input) => {
      requests.push(String(input instanceof Request ? input.url : input));
      return reply();
    };
  }

  beforeEach(() => {
    requests = [];
    answer(() => Response.json({}, { status: 500 }));
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('R6 knows at once, without a request, who is signed in', async () => {
    const session = new SessionKeeper(url, 'key', storageWith(stored(3600)));
    expect(session.current?.userId).to.equal('7d0ec4a1-6a4f-4a3e-9a43-0d2a9d1f6f10');
    expect(await session.token()).to.equal('access-1');
    expect(requests).to.deep.equal([]);
  });

  it('R6 renews an expired token before using it', async () => {
    answer(() =>
      Response.json({
        access_token: 'access-2',
        refresh_token: 'refresh-2',
        token_type: 'bearer',
        expires_in: 3600,
        user: { id: '7d0ec4a1-6a4f-4a3e-9a43-0d2a9d1f6f10', phone: '79000000001' },
      }),
    );
    const session = new SessionKeeper(url, 'key', storageWith(stored(-60)));
    expect(await session.token()).to.equal('access-2');
    expect(requests[0]).to.contain('grant_type=refresh_token');
  });

  it('R6 is signed out when the session was ended elsewhere', async () => {
    answer(() => Response.json({ code: 'refresh_token_not_found', message: 'gone' }, { status: 400 }));
    const storage = storageWith(stored(-60));
    const session = new SessionKeeper(url, 'key', storage);
    expect(await session.token()).to.equal(null);
    expect(session.current).to.equal(null);
    expect(storage.items.has(sessionKey(url))).to.equal(false);
  });

  const renewed = (number: number) =>
    Response.json({
      ...JSON.parse(stored(3600)),
      access_token: `access-${number}`,
      refresh_token: `refresh-${number}`,
    });

  it('R6 renews once for all who ask at the same time, and keeps what it got', async () => {
    answer(() => renewed(2));
    const storage = storageWith(stored(3600));
    const session = new SessionKeeper(url, 'key', storage);
    const heard: (string | undefined)[] = [];
    session.subscribe((now) => heard.push(now?.accessToken));
    expect(await Promise.all([session.renew('access-1'), session.renew('access-1')])).to.deep.equal([
      'access-2',
      'access-2',
    ]);
    expect(requests).to.have.length(1);
    expect(heard).to.deep.equal(['access-2']);
    expect(JSON.parse(storage.items.get(sessionKey(url)) ?? '')).to.include({ refresh_token: 'refresh-2' });
  });

  it('R6 takes what another tab has renewed, before or while it asks', async () => {
    const other = (number: number) => stored(3600).replaceAll('-1"', `-${number}"`);
    const storage = storageWith(stored(-60));
    const session = new SessionKeeper(url, 'key', storage);
    storage.items.set(sessionKey(url), other(5));
    expect(await session.token()).to.equal('access-5');
    expect(requests).to.deep.equal([]);
    // The server refuses a token that was used up by the other tab.
    answer(() => {
      storage.items.set(sessionKey(url), other(6));
      return Response.json({ code: 'refresh_token_already_used' }, { status: 400 });
    });
    expect(await session.renew('access-5')).to.equal('access-6');
    expect(storage.items.get(sessionKey(url))).to.equal(other(6));
  });

  it('R6 stays signed out when somebody signs out while it renews', async () => {
    const storage = storageWith(stored(-60));
    answer(() => {
      storage.items.clear();
      return renewed(2);
    });
    const session = new SessionKeeper(url, 'key', storage);
    expect(await session.token()).to.equal(null);
    expect(storage.items.size).to.equal(0);
  });

  it('R5 R6 nobody is signed out by a server that is busy or out of reach, or by the page of a gateway', async () => {
    const storage = storageWith(stored(-60));
    const session = new SessionKeeper(url, 'key', storage);
    const silences: (() => Response | Promise<Response>)[] = [
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => Response.json({ message: 'down' }, { status: 503 }),
      () => Response.json({ message: 'slow down' }, { status: 429 }),
      () => new Response('<h1>Доступ ограничен</h1>', { status: 403, headers: { 'content-type': 'text/html' } }),
      () => new Response('<h1>Войдите в сеть</h1>', { headers: { 'content-type': 'text/html' } }),
      () => Response.json({ welcome: true }),
    ];
    for (const silence of silences) {
      answer(silence);
      expect(await session.token().catch((error: unknown) => error)).to.include({ code: 'offline' });
      expect(session.current?.accessToken).to.equal('access-1');
      expect(storage.items.get(sessionKey(url))).to.contain('refresh-1');
    }
    answer(() => renewed(2));
    expect(await session.token()).to.equal('access-2');
  });

  it('R6 signing out in another tab signs out this one', async () => {
    localStorage.setItem(sessionKey(url), stored(3600));
    const session = new SessionKeeper(url, 'key', localStorage);
    expect(session.current).to.not.equal(null);
    const other = document.createElement('iframe');
    document.body.append(other);
    const changed = new Promise<unknown>((resolve) => session.subscribe(resolve));
    other.contentWindow?.localStorage.removeItem(sessionKey(url));
    expect(await changed).to.equal(null);
    other.remove();
    session.stop();
  });

  it('R6 ends all sessions, and none when the server was not reached', async () => {
    const storage = storageWith(stored(3600));
    const session = new SessionKeeper(url, 'key', storage);
    answer(() => Promise.reject(new TypeError('Failed to fetch')));
    const failure = await session.signOutEverywhere().catch((error: unknown) => error);
    expect(failure).to.include({ code: 'offline' });
    expect(session.current?.accessToken).to.equal('access-1');
    answer(() => new Response(null, { status: 204 }));
    await session.signOutEverywhere();
    expect(requests.at(-1)).to.contain('/auth/v1/logout?scope=global');
    expect(session.current).to.equal(null);
    expect(storage.items.size).to.equal(0);
  });

  it('R6 a server that does not answer counts as offline', async () => {
    const realTimeout = AbortSignal.timeout;
    AbortSignal.timeout = () => AbortSignal.abort(new DOMException('no answer in time', 'TimeoutError'));
    globalThis.fetch = (_, init) =>
      init?.signal?.aborted ? Promise.reject(init.signal.reason) : new Promise(() => {});
    const auth = await new SessionKeeper(url, 'key', storageWith(null)).auth();
    const { error } = await auth.signInWithPassword({ phone: '+79000000001', password: 'wrong-1' });
    AbortSignal.timeout = realTimeout;
    expect(error?.name).to.equal('AuthRetryableFetchError');
  });

  for (const [name, hours] of [
    ['ahead', 2],
    ['behind', -2],
  ] as const) {
    it(`R6 renews once, not without end, where the clock of the device is ${hours} hours ${name}`, async () => {
      const realNow = Date.now;
      const server = Math.floor(realNow() / 1000);
      let issued = 0;
      answer(() => {
        issued += 1;
        return Response.json({
          access_token: `access-${issued + 1}`,
          refresh_token: `refresh-${issued + 1}`,
          token_type: 'bearer',
          expires_in: 3600,
          expires_at: server + 3600,
          user: { id: '7d0ec4a1-6a4f-4a3e-9a43-0d2a9d1f6f10', phone: '79000000001' },
        });
      });
      Date.now = () => realNow() + hours * 3_600_000;
      const storage = storageWith(stored(-60));
      try {
        const session = new SessionKeeper(url, 'key', storage);
        const first = await session.token();
        for (let asked = 0; asked < 5; asked += 1) expect(await session.token()).to.equal(first);
        expect(issued).to.equal(1);
        // A page that is opened later renews nothing either.
        expect(await new SessionKeeper(url, 'key', storage).token()).to.equal(first);
        expect(issued).to.equal(1);
        // When the hour is over by this clock too, it is renewed.
        Date.now = () => realNow() + (hours + 1) * 3_600_000;
        expect(await session.token()).not.to.equal(first);
      } finally {
        Date.now = realNow;
      }
    });
  }

  it('nobody is signed in when the stored session is broken', () => {
    for (const text of ['', '{', '"x"', '{"access_token":1}', 'null']) {
      expect(new SessionKeeper(url, 'key', storageWith(text)).current, text).to.equal(null);
    }
  });

  it('waits for a storage that answers later', async () => {
    const text = stored(3600);
    const session = new SessionKeeper(url, 'key', {
      getItem: async () => text,
      setItem: async () => {},
      removeItem: async () => {},
    });
    expect(session.current).to.equal(null);
    expect(await session.token()).to.equal('access-1');
  });
});
