import type { Plugin } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly body?: readonly Node[];
}

/** Blocks below a node that only assign to `this`, in the order of the code, and the fields that say the same. */
function staticBlocksIn(node: unknown, code: string): { start: number; end: number; text: string }[] {
  if (!node || typeof node !== 'object') return [];
  const { type, body, start = 0, end = 0 } = node as Partial<Node>;
  if (type !== 'StaticBlock' || !Array.isArray(body))
    return Object.values(node).flatMap((child) => staticBlocksIn(child, code));
  const texts = body.map((statement: Node) => code.slice(statement.start, statement.end));
  if (!texts.every((text) => /^this\.\w+ = /.test(text)))
    throw new Error(`a static block that is no field: ${texts.join(' ')}`);
  return [{ start, end, text: texts.map((text) => text.replace('this.', 'static ')).join('\n') }];
}

/**
 * `static { this.styles = […] }`, which the compiler makes of static fields, as fields again: Safari before 16.4 knows
 * no static blocks, and one of them ends the whole script. A target that old would also turn each private field into a
 * WeakMap. It saves nothing; the build stops at a static block of any package.
 */
export const staticFields: Plugin = {
  name: 'static-fields',
  transform(code, id) {
    if (!/\/components\/.*\.ts$/.test(id) || !/static\s*\{/.test(code)) return null;
    let plain = code;
    for (const { start, end, text } of staticBlocksIn(this.parse(code), code).reverse()) {
      plain = plain.slice(0, start) + text + plain.slice(end);
    }
    return { code: plain, map: null };
  },
  renderChunk(code, { name }) {
    if (/\bstatic\s*\{/.test(code)) throw new Error(`a static block, which Safari before 16.4 cannot read, in ${name}`);
    return null;
  },
};
