import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { PersonOpenEvent } from '../element/person/person-open-event.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { stageFor } from '../element/testing/stage.ts';
import { until } from '../element/testing/until.ts';
import { illegible } from '../ui/testing/legible.ts';
import { focused, standingOut } from '../ui/testing/stage.ts';
import './person-card.ts';
import './profile.ts';
import type { PersonCard, PersonCardApi } from './person-card-api.ts';
import { FakeProfile } from './testing/stage.ts';

const lunin: PersonCard = {
  id: 'lunin',
  surname: 'Лунин',
  name: 'Игорь',
  patronymic: 'Павлович',
  role: 'teacher',
  isAdmin: false,
  subjects: ['Компьютерные сети', 'Базы данных'],
  groups: [
    { id: 'is21', number: 'ИС-21', subjects: ['Базы данных'] },
    { id: 'sa31', number: 'СА-31', subjects: ['Компьютерные сети'] },
  ],
  phone: '',
  canEdit: false,
};

class FakeCards implements Pick<PersonCardApi, keyof PersonCardApi> {
  myId = 'alina';
  shown: PersonCard | null = lunin;
  readonly asked: string[] = [];
  refusal: AppError | null = null;
  #changed: () => void = () => {};

  async card(): Promise<PersonCard | null> {
    return this.shown;
  }

  async personalChat(_college: string, person: string): Promise<string> {
    if (this.refusal) throw this.refusal;
    this.asked.push(person);
    return `chat with ${person}`;
  }

  subscribe(_college: string, changed: () => void): () => void {
    this.#changed = changed;
    return () => {};
  }

  change(card: PersonCard | null): void {
    this.shown = card;
    this.#changed();
  }
}

describe('C2 The card of a person', () => {
  let cards: FakeCards;
  let place: HTMLElement;
  let stop: () => void;
  let opener: HTMLElement;
  let undo: (() => void)[];

  beforeEach(async () => {
    const on = stageFor('alina');
    ({ place, stop } = on);
    undo = [];
    cards = on.backend.once('person-card-api', () => new FakeCards()) as FakeCards;
    on.backend.once('profile-api', () => new FakeProfile());
    const tag = document.createElement('sferum-profile');
    place.append(tag);
    // Any element in any tag may ask for it.
    opener = await until(() => tag.shadowRoot?.querySelector<HTMLElement>('button'), 'a tag');
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    stop();
  });

  const root = () => place.querySelector('sferum-profile')?.shadowRoot as ShadowRoot;
  const card = () => root().querySelector('sferum-person-card');
  const words = () => card()?.shadowRoot?.textContent?.replace(/\s+/g, ' ') ?? '';
  const heading = () => card()?.shadowRoot?.querySelector('sferum-dialog')?.heading;
  const button = (text: string) =>
    [...(card()?.shadowRoot?.querySelectorAll('button') ?? [])].find((each) => each.textContent?.trim() === text);

  const open = async (person = 'lunin') => {
    opener.focus();
    opener.dispatchEvent(new PersonOpenEvent(person, 'college'));
    await until(() => card()?.shadowRoot?.querySelector('.who .avatar') || words().includes('больше нет'), 'the card');
  };

  it('C2 shows name, role, groups with what is taught there, and subjects, over the tag that was asked', async () => {
    await open();
    expect(heading()).to.equal('Игорь Павлович Лунин');
    expect(words()).to.contain('Преподаватель');
    expect(words()).to.contain('ИС-21: Базы данных; СА-31: Компьютерные сети');
    expect(words()).to.contain('Компьютерные сети, Базы данных');
    expect(words()).not.to.contain('Телефон');
    expect(button('Редактировать')).to.equal(undefined);
  });

  it('C2 the focus goes into it, and back when it is closed', async () => {
    await open();
    await until(() => root().activeElement === card(), 'in the card');
    card()?.shadowRoot?.querySelector('sferum-dialog')?.close();
    await until(() => !card(), 'it is closed');
    expect(focused() === opener).to.equal(true);
  });

  it('C2 the page may show the person elsewhere', async () => {
    place.addEventListener('sferum-person-open', (event) => event.preventDefault());
    opener.dispatchEvent(new PersonOpenEvent('lunin', 'college'));
    await Promise.resolve();
    await customElements.whenDefined('sferum-person-card');
    expect(card()).to.equal(null);
  });

  it('C2 administrators see the number and the way to edit', async () => {
    cards.shown = { ...lunin, phone: '+7 912 ···-··-01', canEdit: true };
    await open();
    expect(words()).to.contain('+7 912 ···-··-01');
    expect(button('Редактировать')).not.to.equal(undefined);
  });

  it('C3 «Написать» opens the personal chat in the list of chats of the page, and asks the page first', async () => {
    await open();
    let asked = '';
    const ask = (event: HTMLElementEventMap['sferum-chat-open']) => {
      asked = event.chat;
      event.preventDefault();
    };
    place.addEventListener('sferum-chat-open', ask);
    button('Написать')?.click();
    await until(() => asked, 'the page is asked');
    expect([asked, cards.asked]).to.deep.equal(['chat with lunin', ['lunin']]);
    await until(() => !card(), 'it is closed');
    place.removeEventListener('sferum-chat-open', ask);

    const shown: string[] = [];
    const list = Object.assign(document.createElement('sferum-chats'), {
      show: async (chat: string) => {
        shown.push(chat);
      },
    });
    place.append(list);
    await open();
    button('Написать')?.click();
    await until(() => shown.length > 0, 'it is shown');
    expect(shown).to.deep.equal(['chat with lunin']);
  });

  it('C3 says why when the chat could not be had, and can be asked again', async () => {
    cards.refusal = new AppError('denied');
    await open();
    button('Написать')?.click();
    await until(() => words().includes('больше не состоит в колледже'), 'the sentence');
    expect(button('Написать')?.ariaDisabled).to.equal('false');
  });

  it('C2 to oneself one does not write', async () => {
    cards.shown = { ...lunin, id: 'alina', role: 'student' };
    await open('alina');
    expect(words()).to.contain('это вы');
    expect(button('Написать')).to.equal(undefined);
  });

  it('C2 says so when the person has left, also while it is open', async () => {
    await open();
    cards.change(null);
    await until(() => words().includes('Этого человека в колледже нет'), 'the sentence');
    expect(button('Написать')).to.equal(undefined);
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut', async () => {
    cards.shown = { ...lunin, phone: '+7 912 ···-··-01', canEdit: true, isAdmin: true };
    await open();
    expect(await illegible(place.querySelector('sferum-profile') as HTMLElement)).to.deep.equal([]);
  });

  for (const width of ['320px', '1100px']) {
    for (const theme of ['light', 'dark'] as const) {
      it(`B9 accessible, and nothing stands out: ${width}, ${theme}`, async () => {
        place.style.width = width;
        const tag = place.querySelector('sferum-profile');
        if (tag) tag.theme = theme;
        cards.shown = { ...lunin, phone: '+7 912 ···-··-01', canEdit: true, isAdmin: true };
        await open();
        const shown = card();
        if (!shown?.shadowRoot) throw new Error('no card');
        const dialog = shown.shadowRoot.querySelector('sferum-dialog')?.shadowRoot?.querySelector('dialog');
        if (dialog) expect(standingOut(dialog, shown.shadowRoot)).to.deep.equal([]);
        expect(await axeFaults(shown)).to.deep.equal([]);
      });
    }
  }
});
