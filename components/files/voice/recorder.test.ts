import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { files as strings } from '../../locales/ru/files/files.ts';
import { formatDuration } from '../format.ts';
import type { Prepared } from '../inspect/inspect.ts';
import { decodeWave, encodeWave, mostBars } from '../wave.ts';
import { MicrophoneError, Recorder } from './recorder.ts';
import './voice-recorder.ts';
import type { RecordedEvent, VoiceRecorder } from './voice-recorder.ts';

const quiet = { onChange: () => {}, onLost: () => {} };
const { getUserMedia } = MediaDevices.prototype;

describe('C6 a voice', () => {
  afterEach(() => {
    MediaDevices.prototype.getUserMedia = getUserMedia;
  });

  it('is recorded with its length and its wave, in a container that says how long it is', async () => {
    const recorder = await Recorder.start(quiet);
    await until(() => recorder.levels.length >= 5, 'levels');
    recorder.pause();
    const paused = recorder.length;
    expect(recorder.isPaused).to.equal(true);
    recorder.resume();
    await until(() => recorder.length > paused + 200, 'going on');
    const { file, original } = await recorder.finish('Голосовое сообщение');
    expect([file.kind, file.type, file.name]).to.deep.equal(['voice', 'audio/mp4', 'Голосовое сообщение.m4a']);
    expect(decodeWave(file.wave).length).to.be.greaterThan(4);
    const audio = new Audio(URL.createObjectURL(original));
    await new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }));
    expect(Number.isFinite(audio.duration)).to.equal(true);
    expect(Math.abs(audio.duration * 1000 - (file.duration ?? 0))).to.be.lessThan(500);
  });

  for (const [name, problem] of [
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
  ] as const) {
    it(`is not recorded when the microphone is ${problem}, and that is told`, async () => {
      MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('', name));
      const error = await Recorder.start(quiet).catch((thrown: unknown) => thrown);
      expect(error instanceof MicrophoneError && error.problem).to.equal(problem);
      const element = put();
      await until(() => element.shadowRoot?.querySelector('[role=alert]'), 'a sentence');
      expect(element.shadowRoot?.textContent).to.contain(strings.microphone[problem]);
      expect(await axeFaults(element)).to.deep.equal([]);
      element.remove();
    });
  }

  it('is kept when the microphone is pulled out, to be listened to and sent', async () => {
    let stream: MediaStream | undefined;
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      stream = await getUserMedia.call(this, constraints);
      return stream;
    };
    const element = put();
    await until(() => /0:01/.test(element.shadowRoot?.textContent ?? ''), 'a second');
    for (const track of stream?.getTracks() ?? []) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
    await until(() => element.shadowRoot?.querySelector('[role=alert]'), 'a sentence');
    expect(element.shadowRoot?.textContent).to.contain(strings.microphone.lost);
    const recorded = new Promise<RecordedEvent>((resolve) =>
      element.addEventListener('recorded', (event) => resolve(event as RecordedEvent), { once: true }),
    );
    element.shadowRoot?.querySelector<HTMLElement>('button.filled')?.click();
    const { prepared } = await recorded;
    expect(prepared.original.size).to.be.greaterThan(0);
    element.remove();
  });

  it('is kept when the recorder is taken away in the middle, but not when it was deleted', async () => {
    const kept: Prepared[] = [];
    const record = async () => {
      const element = put();
      element.keep = (prepared) => kept.push(prepared);
      await until(() => /0:01/.test(element.shadowRoot?.textContent ?? ''), 'a second');
      return element;
    };
    const [deleted, left] = await Promise.all([record(), record()]);
    deleted.addEventListener('closed', () => deleted.remove());
    deleted.shadowRoot?.querySelector<HTMLElement>(`[aria-label="${strings.deleteRecording}"]`)?.click();
    expect(deleted.isConnected).to.equal(false);
    left.remove();
    await until(() => kept.length > 0, 'what was recorded');
    expect(kept.map(({ file }) => [file.kind, (file.duration ?? 0) >= 500])).to.deep.equal([['voice', true]]);
  });

  it('is recorded by keyboard alone: Escape pauses and deletes nothing', async () => {
    const element = put();
    const root = await until(
      () => element.shadowRoot?.querySelector('[role=timer]') && element.shadowRoot,
      'the recorder',
    );
    await until(() => root.activeElement?.getAttribute('aria-label') === 'Отправить', 'the focus');
    root.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    await until(() => root.querySelector(`[aria-label="${strings.resumeRecording}"]`), 'the pause');
    expect(await axeFaults(element)).to.deep.equal([]);
    element.remove();
  });

  it('has a wave of so many bars at most, none above the loudest', () => {
    for (const count of [0, 1, 5, mostBars, 1000]) {
      const wave = decodeWave(encodeWave(Array.from({ length: count }, (_, n) => n / 10_000)));
      expect(wave.length).to.equal(Math.min(count, mostBars));
      expect(Math.max(0, ...wave)).to.be.at.most(1);
    }
    expect(decodeWave('<svg>')).to.deep.equal([]);
    expect([0, 9_400, 61_000, 3_723_000].map(formatDuration)).to.deep.equal(['0:00', '0:09', '1:01', '1:02:03']);
  });

  function put(): VoiceRecorder {
    const element = Object.assign(document.createElement('sferum-voice-recorder'), {
      strings,
      labels: { send: 'Отправить', close: 'Закрыть' },
    });
    document.body.append(element);
    return element;
  }
});
