/** Runs `work` as in a worker: with these settings as `Deno.env`. @returns also what it logged as errors. */
export async function withEnvironment<Result>(
  env: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<{ result: Result; logged: string }> {
  const logged: string[] = [];
  const { error } = console;
  console.error = (...parts: unknown[]) => logged.push(parts.map(String).join(' '));
  Object.assign(globalThis, { Deno: { env: { get: (name: string) => env[name] } } });
  try {
    return { result: await work(), logged: logged.join('\n') };
  } finally {
    console.error = error;
    Reflect.deleteProperty(globalThis, 'Deno');
  }
}
