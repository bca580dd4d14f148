import { isLink } from '../reading/delta.ts';
import type { DeltaJson } from './article-editing-api.ts';

/**
 * A Quill Delta with nothing in it but what articles have, as the database takes it: what is pasted, restored or comes out of
 * the editor. What is not known is left out, not refused.
 */

type Values = Readonly<Record<string, unknown>>;

const flags = ['bold', 'italic', 'underline', 'strike', 'code', 'blockquote'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const row = /^(row|head)-[a-z0-9]{1,20}$/;
const captionLength = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: nobody sees them, and the database takes none, nor halves of characters.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu;

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;
const own = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function attribute(name: string, value: unknown): unknown {
  if (flags.includes(name)) return value === true ? true : undefined;
  if (name === 'header') return value === 2 || value === 3 ? value : undefined;
  if (name === 'list') return value === 'ordered' || value === 'bullet' ? value : undefined;
  if (name === 'indent') return typeof value === 'number' && value >= 1 ? Math.min(5, Math.floor(value)) : undefined;
  if (name === 'code-block') return value ? 'plain' : undefined;
  if (name === 'table') return row.test(text(value)) ? value : undefined;
  if (name === 'link') return isLink(text(value)) ? value : undefined;
  return undefined;
}

function embed(insert: Values): Values | null {
  const words = (value: unknown, name: string) => {
    const said = text(own(value, name)).slice(0, captionLength).replace(unseen, '');
    return said ? { [name]: said } : {};
  };
  for (const kind of ['picture', 'video', 'file']) {
    const value = own(insert, kind);
    const file = text(own(value, 'file'));
    if (!uuid.test(file)) continue;
    if (kind === 'file') return { file: { file } };
    const caption = words(value, 'caption');
    if (kind === 'video') return { video: { file, ...caption } };
    const decorative = own(value, 'decorative') === true ? { decorative: true } : {};
    return { picture: { file, ...words(value, 'alt'), ...caption, ...decorative } };
  }
  const player = own(insert, 'player');
  const site = text(own(player, 'site'));
  const id = text(own(player, 'id'));
  if (['rutube', 'vk', 'youtube'].includes(site) && /^[A-Za-z0-9_-]{1,64}$/.test(id))
    return { player: { site, id, ...words(player, 'caption') } };
  const poll = text(own(insert, 'poll'));
  if (uuid.test(poll)) return { poll };
  return own(insert, 'divider') === true ? { divider: true } : null;
}

export function cleanDelta(delta: unknown): DeltaJson {
  const ops = own(delta, 'ops');
  const cleaned: Values[] = [];
  for (const op of Array.isArray(ops) ? ops : []) {
    const insert = own(op, 'insert');
    const given = own(op, 'attributes');
    const kept = typeof insert === 'string' ? insert.replace(unseen, '') : isObject(insert) ? embed(insert) : null;
    if (!kept) continue;
    const attributes = Object.fromEntries(
      Object.keys(isObject(given) && typeof kept === 'string' ? given : {}).flatMap((name) => {
        const value = attribute(name, own(given, name));
        return value === undefined ? [] : [[name, value]];
      }),
    );
    cleaned.push(Object.keys(attributes).length > 0 ? { insert: kept, attributes } : { insert: kept });
  }
  return { ops: cleaned };
}
