import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import type { AppErrorCode } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';
import { type ChatMakingApi, chatMakingApi } from './chat-making-api.ts';

export interface PersonalChatState {
  readonly busy: boolean;
  readonly problem: AppErrorCode | null;
}

/** Writing to somebody: opens my personal chat with them, which is made when there was none. */
export class PersonalChatStore extends Store<PersonalChatState> {
  readonly #api: ChatMakingApi;
  readonly #college: string;
  readonly #action = new Action<AppErrorCode>((state) => this.set(state), problemOf());

  constructor(api: ChatMakingApi, college: string) {
    super({ busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected start(): () => void {
    return () => {};
  }

  /** @returns the id of the chat, or null when there is none. */
  async open(person: string): Promise<string | null> {
    let chat: string | null = null;
    await this.#action.run(async () => {
      chat = await this.#api.personal(this.#college, person);
    });
    return chat;
  }
}

export const personalChatStore = (backend: Backend, college: string): PersonalChatStore =>
  backend.once(`personal-chat:${college}`, () => new PersonalChatStore(chatMakingApi(backend), college));
