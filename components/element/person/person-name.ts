import { html, type TemplateResult } from 'lit';
import { type Person, shortName } from '../../core/names.ts';
import { PersonOpenEvent } from './person-open-event.ts';

/**
 * The name of a person in a row or a sentence, as a button that opens their card in a college; in none it is words, and `erased`
 * for whom there is no longer a name.
 *
 *     html`<p>${inSentence(reports.from, personName(report.reporter, college, common.erased))}</p>`
 */
export function personName(
  person: Person | null,
  college: string,
  erased: string,
  name = person && shortName(person),
): TemplateResult | string {
  if (!person || !name) return erased;
  const { id } = person;
  if (!id || !college) return name;
  return html`<button
    class="named"
    type="button"
    @click=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new PersonOpenEvent(id, college))}
  >${name}</button>`;
}

/** A sentence with something drawn in the place of its «#». */
export function inSentence(sentence: string, part: TemplateResult | string): TemplateResult {
  const at = sentence.indexOf('#');
  return at < 0 ? html`${sentence}` : html`${sentence.slice(0, at)}${part}${sentence.slice(at + 1)}`;
}
