import { isForInputMethod } from '../../../ui/input-method.ts';

/**
 * Enter in a field says that all is typed. The key ends there: the text has the focus by then, and Enter would put a line in
 * place of the words that are selected in it.
 */
export const onEnter =
  (act: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || isForInputMethod(event) || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    act();
  };
