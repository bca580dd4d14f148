import { type Backend, unwrap } from '../../core/backend.ts';

/** What every page listens for: whether somebody calls me. What else lessons ask of the backend comes when they do. */
export class RingApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async isCalled(): Promise<boolean> {
    return ((await unwrap(this.#backend.client.rest.rpc('my_calls'))) as unknown as readonly unknown[]).length > 0;
  }

  /** `called` when somebody calls me, `joined` when calls may have been missed. */
  subscribe(called: () => void, joined: () => void): () => void {
    const { channels, userId } = this.#backend;
    return channels.subscribe(`user:${userId}`, { events: { lesson_call: called }, onJoined: joined });
  }
}

export const ringApi = (backend: Backend): RingApi => backend.once('ring-api', () => new RingApi(backend));
