/**
 * The languages of the interface: texts by domain, the language of an element, and plural forms. Russian is the source
 * of the type, so that a missing English text is an error of the compiler.
 *
 *     export const chatTexts = texts(chat, loadEnglish); // in locales/ru/chat.ts; English by a lazy import
 *     plural(this.language, 3, { one: '# сообщение', few: '# сообщения', many: '# сообщений', other: '# сообщения' });
 */

import type { Language } from '../core/dates.ts';

export type { Language };

/** Texts of one domain: Russian comes with the code of its elements, English is loaded when it is needed. */
export interface Texts<T extends object> {
  /** Undefined until `load` is done. */
  in(language: Language): T | undefined;
  load(language: Language): Promise<void>;
}

export function texts<T extends object>(ru: T, loadEnglish: () => Promise<T>): Texts<T> {
  const loaded: Partial<Record<Language, T>> = { ru };
  return {
    in: (language) => loaded[language],
    async load(language) {
      if (language === 'en') loaded.en ??= await loadEnglish();
    },
  };
}

/** The language of the nearest `lang` attribute, through shadow roots; Russian where it is another or absent. */
export function languageOf(element: Element): Language {
  let at: Element | null = element;
  while (at) {
    const near: Element | null = at.closest('[lang]');
    if (near) return near.getAttribute('lang')?.toLowerCase().startsWith('en') ? 'en' : 'ru';
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return 'ru';
}

const watchers = new Set<() => void>();
let observer: MutationObserver | null = null;

/** Calls `changed` whenever a `lang` attribute of the page changes, until the returned function is called. */
export function watchLanguage(changed: () => void): () => void {
  watchers.add(changed);
  if (!observer) {
    observer = new MutationObserver(() => {
      for (const watcher of [...watchers]) watcher();
    });
    observer.observe(document, { attributes: true, attributeFilter: ['lang'], subtree: true });
  }
  return () => {
    watchers.delete(changed);
    if (watchers.size > 0) return;
    observer?.disconnect();
    observer = null;
  };
}

const pluralRules: Record<Language, Intl.PluralRules> = {
  ru: new Intl.PluralRules('ru'),
  en: new Intl.PluralRules('en'),
};

/** The forms of a text for numbers; those for exactly one number come first. */
export interface PluralForms {
  one: string;
  few?: string;
  many?: string;
  other: string;
  [exactly: number]: string;
}

/** The form of a word for a number: the one for exactly this number, if any; `few` and `many` fall back to `other`. */
export function plural(language: Language, count: number, forms: PluralForms): string {
  const exact = forms[count];
  if (exact !== undefined) return exact;
  const rule = pluralRules[language].select(count);
  return (rule === 'one' || rule === 'few' || rule === 'many' ? forms[rule] : undefined) ?? forms.other;
}
