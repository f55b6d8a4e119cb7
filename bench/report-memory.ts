/** Loaded into the service, beside what it does: answers the benchmark with the memory that the process holds and held at most. */

export interface MemoryReport {
  /** Bytes. */
  readonly now: number;
  readonly peak: number;
}

process.on('message', () => {
  const report: MemoryReport = {
    now: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
  };
  process.send?.(report);
});
