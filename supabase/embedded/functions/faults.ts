/** Why a function did not answer, in the words of hosted Supabase. */
const faults = {
  BOOT_ERROR: { status: 503, message: 'Worker failed to boot (please check logs)' },
  WORKER_ERROR: { status: 500, message: 'Function exited due to an error (please check logs)' },
  WORKER_LIMIT: { status: 546, message: 'Worker failed to respond due to a resource limit (please check logs)' },
  IDLE_TIMEOUT: { status: 504, message: 'Request idle timeout limit reached' },
  NOT_FOUND: { status: 404, message: 'Requested function was not found' },
} as const;

/** Lets a page read the error, although the function set no CORS headers. */
export const allowPages = { 'access-control-allow-origin': '*' };

export class FunctionFault extends Error {
  readonly code: keyof typeof faults;

  /** `reason` is for the log alone. */
  constructor(code: keyof typeof faults, reason = '') {
    super(reason);
    this.code = code;
  }

  get response(): Response {
    const { message, status } = faults[this.code];
    return Response.json({ code: this.code, message }, { status, headers: allowPages });
  }
}
