import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { withoutPlace } from './boxes.ts';
import { inspect } from './inspect.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function box(type: string, ...content: Uint8Array[]): Uint8Array {
  const inside = joined(...content);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, inside.length + 8);
  return joined(head, latin(type), inside);
}

/** A box whose length is written with 64 bits, as of one over 4 GB. */
function longBox(type: string, ...content: Uint8Array[]): Uint8Array {
  const inside = joined(...content);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(inside.length + 16));
  return joined(new Uint8Array([0, 0, 0, 1]), latin(type), length, inside);
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
const holds = (bytes: Uint8Array, words: string) => new TextDecoder('latin1').decode(bytes).includes(words);

/** A red picture of 16 × 8 pixels with EXIF, as libaom and libheif write it. */
const avif = Uint8Array.from(
  atob(
    'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAARdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAA' +
      'AERAAAIAAQAAAAABOwABAAAAAAAAACQAAgAAAAABXwABAAAAAAAAARwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABhdjAxAAAAABVpbmZl' +
      'AgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAAVmlwcnAAAAA4aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkA' +
      'AAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAgMAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAUhtZGF0EgAKCDgMv7SAhoNIMhYawmLk4AAU' +
      'AACwn85edXX7pOexluvAAAAABkV4aWYAAElJKgAIAAAACAAOAQIAEAAAAH4AAAASAQMAAQAAAAEAAAAaAQUAAQAAAG4AAAAbAQUAAQAAAHYAAAAo' +
      'AQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAI4AAAAliAQAAQAAANwAAAAAAAAAOGMAAOgDAAA4YwAA6AMAAEdQUyA1NS43NSAzNy42MQAG' +
      'AACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAEAAAAAOgBAABAAAACAAAAAAAAAACAAEAAgAC' +
      'AAAATgAAAAIABQADAAAA+gAAAAAAAAA3AAAAAQAAAC0AAAABAAAAAAAAAAEAAAA=',
  ),
  (letter) => letter.charCodeAt(0),
);

async function pixels(bytes: Uint8Array<ArrayBuffer>): Promise<number[]> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/avif' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return [bitmap.width, bitmap.height, ...context.getImageData(0, 0, bitmap.width, bitmap.height).data];
}

/** A film whose words stand in its description and in that of a track, before or after what is played. */
function film(brand: string, isDescribedFirst: boolean): Uint8Array<ArrayBuffer> {
  const words = box('udta', box('\xa9xyz', latin('\0\x0f\x15\xc7+55.75+037.61/')));
  const keys = longBox('meta', box('ilst', latin('+55.75+037.61/')));
  const description = box('moov', box('mvhd', latin('how long')), box('trak', box('tkhd', latin('wide')), words), keys);
  const sound = box('mdat', latin('what is played'));
  const rest = isDescribedFirst ? [description, sound] : [sound, description];
  return joined(box('ftyp', latin(`${brand}\0\0\0\0`)), ...rest, box('uuid', latin('0123456789abcdef +55.75')));
}

/** The boxes beside each other, by type and end. */
function topLevel(bytes: Uint8Array): [type: string, end: number][] {
  const found: [string, number][] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = new TextDecoder('latin1').decode(bytes.subarray(at + 4, at + 8));
    at += new DataView(bytes.buffer, at).getUint32(0);
    found.push([type, at]);
  }
  return found;
}

describe('C6 where a photograph or a film was taken', () => {
  it('is not in an AVIF that is sent, whose pixels stay', async () => {
    expect(holds(avif, 'GPS 55.75')).to.equal(true);
    const looked = await inspect(new File([avif], 'a.avif'));
    if (looked.refused) throw new Error(looked.refused);
    const clean = await bytesOf(looked.original);
    expect(holds(clean, 'GPS')).to.equal(false);
    expect(clean.length).to.equal(avif.length);
    expect(await pixels(clean)).to.deep.equal(await pixels(avif));
    expect([looked.file.kind, looked.file.width, looked.file.height]).to.deep.equal(['picture', 16, 8]);
  });

  it('is not in the HEIC of a telephone', async () => {
    const heic = avif.slice();
    heic.set(latin('heic'), 8);
    const looked = await inspect(new File([heic], 'IMG_0001.HEIC'));
    if (looked.refused) throw new Error(looked.refused);
    const clean = await bytesOf(looked.original);
    expect(holds(clean, 'GPS')).to.equal(false);
    expect(clean.subarray(0, 0x15f)).to.deep.equal(heic.subarray(0, 0x15f));
  });

  for (const [brand, isDescribedFirst] of [
    ['isom', true],
    ['qt  ', false],
  ] as const) {
    it(`is not in a film of ${brand.trim()}, which plays as before`, async () => {
      const whole = film(brand, isDescribedFirst);
      const clean = await bytesOf(await withoutPlace(new Blob([whole])));
      expect(holds(clean, '55.75')).to.equal(false);
      expect(topLevel(clean)).to.deep.equal(
        topLevel(whole).map(([type, end]) => [type === 'uuid' ? 'free' : type, end]),
      );
      for (const words of ['how long', 'wide', 'what is played']) {
        expect(new TextDecoder('latin1').decode(clean).indexOf(words), words).to.equal(
          new TextDecoder('latin1').decode(whole).indexOf(words),
        );
      }
    });
  }

  it('leaves songs and raw pictures as they are', async () => {
    const song = film('M4A ', true);
    const looked = await inspect(new File([song], 'Гимн.m4a'));
    expect(looked.refused === undefined && (await bytesOf(looked.original))).to.deep.equal(song);
    const raw = film('crx ', true);
    expect(await bytesOf(await withoutPlace(new Blob([raw])))).to.deep.equal(raw);
  });

  it('of a file that was cut or altered anywhere: nothing throws, and no byte moves', async () => {
    const whole = [avif, film('isom', true), film('qt  ', false)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        async (bytes, length, changes) => {
          const altered = bytes.slice(0, 12 + (length % bytes.length));
          for (const [at, value] of changes) altered[12 + (at % Math.max(1, altered.length - 12))] = value;
          expect((await withoutPlace(new Blob([altered]))).size).to.equal(altered.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
