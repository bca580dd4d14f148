import { type CSSResultGroup, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AppError, Loadable } from '../core/errors.ts';
import { type CommonStrings, commonTexts } from '../locales/ru/common.ts';
import type { Mistake } from './host/config.ts';
import { ground } from './host/ground.styles.ts';
import { icon } from './icon.ts';
import { type Language, languageOf, type Texts, watchLanguage } from './localize.ts';
import type { PersonOpenEvent } from './person/person-open-event.ts';

/** How `view` draws the states that every loaded thing has. */
export interface ViewOptions {
  /** Outline of what will appear, in its size, so that nothing jumps. */
  skeleton?: TemplateResult;
  /** Called by «Повторить» of the failed state; without it there is no such button. */
  retry?: () => void;
  /** Texts for an error that means something more exact here; undefined takes the usual ones of its code. */
  explain?: (error: AppError) => { title: string; text: string } | undefined;
}

/** What the page around a tag may act on, or forbid, while somebody types in it. */
const typing = ['keydown', 'keypress', 'keyup', 'beforeinput', 'paste', 'cut', 'copy'] as const;

/** Keeps from the page what is typed; all of it until the code is there that knows what, which comes with the focus. */
let keepFromPage = (event: Event): void => event.stopPropagation();

let keepFocus: ((tree: ShadowRoot) => () => void) | null = null;
async function loadKeeper(): Promise<void> {
  ({ keepFocus, keepFromPage } = await import('./host/keeper.ts'));
}

const logged = new WeakSet<AppError>();

/** What a person cannot use stands in the console, for whoever looks after the page. */
function logOnce(error: AppError): void {
  if (logged.has(error)) return;
  logged.add(error);
  console.warn('sferum:', error);
}

/**
 * The base of every element: styles, texts in the language of the nearest `lang`, and one way to draw loading and
 * failure. The first paint waits for the texts.
 *
 *     export class Groups extends SferumElement<{ groups: GroupsStrings }> {
 *       static override styles = [...root, base, styles]; // `root` only for public tags
 *       protected readonly texts = { groups: groupsTexts };
 *       readonly #store = new StoreController(this, groupsStore);
 *       override render() {
 *         const { groups } = this.strings;
 *         return this.view(this.#store.state?.groups, (list) => html`<h2>${groups.title}</h2>…`);
 *       }
 *     }
 *     define('sferum-groups', Groups);
 */
export abstract class SferumElement<T extends object = object> extends LitElement {
  static override styles: CSSResultGroup = [ground];

  /**
   * `light`, `dark`, `auto` (as the system), or `contrast`: black and white only, for people with low vision; absent
   * follows the `color-scheme` of the page.
   */
  @property({ reflect: true }) theme: 'light' | 'dark' | 'auto' | 'contrast' | '' = '';

  /** Texts that the element needs, under the names by which `strings` gives them. */
  protected abstract readonly texts: { readonly [K in keyof T]: T[K] extends object ? Texts<T[K]> : never };

  #language: Language = 'ru';
  #strings: (T & { common: CommonStrings }) | null = null;
  #unwatch: (() => void) | null = null;
  #releaseKeys: (() => void) | null = null;
  #card: Element | null = null;

  /** The language of the last update. */
  get language(): Language {
    return this.#language;
  }

  protected get strings(): T & { common: CommonStrings } {
    this.#strings ??= this.#inLanguage('ru');
    return this.#strings;
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.#card = this.shadowRoot?.lastElementChild ?? null;
    // Those of the card's surroundings, where the browser cannot construct sheets.
    for (const style of this.shadowRoot?.querySelectorAll('style') ?? []) style.remove();
    const tree = super.createRenderRoot();
    // Not before the card, which goes; what is put behind this stays when the element draws itself anew.
    this.renderOptions.renderBefore = tree.appendChild(document.createComment(''));
    return tree;
  }

