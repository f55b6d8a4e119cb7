/** A thread that asks /health/live again and again until it is told to stop, and then says how long each answer took. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** Milliseconds between an answer and the next question. */
const PAUSE = 5;

const { url } = workerData as { readonly url: string };
const agent = new Agent({ keepAlive: true });
const times: number[] = [];
let stopped = false;
parentPort?.once('message', () => (stopped = true));

while (!stopped) {
  const start = performance.now();
  const [answer] = (await once(request(`${url}/health/live`, { agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  await once(answer.resume(), 'end');
  times.push(performance.now() - start);
  await sleep(PAUSE);
}
agent.destroy();
parentPort?.postMessage(times);
