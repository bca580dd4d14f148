import { html, nothing, type TemplateResult } from 'lit';
import { withoutDirections } from './address.ts';
import { link, type Named } from './draw-text.ts';
import { type Block, fence, type Inline, lineMarks, parse } from './markup.ts';
import { mentionName } from './mention-name.ts';

/** A mark takes no room and is not read aloud, but is copied with what stands between. */
const mark = (text: string): TemplateResult => html`<s class="mark" aria-hidden="true">${text}</s>`;

/** A line of its own when it is copied, and none on the screen. */
const lineOfMarks = (): TemplateResult =>
  html`<s class="mark" aria-hidden="true" .style=${'display: block; height: 0'}>${fence}</s>`;

/**
 * A text with its markup drawn; everything else stays text, whatever it looks like. What would turn the direction of the
 * text is left out.
 *
 *     html`<span class="text" dir="auto">${drawText(message.body, named)}</span>`
 */
export function drawText(text: string, named: Named): (string | TemplateResult)[] {
  return parse(text).map((block) => drawBlock(block, named));
}

function drawBlock({ kind, lines }: Block, named: Named): string | TemplateResult {
  const drawn = lines.map((line) => line.map((part) => drawInline(part, named)));
  switch (kind) {
    case 'text':
      return html`${drawn}`;
    case 'code':
      return html`<code class="block"
        >${lineOfMarks()}${withoutDirections(lines.map((line) => line[0] ?? '').join('\n'))}${lineOfMarks()}</code
      >`;
    default:
      return html`<span class="block ${kind}"
        >${drawn.map((line) => html`<span class="row">${mark(lineMarks[kind])}${line}</span>`)}</span
      >`;
  }
}

function drawInline(part: Inline, named: Named): string | TemplateResult {
  if (typeof part === 'string') return withoutDirections(part);
  const within = part.parts.map((each) => drawInline(each, named));
  switch (part.kind) {
    case 'bold':
      return html`<b>${mark(part.mark)}${within}${mark(part.mark)}</b>`;
    case 'italic':
      return html`<i>${mark(part.mark)}${within}${mark(part.mark)}</i>`;
    case 'code':
      return html`<code>${mark(part.mark)}${within}${mark(part.mark)}</code>`;
    case 'link':
      return link(String(part.parts[0]));
    case 'mention': {
      const id = String(part.parts[0]);
      const isNamed = named.mentions.some((each) => each.id === id);
      const person = isNamed && id !== 'all' ? id : '';
      const isMe = isNamed && (id === named.me || id === 'all');
      return html`<span class="mention ${isMe ? 'me' : ''}" role=${person ? 'button' : nothing} tabindex=${person ? -1 : nothing} data-person=${person || nothing}>${mentionName(id, named.mentions, named.everybody)}</span>`;
    }
  }
}
