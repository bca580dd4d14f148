/** Digits of a code from an SMS. */
export const codeLength = 6;

/** The code in what was typed or pasted, which may be the whole SMS; shorter while it is being typed. */
export function codeFrom(text: string): string {
  const whole = /(?<!\d)\d{6}(?!\d)/.exec(text) ?? /(?<!\d)\d{3}[\s-]\d{3}(?!\d)/.exec(text);
  return (whole?.[0] ?? text).replace(/\D/g, '').slice(0, codeLength);
}
