/** Needs no token; tells which settings it sees. */
export default function open(request: Request): Response {
  return Response.json({
    authorization: request.headers.get('authorization'),
    names: Object.keys(Deno.env.toObject()).sort(),
    secret: Deno.env.get('CONFORMANCE_SECRET') ?? null,
    unknown: Deno.env.get('NO_SUCH_NAME') ?? null,
    publishable: Object.keys(JSON.parse(Deno.env.get('SUPABASE_PUBLISHABLE_KEYS') ?? '{}')),
  });
}
