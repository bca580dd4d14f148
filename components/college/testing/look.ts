import { until } from '../../element/testing/until.ts';
import { focused } from '../../ui/testing/stage.ts';

/** Every element that fits, through shadow trees. */
export function all<E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E[] {
  const found = [...root.querySelectorAll<E>(selector)];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) found.push(...all<E>(element.shadowRoot, selector));
  }
  return found;
}

/** What a person sees of a tag, and does with it. */
export class Look {
  readonly #tag: HTMLElement;

  constructor(tag: HTMLElement) {
    this.#tag = tag;
  }

  get root(): ShadowRoot {
    if (!this.#tag.shadowRoot) throw new Error('it is not drawn yet');
    return this.#tag.shadowRoot;
  }

  /** Every word in it that is not hidden by where it stands. */
  get text(): string {
    const trees = [this.root, ...all(this.root, '*').flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    return trees.map(({ textContent }) => textContent).join(' ');
  }

  async shows(words: string): Promise<void> {
    await until(() => this.#tag.shadowRoot && this.text.includes(words), `«${words}»`);
  }

  async hides(words: string): Promise<void> {
    await until(() => !this.text.includes(words), `no «${words}»`);
  }

  /** What is seen and called so, or else by a name with these words: a button, a row. */
  button(words: string): HTMLElement {
    const found = this.#find(words);
    if (!found) throw new Error(`no button «${words}»`);
    return found;
  }

  has(words: string): boolean {
    return this.#find(words) !== undefined;
  }

  #find(words: string): HTMLElement | undefined {
    const name = (each: HTMLElement) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim();
    const seen = all(this.root, 'button').filter((each) => each.checkVisibility());
    return seen.find((each) => name(each) === words) ?? seen.find((each) => name(each).includes(words));
  }

  async press(words: string): Promise<void> {
    await until(() => this.has(words), `the button «${words}»`);
    const found = this.button(words);
    found.focus();
    found.click();
  }

  /** Drops text files where one writes. */
  drop(...names: string[]): void {
    const dataTransfer = new DataTransfer();
    for (const name of names) dataTransfer.items.add(new File(['слово'], name, { type: 'text/plain' }));
    this.area.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }));
  }

  /** Opens the menu that is called so, and chooses in it. */
  async choose(menu: string, item: string): Promise<void> {
    await this.press(menu);
    await until(() => focused()?.role === 'menuitem', 'the menu is open');
    const found = all(this.root, '[role=menuitem]').find(
      (each) => each.textContent?.includes(item) && each.checkVisibility(),
    );
    if (!found) throw new Error(`no «${item}» in the menu`);
    found.click();
  }

  /** The dialog that is open and has these words. */
  dialog(words: string): Promise<HTMLElement> {
    return until(
      () =>
        all(this.root, 'sferum-dialog').find(
          (each) => each.textContent?.includes(words) && each.shadowRoot?.querySelector('dialog[open]'),
        ),
      `the dialog with «${words}»`,
    );
  }

  get area(): HTMLTextAreaElement {
    const found = all<HTMLTextAreaElement>(this.root, 'textarea').find((each) => each.checkVisibility());
    if (!found) throw new Error('no place to write');
    return found;
  }

  type(text: string): void {
    const { area } = this;
    area.value = text;
    area.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }

  /** Writes and sends with Enter. */
  async write(text: string): Promise<void> {
    await until(() => all(this.root, 'textarea').some((each) => each.checkVisibility()), 'the place to write');
    this.type(text);
    this.area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }
}
