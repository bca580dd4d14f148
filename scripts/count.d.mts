export declare function count(step: { code: number | null; output: string; runsTests: boolean }): {
  passed: number;
  failed: number;
  skipped: number;
};
export declare function failures(output: string): string;
