import type { Person } from '../core/names.ts';
import { type AttachedFile, type FileJson, fileOf } from '../files/file.ts';
import { laterPoll, type Poll, type PollJson, pollOf } from '../polls/poll-data.ts';

/**
 * What a message of a chat carries beside its text: the message that it answers, who wrote it first when it is a copy,
 * whom it mentions, the reactions to it, its poll, and since when it is pinned. The messages of an inquiry carry none of it.
 */

/** Who wrote a message: a person, or one of the administrators in the name of the college, whose name is in `name`. */
export interface Author extends Person {
  readonly isCollege?: boolean;
}

/** What an answer shows of the message that it answers, as that is now. */
export interface Quote {
  readonly id: string;
  readonly seq: number;
  /** The number of its last change, by which the later of two quotes is known. */
  readonly change: number;
  /** Its beginning, with names in place of ids; empty when it was deleted. */
  readonly text: string;
  /** What stands for it where there is no text. */
  readonly files?: readonly AttachedFile[];
  readonly deleted: boolean;
  readonly author: Author;
}

export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  /** Ids of those who gave it last; all of them when it is not more than a few. */
  readonly people: readonly string[];
  /** Whether I gave it; null in a broadcast to a crowd that does not name me, where what was known before stays true. */
  readonly mine: boolean | null;
}

export interface Talk {
  readonly reply: Quote | null;
  /** Who wrote a forwarded message; null when it is none. */
  readonly forward: Author | null;
  /** Whom the text names by id; everybody has the id `all`. */
  readonly mentions: readonly Person[];
  /** In the order in which each was first given. */
  readonly reactions: readonly Reaction[];
  readonly pinnedAt: Date | null;
  /** Its question is the text of the message; null or absent for none. */
  readonly poll?: Poll | null;
}

export interface AuthorJson {
  /** Null when the account was erased, or the college wrote. */
  readonly author?: Person | null;
  /** Name of the college, when it is the author. */
  readonly college?: string | null;
}

export interface TalkJson {
  readonly reply?:
    | (AuthorJson & {
        id: string;
        seq: number;
        change: number;
        body: string;
        deleted_at: string | null;
        files?: readonly FileJson[];
      })
    | null;
  readonly forward?: AuthorJson | null;
  readonly mentions?: readonly Partial<Person>[];
  readonly reactions?: readonly { emoji: string; count: number; people: readonly string[]; mine?: boolean }[];
  readonly pinned_at?: string | null;
  readonly poll?: PollJson | null;
}

/** The most characters of a message that a quote shows. */
export const longestQuote = 120;

/** Whoever was erased. */
export const nobody: Author = { id: '', surname: '', name: '', patronymic: '' };

export const authorOf = ({ author, college }: AuthorJson): Author =>
  college ? { ...nobody, id: `college ${college}`, name: college, isCollege: true } : (author ?? nobody);

/** What the database says a message carries; `me` reads it. */
export function talkOf({ reply, forward, mentions = [], reactions = [], pinned_at, poll }: TalkJson, me: string): Talk {
  return {
    reply: reply
      ? {
          id: reply.id,
          seq: reply.seq,
          change: reply.change,
          text: reply.body,
          files: (reply.files ?? []).map(fileOf),
          deleted: reply.deleted_at !== null,
          author: authorOf(reply),
        }
      : null,
    forward: forward ? authorOf(forward) : null,
    mentions: mentions.map((person) => ({ ...nobody, ...person })),
    reactions: reactions.map(({ emoji, count, people, mine }) => ({
      emoji,
      count,
      people,
      mine: mine ?? (people.includes(me) || (count > people.length ? null : false)),
    })),
    pinnedAt: pinned_at ? new Date(pinned_at) : null,
    ...(poll && { poll: pollOf(poll) }),
  };
}

/** The later state of a message, with what a broadcast to everybody cannot say as it was known. */
export function withKnown<M extends { readonly talk?: Talk }>(held: M, next: M): M {
  const { talk } = next;
  if (!talk || (talk.poll?.mine !== null && talk.reactions.every(({ mine }) => mine !== null))) return next;
  const poll = talk.poll ? laterPoll(held.talk?.poll ?? null, talk.poll) : null;
  const known = new Map(held.talk?.reactions.map(({ emoji, mine }) => [emoji, mine]));
  const reactions = talk.reactions.map((each) => ({ ...each, mine: each.mine ?? known.get(each.emoji) ?? false }));
  return { ...next, talk: { ...talk, reactions, ...(poll && { poll }) } };
}
