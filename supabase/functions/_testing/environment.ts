/** Runs `work` as in a worker: with these settings as `Deno.env`, and with what it says to the console kept. */
export async function withEnvironment<Result>(
  env: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<{ result: Result; said: string }> {
  const said: string[] = [];
  const { error } = console;
  console.error = (...parts: unknown[]) => said.push(parts.map(String).join(' '));
  Object.assign(globalThis, { Deno: { env: { get: (name: string) => env[name] } } });
  try {
    return { result: await work(), said: said.join('\n') };
  } finally {
    console.error = error;
    Reflect.deleteProperty(globalThis, 'Deno');
  }
}
