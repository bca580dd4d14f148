const letters: Readonly<Record<string, string>> = Object.fromEntries(
  'а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ _ ы y ь _ э e ю yu я ya'
    .split(' ')
    .reduce<[string, string][]>((pairs, each, at, all) => {
      if (at % 2 === 0) pairs.push([each, (all[at + 1] ?? '').replace('_', '')]);
      return pairs;
    }, []),
);

/** «Типовые ошибки в курсовых» → `tipovye-oshibki-v-kursovykh`: what an address can have. */
export const slugOf = (title: string): string =>
  [...title.toLowerCase()]
    .map((letter) => letters[letter] ?? letter)
    .join('')
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
