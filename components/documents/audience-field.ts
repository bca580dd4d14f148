import { html, nothing, type TemplateResult } from 'lit';
import type { DocumentWorkStrings } from '../locales/ru/documents/document-work.ts';
import '../ui/combobox.ts';
import type { Combobox } from '../ui/combobox.ts';
import { field, select } from '../ui/field.ts';
import type { Audience, DocumentGroup } from './documents-api.ts';

const kinds = ['college', 'teachers', 'groups'] as const;

/** Whether it says for whom a document is. */
export const isWhole = ({ kind, groups }: Audience): boolean => kind !== 'groups' || groups.length > 0;

/**
 * «Кому видно»: all, teachers, or chosen groups. Its owner keeps the value and adds `fieldStyles`.
 * @param known - The groups to choose from; those that are chosen already stay, also when they have graduated.
 */
export function audienceField(
  value: Audience,
  known: readonly DocumentGroup[],
  change: (audience: Audience) => void,
  words: DocumentWorkStrings,
  error?: string,
): TemplateResult {
  const all = new Map([...value.groups, ...known].map((group) => [group.id, group]));
  return html`${field({
    id: 'audience',
    label: words.audience,
    control: select({
      id: 'audience',
      sign: 'users',
      options: kinds.map((kind) => ({ value: kind, text: words.audiences[kind] })),
      value: value.kind,
      change: (kind) => change({ ...value, kind: kind as Audience['kind'] }),
    }),
  })}
  ${
    value.kind === 'groups'
      ? html`<sferum-combobox
          label=${words.groups}
          multiple
          .error=${error ?? ''}
          .options=${[...all.values()].map(({ id, number }) => ({ value: id, text: number }))}
          .values=${value.groups.map(({ id }) => id)}
          @changed=${(event: Event) => {
            const { values } = event.target as Combobox;
            change({ ...value, groups: values.flatMap((id) => all.get(id) ?? []) });
          }}
        ></sferum-combobox>`
      : nothing
  }`;
}
