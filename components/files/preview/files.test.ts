import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { type AttachedFile, fileOf } from '../file.ts';
import { encodePlaceholder } from '../placeholder.ts';
import { encodeWave } from '../wave.ts';
import './files.ts';
import type { Files } from './files.ts';
import { LinksStore } from './links-store.ts';

const grey = encodePlaceholder(new Uint8ClampedArray(Array.from({ length: 32 * 4 }, () => 128)), 8);
const stored = (of: Partial<AttachedFile>): AttachedFile => ({
  ...fileOf({ id: crypto.randomUUID(), kind: 'file', name: 'Вопросы.pdf' }),
  bytes: 219_136,
  type: 'application/octet-stream',
  path: `college/chat/${crypto.randomUUID()}`,
  ...of,
});
const photo = (name: string, of: Partial<AttachedFile> = {}) =>
  stored({
    kind: 'picture',
    name,
    type: 'image/jpeg',
    width: 1600,
    height: 800,
    previews: [400, 1280],
    placeholder: grey,
    ...of,
  });

describe('C6 <sferum-files>', () => {
  let element: Files;
  let end: () => void;
  let asked: string[];

  beforeEach(() => {
    asked = [];
    const { place, backend, stop } = stageFor('alina');
    end = stop;
    const pixel = `data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=`;
    backend.once(
      'links:chat-files',
      () =>
        new LinksStore(
          {
            sign: async (_bucket, objects) => {
              asked.push(...objects);
              return new Map(
                objects.filter((object) => !object.includes('gone')).map((object) => [object, `${pixel}#`]),
              );
            },
          },
          'chat-files',
        ),
    );
    element = document.createElement('sferum-files');
    place.append(element);
  });
  afterEach(() => end());

  async function draw(...files: AttachedFile[]): Promise<ShadowRoot> {
    element.files = files;
    await element.updateComplete;
    if (!element.shadowRoot) throw new Error('not drawn');
    return element.shadowRoot;
  }

  it('keep their place from the first drawing on, whatever their shape', async () => {
    for (const [width, height] of [
      [1600, 800],
      [800, 1600],
      [100, 60_000],
      [60_000, 100],
    ] as const) {
      const root = await draw(photo('a.jpg', { width, height }));
      const before = root.querySelector('.single')?.getBoundingClientRect();
      await until(() => root.querySelector<HTMLImageElement>('img')?.complete, 'the picture');
      const after = root.querySelector('.single')?.getBoundingClientRect();
      expect(after?.toJSON()).to.deep.equal(before?.toJSON());
      expect(after?.height).to.be.lessThan(1200);
      expect(after?.width).to.be.at.most(340);
    }
  });

  it('are asked for together, in the size that is shown, never the originals', async () => {
    const files = ['a', 'b', 'c'].map((name) => photo(`${name}.jpg`));
    const root = await draw(...files);
    await until(() => root.querySelectorAll('img').length === 3, 'three pictures');
    expect(asked).to.deep.equal(files.map(({ path }) => `${path}/p400`));
    asked = [];
    await draw(photo('d.jpg'));
    await until(() => asked.length > 0, 'a link');
    expect(asked[0]?.endsWith('/p1280')).to.equal(true);
  });

  it('that are gone are told in words', async () => {
    const root = await draw(stored({ path: 'gone' }));
    root.querySelector<HTMLElement>('button.row')?.click();
    await until(() => root.querySelector('[role=alert]'), 'a sentence');
    expect(root.querySelector('[role=alert]')?.textContent).to.equal('Файл недоступен');
  });

  it('open by keyboard, one after another, larger and smaller, and give the focus back', async () => {
    const root = await draw(photo('a.jpg'), photo('b.jpg'));
    const first = await until(() => root.querySelector<HTMLElement>('.tile'), 'a tile');
    first.focus();
    first.click();
    const box = await until(
      () => root.querySelector('sferum-lightbox')?.shadowRoot?.querySelector('dialog[open]'),
      'the viewer',
    );
    const press = (key: string) =>
      box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const title = () => box.querySelector('h2')?.textContent?.replace(/\s+/g, ' ').trim();
    await until(() => title() === 'a.jpg1 из 2', 'the first');
    press('ArrowRight');
    await until(() => title() === 'b.jpg2 из 2', 'the second');
    const width = () => box.querySelector('.picture')?.getBoundingClientRect().width ?? 0;
    const before = width();
    press('+');
    await until(() => width() > before * 1.4, 'larger');
    press('0');
    await until(() => Math.abs(width() - before) < 1, 'as it was');
    expect(await axeFaults(element)).to.deep.equal([]);
    (box as HTMLDialogElement).close();
    await until(() => !root.querySelector('sferum-lightbox'), 'the end');
    expect(root.activeElement).to.equal(first);
  });

  it('have names for those who do not see them', async () => {
    const levels = Array.from({ length: 60 }, (_, n) => Math.abs(Math.sin(n)));
    const root = await draw(
      photo('Доска.jpg'),
      stored({ kind: 'video', type: 'video/mp4', name: 'Опыт.mp4', width: 640, height: 360, duration: 65_000 }),
      stored({
        kind: 'voice',
        type: 'audio/mp4',
        name: 'Голосовое сообщение.m4a',
        duration: 24_000,
        wave: encodeWave(levels),
      }),
      stored({ kind: 'audio', type: 'audio/mpeg', name: 'Лекция.mp3', duration: 3_600_000 }),
      stored({}),
    );
    const label = (button: Element) => button.getAttribute('aria-label') ?? button.querySelector('.words')?.textContent;
    expect([...root.querySelectorAll('button')].map(label)).to.deep.equal([
      'Открыть: Фото, 1 из 2, Доска.jpg',
      'Воспроизвести: Видео, 2 из 2, Опыт.mp4, 1:05',
      'Скачать: Вопросы.pdf214\u00a0КБ',
    ]);
    const [voice] = root.querySelectorAll('sferum-player');
    await voice?.updateComplete;
    expect(voice?.shadowRoot?.querySelector('button')?.getAttribute('aria-label')).to.equal('Слушать, 0:24');
    expect(voice?.shadowRoot?.querySelectorAll('rect').length).to.equal(60);
    expect(await axeFaults(element)).to.deep.equal([]);
  });
});
