import { expect } from '@esm-bundle/chai';
import { html, LitElement } from 'lit';
import { type Stage, stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { type AttachedFile, fileOf } from '../../files/file.ts';
import { RecordedEvent } from '../../files/voice/voice-recorder.ts';
import { Attachments } from './attachments.ts';

class Host extends LitElement {
  sending: (() => Promise<void>) | null = null;
  readonly attachments = new Attachments(this, {
    fetch: async (code) => {
      await code();
      return true;
    },
    mayAttach: () => true,
    onVoice: (event) => {
      if (this.sending) event.take(this.sending());
    },
  });

  override render() {
    return html`${this.attachments.tray('chat')}`;
  }
}
customElements.define('attachments-host', Host);

describe('C6 what is attached', () => {
  let stage: Stage;
  let host: Host;
  const { reportError } = globalThis;

  beforeEach(async () => {
    stage = stageFor('person-alina');
    host = new Host();
    stage.place.append(host);
    await host.attachments.use();
  });
  afterEach(() => {
    globalThis.reportError = reportError;
    stage.stop();
    localStorage.clear();
  });

  const waiting = async () => (await host.attachments.holder?.waiting())?.map(({ name }) => name);

  it('waits again when its message is not kept', async () => {
    host.attachments.add([new File(['план'], 'план.txt')]);
    await until(() => host.attachments.count === 1, 'it is chosen');
    let sent: readonly AttachedFile[] = [];
    const failure = new TypeError('no code');
    const sending = host.attachments.send((files) => {
      sent = files;
      return Promise.reject(failure);
    });
    expect(await sending.catch((error: unknown) => error)).to.equal(failure);
    expect(sent.map(({ name }) => name)).to.deep.equal(['план.txt']);
    expect(await waiting()).to.deep.equal(['план.txt']);
    await host.attachments.send(async () => {});
    expect(await waiting()).to.deep.equal([]);
  });

  for (const why of ['the page keeps it back', 'it is not kept'] as const) {
    it(`a recording waits to be sent when ${why}`, async () => {
      const reported: unknown[] = [];
      globalThis.reportError = (error) => void reported.push(error);
      const failure = new TypeError('no code');
      host.sending = why === 'it is not kept' ? () => Promise.reject(failure) : null;
      const tray = host.attachments.holder;
      await tray?.record();
      const recorder = await until(() => tray?.renderRoot.querySelector('sferum-voice-recorder'), 'the recorder');
      const file = fileOf({ id: crypto.randomUUID(), kind: 'voice', name: 'голос.ogg' });
      const prepared = { file, original: new Blob(['o']), smaller: new Map() };
      recorder.dispatchEvent(new RecordedEvent(prepared));
      await until(() => host.attachments.count === 1, 'it waits');
      expect(await waiting()).to.deep.equal(['голос.ogg']);
      expect(reported).to.deep.equal(why === 'it is not kept' ? [failure] : []);
    });
  }
});
