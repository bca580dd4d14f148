import { isForInputMethod } from '../../../ui/input-method.ts';

/** Whether a key in a field says that all is typed. */
export const isDone = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && !isForInputMethod(event) && event.target instanceof HTMLInputElement;
