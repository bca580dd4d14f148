import type { Section } from '../config/section.ts';

/** `[functions.<name>]`. */
export interface FunctionConfig {
  readonly enabled: boolean;
  /** Whether only requests with a valid token reach it. */
  readonly verifyJwt: boolean;
  /** File to run, from the project's folder; `functions/<name>/handler.ts` when empty. */
  readonly entrypoint: string;
  /** A `deno.json` or import map, from the project's folder; the nearest to the function when empty. */
  readonly importMap: string;
}

/** `[functions]` and `[edge_runtime]` of `config.toml`. */
export interface FunctionsConfig {
  readonly enabled: boolean;
  /** Whether each request gets a worker of its own, or all of a function share one. */
  readonly policy: 'oneshot' | 'per_worker';
  /** By the function's name; one that is not named has the defaults. */
  readonly functions: ReadonlyMap<string, FunctionConfig>;
  /** `[edge_runtime.secrets]`. */
  readonly secrets: Readonly<Record<string, string>>;
}

export const defaultFunction: FunctionConfig = { enabled: true, verifyJwt: true, entrypoint: '', importMap: '' };

export function readFunctionsConfig(functions: Section, runtime: Section): FunctionsConfig {
  const secrets = runtime.section('secrets');
  return {
    enabled: runtime.boolean('enabled', true),
    policy: runtime.oneOf('policy', ['per_worker', 'oneshot'], 'per_worker'),
    functions: new Map(functions.names().map((name) => [name, readFunction(functions.section(name))])),
    secrets: Object.fromEntries(secrets.keys().map((name) => [name, secrets.text(name, '')])),
  };
}

function readFunction(section: Section): FunctionConfig {
  return {
    enabled: section.boolean('enabled', defaultFunction.enabled),
    verifyJwt: section.boolean('verify_jwt', defaultFunction.verifyJwt),
    entrypoint: section.text('entrypoint', defaultFunction.entrypoint),
    importMap: section.text('import_map', defaultFunction.importMap),
  };
}
