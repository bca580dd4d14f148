/** Answers after `?ms=`, or never. */
export default async function slow(request: Request): Promise<Response> {
  const ms = new URL(request.url).searchParams.get('ms');
  await new Promise((resolve) => ms && setTimeout(resolve, Number(ms)));
  return new Response('at last');
}
