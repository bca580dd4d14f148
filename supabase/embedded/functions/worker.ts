import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { FunctionFault } from './faults.ts';
import { Bodies, type FromWorker, type ToWorker } from './wire.ts';

/** Limits of one worker. */
export interface FunctionLimits {
  /** Until the head of the response, in milliseconds; then 504. */
  readonly answerMs: number;
  /** Computing without a pause, in milliseconds; then the worker is killed. Hosted Supabase counts 2 s of CPU. */
  readonly busyMs: number;
  readonly memoryMb: number;
  readonly bootMs: number;
}

export const hostedLimits: FunctionLimits = { answerMs: 150_000, busyMs: 5_000, memoryMb: 256, bootMs: 30_000 };

export interface WorkerOptions {
  readonly name: string;
  readonly entry: string;
  /** As `bundle` gives it. */
  readonly code: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder for the file that it is started from. */
  readonly scratch: string;
  readonly limits: FunctionLimits;
  readonly log: (line: string) => void;
}

interface Pending {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
}

/** Node 20 has a WebSocket behind this flag, later ones without. */
const webSocket = 'WebSocket' in globalThis ? [] : ['--experimental-websocket'];
/** How often a busy worker is pinged, in milliseconds. */
const beat = 100;
/** What a process has in memory beside the function's own, in MB. */
const runtimeMb = 128;
/** Characters of one line in the log. */
const longestLine = 10_000;

/**
 * A function in a process of its own, which serves many requests at once. Not a thread: when a function fills its
 * memory, V8 ends the whole process, which would be the server's.
 */
export class FunctionWorker {
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  readonly #bodies: Bodies;
  readonly #pending = new Map<number, Pending>();
  /** Requests whose response is not complete. */
  readonly #open = new Set<number>();
  readonly #exit: Promise<unknown>;
  #background = 0;
  #unanswered = 0;
  #watch: NodeJS.Timeout | undefined;
  #next = 1;
  #retired = false;
  /** Why it ended, once it has. */
  #fault: FunctionFault | null = null;

  private constructor(options: WorkerOptions, child: ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.#bodies = new Bodies(
      (message) => this.#post(message),
      (id) => this.#done(id),
    );
    this.#exit = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
    for (const output of [child.stdout, child.stderr]) {
      if (output) {
        createInterface({ input: output }).on('line', (line) =>
          options.log(`[${options.name}] ${line.slice(0, longestLine)}`),
        );
      }
    }
    child.on('message', (message: FromWorker) => this.#onMessage(message));
    child.on('error', (error) => this.#end(new FunctionFault('WORKER_ERROR', error.message)));
    child.on('exit', (code, signal) => {
      // V8 aborts when it cannot get memory.
      const starved = signal === 'SIGABRT' || code === 134;
      this.#end(
        starved
          ? new FunctionFault('WORKER_LIMIT', `it took more than ${options.limits.memoryMb} MB`)
          : new FunctionFault('WORKER_ERROR', `its process ended (${signal ?? code})`),
      );
    });
  }

