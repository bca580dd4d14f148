/** Why a request of a client was refused, with the codes and messages of hosted Supabase where it has them. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** The reason in the answer to a join. */
  get reason(): string {
    return `${this.code}: ${this.message}`;
  }
}
