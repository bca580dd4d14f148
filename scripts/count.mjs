import { stripVTControlCharacters } from 'node:util';

/**
 * What a step of the tests counted: by the summary of Node's test runner, else by its last «N passed, N failed»; a
 * command that counts nothing is one test. Nothing counted where tests should run, or a bad exit without a failure,
 * is a failure: it has checked nothing.
 */
export function count({ code, said, runsTests }) {
  const text = stripVTControlCharacters(said);
  const summary = [...text.matchAll(/^ℹ (pass|fail|cancelled|skipped|todo) (\d+)$/gm)];
  const of = (...words) =>
    summary.filter(([, word]) => words.includes(word)).reduce((sum, [, , number]) => sum + Number(number), 0);
  const line = [...text.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1)?.slice(1).map(Number);
  const alone = [runsTests || code !== 0 ? 0 : 1, 0];
  const [passed, failed] = summary.length > 0 ? [of('pass'), of('fail', 'cancelled')] : (line ?? alone);
  const hollow = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: hollow ? 1 : failed, skipped: of('skipped', 'todo') };
}
