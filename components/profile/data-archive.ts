import type { PersonalData } from './profile-api.ts';

/** Where the pieces come from. */
export interface DataSource {
  data(): Promise<PersonalData>;
  file(path: string): Promise<Blob | null>;
}

/**
 * A ZIP with a JSON file for each section of what is kept about a person, and his files in the folder `files`; which of
 * those were not given says `files-not-given.json`.
 * @param told hears how far it has come, 0 to 1.
 */
export async function dataArchive(source: DataSource, told: (share: number) => void): Promise<Blob> {
  const [{ zipSync }, { sections, files }] = await Promise.all([import('fflate'), source.data()]);
  const pieces: Record<string, Uint8Array<ArrayBuffer>> = {};
  const json = (name: string, value: unknown) => {
    pieces[`${name}.json`] = new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  };
  for (const [name, value] of Object.entries(sections)) json(name, value);
  const missing: string[] = [];
  for (const [index, path] of files.entries()) {
    told(index / files.length);
    const file = await source.file(path);
    if (file) pieces[`files/${path}`] = new Uint8Array(await file.arrayBuffer());
    else missing.push(path);
  }
  if (missing.length > 0) json('files-not-given', missing);
  // Not in a worker, for which a strict Content-Security-Policy leaves no room.
  return new Blob([zipSync(pieces) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
}
