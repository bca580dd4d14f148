import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** Takes comments and indentation out of styles: no minifier looks into them, and browsers do not need them. */
const compactStyles: Plugin = {
  name: 'compact-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/components\/.*\.ts$/.test(id)) return null;
    const compact = (style: string) => style.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ');
    return { code: code.replace(/\bcss`[^`]*`/g, compact), map: null };
  },
};

/** Puts the page for webmasters beside the script, which links to it; the mark at its front says that it is UTF-8. */
const help: Plugin = {
  name: 'help',
  generateBundle() {
    const source = `\ufeff${readFileSync('docs/webmasters.md', 'utf8')}`;
    this.emitFile({ type: 'asset', fileName: 'webmasters.txt', source });
  },
};

/** The drop-in: one script with a fixed name, whose chunks load relative to it. */
export default defineConfig({
  plugins: [compactStyles, help],
  base: './',
  publicDir: false,
  build: {
    // Static blocks alone are younger there, and would end the whole script.
    target: ['es2022', 'safari15.4'],
    outDir: 'dist/drop-in',
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: 'components/loader.ts',
      preserveEntrySignatures: false,
      output: {
        entryFileNames: 'sferum.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // Small ones that almost every element needs: alone they zip badly.
        codeSplitting: {
          groups: [
            {
              name: 'lit',
              test: /modules\/(lit|lit-html|lit-element|@lit\/reactive-element)\/|oxc-project|sign-in-event/,
            },
          ],
        },
        assetFileNames: 'chunks/[name]-[hash][extname]',
      },
    },
  },
});
