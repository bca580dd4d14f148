import { defineConfig } from 'vite';
import { compactTemplates } from './scripts/build/compact-templates.ts';
import { helpPage } from './scripts/build/help-page.ts';
import { staticFields } from './scripts/build/static-fields.ts';
import { unusedRealtime } from './scripts/build/unused-realtime.ts';

/** The drop-in: one script with a fixed name, whose chunks load relative to it. */
export default defineConfig({
  plugins: [compactTemplates, staticFields, unusedRealtime, helpPage],
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
      preserveEntrySignatures: false,
      output: {
        minify: true,
        comments: false,
        entryFileNames: 'sferum.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // What is always needed together is one file: fewer requests, and it zips better. Each group knows only those
        // before it and the entry, never one after it. What matches is loaded with the rest of its group: nothing lazy
        // may. The directives of Lit few need.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: 'element',
              test: /modules\/(?!lit(-html)?\/(directives?[./-]))(lit|lit-html|lit-element|@lit\/reactive-element)\/|oxc-project|rolldown\/runtime|components\/element\/(host\/lazy-code|define|element|base\.styles|tokens\.styles|icon|localize|sign-in-event)\.|components\/core\/(live-store|store)\.ts|locales\/ru\/common/,
            },
            {
              name: 'store',
              test: /components\/(core\/(backend|network\/rest|channels|dates|names|drafts\/[a-z-]+|text|id|storage\/[a-z-]+)|element\/(context|store-controller|host\/provider|chat-open-event|person\/person-open-event)|files\/file|messages\/conversation|ui\/(avatar|input-method|list\/keyed-rows))\.ts/,
            },
            // What lists of chats and the launcher say of a message, too.
            {
              name: 'message',
              test: /components\/(chat\/(chat-api|chat-title|new\/(chat-avatar|picture-address))|messages\/(talk|file-words|text\/(plain-text|markup|address))|polls\/poll-data)\.ts|locales\/ru\/messages\/messages\.ts/,
            },
            // What follows the first paint of a conversation.
            {
              name: 'writing',
              test: /components\/messages\/(composer\/(composer|resume|attachments)|text\/(mention-text|clean-paste)|outbox\/[a-z-]+|history\/reading[a-z.]*)\.ts$|components\/chat\/(message-sent-event|talk\/chat-writing)\.ts$/,
            },
            // What the list of chats and the launcher know of chats.
            {
              name: 'list',
              test: /components\/(chat\/(mentions\/mentions-store|list\/(chats-store|chat-settings-(api|store)|list-signs|unread[a-z-]*)|notify\/(notify-controller|counter-controller|notify-choice))|messages\/report\/reports-(api|store))\.ts$/,
            },
            {
              name: 'conversation',
              test: /components\/messages\/((?!conversation\.ts)[^/]+|(history|composer|text)\/.*)$/,
            },
          ],
        },
        assetFileNames: 'chunks/[name]-[hash][extname]',
      },
    },
  },
});
