import { stripVTControlCharacters } from 'node:util';

const added = (pairs) => pairs.reduce(([a, b], [c, d]) => [a + c, b + d]);

/**
 * The counts of a step: from the summary of Node's test runner, else from its last «N passed, N failed»; a command that
 * prints neither is one test. No test where some should run, or a bad exit without a failed test, is a failure.
 */
export function count({ code, output, runsTests }) {
  const text = stripVTControlCharacters(output);
  const summary = [...text.matchAll(/^ℹ (pass|fail|cancelled|skipped|todo) (\d+)$/gm)];
  const of = (...words) =>
    summary.filter(([, word]) => words.includes(word)).reduce((sum, [, , number]) => sum + Number(number), 0);
  // Of browsers beside each other each has a line, which may be shown more than once.
  const browsers = [...new Set(text.match(/(\d+)\/\1 test files \| \d+ passed, \d+ failed/g))];
  const all = [...text.matchAll(/(\d+) passed, (\d+) failed/g)].map(([, ...counts]) => counts.map(Number));
  const lines =
    browsers.length > 0 ? browsers.map((line) => line.match(/\d+(?= passed| failed)/g).map(Number)) : all.slice(-1);
  const alone = [runsTests || code !== 0 ? 0 : 1, 0];
  const [passed, failed] =
    summary.length > 0 ? [of('pass'), of('fail', 'cancelled')] : lines.length > 0 ? added(lines) : alone;
  const hollow = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: hollow ? 1 : failed, skipped: of('skipped', 'todo') };
}

/**
 * What a failed step says of its failures: of Node's test runner the list at its end, of others each line that a failure
 * is marked by and what belongs to it, else its last lines.
 */
export function failures(output) {
  const text = stripVTControlCharacters(output);
  const [, list] = text.split(/^✖ failing tests:$/m);
  if (list) return list.trim();
  const lines = text.split('\n');
  const marked = lines.flatMap((line, at) => (/^\s*(✖|❌|𐄂)/u.test(line) ? lines.slice(at, at + 12) : []));
  return (marked.length > 0 ? marked.slice(0, 200) : lines.slice(-40)).join('\n').trim();
}
