import { expect } from '@esm-bundle/chai';
import { secretFrom } from './invitation-secret.ts';

const token = `${'Ab_-'.repeat(10)}xyz`;
const link = `https://college.example/join.html?invite=${token}`;

describe('R4 The secret of an invitation', () => {
  const behind = [
    '',
    '.',
    ',',
    ')',
    '».',
    '”',
    "'",
    '…',
    ' ',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u2069',
    '!',
    '_',
    '-',
    ';)',
  ];
  for (const sign of behind) {
    it(`R4 is found with ${JSON.stringify(sign)} behind it, in a token, an address and a code`, () => {
      expect(secretFrom(token + sign)).to.equal(token);
      expect(secretFrom(link + sign)).to.equal(token);
      expect(secretFrom(`7KQ4-M2TX${sign}`)).to.match(/^7KQ4-M2TX/);
    });
  }

  const written = [
    `Вступайте: «${link}»`,
    `${link}&utm_source=mail#top`,
    `https://college.example/?page=1&invite=${token}`,
    `https://away.example/?to=${encodeURIComponent(link)}&x=1`,
    `${link.slice(0, 60)}\r\n ${link.slice(60)}`,
    `${link.slice(0, 60)}\u00ad${link.slice(60, 70)}\u200b${link.slice(70)}`,
    `«${token}»`,
    `\u2068${link}\u2069`,
  ];
  for (const text of written) {
    it(`R4 is found in ${JSON.stringify(text)}`, () => {
      expect(secretFrom(text)).to.equal(token);
    });
  }

  it('R4 is not there in signs alone', () => {
    for (const text of ['', ' ', '.', '\u200b', '«»', '-—']) expect(secretFrom(text)).to.equal('');
  });
});
