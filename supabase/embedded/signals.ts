/**
 * Ends this process by `end` when it is asked to: by Ctrl-C, by SIGTERM, or by SIGTERM to the npm that started it. Who asks
 * again a second later does not wait for that; what was acknowledged until then is kept, as after a power cut.
 */
export function stopOnSignals(end: () => Promise<void>): void {
  let asked = 0;
  const stop = () => {
    // One Ctrl-C comes twice, from the terminal and from npm; whoever asks again later does not want to wait.
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
  // SIGTERM to npm alone ends the shell between npm and us, which does not pass it on.
  const shell = process.ppid;
  const orphaned = () => process.ppid !== shell && stop();
  if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
}
