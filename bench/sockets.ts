// The way to the process of `listeners.ts`.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Order, Report } from './listeners.ts';

export const startListeners = (): ChildProcess => fork(join(import.meta.dirname, 'listeners.ts'));

export function order(listeners: ChildProcess, wanted: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the listeners took too long, or failed'));
    listeners.once('exit', gone);
    const onReport = (report: Report | 'listening') => {
      if (report === 'listening') return;
      listeners.off('exit', gone).off('message', onReport);
      resolve(report);
    };
    listeners.on('message', onReport).send(wanted);
  });
}
