import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Puts the page for webmasters beside the script, which links to it; the mark at its front says that it is UTF-8. */
export const helpPage: Plugin = {
  name: 'help-page',
  generateBundle() {
    const source = `\ufeff${readFileSync(join(import.meta.dirname, '../../docs/webmasters.md'), 'utf8')}`;
    this.emitFile({ type: 'asset', fileName: 'webmasters.txt', source });
  },
};
