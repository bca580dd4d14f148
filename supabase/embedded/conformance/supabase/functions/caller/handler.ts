import { createClient } from '@supabase/supabase-js';

/** Asks its own project, as an administrator. */
export default async function caller(): Promise<Response> {
  const client = createClient(Deno.env.get('SUPABASE_URL') ?? '', Deno.env.get('SUPABASE_SERVICE_ROLE_KEY') ?? '', {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await client.functions.invoke('open', { method: 'GET' });
  const rows = await client.from('notes').select();
  return Response.json({ open: data?.publishable ?? null, error: error?.message ?? null, rows: rows.status });
}
