import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../database.ts';
import { roomDatabase, TestServer, tokenOf, versions } from './test-server.ts';

let database: Database;
let server: TestServer;

before(async () => {
  database = await roomDatabase();
  await database.transaction((tx) =>
    tx.exec(`insert into public.members values ('room', 'ann', true), ('room', 'bob', true), ('room', 'eve', false)`),
  );
  server = await TestServer.start(database);
});

after(async () => {
  await server.stop();
  await database.close();
});

const send = (payload: unknown, event: string, topic: string, isPrivate = true) =>
  database.transaction((tx) =>
    tx.query('select realtime.send($1::jsonb, $2, $3, $4)', [JSON.stringify(payload), event, topic, isPrivate]),
  );

for (const vsn of versions) {
  describe(`Broadcast from the database, protocol ${vsn}`, { timeout: 60_000 }, () => {
    it('reaches the members of a private channel with its id', async () => {
      const bob = await server.client(vsn, await tokenOf('bob'));
      const { heard } = await server.joined(bob, 'room', { private: true });
      await send({ body: 'Привет' }, 'message', 'room');
      const [message] = await heard.count(1);
      assert.equal(message?.event, 'message');
      assert.equal(message?.payload.body, 'Привет');
      assert.equal(message?.payload.id, message?.meta?.id);
    });
  });
}
