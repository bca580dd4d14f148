/** Takes without end what `?what=` says. */
export default async function greedy(request: Request): Promise<Response> {
  const what = new URL(request.url).searchParams.get('what');
  const kept: unknown[] = [];
  while (what === 'time') kept.length = 0;
  while (what === 'heap') kept.push(Array.from({ length: 1_000_000 }, (_, at) => ({ at })));
  while (what === 'array') kept.push(new Array(50_000_000).fill(1.5));
  while (what === 'bytes') kept.push(new Uint8Array(10_000_000).fill(1));
  while (what === 'patiently') {
    kept.push(new Uint8Array(50_000_000).fill(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return new Response('moderate');
}
