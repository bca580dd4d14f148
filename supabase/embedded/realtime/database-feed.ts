import type { Database } from '../database.ts';
import type { Broadcast } from './frames.ts';

/** A row of `realtime.messages` on its way to the people who hear its topic. */
export interface Message {
  topic: string;
  private: boolean;
  broadcast: Broadcast;
}

export interface Listener {
  hear(message: Message): void;
  /** Messages could not be read, so nobody should wait for them. */
  lost(error: unknown): void;
  log(message: string): void;
}

interface Row {
  id: string;
  topic: string;
  event: string | null;
  private: boolean | null;
  payload: string | null;
}

const BATCH = 200;
const HOUR = 3_600_000;
const COLUMNS = 'id, topic, event, private, payload::text as payload';

/**
 * Passes on what the database says, in the order of its commits: the ids come by NOTIFY, the rows are read in batches.
 */
export class DatabaseFeed {
  readonly #database: Database;
  readonly #to: Listener;
  #ids: string[] = [];
  #reading: Promise<void> | null = null;
  #unlisten: (() => Promise<void>) | null = null;
  #sweeper: NodeJS.Timeout | null = null;

  constructor(database: Database, to: Listener) {
    this.#database = database;
    this.#to = to;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#database.listen('realtime_messages', (id) => {
      this.#ids.push(id);
      this.#reading ??= this.#read();
    });
    await this.#sweep();
    this.#sweeper = setInterval(() => void this.#sweep(), HOUR).unref();
  }

  async stop(): Promise<void> {
    if (this.#sweeper) {
      clearInterval(this.#sweeper);
    }
    await this.#unlisten?.();
    this.#ids = [];
    await this.#reading;
  }

  /** The last `limit` private messages of a topic since a moment (milliseconds since 1970), oldest first. */
  async replay(topic: string, since: number, limit: number): Promise<Broadcast[]> {
    const { rows } = await this.#database.transaction((tx) =>
      tx.query<Row>(
        `select ${COLUMNS} from realtime.messages
          where topic = $1 and private and extension = 'broadcast'
            and inserted_at >= to_timestamp($2::double precision / 1000) at time zone 'utc'
            and inserted_at >= (now() - interval '72 hours') at time zone 'utc'
          order by position desc limit $3`,
        [topic, since, limit],
      ),
    );
    return rows.reverse().map((row) => broadcastOf(row, true));
  }

  async #read(): Promise<void> {
    // One turn of the loop lets the ids of a whole transaction arrive before the first batch is cut.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#ids.length > 0) {
      const ids = this.#ids.splice(0, BATCH);
      try {
        await this.#pass(ids);
      } catch (error) {
        this.#to.lost(error);
      }
    }
    this.#reading = null;
  }

  async #pass(ids: string[]): Promise<void> {
    const { rows } = await this.#database.transaction((tx) =>
      tx.query<Row>(
        `select ${COLUMNS} from realtime.messages
          where id in (select id::uuid from json_array_elements_text($1::json) as id)`,
        [JSON.stringify(ids)],
      ),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) {
      const row = byId.get(id);
      if (row) {
        this.#to.hear({ topic: row.topic, private: row.private ?? false, broadcast: broadcastOf(row, false) });
      }
    }
  }

  async #sweep(): Promise<void> {
    try {
      await this.#database.transaction((tx) =>
        tx.exec(`delete from realtime.messages where inserted_at < (now() - interval '72 hours') at time zone 'utc'`),
      );
    } catch (error) {
      this.#to.log(`Old realtime messages could not be swept: ${error}`);
    }
  }
}

function broadcastOf(row: Row, replayed: boolean): Broadcast {
  return {
    event: row.event ?? '',
    payload: { json: row.payload ?? '{}' },
    meta: replayed ? { id: row.id, replayed } : { id: row.id },
  };
}
