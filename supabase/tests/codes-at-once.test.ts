import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase, type PolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens when requests come at once.
const server = process.env.DATABASE_URL;
const crowd = 40;

if (server) {
  describe('R1 The code of an SMS', () => {
    it('is guessed five times, also by forty who guess at once', () =>
      withClients(async (clients) => {
        await clients[0].query(`select public.request_code('79990000301')`);
        const { rows } = await clients[0].query<{ code: string }>(
          `select public.issue_code('79990000301', '1') as code`,
        );
        const wrong = rows[0]?.code === '000000' ? '000001' : '000000';
        const guess = `select public.announce_guess('79990000301', '${wrong}')`;
        const answers = await Promise.all(clients.map((client) => codeOf(client, guess)));
        assert.equal(answers.filter((code) => code === '').length, 5);
        assert.equal(answers.filter((code) => code === 'SF004').length, crowd - 5);
      }));

    it('is issued so often as the limit in all says, also when many are requested at once', () =>
      withClients(async (clients) => {
        await clients[0].query('update private.sms_limits set in_all = 10');
        const number = (index: number) => String(79_990_001_000 + index);
        for (const index of clients.keys()) await clients[0].query('select public.request_code($1)', [number(index)]);
        const issued = clients.map((client, index) =>
          codeOf(client, `select public.issue_code('${number(index)}', '1')`),
        );
        const answers = await Promise.all(issued);
        assert.equal(answers.filter((code) => code === '').length, 10);
        assert.equal(answers.filter((code) => code === 'SF004').length, crowd - 10);
      }));
  });
}

async function withClients(work: (clients: [Client, ...Client[]]) => Promise<void>): Promise<void> {
  const database: PolicyDatabase = await openPolicyDatabase(server);
  const clients = Array.from({ length: crowd }, () => new Client(database.url)) as [Client, ...Client[]];
  try {
    await Promise.all(clients.map((client) => client.connect()));
    await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await database.close();
  }
}

/** SQLSTATE of the error that a statement ends with; empty without one. */
async function codeOf(client: Client, statement: string): Promise<string> {
  try {
    await client.query(statement);
    return '';
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return error.code ?? '';
  }
}
