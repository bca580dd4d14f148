import { html, nothing, svg, type TemplateResult } from 'lit';
import { shortName } from '../core/names.ts';
import { icon } from '../element/icon.ts';
import type { DocumentsStrings } from '../locales/ru/documents/documents.ts';
import { chipTabs } from '../ui/chip-tabs.ts';
import '../ui/search.ts';
import type { Search } from '../ui/search.ts';
import { signs } from '../ui/signs.ts';
import type { DocumentKind, DocumentSort } from './documents-api.ts';
import type { DocumentsState, DocumentsStore } from './documents-store.ts';

const sorts: readonly DocumentSort[] = ['date', 'name', 'size'];

const sortSign = svg`<path d="M6.5 4v12m0 0-3-3m3 3 3-3M13.5 16V4m0 0-3 3m3-3 3 3"/>`;
const tilesSign = svg`<rect x="3" y="3" width="5.75" height="5.75" rx="1.5"/><rect x="11.25" y="3" width="5.75" height="5.75" rx="1.5"/><rect x="3" y="11.25" width="5.75" height="5.75" rx="1.5"/><rect x="11.25" y="11.25" width="5.75" height="5.75" rx="1.5"/>`;

interface Option {
  readonly value: string;
  readonly text: string;
}

/** A list of choices with a name of its own, which its class places. */
const choice = (
  name: string,
  label: string,
  value: string,
  options: readonly Option[],
  change: (value: string) => void,
): TemplateResult => html`<span class="choice ${name}">
  <select aria-label=${label} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
    ${options.map((each) => html`<option value=${each.value} ?selected=${each.value === value}>${each.text}</option>`)}
  </select>
  ${icon('chevronDown', 16)}${name === 'order' ? icon(sortSign, 18) : nothing}
</span>`;

/** What looks for documents and arranges them: the search, kind, author, order, and whether they are tiles. */
export function documentsTools(
  { authors, author, kind, query, settings, sort, total }: DocumentsState,
  store: DocumentsStore | null,
  { tiles, arrange }: { readonly tiles: boolean; readonly arrange: (tiles: boolean) => void },
  words: DocumentsStrings,
): TemplateResult {
  const isFound = query !== '' || kind !== null || author !== null;
  const kinds = settings.status === 'ready' ? settings.value.kinds : [];
  const people = authors.status === 'ready' ? authors.value : [];
  const choose = (chosen: string) => store?.choose((chosen || null) as DocumentKind | null);
  const ofKind: Option[] = [
    { value: '', text: words.all },
    ...kinds.map((each) => ({ value: each as string, text: words.kinds[each] })),
  ];
  const layout = (isTiles: boolean, label: string) => html`<button
    type="button"
    aria-label=${label}
    title=${label}
    aria-pressed=${tiles === isTiles}
    @click=${() => arrange(isTiles)}
  >
    ${icon(isTiles ? tilesSign : signs.list, 18)}
  </button>`;
  return html`<div class="tools">
    <sferum-search
      label=${words.search}
      .value=${query}
      @searched=${(event: Event) => store?.search((event.target as Search).value)}
    ></sferum-search>
    ${chipTabs<string>({
      label: words.kindsLabel,
      tabs: ofKind.map((each) => ({
        ...each,
        count: isFound && each.value === (kind ?? '') && total !== null ? total : undefined,
      })),
      value: kind ?? '',
      choose,
    })}
    ${choice('of-kind', words.kindsLabel, kind ?? '', ofKind, choose)}
    ${
      people.length > 1 || author
        ? choice(
            'of-author',
            words.authorsLabel,
            author ?? '',
            [
              { value: '', text: words.allAuthors },
              ...people.map((person) => ({ value: person.id, text: shortName(person) })),
            ],
            (id) => store?.chooseAuthor(id || null),
          )
        : nothing
    }
    ${choice(
      'order',
      words.sortLabel,
      sort,
      sorts.map((value) => ({ value, text: words.sorts[value] })),
      (value) => store?.sort(value as DocumentSort),
    )}
    <span class="layout" role="group" aria-label=${words.look}>
      ${layout(false, words.asList)}${layout(true, words.asTiles)}
    </span>
  </div>`;
}
