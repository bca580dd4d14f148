import { randomUUID } from 'node:crypto';
import type { Database } from '../database.ts';
import type { Broadcast } from './frames.ts';

/** A message to the subscribers of a topic. */
export interface Message {
  topic: string;
  private: boolean;
  broadcast: Broadcast;
}

interface Row {
  id: string;
  topic: string;
  event: string | null;
  private: boolean | null;
  payload: string | null;
  binary_payload: Uint8Array | null;
}

/** How long messages are kept, in seconds. */
export const KEPT = 72 * 3600;

const COLUMNS = 'id, topic, event, private, payload::text as payload, binary_payload';
const OLDEST = `(now() - interval '${KEPT} seconds') at time zone 'utc'`;

/** The table `realtime.messages`: broadcasts from the database, and those that clients want kept for replays. */
export class StoredMessages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The messages of these ids, in their order; those that are gone are left out. */
  async read(ids: readonly string[]): Promise<Message[]> {
    const { rows } = await this.#database.transaction((tx) =>
      tx.query<Row>(
        `select ${COLUMNS} from realtime.messages
          where id in (select id::uuid from json_array_elements_text($1::json) as id)`,
        [JSON.stringify(ids)],
      ),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row ? [{ topic: row.topic, private: row.private ?? false, broadcast: broadcastOf(row, false) }] : [];
    });
  }

  /** The last `limit` private messages of a topic since a moment (milliseconds since 1970), oldest first. */
  async replay(topic: string, since: number, limit: number): Promise<Broadcast[]> {
    const { rows } = await this.#database.transaction((tx) =>
      tx.query<Row>(
        `select ${COLUMNS} from realtime.messages
          where topic = $1 and private and extension = 'broadcast'
            and inserted_at >= to_timestamp($2::double precision / 1000) at time zone 'utc' and inserted_at >= ${OLDEST}
            and (expires_at is null or expires_at > now() at time zone 'utc')
          order by position desc limit $3`,
        [topic, since, limit],
      ),
    );
    return rows.reverse().map((row) => broadcastOf(row, true));
  }

  /** Stores a private message of a client for up to `seconds`. @returns its id. */
  async keep(topic: string, { event, payload }: Broadcast, seconds: number): Promise<string> {
    const id = randomUUID();
    const [json, bytes] = 'json' in payload ? [payload.json, null] : [null, payload.bytes];
    await this.#database.transaction((tx) =>
      tx.query(
        `insert into realtime.messages
            (id, topic, event, extension, private, skip_broadcast, payload, binary_payload, expires_at)
          values ($1, $2, $3, 'broadcast', true, true, $4::jsonb, $5, (now() + make_interval(secs => $6)) at time zone 'utc')`,
        [id, topic, event, json, bytes, seconds],
      ),
    );
    return id;
  }

  /** Deletes messages that are too old for any replay. */
  async sweep(): Promise<void> {
    await this.#database.transaction((tx) => tx.exec(`delete from realtime.messages where inserted_at < ${OLDEST}`));
  }
}

function broadcastOf(row: Row, replayed: boolean): Broadcast {
  return {
    event: row.event ?? '',
    payload: row.binary_payload ? { bytes: row.binary_payload } : { json: row.payload ?? '{}' },
    meta: replayed ? { id: row.id, replayed } : { id: row.id },
  };
}
