import { expect } from '@esm-bundle/chai';
import { fetchAuth } from './session-renewal.ts';

describe('R6 Answers of Auth', () => {
  const realFetch = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('R6 say how long a token lives and not until when: that is a time of the server, and the clock of a device may be ahead', async () => {
    const session = { access_token: 'access', expires_in: 3600, user: { id: 'alina' } };
    globalThis.fetch = async () => Response.json({ ...session, expires_at: 1_800_000_000 }, { status: 200 });
    expect(await (await fetchAuth('http://supabase.test/auth/v1/token')).json()).to.deep.equal(session);
  });

  it('R6 stay as they are where they are refusals, or pages of another server', async () => {
    globalThis.fetch = async () => Response.json({ code: 'invalid_grant', expires_at: 1 }, { status: 400 });
    expect(await (await fetchAuth('http://supabase.test/auth/v1/token')).json()).to.have.property('expires_at');
    globalThis.fetch = async () => new Response('<h1>Войдите</h1>', { headers: { 'content-type': 'text/html' } });
    expect(await (await fetchAuth('http://supabase.test/auth/v1/token')).text()).to.equal('<h1>Войдите</h1>');
  });
});
