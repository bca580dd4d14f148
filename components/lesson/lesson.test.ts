import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/id.ts';
import type { Person } from '../core/names.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import { lesson as words } from '../locales/ru/lesson/lesson.ts';
import { openConnections, received, watchConnections } from './engines/testing/received.ts';
import './lesson.ts';
import type { LessonElement } from './lesson.ts';
import { lessonStore } from './lesson-store.ts';
import { alina, chatId, FakeLessons, marina, timur } from './testing/fake-lessons.ts';
import { stage } from './testing/stage.ts';

const { getUserMedia } = MediaDevices.prototype;

describe('L3 L4 L5 a lesson', () => {
  let server: FakeLessons;
  let ends: (() => void)[];
  let opened: MediaStreamTrack[];

  beforeEach(() => {
    server = new FakeLessons();
    ends = [watchConnections()];
    opened = [];
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      const stream = await getUserMedia.call(this, constraints);
      opened.push(...stream.getTracks());
      return stream;
    };
  });

  afterEach(() => {
    for (const end of ends.reverse()) end();
    MediaDevices.prototype.getUserMedia = getUserMedia;
  });

  const inUse = () => opened.filter(({ readyState }) => readyState === 'live').length;

  /** A lesson on the page, as somebody sees it. */
  function show(me: Person | null, options: Partial<LessonElement> = {}) {
    const { backend, place, stop } = stage(server, me);
    place.style.height = '600px';
    const element = Object.assign(document.createElement('sferum-lesson'), { eager: true, chat: chatId }, options);
    place.append(element);
    ends.push(stop);
    const store = () => lessonStore(backend, server.lesson?.id ?? '');
    return { element, store, text: () => textOf(element) };
  }

  const press = async (element: Element, label: string): Promise<void> => {
    const pressable = () => {
      const button = buttonIn(element, label);
      return button?.getAttribute('aria-disabled') === 'true' ? null : button;
    };
    (await until(pressable, `«${label}»`)).click();
  };

  const joined = async (me: Person, options: Partial<LessonElement> = {}) => {
    const shown = show(me, options);
    await until(() => shown.store().state.info.status === 'ready' && buttonIn(shown.element, words.join), 'the lobby');
    await press(shown.element, words.join);
    await until(() => shown.store().state.phase === 'in', 'being in');
    await until(() => findDeep(shown.element, '.controls'), 'the room');
    return shown;
  };

  it('shows who is in it, and what others will see and hear, before one comes in', async () => {
    server.begin();
    server.put(marina);
    const { element, text } = show(alina);
    await until(() => findDeep(element, '.preview video'), 'the picture of me');
    await until(() => text().includes('1 человек уже в уроке'), 'who is in it');
    expect(text()).to.contain('Базы данных').and.contain('Идёт 12 минут');
    await until(() => text().includes(words.heard), 'the level of the beep');
    expect(await axeFaults(element)).to.deep.equal([]);
    element.remove();
    await until(() => inUse() === 0, 'the light to go out');
  });

  it('asks for nothing before somebody presses, where the page alone shows it', async () => {
    server.begin();
    const { element, text } = show(alina, { eager: false });
    await until(() => text().includes(words.askFirst), 'the hint');
    expect(opened).to.deep.equal([]);
    await press(element, words.unmute);
    await until(() => inUse() === 1, 'the microphone');
  });

  it('says that no lesson runs, and shows the one that begins', async () => {
    const { text } = show(alina, { eager: false });
    await until(() => text().includes(words.noLesson), 'none');
    server.begin();
    server.publish([]);
    await until(() => text().includes(words.join), 'the way in');
  });

  it('carries picture and voice both ways, and turns everything off when one leaves', async () => {
    server.begin();
    const [teacher, student] = await Promise.all([joined(marina), joined(alina)]);
    for (const [at, of] of [
      [teacher, alina],
      [student, marina],
    ] as const) {
      const track = (source: 'camera' | 'microphone') => at.store().state.peers.get(of.id)?.tracks[source];
      await until(() => track('camera') && track('microphone'), `the tracks of ${of.name}`);
      const flows = { frames: 0, energy: 0 };
      await until(() => {
        void received(track('camera')).then(({ frames }) => Object.assign(flows, { frames }));
        void received(track('microphone')).then(({ energy }) => Object.assign(flows, { energy }));
        return flows.frames > 0 && flows.energy > 0;
      }, `picture and voice of ${of.name}`);
      await until(() => findDeep(at.element, 'sferum-lesson-tile video'), 'a tile');
    }
    expect(await axeFaults(teacher.element)).to.deep.equal([]);
    const connections = openConnections().length;
    expect(connections).to.equal(2);
    await press(student.element, words.leave);
    await until(() => student.text().includes(words.left), 'the end');
    await until(() => teacher.store().state.order.length === 1, 'one tile');
    await press(teacher.element, words.leave);
    await until(() => inUse() === 0, 'the light to go out');
    expect(server.left).to.deep.equal([alina.id, marina.id]);
  });

  it('is left by who closes it while still coming in, and is dark and silent then', async () => {
    server.begin();
    const { element, store } = show(alina);
    await press(element, words.join);
    expect(store().state.phase).to.equal('entering');
    element.remove();
    await until(() => server.left.length > 0, 'leaving');
    await until(() => inUse() === 0, 'the light to go out');
    expect(openConnections()).to.deep.equal([]);
  });

  it('is come back to with what was on before', async () => {
    server.begin();
    const { element, store } = await joined(alina);
    await until(() => inUse() === 2, 'the devices');
    await press(element, words.leave);
    await until(() => inUse() === 0, 'the light to go out');
    await press(element, words.joinAgain);
    await until(() => store().state.phase === 'in' && inUse() === 2, 'being in as before');
  });

  it('is entered without camera and microphone', async () => {
    server.begin();
    const { element, store } = show(alina);
    await press(element, words.joinWithout);
    await until(() => store().state.phase === 'in', 'being in');
    expect(inUse()).to.equal(0);
    expect(server.people.map(({ withVideo }) => withVideo)).to.deep.equal([false]);
  });

  for (const [name, message, problem] of [
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission dismissed', 'dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'system'],
    ['NotFoundError', '', 'missing'],
    ['NotReadableError', '', 'busy'],
  ] as const) {
    it(`says what to do when a device is ${problem}, and lets one in`, async () => {
      MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException(message, name));
      server.begin();
      const { element, store, text } = show(alina);
      await until(() => text().includes(words.problems.microphone[problem]), 'the sentence for the microphone');
      expect(text()).to.contain(words.problems.camera[problem]);
      await press(element, words.join);
      await until(() => store().state.phase === 'in', 'being in');
    });
  }

  it('says that the page around it does not let a device through', async () => {
    MediaDevices.prototype.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    Object.defineProperty(document, 'featurePolicy', { configurable: true, value: { allowsFeature: () => false } });
    ends.push(() => Reflect.deleteProperty(document, 'featurePolicy'));
    server.begin();
    const { text } = show(alina);
    await until(() => text().includes(words.problems.camera.policy), 'the sentence');
  });

  it('takes another device where the chosen one is gone, and says so', async () => {
    localStorage.setItem('sferum.devices', 'gone\ngone\n');
    ends.push(() => localStorage.removeItem('sferum.devices'));
    server.begin();
    const { store, text } = show(alina);
    await until(() => text().includes(words.replaced.camera), 'the sentence');
    await until(() => text().includes(words.replaced.microphone), 'the other sentence');
    expect(store().state.media.camera.track?.readyState).to.equal('live');
  });

  it('goes on with another microphone when one is pulled out, or says what to do', async () => {
    server.begin();
    const { element, store, text } = await joined(alina);
    const before = store().state.media.microphone.track;
    before?.stop();
    before?.dispatchEvent(new Event('ended'));
    const after = await until(() => {
      const { track } = store().state.media.microphone;
      return track !== before ? track : null;
    }, 'another one');
    MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    after.stop();
    after.dispatchEvent(new Event('ended'));
    await until(() => text().includes(words.problems.microphone.unplugged), 'the sentence');
    expect(findDeep(element, '.controls')).to.not.equal(null);
  });

  it('has keys for microphone, camera and hand, also on a Russian layout, but not while somebody types', async () => {
    server.begin();
    const { element, store } = await joined(alina);
    const key = (code: string, target: EventTarget = document.body) =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', { code, key: 'ь', bubbles: true, composed: true, cancelable: true }),
      );
    key('KeyM');
    await until(() => !store().state.media.microphone.isWanted, 'silence');
    key('KeyV');
    await until(() => !store().state.media.camera.isWanted, 'darkness');
    expect(inUse()).to.equal(0);
    key('KeyH');
    await until(() => store().me?.handAt, 'a raised hand');
    await until(() => buttonIn(element, words.lower), 'the way to lower it');
    const field = document.createElement('input');
    element.shadowRoot?.append(field);
    key('KeyH', field);
    key('KeyM', field);
    expect(store().me?.handAt).to.not.equal(null);
    expect(store().state.media.microphone.isWanted).to.equal(false);
  });

  it('shows hands in the order in which they were raised, and gives the floor', async () => {
    server.begin();
    server.put(timur, { handAt: new Date(Date.now() - 120_000) });
    server.put(alina, { handAt: new Date(Date.now() - 40_000) });
    const { element, text } = await joined(marina);
    await press(element, `${words.people}, 2 руки подняты`);
    await until(() => text().includes('Подняли руку · 2'), 'the hands');
    expect(text().indexOf('1-я, ждёт 2')).to.be.lessThan(text().indexOf('2-я, ждёт 40'));
    expect(await axeFaults(element)).to.deep.equal([]);
    await press(element, words.giveWord);
    await until(() => text().includes('Подняли руку · 1'), 'one hand');
    expect(server.people.find(({ person }) => person.id === timur.id)?.handAt).to.equal(null);
  });

  it('mutes one who then may unmute, and silences one who may not', async () => {
    server.begin();
    const { element, store, text } = await joined(alina);
    const teacher = server.as(marina);
    await teacher.moderate('', { deed: 'mute', person: alina.id });
    await until(() => text().includes(words.mutedByOther), 'the sentence');
    expect(store().state.media.microphone.isWanted).to.equal(false);
    await press(element, words.unmute);
    await until(() => store().state.media.microphone.track, 'the microphone');
    await teacher.moderate('', { deed: 'silence' });
    await until(() => text().includes(words.silenced), 'the sentence');
    await until(() => !store().state.media.microphone.isWanted, 'silence');
    expect(buttonIn(element, words.unmute)?.getAttribute('aria-disabled')).to.equal('true');
    await teacher.moderate('', { deed: 'allow', person: alina.id });
    await until(() => buttonIn(element, words.unmute)?.getAttribute('aria-disabled') !== 'true', 'the floor');
    expect(text()).to.contain(words.mayTalk);
  });

  it('tells who was removed, and does not let them come back', async () => {
    server.begin();
    const [teacher, student] = await Promise.all([joined(marina), joined(alina)]);
    await until(() => teacher.store().state.peers.get(alina.id)?.isConnected, 'a link');
    await server.as(marina).moderate('', { deed: 'remove', person: alina.id });
    await until(() => student.text().includes(words.removedTitle), 'the sentence');
    await until(() => teacher.store().state.peers.size === 0, 'no link');
    expect(buttonIn(student.element, words.joinAgain)).to.equal(null);
    await student.store().enter();
    await until(() => student.store().state.enterProblem === 'removed', 'the refusal');
    await until(() => inUse() === 2, 'the devices of the teacher alone');
  });

  for (const [reason, problem] of [
    ['locked', 'locked'],
    ['full', 'full'],
    ['video_full', 'video_full'],
    ['unreachable', 'unreachable'],
  ] as const) {
    it(`says why one does not come in: ${reason}`, async () => {
      server.begin();
      const { element, store, text } = show(alina);
      await until(() => store().state.info.status === 'ready', 'the lobby');
      server.failure = new AppError('denied', '', { reason });
      await press(element, words.join);
      await until(() => text().includes(words.enterProblems[problem]), 'the sentence');
      server.failure = null;
      await press(element, words.join);
      await until(() => store().state.phase === 'in', 'being in');
    });
  }

  it('says before one joins that all places with a camera are taken, and offers sound', async () => {
    server.begin({ videoPlaces: 2 });
    server.put(marina, { withVideo: true });
    server.put(timur, { withVideo: true });
    const { element, store, text } = show(alina);
    await until(() => text().includes('С камерой в этом уроке могут быть 2 человек'), 'the sentence');
    expect(store().state.media.camera.isWanted).to.equal(false);
    await press(element, words.join);
    await until(() => store().state.phase === 'in', 'being in');
  });

  it('ends here when the same person comes in with another page', async () => {
    server.begin();
    const { element, text } = await joined(alina);
    server.change(alina, { connection: newId() });
    await until(() => text().includes(words.elsewhereTitle), 'the sentence');
    expect(inUse()).to.equal(0);
    await press(element, words.joinAgain);
    await until(() => findDeep(element, '.controls'), 'the room');
  });

  it('L5 does one after the other what is pressed while a server is slow with the one before', async () => {
    server.begin();
    const { store } = await joined(marina);
    server.put(alina);
    server.put(timur);
    const done = await Promise.all([
      store().moderate({ deed: 'silence', person: alina.id }),
      store().moderate({ deed: 'silence', person: timur.id }),
    ]);
    expect(done).to.deep.equal([true, true]);
    const silenced = server.people.filter(({ isSilenced }) => isSilenced).map(({ person }) => person.id);
    expect(silenced).to.have.members([alina.id, timur.id]);
  });

  it('L7 stays in a lesson of a server, which calls its page by a name of its own and says a little later that it is there', async () => {
    server.begin({ engine: 'livekit' });
    const { store } = await joined(alina);
    server.change(alina, { isIn: false, connection: null });
    server.change(alina, { isIn: true, connection: 'PA_server' });
    expect(store().state.phase).to.equal('in');
    expect(store().me?.connection).to.equal('PA_server');
    server.change(alina, { isOut: true, isIn: false, connection: null });
    await until(() => store().state.why === 'removed', 'the removal');
  });

  it('comes back by itself after it counted as gone, and says that the connection is mended meanwhile', async () => {
    server.begin();
    const { store, text } = await joined(alina);
    for (const { handlers } of server.subscribers) handlers.onLost?.();
    await until(() => text().includes(words.mendingText), 'the sentence');
    server.change(alina, { isIn: false, connection: null });
    await until(() => store().me?.isIn, 'being in again');
    for (const { handlers } of server.subscribers) handlers.onJoined?.();
    await until(() => !text().includes(words.mendingText), 'the connection');
    expect(store().state.phase).to.equal('in');
  });

  it('ends for all, with the attendance for who leads, as a table and as a file', async () => {
    server.begin();
    const startedAt = server.lesson?.startedAt ?? new Date();
    const late = new Date(startedAt.getTime() + 10 * 60_000);
    server.rows = [
      { person: alina, role: 'student', joinedAt: late, leftAt: null, seconds: 120, visits: 1 },
      { person: { ...timur, surname: '=cmd' }, role: 'student', joinedAt: null, leftAt: null, seconds: 0, visits: 0 },
    ];
    const [teacher, student] = await Promise.all([joined(marina), joined(alina)]);
    await teacher.store().end();
    await until(() => student.text().includes(words.over), 'the end for the student');
    await until(() => teacher.text().includes('1 из 2'), 'the attendance');
    expect(teacher.text()).to.contain('Вход позже на 10 минут').and.contain('Нет входа');
    expect(student.text()).to.not.contain('Нет входа');
    expect(await axeFaults(teacher.element)).to.deep.equal([]);
    const files: Blob[] = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (file: Blob) => {
      files.push(file);
      return createObjectURL(file);
    };
    await press(teacher.element, 'Скачать CSV').finally(() => {
      URL.createObjectURL = createObjectURL;
    });
    const text = await files[0]?.text();
    expect(text).to.contain('Соколова;Алина').and.contain("'=cmd");
  });

  it('is a call with sound alone by the same tag', async () => {
    server.begin({ kind: 'call', media: 'audio', topic: '' });
    const { element, store, text } = await joined(alina);
    expect(text()).to.contain(words.kinds.call);
    await until(() => store().state.media.microphone.track?.readyState === 'live', 'the microphone');
    expect(opened.map(({ kind }) => kind)).to.deep.equal(['audio']);
    expect(buttonIn(element, words.cameraOn)).to.equal(null);
  });

  it('L9 lets a viewer of a broadcast hear and see, and publish nothing before the stage', async () => {
    server.begin({ kind: 'broadcast' });
    server.change(alina, { isOnStage: false });
    const { element, store, text } = await joined(alina);
    expect(text()).to.contain(words.audience);
    expect(inUse()).to.equal(0);
    expect(buttonIn(element, words.unmute)?.getAttribute('aria-disabled')).to.equal('true');
    server.change(alina, { isOnStage: true });
    await press(element, words.unmute);
    await until(() => store().state.media.microphone.track, 'the microphone');
    server.change(alina, { isOnStage: false });
    await until(() => inUse() === 0, 'darkness and silence');
  });

  it('has pages where many take part, and finds one of a hundred', async () => {
    server.begin();
    for (let n = 0; n < 100; n++) server.put({ id: newId(), surname: `Фамилия${n}`, name: 'Имя', patronymic: '' });
    const { element, text } = await joined(alina, { eager: false });
    await until(() => text().includes('страница 1 из 12'), 'the pages');
    expect(allDeep(element, 'sferum-lesson-tile').length).to.equal(9);
    await press(element, words.nextPage);
    await until(() => text().includes('страница 2 из 12'), 'the second page');
    await press(element, words.people);
    const field = (await until(
      () => findDeep(element, 'sferum-lesson-people input'),
      'the search',
    )) as HTMLInputElement;
    field.value = 'Фамилия77';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await until(() => allDeep(element, 'sferum-lesson-people li').length === 1, 'one row');
  });

  it('starts the sound by a press where the browser refuses it', async () => {
    const { play } = HTMLMediaElement.prototype;
    ends.push(() => {
      HTMLMediaElement.prototype.play = play;
    });
    HTMLMediaElement.prototype.play = function () {
      return this instanceof HTMLAudioElement
        ? Promise.reject(new DOMException('', 'NotAllowedError'))
        : play.call(this);
    };
    server.begin();
    const [teacher] = await Promise.all([joined(marina), joined(alina)]);
    await until(() => teacher.text().includes(words.soundRefused), 'the sentence');
    HTMLMediaElement.prototype.play = play;
    await press(teacher.element, words.startSound);
    await until(() => !teacher.text().includes(words.soundRefused), 'the sound');
  });

  it('tells of a group that comes in by one sentence', async () => {
    server.begin();
    const { element } = await joined(alina, { eager: false });
    for (const each of [marina, timur]) server.put(each);
    const said = await until(
      () => findDeep(element, '.stage > [role=status]:last-of-type')?.textContent,
      'the sentence',
    );
    expect(said).to.equal('Марина Ветрова и ещё один человек в уроке');
  });

  it('shows why a lesson is not there', async () => {
    const { text } = show(alina, { lesson: newId() });
    await until(() => text().includes(words.gone), 'the sentence');
  });

  it('is for those who are signed in', async () => {
    const { text } = show(null);
    await until(() => text().includes('Войдите, чтобы попасть на урок'), 'the card');
  });
});

