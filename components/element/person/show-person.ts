import { toAppError } from '../../core/errors.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import { personCard } from '../registry.ts';
import type { PersonOpenEvent } from './person-open-event.ts';

/** Opens the card of a person over a tag, in whose shadow tree it is put; says there why when that cannot be. */
export async function showPerson(
  tree: ParentNode,
  { college, person }: PersonOpenEvent,
  { errors }: CommonStrings,
): Promise<void> {
  tree.querySelector('.failure-note')?.remove();
  try {
    await personCard();
  } catch (thrown) {
    const note = Object.assign(document.createElement('p'), { className: 'failure-note', role: 'alert' });
    note.textContent = errors[toAppError(thrown).code].text;
    tree.append(note);
    return;
  }
  const card = Object.assign(document.createElement('sferum-person-card'), { college, person });
  card.addEventListener('closed', () => card.remove());
  tree.append(card);
}