  /** @throws {FunctionFault} when the function cannot be loaded. */
  static async start(options: WorkerOptions): Promise<FunctionWorker> {
    const { code, entry, env, limits, scratch } = options;
    const file = join(scratch, `${randomUUID()}.mjs`);
    await writeFile(file, code);
    const child = fork(file, {
      cwd: dirname(entry),
      // Windows opens no socket without this one.
      env: process.platform === 'win32' ? { ...env, SystemRoot: process.env.SystemRoot } : { ...env },
      execArgv: [`--max-old-space-size=${limits.memoryMb}`, '--enable-source-maps', ...webSocket],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const worker = new FunctionWorker(options, child);
    try {
      await worker.#boot();
    } catch (error) {
      await worker.close();
      throw error;
    } finally {
      await rm(file, { force: true });
    }
    return worker;
  }

  /** Whether it takes no more requests. */
  get over(): boolean {
    return this.#retired || this.#fault !== null;
  }

  get ended(): boolean {
    return this.#fault !== null;
  }

  /** @throws {FunctionFault} */
  async fetch(request: Request, url: string, headers: Headers): Promise<Response> {
    if (this.#fault) throw this.#fault;
    const id = this.#next++;
    const { body, method, signal } = request;
    this.#open.add(id);
    this.#watchWhileBusy();
    const answered = new Promise<Response>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    if (body) this.#bodies.send(id, body);
    this.#post({ kind: 'request', id, method, url, headers: [...headers], hasBody: body !== null });
    const abort = () => {
      this.#settle(id)?.reject(signal.reason);
      this.#done(id, true);
    };
    const late = setTimeout(() => {
      this.#settle(id)?.reject(new FunctionFault('IDLE_TIMEOUT', 'it did not answer in time'));
      this.#done(id, true);
      // What blocks this request would block the next one too.
      this.retire();
    }, this.#options.limits.answerMs);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await answered;
    } finally {
      clearTimeout(late);
    }
  }

  /** Takes no more requests, and ends when those under way are answered. */
  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    setTimeout(
      () => this.#kill(new FunctionFault('WORKER_LIMIT', 'it did not come to an end')),
      this.#options.limits.answerMs,
    ).unref();
    this.#stopWhenIdle();
  }

  async close(): Promise<void> {
    this.#kill(new FunctionFault('WORKER_ERROR', 'the server stops'));
    await this.#exit;
  }

  async #boot(): Promise<void> {
    const { bootMs } = this.#options.limits;
    let late: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (reason: string) => reject(new FunctionFault('BOOT_ERROR', reason));
        late = setTimeout(() => fail(`it was not loaded within ${bootMs / 1000} s`), bootMs);
        this.#child.once('exit', () => fail('its process ended while it was loaded'));
        this.#child.on('message', (message: FromWorker) => {
          if (message.kind === 'ready') resolve();
          if (message.kind === 'failed') fail(message.reason);
        });
      });
    } finally {
      clearTimeout(late);
    }
  }

  #post(message: ToWorker): void {
    // A worker that has gone is noticed by its exit.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
      case 'failed':
        return;
      case 'response':
        this.#answer(message);
        return;
      case 'threw':
        this.#settle(message.id)?.reject(new FunctionFault('WORKER_ERROR', 'the handler failed'));
        this.#done(message.id);
        return;
      case 'pong':
        this.#unanswered = 0;
        if (message.bytes > this.#options.limits.memoryMb * 2 ** 20) this.#starve();
        return;
      case 'background':
        this.#background = message.tasks;
        this.#watchWhileBusy();
        this.#stopWhenIdle();
        return;
      default:
        this.#bodies.onMessage(message);
    }
  }

  #answer({ hasBody, headers, id, status }: FromWorker & { kind: 'response' }): void {
    // The caller may have gone meanwhile.
    const waiting = this.#settle(id);
    const body = hasBody ? this.#bodies.receive(id) : null;
    try {
      const response = new Response(body, { status, headers });
      if (waiting) waiting.resolve(response);
      else void body?.cancel();
    } catch (error) {
      void body?.cancel();
      waiting?.reject(new FunctionFault('WORKER_ERROR', `its response cannot be sent: ${(error as Error).message}`));
    }
    if (!hasBody) this.#done(id);
  }

  #settle(id: number): Pending | undefined {
    const found = this.#pending.get(id);
    this.#pending.delete(id);
    return found;
  }

  /** Ends a request on both sides. */
  #done(id: number, aborted = false): void {
    if (!this.#open.delete(id)) return;
    this.#post({ kind: 'over', id, aborted });
    this.#bodies.end(id, 'the request is over');
    this.#stopWhenIdle();
  }

  #stopWhenIdle(): void {
    if (this.#open.size > 0 || this.#background > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
    if (this.#retired) this.#kill(new FunctionFault('WORKER_ERROR', 'it was replaced'));
  }

  /** Watches a busy worker: whether it still answers pings, and how much memory it takes. */
  #watchWhileBusy(): void {
    if (this.#watch || this.#fault) return;
    this.#unanswered = 0;
    this.#watch = setInterval(() => {
      // Counted in pings, not in time: a server that was busy itself must not blame the worker.
      if (++this.#unanswered > this.#options.limits.busyMs / beat) {
        this.#kill(
          new FunctionFault('WORKER_LIMIT', `it computed for ${this.#options.limits.busyMs / 1000} s without a pause`),
        );
      } else if (this.#unanswered > 2 && this.#residentMb() > this.#options.limits.memoryMb + runtimeMb) {
        this.#starve();
      }
      this.#post({ kind: 'ping' });
    }, beat);
    this.#watch.unref();
  }

  /**
   * Resident memory as the system reports it, for a process that does not answer; 0 where the system does not report
   * it.
   */
  #residentMb(): number {
    if (process.platform !== 'linux') return 0;
    try {
      const pages = Number(readFileSync(`/proc/${this.#child.pid}/statm`, 'utf8').split(' ')[1]);
      return (pages * 4096) / 2 ** 20;
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0;
      throw error;
    }
  }

  #starve(): void {
    this.#kill(new FunctionFault('WORKER_LIMIT', `it took more than ${this.#options.limits.memoryMb} MB`));
  }

  #kill(fault: FunctionFault): void {
    this.#end(fault);
    this.#child.kill('SIGKILL');
  }

  #end(fault: FunctionFault): void {
    if (this.#fault) return;
    this.#fault = fault;
    clearInterval(this.#watch);
    this.#bodies.break(fault.message);
    for (const { reject } of this.#pending.values()) reject(fault);
    this.#pending.clear();
  }
}
