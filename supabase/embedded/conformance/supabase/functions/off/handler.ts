export default function off(): Response {
  return new Response('this is switched off');
}
