import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { canShareScreen } from '../../core/media/devices.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { type LessonStrings, lessonTexts } from '../../locales/ru/lesson/lesson.ts';
import { initials } from '../../ui/avatar.ts';
import { bitsStyles, ringStyles, tag } from '../../ui/bits.ts';
import { confirm } from '../../ui/dialog.ts';
import '../../ui/menu.ts';
import type { MenuItem } from '../../ui/menu-items.ts';
import { noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { lessonSigns } from '../lesson-signs.ts';
import type { LessonStore, LessonView } from '../lesson-store.ts';
import type { LessonPerson, LessonState } from '../lesson-types.ts';
import { lessonClock, lessonTitle, nameOf } from '../lesson-words.ts';
import { type Arrivals, ArrivalsWatch } from './arrivals.ts';
import './lesson-people.ts';
import { roomStyles } from './lesson-room.styles.ts';
import './lesson-tile.ts';
import type { LessonTile, Tile } from './lesson-tile.ts';

/** Tiles of a page, where there is room for three in a row and where there is not. */
const pageSizes = { wide: 9, narrow: 8 };
const narrowBelow = 560;

/** The letters of the keys, wherever they stand in the present layout. */
const keys: Readonly<Record<string, 'microphone' | 'camera' | 'hand'>> = {
  KeyM: 'microphone',
  KeyV: 'camera',
  KeyH: 'hand',
};

/** Something that is drawn as a tile: somebody, or the screen of somebody. */
interface Shown {
  readonly key: string;
  readonly tile: Tile;
}

/** A lesson while one is in it. */
export class LessonRoom extends SferumElement<{ lesson: LessonStrings }> {
  static override styles = [base, bitsStyles, ringStyles, noticeStyles, roomStyles];
  protected readonly texts = { lesson: lessonTexts };

  @property({ attribute: false }) store: LessonStore | null = null;
  @property({ attribute: false }) shown: LessonView | null = null;
  @property() name = '';
  /** A corner of a page on which something else is read. */
  @property({ type: Boolean, reflect: true }) small = false;
  /** It can be made small. */
  @property({ type: Boolean }) shrinks = false;

  @state() private side: 'people' | 'chat' | null = null;
  @state() private layout: 'grid' | 'focus' = 'grid';
  @state() private page = 0;
  @state() private width = 1100;
  @state() private said = '';
  @state() private isEnding = false;
  @query('.stage') private stage!: HTMLElement | null;

  readonly #chat = new LazyTag(this, 'sferum-chat');
  readonly #arrivals = new ArrivalsWatch((arrivals) => this.#announce(arrivals));
  readonly #sizes = new ResizeObserver(([entry]) => {
    this.width = entry?.contentRect.width ?? this.width;
  });
  #clock: ReturnType<typeof setInterval> | undefined;
  /** I may speak since a while ago, and have not turned the microphone on yet. */
  #isGranted = false;
  #couldSpeak = true;
  /** Whose tiles are on the screen. */
  #seen = '';
  /** Whose hands were up. */
  #hands = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.requestUpdate(), 1000);
    this.#sizes.observe(this);
    document.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#sizes.disconnect();
    this.#arrivals.stop();
    document.removeEventListener('keydown', this.#key);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const tiles = this.renderRoot.querySelectorAll<LessonTile>('sferum-lesson-tile');
    const seen = [...tiles].flatMap(({ tile }) => (tile && !tile.isScreen ? [tile.id] : []));
    if (seen.join() === this.#seen) return;
    this.#seen = seen.join();
    this.store?.watch(new Set(seen));
  }

  protected override firstUpdated(): void {
    this.stage?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const state = this.#state;
    if (!state) return;
    const inside = state.people.filter(({ isIn, isOut }) => isIn && !isOut);
    this.#arrivals.see(new Map(inside.map((each) => [each.person.id, this.#name(each)])));
    if (this.#maySpeak && !this.#couldSpeak) this.#isGranted = true;
    if (!this.#maySpeak || this.shown?.media.microphone.isWanted) this.#isGranted = false;
    this.#couldSpeak = this.#maySpeak;
    const raised = inside.filter(({ handAt }) => handAt);
    const isNew = raised.find(({ person }) => !this.#hands.has(person.id) && person.id !== this.store?.myId);
    this.#hands = new Set(raised.map(({ person }) => person.id));
    if (isNew) this.said = this.strings.lesson.raisedHand.replace('#', this.#name(isNew));
  }

  #announce({ came, went }: Arrivals): void {
    const { lesson } = this.strings;
    const say = (names: readonly string[], ...[one, two, many]: [string, string, string]) =>
      names.length === 0 ? [] : [([one, two][names.length - 1] ?? many).replace('#', names[0] ?? '')];
    this.said = [
      ...say(came, lesson.came, lesson.cameTwo, lesson.cameMany),
      ...say(went, lesson.went, lesson.wentTwo, lesson.wentMany),
    ].join('. ');
  }

  get #state(): LessonState | null {
    return this.shown?.info.status === 'ready' ? this.shown.info.value : null;
  }

  #name({ person }: LessonPerson): string {
    return nameOf(person, this.strings.common.erased);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const deed = keys[event.code];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    if (event.defaultPrevented) return;
    const [target] = event.composedPath();
    const isHere = event.composedPath().includes(this) || target === document.body;
    const isTyping =
      target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (!isHere || isTyping || (target instanceof Element && target.role === 'menuitem')) return;
    event.preventDefault();
    if (deed === 'microphone') this.#turnMicrophone();
    else if (deed === 'camera') this.#turnCamera();
    else this.#raise();
  };

  get #maySpeak(): boolean {
    const { me } = this.store ?? {};
    return me?.isOnStage === true && !me.isSilenced;
  }

  readonly #turnMicrophone = (): void => {
    if (this.#maySpeak) void this.store?.turn('microphone', !this.shown?.media.microphone.isWanted);
  };

  readonly #turnCamera = (): void => {
    const isVideo = this.#state?.lesson.media === 'video';
    if (isVideo && this.store?.me?.isOnStage) void this.store.turn('camera', !this.shown?.media.camera.isWanted);
  };

  readonly #raise = (): void => void this.store?.raiseHand(!this.store.me?.handAt);

  override render() {
    const state = this.#state;
    if (!state || !this.shown) return nothing;
    if (this.small) return this.#small(state);
    const { lesson } = this.strings;
    return html`<section class="stage" tabindex="-1" aria-label=${lesson.stage}>
      ${this.#top(state)} ${this.#strips(state)}
      <div class="middle">${this.#tiles(state)} ${this.#side(state)}</div>
      ${this.#controls(state)}
      <p class="visually-hidden" role="status">${this.said}</p>
      ${this.#confirmEnd()}
    </section>`;
  }

  #top(state: LessonState): TemplateResult {
    const { lesson: words } = this.strings;
    const { lesson } = state;
    const items = this.#items(state);
    return html`<header class="top">
      <div class="words">
        <b class="ellipsis">${lessonTitle(lesson, words)}</b>
        <small class="ellipsis">${this.name ? `${this.name} · ` : ''}${lessonClock(lesson)}</small>
      </div>
      ${lesson.isLocked ? tag(words.locked, 'warning', 'lock') : nothing}
      <span class="tag danger live">${words.runs}</span>
      ${this.#layoutButton('grid', words.grid, lessonSigns.grid)}
      ${this.#layoutButton('focus', words.focus, lessonSigns.pip)}
      ${
        this.shrinks
          ? html`<button
              class="icon-button"
              type="button"
              aria-label=${words.shrink}
              title=${words.shrink}
              @click=${() => this.dispatchEvent(new Event('shrink'))}
            >
              ${icon(lessonSigns.shrink)}
            </button>`
          : nothing
      }
      ${
        document.fullscreenEnabled
          ? html`<button
              class="icon-button wide-only"
              type="button"
              aria-label=${words.fullScreen}
              title=${words.fullScreen}
              @click=${this.#fullScreen}
            >
              ${icon(lessonSigns.expand)}
            </button>`
          : nothing
      }
      <button
        class="icon-button narrow-only"
        type="button"
        aria-label=${words.people}
        aria-expanded=${this.side === 'people'}
        @click=${() => this.#open('people')}
      >
        ${icon('users')}
      </button>
      ${items.length > 0 ? html`<sferum-menu label=${words.more} .items=${items}></sferum-menu>` : nothing}
    </header>`;
  }

  #layoutButton(layout: 'grid' | 'focus', label: string, sign: Sign): TemplateResult {
    return html`<button
      class="icon-button wide-only"
      type="button"
      aria-label=${label}
      title=${label}
      aria-pressed=${this.layout === layout}
      @click=${() => {
        this.layout = layout;
      }}
    >
      ${icon(sign)}
    </button>`;
  }

  readonly #fullScreen = async (): Promise<void> => {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.requestFullscreen();
  };

  /** What is rarely done, and what there is no room for. */
  #items({ lesson: { isLocked }, people, rights }: LessonState): MenuItem[] {
    const { lesson } = this.strings;
    const { store } = this;
    const items: MenuItem[] = [{ text: lesson.chat, sign: 'chat', act: () => this.#open('chat') }];
    if ('requestPictureInPicture' in HTMLVideoElement.prototype && document.pictureInPictureEnabled) {
      items.push({ text: lesson.pictureInPicture, sign: lessonSigns.pip, act: () => void this.#floatPicture() });
    }
    if (rights.lead) {
      const areSilenced = people.some(({ isIn, isSilenced }) => isIn && isSilenced);
      items.push(
        { text: lesson.muteAll, sign: lessonSigns.micOff, act: () => void store?.moderate({ deed: 'mute' }) },
        areSilenced
          ? { text: lesson.allowAll, sign: lessonSigns.mic, act: () => void store?.moderate({ deed: 'allow' }) }
          : { text: lesson.silenceAll, sign: 'users', act: () => void store?.moderate({ deed: 'silence' }) },
        isLocked
          ? { text: lesson.unlock, sign: 'lock', act: () => void store?.moderate({ deed: 'unlock' }) }
          : { text: lesson.lock, sign: 'lock', act: () => void store?.moderate({ deed: 'lock' }) },
      );
    }
    if (rights.end) {
      items.push({
        text: lesson.endForAll,
        sign: lessonSigns.hangUp,
        danger: true,
        act: () => {
          this.isEnding = true;
        },
      });
    }
    return items;
  }

  /** The picture of who speaks, over other windows. */
  async #floatPicture(): Promise<void> {
    const tiles = [...this.renderRoot.querySelectorAll<LessonTile>('sferum-lesson-tile')].filter(({ video }) => video);
    const tile = tiles.find(({ tile }) => tile?.isScreen) ?? tiles.find(({ speaking }) => speaking) ?? tiles[0];
    await tile?.video?.requestPictureInPicture();
  }

  #strips({ lesson: { kind } }: LessonState): (TemplateResult | typeof nothing)[] {
    const { common, lesson } = this.strings;
    const { engine, isMutedByOther, isSoundRefused, isUp, media, problem } = this.shown ?? {};
    const me = this.store?.me;
    const strip = (
      role: 'status' | 'alert',
      sign: Sign,
      text: string,
      action: TemplateResult | typeof nothing = nothing,
    ) =>
      html`<div class="strip ${role === 'alert' ? 'warning' : ''}" role=${role}>${icon(sign, 18)}<span>${text}</span>${action}</div>`;
    const strips: TemplateResult[] = [];
    if (engine === 'reconnecting' || isUp === false) strips.push(strip('status', 'wifiOff', lesson.mendingText));
    if (isSoundRefused) {
      strips.push(
        strip(
          'alert',
          lessonSigns.speaker,
          lesson.soundRefused,
          html`<button class="button primary" type="button" @click=${() => void this.store?.startSound()}>
            ${lesson.startSound}
          </button>`,
        ),
      );
    }
    for (const kind of ['microphone', 'camera'] as const) {
      const found = media?.[kind].problem;
      if (found) strips.push(strip('alert', 'alert', lesson.problems[kind][found]));
      else if (media?.[kind].isReplaced) strips.push(strip('status', signs.info, lesson.replaced[kind]));
    }
    if (media?.screenProblem) strips.push(strip('alert', 'alert', lesson.problems.screen[media.screenProblem]));
    if (problem) {
      const text = problem === 'unreachable' ? lesson.unreachable : common.errors[problem].text;
      strips.push(strip('alert', 'alert', text, this.#closeProblem()));
    }
    if (isMutedByOther) strips.push(strip('status', lessonSigns.micOff, lesson.mutedByOther));
    if (me && !me.isOnStage && kind === 'broadcast') strips.push(strip('status', 'user', lesson.audience));
    else if (this.#isGranted) {
      strips.push(strip('status', lessonSigns.mic, kind === 'broadcast' ? lesson.onStage : lesson.mayTalk));
    } else if (me?.isSilenced) strips.push(strip('status', lessonSigns.micOff, lesson.silenced));
    return strips;
  }

  #closeProblem(): TemplateResult {
    const { close } = this.strings.lesson;
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${close}
      title=${close}
      @click=${() => this.store?.clearProblem()}
    >
      ${icon('close')}
    </button>`;
  }

  #tileOf(person: LessonPerson, hands: readonly string[]): Tile {
    const { media, peers, speaker } = this.shown as LessonView;
    const { id, name, surname } = person.person;
    const isMe = id === this.store?.myId;
    const peer = peers.get(id);
    const own = this.#maySpeak && media.microphone.track !== null;
    return {
      id,
      name: isMe ? `${this.strings.lesson.you} · ${this.#name(person)}` : this.#name(person),
      initials: initials(name, surname),
      picture: isMe ? media.camera.track : (peer?.tracks.camera ?? null),
      isMirrored: isMe,
      isScreen: false,
      isSpeaking: speaker === id,
      hasSound: isMe ? own : peer?.tracks.microphone !== undefined,
      hand: hands.indexOf(id) + 1,
      quality: peer?.quality ?? 'unknown',
      isConnected: isMe || (peer?.isConnected ?? false),
    };
  }

  #people({ people }: LessonState): readonly Shown[] {
    const byId = new Map(people.map((each) => [each.person.id, each]));
    const hands = people
      .filter(({ handAt, isIn }) => isIn && handAt)
      .sort((a, b) => Number(a.handAt) - Number(b.handAt))
      .map(({ person }) => person.id);
    return (this.shown?.order ?? []).flatMap((id) => {
      const person = byId.get(id);
      return person ? [{ key: id, tile: this.#tileOf(person, hands) }] : [];
    });
  }

  #screens({ people }: LessonState): readonly Shown[] {
    const { media, peers } = this.shown as LessonView;
    const { lesson } = this.strings;
    return people.flatMap((person) => {
      const isMe = person.person.id === this.store?.myId;
      const picture = isMe ? media.screen : peers.get(person.person.id)?.tracks.screen;
      if (!picture || !person.isIn) return [];
      const name = isMe ? lesson.sharingMine : lesson.sharing.replace('#', this.#name(person));
      const tile = { ...this.#tileOf(person, []), name, picture, isScreen: true, isMirrored: false, isSpeaking: false };
      return [{ key: `${person.person.id}:screen`, tile: { ...tile, isConnected: true } }];
    });
  }

  #draw(shown: readonly Shown[], small: boolean): unknown {
    return repeat(
      shown,
      ({ key }) => key,
      ({ tile }) => html`<sferum-lesson-tile .tile=${tile} ?small=${small}></sferum-lesson-tile>`,
    );
  }

  #tiles(state: LessonState): TemplateResult {
    const people = this.#people(state);
    const screens = this.#screens(state);
    const { speaker } = this.shown ?? {};
    if (screens.length > 0 || (this.layout === 'focus' && people.length > 1)) {
      const large = screens.length > 0 ? screens : people.filter(({ key }) => key === (speaker ?? people[0]?.key));
      const [first] = large.length > 0 ? large : people;
      const others = [...screens.filter((each) => each !== first), ...people.filter((each) => each !== first)];
      return html`<div class="wide-view">
        ${first ? html`<sferum-lesson-tile class="large" .tile=${first.tile}></sferum-lesson-tile>` : nothing}
        <div class="row">${this.#draw(others, true)}</div>
      </div>`;
    }
    const isNarrow = this.width < narrowBelow;
    const size = isNarrow ? pageSizes.narrow : pageSizes.wide;
    const pages = Math.max(1, Math.ceil(people.length / size));
    const page = Math.min(this.page, pages - 1);
    const seen = people.slice(page * size, (page + 1) * size);
    const columns =
      seen.length <= 1
        ? 1
        : seen.length <= 4 && (isNarrow ? seen.length > 2 : true)
          ? 2
          : isNarrow && seen.length <= 2
            ? 1
            : 3;
    return html`<div class="tiles">
      <div class="grid c${columns}">${this.#draw(seen, false)}</div>
      ${pages > 1 ? this.#pages(page, pages, people.length - seen.length) : nothing}
      ${people.length <= 1 ? html`<p class="alone">${this.strings.lesson.alone}</p>` : nothing}
    </div>`;
  }

  #pages(page: number, pages: number, others: number): TemplateResult {
    const { lesson } = this.strings;
    const button = (label: string, sign: Sign, to: number) => html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      aria-disabled=${to < 0 || to >= pages}
      @click=${() => {
        this.page = Math.max(0, Math.min(pages - 1, to));
      }}
    >
      ${icon(sign)}
    </button>`;
    const more = plural(this.language, others, lesson.moreOnPages).replace('#', String(others));
    const where = `${lesson.page.replace('#', String(page + 1))}${pages}`.toLocaleLowerCase(this.language);
    return html`<nav class="pages">
      ${button(lesson.previousPage, 'back', page - 1)}
      <span>${more}, ${where}</span>
      ${button(lesson.nextPage, signs.chevronRight, page + 1)}
    </nav>`;
  }

  #open(side: 'people' | 'chat'): void {
    this.side = this.side === side ? null : side;
    if (this.side === 'chat') this.#chat.show();
  }

  #side({ lesson: { chatId, count } }: LessonState): TemplateResult | typeof nothing {
    const { side } = this;
    const { lesson } = this.strings;
    if (!side) return nothing;
    const close = () => {
      this.side = null;
    };
    return html`<aside class="side" aria-label=${side === 'people' ? lesson.people : lesson.chat} @keydown=${(
      event: KeyboardEvent,
    ) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close();
    }}>
      <header>
        <h2>${side === 'people' ? html`${lesson.people} <span>${count}</span>` : lesson.chat}</h2>
        <button class="icon-button" type="button" aria-label=${lesson.close} title=${lesson.close} @click=${close}>
          ${icon('close')}
        </button>
      </header>
      ${
        side === 'people'
          ? html`<sferum-lesson-people .store=${this.store} .shown=${this.shown}></sferum-lesson-people>`
          : this.view(
              this.#chat.shown ?? undefined,
              () => html`<sferum-chat theme="dark" compact chat=${chatId}></sferum-chat>`,
              { retry: this.#chat.show },
            )
      }
    </aside>`;
  }

  #button(options: {
    label: string;
    sign: Sign;
    act: () => unknown;
    kind?: string;
    key?: string;
    isDisabled?: boolean;
    isPressed?: boolean;
    badge?: TemplateResult | typeof nothing;
  }): TemplateResult {
    const { act, badge = nothing, isDisabled = false, isPressed, key, kind = '', label, sign } = options;
    return html`<button
      class="round ${kind}"
      type="button"
      aria-label=${label}
      title=${key ? `${label} (${key})` : label}
      aria-keyshortcuts=${key ?? nothing}
      aria-pressed=${isPressed ?? nothing}
      aria-disabled=${isDisabled ? 'true' : nothing}
      @click=${() => {
        if (!isDisabled) void act();
      }}
    >
      ${icon(sign, 22)}${badge}
    </button>`;
  }

  #mediaControls({ lesson: { media: kind } }: LessonState): TemplateResult {
    const { lesson } = this.strings;
    const { camera, microphone, screen } = (this.shown as LessonView).media;
    const me = this.store?.me;
    const isViewer = me?.isOnStage === false;
    return html`${this.#button({
      label: microphone.isWanted ? lesson.mute : lesson.unmute,
      sign: microphone.track ? lessonSigns.mic : lessonSigns.micOff,
      kind: microphone.track ? '' : 'off',
      key: 'M',
      isDisabled: !this.#maySpeak,
      act: this.#turnMicrophone,
    })}
    ${
      kind === 'video'
        ? this.#button({
            label: camera.isWanted ? lesson.cameraOff : lesson.cameraOn,
            sign: camera.track ? lessonSigns.video : lessonSigns.videoOff,
            kind: camera.track ? '' : 'off',
            key: 'V',
            isDisabled: isViewer,
            act: this.#turnCamera,
          })
        : nothing
    }
    ${
      canShareScreen()
        ? this.#button({
            label: screen ? lesson.unshare : lesson.share,
            sign: lessonSigns.screen,
            kind: screen ? 'active' : '',
            isDisabled: isViewer,
            act: () => this.store?.shareScreen(!screen),
          })
        : nothing
    }
    ${this.#button({
      label: me?.handAt ? lesson.lower : lesson.raise,
      sign: lessonSigns.hand,
      kind: me?.handAt ? 'raised' : '',
      key: 'H',
      isPressed: me?.handAt != null,
      act: this.#raise,
    })}`;
  }

  #controls(state: LessonState): TemplateResult {
    const { lesson: words } = this.strings;
    const { lesson, people } = state;
    const hands = people.filter(({ handAt, isIn }) => isIn && handAt).length;
    return html`<footer class="controls">
      <span class="left">${icon('users')}<span>${lesson.count}</span></span>
      ${this.#mediaControls(state)}
      <span class="line"></span>
      <button
        class="round leave"
        type="button"
        aria-label=${words.leave}
        title=${words.leave}
        @click=${() => this.store?.leave()}
      >
        ${icon(lessonSigns.hangUp, 22)}<span>${words.leave}</span>
      </button>
      <span class="right">
        ${this.#button({
          label:
            hands > 0
              ? `${words.people}, ${plural(this.language, hands, words.hands).replace('#', String(hands))}`
              : words.people,
          sign: 'users',
          kind: this.side === 'people' ? 'active' : '',
          isPressed: this.side === 'people',
          act: () => this.#open('people'),
          badge: hands > 0 ? html`<span class="badge hand" aria-hidden="true">${hands}</span>` : nothing,
        })}
        ${this.#button({
          label: words.chat,
          sign: 'chat',
          kind: this.side === 'chat' ? 'active' : '',
          isPressed: this.side === 'chat',
          act: () => this.#open('chat'),
        })}
      </span>
    </footer>`;
  }

  /** In a corner: who speaks, and what is done most. */
  #small(state: LessonState): TemplateResult {
    const { lesson } = this.strings;
    const { media, speaker } = this.shown as LessonView;
    const people = this.#people(state);
    const [screen] = this.#screens(state);
    const shown = screen ?? people.find(({ key }) => key === speaker) ?? people[0];
    return html`<section class="small" aria-label=${lesson.stage}>
      ${shown ? html`<sferum-lesson-tile small .tile=${shown.tile}></sferum-lesson-tile>` : nothing}
      <div class="bar">
        ${this.#button({
          label: media.microphone.isWanted ? lesson.mute : lesson.unmute,
          sign: media.microphone.track ? lessonSigns.mic : lessonSigns.micOff,
          kind: media.microphone.track ? '' : 'off',
          isDisabled: !this.#maySpeak,
          act: this.#turnMicrophone,
        })}
        ${this.#button({
          label: lesson.restore,
          sign: lessonSigns.expand,
          act: () => this.dispatchEvent(new Event('restore')),
        })}
      </div>
    </section>`;
  }

  #confirmEnd(): TemplateResult | typeof nothing {
    if (!this.isEnding) return nothing;
    const { lesson } = this.strings;
    const close = () => {
      this.isEnding = false;
    };
    return confirm({
      heading: lesson.endForAll,
      text: lesson.endForAllText,
      verb: lesson.endForAll,
      act: async () => {
        if (await this.store?.end()) close();
      },
      closed: close,
      busy: this.shown?.busy ?? false,
      strings: this.strings,
    });
  }
}
define('sferum-lesson-room', LessonRoom);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-room': LessonRoom;
  }
}
