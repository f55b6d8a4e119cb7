/** Bounds on time, on machines that have others' work to do. */
import { availableParallelism, loadavg } from 'node:os';

/** What everything takes longer by: as much as the machine is overloaded. */
export const patience = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
