import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { refusals, StorageError } from './errors.ts';

/** Largest field, in bytes: custom metadata or any other. */
const largestField = 1024 * 1024;

/** A form with one file in it, as supabase-js sends Blobs. */
export interface FileForm {
  /** The fields before the file. */
  readonly fields: ReadonlyMap<string, string>;
  readonly type: string;
  /** The file as it comes; fails when the form breaks off. */
  readonly file: AsyncIterable<Uint8Array>;
}

/**
 * Reads a form up to its first file.
 * @throws {StorageError} when it is broken or has no file.
 */
export async function readFileForm(body: ReadableStream<Uint8Array>, contentType: string): Promise<FileForm> {
  const parser = openParser(contentType);
  const fields = new Map<string, string>();
  const broken = (error: unknown) =>
    error instanceof StorageError
      ? error
      : refusals.noContent(`The form is broken: ${error instanceof Error ? error.message : String(error)}`);
  let failed: unknown;
  const ended = new Promise<void>((resolve, reject) => {
    parser.once('finish', resolve);
    parser.on('error', reject);
    parser.on('field', (name, value, _nameCut, valueCut) => {
      if (valueCut) reject(refusals.tooLarge(name));
      else fields.set(name, value);
    });
    parser.once('fieldsLimit', () => reject(refusals.noContent('The form has too many fields')));
    parser.once('partsLimit', () => reject(refusals.noContent('The form has too many parts')));
    feed(parser, body).catch(reject);
  });
  // The reader of the file gets the error below.
  ended.catch((error: unknown) => {
    failed = error;
  });
  const first = new Promise<{ stream: Readable; type: string }>((resolve, reject) => {
    parser.once('file', (_name, stream, _filename, _encoding, type) => {
      ended.catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))));
      resolve({ stream, type });
    });
    ended.then(() => reject(refusals.noContent()), reject);
  });
  const { stream, type } = await first.catch((error: unknown) => {
    throw broken(error);
  });
  // An error may come before anybody reads; without a handler it would end the process.
  stream.on('error', () => {});
  return {
    fields,
    type,
    file: (async function* () {
      try {
        if (failed) throw failed;
        for await (const chunk of stream) yield chunk as Uint8Array;
        await ended;
      } catch (error) {
        throw broken(error);
      } finally {
        parser.destroy();
      }
    })(),
  };
}

function openParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType } as BusboyHeaders,
      limits: { fieldNameSize: 100, fieldSize: largestField, fields: 20, files: 1, parts: 22, headerPairs: 20 },
    });
  } catch (error) {
    throw refusals.noContent(`The form is broken: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Feeds the body to the parser at the pace of the reader. It is never cancelled: that would cut off the answer, too.
 */
async function feed(parser: BusboyInstance, body: ReadableStream<Uint8Array>): Promise<void> {
  let goOn = () => {};
  parser.on('drain', () => goOn()).on('close', () => goOn());
  for await (const chunk of body.values({ preventCancel: true })) {
    if (parser.destroyed) return;
    const full = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    if (!parser.write(chunk) && !parser.destroyed) await full;
  }
  parser.end();
}
