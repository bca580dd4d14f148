import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Person } from '../../core/names.ts';
import { avatar, initials } from '../avatar.ts';
import { tick } from '../choice.ts';

export interface PersonChoice {
  readonly type: 'checkbox' | 'radio';
  readonly person: Person;
  /** As they are called here. */
  readonly name: string;
  readonly note: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly change: () => void;
}

/** A person who can be chosen. The element that draws it lists `avatarStyles`, `choiceStyles` and `personChoiceStyles`. */
export function personChoice({ change, checked, disabled, name, note, person, type }: PersonChoice): TemplateResult {
  return html`<label class="person">
    ${tick(
      type,
      html`<input
        type=${type}
        name=${disabled ? nothing : 'person'}
        value=${person.id}
        .checked=${live(checked)}
        ?disabled=${disabled}
        @change=${change}
      />`,
    )}
    ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 'm' })}
    <span><b>${name}</b><small>${note}</small></span>
  </label>`;
}

export const personChoiceStyles = css`
  .person {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 52px;
    padding: 4px;
    border-radius: var(--sferum-r-m);
  }
  .person:has(input:enabled) {
    cursor: pointer;
  }
  .person:has(input:enabled):hover {
    background: var(--sferum-hover);
  }
  .person > span:last-child {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .person b {
    display: block;
    font: var(--sferum-t-body);
  }
  .person small {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
`;
