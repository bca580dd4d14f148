/** What a client asked for and may not have; the codes and words are those of hosted Supabase where it has them. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** As the answer to a join carries it. */
  get reason(): string {
    return `${this.code}: ${this.message}`;
  }
}
