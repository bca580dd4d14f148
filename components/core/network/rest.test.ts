import { expect } from '@esm-bundle/chai';
import { unwrap } from '../backend.ts';
import { Rest } from './rest.ts';

describe('Calls of PostgREST', () => {
  let sent: { url: string; init: RequestInit }[];
  let answers: (() => Response | Promise<Response>)[];
  const rest = new Rest('http://supabase.test/rest/v1', 'key', async (url, init) => {
    sent.push({ url: decodeURIComponent(url), init });
    return (answers.shift() ?? (() => Response.json([])))();
  });
  const last = () => {
    const { url, init } = sent.at(-1) ?? { url: '', init: {} };
    return { url: url.replace('http://supabase.test/rest/v1/', ''), ...init };
  };

  beforeEach(() => {
    sent = [];
    answers = [];
  });

  it('reads named columns of chosen rows in an order, page by page', async () => {
    const query = rest.from('chat_members').select('read_seq, profiles (id, name)').eq('chat_id', 'a&b=c');
    expect(sent).to.deep.equal([]);
    await query.neq('person_id', 'me').order('person_id').range(100, 199);
    expect(last()).to.deep.include({ method: 'GET', headers: { apikey: 'key', accept: 'application/json' } });
    expect(last().url).to.equal(
      'chat_members?select=read_seq,profiles(id,name)&chat_id=eq.a&b=c&person_id=neq.me&order=person_id.asc&offset=100&limit=100',
    );
    expect(sent[0]?.init.body).to.equal(undefined);
    await rest.from('consents').select('given_at').order('given_at', { ascending: false }).limit(1);
    expect(last().url).to.equal('consents?select=given_at&order=given_at.desc&limit=1');
  });

  it('writes rows, and answers with them only when they are asked for', async () => {
    answers = [() => new Response(null, { status: 201 }), () => Response.json({ id: '1' })];
    const written = await rest.from('profiles').insert({ id: '1', surname: 'Орлова', name: 'Алина' });
    expect(written).to.deep.equal({ data: null, error: null, status: 201 });
    expect(last()).to.deep.include({ method: 'POST', body: '{"id":"1","surname":"Орлова","name":"Алина"}' });
    expect(last().headers).not.to.have.property('prefer');
    const row = await unwrap(rest.from('profiles').update({ name: 'Анна' }).eq('id', '1').select('id').single());
    expect(row).to.deep.equal({ id: '1' });
    expect(last()).to.deep.include({ method: 'PATCH', url: 'profiles?id=eq.1&select=id' });
    expect(last().headers).to.include({
      accept: 'application/vnd.pgrst.object+json',
      prefer: 'return=representation',
      'content-type': 'application/json',
    });
  });

  it('calls functions by name, with or without arguments', async () => {
    await rest.rpc('my_offers');
    expect(last()).to.deep.include({ method: 'POST', url: 'rpc/my_offers', body: '{}' });
    await rest.rpc('my_chats', { chat: '1' }).order('id').range(0, 9);
    expect(last()).to.deep.include({ url: 'rpc/my_chats?order=id.asc&offset=0&limit=10', body: '{"chat":"1"}' });
  });

  it('makes of a refusal, of the page of a gateway and of silence what the caller can tell apart', async () => {
    const refused = { code: '42501', message: 'permission denied', details: null };
    answers = [
      () => Response.json(refused, { status: 403 }),
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      () => new Response('<h1>Connection timed out</h1>', { status: 522 }),
      () => new Response(null, { status: 500, statusText: 'Internal Server Error' }),
      () => new Response('<h1>Заблокировано</h1>', { status: 403 }),
      () => new Response('<h1>Войдите в сеть</h1>'),
      () => new Response(null, { status: 404, statusText: 'Not Found' }),
      () => Promise.reject(new TypeError('Failed to fetch')),
    ];
    const codes = [];
    for (const _ of [...answers]) {
      codes.push(await unwrap(rest.rpc('my_offers')).catch((error: { code: string }) => error.code));
    }
    expect(codes).to.deep.equal(['denied', 'offline', 'offline', 'offline', 'denied', 'offline', 'missing', 'offline']);
  });

  it('gives up a request with its signal', async () => {
    const abort = new AbortController();
    await rest.rpc('my_offers').abortSignal(abort.signal);
    expect(last().signal).to.equal(abort.signal);
  });
});
