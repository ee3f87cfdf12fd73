import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDead, leaseTime, thisSender } from '../../src/mailing/identity.ts';

describe('a sender', () => {
  const here = thisSender();
  const now = Date.parse('2026-12-01T08:00:00Z');
  const fresh = { heartbeatAt: now };
  const old = { heartbeatAt: now - leaseTime - 1 };
  let child: ReturnType<typeof spawn>;
  beforeAll(() => {
    child = spawn('sleep', ['60']);
  });
  afterAll(() => {
    child.kill('SIGKILL');
  });

  it('has another id each time, and is the same process', () => {
    const again = thisSender();
    expect(again.id).not.toBe(here.id);
    expect({ ...again, id: '' }).toEqual({ ...here, id: '' });
    expect(here.started).not.toBe('');
  });

  it('lives as long as its process does, whatever its heartbeat says', () => {
    expect(isDead({ ...here, ...old }, thisSender(), now)).toBe(false);
    expect(isDead({ ...here, heartbeatAt: now + 10 * leaseTime }, thisSender(), now)).toBe(false);
  });

  it('is dead at once when another process has its number', () => {
    expect(isDead({ ...here, ...fresh, started: '12345' }, thisSender(), now)).toBe(true);
    expect(isDead({ ...here, ...fresh, pid: child.pid as number }, thisSender(), now)).toBe(true);
  });

  it('is dead at once when it was killed', async () => {
    const other = spawn('sleep', ['60']);
    const sender = { ...here, ...fresh, pid: other.pid as number, started: '' };
    expect(isDead(sender, here, now)).toBe(false);
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(isDead(sender, here, now)).toBe(true);
  });

  it.each([
    ['on another machine', { machine: 'elsewhere' }],
    ['in another boot, which may be a copy of this machine', { boot: 'another' }],
  ])('%s is dead when its lease has run out', (_, difference) => {
    const sender = { ...here, ...difference, pid: 1, started: 'never' };
    expect(isDead({ ...sender, ...fresh }, here, now)).toBe(false);
    expect(isDead({ ...sender, heartbeatAt: now - leaseTime }, here, now)).toBe(false);
    expect(isDead({ ...sender, ...old }, here, now)).toBe(true);
  });
});
