import { startSupabase } from './index.ts';

// `npm run embedded`: Supabase alone, as `supabase start` would give it.
try {
  const { DATABASE_URL, SUPABASE_PORT } = process.env;
  const supabase = await startSupabase({
    dataDir: '.data',
    databaseUrl: DATABASE_URL,
    psql: true,
    ...(SUPABASE_PORT ? { port: Number(SUPABASE_PORT) } : {}),
    log: (line) => console.log(line),
  });
  console.log(`Supabase       ${supabase.url}`);
  console.log(`psql           ${supabase.databaseUrl}`);
  console.log(`publishable    ${supabase.publishableKey}`);
  console.log(`secret         ${supabase.secretKey}`);
  console.log(`anon           ${supabase.anonKey}`);
  console.log(`service_role   ${supabase.serviceRoleKey}`);
  console.log('Ctrl-C stops it.');
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    supabase.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
