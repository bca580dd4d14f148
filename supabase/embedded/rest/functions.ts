// Calls of functions as PostgREST understands them, where lite does not.
//
//     const called = callOf(ast, functionsOfTheSchema);     // throws Refused
//     const answer = answerOf(called, await lite(called));

import type { AnyAST, IntrospectResult } from '@supabase/lite';
import { errorResponse, Refused } from './errors.ts';

type FunctionInfo = NonNullable<IntrospectResult['functions']>[number];

/** @throws Refused when `max-affected` has nothing to count. */
export function callOf(ast: AnyAST, tables: IntrospectResult, schema: string): AnyAST {
  const named = (tables.functions ?? []).filter((one) => one.name === ast.function && one.schema === schema);
  if (mostRows(ast) !== null && named.length > 0 && named.filter((one) => takes(one, ast)).every(isSingle)) {
    throw new Refused(400, {
      code: 'PGRST128',
      message: 'Function must return SETOF or TABLE when max-affected preference is used with handling=strict',
    });
  }
  return ast;
}

const isSingle = ({ return_is_setof: isSet }: FunctionInfo): boolean => !isSet;

/** Whether a function has parameters of these names, or of none. */
function takes({ arg_names: names }: FunctionInfo, { args }: AnyAST): boolean {
  const given = args && !Array.isArray(args) ? Object.keys(args) : [];
  return names.length === 0 || given.every((name) => names.includes(name));
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
  return answer;
}
