import { type Calendar, isNight } from './calendar.ts';
import type { ChatPlan } from './chats.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Recent } from './recent.ts';
import { type Dialogue, speak, type Utterance } from './talk.ts';

export interface Dated extends Utterance {
  at: number;
  editedAt?: number;
  deletedAt?: number;
  deletedBy?: Person;
}

/** All messages of a chat, oldest first. */
export function history(random: Random, plan: ChatPlan, calendar: Calendar, recent: Recent = []): Dated[] {
  const scripted = recent.map(
    ([at, surname, body, { edited, deleted } = {}]): Dated => ({
      at,
      author: speaker(plan, surname),
      body: body.replaceAll('¶', '\n'),
      ...(edited !== undefined && { editedAt: edited }),
      ...(deleted && { deletedAt: deleted[0], deletedBy: speaker(plan, deleted[1]) }),
    }),
  );
  const end = Math.min(plan.to, scripted[0]?.at ?? plan.to) - 60_000;
  const silent = [...plan.unread.keys()];
  const wanted = Math.max(0, ...plan.unread.values()) - scripted.length;
  if (wanted <= 0) return [...converse(random, plan, calendar, plan.count, plan.from, end, []), ...scripted];

  const evening = calendar.daysBack(1, 8);
  const before = converse(random, plan, calendar, plan.count - wanted, plan.from, evening, []);
  const unread = converse(random, plan, calendar, wanted * 3, evening, end, silent).slice(-wanted);
  return [...before, ...unread, ...scripted];
}

/** How far each member has read: at least up to their own last message, most of them everything. */
export function readPositions(
  random: Random,
  plan: ChatPlan,
  messages: readonly Dated[],
  attentive: ReadonlySet<Person>,
): Map<Person, number> {
  const written = new Map<Person, number>();
  messages.forEach(({ author }, i) => {
    written.set(author, i + 1);
  });
  const positions = new Map<Person, number>();
  for (const member of plan.members) {
    const unread = plan.unread.get(member) ?? (attentive.has(member) || random.chance(0.6) ? 0 : random.int(1, 25));
    positions.set(member, Math.max(written.get(member) ?? 0, messages.length - unread, 0));
  }
  return positions;
}

function speaker(plan: ChatPlan, surname: string): Person {
  const person = surname
    ? plan.members.find((member) => member.surname === surname)
    : plan.members.find((member) => member.role === 'student' && !plan.unread.has(member));
  if (!person) throw new Error(`${surname} is not in the chat ${plan.title}`);
  return person;
}

function converse(
  random: Random,
  plan: ChatPlan,
  calendar: Calendar,
  count: number,
  from: number,
  to: number,
  silent: readonly Person[],
): Dated[] {
  const { teacher, headman, others } = plan.cast;
  const may = (person: Person | undefined) => (person && !silent.includes(person) ? person : undefined);
  const cast = { teacher: may(teacher), headman: may(headman), others: others.filter(may) };
  const deal = dealer(random, plan.pools);
  const dialogues: Utterance[][] = [];
  for (let written = 0; written < count; ) {
    const dialogue = speak(random, deal(), cast, plan.subjects);
    if (dialogue.length === 0) continue;
    dialogues.push(dialogue);
    written += dialogue.length;
  }
  const messages: Dated[] = [];
  let now = from;
  calendar.moments(random, dialogues.length, from, to).forEach((begin, i) => {
    now = Math.max(begin, now + random.int(90_000, 400_000));
    for (const utterance of dialogues[i] ?? []) {
      if (now >= to || isNight(now)) return;
      messages.push({ ...utterance, at: now });
      now += random.chance(0.12) ? random.int(300_000, 1_500_000) : random.int(8_000, 180_000);
    }
  });
  return messages;
}

/** Takes dialogues from a pool; none repeats before all were taken. */
function dealer(random: Random, pools: ChatPlan['pools']): () => Dialogue {
  const decks = new Map<ChatPlan['pools'][number], Dialogue[]>();
  return () => {
    const pool = random.pick(pools);
    const left = decks.get(pool) ?? [];
    const deck = left.length > 0 ? left : random.sample(pool);
    decks.set(pool, deck);
    return deck.pop() ?? random.pick(pool);
  };
}
