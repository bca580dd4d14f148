// Calls of functions as PostgREST understands them, where lite does not.
//
//     const called = callOf(ast, functionsOfTheSchema);     // throws Refused
//     const answer = answerOf(called, await lite(called));

import type { AnyAST, IntrospectResult } from '@supabase/lite';
import { errorResponse, Refused } from './errors.ts';

type FunctionInfo = NonNullable<IntrospectResult['functions']>[number];

/** Types of the only parameter without a name that a function may have. */
const unnamedTypes = new Set(['bytea', 'json', 'jsonb', 'text', 'xml']);

/**
 * The call as lite understands it; `tables.functions` loses the others of its name where it could not choose.
 * @throws Refused when there is more than one function to choose from, or `max-affected` has nothing to count.
 */
export function callOf(ast: AnyAST, tables: IntrospectResult, schema: string): AnyAST {
  const named = (tables.functions ?? []).filter((one) => one.name === ast.function && one.schema === schema);
  if (mostRows(ast) !== null && named.length > 0 && named.filter((one) => takes(one, ast)).every(isSingle)) {
    throw new Refused(400, {
      code: 'PGRST128',
      message: 'Function must return SETOF or TABLE when max-affected preference is used with handling=strict',
    });
  }
  return ast.httpMethod === 'POST' ? withBodyAsText(ast, tables, named) : ast;
}

const isSingle = ({ return_is_setof: isSet }: FunctionInfo): boolean => !isSet;

/** Whether a function has parameters of these names, or of none. */
function takes({ arg_names: names }: FunctionInfo, { args }: AnyAST): boolean {
  const given = args && !Array.isArray(args) ? Object.keys(args) : [];
  return names.length === 0 || given.every((name) => names.includes(name));
}

/** `{"": …}` means a function whose only parameter has no name, and gives it the whole body. */
function withBodyAsText(ast: AnyAST, tables: IntrospectResult, named: readonly FunctionInfo[]): AnyAST {
  const { args } = ast;
  if (!args || Array.isArray(args) || Object.keys(args).join() !== '' || !Object.hasOwn(args, '')) return ast;
  const found = named.filter(
    ({ arg_names: names, arg_types: [type = '', ...more], has_variadic }) =>
      names.length === 0 && more.length === 0 && !has_variadic && unnamedTypes.has(type),
  );
  const [only, ...more] = found;
  if (only === undefined) return ast;
  if (more.length > 0) {
    const listed = found.map(({ arg_types: [type], name, schema }) => `${schema}.${name}( => ${type})`);
    throw new Refused(300, {
      code: 'PGRST203',
      message: `Could not choose the best candidate function between: ${listed.join(', ')}`,
      hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
    });
  }
  tables.functions = (tables.functions ?? []).filter((one) => one === only || !named.includes(one));
  return { ...ast, args: [JSON.stringify(args)], paramsType: 'positional', inputType: 'text' };
}

/** `Prefer: handling=strict, max-affected=…`; null when it does not count. */
function mostRows({ $meta: meta }: AnyAST): number | null {
  const { handling, maxAffected } = (meta ?? {}) as { handling?: string; maxAffected?: number };
  return handling === 'strict' && Number.isFinite(maxAffected) ? (maxAffected ?? null) : null;
}

/** A change as lite understands it: PostgREST does not count what is added. */
export function withoutCount(ast: AnyAST): AnyAST {
  if (!['insert', 'upsert', 'put'].includes(ast.type ?? '') || !ast.$meta) return ast;
  const { maxAffected: _, ...meta } = ast.$meta as NonNullable<AnyAST['$meta']> & { maxAffected?: number };
  return { ...ast, $meta: meta };
}

/** PostgREST's answer to a call, from lite's; one that is refused is rolled back by its status. */
export async function answerOf(ast: AnyAST, answer: Response): Promise<Response> {
  const most = mostRows(ast);
  const [, first, last] = /^(\d+)-(\d+)\//.exec(answer.headers.get('content-range') ?? '') ?? [];
  const rows = first === undefined ? 0 : Number(last) - Number(first) + 1;
  if (answer.ok && most !== null && rows > most) {
    return errorResponse(400, {
      code: 'PGRST124',
      message: 'Query result exceeds max-affected preference constraint',
      details: `The query affects ${rows} rows`,
    });
  }
  // One row that filters leave out is null, unless exactly one was asked for.
  if (answer.status !== 406 || ast.$meta?.cardinality === 'one') return answer;
  const { code, details } = (await answer.clone().json()) as { code?: string; details?: string };
  if (code !== 'PGRST116' || details !== 'The result contains 0 rows') return answer;
  return new Response('null', {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'content-range': '*/*' },
  });
}
