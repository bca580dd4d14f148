import type { Plugin } from 'vite';

interface Found {
  readonly start: number;
  readonly end: number;
}

/** Static blocks below a node, but for those inside others, at which the build stops. */
function staticBlocksIn(node: unknown): Found[] {
  if (!node || typeof node !== 'object') return [];
  const { type, start = 0, end = 0 } = node as { type?: string } & Partial<Found>;
  return type === 'StaticBlock' ? [{ start, end }] : Object.values(node).flatMap(staticBlocksIn);
}

/**
 * `static { … }` in the code of `pdfjs-dist` as the value of a static field, which Safari before 16.4 reads and which does the
 * same: `this` of an arrow function there is the class.
 */
export const packageStaticBlocks: Plugin = {
  name: 'package-static-blocks',
  transform(code, id) {
    if (!/\/pdfjs-dist\//.test(id) || !/static\s*\{/.test(code)) return null;
    let plain = code;
    for (const [place, { start, end }] of staticBlocksIn(this.parse(code)).reverse().entries()) {
      const body = plain.slice(plain.indexOf('{', start), end);
      plain = `${plain.slice(0, start)}static #block${place}=(()=>${body})();${plain.slice(end)}`;
    }
    return { code: plain, map: null };
  },
};
