import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { personName } from '../../element/person/person-name.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type GroupsStrings, groupsTexts } from '../../locales/ru/admin/groups.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import '../../ui/combobox.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { confirm, type Dialog } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import type { GroupChoice, GroupTeacher } from '../../college/shared/groups-api.ts';
import { serverTime } from '../../core/dates.ts';
import { fullName, shortName } from '../../core/names.ts';
import { icon } from '../../element/icon.ts';
import { faultLine, fieldStyles, inputField, select } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { type AdminGroupState, adminGroupStore, type GroupProblem } from './admin-group-store.ts';

/** A group is made, saved or gone. */
export class GroupDoneEvent extends Event {
  readonly what: 'created' | 'saved' | 'removed';
  readonly number: string;
  constructor(what: 'created' | 'saved' | 'removed', number: string) {
    super('done');
    this.what = what;
    this.number = number;
  }
}

/** Years that are offered, from now. */
const offered = { before: 6, after: 10 };

const years = (...also: number[]): number[] => {
  const now = serverTime().getFullYear();
  const all = Array.from({ length: offered.before + offered.after + 1 }, (_, index) => now - offered.before + index);
  return [...new Set([...all, ...also])].sort((a, b) => a - b);
};

const none: readonly string[] = [];

/** Problems that are shown beside a field. */
const ofNumber: readonly GroupProblem[] = ['number', 'numberLong', 'numberTaken'];
const ofYears: readonly GroupProblem[] = ['years', 'yearsFar'];

