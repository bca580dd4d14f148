import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createPgliteDatabase } from '../../supabase/embedded/database-pglite.ts';
import { readyCopy } from '../../supabase/embedded/open-database.ts';
import { readCatalog } from './catalog.ts';
import { writeTypes } from './write.ts';

it('writes the types of a schema', async (test) => {
  const database = await createPgliteDatabase({ from: await readyCopy() });
  test.after(() => database.close());
  const types = await database.transaction(async (tx) => {
    await tx.exec(`
      create schema shop;
      create type shop.size as enum ('small', 'large');
      create table shop.owners (id uuid primary key default gen_random_uuid());
      create table shop.things (
        number integer generated always as identity primary key,
        owner uuid unique references shop.owners,
        sizes shop.size[] not null,
        price numeric not null,
        twice numeric generated always as (price * 2) stored,
        note jsonb
      );
      create view shop.cheap as select number from shop.things where price < 10;
      create function shop.find(word text, size shop.size default 'small') returns setof shop.things language sql as 'select * from shop.things';
      create function shop.clear() returns void language sql as '';
      create function shop.stamp() returns trigger language plpgsql as 'begin return new; end';`);
    return writeTypes(await readCatalog(tx, 'shop'));
  });

  const section = (start: string) => {
    const from = types.indexOf(`${start}: {`);
    assert.notEqual(from, -1, start);
    return types.slice(from).replace(/\s+/g, ' ');
  };
  const things = section('things');
  assert.ok(
    things.startsWith('things: { Row: { note: Json | null; number: number; owner: string | null; price: number; '),
  );
  assert.match(
    things,
    /Insert: \{ note\?: Json \| null; number\?: never; owner\?: string \| null; price: number; sizes: Database\["shop"\]\["Enums"\]\["size"\]\[\]; twice\?: never; \}/,
  );
  assert.match(things, /Update: \{ note\?: Json \| null; number\?: never; /);
  assert.match(
    things,
    /columns: \["owner"\]; isOneToOne: true; referencedRelation: "owners"; referencedColumns: \["id"\]; /,
  );
  assert.match(
    section('Views'),
    /^Views: \{ cheap: \{ Row: \{ number: number \| null; \}; Relationships: \[\]; \}; \};/,
  );
  const find =
    'find: { Args: { size?: Database["shop"]["Enums"]["size"]; word: string; }; Returns: Database["shop"]["Tables"]["things"]["Row"][]; }; ';
  assert.ok(section('Functions').startsWith(`Functions: { clear: { Args: never; Returns: undefined; }; ${find}}; `));
  assert.match(section('Enums'), /^Enums: \{ size: "small" \| "large"; \};/);
});
