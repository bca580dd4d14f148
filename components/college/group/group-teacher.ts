import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { choiceStyles } from '../../ui/choice.ts';
import { personChoice, personChoiceStyles } from '../../ui/list/person-choice.ts';
import '../../ui/combobox.ts';
import type { Combobox } from '../../ui/combobox.ts';
import '../../ui/dialog.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import '../../ui/search.ts';
import { fullName } from '../../core/names.ts';
import type { Search } from '../../ui/search.ts';
import type { Member } from '../shared/members-api.ts';
import { type GroupTeacherState, groupTeacherStore } from './group-teacher-store.ts';

/** A teacher is added; `name` says who. */
export class TeacherAddedEvent extends Event {
  readonly name: string;
  constructor(name: string) {
    super('added');
    this.name = name;
  }
}

/** The dialog in which a teacher is added to a group. Fires `added`, or `closed` when nobody was. */
export class GroupTeacherDialog extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    choiceStyles,
    noticeStyles,
    personChoiceStyles,
    ringStyles,
    css`
      form {
        display: grid;
        gap: 16px;
      }
      .lead {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      fieldset {
        display: grid;
        min-width: 0;
        max-height: 264px;
        margin: 0;
        padding: 0;
        border: 0;
        overflow-y: auto;
        scrollbar-width: thin;
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  @property() college = '';
  @property() group = '';
  @property() number = '';
  /** Ids of those who teach there already. */
  @property({ attribute: false }) there: readonly string[] = [];
  /** Anybody can be added, not only oneself. */
  @property({ type: Boolean }) anybody = false;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.group ? groupTeacherStore(backend, this.college, this.group, this.anybody) : null,
  );

  async #save(): Promise<void> {
    // A subject that is typed and not entered is meant too.
    this.renderRoot.querySelector<Combobox>('sferum-combobox')?.commit();
    const { store } = this.#store;
    const { found, person } = store?.state ?? {};
    const chosen = found?.status === 'ready' ? found.value.find(({ id }) => id === person) : undefined;
    if (await store?.save()) this.dispatchEvent(new TeacherAddedEvent(chosen ? fullName(chosen) : ''));
  }

  override render() {
    const { state, store } = this.#store;
    const { common, college } = this.strings;
    if (!state || !store) return nothing;
    return html`<sferum-dialog
      heading=${college.group.addTeacher}
      ?busy=${state.saving}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${this.#form(state)}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button slot="actions" class="button primary" type="submit" form="form" aria-disabled=${state.saving}>
        ${state.saving ? ring() : nothing}<span>${common.save}</span>
      </button>
    </sferum-dialog>`;
  }

  #form(state: GroupTeacherState): TemplateResult {
    const { teacher } = this.strings.college;
    const { store } = this.#store;
    const { problem } = state;
    return html`<form
      id="form"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save();
      }}
    >
      <p class="lead">${teacher.lead.replace('#', this.number)}</p>
      ${
        this.anybody
          ? html`<sferum-search
              label=${teacher.search}
              .value=${state.query}
              @searched=${(event: Event) => store?.search((event.target as Search).value)}
            ></sferum-search>`
          : nothing
      }
      ${this.view(state.found, (found) => this.#people(found, state), {
        skeleton: skeletonRows(this.anybody ? 3 : 1),
        retry: () => store?.retry(),
      })}
      <sferum-combobox
        multiple
        free
        maxlength="200"
        label=${teacher.subjects}
        placeholder=${teacher.subjectsMore}
        help=${teacher.subjectsHelp}
        error=${problem === 'subjects' ? teacher.problems.subjects : ''}
        .values=${state.subjects}
        @changed=${(event: Event) => store?.write((event.target as Combobox).values)}
      ></sferum-combobox>
      ${problem && problem !== 'subjects' ? notice('alert', teacher.problems[problem], 'danger') : nothing}
    </form>`;
  }

  #people(found: readonly Member[], { person }: GroupTeacherState): TemplateResult {
    const { teacher } = this.strings.college;
    if (found.length === 0) return html`<p class="lead" role="status">${teacher.nothingFound}</p>`;
    return html`<fieldset>
      <legend class="visually-hidden">${teacher.who}</legend>
      ${repeat(
        found,
        ({ id }) => id,
        (member) => this.#person(member, member.id === person),
      )}
    </fieldset>`;
  }

  #person(member: Member, chosen: boolean): TemplateResult {
    const { roles, teacher } = this.strings.college;
    const { store } = this.#store;
    const already = this.there.includes(member.id);
    const isMe = member.id === store?.myId;
    const note = already ? teacher.already : isMe ? teacher.you : member.subjects.join(', ') || roles[member.role];
    return personChoice({
      type: 'radio',
      person: member,
      name: fullName(member),
      note,
      checked: chosen || already,
      disabled: already,
      change: () => store?.choose(member),
    });
  }
}
define('sferum-group-teacher', GroupTeacherDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-group-teacher': GroupTeacherDialog;
  }
}
