import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type * as library from '@supabase/supabase-js';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from '../../../shared/browser.mjs';
import { openTarget, type Target } from './target.ts';

/** The bundle that pages load by a script tag; it names itself `supabase`. */
const bundle = join(import.meta.dirname, '../../../node_modules/@supabase/supabase-js/dist/umd/supabase.js');

// What a page of these tests has; not there outside of `page.evaluate`.
declare const supabase: typeof library;
declare const client: library.SupabaseClient;

describe('supabase-js in a page of another origin', { timeout: 120_000 }, () => {
  let target: Target;
  let site: Server;
  let browser: Browser;
  const problems: string[] = [];

  before(async () => {
    target = await openTarget();
    site = createServer((_, res) =>
      res.setHeader('content-type', 'text/html').end('<!doctype html><title>page</title>'),
    );
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
    await target.client({ key: target.secretKey }).storage.createBucket('from-pages');
  });
  after(async () => {
    await browser.close();
    site.close();
    site.closeAllConnections();
    await target.stop();
    assert.deepEqual(problems, []);
  });

  /** A page of a new visitor with a client; nothing is told of it but the address and the key. */
  async function visit(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await load(page);
    return page;
  }

  async function load(page: Page): Promise<void> {
    // What runs these tests wraps functions that have a name in this one.
    await page.addScriptTag({ content: 'var __name = (named) => named' });
    await page.addScriptTag({ path: bundle });
    await page.evaluate(
      ([url, key]) => {
        Object.assign(globalThis, { client: supabase.createClient(url, key) });
      },
      [target.url, target.publishableKey] as const,
    );
  }

  /** A page of somebody who signed in on it. */
  async function signedIn(): Promise<{ page: Page; id: string }> {
    const [email, password] = [`${randomUUID()}@example.com`, 'correct horse'];
    const admin = target.client({ key: target.secretKey });
    const { data } = await admin.auth.admin.createUser({ email, password, email_confirm: true });
    const page = await visit();
    const error = await page.evaluate(
      async (credentials) => (await client.auth.signInWithPassword(credentials)).error?.message,
      { email, password },
    );
    assert.equal(error, undefined);
    return { page, id: data.user?.id ?? '' };
  }

  it('keeps a person signed in over a reload, until they sign out', async () => {
    const { page, id } = await signedIn();
    await page.reload();
    await load(page);
    const who = () => page.evaluate(async () => (await client.auth.getUser()).data.user?.id);
    assert.equal(await who(), id);
    await page.evaluate(() => client.auth.signOut());
    assert.equal(await who(), undefined);
  });

  it('writes, changes, counts and deletes rows', async () => {
    const { page } = await signedIn();
    const found = await page.evaluate(async () => {
      const notes = () => client.from('notes');
      await notes().insert([{ body: 'one' }, { body: 'два' }]);
      await notes()
        .update({ tags: ['x'] })
        .eq('body', 'one');
      const { data, count } = await notes().select('body, tags', { count: 'exact' }).order('body').range(0, 0);
      const { error } = await notes().delete().neq('body', '');
      const left = await notes().select('*', { count: 'exact', head: true });
      return { data, count, error, left: left.count };
    });
    assert.deepEqual(found, { data: [{ body: 'one', tags: ['x'] }], count: 2, error: null, left: 0 });
  });

  it('receives broadcasts and sees who is here in another page', async () => {
    const [ann, bob] = [await visit(), await visit()];
    const topic = `pages ${randomUUID()}`;
    const received = bob.evaluate(
      (topic) =>
        new Promise<unknown>((resolve) => {
          const channel = client.channel(topic, { config: { presence: { key: 'bob' } } });
          const got: Record<string, unknown> = {};
          const keep = (name: string, value: unknown) => {
            got[name] = value;
            if (['json', 'bytes', 'http', 'ann'].every((each) => each in got)) resolve(got);
          };
          channel
            .on('broadcast', { event: 'json' }, ({ payload }) => keep('json', payload))
            .on('broadcast', { event: 'bytes' }, ({ payload }) => keep('bytes', [...new Uint8Array(payload)]))
            .on('broadcast', { event: 'http' }, ({ payload }) => keep('http', payload))
            .on('presence', { event: 'join' }, ({ key }) => key === 'ann' && keep('ann', true))
            .subscribe((status) => status === 'SUBSCRIBED' && channel.track({}));
        }),
      topic,
    );
    await ann.evaluate(
      (topic) =>
        new Promise<void>((resolve) => {
          const channel = client.channel(topic, { config: { presence: { key: 'ann' } } });
          channel
            .on('presence', { event: 'sync' }, async () => {
              if (!('bob' in channel.presenceState())) return;
              await channel.track({});
              await channel.send({ type: 'broadcast', event: 'json', payload: { word: 'слово' } });
              await channel.send({ type: 'broadcast', event: 'bytes', payload: Uint8Array.from([0, 255]).buffer });
              await channel.httpSend('http', { n: 1 });
              resolve();
            })
            .subscribe();
        }),
      topic,
    );
    assert.deepEqual(await received, { json: { word: 'слово' }, bytes: [0, 255], http: { n: 1 }, ann: true });
  });

  it('uploads a File, downloads it again, and asks for a part of it', async () => {
    const { page, id } = await signedIn();
    const found = await page.evaluate(async (id) => {
      const files = client.storage.from('from-pages');
      const path = `${id}/note.txt`;
      const { error } = await files.upload(path, new File(['слово'], 'note.txt', { type: 'text/plain' }));
      const { data } = await files.download(path);
      const { data: signed } = await files.createSignedUrl(path, 60);
      const part = await fetch(signed?.signedUrl ?? '', { headers: { range: 'bytes=2-3' } });
      return {
        error,
        text: await data?.text(),
        type: data?.type,
        part: [part.status, await part.text(), part.headers.get('content-range')],
      };
    }, id);
    assert.equal(found.error, null);
    assert.equal(found.text, 'слово');
    assert.match(found.type ?? '', /^text\/plain/);
    assert.deepEqual(found.part, [206, 'л', 'bytes 2-3/10']);
  });

  it('uploads a Blob and sees how far it is', async () => {
    const { page, id } = await signedIn();
    const found = await page.evaluate(
      async ({ id, url, key }) => {
        const { data } = await client.auth.getSession();
        const request = new XMLHttpRequest();
        request.open('POST', `${url}/storage/v1/object/from-pages/${id}/large.bin`);
        request.setRequestHeader('apikey', key);
        request.setRequestHeader('authorization', `Bearer ${data.session?.access_token}`);
        request.setRequestHeader('content-type', 'application/octet-stream');
        const loaded: number[] = [];
        request.upload.onprogress = (event) => loaded.push(event.loaded);
        await new Promise((resolve) => {
          request.onloadend = resolve;
          request.send(new Blob([new Uint8Array(3_000_000)]));
        });
        return {
          status: request.status,
          last: loaded.at(-1),
          rising: loaded.every((at, each) => !each || at >= (loaded[each - 1] ?? 0)),
        };
      },
      { id, url: target.url, key: target.publishableKey },
    );
    assert.deepEqual(found, { status: 200, last: 3_000_000, rising: true });
  });

  it('invokes a function, and reads its refusal', async () => {
    const page = await visit();
    const found = await page.evaluate(async () => {
      const { data } = await client.functions.invoke('echo', { body: { name: 'Ёж' } });
      const refused = await client.functions.invoke('echo?as=status&status=418', { body: {} });
      return { data, status: refused.error?.context.status };
    });
    assert.deepEqual([found.data.method, found.data.body, found.status], ['POST', { name: 'Ёж' }, 418]);
    // The browser itself logs each answer above 399.
    assert.match(problems.splice(0).join(), /418/);
  });
});
