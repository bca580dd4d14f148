import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Person, shortName } from '../../core/names.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { Fetched } from '../../element/host/fetched.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CallsStrings, callsTexts } from '../../locales/ru/lesson/calls.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { choiceStyles } from '../../ui/choice.ts';
import '../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../ui/field.ts';
import { personChoice, personChoiceStyles } from '../../ui/list/person-choice.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { lessonSigns } from '../lesson-signs.ts';
import type { Lesson, LessonStart, StartRights } from '../lesson-types.ts';
import { newLessonStore } from './new-lesson-store.ts';

/** The longest topic. */
const longestTopic = 120;
const kinds = ['video', 'audio', 'broadcast'] as const;
type How = (typeof kinds)[number];

/** A lesson was begun. */
export class LessonBegunEvent extends Event {
  readonly lesson: Lesson;
  constructor(lesson: Lesson) {
    super('begun');
    this.lesson = lesson;
  }
}

/** Begins a lesson in a chat: what about, how, and who is called. Fires `begun` and `closed`. */
export class NewLessonDialog extends SferumElement<{ calls: CallsStrings }> {
  static override styles = [
    base,
    avatarStyles,
    bitsStyles,
    ringStyles,
    chipTabsStyles,
    choiceStyles,
    fieldStyles,
    noticeStyles,
    personChoiceStyles,
    css`
      .chip-tabs {
        margin: 0 -8px;
        padding: 0 8px;
      }
      .people {
        min-height: 260px;
        margin-inline: -4px;
      }
      .nobody {
        padding: 16px 4px;
        color: var(--sferum-text-2);
      }
      .places {
        align-self: center;
        flex: 1 !important;
        min-width: 180px;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
    `,
  ];
  protected readonly texts = { calls: callsTexts };

  @property({ attribute: false }) chat = '';
  /** Where it is, by its name. */
  @property({ attribute: false }) name = '';
  /** The other one of a chat of two; null for all others. */
  @property({ attribute: false }) peer: Person | null = null;
  /** Everybody else in the chat. */
  @property({ attribute: false }) load: () => Promise<readonly Person[]> = async () => [];
  @property({ attribute: false }) isHere: (person: string) => boolean = () => false;

  @state() private topic = '';
  @state() private how: How = 'video';
  @state() private query = '';
  @state() private filter: 'all' | 'online' = 'all';
  @state() private chosen: ReadonlySet<string> = new Set();

