import { joined } from '../../core/drafts/drafts.ts';
import { cleanPaste } from '../text/clean-paste.ts';
import type { Composer } from './composer.ts';
import type { Begun } from './stand-in.ts';

/** Goes on in a composer, which is drawn, with what was begun in its place; the files are the caller's. */
export function resume({ pasted, pressed, selection, text }: Begun, composer: Composer): void {
  const { field } = composer;
  const cleaned = (written: string) =>
    pasted.reduce((all, each) => all.replace(each.replace(/\r\n?/g, '\n'), () => cleanPaste(each)), written);
  const write = (written: string) => {
    if (field.value === written) return;
    field.value = written;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };
  if (selection) composer.focus({ preventScroll: true });
  let rest = '';
  for (const { text, key } of pressed) {
    write(joined(rest, cleaned(text)));
    field.dispatchEvent(new KeyboardEvent(key.type, key));
    rest = field.value;
  }
  const last = cleaned(text);
  if (pressed.length > 0 || last !== text) write(joined(rest, last));
  if (selection && last === text) field.setSelectionRange(...selection);
}
