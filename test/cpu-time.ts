/**
 * CPU time of this thread since the call, in milliseconds, each time that the returned function is called. A bound on work
 * holds on a loaded machine too: waiting for a processor is not counted.
 */
export function cpuTime(): () => number {
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
}