/** The dialog in which a group is made or changed. Fires `done`, or `closed` when nothing was changed. */
export class AdminGroup extends SferumElement<{ groups: GroupsStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      .top {
        display: grid;
        grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr) minmax(0, 1fr);
        gap: 6px 12px;
        align-items: start;
      }
      .top .fault {
        grid-column: 1 / -1;
      }
      .top .number {
        grid-column: 1;
      }
      form {
        display: grid;
        gap: 16px;
      }
      fieldset {
        display: grid;
        gap: 8px;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 6px;
        color: var(--sferum-text-2);
        font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
      }
      .teacher {
        display: grid;
        grid-template-columns: 34px minmax(0, 1fr) minmax(0, 1.5fr) auto;
        gap: 4px 10px;
        align-items: center;
      }
      .teacher b {
        font: var(--sferum-t-body);
        overflow-wrap: anywhere;
      }
      .changed dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 12px;
        margin: 6px 0;
      }
      .changed dt {
        font-weight: 600;
      }
      .short {
        display: none;
      }
      @media (width < 560px) {
        .long {
          display: none;
        }
        .short {
          display: inline;
        }
        .teacher {
          grid-template-columns: 34px minmax(0, 1fr) auto;
        }
        .teacher sferum-combobox {
          grid-area: 2 / 1 / 3 / -1;
        }
      }
    `,
  ];
  protected readonly texts = { groups: groupsTexts };

  @property() college = '';
  /** Id; empty makes a new one. */
  @property() group = '';
  @property() number = '';
  /** What was asked for. */
  @property() act: 'edit' | 'teacher' | 'remove' = 'edit';
  @query('sferum-dialog') private dialog!: Dialog | null;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId ? adminGroupStore(backend, this.college, this.group || null) : null,
  );

  async #save(): Promise<void> {
    // A subject that is typed and not entered is meant too.
    for (const box of this.renderRoot.querySelectorAll<Combobox>('sferum-combobox[free]')) box.commit();
    const { store } = this.#store;
    const choice = store?.state.choice;
    const number = choice?.status === 'ready' ? choice.value.number.trim() : '';
    if (await store?.save()) this.dispatchEvent(new GroupDoneEvent(this.group ? 'saved' : 'created', number));
  }

  async #remove(): Promise<void> {
    if (await this.#store.store?.remove()) this.dispatchEvent(new GroupDoneEvent('removed', this.number));
  }

  #closed(): void {
    this.dispatchEvent(new Event('closed'));
  }

  #cancel(): void {
    this.#store.store?.discard();
    this.dialog?.close();
  }

  #sentence(problem: GroupProblem | null, choice: GroupChoice): string | undefined {
    if (!problem) return undefined;
    return this.strings.groups.problems[problem].replace('#', String(choice.startYear));
  }

  override render() {
    const { state, store } = this.#store;
    const { groups, common } = this.strings;
    if (!state || !store) return nothing;
    const { saving, problem } = state;
    if (this.act === 'remove') {
      return confirm({
        heading: groups.removal.title.replace('#', this.number),
        text: groups.removal.text,
        verb: groups.removal.verb,
        busy: saving,
        error: problem ? groups.problems[problem] : undefined,
        act: () => void this.#remove(),
        closed: () => {
          store.discard();
          this.#closed();
        },
        strings: this.strings,
      });
    }
    const { editing } = groups;
    const heading = this.group ? editing.title.replace('#', this.number) : editing.titleNew;
    return html`<sferum-dialog wide heading=${heading} ?busy=${saving} @closed=${this.#closed}>
      ${this.view(state.choice, (choice) => this.#form(choice, state), {
        skeleton: skeletonRows(4, true),
        retry: () => store.retry(),
      })}
      <button slot="actions" class="button ghost" type="button" @click=${this.#cancel}>${common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="submit"
        form="form"
        aria-disabled=${saving}
        ?disabled=${state.choice.status !== 'ready'}
      >
        ${saving ? ring() : nothing}<span>${this.group ? common.save : editing.create}</span>
      </button>
    </sferum-dialog>`;
  }

  #form(choice: GroupChoice, state: AdminGroupState): TemplateResult {
    const { editing } = this.strings.groups;
    const { problem, isGraduated } = state;
    const { store } = this.#store;
    const sentence = this.#sentence(problem, choice);
    const near = (problems: readonly GroupProblem[]) => (problem && problems.includes(problem) ? sentence : undefined);
    const year = (id: 'startYear' | 'endYear', label: string, short: string) => {
      const bad = problem !== null && ofYears.includes(problem) && id === 'endYear';
      return html`<div class=${bad ? 'bad field' : 'field'}>
        <label for=${id}><span class="long">${label}</span><span class="short">${short}</span></label>
        <span class="frame"
          >${select({
            id,
            value: String(choice[id]),
            options: years(choice.startYear, choice.endYear).map((each) => ({ value: `${each}`, text: `${each}` })),
            change: (value) => store?.change({ [id]: Number(value) }),
            invalid: bad,
          })}</span
        >
      </div>`;
    };
    const yearFault = near(ofYears);
    // A conflict that is shown line by line needs no sentence.
    const elsewhere = problem === 'subjects' || Object.keys(state.changedMeanwhile).length > 0;
    const rest = sentence && !near(ofNumber) && !yearFault && !elsewhere ? sentence : undefined;
    return html`<form
      id="form"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save();
      }}
    >
      ${this.#changed(state)}
      <div class="top">
        ${inputField({
          id: 'number',
          label: editing.number,
          value: choice.number,
          input: (number) => store?.change({ number }),
          maxlength: 60,
          required: true,
          first: this.act === 'edit',
          error: near(ofNumber),
        })}
        ${year('startYear', editing.start, editing.startShort)} ${year('endYear', editing.end, editing.endShort)}
        ${yearFault ? faultLine('endYear', yearFault) : nothing}
      </div>
      ${inputField({
        id: 'speciality',
        label: editing.speciality,
        value: choice.title,
        input: (title) => store?.change({ title }),
        maxlength: 200,
      })}
      ${this.#teachers(choice, state)}
      ${problem === 'subjects' ? notice('alert', sentence ?? '', 'danger') : nothing}
      ${notice('graduate', isGraduated ? editing.past : editing.future.replace('#', String(choice.endYear)))}
      ${rest ? notice('alert', rest, 'danger') : nothing}
    </form>`;
  }

  #teachers({ teachers }: GroupChoice, { found, isGraduated }: AdminGroupState): TemplateResult {
    const { editing } = this.strings.groups;
    const { store } = this.#store;
    const there = new Set(teachers.map(({ id }) => id));
    return html`<fieldset>
      <legend>${editing.teachers}</legend>
      ${teachers.map((teacher) => this.#teacher(teacher))}
      ${
        isGraduated
          ? nothing
          : html`<sferum-combobox
              label=${editing.addLabel}
              placeholder=${editing.addHint}
              ?autofocus=${this.act === 'teacher'}
              .options=${found.map((member) => ({
                value: member.id,
                text: fullName(member),
                note: there.has(member.id) ? editing.already : member.subjects.join(', '),
                disabled: there.has(member.id),
              }))}
              .values=${none}
              @focusin=${() => void store?.search('')}
              @typed=${(event: Event) => void store?.search((event.target as Combobox).query)}
              @changed=${(event: Event) => this.#add(event.target as Combobox)}
            ></sferum-combobox>`
      }
    </fieldset>`;
  }

  #add(box: Combobox): void {
    const { store, state } = this.#store;
    const member = state?.found.find(({ id }) => id === box.values[0]);
    box.values = none;
    if (member) store?.addTeacher(member);
  }

  #teacher(teacher: GroupTeacher): TemplateResult {
    const { editing } = this.strings.groups;
    const { store } = this.#store;
    const name = shortName(teacher);
    const takeOff = editing.takeOff.replace('#', name);
    return html`<div class="teacher">
      ${avatar({ id: teacher.id, text: initials(teacher.name, teacher.surname), size: 's' })}
      <b>${personName(teacher, this.college, this.strings.common.erased)}</b>
      <sferum-combobox
        bare
        multiple
        free
        maxlength="200"
        label=${editing.subjectsOf.replace('#', name)}
        placeholder=${editing.subjectsMore}
        .values=${teacher.subjects}
        @changed=${(event: Event) => store?.changeTeacher(teacher.id, (event.target as Combobox).values)}
      ></sferum-combobox>
      <button
        class="icon-button"
        type="button"
        aria-label=${takeOff}
        title=${takeOff}
        @click=${() => store?.changeTeacher(teacher.id, null)}
      >
        ${icon('close', 18)}
      </button>
    </div>`;
  }

  /** What another administrator has saved meanwhile, in words. */
  #changed({ changedMeanwhile }: AdminGroupState): TemplateResult | typeof nothing {
    const { editing } = this.strings.groups;
    const { number, title, startYear, endYear, teachers } = changedMeanwhile;
    const lines: [string, string | undefined][] = [
      [editing.number, number],
      [editing.start, startYear?.toString()],
      [editing.end, endYear?.toString()],
      [editing.speciality, title === '' ? editing.nothing : title],
      [editing.teachers, teachers && (teachers.map(shortName).join(', ') || editing.nothing)],
    ];
    const changes = lines.filter(([, now]) => now !== undefined);
    if (changes.length === 0) return nothing;
    return html`<div class="notice warning changed" role="alert">
      ${icon('alert')}
      <div>
        ${editing.changed}
        <dl>
          ${changes.map(([what, now]) => html`<dt>${what}</dt><dd>${now}</dd>`)}
        </dl>
        ${editing.changedHint}
      </div>
    </div>`;
  }
}
define('sferum-admin-group', AdminGroup);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-group': AdminGroup;
  }
}
