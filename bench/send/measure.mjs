// What a sender reports of itself, in the process that sends and nothing else.
import { readFileSync } from 'node:fs';

/**
 * Runs `send(note)`, which calls `note()` whenever a message has been accepted for good, and prints the
 * figures as one line of JSON: messages, seconds from the first to the last of them, seconds and CPU seconds
 * of the whole run, and the most memory the process ever held, in bytes.
 */
export async function report(send) {
  let messages = 0;
  let first = 0;
  let last = 0;
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await send(() => {
    last = performance.now();
    if (messages === 0) first = last;
    messages += 1;
  });
  const spent = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({
      messages,
      seconds: (last - first) / 1000,
      whole: (performance.now() - start) / 1000,
      cpu: (spent.user + spent.system) / 1e6,
      memory: peakMemory(),
    }),
  );
}

/** `maxRSS` begins with what the parent held when it forked; Linux also counts this program alone. */
function peakMemory() {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes) return Number(kilobytes) * 1024;
  } catch {
    // Not on Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
