/**
 * One recording plays at a time, and after a voice message comes the next one below it.
 *
 *     const leave = join(player);
 *     playOnly(player);      // stops the one that plays
 *     nextAfter(player)?.play();
 */
export interface Playable extends HTMLElement {
  /** Whether it follows another one by itself. */
  readonly isVoice: boolean;
  play(): void;
  pause(): void;
}

const players = new Set<Playable>();
let current: Playable | null = null;

/** Speeds that one chooses from, and the one that was chosen, for all recordings of the page. */
const speeds = [1, 1.5, 2] as const;
let speed: number = speeds[0];

export const presentSpeed = (): number => speed;

export function nextSpeed(): number {
  speed = speeds[(speeds.indexOf(speed as (typeof speeds)[number]) + 1) % speeds.length] ?? 1;
  return speed;
}

export function join(player: Playable): () => void {
  players.add(player);
  return () => {
    players.delete(player);
    if (current === player) current = null;
  };
}

export function playOnly(player: Playable): void {
  if (current !== player) current?.pause();
  current = player;
}

/** What one plays another goes on with. */
export function follows(player: Playable, before: Playable): void {
  if (!current || current === before) current = player;
}

/** What it stands in: the outermost of our elements around it. */
function surroundings(element: Element): Element {
  let at = element;
  for (;;) {
    const tree = at.getRootNode();
    if (!(tree instanceof ShadowRoot)) return at;
    at = tree.host;
  }
}

/** The voice message below this one on the same screen. */
export function nextAfter(player: Playable): Playable | null {
  const { top } = player.getBoundingClientRect();
  const around = surroundings(player);
  const below = [...players]
    .filter((each) => each !== player && each.isVoice && surroundings(each) === around)
    .map((each) => ({ each, at: each.getBoundingClientRect().top }))
    .filter(({ at }) => at > top)
    .sort((a, b) => a.at - b.at);
  return below[0]?.each ?? null;
}
