import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { serverTime } from '../../../core/dates.ts';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { plural } from '../../../element/localize.ts';
import { StoreController } from '../../../element/store-controller.ts';
import { type InvitationsStrings, invitationsTexts } from '../../../locales/ru/invitations.ts';
import { ring, ringStyles } from '../../../ui/bits.ts';
import { choiceStyles, radioOptions } from '../../../ui/choice.ts';
import { closeDialog } from '../../../ui/dialog.ts';
import { field, fieldStyles, inputField, select } from '../../../ui/field.ts';
import { notice, noticeStyles } from '../../../ui/notice.ts';
import { signs } from '../../../ui/signs.ts';
import { groupListStore } from '../group-list-store.ts';
import type { Role } from '../my-colleges-api.ts';
import { moment } from './invitation-words.ts';
import { invitationsStore } from './invitations-store.ts';

/** How long a link can be good, in minutes. */
const durations = { halfHour: 30, hour: 60, day: 1440, week: 10_080, month: 43_200 };
type Duration = keyof typeof durations;
type Term = Duration | 'date' | 'never';

/** A link was made. */
export class InvitationMadeEvent extends Event {
  constructor(readonly invitation: string) {
    super('made');
  }
}

/**
 * The dialog of a new link. Fires `made` with its id, and `closed`. A teacher may invite the students of their groups
 * only: `group` is then `fixed`.
 */
export class InvitationNew extends SferumElement<{ invitations: InvitationsStrings }> {
  static override styles = [
    base,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      form {
        display: grid;
        gap: 16px;
      }
    `,
  ];
  protected readonly texts = { invitations: invitationsTexts };

  @property() college = '';
  /** Id of the group that is chosen at first. */
  @property() group = '';
  /** Only that group, and only its students. */
  @property({ type: Boolean }) fixed = false;

  @state() private invited: Role = 'student';
  @state() private target = '';
  @state() private term: Term = 'week';
  @state() private until = '';
  @state() private uses = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? invitationsStore(backend, this.college) : null,
  );
  readonly #groups = new StoreController(this, (backend) =>
    backend.userId && this.college ? groupListStore(backend, this.college) : null,
  );

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('group')) this.target = this.group;
  }

  get #open() {
    const { groups } = this.#groups.state ?? {};
    return groups?.status === 'ready' ? groups.value.filter(({ isGraduated }) => !isGraduated) : [];
  }

  #chosen(): void {
    this.#store.store?.clearError();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const minutes = this.term === 'date' || this.term === 'never' ? null : durations[this.term];
    const uses = this.uses.replace(/\s/g, '');
    const made = await this.#store.store?.create({
      groupId: this.invited === 'staff' ? null : this.target || null,
      role: this.invited,
      minutes,
      until: this.term === 'date' ? new Date(this.until || Number.NaN) : null,
      maxUses: uses === '' ? null : Number(uses),
    });
    if (made) this.dispatchEvent(new InvitationMadeEvent(made));
  }

  override render() {
    const { busy = false, problem = null } = this.#store.state ?? {};
    const { invitations } = this.strings;
    const beside = problem === 'uses' || problem === 'date';
    return html`<sferum-dialog
      heading=${invitations.creating.title}
      ?busy=${busy}
      @closed=${() => {
        this.#chosen();
        this.dispatchEvent(new Event('closed'));
      }}
    >
      <form id="new" novalidate @submit=${this.#submit}>
        ${this.fixed ? nothing : this.#who()}
        <div class="fields">
          ${field({
            id: 'expires',
            label: invitations.creating.expires,
            control: select({
              id: 'expires',
              sign: 'clock',
              value: this.term,
              options: [...Object.keys(durations), 'date', 'never'].map((value) => ({
                value,
                text: invitations.creating.choices[value as keyof typeof invitations.creating.choices],
              })),
              change: (value) => {
                this.term = value as Term;
                this.#chosen();
              },
            }),
          })}
          ${inputField({
            id: 'uses',
            label: invitations.creating.uses,
            value: this.uses,
            input: (value) => {
              this.uses = value;
              this.#chosen();
            },
            type: 'number',
            min: '1',
            placeholder: invitations.creating.usesHint,
            error: problem === 'uses' ? invitations.problems.uses : undefined,
          })}
        </div>
        ${this.term === 'date' ? this.#date(problem === 'date') : nothing}
        ${problem && !beside ? notice('alert', invitations.problems[problem], 'danger') : notice(signs.info, this.#note())}
      </form>
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${this.strings.common.cancel}</button>
      <button slot="actions" class="button primary" type="submit" form="new" aria-disabled=${busy}>
        ${busy ? ring() : nothing}<span>${invitations.create}</span>
      </button>
    </sferum-dialog>`;
  }

  #who(): TemplateResult {
    const { creating, college, group, role: names } = this.strings.invitations;
    const roles: readonly Role[] = ['student', 'teacher', 'staff'];
    return html`${field({
      id: 'target',
      label: creating.target,
      help: this.invited === 'staff' ? creating.staffNote : undefined,
      control: select({
        id: 'target',
        sign: signs.folder,
        value: this.invited === 'staff' ? '' : this.target,
        options: [
          { value: '', text: college },
          ...this.#open.map(({ id, number }) => ({
            value: id,
            text: group.replace('#', number),
            disabled: this.invited === 'staff',
          })),
        ],
        change: (value) => {
          this.target = value;
          this.#chosen();
        },
      }),
    })}
      ${radioOptions<Role>({
        name: 'role',
        label: creating.role,
        options: roles.map((value) => ({ value, title: names[value] })),
        value: this.invited,
        change: (value) => {
          this.invited = value;
          this.#chosen();
        },
      })}`;
  }

  #date(wrong: boolean): TemplateResult {
    const { creating, problems } = this.strings.invitations;
    const now = serverTime();
    return inputField({
      id: 'date',
      label: creating.date,
      value: this.until,
      input: (value) => {
        this.until = value;
        this.#chosen();
      },
      type: 'datetime-local',
      min: new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16),
      required: true,
      error: wrong ? problems.date : undefined,
    });
  }

  /** What will be, before it is. */
  #note(): string {
    const { creating } = this.strings.invitations;
    const { term } = this;
    const until = new Date(this.until || Number.NaN);
    const time =
      term === 'never' || (term === 'date' && Number.isNaN(until.getTime()))
        ? creating.noteNever
        : term === 'date'
          ? creating.noteDate.replace('#', moment(until, this.language))
          : creating.noteTime.replace('#', creating.inTime[term]);
    const people = Number(this.uses);
    const after = people > 0 ? ` ${plural(this.language, people, creating.notePeople).replace('#', this.uses)}` : '';
    return `${time}${after}. ${creating.noteEnd}`;
  }
}
define('sferum-invitation-new', InvitationNew);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-invitation-new': InvitationNew;
  }
}
