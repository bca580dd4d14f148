import type { MentionsApi } from '../mentions/mentions-api.ts';

/** What calls me on a server that a test controls. */
export class FakeMentions implements Pick<MentionsApi, keyof MentionsApi> {
  seqs: ReadonlyMap<string, readonly number[]> = new Map();

  async list(chat: string): Promise<ReadonlyMap<string, readonly number[]>> {
    return new Map([...this.seqs].filter(([id]) => !chat || id === chat));
  }
}