  protected override update(changed: PropertyValues): void {
    const goOn = keepFocus?.(this.renderRoot as ShadowRoot);
    super.update(changed);
    goOn?.();
    if (this.#card && this.replaces(this.#card)) this.#card = null;
  }

  /** Takes away the card that stood in its place until its code was here; false keeps it until after the next update. */
  protected replaces(card: Element): boolean {
    card.remove();
    return true;
  }

  override connectedCallback(): void {
    this.#language = languageOf(this);
    this.#unwatch = watchLanguage(() => this.#followLanguage());
    if (!this.#isInside) {
      this.addEventListener('focusin', loadKeeper);
      for (const name of typing) this.addEventListener(name, this.#keep);
      this.#startTree();
      this.addEventListener('sferum-person-open', this.#openPerson);
    }
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#unwatch = null;
    this.#releaseKeys?.();
    this.#releaseKeys = null;
    this.removeEventListener('sferum-person-open', this.#openPerson);
  }

  #openPerson = (event: PersonOpenEvent): void => {
    // The page decides first: the event reaches it after this.
    queueMicrotask(() => {
      if (!event.defaultPrevented) void this.#showPerson(event);
    });
  };

  async #showPerson(event: PersonOpenEvent): Promise<void> {
    const { showPerson } = await import('./person/show-person.ts');
    await showPerson(this.renderRoot, event, this.strings.common);
  }

  #keep = (event: Event): void => {
    if (!this.#isInside) keepFromPage(event);
  };

  /** Other tags may stand in the same shadow tree of the page, and nobody else has told the script of it. */
  #startTree(): void {
    const tree = this.getRootNode();
    if (tree instanceof ShadowRoot && !tree.host.localName.startsWith('sferum-')) window.Sferum?.start(tree);
  }

  /** It stands in the shadow tree of another of ours. */
  get #isInside(): boolean {
    const tree = this.getRootNode();
    return tree instanceof ShadowRoot && tree.host instanceof SferumElement;
  }

  protected override async scheduleUpdate(): Promise<void> {
    // No word may appear in the wrong language, not even for a moment.
    const language = languageOf(this);
    const missing = this.#allTexts.filter(([, each]) => !each.in(language));
    if (missing.length > 0) await Promise.all(missing.map(([, each]) => each.load(language)));
    this.#language = language;
    this.#strings = this.#inLanguage(language);
    await super.scheduleUpdate();
  }

  protected override willUpdate(_changed: PropertyValues): void {}

  get #allTexts(): [string, Texts<object>][] {
    return Object.entries({ common: commonTexts, ...this.texts });
  }

  #inLanguage(language: Language): T & { common: CommonStrings } {
    return Object.fromEntries(this.#allTexts.map(([name, each]) => [name, each.in(language)])) as T & {
      common: CommonStrings;
    };
  }

  /** Draws what is being loaded: by `draw` when it is ready, else as loading or failed. */
  protected view<T>(
    loadable: Loadable<T> | undefined,
    draw: (value: T) => TemplateResult | typeof nothing,
    options: ViewOptions = {},
  ): TemplateResult | typeof nothing {
    if (!loadable || loadable.status === 'loading') {
      return html`<div class="view-loading" aria-busy="true">
        <span class="visually-hidden" role="status">${this.strings.common.loading}</span>${options.skeleton ?? nothing}
      </div>`;
    }
    if (loadable.status === 'ready') return draw(loadable.value);
    const { error } = loadable;
    const { common } = this.strings;
    logOnce(error);
    const { title, text } = options.explain?.(error) ?? common.errors[error.code];
    const quiet = error.code === 'denied' || error.code === 'missing';
    return html`<div class="view-state" role=${quiet ? 'status' : 'alert'}>
      <span class="emblem ${quiet ? 'neutral' : 'danger'}">${icon(quiet ? 'lock' : 'alert', 26)}</span>
      <h3>${title}</h3>
      <p>${text}</p>
      ${
        options.retry && !quiet
          ? html`<button class="button" type="button" @click=${options.retry}>
              ${icon('retry', 18)}<span>${common.retry}</span>
            </button>`
          : nothing
      }
      ${error.shortCode ? html`<small class="muted">${common.errorCode.replace('#', error.shortCode)}</small>` : nothing}
    </div>`;
  }

  /** Draws that the webmaster has forgotten an attribute of this tag; `example` is what it could say. */
  protected lacking(attribute: string, example: string): TemplateResult {
    void import('./host/mistake.ts');
    const mistake: Mistake = { at: this.localName, attribute, kind: 'missing', example };
    return html`<sferum-mistake .mistake=${mistake}></sferum-mistake>`;
  }

  #followLanguage(): void {
    if (languageOf(this) !== this.#language) this.requestUpdate();
  }
}

declare global {
  interface Window {
    /** What the drop-in script gives to the page; absent where a bundler has put the tags there. */
    Sferum?: {
      /** Starts the tags in a shadow tree, now and later; only closed ones have to be named. */
      start(root: ShadowRoot): void;
    };
  }
}
