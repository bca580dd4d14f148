import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { DeviceKind } from '../../core/media/devices.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { type LessonStrings, lessonTexts } from '../../locales/ru/lesson/lesson.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, ring, ringStyles, tag } from '../../ui/bits.ts';
import { field, fieldStyles, select } from '../../ui/field.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import type { Device, LocalDevice } from '../devices/local-media.ts';
import { checkSound } from '../devices/sound-output.ts';
import { lessonSigns } from '../lesson-signs.ts';
import type { LessonStore, LessonView } from '../lesson-store.ts';
import type { LessonState } from '../lesson-types.ts';
import { insideWords, lessonAge, lessonTitle, nameOf } from '../lesson-words.ts';
import { lobbyStyles } from './lesson-lobby.styles.ts';

/** Where so many are in a lesson, one comes in with the microphone off. */
const crowd = 12;
/** Bars of the level, and from which level on they are lit. */
const bars = 11;

/** Before a lesson: what others will see and hear of me, and the way in. */
export class LessonLobby extends SferumElement<{ lesson: LessonStrings }> {
  static override styles = [base, avatarStyles, bitsStyles, ringStyles, fieldStyles, noticeStyles, lobbyStyles];
  protected readonly texts = { lesson: lessonTexts };

  @property({ attribute: false }) store: LessonStore | null = null;
  @property({ attribute: false }) shown: LessonView | null = null;
  /** The chat that the lesson is in, by its name; empty where that stands around it. */
  @property() name = '';
  /** Who comes has pressed a button for it: the devices go on at once. */
  @property({ type: Boolean }) eager = false;

  @state() private level = 0;
  /** Where the tag is narrow, the devices are behind a link. */
  @state() private areDevicesShown = false;
  @state() private isChecking = false;
  @query('video') private video!: HTMLVideoElement | null;

