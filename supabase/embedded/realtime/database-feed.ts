import type { Database } from '../database.ts';
import type { Message, StoredMessages } from './stored-messages.ts';

export interface Listener {
  hear(message: Message): void;
  /** Messages could not be read, so nobody should wait for them. */
  lost(error: unknown): void;
  log(message: string): void;
}

const BATCH = 200;
const HOUR = 3_600_000;

/**
 * Passes on what the database says, in the order of its commits: the ids come by NOTIFY, the rows are read in batches.
 */
export class DatabaseFeed {
  readonly #database: Database;
  readonly #stored: StoredMessages;
  readonly #to: Listener;
  #ids: string[] = [];
  #reading: Promise<void> | null = null;
  #unlisten: (() => Promise<void>) | null = null;
  #sweeper: NodeJS.Timeout | null = null;

  constructor(database: Database, stored: StoredMessages, to: Listener) {
    this.#database = database;
    this.#stored = stored;
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

  async #read(): Promise<void> {
    // One turn of the loop lets the ids of a whole transaction arrive before the first batch is cut.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#ids.length > 0) {
      const ids = this.#ids.splice(0, BATCH);
      try {
        for (const message of await this.#stored.read(ids)) {
          this.#to.hear(message);
        }
      } catch (error) {
        this.#to.lost(error);
      }
    }
    this.#reading = null;
  }

  async #sweep(): Promise<void> {
    try {
      await this.#stored.sweep();
    } catch (error) {
      this.#to.log(`Old realtime messages could not be swept: ${error}`);
    }
  }
}