  readonly #store = new StoreController(this, (backend) => (this.chat ? newLessonStore(backend, this.chat) : null));
  readonly #people = new Fetched(this, () => this.load());

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.peer) this.#people.ask();
  }

  override render() {
    const { calls } = this.strings;
    const { state, store } = this.#store;
    const heading = this.peer ? calls.heading.call : calls.heading.lesson;
    const refusal = state?.rights.status === 'ready' ? state.rights.value.refusal : null;
    const isReady = state?.rights.status === 'ready' && !refusal;
    return html`<sferum-dialog
      wide
      heading=${heading}
      ?busy=${state?.busy}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${this.name ? html`<p class="muted">${this.name}</p>` : nothing}
      ${this.view(
        state?.rights,
        (rights) => (rights.refusal ? notice('lock', calls.refusals[rights.refusal]) : this.#form(rights)),
        { skeleton: skeletonRows(4), retry: () => store?.retry() },
      )}
      ${this.#problem()}
      ${isReady && state.rights.status === 'ready' ? this.#actions(state.rights.value, state.busy) : nothing}
    </sferum-dialog>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const problem = this.#store.state?.problem;
    if (!problem) return nothing;
    const { calls, common } = this.strings;
    const words: Partial<Record<string, string>> = { ...calls.problems, ...calls.refusals };
    const text = words[problem] ?? common.errors[problem as keyof typeof common.errors].text;
    return notice('alert', text, 'danger');
  }

  #form(rights: StartRights): TemplateResult {
    const { calls } = this.strings;
    const offered = kinds.filter((kind) => kind !== 'broadcast' || rights.kinds.includes('broadcast'));
    return html`${
      this.peer
        ? nothing
        : inputField({
            id: 'topic',
            label: calls.topic,
            value: this.topic,
            maxlength: longestTopic,
            input: (value) => {
              this.topic = value;
            },
          })
    }
    ${chipTabs<How>({
      label: calls.media,
      tabs: offered.map((value) => ({ value, text: calls[value] })),
      value: this.how,
      choose: (value) => {
        this.how = value;
      },
    })}
    ${this.how === 'broadcast' ? notice('megaphone', calls.broadcastNote) : nothing}
    ${this.peer ? nothing : this.view(this.#people.value, (people) => this.#choose(people), { skeleton: skeletonRows(4), retry: this.#people.ask })}`;
  }

  #choose(people: readonly Person[]): TemplateResult {
    const { calls } = this.strings;
    if (people.length === 0) return html`<p class="nobody">${calls.nobodyElse}</p>`;
    const here = people.filter(({ id }) => this.isHere(id));
    const wanted = this.query.trim().toLocaleLowerCase();
    const found = (this.filter === 'online' ? here : people).filter((person) =>
      shortName(person).toLocaleLowerCase().includes(wanted),
    );
    return html`<sferum-search
        label=${calls.find}
        .value=${this.query}
        @searched=${(event: Event) => {
          this.query = (event.target as Search).value;
        }}
      ></sferum-search>
      ${chipTabs<'all' | 'online'>({
        label: calls.filter,
        tabs: [
          { value: 'all', text: calls.all, count: people.length },
          { value: 'online', text: calls.online, count: here.length },
        ],
        value: this.filter,
        choose: (value) => {
          this.filter = value;
        },
      })}
      <div class="people" role="group" aria-label=${calls.people}>
        ${found.length === 0 ? html`<p class="nobody" role="status">${calls.nobody}</p>` : nothing}
        ${repeat(
          found,
          ({ id }) => id,
          (person) =>
            personChoice({
              type: 'checkbox',
              person,
              name: shortName(person) || this.strings.common.erased,
              note: this.isHere(person.id) ? calls.isOnline : '',
              checked: this.chosen.has(person.id),
              disabled: false,
              change: () => this.#toggle(person.id),
            }),
        )}
      </div>`;
  }

  #toggle(id: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  #actions(rights: StartRights, busy: boolean): TemplateResult {
    const { calls } = this.strings;
    const { size } = this.chosen;
    const button = (text: string, kind: string, call: LessonStart['call']) => html`<button
      slot="actions"
      class="button ${kind}"
      type="button"
      aria-disabled=${busy}
      @click=${() => void this.#begin(rights, call)}
    >
      ${busy && kind === 'primary' ? ring() : icon(this.how === 'audio' ? lessonSigns.mic : lessonSigns.video, 18)}
      <span>${text}</span>
    </button>`;
    if (this.peer) return button(calls.callPeer, 'primary', [this.peer.id]);
    const words = size > 0 ? plural(this.language, size, calls.chosen).replace('#', String(size)) : calls.places;
    return html`<span slot="actions" class="places">${words}</span>
      ${size === 0 && rights.callAll ? html`${button(calls.callNobody, 'ghost', [])}${button(calls.callAll, 'primary', 'all')}` : nothing}
      ${size === 0 && !rights.callAll ? button(calls.callNobody, 'primary', []) : nothing}
      ${size > 0 ? button(calls.callSome.replace('#', String(size)), 'primary', [...this.chosen]) : nothing}`;
  }

  async #begin(rights: StartRights, call: LessonStart['call']): Promise<void> {
    const { state, store } = this.#store;
    if (!store || state?.busy) return;
    const kind =
      this.how === 'broadcast' ? 'broadcast' : rights.kinds.includes('lesson') && !this.peer ? 'lesson' : 'call';
    const media = this.how === 'audio' ? 'audio' : 'video';
    const lesson = await store.begin({ kind, media, topic: this.topic.trim(), ...(call && { call }) });
    if (lesson) this.dispatchEvent(new LessonBegunEvent(lesson));
  }
}
define('sferum-new-lesson', NewLessonDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-new-lesson': NewLessonDialog;
  }
}
