import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/**
 * A database of its own on the server at `server` (an address of a superuser), for one test.
 * @returns its address, and what drops it; close whatever is connected to it first.
 */
export async function freshDatabase(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `supabase_test_${randomBytes(6).toString('hex')}`;
  const client = new Client(server);
  await client.connect();
  await client.query(`create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  return {
    url: address.href,
    async drop() {
      await client.query(`drop database ${name}`);
      await client.end();
    },
  };
}
