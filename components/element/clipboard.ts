/**
 * Puts a text on the clipboard, on plain http too, where browsers have no `navigator.clipboard`. To be called while a
 * click or a key press is handled.
 * @returns whether it is there; when not, show the text selected, so that the keyboard can copy it.
 */
export async function copyText(text: string): Promise<boolean> {
  const written = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  return written || copySelected(text);
}

function copySelected(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.tabIndex = -1;
  field.setAttribute('aria-hidden', 'true');
  Object.assign(field.style, { position: 'fixed', opacity: '0' });
  // A dialog makes the rest of the page inert, and with it the selection.
  const take = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const focused = focusedElement();
  window.addEventListener('copy', take, true);
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  window.removeEventListener('copy', take, true);
  focused?.focus({ preventScroll: true });
  return done;
}

/** Through shadow trees. */
function focusedElement(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement ? at : null;
}
