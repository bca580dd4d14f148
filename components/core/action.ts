import { type AppError, type AppErrorCode, toAppError } from './errors.ts';

export interface ActionState<Problem> {
  readonly busy: boolean;
  /** Why the last one failed; null while one runs, and after one that succeeded. */
  readonly problem: Problem | null;
}

/**
 * What a person does in a store, one thing at a time: busy while it runs, a typed problem when it failed.
 *
 *     readonly #action = new Action<LeaveProblem>((state) => this.set(state), problemOf('lastAdmin'));
 *     leave(id: string) {
 *       return this.#action.run(() => this.#api.leave(id));
 *     }
 */
export class Action<Problem = AppError> {
  readonly #changed: (state: ActionState<Problem>) => void;
  readonly #problemOf: (error: AppError) => Problem;
  #busy = false;

  constructor(changed: (state: ActionState<Problem>) => void, problemOf: (error: AppError) => Problem) {
    this.#changed = changed;
    this.#problemOf = problemOf;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** @returns whether it was done; false also while another one runs, which changes nothing. */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#changed({ busy: true, problem: null });
    let problem: Problem | null = null;
    try {
      await act();
    } catch (thrown) {
      problem = this.#problemOf(toAppError(thrown));
    }
    this.#busy = false;
    this.#changed({ busy: false, problem });
    return problem === null;
  }

  /** Shows a problem that was found before anything was asked of the backend; nothing while one runs. */
  refuse(problem: Problem): false {
    if (!this.#busy) this.#changed({ busy: false, problem });
    return false;
  }

  clearError(): void {
    if (!this.#busy) this.#changed({ busy: false, problem: null });
  }
}

/** The reason of an error where it is one of `reasons`, which have a sentence of their own; else its code. */
export const problemOf =
  <Reason extends string = never>(...reasons: readonly Reason[]) =>
  ({ code, reason }: AppError): Reason | AppErrorCode =>
    reasons.find((each) => each === reason) ?? code;
