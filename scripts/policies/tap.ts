/** A failed assertion, with the diagnostics of pgTAP. */
export interface Failure {
  name: string;
  diagnostics: string[];
}

export interface TapReport {
  passed: number;
  failures: Failure[];
}

/** Reads TAP. A missing plan, no assertion at all and a wrong number of them are failures, too. */
export function readTap(lines: readonly string[]): TapReport {
  const failures: Failure[] = [];
  let passed = 0;
  let ran = 0;
  let planned: number | undefined;
  let last: Failure | undefined;
  for (const line of lines) {
    const [, negated, name] = /^(not )?ok\b\s*\d*\s*-?\s*(.*)$/.exec(line) ?? [];
    const [, plan] = /^1\.\.(\d+)/.exec(line) ?? [];
    if (name !== undefined) {
      ran++;
      last = negated ? { name, diagnostics: [] } : undefined;
      if (last) failures.push(last);
      else passed++;
    } else if (plan !== undefined) planned = Number(plan);
    else if (line.startsWith('#')) last?.diagnostics.push(line.replace(/^#\s?/, ''));
  }
  if (planned === undefined) failures.push({ name: 'has a plan', diagnostics: ['There is no select plan(…).'] });
  else if (ran === 0) failures.push({ name: 'has assertions', diagnostics: ['Not one was run.'] });
  else if (planned !== ran) {
    failures.push({ name: 'runs what it planned', diagnostics: [`planned ${planned}, ran ${ran}`] });
  }
  return { passed, failures };
}
