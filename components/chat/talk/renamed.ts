import { type Author, nobody, type Talk } from '../../messages/talk.ts';

/** What a message carries after somebody got another name, or none because they were erased. */
export function renamed(talk: Talk, person: string, name: Author | null): Talk {
  const reply = talk.reply?.author.id === person ? { ...talk.reply, author: name ?? nobody } : talk.reply;
  const forward = talk.forward?.id === person ? (name ?? nobody) : talk.forward;
  if (name)
    return { ...talk, reply, forward, mentions: talk.mentions.map((each) => (each.id === person ? name : each)) };
  const reactions = talk.reactions.flatMap((each) =>
    !each.people.includes(person)
      ? each
      : each.count === 1
        ? []
        : { ...each, count: each.count - 1, people: each.people.filter((id) => id !== person) },
  );
  return { ...talk, reply, forward, reactions, mentions: talk.mentions.filter(({ id }) => id !== person) };
}
