import { stat } from 'node:fs/promises';
import { type Bundle, bundle } from './bundle.ts';
import { FunctionFault } from './faults.ts';
import { type FunctionLimits, FunctionWorker } from './worker.ts';

export interface FunctionOptions {
  readonly name: string;
  /** The file to run. */
  readonly entry: string;
  readonly importMap: string | null;
  /** Whether each request gets a worker of its own. */
  readonly oneshot: boolean;
  /** Further files whose change needs a new worker. */
  readonly watched: readonly string[];
  readonly environment: () => Promise<Record<string, string>>;
  readonly scratch: () => Promise<string>;
  readonly limits: FunctionLimits;
  readonly log: (line: string) => void;
}

/** One function of the project: its worker, started when it is first called, and anew when its files have changed. */
export class EdgeFunction {
  readonly #options: FunctionOptions;
  readonly #workers = new Set<FunctionWorker>();
  #bundle: (Bundle & { readonly stamp: string }) | null = null;
  #worker: FunctionWorker | null = null;
  /** Requests for the worker queue, so that it is started only once. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: FunctionOptions) {
    this.#options = options;
  }

  /** @throws {FunctionFault} */
  async fetch(request: Request, url: string, headers: Headers): Promise<Response> {
    const turn = this.#turn.then(() => this.#ready());
    this.#turn = turn.catch(() => {});
    const worker = await turn;
    const answer = worker.fetch(request, url, headers);
    if (this.#options.oneshot) worker.retire();
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    await Promise.all([...this.#workers].map((worker) => worker.close()));
  }

  async #ready(): Promise<FunctionWorker> {
    if (this.#closed) throw new FunctionFault('WORKER_ERROR', 'the server stops');
    for (const worker of this.#workers) if (worker.ended) this.#workers.delete(worker);
    const fresh = this.#bundle !== null && this.#bundle.stamp === (await this.#stamp(this.#bundle.files));
    if (fresh && this.#worker && !this.#worker.over) return this.#worker;
    this.#worker?.retire();
    this.#worker = null;
    if (!fresh) this.#bundle = await this.#build();
    this.#worker = await this.#start(this.#bundle);
    this.#workers.add(this.#worker);
    return this.#worker;
  }

  async #build(): Promise<Bundle & { readonly stamp: string }> {
    const { entry, importMap } = this.#options;
    try {
      const built = await bundle(entry, importMap);
      return { ...built, stamp: await this.#stamp(built.files) };
    } catch (error) {
      throw new FunctionFault('BOOT_ERROR', (error as Error).message);
    }
  }

  async #start(built: Bundle | null): Promise<FunctionWorker> {
    const { entry, environment, limits, log, name, scratch } = this.#options;
    return FunctionWorker.start({
      name,
      entry,
      limits,
      log,
      code: built?.code ?? '',
      env: await environment(),
      scratch: await scratch(),
    });
  }

  /** Changes when one of the files does. */
  async #stamp(files: readonly string[]): Promise<string> {
    const stamps = [...files, ...this.#options.watched].map(async (file) => {
      const found = await stat(file, { bigint: true }).catch(() => null);
      return found ? `${found.mtimeNs} ${found.ctimeNs} ${found.size}` : 'none';
    });
    return (await Promise.all(stamps)).join('\n');
  }
}
