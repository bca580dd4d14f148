import { it } from 'node:test';

/** Declares the tests of a file among those of this process. One that cannot be read fails alone. */
export async function load(file) {
  try {
    await import(new URL(`../${file}`, import.meta.url).href);
  } catch (error) {
    it(file, () => {
      throw error;
    });
  }
}
