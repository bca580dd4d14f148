/**
 * Telephone numbers as people type them, as the database keeps them (digits with the country code), and as they are shown:
 *
 *     const parsed = parsePhone('8 (912) 345-67-89'); // { phone: '79123456789' }
 *     if ('problem' in parsed) return show(strings[parsed.problem]);
 *     formatPhone(parsed.phone); // '+7 912 345-67-89'
 */

/** What is wrong with a telephone number; `missing` is the number of missing digits. */
export type PhoneProblem =
  | { readonly problem: 'phoneEmpty' | 'phoneLong' | 'phoneWrong' | 'phoneForeign' }
  | { readonly problem: 'phoneShort'; readonly missing: number };

export type ParsedPhone = { readonly phone: string } | PhoneProblem;

const russian = 11;
/** E.164 allows fifteen digits at most; nowhere has a subscriber's number fewer than seven. */
const foreign = { least: 7, most: 15 };

const short = (missing: number): PhoneProblem => ({ problem: 'phoneShort', missing });

/**
 * Reads a telephone number in any usual notation: +7, 8, 7 or nothing in front, spaces, brackets, dashes, dots.
 * Numbers of other countries begin with + or 00.
 * @returns digits with the country code, without a plus; or what is wrong.
 */
export function parsePhone(text: string): ParsedPhone {
  const plain = text.normalize('NFKC').replace(/[\s()./\-\u2010-\u2015\u2212\u200e\u200f\u202a-\u202e]/g, '');
  if (plain === '' || plain === '+') return { problem: 'phoneEmpty' };
  const [, sign, digits] = /^(\+|00)?(\d+)$/.exec(plain) ?? [];
  if (digits === undefined) return { problem: 'phoneWrong' };
  if (sign === undefined) return parseNational(digits);
  // No country has the code 89, so «+8 9…» is the Russian 8 with a superfluous plus.
  if (digits.startsWith('7') || digits.startsWith('89')) return parseRussian(digits);
  return parseForeign(digits);
}

/** Eleven digits after a 7 or an 8. */
function parseRussian(digits: string): ParsedPhone {
  if (digits.length < russian) return short(russian - digits.length);
  return digits.length > russian ? { problem: 'phoneLong' } : { phone: `7${digits.slice(1)}` };
}

function parseForeign(digits: string): ParsedPhone {
  if (digits.startsWith('0')) return { problem: 'phoneWrong' };
  if (digits.length < foreign.least) return short(foreign.least - digits.length);
  return digits.length > foreign.most ? { problem: 'phoneLong' } : { phone: digits };
}

function parseNational(digits: string): ParsedPhone {
  // 8 10 is the Russian prefix for calls abroad, as 00 is elsewhere; no Russian area code begins with 10.
  if (digits.startsWith('810')) return parseForeign(digits.slice(3));
  const prefixed = /^[78]/.test(digits);
  // Ten digits after 89 or 79 are a mobile number with one digit lost, any other ten lack only the prefix.
  if (digits.length === russian - 1 && !/^[78]9/.test(digits)) return { phone: `7${digits}` };
  if (prefixed) return parseRussian(digits);
  return digits.length < russian ? short(russian - 1 - digits.length) : { problem: 'phoneForeign' };
}

/** +7 912 345-67-89 of digits with the country code; numbers of other countries in groups of three. */
export function formatPhone(phone: string): string {
  if (!phone) return '';
  const parts = /^7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone);
  if (parts) return `+7 ${parts[1]} ${parts[2]}-${parts[3]}-${parts[4]}`;
  return `+${phone.replace(/\B(?=(\d{3})+$)/g, ' ')}`;
}