  #timer: ReturnType<typeof setInterval> | undefined;
  #hasBegun = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      const level = Math.round((this.store?.level() ?? 0) * 100) / 100;
      if (level !== this.level) this.level = level;
    }, 120);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#begin();
    const { track = null } = this.shown?.media.camera ?? {};
    const { video } = this;
    if (!video) return;
    const [present = null] = video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];
    if (present !== track) video.srcObject = track ? new MediaStream([track]) : null;
  }

  /** Turns on what most want to have on, where the person has asked for the lesson. */
  #begin(): void {
    const { info } = this.shown ?? {};
    if (this.#hasBegun || info?.status !== 'ready' || !this.store) return;
    this.#hasBegun = true;
    // Who answers a call has said how they come in.
    if (!this.eager || this.shown?.phase !== 'lobby') return;
    const { lesson, people } = info.value;
    const isViewer = lesson.kind === 'broadcast' && !info.value.rights.lead;
    if (isViewer) return;
    if (lesson.media === 'video' && !isFull(info.value)) void this.store.turn('camera', true);
    if (people.filter(({ isIn }) => isIn).length < crowd) void this.store.turn('microphone', true);
  }

  override render() {
    const { shown } = this;
    if (shown?.info.status !== 'ready') return nothing;
    const { value } = shown.info;
    const { lesson } = value;
    const { lesson: words } = this.strings;
    const isVideo = lesson.media === 'video';
    const title = lessonTitle(lesson, words);
    return html`<div class="lobby ${isVideo ? '' : 'audio'}">
      <div class="me">
        ${this.#preview(isVideo)} ${this.#below()} ${this.#devices(isVideo)}
      </div>
      <div class="way">
        <p>
          ${tag(lessonAge(lesson, this.language, words), 'danger')}
          ${lesson.isLocked ? tag(words.locked, 'warning', 'lock') : nothing}
        </p>
        <div>
          <h2>${title}</h2>
          ${this.name ? html`<p class="about">${this.name}</p>` : nothing}
        </div>
        ${this.#inside(value)} ${this.#enter(value)} ${this.#notes(value)}
      </div>
    </div>`;
  }

  #preview(isVideo: boolean): TemplateResult {
    const { lesson } = this.strings;
    const { camera, microphone } = this.shown?.media ?? {};
    const { me } = this.store ?? {};
    const name = me ? nameOf(me.person, this.strings.common.erased) : '';
    return html`<div class="preview" role="group" aria-label=${lesson.devices}>
      ${
        camera?.track
          ? html`<video muted playsinline autoplay aria-hidden="true"></video>`
          : html`<span class="nobody">
              ${me ? avatar({ id: me.person.id, text: initials(me.person.name, me.person.surname), size: 'l' }) : icon('user', 44)}
              ${isVideo ? html`<span>${lesson.cameraIsOff}</span>` : nothing}
            </span>`
      }
      ${name ? html`<span class="name ellipsis">${lesson.youAre.replace('#', name)}</span>` : nothing}
      <div class="controls">
        ${this.#toggle('microphone', microphone, lesson.mute, lesson.unmute, lessonSigns.mic, lessonSigns.micOff)}
        ${isVideo ? this.#toggle('camera', camera, lesson.cameraOff, lesson.cameraOn, lessonSigns.video, lessonSigns.videoOff) : nothing}
      </div>
    </div>`;
  }

  #toggle(
    kind: DeviceKind,
    device: LocalDevice | undefined,
    off: string,
    on: string,
    sign: Sign,
    signOff: Sign,
  ): TemplateResult {
    const isOn = device?.track != null;
    const isWaiting = device?.isWanted === true && !isOn && device.problem === null;
    const label = isOn ? off : on;
    return html`<button
      class="round ${isOn || isWaiting ? '' : 'off'}"
      type="button"
      data-kind=${kind}
      aria-label=${label}
      title=${label}
      @click=${() => void this.store?.turn(kind, !isOn)}
    >
      ${isWaiting ? ring() : icon(isOn ? sign : signOff, 22)}
    </button>`;
  }

  #below(): TemplateResult {
    const { lesson } = this.strings;
    const { microphone } = this.shown?.media ?? {};
    const lit = microphone?.track ? Math.min(bars, Math.ceil(this.level * bars * 1.6)) : 0;
    const text = microphone?.track ? (lit > 1 ? lesson.heard : lesson.silent) : lesson.micIsOff;
    return html`<div class="below">
      <span class="meter" role="meter" aria-label=${lesson.level} aria-valuemin="0" aria-valuemax=${bars} aria-valuenow=${lit}>
        ${Array.from({ length: bars }, (_, index) => html`<i class=${index < lit ? 'lit' : ''}></i>`)}
      </span>
      <span class="word">${text}</span>
      <button class="button link check" type="button" @click=${this.#check}>
        ${this.isChecking ? ring() : icon(lessonSigns.play, 18)}<span>${lesson.checkSound}</span>
      </button>
      <button
        class="button link fold"
        type="button"
        aria-expanded=${this.areDevicesShown}
        @click=${() => {
          this.areDevicesShown = !this.areDevicesShown;
        }}
      >
        ${icon(lessonSigns.settings, 18)}<span>${lesson.devices}</span>
      </button>
    </div>`;
  }

  readonly #check = async (): Promise<void> => {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      await checkSound(this.shown?.media.chosen.speaker ?? '');
    } finally {
      this.isChecking = false;
    }
  };

  #devices(isVideo: boolean): TemplateResult | typeof nothing {
    const { media } = this.shown ?? {};
    const { lesson } = this.strings;
    if (!media) return nothing;
    const { cameras, chosen, microphones, speakers } = media;
    return html`<div class="devices ${this.areDevicesShown ? 'shown' : ''}">
      ${isVideo ? this.#choice('camera', lesson.camera, lessonSigns.video, cameras, chosen.camera) : nothing}
      ${this.#choice('microphone', lesson.microphone, lessonSigns.mic, microphones, chosen.microphone)}
      ${speakers.length > 0 ? this.#choice('speaker', lesson.speaker, lessonSigns.speaker, speakers, chosen.speaker) : nothing}
    </div>`;
  }

  #choice(
    kind: 'camera' | 'microphone' | 'speaker',
    label: string,
    sign: Sign,
    devices: readonly Device[],
    value: string,
  ): TemplateResult {
    const { lesson } = this.strings;
    // Browsers have entries of their own for the one that the system has chosen.
    const listed = devices.filter(({ id }) => id !== 'default' && id !== 'communications');
    const known = listed.some(({ id }) => id === value) ? value : '';
    return field({
      id: kind,
      label,
      control: select({
        id: kind,
        sign,
        value: known,
        options: [
          { value: '', text: lesson.byDefault },
          ...listed.map(({ id, name }, index) => ({ value: id, text: name || `${label} ${index + 1}` })),
        ],
        change: (id) => void this.store?.choose(kind, id),
      }),
    });
  }

  #inside({ lesson, people }: LessonState): TemplateResult {
    const { common, lesson: words } = this.strings;
    const inside = people.filter(({ isIn, person }) => isIn && person.id !== this.store?.myId);
    return html`<p class="inside">
      ${
        inside.length > 0
          ? html`<span class="faces" aria-hidden="true"
              >${inside
                .slice(0, 4)
                .map(({ person }) =>
                  avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' }),
                )}</span
            >`
          : nothing
      }
      <span title=${inside
        .slice(0, 20)
        .map(({ person }) => nameOf(person, common.erased))
        .join(', ')}
        >${insideWords(lesson.count, this.language, words)}</span
      >
    </p>`;
  }

  #enter(value: LessonState): TemplateResult {
    const { lesson } = this.strings;
    const { media, phase } = this.shown ?? {};
    const isEntering = phase === 'entering';
    const isOn = media?.camera.isWanted || media?.microphone.isWanted;
    const mustHide = isFull(value) && media?.camera.isWanted === true;
    return html`<div class="enter">
      <button
        class="button primary big wide"
        type="button"
        aria-disabled=${isEntering || mustHide}
        @click=${() => {
          if (!mustHide) void this.store?.enter();
        }}
      >
        ${isEntering ? ring() : nothing}<span>${isEntering ? lesson.joining : lesson.join}</span>
      </button>
      ${
        isOn
          ? html`<button class="button ghost wide" type="button" ?disabled=${isEntering} @click=${this.#enterWithout}>
              ${lesson.joinWithout}
            </button>`
          : nothing
      }
    </div>`;
  }

  readonly #enterWithout = async (): Promise<void> => {
    const { store } = this;
    await Promise.all([store?.turn('camera', false), store?.turn('microphone', false)]);
    await store?.enter();
  };

  /** What has to be known before one comes in. */
  #notes(value: LessonState): TemplateResult[] {
    const { common, lesson } = this.strings;
    const { enterProblem, media } = this.shown ?? {};
    const notes: TemplateResult[] = [];
    if (enterProblem) {
      const words: Partial<Record<string, string>> = lesson.enterProblems;
      const text = words[enterProblem] ?? common.errors[enterProblem as keyof typeof common.errors]?.text;
      notes.push(notice('alert', text ?? common.errors.unknown.text, 'danger'));
    }
    for (const kind of ['microphone', 'camera'] as const) {
      const { isReplaced = false, problem = null } = media?.[kind] ?? {};
      if (problem) notes.push(notice('alert', lesson.problems[kind][problem], 'warning'));
      else if (isReplaced) notes.push(notice(signs.info, lesson.replaced[kind]));
    }
    if (isFull(value)) {
      notes.push(notice(signs.info, lesson.soundOnly.replace('#', String(value.lesson.videoPlaces)), 'warning'));
    }
    const isAsking = (['microphone', 'camera'] as const).some((kind) => {
      const device = media?.[kind];
      return device?.isWanted && !device.track && !device.problem;
    });
    if (isAsking) notes.push(notice(signs.info, value.lesson.media === 'video' ? lesson.asks : lesson.asksMicrophone));
    else if (value.lesson.count >= crowd && !media?.microphone.isWanted) notes.push(notice(signs.info, lesson.crowded));
    else if (!this.eager && !media?.microphone.isWanted && !media?.camera.isWanted && notes.length === 0) {
      notes.push(notice(signs.info, lesson.askFirst));
    }
    return notes;
  }
}
define('sferum-lesson-lobby', LessonLobby);

/** All places with a camera are taken. */
function isFull({ lesson, people }: LessonState): boolean {
  const withVideo = people.filter(({ isIn, withVideo: has }) => isIn && has).length;
  return lesson.media === 'video' && lesson.videoPlaces !== null && withVideo >= lesson.videoPlaces;
}

declare global {
  interface HTMLElementTagNameMap {
    'sferum-lesson-lobby': LessonLobby;
  }
}
