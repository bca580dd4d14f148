import { chromium } from 'playwright-core';
import { startDemo } from '/work/wt-edits/demo/server.ts';
import { sessionKey } from '/work/wt-edits/components/core/session.ts';
import { browserFlags, findBrowser } from '/work/wt-edits/shared/browser.mjs';
const demo = await startDemo();
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
const session = async (as) => (await (await fetch(`${demo.url}/demo/session/${as}`, { method: 'POST', headers: { origin: demo.url } })).text());
export const open = async (as, path, width, dark = false, extra = {}) => {
  const context = await browser.newContext({ locale: 'ru', viewport: { width, height: 720 }, colorScheme: dark ? 'dark' : 'light', storageState: { cookies: [], origins: [{ origin: demo.url, localStorage: [{ name: sessionKey(demo.backend.url), value: await session(as) }] }] }, ...extra });
  const page = await context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
  page.on('pageerror', (e) => console.log('pageerror', e.message, e.stack));
  await page.goto(demo.url + path);
  return page;
};
await import(process.argv[2]!).then((m) => m.default({ open, demo }));
await browser.close(); await demo.stop(); process.exit(0);
