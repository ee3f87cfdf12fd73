import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { providerOf } from '../../../src/address/provider.ts';
import { timeRow } from '../../../src/cli/plan-time.ts';
import { forecast } from '../../../src/mailing/pace/forecast.ts';
import { readSettings } from '../../../src/newsletter/read-settings.ts';
import { noTraffic } from '../../../src/store/traffic.ts';
import { settings } from '../stage.ts';
import { day, limitsOf, Sender, second, WorldClock } from './world.ts';

const page = readFileSync('docs/pace.md', 'utf8');

function rows(heading: string): string[][] {
  const section = page.slice(page.indexOf(`## ${heading}`)).split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

describe('the page about pace is true', () => {
  it.each(rows('What a rate means').slice(1))(
    '%s sends one message every %s, %s: %s',
    (rate, gap, _, plan) => {
      const limits = limitsOf(rate?.replaceAll('`', '') ?? '');
      const to = { recipients: 20_000, toProvider: new Map() };
      expect(timeRow(limits, forecast(limits, noTraffic, to, 0))).toBe(plan);
      const sender = new Sender(limits);
      sender.sendFor(10 * second, 'example.org', 4);
      const [first, next] = sender.sent.map(({ real }) => real / second) as [number, number];
      expect(Number((next - first).toPrecision(2))).toBe(Number.parseFloat(gap ?? ''));
    },
  );

  it('about every provider it names', () => {
    const provider = rows('Limits for one provider').slice(1, 6);
    expect(provider.length).toBe(5);
    for (const [name = '', domains = ''] of provider) {
      const named = domains.replace(/\(.*?\)/g, '').match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/g) ?? [];
      for (const domain of named) expect(providerOf(domain), domain).toBe(name);
      for (const under of domains.match(/[a-z, ]+(?= under any country)/)?.[0].split(/, | and /) ?? []) {
        for (const country of ['com', 'de', 'co.uk', 'com.br'])
          expect(providerOf(`${under.trim()}.${country}`)).toBe(name);
      }
    }
    const others = rows('Limits for one provider').at(-1)?.[0]?.split(', ') ?? [];
    for (const name of others) expect(providerOf(name)).toBe(name);
  });

  it('about the days of a warm-up', () => {
    const most = rows('Warming a new domain up')[1]
      ?.slice(1)
      .map((cell) => Number(cell.replace(',', '')));
    const onTheHour = new WorldClock(Date.parse('2026-12-01T09:00:00Z'));
    const sender = new Sender(limitsOf('', { warmup: { start: 50, factor: 2, every: day } }), onTheHour);
    const sent = most?.map(() => {
      const before = sender.sent.length;
      sender.sendFor(day - 1);
      sender.clock.real += 1;
      return sender.sent.length - before;
    });
    expect(sent).toEqual(most);
    expect(most?.length).toBe(8);
  });

  it('about how settings are written', () => {
    for (const [block] of page.matchAll(/(?<=```yaml\n)sending:[\s\S]*?(?=```)/g)) {
      expect(readSettings('newsletter.yaml', settings + block)).toMatchObject({ ok: true });
    }
    expect(readSettings('newsletter.yaml', `${settings}sending: { rate: [40/s, 14000/h] }`).ok).toBe(true);
  });
});
