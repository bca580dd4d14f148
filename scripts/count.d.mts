export declare function count(step: { code: number | null; said: string; runsTests: boolean }): {
  passed: number;
  failed: number;
  skipped: number;
};
