import type { PersonalData } from './profile-api.ts';

/** The part of the api that an archive is made from. */
export interface DataSource {
  data(): Promise<PersonalData>;
  file(path: string): Promise<Blob | null>;
}

/**
 * A ZIP with a JSON file for each section of what is kept about a person, and their files in the folder `files`. Those
 * that could not be read are listed in `files-not-given.json`.
 * @param onProgress is called with 0 to 1.
 */
export async function dataArchive(source: DataSource, onProgress: (share: number) => void): Promise<Blob> {
  const [{ zipSync }, { sections, files }] = await Promise.all([import('fflate'), source.data()]);
  const entries: Record<string, Uint8Array<ArrayBuffer>> = {};
  const json = (name: string, value: unknown) => {
    entries[`${name}.json`] = new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  };
  for (const [name, value] of Object.entries(sections)) json(name, value);
  const missing: string[] = [];
  for (const [index, path] of files.entries()) {
    onProgress(index / files.length);
    const file = await source.file(path);
    if (file) entries[`files/${path}`] = new Uint8Array(await file.arrayBuffer());
    else missing.push(path);
  }
  if (missing.length > 0) json('files-not-given', missing);
  // Not in a worker: a strict Content-Security-Policy forbids those of fflate.
  return new Blob([zipSync(entries) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
}
