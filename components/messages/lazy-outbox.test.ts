import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { until } from '../element/testing/until.ts';
import type { Message } from './conversation.ts';
import { LazyOutbox } from './lazy-outbox.ts';
import { Outbox } from './outbox/outbox.ts';

const message = (id: string, body: string): Message => ({
  id,
  body,
  seq: 1,
  change: 0,
  createdAt: new Date(),
  editedAt: null,
  deletedAt: null,
});

describe('C11 the outbox before its code is there', () => {
  let name: string;
  let undo: (() => void)[];

  beforeEach(() => {
    name = `lazy-outbox-test:${crypto.randomUUID()}`;
    undo = [];
  });
  afterEach(() => {
    for (const step of undo) step();
    indexedDB.deleteDatabase(name);
  });

  function followed(): LazyOutbox {
    const outbox = new LazyOutbox(name);
    undo.push(outbox.subscribe(() => {}));
    return outbox;
  }
  const bodies = ({ state }: LazyOutbox) => state.items.map(({ act }) => act.body);

  it('shows what an earlier page has left, though nobody does anything', async () => {
    await new Outbox(name).send('chat:1', 'Осталось');
    const outbox = followed();
    await until(() => bodies(outbox).includes('Осталось'), 'it is shown');
  });

  it('sends what is done at once by the transport that was registered before, and says when it has arrived', async () => {
    const outbox = followed();
    const arrived: string[] = [];
    undo.push(outbox.onSent((conversation, { body }) => arrived.push(`${conversation} ${body}`)));
    outbox.register('chat', { send: async (_chat, id, body) => message(id, body) });
    await outbox.send('chat:1', 'Привет');
    await until(() => arrived.length > 0, 'it has arrived');
    expect(arrived).to.deep.equal(['chat:1 Привет']);
    await until(() => bodies(outbox).length === 0, 'nothing waits');
  });

  it('shows what was done before anybody followed it, and sends what was refused again when asked', async () => {
    const first = new LazyOutbox(name);
    let refuses = true;
    first.register('chat', {
      send: async (_chat, id, body) => {
        if (refuses) throw new AppError('denied');
        return message(id, body);
      },
    });
    await first.send('chat:1', 'Привет');
    undo.push(first.subscribe(() => {}));
    expect(bodies(first)).to.deep.equal(['Привет']);
    await until(() => first.state.items[0]?.status === 'failed', 'it is refused');
    refuses = false;
    await first.retry(first.state.items[0]?.id ?? '');
    await until(() => bodies(first).length === 0, 'it has arrived');
  });

  it('shows what another tab does, once it was told to flush', async () => {
    const outbox = followed();
    outbox.flush();
    await new Outbox(name).send('chat:1', 'Из другой вкладки');
    await until(() => bodies(outbox).includes('Из другой вкладки'), 'it is shown here');
  });
});
