import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clock, serverTime } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { download } from '../../element/download.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type AttendanceStrings, attendanceTexts } from '../../locales/ru/lesson/attendance.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { cellClass, table, tableStyles } from '../../ui/table.ts';
import type { AttendanceRow, Lesson } from '../lesson-types.ts';
import { nameOf } from '../lesson-words.ts';
import { attendanceStore } from './attendance-store.ts';
import { attendanceFile, duration, type Mark, markOf } from './attendance-words.ts';

type Filter = 'all' | 'came' | 'absent';

/** Who was in a lesson, from when to when, as a table and as a file. */
export class LessonAttendance extends SferumElement<{ words: AttendanceStrings }> {
  static override styles = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    tableStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 12px;
        padding: 0 20px;
      }
      .cards p {
        padding: 12px 14px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .cards b {
        display: block;
        color: var(--sferum-text);
        font: var(--sferum-t-heading);
        font-variant-numeric: tabular-nums;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        padding: 8px 20px 0 12px;
      }
      .tools .chip-tabs {
        padding-inline: 8px;
      }
      .person {
        display: flex;
        align-items: center;
        gap: 12px;
        min-width: 0;
      }
      .person span:last-child {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      td {
        font-variant-numeric: tabular-nums;
      }
      .table tr > :is(th, td):last-child {
        text-align: start;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        padding: 14px 20px 20px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .nobody {
        padding: 20px;
        color: var(--sferum-text-2);
      }
      @container (width < 37.333em) {
        .cards {
          grid-template-columns: repeat(2, minmax(0, 1fr));
          padding: 0 16px;
        }
        .tools {
          padding-inline: 8px 16px;
        }
        .tools sferum-search {
          flex: 1 1 100%;
          margin-inline-start: 8px;
        }
        .foot .button {
          flex: 1;
        }
      }
      @media print {
        .tools,
        .foot .button {
          display: none;
        }
      }
    `,
  ];
  protected readonly texts = { words: attendanceTexts };

  @property({ attribute: false }) lesson: Lesson | null = null;

  @state() private filter: Filter = 'all';
  @state() private query = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.lesson ? attendanceStore(backend, this.lesson.id) : null,
  );

  override render() {
    return this.view(this.#store.state?.rows, (rows) => this.#draw(rows), {
      skeleton: skeletonRows(5),
      retry: () => this.#store.store?.retry(),
    });
  }

  #draw(rows: readonly AttendanceRow[]): TemplateResult | typeof nothing {
    const { lesson } = this;
    if (!lesson) return nothing;
    const { words } = this.strings;
    const came = rows.filter(({ joinedAt }) => joinedAt);
    const marks = new Map(rows.map((row) => [row, markOf(row, lesson, this.language, words)]));
    const outside = [...marks.values()].filter(({ kind }) => kind === 'time').length;
    const average = came.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, came.length);
    const end = lesson.endedAt ?? null;
    const lasted = end
      ? `${words.lasted.replace('#', clock(lesson.startedAt, this.language))}${clock(end, this.language)}`
      : words.lastsNow.replace('#', clock(lesson.startedAt, this.language));
    const whole = ((end ?? serverTime()).getTime() - lesson.startedAt.getTime()) / 1000;
    const counts = { all: rows.length, came: came.length, absent: rows.length - came.length };
    const wanted = this.query.trim().toLocaleLowerCase();
    const found = rows.filter(
      (row) =>
        (this.filter === 'all' || (this.filter === 'came') === (row.joinedAt !== null)) &&
        this.#name(row).toLocaleLowerCase().includes(wanted),
    );
    return html`<div class="cards">
        <p><b>${words.outOf.replace('#', String(came.length))}${rows.length}</b>${words.were}</p>
        <p><b>${duration(whole, this.language)}</b>${lasted}</p>
        <p><b>${duration(average, this.language)}</b>${words.average}</p>
        <p><b>${outside}</b>${words.lateOrEarly}</p>
      </div>
      <div class="tools">
        ${chipTabs<Filter>({
          label: words.filter,
          tabs: (['all', 'came', 'absent'] as const).map((value) => ({
            value,
            text: words[value],
            count: counts[value],
          })),
          value: this.filter,
          choose: (value) => {
            this.filter = value;
          },
        })}
        <sferum-search
          label=${words.name}
          .value=${this.query}
          @searched=${(event: Event) => {
            this.query = (event.target as Search).value;
          }}
        ></sferum-search>
      </div>
      ${
        found.length === 0
          ? html`<p class="nobody" role="status">${words.nobody}</p>`
          : table(
              words.title,
              [
                { title: words.name },
                { title: words.entered, from: 'middle' },
                { title: words.leftAt, from: 'middle' },
                { title: words.time, from: 'middle' },
                { title: words.mark, from: 'middle' },
              ],
              found.map((row) => this.#row(row, marks.get(row) ?? { text: words.none, kind: 'none' })),
            )
      }
      <div class="foot">
        <span>${words.note}</span>
        <button class="button ghost" type="button" @click=${() => print()}>
          ${icon(signs.print, 18)}<span>${words.print}</span>
        </button>
        <button class="button primary" type="button" @click=${() => this.#download(rows, lesson)}>
          ${icon(signs.download, 18)}<span>${words.download}</span>
        </button>
      </div>`;
  }

  #download(rows: readonly AttendanceRow[], lesson: Lesson): void {
    const { words } = this.strings;
    const day = lesson.startedAt.toLocaleDateString('sv');
    download(attendanceFile(rows, lesson, this.language, words), `${words.fileName} ${day}.csv`);
  }

  #name({ person }: AttendanceRow): string {
    return nameOf(person, this.strings.common.erased);
  }

  #row(row: AttendanceRow, mark: Mark): TemplateResult {
    const { words } = this.strings;
    const { joinedAt, leftAt, person, seconds } = row;
    const from = joinedAt ? clock(joinedAt, this.language) : words.none;
    const to = leftAt ? clock(leftAt, this.language) : joinedAt ? words.stillIn : words.none;
    const time = joinedAt ? duration(seconds, this.language) : words.none;
    const drawn =
      mark.kind === 'absent'
        ? tag(mark.text, 'danger', 'close')
        : mark.kind === 'time'
          ? tag(mark.text, 'warning', 'clock')
          : mark.text;
    return html`<tr>
      <td>
        <span class="person">
          ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
          <span
            >${this.#name(row)}<span class="narrow"
              >${joinedAt ? html`${from} – ${to}, ${time} ` : nothing}${mark.kind === 'none' ? nothing : drawn}</span
            ></span
          >
        </span>
      </td>
      <td class=${cellClass('middle')}>${from}</td>
      <td class=${cellClass('middle')}>${to}</td>
      <td class=${cellClass('middle')}>${time}</td>
      <td class=${cellClass('middle')}>${drawn}</td>
    </tr>`;
  }
}
define('sferum-lesson-attendance', LessonAttendance);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-attendance': LessonAttendance;
  }
}
