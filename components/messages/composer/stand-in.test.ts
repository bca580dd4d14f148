import { expect } from '@esm-bundle/chai';
import { render } from 'lit';
import { readDraft, writeDraft } from '../../core/drafts/drafts.ts';
import { common } from '../../locales/ru/common.ts';
import './composer.ts';
import type { ComposedEvent, Composer } from './composer.ts';
import { resume } from './resume.ts';
import { StandIn } from './stand-in.ts';

const person = 'alina';
const place = 'chat:1';

describe('C6 the field in place of a composer', () => {
  let root: HTMLElement;
  let standIn: StandIn;
  let wanted: number;
  let sent: string[];
  let asked: string[];

  beforeEach(() => {
    root = document.body.appendChild(document.createElement('div'));
    wanted = 0;
    sent = [];
    asked = [];
    standIn = new StandIn(() => {
      wanted += 1;
    });
    draw();
  });
  afterEach(() => {
    root.remove();
    writeDraft(person, place, '');
  });

  function draw(): void {
    render(standIn.draw({ person, place, label: 'Сообщение' }), root);
    standIn.follow(root);
  }

  const field = (): HTMLTextAreaElement => {
    const found = root.querySelector('textarea');
    if (!found) throw new Error('no field');
    return found;
  };
  const type = (text: string) => {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const press = (key: string, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true, ...more });
    field().dispatchEvent(event);
    return event;
  };
  const carry = (name: 'paste' | 'drop' | 'dragover', transfer: DataTransfer): Event => {
    const event =
      name === 'paste'
        ? new ClipboardEvent(name, { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true });
    field().dispatchEvent(event);
    return event;
  };

  /** The composer takes the place of the field. */
  async function replace(): Promise<Composer> {
    const begun = standIn.leave();
    const composer = document.createElement('sferum-composer');
    Object.assign(composer, { person, place, strings: common });
    composer.addEventListener('composed', (event) => {
      const { take, text } = event as ComposedEvent;
      sent.push(text);
      take.call(event, Promise.resolve());
    });
    composer.addEventListener('recall', () => asked.push('recall'));
    root.replaceChildren(composer);
    await composer.updateComplete;
    resume(begun, composer);
    await composer.updateComplete;
    return composer;
  }

  it('C6 what is typed is in the draft, and the composer goes on at the same place with it', async () => {
    field().focus();
    type('Я думаю');
    field().setSelectionRange(2, 4);
    expect(readDraft(person, place)).to.equal('Я думаю');
    const { field: area, shadowRoot } = await replace();
    expect(area.value).to.equal('Я думаю');
    expect([area.selectionStart, area.selectionEnd]).to.deep.equal([2, 4]);
    expect(shadowRoot?.activeElement).to.equal(area);
    expect(wanted).to.equal(0);
  });

  it('C6 who was elsewhere is not fetched', async () => {
    writeDraft(person, place, 'Черновик');
    draw();
    const composer = await replace();
    expect(composer.field.value).to.equal('Черновик');
    expect(composer.shadowRoot?.activeElement).to.equal(null);
  });

  it('C6 Enter sends as soon as the composer is there, once for each text, and what was typed since stays', async () => {
    field().focus();
    type('Первое');
    expect(press('Enter').defaultPrevented).to.equal(true);
    expect(field().value).to.equal('');
    type('Второе');
    press('Enter');
    type('Третье');
    expect(wanted).to.equal(2);
    expect(readDraft(person, place)).to.equal('Первое\nВторое\nТретье');
    const composer = await replace();
    expect(sent).to.deep.equal(['Первое', 'Второе']);
    expect(composer.field.value).to.equal('Третье');
  });

  it('C6 what was to be sent stays in the draft while the composer does not come', () => {
    field().focus();
    type('Важное');
    press('Enter');
    draw();
    expect(field().value).to.equal('');
    expect(readDraft(person, place)).to.equal('Важное');
  });

  it('C6 Shift+Enter makes a line, and an arrow up in the empty field is handed over', async () => {
    field().focus();
    expect(press('Enter', { shiftKey: true }).defaultPrevented).to.equal(false);
    expect(press('ArrowUp').defaultPrevented).to.equal(true);
    await replace();
    expect(sent).to.deep.equal([]);
    expect(asked).to.deep.equal(['recall']);
  });

  it('C6 what is pasted stands there at once, and as somebody would have typed it when the composer is there', async () => {
    field().focus();
    const transfer = new DataTransfer();
    const pasted = '·\tпервое  \r\n·\tвторое\r\n';
    transfer.setData('text/plain', pasted);
    expect(carry('paste', transfer).defaultPrevented).to.equal(false);
    // The browser puts it there after the event.
    type(`Вот: ${pasted.replaceAll('\r\n', '\n')}`);
    const composer = await replace();
    expect(composer.field.value).to.equal('Вот: • первое\n• второе');
    expect(readDraft(person, place)).to.equal('Вот: • первое\n• второе');
  });

  it('C15 files that are dropped or pasted wait for the composer', () => {
    root.addEventListener('dragover', (event) => standIn.take(event));
    root.addEventListener('drop', (event) => standIn.take(event));
    root.addEventListener('paste', (event) => standIn.take(event));
    const transfer = (name: string) => {
      const given = new DataTransfer();
      given.items.add(new File(['текст'], name));
      return given;
    };
    expect(carry('dragover', transfer('план.txt')).defaultPrevented).to.equal(true);
    expect(wanted).to.equal(0);
    expect(carry('drop', transfer('план.txt')).defaultPrevented).to.equal(true);
    expect(carry('paste', transfer('фото.txt')).defaultPrevented).to.equal(true);
    const copied = transfer('лекция.pdf');
    copied.setData('text/plain', 'лекция.pdf');
    expect(carry('paste', copied).defaultPrevented, 'a file that a file manager has copied').to.equal(true);
    const cells = transfer('image.png');
    cells.setData('text/plain', 'ячейка');
    cells.setData('text/html', '<td>ячейка</td>');
    expect(carry('paste', cells).defaultPrevented, 'cells of a spreadsheet').to.equal(false);
    const words = new DataTransfer();
    words.setData('text/plain', 'слова');
    expect(carry('drop', words).defaultPrevented).to.equal(false);
    expect(wanted).to.equal(3);
    expect(standIn.leave().files.map(({ name }) => name)).to.deep.equal(['план.txt', 'фото.txt', 'лекция.pdf']);
    expect(standIn.leave().files).to.deep.equal([]);
  });
});
