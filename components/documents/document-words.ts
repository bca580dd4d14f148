import { css, html, type TemplateResult } from 'lit';
import { icon } from '../element/icon.ts';
import { extensionOf } from '../files/names.ts';
import { fileSigns } from '../files/signs.ts';
import type { DocumentsStrings } from '../locales/ru/documents/documents.ts';
import type { Audience, Document, DocumentKind } from './documents-api.ts';

/** «Весь колледж», «ИС-21, ИС-22»: who sees a document. */
export const audienceText = ({ kind, groups }: Audience, { audiences }: DocumentsStrings): string =>
  kind === 'groups' ? groups.map(({ number }) => number).join(', ') : audiences[kind];

/** The name under which a document is saved: its title, with the ending of its file. */
export function savedName({ title, file }: Pick<Document, 'title' | 'file'>): string {
  const ending = extensionOf(file.name);
  return ending && extensionOf(title) !== ending ? `${title}.${ending}` : title;
}

/** The class for the colour of what stands for a file. */
export const toneOf = (kind: DocumentKind, name: string): string =>
  `kind-${extensionOf(name) === 'pdf' ? 'pdf' : kind}`;

/** What stands for a file in a list: its ending on a ground in the colour of its kind. Decoration; the name stands beside it. */
export function endingBadge(kind: DocumentKind, name: string): TemplateResult {
  const ending = extensionOf(name);
  return html`<span class="ending ${toneOf(kind, name)}" aria-hidden="true">${ending.slice(0, 5) || icon(fileSigns.file)}</span>`;
}

export const toneStyles = css`
  .ending,
  .cover {
    background: var(--sferum-shade, light-dark(oklch(0.9 0.05 var(--tone, 265)), oklch(0.36 0.055 var(--tone, 265))));
    color: var(--sferum-ink, light-dark(oklch(0.38 0.1 var(--tone, 265)), oklch(0.91 0.05 var(--tone, 265))));
  }
  @supports not (color: light-dark(red, red)) {
    .ending,
    .cover {
      background: var(--sferum-shade, hsl(var(--tone, 230) 45% 86%));
      color: var(--sferum-ink, hsl(var(--tone, 230) 60% 24%));
    }
  }
  .ending {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: var(--sferum-r-m);
    font: 700 calc(var(--sferum-size) * 0.667) / 1 var(--sferum-family);
    letter-spacing: 0.02em;
    text-transform: uppercase;
  }
  .kind-pdf {
    --tone: 25;
  }
  .kind-slides {
    --tone: 60;
  }
  .kind-archive {
    --tone: 95;
  }
  .kind-table {
    --tone: 150;
  }
  .kind-picture {
    --tone: 195;
  }
  .kind-source {
    --tone: 230;
  }
  .kind-text {
    --tone: 268;
  }
  .kind-video,
  .kind-audio {
    --tone: 320;
  }
  @media (forced-colors: active) {
    .ending,
    .cover {
      border: 1px solid;
    }
  }
`;
