/**
 * Ends this process with `end` on Ctrl-C, on SIGTERM, or on SIGTERM to the npm that started it. A second signal after a
 * second ends it at once; acknowledged writes are kept even then, as after a power cut.
 */
export function stopOnSignals(end: () => Promise<void>): void {
  let asked = 0;
  const stop = () => {
    // One Ctrl-C arrives twice, from the terminal and from npm; a later one comes from an impatient person.
    if (asked && performance.now() - asked > 1000) process.exit(1);
    if (asked) return;
    asked = performance.now();
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // SIGTERM to npm ends only the shell in between, which does not pass it on.
  const shell = process.ppid;
  const orphaned = () => process.ppid !== shell && stop();
  if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
}
