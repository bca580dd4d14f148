/** What a tag needs as soon as it has the focus. */
export { keepFocus } from './keep-focus.ts';
export { keepFromPage } from './keys.ts';
