/** Fails where `?where=` says. */
export default async function thrower(request: Request): Promise<Response> {
  switch (new URL(request.url).searchParams.get('where')) {
    case 'handler':
      throw new Error('thrown by the handler');
    case 'later':
      setTimeout(() => {
        throw new Error('thrown when nobody was listening');
      }, 0);
      await new Promise(() => {});
      break;
    case 'stream':
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('half'));
          },
          pull(controller) {
            controller.error(new Error('thrown in the middle'));
          },
        }),
      );
  }
  return new Response('calm');
}
