import { html, type TemplateResult } from 'lit';
import type { Loadable } from '../core/errors.ts';
import type { ChatStrings } from '../locales/ru/chat.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import { avatar, initials } from '../ui/avatar.ts';
import '../ui/dialog.ts';
import type { Reader } from './chat-api.ts';
import { fullName } from './names.ts';

export interface ReadersOptions {
  readers: Loadable<readonly Reader[]>;
  /** The message in question. */
  seq: number;
  strings: { common: CommonStrings; chat: ChatStrings };
  closed: () => void;
}

function people(title: string, list: readonly Reader[]): TemplateResult | string {
  if (list.length === 0) return '';
  return html`<h3>${title} ${list.length}</h3>
    <ul>
      ${list.map(
        ({ person }) => html`<li>
          ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
          <span class="ellipsis">${fullName(person)}</span>
        </li>`,
      )}
    </ul>`;
}

/** The dialog «Кто прочитал». */
export function readersView({ readers, seq, strings, closed }: ReadersOptions): TemplateResult {
  const body = () => {
    if (readers.status === 'loading') return html`<p class="said" role="status">${strings.common.loading}</p>`;
    if (readers.status === 'failed') {
      return html`<p class="said" role="alert">${strings.common.errors[readers.error.code].text}</p>`;
    }
    const have = readers.value.filter(({ readSeq }) => readSeq >= seq);
    const not = readers.value.filter(({ readSeq }) => readSeq < seq);
    return html`${have.length === 0 ? html`<p class="said">${strings.chat.nobodyRead}</p>` : ''}
    ${people(not.length === 0 ? strings.chat.allRead : strings.chat.haveRead, have)}
    ${people(strings.chat.haveNot, not)}`;
  };
  return html`<sferum-dialog heading=${strings.chat.readers} reading @closed=${closed}>
    <div class="readers">${body()}</div>
  </sferum-dialog>`;
}
