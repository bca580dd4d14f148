import { defineConfig } from 'vite';

/** The drop-in: one script with a fixed name, whose chunks load relative to it. */
export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
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
        assetFileNames: 'chunks/[name]-[hash][extname]',
      },
    },
  },
});
