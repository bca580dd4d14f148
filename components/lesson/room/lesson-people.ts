import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { serverTime } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type LessonStrings, lessonTexts } from '../../locales/ru/lesson/lesson.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { ringStyles } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/menu.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { noticeStyles } from '../../ui/notice.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import { lessonSigns } from '../lesson-signs.ts';
import type { LessonStore, LessonView } from '../lesson-store.ts';
import type { LessonPerson, LessonState } from '../lesson-types.ts';
import { nameOf } from '../lesson-words.ts';

/** From so many people on one searches. */
const searchedFrom = 10;

/** Who takes part in a lesson: raised hands in their order, then everybody; and what one who leads can do. */
export class LessonPeople extends SferumElement<{ lesson: LessonStrings }> {
  static override styles = [
    base,
    avatarStyles,
    ringStyles,
    noticeStyles,
    css`
      :host {
        container-type: inline-size;
        min-height: 0;
        overflow: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
        padding: 0 16px 16px;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 36px;
        margin-top: 8px;
        color: var(--sferum-text-2);
        font: 600 calc(var(--sferum-size) * 0.8) / 1.2 var(--sferum-family);
      }
      .head h3 {
        display: flex;
        align-items: center;
        gap: 6px;
        font: inherit;
      }
      .head.hands h3 {
        color: #f2a93b;
      }
      .head .button {
        min-height: 36px;
        margin-inline-end: -8px;
        padding: 4px 8px;
        font: inherit;
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 50px;
        /* Of a hundred rows those are drawn that are seen. */
        content-visibility: auto;
        contain-intrinsic-size: auto 50px;
      }
      .who {
        flex: 1;
        min-width: 0;
      }
      .who b {
        display: block;
        font: var(--sferum-t-body);
      }
      .who small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      .signs {
        display: flex;
        gap: 12px;
        color: var(--sferum-text-2);
      }
      .nobody {
        padding: 16px 0;
        color: var(--sferum-text-2);
      }
      sferum-search {
        display: block;
        margin: 4px 0;
      }
    `,
  ];
  protected readonly texts = { lesson: lessonTexts };

  @property({ attribute: false }) store: LessonStore | null = null;
  @property({ attribute: false }) shown: LessonView | null = null;

  @state() private query = '';
  @state() private removing: LessonPerson | null = null;

  override render() {
    const { info } = this.shown ?? {};
    if (info?.status !== 'ready') return nothing;
    const { people, rights } = info.value;
    const { lesson } = this.strings;
    const wanted = this.query.trim().toLocaleLowerCase();
    const found = people.filter((each) => this.#name(each).toLocaleLowerCase().includes(wanted));
    const inside = found.filter(({ isIn, isOut }) => isIn && !isOut);
    const hands = inside.filter(({ handAt }) => handAt).sort((a, b) => Number(a.handAt) - Number(b.handAt));
    const called = found.filter(({ call, isIn, isOut }) => !isIn && !isOut && call !== null);
    const out = rights.lead ? found.filter(({ isOut }) => isOut) : [];
    return html`${
      people.length >= searchedFrom
        ? html`<sferum-search
            label=${lesson.findPerson}
            .value=${this.query}
            @searched=${(event: Event) => {
              this.query = (event.target as Search).value;
            }}
          ></sferum-search>`
        : nothing
    }
    ${found.length === 0 ? html`<p class="nobody" role="status">${lesson.nobodyFound}</p>` : nothing}
    ${hands.length > 0 ? this.#hands(hands, info.value) : nothing}
    ${
      inside.length > 0
        ? html`<div class="head">
              <h3>${lesson.inLesson}</h3>
              ${rights.lead ? this.#button(lesson.muteAll, () => this.store?.moderate({ deed: 'mute' })) : nothing}
            </div>
            ${this.#list(lesson.inLesson, inside, (each) => this.#inside(each, info.value))}`
        : nothing
    }
    ${
      called.length > 0
        ? html`<div class="head"><h3>${lesson.called}</h3></div>
            ${this.#list(lesson.called, called, (each) =>
              this.#row(
                each,
                lesson.calls[each.call ?? 'ringing'],
                rights.call && each.call !== 'ringing' ? this.#callAgain(each) : nothing,
              ),
            )}`
        : nothing
    }
    ${
      out.length > 0
        ? html`<div class="head"><h3>${lesson.out}</h3></div>
            ${this.#list(lesson.out, out, (each) =>
              this.#row(
                each,
                '',
                html`<button
                  class="button soft"
                  type="button"
                  @click=${() => void this.store?.moderate({ deed: 'readmit', person: each.person.id })}
                >
                  ${lesson.readmit}
                </button>`,
              ),
            )}`
        : nothing
    }
    ${this.#confirmRemoving()}`;
  }

  #callAgain({ person }: LessonPerson): TemplateResult {
    return html`<button class="button soft" type="button" @click=${() => void this.store?.call([person.id])}>
      ${this.strings.lesson.callAgain}
    </button>`;
  }

  #button(text: string, act: () => unknown): TemplateResult {
    return html`<button class="button link" type="button" @click=${() => void act()}>${text}</button>`;
  }

  #list(
    label: string,
    people: readonly LessonPerson[],
    draw: (person: LessonPerson) => TemplateResult,
  ): TemplateResult {
    return html`<ul aria-label=${label}>
      ${repeat(people, ({ person }) => person.id, draw)}
    </ul>`;
  }

