/** The persons whose cards are asked for in a place, each with the college; none opens. */
export function askedCards(place: HTMLElement): string[] {
  const asked: string[] = [];
  place.addEventListener('sferum-person-open', (event) => {
    event.preventDefault();
    asked.push(`${event.person} ${event.college}`);
  });
  return asked;
}