function allDeep(root: Element | ShadowRoot, selector: string): Element[] {
  // A selector may go through one shadow tree: «tag inner».
  const [tag = '', ...inner] = selector.split(' ');
  const found: Element[] = [];
  const visit = (tree: ParentNode, wanted: string) => {
    found.push(...tree.querySelectorAll(wanted));
    for (const each of tree.querySelectorAll('*')) if (each.shadowRoot) visit(each.shadowRoot, wanted);
  };
  const start = root instanceof Element && root.shadowRoot ? root.shadowRoot : root;
  if (tag.includes('-') && inner.length > 0) {
    return allDeep(root, tag).flatMap((each) => allDeep(each, inner.join(' ')));
  }
  visit(start, selector);
  return found;
}

const findDeep = (root: Element, selector: string): Element | null => allDeep(root, selector)[0] ?? null;

/** What is seen in all shadow trees. */
function textOf(root: Element): string {
  const parts: string[] = [];
  const visit = (node: Node) => {
    if (node instanceof Element && (node.localName === 'style' || node.localName === 'svg')) return;
    if (node instanceof Text) parts.push(node.data);
    if (node instanceof Element && node.shadowRoot) visit(node.shadowRoot);
    for (const child of node.childNodes) visit(child);
  };
  visit(root);
  return parts.join(' ').replace(/\s+/g, ' ').replaceAll(' ,', ',');
}

function buttonIn(root: Element, label: string): HTMLElement | null {
  const buttons = allDeep(root, 'button') as HTMLElement[];
  return (
    buttons.find(
      (each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').replace(/\s+/g, ' ').trim() === label,
    ) ?? null
  );
}
