import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { askedCards } from '../../element/testing/cards.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import type { Candidate, ChatMakingApi, MakerRights, NewChat, PublicChat } from './chat-making-api.ts';
import './new-chat.ts';
import './public-chats.ts';

const me = 'person-me';

const candidate = (id: string, surname: string, role: Candidate['role'] = 'student'): Candidate => ({
  id,
  surname,
  name: 'Алина',
  patronymic: '',
  role,
  isAdmin: false,
  subjects: role === 'student' ? [] : ['Физика'],
  groups: ['ИС-21'],
});

class FakeMaking implements Pick<ChatMakingApi, keyof ChatMakingApi> {
  readonly myId = me;
  readonly made: NewChat[] = [];
  readonly joined: string[] = [];
  readonly personalWith: string[] = [];
  may: MakerRights = { isAdmin: true, isTeacher: true, groups: [{ id: 'group', number: 'ИС-21' }] };
  people = [candidate('a', 'Соколова'), candidate('b', 'Лунин', 'teacher'), candidate(me, 'Белова', 'staff')];
  chats: PublicChat[] = [];
  failure: AppError | null = null;
  changed: () => void = () => {};

  async create(chat: NewChat): Promise<void> {
    this.made.push(chat);
    if (this.failure) throw this.failure;
  }
  async personal(_college: string, person: string): Promise<string> {
    this.personalWith.push(person);
    return 'personal-chat';
  }
  async rights(): Promise<MakerRights> {
    if (this.failure) throw this.failure;
    return this.may;
  }
  async candidates(): Promise<Candidate[]> {
    return this.people;
  }
  async counts() {
    return { all: 3, student: 1, teacher: 1, administrators: 0 };
  }
  async publicChats(): Promise<PublicChat[]> {
    if (this.failure) throw this.failure;
    return this.chats;
  }
  async join(chat: string): Promise<void> {
    if (this.failure) throw this.failure;
    this.joined.push(chat);
    this.chats = this.chats.map((each) => (each.id === chat ? { ...each, isJoined: true } : each));
  }
  subscribe(_college: string, changed: () => void): () => void {
    this.changed = changed;
    return () => {};
  }
}

describe('C1 C2 C3 the dialog of a new chat', () => {
  let api: FakeMaking;
  let stop: () => void;
  let place: HTMLElement;

  beforeEach(() => {
    api = new FakeMaking();
    const stage = stageFor(me);
    stage.backend.once('chat-making-api', () => api);
    ({ place, stop } = stage);
  });
  afterEach(() => stop());

  async function open(attributes: Partial<{ group: string }> = {}) {
    const dialog = document.createElement('sferum-new-chat');
    Object.assign(dialog, { college: 'college', ...attributes });
    place.append(dialog);
    const find = <E extends Element = HTMLElement>(selector: string): E | null =>
      dialog.shadowRoot?.querySelector<E>(selector) ?? null;
    const picker = (selector: string) =>
      find('sferum-people-picker')?.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [];
    const made: string[] = [];
    dialog.addEventListener('made', (event) => made.push((event as Event & { chat: string }).chat));
    return { dialog, find, made, picker };
  }
  const type = (field: Element | null, text: string) => {
    (field as HTMLInputElement).value = text;
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const press = (find: (selector: string) => HTMLElement | null) => find('.button.primary')?.click();

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: both steps', async () => {
    const { dialog, find, picker } = await open();
    await until(() => find('#title') !== null, 'the field of the title');
    press(find);
    await dialog.updateComplete;
    expect(await illegible(dialog)).to.deep.equal([]);
    type(find('#title'), 'Новости');
    press(find);
    await until(() => picker('.person').length > 0, 'the people');
    expect(await illegible(dialog)).to.deep.equal([]);
  });

  it('C1 makes a chat of everybody, without naming anybody', async () => {
    const { dialog, find, made, picker } = await open();
    await until(() => find('#title') !== null, 'the field of the title');
    expect(await axeFaults(dialog)).to.deep.equal([]);
    type(find('#title'), ' Новости ');
    press(find);
    await until(() => find('sferum-people-picker') !== null, 'the second step');
    find<HTMLInputElement>('.choice.card input')?.click();
    await until(() => picker('.person input:checked:disabled').length === 2, 'everybody ticked');
    press(find);
    await until(() => made.length === 1, 'the new chat');
    const [{ id, ...chat }] = api.made as [NewChat];
    expect(made).to.deep.equal([id]);
    expect(chat).to.deep.equal({
      college: 'college',
      kind: 'college',
      title: 'Новости',
      description: '',
      audience: 'college',
      group: '',
      isPublic: false,
      people: [],
    });
  });

  it('C3 makes a chat of those who are ticked, and not of oneself', async () => {
    const { dialog, find, made, picker } = await open();
    await until(() => find('#title') !== null, 'the field of the title');
    type(find('#title'), 'Факультатив');
    find<HTMLInputElement>('input[value=other]')?.click();
    await dialog.updateComplete;
    press(find);
    await until(() => picker('.person input').length === 2, 'people');
    expect(picker('.person input[tabindex="0"]').length, 'one stop of Tab').to.equal(1);
    const [first, second] = picker('.person input');
    first?.focus();
    first?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
    expect([first?.tabIndex, second?.tabIndex], 'where one is').to.deep.equal([-1, 0]);
    first?.click();
    await until(() => picker('.chips button').length === 1, 'the chip');
    expect(await axeFaults(dialog)).to.deep.equal([]);
    press(find);
    await until(() => made.length === 1, 'the new chat');
    expect(api.made[0]?.people).to.deep.equal(['a']);
    expect(api.made[0]?.audience).to.equal('chosen');
  });

  it('C3 asks a student only whom to write to', async () => {
    api.may = { isAdmin: false, isTeacher: false, groups: [] };
    const { find, made, picker } = await open();
    await until(() => picker('.person input[type=radio]').length === 2, 'people');
    picker('.person input')[1]?.click();
    press(find);
    await until(() => made.length === 1, 'the new chat');
    expect(made).to.deep.equal(['personal-chat']);
    expect(api.personalWith).to.deep.equal(['b']);
  });

  it('C2 begins with the group from whose page it was opened', async () => {
    const { find, made } = await open({ group: 'group' });
    await until(() => find<HTMLSelectElement>('#group')?.value === 'group', 'the group');
    type(find('#title'), 'Практика');
    press(find);
    await until(() => find('sferum-people-picker') !== null, 'the second step');
    press(find);
    await until(() => made.length === 1, 'the new chat');
    expect([api.made[0]?.group, api.made[0]?.audience]).to.deep.equal(['group', 'group']);
  });

  it('C1 keeps what was typed when it could not be made, and makes the same chat then', async () => {
    const { find, made } = await open();
    await until(() => find('#title') !== null, 'the field of the title');
    press(find);
    await until(() => find('.fault') !== null, 'the fault');
    type(find('#title'), 'Новости');
    press(find);
    await until(() => find('sferum-people-picker') !== null, 'the second step');
    press(find);
    await until(() => find('[role=alert]') !== null, 'the reason');
    find<HTMLInputElement>('.choice.card input')?.click();
    await until(() => find('[role=alert]') === null, 'the reason to go');
    api.failure = new AppError('offline');
    press(find);
    await until(() => find('[role=alert]'), 'the reason');
    api.failure = null;
    press(find);
    await until(() => made.length === 1, 'the new chat');
    expect(api.made[0]?.id).to.equal(api.made[1]?.id);
    expect(api.made[1]?.title).to.equal('Новости');
  });
});

