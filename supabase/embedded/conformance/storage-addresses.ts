import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Method } from './methods.ts';
import { png, type Refusal, refusalOf, type Scene, text } from './storage-scene.ts';

export function addressTests(method: Method, scene: Scene): void {
  method('storage.from().createSignedUrl()', 'works', (it) => {
    it('opens one object to whoever has the address', async () => {
      const name = await scene.put();
      const { data } = await scene.papers().createSignedUrl(name, 60);
      const url = new URL(data?.signedUrl ?? '');
      const answer = await fetch(url);
      assert.deepEqual([answer.status, await answer.text()], [200, 'hello']);
      assert.notEqual(answer.headers.get('expires'), null);
      url.pathname = url.pathname.replace(name, await scene.put());
      assert.equal((await fetch(url)).status, 400);
      assert.equal((await fetch(`${data?.signedUrl}x`)).status, 400);
    });
    it('offers it to be saved under a name', async () => {
      const name = await scene.put();
      const { data } = await scene.papers().createSignedUrl(name, 60, { download: 'a b.txt' });
      const { headers } = await fetch(data?.signedUrl ?? '');
      assert.match(headers.get('content-disposition') ?? '', /^attachment; filename=a/);
    });
    it('is refused to who may not see the object', async () => {
      const { error } = await scene.papers(scene.boris).createSignedUrl(await scene.put(), 60);
      assert.deepEqual(refusalOf(error), [400, '404', 'Object not found']);
    });
  });

  method('storage.from().createSignedUrls()', 'works', (it) => {
    it('signs those that are there and names those that are not', async () => {
      const [there, not] = [await scene.put(), scene.own()];
      const { data } = await scene.papers().createSignedUrls([there, not], 60);
      assert.deepEqual(
        data?.map(({ error, path, signedUrl }) => [path, error === null, signedUrl === null]),
        [
          [there, true, false],
          [not, false, true],
        ],
      );
      assert.equal(await (await fetch(data?.[0]?.signedUrl ?? '')).text(), 'hello');
    });
  });

  method('storage.from().createSignedUploadUrl()', 'works', (it) => {
    it('is given to who may put the object there', async () => {
      const name = scene.own();
      const { data } = await scene.papers().createSignedUploadUrl(name);
      assert.equal(data?.path, name);
      const { error } = await scene.papers(scene.boris).createSignedUploadUrl(name);
      assert.equal((error as Refusal)?.statusCode, '403');
      await scene.put(name);
      assert.equal(((await scene.papers().createSignedUploadUrl(name)).error as Refusal)?.statusCode, '409');
    });
  });

  method('storage.from().uploadToSignedUrl()', 'works', (it) => {
    it('takes the file from whoever has the token, once, and for no other name', async () => {
      const name = scene.own();
      const token = (await scene.papers().createSignedUploadUrl(name)).data?.token ?? '';
      const nobody = scene.papers(scene.target.client());
      assert.equal(
        ((await nobody.uploadToSignedUrl(scene.own(), token, text('x'))).error as Refusal)?.statusCode,
        '400',
      );
      const { data } = await nobody.uploadToSignedUrl(name, token, text('hello'));
      assert.deepEqual([data?.path, await scene.read(name)], [name, 'hello']);
      assert.equal(((await nobody.uploadToSignedUrl(name, token, text('x'))).error as Refusal)?.statusCode, '409');
    });
    it('writes over with a token made for that', async () => {
      const name = await scene.put();
      const token = (await scene.papers().createSignedUploadUrl(name, { upsert: true })).data?.token ?? '';
      assert.equal((await scene.papers(scene.boris).uploadToSignedUrl(name, token, text('new'))).error, null);
      assert.equal(await scene.read(name), 'new');
    });
  });

  method('storage.from().getPublicUrl()', 'works', (it) => {
    it('is answered without any key in a public bucket, and in no other', async () => {
      const name = await scene.put(scene.own('png'), new Blob([png], { type: 'image/png' }), 'pictures');
      const { publicUrl } = scene.anna.storage.from('pictures').getPublicUrl(name).data;
      const answer = await fetch(publicUrl);
      assert.deepEqual(
        [answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength],
        [200, 'image/png', png.byteLength],
      );
      assert.match(answer.headers.get('cache-control') ?? '', /max-age=3600/);
      const tag = answer.headers.get('etag') ?? '';
      assert.equal((await fetch(publicUrl, { headers: { 'if-none-match': tag } })).status, 304);
      const part = await fetch(publicUrl, { headers: { range: 'bytes=1-3' } });
      assert.deepEqual(
        [part.status, part.headers.get('content-range'), await part.text()],
        [206, `bytes 1-3/${png.byteLength}`, 'PNG'],
      );
      const closed = await fetch(scene.papers().getPublicUrl(await scene.put()).data.publicUrl);
      assert.equal(closed.status, 400);
    });
    it('offers a file to be saved under any name', async () => {
      const name = await scene.put(scene.own(), text('x'), 'pictures');
      const { publicUrl } = scene.anna.storage.from('pictures').getPublicUrl(name, { download: 'Отчёт «1».txt' }).data;
      const disposition = (await fetch(publicUrl)).headers.get('content-disposition') ?? '';
      const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? '';
      assert.equal(decodeURIComponent(encoded), 'Отчёт «1».txt');
    });
  });

  const transformed = 'TransformOptions of download(), createSignedUrl() and getPublicUrl()';
  method(transformed, { differs: 'WebP by Accept; a picture is never enlarged' }, (it) => {
    const drawn = () => sharp({ create: { width: 200, height: 100, channels: 3, background: '#1368ce' } });
    const upload = async () =>
      scene.put(
        scene.own('png'),
        new Blob([new Uint8Array(await drawn().png().toBuffer())], { type: 'image/png' }),
        'pictures',
      );
    const sizeOf = async (bytes: ArrayBuffer | undefined) => {
      const { format, height, width } = await sharp(Buffer.from(bytes ?? new ArrayBuffer(0))).metadata();
      return [format, width, height];
    };
    it('gives a picture in another size, by each of the three ways', async () => {
      const name = await upload();
      const pictures = scene.anna.storage.from('pictures');
      const transform = { width: 50, height: 50, format: 'origin' } as const;
      const downloaded = (await pictures.download(name, { transform })).data;
      assert.deepEqual(await sizeOf(await downloaded?.arrayBuffer()), ['png', 50, 50]);
      const contain = { ...transform, resize: 'contain' } as const;
      const open = await fetch(pictures.getPublicUrl(name, { transform: contain }).data.publicUrl);
      assert.deepEqual(await sizeOf(await open.arrayBuffer()), ['png', 50, 25]);
      const fill = { ...transform, resize: 'fill' } as const;
      const { data } = await pictures.createSignedUrl(name, 60, { transform: fill });
      const signed = await fetch(data?.signedUrl ?? '');
      assert.deepEqual(await sizeOf(await signed.arrayBuffer()), ['png', 50, 50]);
    });
    it('takes a smaller format where the caller does', async () => {
      const name = await upload();
      const { publicUrl } = scene.anna.storage.from('pictures').getPublicUrl(name, { transform: { width: 20 } }).data;
      const answer = await fetch(publicUrl, { headers: { accept: 'image/webp,*/*' } });
      assert.equal(answer.headers.get('content-type'), 'image/webp');
      assert.deepEqual(await sizeOf(await answer.arrayBuffer()), ['webp', 20, 10]);
    });
    it('shows as much of a damaged picture as there is', async () => {
      const whole = new Uint8Array(await drawn().jpeg().toBuffer());
      const half = new Blob([whole.slice(0, whole.length * 0.7)], { type: 'image/jpeg' });
      const name = await scene.put(scene.own('jpg'), half, 'pictures');
      const { publicUrl } = scene.anna.storage.from('pictures').getPublicUrl(name, { transform: { width: 20 } }).data;
      const answer = await fetch(publicUrl);
      assert.equal(answer.status, 200);
      assert.deepEqual(await sizeOf(await answer.arrayBuffer()), ['jpeg', 20, 10]);
    });
    it('refuses what is no picture, and sizes that are none', async () => {
      const pictures = scene.anna.storage.from('pictures');
      const word = await scene.put(scene.own(), text('hello'), 'pictures');
      const broken = await fetch(pictures.getPublicUrl(word, { transform: { width: 20 } }).data.publicUrl);
      assert.deepEqual([broken.status, (await broken.json()).statusCode], [400, '400']);
      const { publicUrl } = pictures.getPublicUrl(await upload(), { transform: { quality: 1 } }).data;
      assert.equal((await fetch(publicUrl)).status, 400);
    });
    it('asks the policies as for the whole file', async () => {
      const { data } = await scene.papers(scene.admin).download(await scene.put(scene.own('png'), new Blob([png])), {
        transform: { width: 1 },
      });
      assert.equal(data === null, false);
      const { error } = await scene.papers(scene.boris).download(await scene.put(scene.own('png'), new Blob([png])), {
        transform: { width: 1 },
      });
      assert.equal(error === null, false);
    });
  });
}