  #hands(hands: readonly LessonPerson[], { lesson: { kind }, rights }: LessonState): TemplateResult {
    const { lesson } = this.strings;
    const title = lesson.handsTitle.replace('#', String(hands.length));
    return html`<div class="head hands">
        <h3>${icon(lessonSigns.hand, 18)}${title}</h3>
        ${rights.lead ? this.#button(lesson.lowerAll, () => this.store?.moderate({ deed: 'lower_hand' })) : nothing}
      </div>
      ${this.#list(title, hands, (each) => {
        const { isOnStage, person } = each;
        const deed = kind === 'broadcast' && !isOnStage ? 'to_stage' : 'allow';
        const word = deed === 'to_stage' ? lesson.toStage : lesson.giveWord;
        const waits = lesson.waits.replace('#', String(hands.indexOf(each) + 1)) + this.#waiting(each);
        return this.#row(
          each,
          waits,
          rights.lead
            ? html`<button
                class="button soft"
                type="button"
                @click=${() => void this.store?.moderate({ deed, person: person.id })}
              >
                ${word}
              </button>`
            : nothing,
        );
      })}`;
  }

  /** «2 мин», «40 с» */
  #waiting({ handAt }: LessonPerson): string {
    const seconds = Math.max(0, Math.round((serverTime().getTime() - Number(handAt)) / 1000));
    const [value, unit] = seconds < 60 ? [seconds, 'second'] : [Math.floor(seconds / 60), 'minute'];
    return new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  }

  #inside(each: LessonPerson, { lesson: { host, kind }, rights }: LessonState): TemplateResult {
    const { lesson } = this.strings;
    const { isOnStage, person } = each;
    const isMe = person.id === this.store?.myId;
    const note = host?.id === person.id ? lesson.leads : isMe ? lesson.you : '';
    const { camera, microphone } = this.#published(each);
    const state = html`<span class="signs">
      ${
        isOnStage
          ? html`${icon(microphone ? lessonSigns.mic : lessonSigns.micOff)}${icon(camera ? lessonSigns.video : lessonSigns.videoOff)}
              ${microphone ? nothing : html`<span class="visually-hidden">${lesson.micOff}</span>`}`
          : icon('user')
      }
    </span>`;
    const items = rights.lead && !isMe ? this.#items(each, kind === 'broadcast') : [];
    const menu =
      items.length > 0
        ? html`<sferum-menu label=${lesson.actions.replace('#', this.#name(each))} .items=${items}></sferum-menu>`
        : nothing;
    return this.#row(each, note, html`${state}${menu}`);
  }

  #published({ isSilenced, person }: LessonPerson): { camera: boolean; microphone: boolean } {
    const { media, peers } = this.shown ?? {};
    if (person.id === this.store?.myId) {
      return { camera: media?.camera.track != null, microphone: media?.microphone.track != null && !isSilenced };
    }
    const { tracks = {} } = peers?.get(person.id) ?? {};
    return { camera: tracks.camera !== undefined, microphone: tracks.microphone !== undefined };
  }

  #items(each: LessonPerson, isBroadcast: boolean): MenuItem[] {
    const { lesson } = this.strings;
    const { handAt, isOnStage, isSilenced, person } = each;
    const deed = (name: 'mute' | 'silence' | 'allow' | 'lower_hand' | 'to_stage' | 'to_audience') => () =>
      void this.store?.moderate({ deed: name, person: person.id });
    const items: MenuItem[] = [];
    if (isOnStage) {
      items.push({ text: lesson.mute, sign: lessonSigns.micOff, act: deed('mute') });
      items.push(
        isSilenced
          ? { text: lesson.allow, sign: lessonSigns.mic, act: deed('allow') }
          : { text: lesson.silence, sign: 'lock', act: deed('silence') },
      );
    }
    if (isBroadcast) {
      items.push(
        isOnStage
          ? { text: lesson.toAudience, sign: 'down', act: deed('to_audience') }
          : { text: lesson.toStage, sign: 'megaphone', act: deed('to_stage') },
      );
    }
    if (handAt) items.push({ text: lesson.lowerHand, sign: lessonSigns.hand, act: deed('lower_hand') });
    items.push({
      text: lesson.remove,
      sign: signs.door,
      danger: true,
      act: () => {
        this.removing = each;
      },
    });
    return items;
  }

  #row(each: LessonPerson, note: string, end: TemplateResult | typeof nothing = nothing): TemplateResult {
    const { person } = each;
    return html`<li>
      ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
      <span class="who"><b class="ellipsis">${this.#name(each)}</b>${note ? html`<small class="ellipsis">${note}</small>` : nothing}</span>
      ${end}
    </li>`;
  }

  #name({ person }: LessonPerson): string {
    return nameOf(person, this.strings.common.erased);
  }

  #confirmRemoving(): TemplateResult | typeof nothing {
    const { removing } = this;
    if (!removing) return nothing;
    const { lesson } = this.strings;
    const close = () => {
      this.removing = null;
    };
    return confirm({
      heading: lesson.remove,
      text: lesson.removeText.replace('#', this.#name(removing)),
      verb: lesson.remove,
      act: async () => {
        if (await this.store?.moderate({ deed: 'remove', person: removing.person.id })) close();
      },
      closed: close,
      busy: this.shown?.busy ?? false,
      strings: this.strings,
    });
  }
}
define('sferum-lesson-people', LessonPeople);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-people': LessonPeople;
  }
}
