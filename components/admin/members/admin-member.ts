import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type MembersStrings, membersTexts } from '../../locales/ru/admin/members.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { choiceStyles, tickBox } from '../../ui/choice.ts';
import '../../ui/combobox.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { confirm, type Dialog } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import type { Member, MemberChoice } from '../../college/shared/members-api.ts';
import type { Role } from '../../college/shared/my-colleges-api.ts';
import { fullName } from '../../core/names.ts';
import { icon } from '../../element/icon.ts';
import { field, fieldStyles, select } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { type AdminMemberState, adminMemberStore } from './admin-member-store.ts';

/** The member is saved, or out of the college. */
export class MemberDoneEvent extends Event {
  readonly removed: boolean;
  constructor(removed: boolean) {
    super('done');
    this.removed = removed;
  }
}

const roles: readonly Role[] = ['student', 'teacher', 'staff'];

/** The dialog in which an administrator edits a member. Fires `done`, or `closed` when nothing was changed. */
export class AdminMember extends SferumElement<{ members: MembersStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    ringStyles,
    css`
      .who {
        display: flex;
        align-items: center;
        gap: 14px;
        min-width: 0;
      }
      .who .avatar {
        --sferum-avatar-size: 52px;
      }
      .who b {
        display: block;
        font: var(--sferum-t-title);
        overflow-wrap: anywhere;
      }
      .who small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
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
      .skeleton-rows > div {
        padding-inline: 0;
      }
      .remove {
        align-self: flex-start;
        margin-inline-start: -14px;
      }
    `,
  ];
  protected readonly texts = { members: membersTexts };

  @property() college = '';
  @property() person = '';
  /** Shown until the member is loaded. */
  @property() name = '';
  /** Asks whether to remove the member instead. */
  @property({ type: Boolean }) removal = false;
  @query('sferum-dialog') private dialog!: Dialog | null;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId ? adminMemberStore(backend, this.college, this.person) : null,
  );

  async #save(): Promise<void> {
    // A subject that is typed and not entered is meant too.
    for (const box of this.renderRoot.querySelectorAll<Combobox>('sferum-combobox')) box.commit();
    if (await this.#store.store?.save()) this.dispatchEvent(new MemberDoneEvent(false));
  }

  async #remove(): Promise<void> {
    if (await this.#store.store?.remove()) this.dispatchEvent(new MemberDoneEvent(true));
  }

  #closed(): void {
    this.dispatchEvent(new Event('closed'));
  }

  #cancel(): void {
    this.#store.store?.discard();
    this.dialog?.close();
  }

  override render() {
    const { state, store } = this.#store;
    const { members, common } = this.strings;
    if (!state || !store) return nothing;
    const { saving, problem } = state;
    if (this.removal) {
      return confirm({
        heading: members.removal.title,
        text: members.removal.text.replace('#', this.name),
        verb: members.removal.verb,
        busy: saving,
        error: problem ? members.problems[problem] : undefined,
        act: () => void this.#remove(),
        closed: () => {
          store.discard();
          this.#closed();
        },
        strings: this.strings,
      });
    }
    return html`<sferum-dialog heading=${members.editing.title} ?busy=${saving} @closed=${this.#closed}>
      ${this.view(state.member, (member) => this.#form(member, state), {
        skeleton: skeletonRows(4),
        retry: () => store.retry(),
      })}
      <button slot="actions" class="button ghost" type="button" @click=${this.#cancel}>${common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${saving}
        ?disabled=${state.member.status !== 'ready'}
        @click=${this.#save}
      >
        ${saving ? ring() : nothing}<span>${common.save}</span>
      </button>
    </sferum-dialog>`;
  }

  #form(member: Member, state: AdminMemberState): TemplateResult {
    const { editing, roles: roleNames, problems, removeFrom } = this.strings.members;
    const { choice, problem } = state;
    const change = (patch: Partial<MemberChoice>) => this.#store.store?.change(patch);
    const values = (event: Event) => (event.target as Combobox).values;
    return html`<div class="who">
        ${avatar({ id: member.id, text: initials(member.name, member.surname), size: 'l' })}
        <span><b>${fullName(member)}</b><small>${member.phone}</small></span>
      </div>
      ${this.#changed(state)}
      ${field({
        id: 'role',
        label: editing.role,
        control: select({
          id: 'role',
          value: choice.role,
          options: roles.map((value) => ({ value, text: roleNames[value] })),
          change: (value) => change({ role: value as Role }),
        }),
      })}
      ${
        choice.role === 'student'
          ? nothing
          : html`<sferum-combobox
              label=${editing.subjects}
              placeholder=${editing.subjectsMore}
              help=${editing.subjectsHelp}
              error=${problem === 'subjects' ? problems.subjects : ''}
              multiple
              free
              maxlength="200"
              .values=${choice.subjects}
              @changed=${(event: Event) => change({ subjects: values(event) })}
            ></sferum-combobox>`
      }
      <sferum-combobox
        label=${editing.groups}
        placeholder=${editing.groupsMore}
        error=${problem === 'graduated' ? problems.graduated : ''}
        multiple
        .options=${state.groups.map(({ id, number }) => ({ value: id, text: number }))}
        .values=${choice.groups}
        @changed=${(event: Event) => change({ groups: values(event) })}
      ></sferum-combobox>
      ${tickBox({
        title: editing.admin,
        text: editing.adminText,
        card: true,
        checked: choice.isAdmin,
        change: (isAdmin) => change({ isAdmin }),
      })}
      ${
        // A conflict that is shown line by line needs no sentence.
        problem && problem !== 'subjects' && problem !== 'graduated' && Object.keys(state.changedMeanwhile).length === 0
          ? notice('alert', problems[problem], 'danger')
          : nothing
      }
      <button
        class="button danger-text remove"
        type="button"
        @click=${() => {
          this.removal = true;
        }}
      >
        ${icon(signs.trash, 18)}<span>${removeFrom}</span>
      </button>`;
  }

  /** What another administrator has saved meanwhile, in words. */
  #changed({ changedMeanwhile, groups }: AdminMemberState): TemplateResult | typeof nothing {
    const { editing, roles: roleNames } = this.strings.members;
    const { role, isAdmin, subjects, groups: ids } = changedMeanwhile;
    const numbers = ids?.map((id) => groups.find((group) => group.id === id)?.number ?? '');
    const lines: [string, string][] = [
      ...(role ? [[editing.role, roleNames[role]] as [string, string]] : []),
      ...(subjects ? [[editing.subjects, subjects.join(', ') || editing.nothing] as [string, string]] : []),
      ...(numbers ? [[editing.groups, numbers.join(', ') || editing.nothing] as [string, string]] : []),
      ...(isAdmin === undefined ? [] : [[editing.admin, isAdmin ? editing.yes : editing.no] as [string, string]]),
    ];
    if (lines.length === 0) return nothing;
    return html`<div class="notice warning changed" role="alert">
      ${icon('alert')}
      <div>
        ${editing.changed}
        <dl>
          ${lines.map(([what, now]) => html`<dt>${what}</dt><dd>${now}</dd>`)}
        </dl>
        ${editing.changedHint}
      </div>
    </div>`;
  }
}
define('sferum-admin-member', AdminMember);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-member': AdminMember;
  }
}
