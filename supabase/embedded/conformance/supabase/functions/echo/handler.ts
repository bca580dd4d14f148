import { cors } from '../_shared/cors.ts';

/** Tells what it was asked; with `?as=` it answers in another form. */
export default async function echo(request: Request): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response('ok', { headers: cors });
  const { pathname, searchParams } = new URL(request.url);
  switch (searchParams.get('as')) {
    case 'text':
      return new Response('plain', { headers: { ...cors, 'content-type': 'text/plain' } });
    case 'bytes':
      return new Response(await request.arrayBuffer(), {
        headers: { ...cors, 'content-type': 'application/octet-stream' },
      });
    case 'form': {
      const form = new FormData();
      form.set('word', 'ёлка');
      return new Response(form, { headers: cors });
    }
    case 'events':
      return new Response(events(Number(searchParams.get('count'))), {
        headers: { ...cors, 'content-type': 'text/event-stream' },
      });
    case 'relay':
      return new Response('the relay failed', { status: 502, headers: { ...cors, 'x-relay-error': 'true' } });
    case 'status':
      return Response.json({ why: 'asked for' }, { status: Number(searchParams.get('status')), headers: cors });
    default:
      return Response.json(
        {
          method: request.method,
          pathname,
          query: Object.fromEntries(searchParams),
          headers: Object.fromEntries(request.headers),
          body: await read(request),
        },
        { headers: cors },
      );
  }
}

async function read(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) return request.json();
  if (type.startsWith('text/')) return request.text();
  if (!type.startsWith('multipart/form-data')) return (await request.arrayBuffer()).byteLength;
  const fields: Record<string, string> = {};
  for (const [name, value] of await request.formData()) {
    fields[name] = typeof value === 'string' ? value : `${value.name}: ${await value.text()}`;
  }
  return fields;
}

function events(count: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent === count) controller.close();
      else controller.enqueue(encoder.encode(`data: ${sent++}\n\n`));
    },
  });
}
