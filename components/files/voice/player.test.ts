import { expect } from '@esm-bundle/chai';
import { until } from '../../element/testing/until.ts';
import { files as strings } from '../../locales/ru/files/files.ts';
import { fileOf } from '../file.ts';
import './player.ts';
import type { Player } from './player.ts';

const { pause, play } = HTMLMediaElement.prototype;
const paused = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'paused') as PropertyDescriptor;

/** A second of silence. */
function silence(): string {
  const head = new DataView(new TextEncoder().encode('RIFF    WAVEfmt                     data    ').buffer);
  head.setUint32(4, 8036, true);
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, 8000, true);
  head.setUint32(28, 8000, true);
  head.setUint16(32, 1, true);
  head.setUint16(34, 8, true);
  head.setUint32(40, 8000, true);
  return URL.createObjectURL(new Blob([head, new Uint8Array(8000).fill(128)], { type: 'audio/wav' }));
}

describe('C6 what plays', () => {
  const address = silence();
  const playing = new Set<HTMLMediaElement>();
  let history: HTMLElement;

  beforeEach(() => {
    playing.clear();
    // A browser plays nothing before the first click.
    Object.assign(HTMLMediaElement.prototype, {
      async play(this: HTMLMediaElement) {
        playing.add(this);
        this.dispatchEvent(new Event('play'));
      },
      pause(this: HTMLMediaElement) {
        if (playing.delete(this)) this.dispatchEvent(new Event('pause'));
      },
    });
    Object.defineProperty(HTMLMediaElement.prototype, 'paused', {
      configurable: true,
      get(this: HTMLMediaElement) {
        return !playing.has(this);
      },
    });
    history = document.createElement('div');
    history.attachShadow({ mode: 'open' });
    document.body.append(history);
  });
  afterEach(() => {
    history.remove();
    Object.assign(HTMLMediaElement.prototype, { pause, play });
    Object.defineProperty(HTMLMediaElement.prototype, 'paused', paused);
  });

  const tree = () => history.shadowRoot as ShadowRoot;
  const floating = () => tree().querySelector('sferum-player');
  const named = (player: Player | null, name: string) =>
    [...(player?.shadowRoot?.querySelectorAll('button') ?? [])].find((each) => each.ariaLabel === name);

  /** A row with the files of a message, as a history draws it. */
  async function row(id: string): Promise<{ row: HTMLElement; files: HTMLElement; player: Player }> {
    const player = document.createElement('sferum-player');
    const file = fileOf({ id, kind: 'voice', name: 'голос.ogg', duration: 60_000 });
    Object.assign(player, { file, strings, sign: async () => address });
    const [row, files] = [document.createElement('div'), document.createElement('div')];
    files.attachShadow({ mode: 'open' }).append(player);
    row.append(files);
    tree().append(row);
    await player.updateComplete;
    return { row, files, player };
  }
  async function started(player: Player): Promise<void> {
    player.play();
    await until(() => named(player, strings.stop), 'it plays');
  }

  it('goes on when its row is scrolled away, can be stopped there, and is in its row again when that is back', async () => {
    const first = await row('a');
    await started(first.player);
    const [audio] = playing;
    first.row.remove();
    await until(() => floating(), 'it floats');
    expect([...playing]).to.deep.equal([audio]);
    const back = await row('a');
    expect(floating()).to.equal(null);
    expect(named(back.player, strings.stop)).not.to.equal(undefined);
    expect([...playing]).to.deep.equal([audio]);
    back.row.remove();
    await until(() => named(floating(), strings.endListening), 'it floats again');
    named(floating(), strings.endListening)?.click();
    await until(() => playing.size === 0, 'it ends');
    expect(floating()).to.equal(null);
  });

  it('ends with what it stands in, and when its message is deleted', async () => {
    const deleted = await row('a');
    await started(deleted.player);
    deleted.files.remove();
    await until(() => playing.size === 0, 'it ends');
    expect(floating()).to.equal(null);
    const closed = await row('b');
    await started(closed.player);
    closed.row.remove();
    await until(() => floating(), 'it floats');
    history.remove();
    await until(() => playing.size === 0, 'it ends');
  });

  it('makes way for what plays next', async () => {
    const first = await row('a');
    const second = await row('b');
    await started(first.player);
    first.row.remove();
    await until(() => floating(), 'it floats');
    await started(second.player);
    expect(playing.size).to.equal(1);
  });
});
