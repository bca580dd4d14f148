/** Characters of what a link carries; a short code has fewer. */
export const tokenLength = 43;

/**
 * The token of a link or the short code in what a person followed, pasted or typed: a whole address, with the marks of the
 * sentence behind it, broken by a mail program, or wrapped into the address of another site. Empty when there is none.
 *
 *     secretFrom('(https://college.example/join?invite=…).') // the token, 43 characters
 *     secretFrom('7kq4 m2tx,') // as it is: the database reads a code whatever stands between
 */
export function secretFrom(written: string): string {
  // Programs break long addresses, and sentences bring signs along that nobody sees.
  const text = written.replace(/[\s\p{Cc}\p{Cf}]/gu, '');
  const [, token] = /invite(?:=|%3D)([\w-]{43})/i.exec(text) ?? /^[^\w-]*([\w-]{43})/.exec(text) ?? [];
  if (token) return token;
  return /[\p{L}\d]/u.test(text) ? written.trim() : '';
}
