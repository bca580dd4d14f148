import type { Database } from '../database.ts';
import type { Message, StoredMessages } from './stored-messages.ts';

export interface FeedHandlers {
  onMessage(message: Message): void;
  /** Messages could not be read and will not be delivered. */
  onLost(error: unknown): void;
  log(message: string): void;
}

const BATCH = 200;
const HOUR = 3_600_000;

/**
 * Passes on the messages of `realtime.send` in the order of their commits: the ids come by NOTIFY, the rows are read in
 * batches.
 */
export class DatabaseFeed {
  readonly #database: Database;
  readonly #stored: StoredMessages;
  readonly #handlers: FeedHandlers;
  #ids: string[] = [];
  #reading: Promise<void> | null = null;
  #unlisten: (() => Promise<void>) | null = null;
  #sweeper: NodeJS.Timeout | null = null;

  constructor(database: Database, stored: StoredMessages, handlers: FeedHandlers) {
    this.#database = database;
    this.#stored = stored;
    this.#handlers = handlers;
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
          this.#handlers.onMessage(message);
        }
      } catch (error) {
        this.#handlers.onLost(error);
      }
    }
    this.#reading = null;
  }

  async #sweep(): Promise<void> {
    try {
      await this.#stored.sweep();
    } catch (error) {
      this.#handlers.log(`Old realtime messages could not be swept: ${error}`);
    }
  }
}
