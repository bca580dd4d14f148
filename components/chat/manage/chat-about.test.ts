import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import './cannot-write.ts';
import './chat-about.ts';
import type { ChatManagingApi, ChatSettings, ChatTexts, Participant } from './chat-managing-api.ts';

const me = 'person-me';

const person = (id: string, surname: string): Participant => ({
  id,
  surname,
  name: 'Алина',
  patronymic: '',
  role: 'student',
  isAdmin: false,
  subjects: [],
  groups: ['ИС-21'],
  isModerator: false,
  mutedUntil: null,
});

class FakeManaging implements Pick<ChatManagingApi, keyof ChatManagingApi> {
  readonly myId = me;
  readonly done: string[] = [];
  failure: AppError | null = null;
  chat: ChatSettings = {
    id: 'chat',
    collegeId: 'college',
    kind: 'college',
    title: 'Новости',
    description: 'О главном',
    announcementOnly: false,
    slowModeSeconds: 60,
    audience: 'college',
    isPublic: false,
    groupId: '',
    groupNumber: '',
    picture: '',
    isArchived: false,
    isOpen: true,
    version: 1,
    memberCount: 2,
    isParticipant: true,
    canManage: true,
  };
  members = [person('a', 'Соколова'), { ...person(me, 'Белова'), isModerator: true }];

  async settings(): Promise<ChatSettings> {
    return this.chat;
  }
  async people(): Promise<Participant[]> {
    return this.members;
  }
  async edit(_chat: string, version: number, texts: ChatTexts): Promise<void> {
    this.#act(`edit ${version} ${texts.title}`);
    this.chat = { ...this.chat, ...texts };
  }
  async setPicture(_chat: string, picture: Blob | null): Promise<void> {
    this.#act(`picture ${picture?.type ?? 'none'}`);
    this.chat = { ...this.chat, picture: picture ? URL.createObjectURL(picture) : '' };
  }
  async add(_chat: string, people: readonly string[]): Promise<void> {
    this.#act(`add ${people}`);
  }
  async remove(_chat: string, id: string): Promise<void> {
    this.#act(`remove ${id}`);
    this.members = this.members.filter((each) => each.id !== id);
  }
  async setModerator(_chat: string, id: string, moderates: boolean): Promise<void> {
    this.#act(`moderator ${id} ${moderates}`);
  }
  async mute(_chat: string, id: string, minutes: number): Promise<void> {
    this.#act(`mute ${id} ${minutes}`);
    this.members = this.members.map((each) =>
      each.id === id ? { ...each, mutedUntil: new Date(Date.now() + 3_600_000) } : each,
    );
  }
  async leave(): Promise<void> {
    this.#act('leave');
  }
  async setArchived(_chat: string, archived: boolean): Promise<void> {
    this.#act(`archived ${archived}`);
  }
  subscribe(): () => void {
    return () => {};
  }
  #act(what: string): void {
    this.done.push(what);
    if (this.failure) throw this.failure;
  }
}

