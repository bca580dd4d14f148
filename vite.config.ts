import { defineConfig } from 'vite';
import { compactTemplates } from './scripts/build/compact-templates.ts';
import { groups } from './scripts/build/groups.ts';
import { helpPage } from './scripts/build/help-page.ts';
import { packageStaticBlocks } from './scripts/build/package-static-blocks.ts';
import { staticFields } from './scripts/build/static-fields.ts';
import { unusedRealtime } from './scripts/build/unused-realtime.ts';

/** The drop-in: one script with a fixed name, whose chunks load relative to it. */
export default defineConfig({
  plugins: [compactTemplates, packageStaticBlocks, staticFields, unusedRealtime, helpPage],
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist/drop-in',
    emptyOutDir: true,
    cssCodeSplit: false,
    // As a library, since Vite would wrap each `import()` of a page to preload what belongs to it, of which we have none:
    // 1 KB less until the first message of a chat.
    lib: { entry: 'components/loader.ts', formats: ['es'] },
    rollupOptions: {
      // The server of development finds by this, too, which packages it has to prepare.
      input: 'components/loader.ts',
      preserveEntrySignatures: false,
      output: {
        minify: true,
        comments: false,
        entryFileNames: 'sferum.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        codeSplitting: { includeDependenciesRecursively: false, groups: groups(import.meta.dirname) },
        assetFileNames: 'chunks/[name]-[hash][extname]',
      },
    },
  },
});
