import { html, nothing, type TemplateResult } from 'lit';
import '../combobox.ts';
import type { Combobox } from '../combobox.ts';
import { field, select } from '../field.ts';

interface AudienceGroup {
  readonly id: string;
  readonly number: string;
}

/** For whom something is: all of the college, its teachers, or some groups with those who teach them. */
interface Audience {
  readonly kind: 'college' | 'teachers' | 'groups';
  readonly groups: readonly AudienceGroup[];
}

interface AudienceWords {
  readonly audience: string;
  readonly audiences: Readonly<Record<Audience['kind'], string>>;
  readonly groups: string;
}

const kinds = ['college', 'teachers', 'groups'] as const;

/** Whether it says for whom something is. */
export const isWhole = ({ kind, groups }: Audience): boolean => kind !== 'groups' || groups.length > 0;

/**
 * «Кому видно»: all, teachers, or chosen groups. Its owner keeps the value and adds `fieldStyles`.
 * @param known - The groups to choose from; those that are chosen already stay, also when they have graduated.
 */
export function audienceChoice(
  value: Audience,
  known: readonly AudienceGroup[],
  change: (audience: Audience) => void,
  words: AudienceWords,
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
