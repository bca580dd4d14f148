import type { LitElement } from 'lit';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { StoreController } from '../../element/store-controller.ts';
import type { ChatSummary } from '../chat-api.ts';
import { subscribedAtMost } from '../list/chats-store.ts';
import { unreadIn } from '../list/unread.ts';
import type { mentionsStore } from './mentions-store.ts';

/**
 * How many unread messages of each chat of a list call its person. What counts them comes when something is unread.
 *
 *     readonly #mentions = new MentionsController(this);
 *     // in updated(): this.#mentions.follow(chats);
 *     // in render(): this.#mentions.countIn(chat)
 */
export class MentionsController {
  readonly #code: LazyCode;
  readonly #store: StoreController<ReturnType<typeof mentionsStore>>;
  #storeOf: typeof mentionsStore | null = null;
  #isFetching = false;

  constructor(host: LitElement) {
    this.#code = new LazyCode(host);
    this.#store = new StoreController(host, (backend) =>
      backend.userId ? (this.#storeOf?.(backend, '') ?? null) : null,
    );
  }

  follow(chats: readonly ChatSummary[]): void {
    if (chats.some((chat) => unreadIn(chat) > 0)) void this.#fetch();
    this.#store.store?.follow(chats.slice(0, subscribedAtMost).map(({ id }) => id));
  }

  countIn({ id, readSeq }: ChatSummary): number {
    return this.#store.store?.unread(id, readSeq).length ?? 0;
  }

  async #fetch(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const code = async () => {
      this.#storeOf = (await import('./mentions-store.ts')).mentionsStore;
    };
    this.#isFetching = await this.#code.fetch(code, false);
  }
}
