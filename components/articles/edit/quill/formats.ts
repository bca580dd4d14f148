import { BlockEmbed } from 'quill/blots/block.js';
import type Quill from 'quill/core.js';
import Blockquote from 'quill/formats/blockquote.js';
import Bold from 'quill/formats/bold.js';
import CodeBlock, { Code } from 'quill/formats/code.js';
import Header from 'quill/formats/header.js';
import IndentClass from 'quill/formats/indent.js';
import Italic from 'quill/formats/italic.js';
import Link from 'quill/formats/link.js';
import List from 'quill/formats/list.js';
import Strike from 'quill/formats/strike.js';
import Underline from 'quill/formats/underline.js';
import { isLink } from '../../reading/delta.ts';
import type { ArticleEmbed, EmbedKind } from './embed-element.ts';
import './embed-element.ts';
import { ArticleTable } from './table.ts';

class ArticleLink extends Link {
  static override sanitize(url: string): string {
    return isLink(url) ? url : ArticleLink.SANITIZED_URL;
  }
}

const kinds: readonly EmbedKind[] = ['picture', 'video', 'player', 'file', 'poll', 'divider'];

/** The class of an embed; what it is stands in the element itself, not in attributes. */
function embedOf(kind: EmbedKind) {
  return class extends BlockEmbed {
    static override blotName: string = kind;
    static override tagName: string = 'sferum-article-embed';
    static override className: string = `embed-${kind}`;

    static override create(value: unknown): HTMLElement {
      const node = document.createElement('sferum-article-embed');
      node.classList.add(`embed-${kind}`);
      node.kind = kind;
      node.value = value;
      node.setAttribute('contenteditable', 'false');
      return node;
    }

    static override value(node: Element): unknown {
      return (node as ArticleEmbed).value;
    }
  };
}

/** Names of all that a text may have. */
export const formats: readonly string[] = [
  'bold',
  'italic',
  'underline',
  'strike',
  'code',
  'link',
  'header',
  'list',
  'indent',
  'blockquote',
  'code-block',
  'table',
  ...kinds,
];

let isRegistered = false;

export function registerFormats(editor: typeof Quill): void {
  if (isRegistered) return;
  isRegistered = true;
  const known = {
    'formats/bold': Bold,
    'formats/italic': Italic,
    'formats/underline': Underline,
    'formats/strike': Strike,
    'formats/code': Code,
    'formats/link': ArticleLink,
    'formats/header': Header,
    'formats/list': List,
    'formats/indent': IndentClass,
    'formats/blockquote': Blockquote,
    'formats/code-block': CodeBlock,
    'modules/table': ArticleTable,
    ...Object.fromEntries(kinds.map((kind) => [`formats/${kind}`, embedOf(kind)])),
  };
  editor.register(known, true);
}
