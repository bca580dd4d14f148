// A process with a database of its own: says what it is, then answers each test that it is sent with its report.
import { openPolicyDatabase } from './database.ts';
import { type PolicyTest, runPolicyTest } from './run.ts';

const database = await openPolicyDatabase(process.env.DATABASE_URL);
process.on('message', async (test: PolicyTest) => process.send?.(await runPolicyTest(database, test)));
process.once('disconnect', () => database.close());
process.send?.(database.name);
