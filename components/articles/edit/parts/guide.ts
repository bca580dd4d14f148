import { html, nothing, type TemplateResult } from 'lit';
import { deviceStorage } from '../../../core/storage/browser-storage.ts';
import type { EditorStrings } from '../../../locales/ru/articles/editor.ts';
import type { CommonStrings } from '../../../locales/ru/common.ts';

/** How often the instruction was shown by itself; twice at most. */
const guideKey = 'sferum.article-guide';
const guideShown = 2;

/** Whether the instruction is shown by itself now, which is noted. */
export function showsGuide(): boolean {
  const seen = Number(deviceStorage.read(guideKey) ?? 0);
  if (seen >= guideShown) return false;
  deviceStorage.write(guideKey, String(seen + 1));
  return true;
}

/** The instruction for the first articles: one of its pages. */
export function drawGuide(
  page: number,
  { common, editor }: { readonly common: CommonStrings; readonly editor: EditorStrings },
  show: (page: number | null) => void,
): TemplateResult {
  const isLast = page === editor.guide.length - 1;
  const close = () => show(null);
  return html`<section class="guide" aria-labelledby="guide">
    <h3 id="guide">${editor.guideTitle}</h3>
    <ul>
      ${editor.guide[page]?.map((line) => html`<li>${line}</li>`)}
    </ul>
    <footer>
      <span>${editor.guideStep.replace('#', String(page + 1)).replace('@', String(editor.guide.length))}</span>
      <span>
        ${isLast ? nothing : html`<button class="button ghost" type="button" @click=${close}>${common.close}</button>`}
        <button
          class="button soft"
          type="button"
          @click=${isLast ? close : () => show(page + 1)}
        >
          ${isLast ? common.close : editor.guideNext}
        </button>
      </span>
    </footer>
  </section>`;
}
