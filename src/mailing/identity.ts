import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Sender, SenderIdentity } from '../store/senders.ts';

/** A sender that cannot be looked at is taken for dead when its heartbeat is older than this, in milliseconds. */
export const leaseTime = 60_000;

/** Who this process is, so that another one can tell whether it is still there. */
export function thisSender(): SenderIdentity {
  return {
    id: randomUUID(),
    machine: machineId(),
    boot: bootId(),
    pid: process.pid,
    started: processStart(process.pid) ?? '',
  };
}

/**
 * Whether a sender is certainly gone: in this boot of this machine at once, when no process of that number and
 * start is there; anywhere else when its lease has run out. Another boot may be a copy of this machine that
 * runs beside it.
 */
export function isDead(sender: Sender, here: SenderIdentity, now: number): boolean {
  const isHere = sender.machine === here.machine && sender.boot === here.boot;
  return isHere ? !isAlive(sender) : now - sender.heartbeatAt > leaseTime;
}

function isAlive({ pid, started }: Sender): boolean {
  return started === '' ? isThere(pid) : processStart(pid) === started;
}

/** For machines that do not tell when a process started. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Reflect.get(error as object, 'code') === 'EPERM';
  }
}

/** The machine and, in a container, the process namespace: the same pid elsewhere is another process. */
function machineId(): string {
  const id = firstOf([() => readFileSync('/etc/machine-id', 'utf8').trim()]) ?? '';
  const namespace = firstOf([() => readlinkSync('/proc/self/ns/pid')]) ?? '';
  return [hostname(), id, namespace].filter((part) => part !== '').join(' ');
}

function bootId(): string {
  const boot = firstOf([() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()]);
  // Elsewhere the time of the boot, to the minute: the clock may be set a little in between.
  return boot ?? String(Math.round((Date.now() / 1000 - uptime()) / 60));
}

/** When a process started, or nothing when there is none of that number. */
function processStart(pid: number): string | undefined {
  return firstOf([
    () => startInProc(readFileSync(`/proc/${pid}/stat`, 'utf8')),
    () =>
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim(),
  ]);
}

/** Field 22 of proc(5) stat; the second field, the command, may itself hold blanks and brackets. */
function startInProc(stat: string): string {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return '';
  return fields[19] ?? '';
}

function firstOf(ways: readonly (() => string)[]): string | undefined {
  for (const way of ways) {
    try {
      const found = way();
      if (found !== '') return found;
    } catch {
      // Not on this system, or no such process.
    }
  }
  return undefined;
}
