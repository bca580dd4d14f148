import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { mostBytes } from '../file.ts';
import { cleanName, extensionOf } from '../names.ts';
import { decodePlaceholder } from '../placeholder.ts';
import { contentOf } from './content-type.ts';
import { inspect, type Prepared } from './inspect.ts';
import { withoutMetadata } from './metadata.ts';
import { pictureSize } from './picture-header.ts';
import { squarePicture } from './square-picture.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const big = (...values: number[]) =>
  new Uint8Array(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));

/** Bytes in one piece. */
function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A picture with something to see in it, as this browser writes it. */
async function picture(type: string, width = 40, height = 20): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#c03020';
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = '#2030c0';
  context.fillRect(width / 2, 0, width / 2, height / 2);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

async function pixels(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** An EXIF segment of a JPEG: how it is to be turned, and where it was taken. */
function exif(orientation: number): Uint8Array {
  const tiff = joined(
    latin('MM\0*'),
    big(8),
    new Uint8Array([0, 2, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]),
    big(0),
    latin('GPS 55.75 37.61'),
  );
  const body = joined(latin('Exif\0\0'), tiff);
  return joined(new Uint8Array([0xff, 0xe1, 0, body.length + 2]), body);
}

const chunk = (name: string, data: Uint8Array) => joined(big(data.length), latin(name), data, big(0));
const holds = (bytes: Uint8Array, words: string) => new TextDecoder('latin1').decode(bytes).includes(words);
const file = (bytes: Uint8Array<ArrayBuffer>, name: string, type = '') => new File([bytes], name, { type });

async function prepared(chosen: File): Promise<Prepared> {
  const looked = await inspect(chosen);
  if (looked.refused) throw new Error(looked.refused);
  return looked;
}

describe('C6 files before they are sent', () => {
  describe('names', () => {
    for (const [name, wanted] of [
      ['отчёт\u202Egnp.exe', 'отчёт gnp.exe'],
      ['  a\n\tb\u0000.txt ', 'a b .txt'],
      ['\u200b', '—'],
      ['й.txt', 'й.txt'],
    ] as const) {
      it(`${JSON.stringify(name)} is shown as ${JSON.stringify(wanted)}`, () => {
        expect(cleanName(name, '—')).to.equal(wanted);
      });
    }

    it('of 400 characters are cut before their extension', () => {
      const name = cleanName(`${'я'.repeat(400)}.docx`, '—');
      expect([...name].length).to.be.at.most(200);
      expect(name.endsWith('….docx')).to.equal(true);
    });

    it('of any kind are one line with the same extension', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (name) => {
          const clean = cleanName(`${name}.pdf`, '—');
          expect(extensionOf(clean)).to.equal('pdf');
          expect(clean).not.to.match(/[\p{Cc}\u2028\u2029\u202e]/u);
          expect([...clean].length).to.be.at.most(200);
        }),
      );
    });
  });

  describe('content decides what a file is', () => {
    const heads: readonly (readonly [string, string, string])[] = [
      ['\x89PNG\r\n\x1a\n', 'a.txt', 'image/png'],
      ['\xff\xd8\xff\xe0\0\x10JFIF', 'a', 'image/jpeg'],
      ['GIF89a', 'a.png', 'image/gif'],
      ['RIFF\0\0\0\0WEBPVP8 ', 'a', 'image/webp'],
      ['\0\0\0\x20ftypavif\0\0\0\0avifmif1', 'a', 'image/avif'],
      ['\0\0\0\x18ftypheic', 'a.jpg', 'application/octet-stream'],
      ['\0\0\0\x20ftypisom\0\0\x02\0isom', 'a', 'video/mp4'],
      ['\0\0\0\x20ftypM4A \0\0\0\0', 'a', 'audio/mp4'],
      ['\0\0\0\x14ftypqt  ', 'a', 'video/quicktime'],
      ['OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0OpusHead', 'a', 'audio/ogg'],
      ['ID3\x03\0', 'a', 'audio/mpeg'],
      ['%PDF-1.7', 'a', 'application/pdf'],
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">', 'a.svg', 'application/octet-stream'],
      ['<!doctype html><script>', 'a.png', 'application/octet-stream'],
      ['PK\x03\x04', 'a.docx', 'application/octet-stream'],
      ['просто текст', 'a.jpg', 'application/octet-stream'],
    ];
    for (const [head, name, type] of heads) {
      it(`${JSON.stringify(head.slice(0, 16))} called ${name} is ${type}`, async () => {
        const bytes = joined(latin(head), new Uint8Array(64));
        expect(await contentOf(bytes, name)).to.deep.equal({ type, isDisguised: false });
      });
    }

    for (const head of ['MZ\x90\0', '\x7fELF\x02\x01', '\xcf\xfa\xed\xfe', '#!/bin/sh\n', 'L\0\0\0\x01\x14\x02\0']) {
      it(`a program ${JSON.stringify(head.slice(0, 4))} may not be called like a picture or a document`, async () => {
        const bytes = joined(latin(head), new Uint8Array(64));
        for (const name of ['котик.png', 'отчёт.docx', 'лекция.pdf']) {
          expect((await inspect(file(bytes, name))).refused).to.equal('disguised');
        }
        expect((await inspect(file(bytes, 'setup.exe'))).refused).to.equal(undefined);
      });
    }
  });

  it('empty, too large and unreadable files are refused', async () => {
    expect((await inspect(file(new Uint8Array(), 'a.txt'))).refused).to.equal('empty');
    const huge = file(new Uint8Array(1), 'a.iso');
    Object.defineProperty(huge, 'size', { value: mostBytes + 1 });
    expect((await inspect(huge)).refused).to.equal('tooLarge');
    const folder = file(new Uint8Array(1), 'папка');
    folder.slice = () =>
      Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) });
    expect((await inspect(folder)).refused).to.equal('unreadable');
  });

  it('recordings that say they last more than a day say nothing of it, which no message could carry', async () => {
    const silence = joined(
      latin('RIFF'),
      new Uint8Array([44, 0, 0, 0]),
      latin('WAVEfmt '),
      new Uint8Array([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]),
      latin('data'),
      new Uint8Array([8, 0, 0, 0, 128, 128, 128, 128, 128, 128, 128, 128]),
    );
    expect((await prepared(file(silence, 'тишина.wav'))).file.duration).to.equal(1);
    const own = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'duration') as PropertyDescriptor;
    Object.defineProperty(HTMLMediaElement.prototype, 'duration', { ...own, get: () => 86_401 });
    try {
      expect((await prepared(file(silence, 'тишина.wav'))).file.duration).to.equal(null);
    } finally {
      Object.defineProperty(HTMLMediaElement.prototype, 'duration', own);
    }
  });

  describe('pictures', () => {
    for (const type of ['image/png', 'image/jpeg', 'image/webp']) {
      it(`${type} says its size before it is decoded`, async () => {
        expect(pictureSize(await picture(type, 40, 20), type)).to.deep.equal({ width: 40, height: 20 });
      });
    }

    for (const [width, height] of [
      [30_000, 30_000],
      [10, 65_536],
    ] as const) {
      it(`of ${width} × ${height} pixels are sent as files and never decoded`, async () => {
        const bytes = joined(
          latin('\x89PNG\r\n\x1a\n'),
          chunk('IHDR', joined(big(width, height), new Uint8Array([8, 2, 0, 0, 0]))),
        );
        const { createImageBitmap } = globalThis;
        globalThis.createImageBitmap = () => Promise.reject(new Error('decoded'));
        try {
          const { file: looked } = await prepared(file(bytes, 'карта.png'));
          expect([looked.kind, looked.type, looked.previews]).to.deep.equal(['file', 'image/png', []]);
        } finally {
          globalThis.createImageBitmap = createImageBitmap;
        }
      });
    }

    it('become a square of their middle, without where they were taken', async () => {
      const plain = await picture('image/jpeg', 400, 200);
      const bytes = joined(plain.subarray(0, 2), exif(1), plain.subarray(2));
      const square = await squarePicture(new Blob([bytes]), 64);
      if (!square) throw new Error('no square');
      expect(square.type).to.equal('image/jpeg');
      expect(holds(new Uint8Array(await square.arrayBuffer()), 'GPS 55.75')).to.equal(false);
      const { data, height, width } = await pixels(square);
      expect([width, height]).to.deep.equal([64, 64]);
      const [red = 0, , blue = 0] = data.subarray(4 * 8);
      expect(red, 'the left is red').to.be.greaterThan(blue);
      const [rightRed = 0, , rightBlue = 0] = data.subarray(4 * 56);
      expect(rightBlue, 'the right is blue').to.be.greaterThan(rightRed);
    });

    it('of 30,000 × 30,000 pixels, broken ones and what is none become no square', async () => {
      const size = chunk('IHDR', joined(big(30_000, 30_000), new Uint8Array([8, 2, 0, 0, 0])));
      const whole = await picture('image/png');
      const svg = latin('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="9" height="9"/>');
      for (const bytes of [joined(latin('\x89PNG\r\n\x1a\n'), size), whole.slice(0, 60), svg, new Uint8Array()]) {
        expect(await squarePicture(new Blob([new Uint8Array(bytes)]), 64)).to.equal(null);
      }
    });

    it('that are broken are sent as files', async () => {
      const bytes = (await picture('image/png')).slice(0, 60);
      expect((await prepared(file(bytes, 'a.png'))).file.kind).to.equal('file');
    });

    it('have a placeholder and smaller ones, in their own shape', async () => {
      const { file: looked, smaller } = await prepared(file(await picture('image/png', 1600, 800), 'a.png'));
      expect([looked.kind, looked.width, looked.height]).to.deep.equal(['picture', 1600, 800]);
      expect(looked.previews).to.deep.equal([400, 1280]);
      for (const [side, blob] of smaller) {
        const { width, height } = await createImageBitmap(blob);
        expect([width, height]).to.deep.equal([side, side / 2]);
      }
      const tiny = decodePlaceholder(looked.placeholder);
      expect([tiny?.width, tiny?.height]).to.deep.equal([8, 4]);
      const [red = 0, , blue = 0] = tiny?.data ?? [];
      expect(red).to.be.greaterThan(blue);
      expect(looked.placeholder.length).to.be.at.most(400);
    });

    for (const orientation of [1, 3, 6, 8]) {
      it(`turned by ${orientation} stay so, without where they were taken and with the same pixels`, async () => {
        const plain = await picture('image/jpeg');
        const bytes = joined(plain.subarray(0, 2), exif(orientation), plain.subarray(2));
        expect(holds(bytes, 'GPS 55.75')).to.equal(true);
        const clean = await withoutMetadata(new Blob([bytes]), 'image/jpeg');
        const cleaned = new Uint8Array(await clean.arrayBuffer());
        expect(holds(cleaned, 'GPS 55.75')).to.equal(false);
        const [before, after] = [await pixels(new Blob([bytes], { type: 'image/jpeg' })), await pixels(clean)];
        expect([after.width, after.height]).to.deep.equal([before.width, before.height]);
        expect(after.data).to.deep.equal(before.data);
        const turned = orientation >= 5;
        expect(pictureSize(bytes, 'image/jpeg')).to.deep.equal(
          turned ? { width: 20, height: 40 } : { width: 40, height: 20 },
        );
      });
    }

    it('PNG and WebP lose their texts and nothing else', async () => {
      const png = await picture('image/png');
      const marked = joined(
        png.subarray(0, 33),
        chunk('tEXt', latin('GPS 55.75')),
        chunk('eXIf', latin('GPS 55.75')),
        png.subarray(33),
      );
      const clean = new Uint8Array(await (await withoutMetadata(new Blob([marked]), 'image/png')).arrayBuffer());
      expect(clean).to.deep.equal(png);
      const webp = await picture('image/webp');
      const tail = joined(latin('EXIF'), new Uint8Array([10, 0, 0, 0]), latin('GPS 55.75\0'));
      const longer = joined(webp, tail);
      new DataView(longer.buffer).setUint32(4, longer.length - 8, true);
      const cleaned = new Uint8Array(await (await withoutMetadata(new Blob([longer]), 'image/webp')).arrayBuffer());
      expect(cleaned).to.deep.equal(webp);
    });

    it('cut anywhere neither throw nor change', async () => {
      for (const type of ['image/jpeg', 'image/png', 'image/webp']) {
        const whole = await picture(type);
        for (let length = 1; length < whole.length; length += 7) {
          const part = whole.slice(0, length);
          pictureSize(part, type);
          const clean = await withoutMetadata(new Blob([part]), type);
          expect(clean.size).to.be.at.most(part.length);
        }
      }
    });
  });
});
