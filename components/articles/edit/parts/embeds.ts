import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../element/icon.ts';
import type { AttachedFile } from '../../../files/file.ts';
import type { ArticlesStrings } from '../../../locales/ru/articles/articles.ts';
import type { EditorStrings } from '../../../locales/ru/articles/editor.ts';
import type { Poll } from '../../../polls/poll-data.ts';
import { signs } from '../../../ui/signs.ts';
import { readDelta } from '../../reading/delta.ts';
import { drawArticle } from '../../reading/draw-article.ts';
import type { PictureWords } from '../dialogs/picture-dialog.ts';
import type { Tool } from '../editor-toolbar.ts';
import type { ArticleEmbed, EmbedKind } from '../quill/embed-element.ts';

const toolOf = (kind: EmbedKind): Tool => (kind === 'player' ? 'video' : kind);

function drawPoll(question: string, options: readonly string[]): TemplateResult {
  return html`<div class="unknown">
    <strong>${question}</strong>
    <ul>
      ${options.map((option) => html`<li>${option}</li>`)}
    </ul>
  </div>`;
}

/** What an embed is drawn with. */
export interface AroundEmbed {
  readonly files: ReadonlyMap<string, AttachedFile>;
  readonly polls: ReadonlyMap<string, Poll>;
  readonly isMine: boolean;
  readonly strings: { readonly articles: ArticlesStrings; readonly editor: EditorStrings };
  address(object: string): string | undefined;
  change(embed: ArticleEmbed): void;
  remove(embed: ArticleEmbed): void;
}

/** What is no text, within the text: as readers see it, and what can be done with it. */
export function drawEmbed(
  embed: ArticleEmbed,
  { address, change, files, isMine, polls, remove, strings }: AroundEmbed,
): TemplateResult {
  const { articles, editor } = strings;
  const [block] = readDelta({ ops: [{ insert: { [embed.kind]: embed.value } }] });
  const words = embed.value as Partial<PictureWords>;
  const drawn = block
    ? drawArticle([block], {
        files: files,
        strings: articles,
        address,
        failed: () => {},
        enlarge: () => change(embed),
        playing: new Set(),
        play: () => {},
        poll: (id) => {
          const poll = polls.get(id);
          return poll ? drawPoll(poll.question, poll.options) : nothing;
        },
        anchor: () => html``,
      })
    : [];
  const isUnknown = drawn.every((each) => each === nothing);
  const isPicture = embed.kind === 'picture';
  const isLacking = isPicture && !words.alt && !words.decorative;
  return html`<div class="prose">
    ${isUnknown ? html`<p class="unknown">${embed.kind === 'poll' ? editor.unknownPoll : editor.unknownFile}</p>` : drawn}
    ${isLacking && !isUnknown ? html`<p class="lacking">${icon('alert', 16)}${editor.altLacking}</p>` : nothing}
    ${
      isMine
        ? html`<div class="bar">
            ${
              (isPicture || embed.kind === 'video' || embed.kind === 'player') && !isUnknown
                ? html`<button class="button ghost" type="button" @click=${() => change(embed)}>${icon(signs.edit, 16)}${editor.change}</button>`
                : nothing
            }
            <button
              class="button ghost"
              type="button"
              aria-label=${`${editor.removePart}: ${editor.tools[toolOf(embed.kind)]}`}
              @click=${() => remove(embed)}
            >
              ${icon(signs.trash, 16)}${editor.removePart}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}