describe('C5 the dialog about a chat', () => {
  let api: FakeManaging;
  let stop: () => void;
  let place: HTMLElement;

  beforeEach(() => {
    api = new FakeManaging();
    const stage = stageFor(me);
    stage.backend.once('chat-managing-api', () => api);
    ({ place, stop } = stage);
  });
  afterEach(() => stop());

  async function open() {
    const dialog = document.createElement('sferum-chat-about');
    dialog.chat = 'chat';
    place.append(dialog);
    const all = (selector: string) => [...(dialog.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const button = (text: string) => all('button').find((each) => each.textContent?.trim() === text);
    await until(() => all('li').length === 2, 'the rows');
    const choose = async (item: string) => {
      const menu = all('sferum-menu')[0] as HTMLElement & { items: { text: string; act: () => void }[] };
      menu.items.find(({ text }) => text === item)?.act();
      await dialog.updateComplete;
    };
    return { all, button, choose, dialog };
  }

  it('C5 shows what the chat is and who is in it', async () => {
    const { all, dialog } = await open();
    const text = all('.about')[0]?.textContent ?? '';
    for (const words of ['Новости', 'О главном', 'Весь колледж', 'Медленный режим: 1 мин', 'Алина Соколова'])
      expect(text).to.contain(words);
    expect(await axeFaults(dialog)).to.deep.equal([]);
  });

  it('C5 opens the card of a participant', async () => {
    const { all, dialog } = await open();
    let asked = '';
    dialog.addEventListener('sferum-person-open', (event) => {
      event.preventDefault();
      asked = `${event.person} ${event.college}`;
    });
    all('li > button')[0]?.click();
    expect(asked).to.equal('a college');
  });

  it('C5 offers who manages nothing only to leave', async () => {
    api.chat = { ...api.chat, canManage: false };
    const { all, button } = await open();
    expect([button('Изменить'), button('Убрать в архив'), button('Добавить')]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    const menu = all('sferum-menu')[0] as HTMLElement & { items: { text: string }[] };
    expect(menu.items.map(({ text }) => text)).to.deep.equal(['Написать лично']);
    expect(button('Выйти из чата')).not.to.equal(undefined);
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: people, editing, muting', async () => {
    const { all, button, choose, dialog } = await open();
    expect(await illegible(dialog)).to.deep.equal([]);
    await choose('Запретить писать…');
    await until(() => all('input[value=d1]').length === 1, 'the times');
    expect(await illegible(dialog)).to.deep.equal([]);
    button('Отмена')?.click();
    await until(() => button('Изменить'), 'the chat again');
    button('Изменить')?.click();
    await until(() => all('#title').length === 1, 'the field of the title');
    expect(await illegible(dialog)).to.deep.equal([]);
  });

  it('C5 saves a new title, and keeps what was typed when somebody was faster', async () => {
    const { all, button, dialog } = await open();
    button('Изменить')?.click();
    await until(() => all('#title').length === 1, 'the field of the title');
    const title = all('#title')[0] as HTMLInputElement;
    title.value = 'Главное';
    title.dispatchEvent(new Event('input', { bubbles: true }));
    const texts = { title: 'Чужое', description: '', announcement_only: false, slow_mode_seconds: 0, version: 2 };
    api.failure = new AppError('conflict', '', { present: texts });
    button('Сохранить')?.click();
    await until(() => all('form [role=alert]').length === 1 || all('.notice').length === 1, 'the reason');
    expect(title.value).to.equal('Главное');
    expect(await axeFaults(dialog)).to.deep.equal([]);
    api.failure = null;
    button('Сохранить')?.click();
    await until(() => all('#title').length === 0, 'that it is saved');
    expect(api.done).to.deep.equal(['edit 1 Главное', 'edit 2 Главное']);
  });

  it('C5 puts up a picture, refuses what is none, and takes it away again', async () => {
    const { all, button, dialog } = await open();
    const choose = async (chosen: Blob) => {
      const files = new DataTransfer();
      files.items.add(new File([chosen], 'a.png'));
      const input = all('input[type=file]')[0] as HTMLInputElement;
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    };
    await choose(new Blob(['<svg/>']));
    await until(() => all('.notice')[0]?.textContent?.includes('Это не картинка'), 'the reason');
    expect(api.done).to.deep.equal([]);
    const canvas = new OffscreenCanvas(30, 20);
    canvas.getContext('2d');
    await choose(await canvas.convertToBlob());
    await until(() => button('Сменить картинку'), 'the picture');
    expect(all('.notice')).to.deep.equal([]);
    const picture = all('.what .avatar img')[0] as HTMLImageElement;
    await until(() => picture.naturalWidth === 256 && picture.naturalHeight === 256, 'a square');
    expect(await axeFaults(dialog)).to.deep.equal([]);
    button('Убрать картинку')?.click();
    await until(() => button('Поставить картинку'), 'none');
    expect(all('.what .avatar img')).to.deep.equal([]);
    expect(api.done).to.deep.equal(['picture image/jpeg', 'picture none']);
  });

  it('C5 offers a picture to nobody else, and for no chat in the archive', async () => {
    for (const change of [{ canManage: false }, { isOpen: false, isArchived: true }]) {
      api.chat = { ...api.chat, canManage: true, isOpen: true, isArchived: false, ...change };
      const { all, dialog } = await open();
      expect(all('input[type=file]')).to.deep.equal([]);
      dialog.remove();
    }
  });

  it('C5 mutes somebody for as long as one chooses', async () => {
    const { all, button, choose, dialog } = await open();
    await choose('Запретить писать…');
    await until(() => all('input[value=d1]').length === 1, 'the times');
    expect(await axeFaults(dialog)).to.deep.equal([]);
    all('input[value=d1]')[0]?.click();
    button('Запретить писать')?.click();
    await until(() => (all('li')[0]?.textContent ?? '').includes('не может писать до'), 'the rows');
    expect(api.done).to.deep.equal(['mute a 1440']);
  });

  it('C5 asks before it removes somebody, and says why it could not', async () => {
    const { all, button, choose } = await open();
    await choose('Удалить из чата');
    await until(() => button('Удалить из чата') !== undefined, 'the question');
    api.failure = new AppError('denied');
    button('Удалить из чата')?.click();
    await until(() => all('[role=alert], .notice').length > 0, 'the reason');
    api.failure = null;
    button('Удалить из чата')?.click();
    await until(() => all('li').length === 1, 'the rows');
    expect(api.done).to.deep.equal(['remove a', 'remove a']);
  });
});

describe('C5 in place of the composer', () => {
  let place: HTMLElement;
  let stop: () => void;
  beforeEach(() => {
    ({ place, stop } = stageFor(me));
  });
  afterEach(() => stop());

  it('C5 says why one cannot write', async () => {
    for (const [reason, until_, words] of [
      ['archived', null, 'в архиве'],
      ['closed', null, 'только для чтения'],
      ['announcement_only', null, 'только модераторы'],
      ['muted', new Date(Date.now() + 3_600_000), 'не можете писать до'],
      ['muted', new Date(8.64e15), 'не можете писать в этом чате'],
    ] as const) {
      const bar = document.createElement('sferum-cannot-write');
      Object.assign(bar, { reason, until: until_ });
      place.replaceChildren(bar);
      await until(() => (bar.shadowRoot?.textContent ?? '').includes(words), 'the words');
      expect(await axeFaults(bar)).to.deep.equal([]);
      expect(await illegible(bar)).to.deep.equal([]);
    }
  });

  it('C5 waits for the end of a mute by the seconds that are left, whatever the clock of the device says', async () => {
    const bar = document.createElement('sferum-cannot-write');
    const until_ = new Date(Date.now() - 3_600_000);
    Object.assign(bar, { reason: 'muted', until: until_, endsAt: new Date(Date.now() + 1200) });
    let over = false;
    bar.addEventListener('over', () => {
      over = true;
    });
    place.append(bar);
    await bar.updateComplete;
    expect(over).to.equal(false);
    await until(() => over, 'the end');
  });

  it('C5 says when the pause of slow mode is over', async () => {
    const bar = document.createElement('sferum-cannot-write');
    Object.assign(bar, { reason: 'slow_mode', endsAt: new Date(Date.now() + 1200) });
    let over = false;
    bar.addEventListener('over', () => {
      over = true;
    });
    place.append(bar);
    await until(() => /через 0:0[12]/.test(bar.shadowRoot?.textContent ?? ''), 'the countdown');
    await until(() => over, 'the end');
  });
});
