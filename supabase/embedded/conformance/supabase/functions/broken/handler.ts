export default function broken(): Response {
  return new Response('never');
}

throw new Error('thrown while it is loaded');
