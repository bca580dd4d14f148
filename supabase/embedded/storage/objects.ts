import type { Database } from '../database.ts';
import type { Call } from './call.ts';
import type { Disk } from './disk.ts';
import { refusals } from './errors.ts';
import { mustBeValidBucketName, mustBeValidKey } from './names.ts';
import { findBucket, findObject, type ObjectRow, ownerParameters } from './rows.ts';
import { headerText, readMetadata, type Uploads } from './uploads.ts';

/** Most names in one request to remove or sign. */
export const mostNames = 1000;

const versions = { sourceVersionId: 'Versioning of objects' };

/** Operations on existing objects: find, remove, move, copy. */
export class Objects {
  readonly #database: Database;
  readonly #disk: Disk;
  readonly #uploads: Uploads;

  constructor(database: Database, disk: Disk, uploads: Uploads) {
    this.#database = database;
    this.#disk = disk;
    this.#uploads = uploads;
  }

  /**
   * The row of an object that the caller may read: any in a public bucket, else by the policies.
   * @throws {StorageError} NoSuchBucket, NoSuchKey
   */
  async find(call: Call, bucket: string, name: string, operation: string): Promise<ObjectRow> {
    mustBeValidKey(name);
    const { public: open } = await this.#uploads.bucket(bucket);
    if (open) return this.#database.transaction((tx) => findObject(tx, bucket, name));
    if (!call.claims) throw refusals.noBucket();
    return call.as(operation, (tx) => findObject(tx, bucket, name));
  }

  /** The row of an object in a public bucket; other buckets seem not to exist. */
  async findPublic(bucket: string, name: string): Promise<ObjectRow> {
    mustBeValidKey(name);
    return this.#database.transaction(async (tx) => {
      if (!(await findBucket(tx, bucket)).public) throw refusals.noBucket();
      return findObject(tx, bucket, name);
    });
  }

  /** For a caller with a signed address. */
  findSigned(bucket: string, name: string): Promise<ObjectRow> {
    return this.#database.transaction((tx) => findObject(tx, bucket, name));
  }

  async removeMany(call: Call, bucket: string): Promise<Response> {
    const body = await call.json();
    const names = body.texts('prefixes', mostNames);
    return Response.json(await this.#remove(call, bucket, names, 'object.delete_many'));
  }

  async removeOne(call: Call, bucket: string, name: string): Promise<Response> {
    const removed = await this.#remove(call, bucket, [name], 'object.delete');
    if (removed.length === 0) throw refusals.noObject();
    return Response.json({ message: 'Successfully deleted' });
  }

  async #remove(call: Call, bucket: string, names: string[], operation: string): Promise<ObjectRow[]> {
    const { rows } = await call.as(
      operation,
      (tx) =>
        tx.query<ObjectRow>('delete from storage.objects where bucket_id = $1 and name = any ($2) returning *', [
          bucket,
          names,
        ]),
      true,
    );
    for (const { version } of rows) if (version) await this.#uploads.discard(version);
    return rows;
  }

  /** Changes only the row; the file stays where it is. */
  async move(call: Call): Promise<Response> {
    const body = await call.json();
    body.refuse(versions);
    const bucket = body.text('bucketId');
    const name = body.text('sourceKey');
    const destination = body.text('destinationKey');
    const toBucket = body.optionalText('destinationBucket') ?? bucket;
    mustBeValidBucketName(toBucket);
    mustBeValidKey(destination);
    const moved = await call.as('object.move', async (tx) => {
      await findObject(tx, bucket, name);
      const { rows } = await tx.query<ObjectRow>(
        `update storage.objects
        set name = $3, bucket_id = $4, owner = coalesce($5::uuid, owner), owner_id = coalesce($6, owner_id),
          updated_at = now()
        where bucket_id = $1 and name = $2 returning *`,
        [bucket, name, destination, toBucket, ...ownerParameters(call.owner)],
      );
      if (!rows[0]) throw refusals.noObject();
      return rows[0];
    });
    return Response.json({ message: 'Successfully moved', Id: moved.id, Key: `${toBucket}/${destination}`, ...moved });
  }

  async copy(call: Call): Promise<Response> {
    const body = await call.json();
    body.refuse(versions);
    const bucket = body.text('bucketId');
    const name = body.text('sourceKey');
    const destination = body.text('destinationKey');
    const target = {
      bucket: body.optionalText('destinationBucket') ?? bucket,
      name: destination,
      owner: call.owner,
      upsert: call.isSet('x-upsert'),
    };
    const same = body.truth('copyMetadata') ?? true;
    const given = body.fields('metadata');
    mustBeValidBucketName(target.bucket);
    mustBeValidKey(destination);
    const source = await call.as('object.copy', (tx) => findObject(tx, bucket, name));
    await this.#uploads.authorise(call, target, 'object.copy');
    const { metadata, version } = source;
    if (!metadata || !version) throw refusals.noFile();
    const stored = await this.#disk.copy({ version, size: metadata.size, etag: metadata.eTag });
    const header = call.request.headers.get('x-metadata');
    const described = (field: string, before: string) =>
      same ? before : headerText(given.optionalText(field) ?? before, field);
    const { id, key } = await this.#uploads.complete(target, stored, {
      type: described('mimetype', metadata.mimetype),
      cacheControl: described('cacheControl', metadata.cacheControl),
      encoding: same ? metadata.contentEncoding : (given.optionalText('contentEncoding') ?? metadata.contentEncoding),
      userMetadata: same
        ? source.user_metadata
        : readMetadata(header === null ? undefined : Buffer.from(header, 'base64').toString('utf8')),
    });
    const row = await this.#database.transaction((tx) => findObject(tx, target.bucket, destination));
    return Response.json({ Id: id, Key: key, ...row });
  }

  /** @throws {StorageError} NoSuchKey when the caller may not see the object. */
  async mustSee(call: Call, bucket: string, name: string): Promise<void> {
    mustBeValidKey(name);
    await call.as('object.sign', (tx) => findObject(tx, bucket, name));
  }

  /** Which of these the caller may see. */
  async seen(call: Call, bucket: string, names: string[]): Promise<Set<string>> {
    const { rows } = await call.as('object.sign_many', (tx) =>
      tx.query<{ name: string }>('select name from storage.objects where bucket_id = $1 and name = any ($2)', [
        bucket,
        names,
      ]),
    );
    return new Set(rows.map(({ name }) => name));
  }
}
