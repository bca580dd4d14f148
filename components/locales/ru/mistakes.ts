import { texts } from '../../element/localize.ts';

/** Russian texts for whoever has put a tag on a page and forgotten something. */
export const mistakes = {
  title: 'Эта часть страницы ещё не настроена',
  missing: 'Веб-мастеру: в #tag не хватает атрибута #attribute. Допишите:',
  address: 'Веб-мастеру: в #tag атрибут #attribute должен быть адресом, который начинается с https://. Например:',
  secret:
    'Веб-мастеру: в #tag атрибут #attribute содержит секретный ключ, его видит каждый посетитель. Отзовите его в Supabase и впишите публичный:',
  unknown: 'Веб-мастеру: такого тега нет. В #attribute пишется имя тега без «sferum-», например:',
  help: 'Как настроить',
};

export type MistakesStrings = typeof mistakes;

export const mistakesTexts = texts(mistakes, async () => (await import('../en/mistakes.ts')).mistakes);
