import type { Buckets } from './buckets.ts';
import type { Call } from './call.ts';
import type { Disk } from './disk.ts';
import { serveFile } from './downloads.ts';
import { refusals, StorageError } from './errors.ts';
import {
  type Images,
  textOfTransformation,
  transformationOfFields,
  transformationOfQuery,
  transformationOfText,
} from './images.ts';
import { infoOf } from './info.ts';
import { list, listByCursor } from './lists.ts';
import { mustBeValidBucketName, mustBeValidKey } from './names.ts';
import { mostNames, type Objects } from './objects.ts';
import type { ObjectRow } from './rows.ts';
import type { Signer } from './signed.ts';
import type { Resumable } from './tus.ts';
import type { Uploads } from './uploads.ts';

export interface Services {
  readonly disk: Disk;
  readonly buckets: Buckets;
  readonly uploads: Uploads;
  readonly objects: Objects;
  readonly signer: Signer;
  readonly resumable: Resumable;
  /** Null when pictures are only served as they are. */
  readonly images: Images | null;
}

/** How long an upload address is valid, in seconds. */
const uploadTime = 2 * 60 * 60;

/** Maps requests to operations. */
export class Routes {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async answer(request: Request, identify: () => Promise<Call>): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [first = '', ...rest] = segments(pathname);
    const answered =
      first === 'bucket'
        ? await this.#bucket(request.method, rest, identify)
        : first === 'object'
          ? await this.#object(request, rest, identify)
          : first === 'render' && rest[0] === 'image'
            ? await this.#image(request, rest.slice(1), identify)
            : null;
    if (answered) return answered;
    if (first === 'upload' && rest[0] === 'resumable') {
      return this.#services.resumable.answer(request, rest[1] === 'sign', identify);
    }
    const refused = notHere[first];
    if (refused) throw refusals.notSupported(refused);
    throw refusals.noRoute(request.method, pathname);
  }

  async #bucket(method: string, path: string[], identify: () => Promise<Call>): Promise<Response | null> {
    const { buckets } = this.#services;
    const [id = '', action, more] = path;
    if (more !== undefined) return null;
    if (id === '') {
      if (method === 'GET') return buckets.list(await identify());
      return method === 'POST' ? buckets.create(await identify()) : null;
    }
    if (action === 'empty' && method === 'POST') return buckets.empty(await identify(), id);
    if (action === 'lifecycle') throw refusals.notSupported('Lifecycle of objects');
    if (action !== undefined) return null;
    if (method === 'GET') return buckets.get(await identify(), id);
    if (method === 'PUT') return buckets.update(await identify(), id);
    return method === 'DELETE' ? buckets.remove(await identify(), id) : null;
  }

  async #object(request: Request, path: string[], identify: () => Promise<Call>): Promise<Response | null> {
    const [kind = '', bucket = '', ...names] = path;
    const name = names.join('/');
    const { method } = request;
    const reads = method === 'GET' || method === 'HEAD';
    const { objects } = this.#services;
    switch (kind) {
      case 'public':
        return reads && name !== '' ? this.#serve(request, () => objects.findPublic(bucket, name)) : null;
      case 'authenticated':
        return reads && name !== '' ? this.#read(request, bucket, name, await identify()) : null;
      case 'sign':
        if (method === 'POST') return this.#sign(await identify(), bucket, name);
        return reads && name !== '' ? this.#readSigned(request, bucket, name) : null;
      case 'upload':
        return bucket === 'sign' ? this.#uploadSigned(request, names, identify) : null;
      case 'info':
        return reads ? this.#info(method, path.slice(1), identify) : null;
      case 'list':
        return method === 'POST' && name === '' ? list(await identify(), bucket) : null;
      case 'list-v2':
        return method === 'POST' && name === '' ? listByCursor(await identify(), bucket) : null;
      case 'move':
        return method === 'POST' && path.length === 1 ? objects.move(await identify()) : null;
      case 'copy':
        return method === 'POST' && path.length === 1 ? objects.copy(await identify()) : null;
      default:
        return this.#plain(request, kind, path.slice(1).join('/'), await identify());
    }
  }

  async #plain(request: Request, bucket: string, name: string, call: Call): Promise<Response | null> {
    const { objects, uploads } = this.#services;
    if (name === '') return request.method === 'DELETE' ? objects.removeMany(call, bucket) : null;
    const target = { bucket, name, owner: call.owner };
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return this.#read(request, bucket, name, call);
      case 'POST':
        return uploaded(await uploads.receive(call, { ...target, upsert: call.isSet('x-upsert') }, 'object.upload'));
      case 'PUT':
        return uploaded(await uploads.receive(call, { ...target, upsert: true }, 'object.upload_update'));
      case 'DELETE':
        return objects.removeOne(call, bucket, name);
      default:
        return null;
    }
  }

  async #read(request: Request, bucket: string, name: string, call: Call): Promise<Response> {
    refuseVersion(call.query);
    return this.#serve(request, () => this.#services.objects.find(call, bucket, name, 'object.get_authenticated'));
  }

  async #readSigned(request: Request, bucket: string, name: string): Promise<Response> {
    const { objects, signer } = this.#services;
    const token = new URL(request.url).searchParams.get('token') ?? '';
    const { expires, transformations } = await signer.verify(token, 'read', `${bucket}/${name}`);
    // An address signed for a small picture must not give access to the original.
    if (transformations !== undefined) throw refusals.invalidSignature();
    return this.#serve(request, () => objects.findSigned(bucket, name), expires);
  }

  async #serve(request: Request, find: () => Promise<ObjectRow>, expires?: Date): Promise<Response> {
    const { searchParams } = new URL(request.url);
    refuseVersion(searchParams);
    const serving = { download: searchParams.get('download'), ...(expires && { expires }) };
    return newest(find, (row) => serveFile(request, this.#services.disk, row, serving));
  }

  async #image(request: Request, path: string[], identify: () => Promise<Call>): Promise<Response | null> {
    const { images, objects, signer } = this.#services;
    const [kind = '', bucket = '', ...names] = path;
    const name = names.join('/');
    const query = new URL(request.url).searchParams;
    if ((request.method !== 'GET' && request.method !== 'HEAD') || name === '') return null;
    if (!images) throw refusals.notEnabled('image_transformation');
    refuseVersion(query);
    const download = query.get('download');
    switch (kind) {
      case 'public':
        return newest(
          () => objects.findPublic(bucket, name),
          (row) => images.serve(request, row, transformationOfQuery(query), { download }),
        );
      case 'authenticated': {
        const call = await identify();
        return newest(
          () => objects.find(call, bucket, name, 'render.image_authenticated'),
          (row) => images.serve(request, row, transformationOfQuery(query), { download }),
        );
      }
      case 'sign': {
        const { expires, transformations } = await signer.verify(query.get('token') ?? '', 'read', `${bucket}/${name}`);
        if (transformations === undefined) throw refusals.invalidSignature();
        return newest(
          () => objects.findSigned(bucket, name),
          (row) => images.serve(request, row, transformationOfText(transformations), { download, expires }),
        );
      }
      default:
        return null;
    }
  }

  async #info(method: string, path: string[], identify: () => Promise<Call>): Promise<Response | null> {
    const { objects } = this.#services;
    const [kind = '', bucket = '', ...names] = path;
    // HEAD knows no public addresses: there, `public` is a bucket.
    if (kind === 'public' && names.length > 0 && method === 'GET') {
      return infoOf(await objects.findPublic(bucket, names.join('/')));
    }
    const call = await identify();
    refuseVersion(call.query);
    const [of, ...rest] = kind === 'authenticated' && names.length > 0 ? [bucket, ...names] : path;
    if (!of || rest.length === 0) return null;
    return infoOf(await objects.find(call, of, rest.join('/'), 'object.info_authenticated'));
  }

  async #sign(call: Call, bucket: string, name: string): Promise<Response> {
    const { images, objects, signer } = this.#services;
    mustBeValidBucketName(bucket);
    const body = await call.json();
    body.refuse({ versionId: 'Versioning of objects' });
    const expiresIn = body.integer('expiresIn', 1);
    const address = async (path: string) => {
      const url = `${bucket}/${path}`;
      return `/object/sign/${url}?token=${await signer.sign({ for: 'read', url }, expiresIn)}`;
    };
    if (name !== '') {
      await objects.mustSee(call, bucket, name);
      if (body.get('transform') !== undefined) {
        if (!images) throw refusals.notEnabled('image_transformation');
        const transformations = textOfTransformation(transformationOfFields(body.fields('transform')));
        const url = `${bucket}/${name}`;
        const token = await signer.sign({ for: 'read', url, transformations }, expiresIn);
        return Response.json({ signedURL: `/render/image/sign/${url}?token=${token}` });
      }
      return Response.json({ signedURL: await address(name) });
    }
    const paths = body.texts('paths', mostNames);
    const seen = await objects.seen(call, bucket, paths);
    const error = 'Either the object does not exist or you do not have access to it';
    return Response.json(
      await Promise.all(
        paths.map(async (path) =>
          seen.has(path) ? { error: null, path, signedURL: await address(path) } : { error, path, signedURL: null },
        ),
      ),
    );
  }

  async #uploadSigned(request: Request, path: string[], identify: () => Promise<Call>): Promise<Response | null> {
    const { signer, uploads } = this.#services;
    const [bucket = '', ...names] = path;
    const name = names.join('/');
    const url = `${bucket}/${name}`;
    if (name === '') return null;
    if (request.method === 'POST') {
      const call = await identify();
      const target = { bucket, name, owner: call.owner, upsert: call.isSet('x-upsert') };
      await uploads.authorise(call, target, 'object.sign_upload_url');
      const { owner, upsert } = target;
      const token = await signer.sign({ for: 'write', url, upsert, ...(owner && { owner }) }, uploadTime);
      return Response.json({ url: `/object/upload/sign/${url}?token=${token}`, token });
    }
    if (request.method !== 'PUT') return null;
    mustBeValidKey(name);
    const token = new URL(request.url).searchParams.get('token') ?? '';
    const { owner = null, upsert = false } = await signer.verify(token, 'write', url);
    const { id, key } = await uploads.receiveAuthorised(request, { bucket, name, owner, upsert });
    return Response.json({ Id: id, Key: key });
  }
}

/** An object may be overwritten after its row was read; then its file is gone and a newer row is read. */
async function newest(find: () => Promise<ObjectRow>, serve: (row: ObjectRow) => Promise<Response>): Promise<Response> {
  for (let row = await find(); ; ) {
    try {
      return await serve(row);
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'NoSuchKey') throw error;
      const now = await find();
      if (now.version === row.version) throw error;
      row = now;
    }
  }
}

/** Features of hosted Storage that supabase-js knows and that do not exist here. */
const notHere: Record<string, string> = {
  cdn: 'The CDN, whose cache could be purged,',
  iceberg: 'Analytics buckets',
  vector: 'Vector buckets',
  s3: 'The S3 protocol',
};

function segments(pathname: string): string[] {
  try {
    return pathname
      .replace(/^\/storage\/v1\/?/, '')
      .split('/')
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) throw refusals.invalid('The address is not encoded as it should be');
    throw error;
  }
}

function refuseVersion(query: URLSearchParams): void {
  if (query.has('versionId')) throw refusals.notSupported('Versioning of objects');
}

function uploaded({ id, key }: { id: string; key: string }): Response {
  return Response.json({ Id: id, Key: key });
}
