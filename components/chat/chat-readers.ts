import { html, type TemplateResult } from 'lit';
import type { Loadable } from '../core/result.ts';
import type { ChatStrings } from '../locales/ru/chat.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import { avatar, initials } from '../ui/avatar.ts';
import { icon } from '../ui/icon.ts';
import type { Reader } from './chat-api.ts';
import { fullName } from './names.ts';

export interface ReadersOptions {
  readers: Loadable<readonly Reader[]>;
  /** The message in question. */
  seq: number;
  strings: { common: CommonStrings; chat: ChatStrings };
  close: () => void;
}

function people(title: string, list: readonly Reader[]): TemplateResult | string {
  if (list.length === 0) return '';
  return html`<h4>${title} ${list.length}</h4>
    <ul>
      ${list.map(
        ({ person }) => html`<li>
          ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
          <span class="ellipsis">${fullName(person)}</span>
        </li>`,
      )}
    </ul>`;
}

/** What stands in the dialog «Кто прочитал». */
export function readersView({ readers, seq, strings, close }: ReadersOptions): TemplateResult {
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
  return html`<div class="head">
      <h3 id="readers-title">${strings.chat.readers}</h3>
      <button class="icon-button" type="button" aria-label=${strings.common.close} @click=${close}>${icon('close')}</button>
    </div>
    <div class="body" tabindex="0" role="region" aria-labelledby="readers-title">${body()}</div>`;
}
