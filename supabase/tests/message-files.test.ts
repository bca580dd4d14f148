import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PostgrestClient } from '@supabase/postgrest-js';
import { StorageClient } from '@supabase/storage-js';
import { type Supabase, startSupabase } from '../embedded/index.ts';

const root = join(import.meta.dirname, '../..');
const [college, chat, personal] = [randomUUID(), randomUUID(), randomUUID()];

interface Actor {
  readonly id: string;
  readonly token: string;
  readonly storage: StorageClient;
  readonly rest: PostgrestClient;
}

describe('C6 Files of messages, through the Storage API', () => {
  let supabase: Supabase;
  const actors = new Map<string, Actor>();

  before(async () => {
    supabase = await startSupabase({
      project: join(root, 'supabase'),
      cacheDir: join(root, '.cache'),
      port: 0,
      passwordCost: 4,
    });
    await sql(
      `insert into public.colleges (id, name, short_name, city) values ($1, 'Речной', 'Речной', 'Речноборск')`,
      [college],
    );
    for (const name of ['author', 'reader', 'administrator', 'former', 'stranger', 'colleague']) await person(name);
    actors.set('nobody', actor('', supabase.publishableKey));
    await sql(`insert into public.chats (id, college_id, kind, title) values ($1, $2, 'other', 'Чат')`, [
      chat,
      college,
    ]);
    await sql(`insert into public.chats (id, college_id, kind) values ($1, $2, 'personal')`, [personal, college]);
    for (const name of ['author', 'reader', 'former']) await joinChat(chat, name);
    for (const name of ['author', 'stranger']) await joinChat(personal, name);
  });
  after(() => supabase.stop());

  const sql = (text: string, values: unknown[] = []) => supabase.database.transaction((tx) => tx.query(text, values));
  const joinChat = (to: string, name: string) =>
    sql('insert into public.chat_members (chat_id, person_id) values ($1, $2)', [to, as(name).id]);

  function actor(id: string, token: string): Actor {
    const headers = { apikey: supabase.publishableKey, authorization: `Bearer ${token}` };
    return {
      id,
      token,
      storage: new StorageClient(`${supabase.url}/storage/v1`, headers),
      rest: new PostgrestClient(`${supabase.url}/rest/v1`, { headers }),
    };
  }

  async function person(name: string): Promise<void> {
    const phone = `7999000${String(2000 + actors.size)}`;
    const auth = (path: string, key: string, body: object) =>
      fetch(`${supabase.url}/auth/v1/${path}`, {
        method: 'POST',
        headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((response) => response.json());
    const password = 'длинный пароль';
    const { id } = await auth('admin/users', supabase.secretKey, { phone, password, phone_confirm: true });
    await sql(`insert into public.profiles (id, surname, name) values ($1, $2, 'Тест')`, [id, name]);
    await sql(`insert into public.memberships (college_id, person_id, role, is_admin) values ($1, $2, 'staff', $3)`, [
      college,
      id,
      name === 'administrator' || name === 'colleague',
    ]);
    const session = await auth('token?grant_type=password', supabase.publishableKey, { phone, password });
    actors.set(name, actor(id, session.access_token));
  }

  function as(name: string): Actor {
    const found = actors.get(name);
    assert.ok(found, name);
    return found;
  }
  const files = (name: string) => as(name).storage.from('chat-files');
  const folder = (file: string, of = chat) => `${college}/${of}/${file}`;

  async function send(name: string, attached: object[], to = chat): Promise<string> {
    const id = randomUUID();
    const { error } = await as(name).rest.rpc('send_message', { chat: to, id, body: '', files: attached });
    assert.equal(error, null);
    return id;
  }

  /** A text file in a message of the author. @returns its path, and the id of the message. */
  async function sent(bytes: Uint8Array<ArrayBuffer> = new TextEncoder().encode('0123456789')) {
    const file = randomUUID();
    const path = `${folder(file)}/original`;
    const { error } = await files('author').upload(path, new Blob([bytes]), {
      contentType: 'application/octet-stream',
    });
    assert.equal(error, null);
    const message = await send('author', [{ id: file, kind: 'file', name: 'Ведомость.txt' }]);
    return { path, message };
  }

  /** Whether somebody gets the bytes, with their token or by an address that they have signed. */
  async function reads(name: string, path: string): Promise<boolean> {
    const { error } = await files(name).download(path);
    const { error: unsigned } = await files(name).createSignedUrl(path, 60);
    assert.equal(error === null, unsigned === null);
    return error === null;
  }
  const readers = async (path: string) => {
    const found = [];
    for (const name of actors.keys()) if (await reads(name, path)) found.push(name);
    return found;
  };

  it('are uploaded by participants only, into folders of their own, never over another', async () => {
    const text = new Blob(['текст'], { type: 'application/octet-stream' });
    for (const name of ['administrator', 'stranger', 'nobody']) {
      const { error } = await files(name).upload(`${folder(randomUUID())}/original`, text);
      assert.notEqual(error, null, name);
      assert.notEqual((await files(name).createSignedUploadUrl(`${folder(randomUUID())}/original`)).error, null, name);
    }
    const { path } = await sent();
    const attempts = {
      again: await files('author').upload(path, text),
      over: await files('author').upload(path, text, { upsert: true }),
      fresh: await files('author').upload(`${folder(randomUUID())}/original`, text, { upsert: true }),
      update: await files('author').update(path, text),
      beside: await files('author').upload(path.replace('original', 'p400'), text),
      move: await files('author').move(path, `${folder(randomUUID())}/original`),
      copy: await files('reader').copy(path, path.replace('original', 'p400')),
    };
    for (const [what, { error }] of Object.entries(attempts)) assert.notEqual(error, null, what);
    assert.deepEqual((await files('author').remove([path])).data ?? [], []);
  });

  it('are of no type that a browser would run, and not too large', async () => {
    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'text/xml']) {
      const script = new Blob(['<script>alert(1)</script>'], { type });
      const { error } = await files('author').upload(`${folder(randomUUID())}/original`, script, { contentType: type });
      assert.notEqual(error, null, type);
    }
    const length = 209_715_201;
    const refused = await resumable('author', `${folder(randomUUID())}/original`, length);
    assert.equal(refused.status, 413);
    const { rows } = await sql(`select file_size_limit from storage.buckets where id = 'chat-files'`);
    assert.equal(Number(rows[0]?.file_size_limit), length - 1);
  });

  it('are read by who reads their message and by nobody else, also by a guessed path', async () => {
    const { path, message } = await sent();
    assert.deepEqual(await readers(path), ['author', 'reader', 'former']);
    await sql('delete from public.chat_members where chat_id = $1 and person_id = $2', [chat, as('former').id]);
    assert.deepEqual(await readers(path), ['author', 'reader']);
    assert.deepEqual((await files('stranger').list(`${college}/${chat}`)).data, []);
    const gone = await as('author').rest.rpc('delete_message', { message });
    assert.equal(gone.error, null);
    assert.deepEqual(await readers(path), []);
    await joinChat(chat, 'former');
  });

  it('that nobody has sent are read by nobody', async () => {
    const path = `${folder(randomUUID())}/original`;
    assert.equal((await files('author').upload(path, new Blob(['черновик']))).error, null);
    assert.deepEqual(await readers(path), []);
  });

  it('are sent on without a copy, to readers of their own', async () => {
    const { path, message } = await sent();
    const copy = randomUUID();
    const forwarded = await as('author').rest.rpc('forward_messages', {
      source: chat,
      messages: [message],
      chats: [personal],
      comment: '',
      ids: [copy],
    });
    assert.equal(forwarded.error, null);
    assert.deepEqual(await readers(path), ['author', 'reader', 'former', 'stranger']);
    assert.equal((await as('author').rest.rpc('delete_message', { message: copy })).error, null);
    assert.deepEqual(await readers(path), ['author', 'reader', 'former']);
  });

  it('are served in ranges, under the name that was asked for, and as nothing but what they are', async () => {
    const { path } = await sent();
    const { data } = await files('reader').createSignedUrl(path, 60);
    assert.ok(data);
    const address = `${data.signedUrl}&download=${encodeURIComponent('Ведомость «1».txt')}`;
    const part = await fetch(address, { headers: { range: 'bytes=2-4' } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), 'bytes 2-4/10');
    assert.equal(await part.text(), '234');
    assert.equal(part.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(part.headers.get('content-type'), 'application/octet-stream');
    assert.match(part.headers.get('content-disposition') ?? '', /^attachment; .*%D0%92/);
    const forged = data.signedUrl.replace(/token=[^&]*/, `token=${as('reader').token}`);
    assert.equal((await fetch(forged)).ok, false);
    const another = data.signedUrl.replace(path, `${folder(randomUUID())}/original`);
    assert.equal((await fetch(another)).ok, false);
  });

  /** Begins an upload by TUS. */
  const resumable = (name: string, path: string, length: number, headers: Record<string, string> = {}) =>
    fetch(`${supabase.url}/storage/v1/upload/resumable`, {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        authorization: `Bearer ${as(name).token}`,
        apikey: supabase.publishableKey,
        'upload-length': String(length),
        'upload-metadata': Object.entries({
          bucketName: 'chat-files',
          objectName: path,
          contentType: 'application/octet-stream',
        })
          .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
          .join(','),
        ...headers,
      },
    });

  it('are uploaded in pieces, by who may and by who began', async () => {
    const file = randomUUID();
    const path = `${folder(file)}/original`;
    for (const name of ['stranger', 'administrator']) {
      assert.equal((await resumable(name, path, 6)).ok, false, name);
    }
    assert.equal((await resumable('author', path, 6, { 'x-upsert': 'true' })).ok, false);
    const begun = await resumable('author', path, 6);
    assert.equal(begun.status, 201);
    const address = begun.headers.get('location') ?? '';
    const patch = (name: string, offset: number, text: string) =>
      fetch(address, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          authorization: `Bearer ${as(name).token}`,
          apikey: supabase.publishableKey,
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
        },
        body: text,
      });
    assert.equal((await patch('author', 0, 'abc')).status, 204);
    assert.equal((await patch('reader', 3, 'xyz')).ok, false);
    assert.equal((await patch('author', 3, 'def')).status, 204);
    await send('author', [{ id: file, kind: 'file', name: 'a.txt' }]);
    const { data } = await files('reader').download(path);
    assert.equal(await data?.text(), 'abcdef');
  });

  it('A8 A9 are, in an inquiry, read by the asker and the administrators only, and do not say which of these answered', async () => {
    const put = async (name: string) => {
      const file = randomUUID();
      const path = `administration/${college}/${file}/original`;
      const text = new Blob(['справка'], { type: 'application/octet-stream' });
      assert.equal((await files(name).upload(path, text)).error, null);
      return { path, attached: [{ id: file, kind: 'file', name: 'Справка.txt' }] };
    };
    const question = await put('author');
    assert.deepEqual(await readers(question.path), []);
    const { rest } = as('author');
    const asked = await rest.rpc('ask_administration', {
      college,
      id: randomUUID(),
      body: '',
      files: question.attached,
    });
    assert.equal(asked.error, null);
    assert.deepEqual(await readers(question.path), ['author', 'administrator', 'colleague']);
    assert.deepEqual((await files('reader').list(`administration/${college}`)).data, []);

    // All that the asker can get about the file of an answer, but for what differs between any two files.
    const said = async (name: string) => {
      const { path, attached } = await put(name);
      const inquiry = asked.data.inquiry_id;
      const answer = await as(name).rest.rpc('answer_inquiry', {
        inquiry,
        id: randomUUID(),
        body: '',
        files: attached,
      });
      assert.equal(answer.error, null);
      assert.deepEqual(await readers(path), ['author', 'administrator', 'colleague']);
      const storage = files('author');
      const { data: page } = await rest.rpc('inquiry_page', { inquiry, size: 1 });
      const got = [page, await storage.list(path.replace('/original', '')), await storage.info(path)];
      const { data } = await storage.createSignedUrl(path, 60);
      const served = await fetch(data?.signedUrl ?? '');
      return JSON.stringify([...got, [...served.headers], await served.text()])
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (id === as(name).id ? name : 'id'))
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT/g, 'time')
        .replaceAll(/"seq":\d+|"last_seq":\d+/g, 'seq');
    };
    const first = await said('administrator');
    assert.match(first, /Справка/);
    assert.equal(await said('colleague'), first);
    await sql('update public.memberships set is_admin = false where person_id = $1', [as('colleague').id]);
    assert.deepEqual(await readers(question.path), ['author', 'administrator']);
  });

  it('are swept a day after nothing carries them, as are pictures that nothing shows, by the secret key only', async () => {
    const { path, message } = await sent();
    const { path: kept } = await sent();
    const logo = `${college}/${randomUUID()}.png`;
    const logos = as('administrator').storage.from('college-logos');
    assert.equal((await logos.upload(logo, new Blob(['x'], { type: 'image/png' }))).error, null);
    await as('author').rest.rpc('delete_message', { message });
    const sweep = (key: string) =>
      fetch(`${supabase.url}/functions/v1/sweep-files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
      });
    assert.equal((await sweep(as('administrator').token)).status, 401);
    const there = async (name: string) =>
      (await sql('select from storage.objects where name = $1', [name])).rows.length > 0;
    assert.equal((await sweep(supabase.secretKey)).status, 200);
    assert.equal(await there(path), true);
    await sql(`update storage.objects set created_at = now() - interval '25 hours' where name in ($1, $2, $3)`, [
      path,
      kept,
      logo,
    ]);
    const swept = await sweep(supabase.secretKey);
    assert.deepEqual(await swept.json(), { removed: 2 });
    assert.deepEqual([await there(path), await there(logo), await there(kept)], [false, false, true]);
  });
});
