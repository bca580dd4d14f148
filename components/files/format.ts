import type { Language } from '../core/dates.ts';
import type { FilesStrings } from '../locales/ru/files/files.ts';

/** «214 КБ», «4,2 МБ»: with a number after the comma while it is small. */
export function formatBytes(bytes: number, language: Language, { units }: FilesStrings): string {
  const steps = [units.bytes, units.kilo, units.mega, units.giga];
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  const digits = step >= 2 && value < 10 ? 1 : 0;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return `${number}\u00a0${steps[step]}`;
}

/** «0:09», «1:02:03», from milliseconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Puts values in place of the signs in a text. */
export const filled = (text: string, ...values: (string | number)[]): string => {
  let next = 0;
  return text.replace(/#/g, () => String(values[next++] ?? ''));
};
