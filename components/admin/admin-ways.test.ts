import { expect } from '@esm-bundle/chai';
import { askedCards } from '../element/testing/cards.ts';
import { until } from '../element/testing/until.ts';
import './admin.ts';
import { lunin } from '../college/testing/fake-apis.ts';
import { all, Look } from '../college/testing/look.ts';
import { type SectionName, sections } from './admin-sections.ts';
import { stage } from './testing/stage.ts';

let on: ReturnType<typeof stage>;

function put(section: SectionName, width = '1100px'): Look {
  const admin = document.createElement('sferum-admin');
  admin.section = section;
  admin.style.width = width;
  on.place.append(admin);
  return new Look(admin);
}

/** What a person hits who presses in the middle of a cell. */
function hit(cell: Element): Element | null {
  cell.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = cell.getBoundingClientRect();
  let found = document.elementFromPoint(left + width / 2, top + height / 2);
  while (found?.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(left + width / 2, top + height / 2);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}

describe('The ways through the administration', () => {
  beforeEach(() => {
    on = stage();
  });
  afterEach(() => on.stop());

  it('A3 «Пригласить» among the members opens the form of a new link', async () => {
    const look = put('members');
    await look.shows('Алина Соколова');
    await look.press('Пригласить');
    await look.dialog('Куда ведёт');
    expect(look.has('Создать ссылку')).to.equal(true);
  });

  for (const width of ['1100px', '380px']) {
    it(`A4 a group opens wherever its row is pressed, at ${width}, and its menu stays its menu`, async () => {
      const look = put('groups', width);
      await look.shows('ИС-21');
      const row = await until(
        () => all(look.root, 'tbody tr').find((each) => each.textContent?.includes('ИС-21')),
        'it',
      );
      const cells = [...row.querySelectorAll('td')].filter((each) => each.checkVisibility());
      for (const cell of cells.slice(0, -1)) expect(hit(cell)?.className).to.equal('opens');
      const menu = cells.at(-1)?.querySelector('sferum-menu');
      expect(menu?.shadowRoot?.contains(hit(menu))).to.equal(true);
      await look.press('ИС-21');
      await look.dialog('Год окончания');
    });
  }

  it('C2 whoever the log names opens their card: who did it, to whom, and whom a line of a group or chat is about', async () => {
    on.audit.add({ action: 'member_removed', subjectType: 'person', person: lunin, before: null, after: null });
    on.audit.add({ action: 'message_deleted', subjectType: 'chat', label: 'ИС-21', person: lunin, after: null });
    on.audit.add({ action: 'member_removed', subjectType: 'person', person: null, actor: null, before: null });
    const look = put('audit');
    await look.shows('автор: Игорь Лунин');
    const asked = askedCards(on.place);
    const named = all(look.root, '.named').filter((each) => each.checkVisibility());
    for (const each of named) each.click();
    expect(asked).to.deep.equal(['lunin college', 'belova college', 'lunin college', 'belova college']);
  });

  it('C2 who has no right here can write to an administrator: their card opens', async () => {
    on.mine.colleges = on.mine.colleges.map((each) => ({ ...each, isAdmin: false }));
    const look = put('members');
    await look.shows('обратитесь к администратору');
    const asked = askedCards(on.place);
    await look.press('Наталья Сергеевна Белова');
    expect(asked).to.deep.equal(['belova college']);
  });

  it('A5 a section whose code could not be loaded says so in our words, and comes by itself when the network is back', async () => {
    const { audit } = sections;
    const { load } = audit;
    let attempts = 0;
    audit.load = () => {
      attempts += 1;
      return Promise.reject(new TypeError('Failed to fetch dynamically imported module: https://college.example/a.js'));
    };
    try {
      const look = put('audit');
      await look.shows('Раздел откроется сам, когда связь восстановится');
      expect(look.text).not.to.contain('dynamically');
      expect(attempts).to.equal(1);
      audit.load = load;
      dispatchEvent(new Event('online'));
      await look.shows('Журнал изменений');
      await look.hides('Раздел не загрузился');
    } finally {
      audit.load = load;
    }
  });
});