describe('C4 public chats', () => {
  let api: FakeMaking;
  let stop: () => void;
  let place: HTMLElement;

  beforeEach(() => {
    api = new FakeMaking();
    const chat = {
      description: '',
      groupNumber: '',
      picture: '',
      announcementOnly: false,
      isOpen: true,
      memberCount: 5,
      maker: null,
    };
    const createdAt = new Date('2026-01-01');
    api.chats = [
      { ...chat, id: 'news', kind: 'college', title: 'Новости', isJoined: true, createdAt },
      {
        ...chat,
        id: 'club',
        kind: 'group',
        groupNumber: 'ИС-21',
        title: 'Кружок',
        isJoined: false,
        createdAt: new Date(),
      },
    ];
    const stage = stageFor(me);
    stage.backend.once('chat-making-api', () => api);
    ({ place, stop } = stage);
  });
  afterEach(() => stop());

  async function open() {
    const list = document.createElement('sferum-public-chats');
    list.college = 'college';
    place.append(list);
    await until(
      () => list.shadowRoot?.querySelector('.view-loading') === null && (list.shadowRoot?.children.length ?? 0) > 0,
      'the list',
    );
    const all = (selector: string) => [...(list.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
    return { list, all };
  }

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: public chats', async () => {
    const { list, all } = await open();
    await until(() => all('li').length === 2, 'the rows');
    expect(await illegible(list)).to.deep.equal([]);
  });

  it('C2 who leads a chat opens their card', async () => {
    api.chats = api.chats.map((chat) => ({ ...chat, maker: candidate('b', 'Лунин') }));
    const { all, list } = await open();
    await until(() => all('li').length === 2, 'the rows');
    const asked = askedCards(list);
    for (const each of all('.named')) each.click();
    expect(asked).to.deep.equal(['b college', 'b college']);
  });

  it('C4 joins with one click, and opens what one is in', async () => {
    const { list, all } = await open();
    await until(() => all('li').length === 2, 'the rows');
    expect(await axeFaults(list)).to.deep.equal([]);
    const opened: string[] = [];
    list.addEventListener('sferum-chat-open', ({ chat }) => opened.push(chat));
    all('.join')[0]?.click();
    await until(() => all('.join').length === 0, 'that one has joined');
    expect(api.joined).to.deep.equal(['club']);
    all('li .button')[1]?.click();
    expect(opened).to.deep.equal(['club']);
  });

  it('C4 shows a new one by itself', async () => {
    const { all } = await open();
    await until(() => all('li').length === 2, 'the rows');
    api.chats = [...api.chats, { ...(api.chats[0] as PublicChat), id: 'new', title: 'Ещё', isJoined: false }];
    api.changed();
    await until(() => all('li').length === 3, 'the rows');
  });

  it('C4 says why one cannot join, and what to do when it cannot load', async () => {
    const { all } = await open();
    await until(() => all('li').length === 2, 'the rows');
    api.failure = new AppError('missing');
    all('.join')[0]?.click();
    await until(() => all('[role=alert], .view-state').length > 0, 'the reason');
  });

  it('C4 says that there are none', async () => {
    api.chats = [];
    const { list, all } = await open();
    await until(() => all('.view-state').length === 1, 'the empty list');
    expect(await axeFaults(list)).to.deep.equal([]);
  });
});
