import { deflateSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';

/**
 * Small files of the demo college, the same at every start: each is what its name says, so that it opens wherever it is
 * downloaded.
 */

export interface DemoFile {
  readonly bytes: Uint8Array;
  /** Media type as Storage keeps it. */
  readonly type: string;
}

const other = 'application/octet-stream';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const textFile = (text: string): DemoFile => ({ bytes: utf8(text), type: other });

/** A table as spreadsheets save it for others. */
export const csvFile = (rows: readonly (readonly string[])[]): DemoFile =>
  textFile(`\ufeff${rows.map((row) => row.join(';')).join('\r\n')}\r\n`);

const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const zipped = (parts: Readonly<Record<string, string>>): DemoFile => ({
  bytes: zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), {
    mtime: '2026-01-01T00:00:00',
  }),
  type: other,
});

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const officeTypes = 'application/vnd.openxmlformats-officedocument';
const officeRelation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
const officeParts = (part: string, type: string) => ({
  '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${part}" ContentType="${officeTypes}.${type}"/></Types>`,
  '_rels/.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${officeRelation}" Target="${part}"/></Relationships>`,
});

/** A text of an office suite. */
export const docxFile = (paragraphs: readonly string[]): DemoFile =>
  zipped({
    ...officeParts('word/document.xml', 'wordprocessingml.document.main+xml'),
    'word/document.xml': `${xml}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs
      .map((text) => `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`)
      .join('')}</w:body></w:document>`,
  });

export const archiveFile = (files: Readonly<Record<string, string>>): DemoFile => zipped(files);

/** Names by which fonts know the Russian letters; the first is «А» and «а». */
const glyphs = Array.from({ length: 32 }, (_, n) => [
  `afii${10017 + n + (n > 5 ? 1 : 0)}`,
  `afii${10065 + n + (n > 5 ? 1 : 0)}`,
]);

/** How wide these letters are in Helvetica, in thousandths of its size: the capitals, then the small ones. */
const russianWidths = [
  667, 656, 667, 542, 677, 667, 923, 604, 719, 719, 583, 656, 833, 722, 778, 719, 667, 722, 611, 635, 760, 667, 740,
  667, 917, 938, 792, 885, 656, 719, 1010, 722, 556, 573, 531, 365, 583, 556, 670, 458, 559, 559, 438, 583, 688, 552,
  556, 542, 556, 500, 458, 500, 823, 500, 573, 521, 802, 823, 625, 719, 521, 510, 750, 542,
];
const narrow: Readonly<Record<number, number>> = {
  32: 278,
  40: 333,
  41: 333,
  44: 278,
  46: 278,
  58: 278,
  151: 1000,
  185: 1073,
};
/** Of the signs from the space to «я». */
const widths = Array.from({ length: 224 }, (_, n) => (n >= 160 ? russianWidths[n - 160] : (narrow[n + 32] ?? 556)));

/** Letters of Windows-1251, which the font of a PDF is told to draw. */
function inPdf(text: string): string {
  const signs = [...text].map((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code >= 0x410 && code <= 0x44f) return code - 0x350;
    return code < 0x80 ? code : ({ '№': 0xb9, '—': 0x97, '«': 0xab, '»': 0xbb }[sign] ?? 0x20);
  });
  return `<${signs.map((code) => code.toString(16).padStart(2, '0')).join('')}>`;
}

/** A PDF with a page for each list of lines, the first of which is its title. */
export function pdfFile(pages: readonly (readonly string[])[]): DemoFile {
  const differences =
    glyphs.map(([capital]) => `/${capital}`).join('') + glyphs.map(([, small]) => `/${small}`).join('');
  const font = `<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 32/LastChar 255/Widths[${widths.join(' ')}]/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[185/afii61352 192${differences}]>>>>`;
  const first = 4;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, n) => `${first + n * 2} 0 R`).join(' ')}]>>`,
    font,
    ...pages.flatMap((lines, n) => {
      const drawn = lines
        .map((line, place) => `BT /F ${place === 0 ? 20 : 12} Tf 60 ${760 - place * 26} Td ${inPdf(line)} Tj ET`)
        .join('\n');
      const content = `0.86 0.9 0.98 rg 0 800 595 42 re f 0.1 0.13 0.2 rg\n${drawn}`;
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents ${first + n * 2 + 1} 0 R>>`,
        `<</Length ${content.length}>>stream\n${content}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, n) => {
    const place = text.length;
    text += `${n + 1} 0 obj${object}endobj\n`;
    return place;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`;
  text += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return { bytes: utf8(text), type: 'application/pdf' };
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  const framed = Buffer.alloc(8 + body.length);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4 + body.length);
  return framed;
}

/** A picture of a network: boxes on a ground, joined by lines. */
export function pngFile(width: number, height: number): DemoFile {
  const boxes = [
    [0.42, 0.1, 0.16, 0.16],
    [0.1, 0.6, 0.16, 0.2],
    [0.42, 0.6, 0.16, 0.2],
    [0.74, 0.6, 0.16, 0.2],
  ] as const;
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [h, v] = [x / width, y / height];
      const inBox = boxes.some(([left, top, wide, tall]) => h > left && h < left + wide && v > top && v < top + tall);
      const onLine =
        (Math.abs(v - 0.43) < 0.008 && h > 0.18 && h < 0.82) ||
        (v > 0.26 && v < 0.43 && Math.abs(h - 0.5) < 0.006) ||
        (v > 0.43 && v < 0.6 && [0.18, 0.5, 0.82].some((at) => Math.abs(h - at) < 0.006));
      const colour = inBox ? [49, 76, 190] : onLine ? [110, 120, 150] : [238, 242 - Math.round(v * 10), 252];
      for (const [place, value] of colour.entries()) raw[y * (width * 3 + 1) + 1 + x * 3 + place] = value;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', new Uint8Array()),
  ]);
  return { bytes: new Uint8Array(bytes), type: 'image/png' };
}

/** A recording: tones, one after another. */
export function wavFile(seconds: number): DemoFile {
  const rate = 8000;
  const count = rate * seconds;
  const bytes = Buffer.alloc(44 + count);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + count, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(count, 40);
  for (let n = 0; n < count; n++) {
    const tone = [440, 554, 659, 880][Math.floor(n / rate) % 4] ?? 440;
    bytes[44 + n] = 128 + Math.round(50 * Math.sin((2 * Math.PI * tone * n) / rate) * (1 - (n % rate) / rate));
  }
  return { bytes: new Uint8Array(bytes), type: 'audio/wav' };
}
