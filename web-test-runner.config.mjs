import { chromeLauncher } from '@web/test-runner-chrome';
import { createServer } from 'vite';
import { browserFlags, findBrowser } from './shared/browser.mjs';

// Vite serves the sources as it does in development, so that tests and pages run the same code.
const vite = await createServer({
  configFile: false,
  root: import.meta.dirname,
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  appType: 'custom',
  optimizeDeps: {
    // All of them at once: one that is found later reloads the page in the middle of a test, with a second Lit.
    noDiscovery: true,
    include: [
      '@esm-bundle/chai',
      '@supabase/auth-js',
      '@supabase/realtime-js',
      '@supabase/storage-js',
      'axe-core',
      'fast-check',
      'fast-diff',
      'fflate',
      'jsqr',
      'lean-qr',
      'lit',
      'lit/decorators.js',
      'lit/directives/class-map.js',
      'lit/directives/live.js',
      'lit/directives/repeat.js',
      'magic-bytes.js',
      'papaparse',
      'pdfjs-dist/legacy/build/pdf.min.mjs',
      'pdfjs-dist/legacy/build/pdf.worker.min.mjs',
      'quill/blots/block.js',
      'quill/core.js',
      'quill/formats/blockquote.js',
      'quill/formats/bold.js',
      'quill/formats/code.js',
      'quill/formats/header.js',
      'quill/formats/indent.js',
      'quill/formats/italic.js',
      'quill/formats/link.js',
      'quill/formats/list.js',
      'quill/formats/strike.js',
      'quill/formats/table.js',
      'quill/formats/underline.js',
      'quill/modules/clipboard.js',
      'quill/modules/table.js',
      'read-excel-file/universal',
      'tus-js-client',
    ],
  },
});

/** All that our modules need of Vite's own, which would look for a server that tells of changes. */
const viteClient = 'export const injectQuery = (url) => url;';

const ours = (path) => path === '/' || path.startsWith('/__w') || path.startsWith('/wtr');

const chromium = () =>
  chromeLauncher({
    // Two pages of one browser would take the focus from each other.
    concurrency: 1,
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        ...browserFlags,
        // A microphone of the browser's own, without a question.
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
      ],
    },
  });

/** Folders that take as long as each other, and as all the rest. */
const thirds = {
  chats: 'components/{articles,chat,element,profile}/**/*.test.ts',
  messages: 'components/{auth,files,messages,polls,ui}/**/*.test.ts',
};
const rest = ['components/**/*.test.ts', ...Object.values(thirds).map((files) => `!${files}`)];

// Browsers with tests of their own; one for files that are named with --files.
const run = process.argv.includes('--files')
  ? { browsers: [chromium()] }
  : { groups: Object.entries({ ...thirds, rest }).map(([name, files]) => ({ name, files, browsers: [chromium()] })) };

export default {
  ...run,
  // One more than processors, because a test waits as long as it works.
  concurrentBrowsers: 3,
  // A busy machine is no failure: what does not come by then never comes.
  testFramework: { config: { timeout: 15_000 } },
  nodeResolve: false,
  middleware: [
    async (ctx, next) => {
      if (ours(ctx.path)) return next();
      if (ctx.path === '/@vite/client') {
        ctx.type = 'js';
        ctx.body = viteClient;
        return;
      }
      ctx.res.statusCode = 200;
      const answered = await new Promise((resolve) => {
        ctx.res.once('finish', () => resolve(true));
        vite.middlewares(ctx.req, ctx.res, () => resolve(false));
      });
      if (answered) ctx.respond = false;
      else await next();
    },
  ],
  plugins: [{ name: 'close-vite', serverStop: () => vite.close() }],
};
