/**
 * Keeps what is typed in a tag from the page around it. To the page an event from a shadow tree comes from the tag
 * itself, so that its «is this a field?» fails: its shortcuts would act, and eat letters, while somebody writes.
 *
 *     tag.addEventListener('keydown', keepFromPage); // at the tag that the page sees, not at those inside it
 */

/** Keys that a field for text uses beside those that write a character. */
const editing = new Set([
  'Enter',
  'Backspace',
  'Delete',
  'Insert',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Dead',
  'Process',
  'Unidentified',
]);
/** With Ctrl or ⌘, by their place, which is the same in every layout: select all, copy, paste, cut, undo, redo. */
const editingCodes = new Set(['KeyA', 'KeyC', 'KeyV', 'KeyX', 'KeyZ', 'KeyY']);
/** Those of a select, of radio buttons, of the handles of a button. */
const choosing = new Set([' ', 'Enter', 'Home', 'End', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

/** Types of `<input>` in which nothing is typed. */
const withoutText = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

function isTextField(target: EventTarget | undefined): boolean {
  if (target instanceof HTMLInputElement) return !withoutText.has(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

function isUsedByText({ key, code, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  if (isComposing) return true;
  const writes = key.length === 1;
  // Ctrl and Alt together are AltGr, which writes characters.
  if ((ctrlKey || metaKey) && !altKey) return editingCodes.has(code) || (editing.has(key) && !writes);
  return writes || (editing.has(key) && !altKey);
}

function isUsedByControl(target: EventTarget | undefined, { key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  if (target instanceof HTMLSelectElement) return choosing.has(key) || key.length === 1;
  if (target instanceof HTMLInputElement) return choosing.has(key);
  if (target instanceof HTMLAnchorElement) return key === 'Enter';
  // Letters lead to the row of a menu that begins with them, whether there is one or not.
  if (target instanceof Element && target.role === 'menuitem') return choosing.has(key) || key.length === 1;
  const isButton = target instanceof HTMLButtonElement || (target instanceof Element && target.localName === 'summary');
  return isButton && (key === ' ' || key === 'Enter');
}

/** Whether something of ours acts on the key. */
function isUsed(event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return true;
  const path = event.composedPath();
  // The browser closes a dialog by Escape; the page must not close something of its own by the same press.
  const closes = event.key === 'Escape' && path.some((at) => at instanceof HTMLDialogElement && at.open);
  const [target] = path;
  return closes || (isTextField(target) ? isUsedByText(event) : isUsedByControl(target, event));
}

/** Stops an event at the tag that listens, when something of ours acts on it. Pages that forbid copying listen for it. */
export function keepFromPage(event: Event): void {
  const isOurs = event instanceof KeyboardEvent ? isUsed(event) : isTextField(event.composedPath()[0]);
  if (isOurs) event.stopPropagation();
}
