import { downloadAddress, type LinksStore } from './links-store.ts';

/**
 * Has the browser save an object of Storage under a name.
 * @throws {AppError} as `sign` of the store.
 */
export async function save(links: Pick<LinksStore, 'sign'>, object: string, name: string): Promise<void> {
  const link = document.createElement('a');
  link.href = downloadAddress(await links.sign(object), name);
  link.download = name;
  link.rel = 'noopener';
  link.click();
}
