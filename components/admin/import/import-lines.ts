import { html, nothing, type TemplateResult } from 'lit';
import type { ImportStrings } from '../../locales/ru/admin/import.ts';
import { table } from '../../ui/table.ts';
import { shownPhone } from '../people-table.ts';
import type { CheckedLine } from './admin-import-api.ts';
import { fixOf, offeredGroup } from './import-words.ts';
import type { PersonLine } from './people-file.ts';

export interface LinesOptions {
  readonly lines: readonly CheckedLine[];
  /** The file as it was written, by the number of the line. */
  readonly written: ReadonlyMap<number, PersonLine>;
  /** All of these lines have errors. */
  readonly wrong: boolean;
  /** Takes this group for that one in the whole file. */
  readonly replace: (from: string, to: string) => void;
  readonly strings: ImportStrings;
}

/** Surname first, as a list has it. */
const nameOf = ({ surname, name, patronymic }: CheckedLine, strings: ImportStrings): string =>
  [surname, name, patronymic].filter(Boolean).join(' ') || strings.noName;

function wrongRows(line: CheckedLine, options: LinesOptions): TemplateResult {
  const { written: file, strings, replace } = options;
  const written = file.get(line.line);
  const phone = written?.phone ?? line.phone;
  const offered = offeredGroup(line);
  const fixes = line.problems.map((problem) => ({
    title: strings.fields[problem.field],
    text: fixOf(problem, written, strings),
    act:
      offered && problem.field === 'group'
        ? html` <button
            class="button link replace"
            type="button"
            @click=${() => replace(written?.group ?? '', offered)}
          >
            ${strings.replace.replace('%', () => offered)}
          </button>`
        : nothing,
  }));
  const [first, ...others] = fixes;
  const tall = fixes.length > 1 ? fixes.length : nothing;
  return html`<tr>
      <td class="number" rowspan=${tall}>${line.line}</td>
      <td class="who-is" rowspan=${tall}>
        <b>${nameOf(line, strings)}</b>
        ${fixes.map(
          ({ title, text, act }) => html`<span class="narrow">${title}: <span class="fix">${text}</span>${act}</span>`,
        )}
      </td>
      <td class="phone from-wide" rowspan=${tall}>${phone}</td>
      <td class="from-middle">${first?.title}</td>
      <td class="from-middle fix">${first?.text}${first?.act}</td>
    </tr>
    ${others.map(
      ({ title, text, act }) => html`<tr class="next">
        <td class="from-middle">${title}</td>
        <td class="from-middle fix">${text}${act}</td>
      </tr>`,
    )}`;
}

function goodRow(line: CheckedLine, { written, strings }: LinesOptions): TemplateResult {
  const { role = '', group = '' } = written.get(line.line) ?? {};
  const phone = shownPhone(line.phone);
  return html`<tr>
    <td class="number">${line.line}</td>
    <td class="who-is">
      <b>${nameOf(line, strings)}</b>
      <span class="narrow">${[phone, role, group].filter(Boolean).join(', ')}</span>
    </td>
    <td class="phone from-middle">${phone}</td>
    <td class="from-middle">${role}</td>
    <td class="from-middle">${group}</td>
  </tr>`;
}

/** Lines of a file: with errors, what is to be corrected in which column; else who it is. */
export function importLines(options: LinesOptions): TemplateResult {
  const { lines, wrong, strings } = options;
  const { columns, fields } = strings;
  const rest = wrong
    ? ([
        { title: columns.phone, from: 'wide' },
        { title: columns.field, from: 'middle' },
        { title: columns.fix, from: 'middle' },
      ] as const)
    : ([
        { title: columns.phone, from: 'middle' },
        { title: fields.role, from: 'middle' },
        { title: fields.group, from: 'middle' },
      ] as const);
  return table(
    wrong ? strings.tabs.error : strings.title,
    [{ title: columns.line }, { title: columns.name }, ...rest],
    lines.map((line) => (wrong ? wrongRows(line, options) : goodRow(line, options))),
  );
}
