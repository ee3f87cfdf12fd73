import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSpf } from '../../../src/doctor/spf/count.ts';
import { readSpf } from '../../../src/doctor/spf/record.ts';
import { fakeZone, type Names } from '../fake-zone.ts';

async function cost(names: Names, domain = 'example.org') {
  const read = readSpf(names[domain]?.txt?.[0] ?? '');
  if (!read.ok) throw new Error(read.word);
  return countSpf(fakeZone(names), domain, read.record);
}

const addresses = ['192.0.2.1'];

/** A tree of includes, as it is meant. */
interface Tree {
  readonly own: readonly ('a' | 'mx' | 'exists' | 'ptr' | 'ip4' | 'gone')[];
  readonly includes: readonly Tree[];
  readonly redirect: Tree | null;
}

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    own: fc.array(fc.constantFrom('a', 'mx', 'exists', 'ptr', 'ip4', 'gone'), { maxLength: 3 }),
    includes: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('tree'), { maxLength: 2 })),
    redirect: fc.oneof({ depthSize: 'small' }, fc.constant(null), tie('tree')),
  }),
}));

const words: Readonly<Record<Tree['own'][number], string>> = {
  a: 'a:host.example.org',
  mx: 'mx:host.example.org',
  exists: 'exists:host.example.org',
  ptr: 'ptr',
  ip4: 'ip4:192.0.2.0/24',
  gone: 'a:gone.example.net',
};

/** Publishes a tree, each node under a name of its own. @returns the names, the node's own first */
function publish(node: Tree, domain: string): Record<string, Names[string]> {
  const children = node.includes.map((child, i) => [`i${i}.${domain}`, child] as const);
  const next = node.redirect === null ? [] : [[`r.${domain}`, node.redirect] as const];
  const text = [
    'v=spf1',
    ...node.own.map((kind) => words[kind]),
    ...children.map(([name]) => `include:${name}`),
    ...(next.length > 0 ? next.map(([name]) => `redirect=${name}`) : ['~all']),
  ].join(' ');
  const below = [...children, ...next].map(([name, child]) => publish(child, name));
  return Object.assign({ [domain]: { txt: [text], addresses } }, ...below);
}

/** What a tree costs, counted on the tree and not on the records. */
function counted(node: Tree): { lookups: number; voids: number } {
  const below = [...node.includes, ...(node.redirect === null ? [] : [node.redirect])].map(counted);
  const paid = node.own.filter((kind) => kind !== 'ip4').length;
  return {
    lookups: paid + below.length + below.reduce((sum, one) => sum + one.lookups, 0),
    voids: node.own.filter((kind) => kind === 'gone').length + below.reduce((sum, one) => sum + one.voids, 0),
  };
}

describe('what SPF costs', () => {
  it('is what its tree of includes costs, however it is nested', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (node) => {
        const expected = counted(node);
        fc.pre(expected.lookups <= 40);
        const host = { addresses, mx: [{ exchange: 'host.example.org', priority: 1 }] };
        const found = await cost({ ...publish(node, 'example.org'), 'host.example.org': host });
        expect({ lookups: found.lookups, voids: found.voids }).toEqual(expected);
        expect(found.faults).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('always comes to an end, and with few questions, whatever includes what', async () => {
    const name = fc.integer({ min: 0, max: 5 }).map((n) => `n${n}.example.org`);
    const record = fc
      .array(name, { maxLength: 6 })
      .map((names) => ['v=spf1', ...names.map((one) => `include:${one}`)].join(' '));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 6, maxLength: 6 }), async (records) => {
        const names = Object.fromEntries(records.map((text, n) => [`n${n}.example.org`, { txt: [text] }]));
        const zone = fakeZone(names);
        const read = readSpf(records[0] ?? '');
        if (read.ok) await countSpf(zone, 'n0.example.org', read.record);
        expect(zone.asked.length).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('names a circle', async () => {
    const found = await cost({
      'example.org': { txt: ['v=spf1 include:a.example.org -all'] },
      'a.example.org': { txt: ['v=spf1 include:Example.org -all'] },
    });
    expect(found.faults).toEqual(['include:Example.org leads back to example.org, a circle']);
  });

  it('takes a redirect for the end of the record, and its “all” for the end of all', async () => {
    const found = await cost({
      'example.org': { txt: ['v=spf1 redirect=_spf.example.org'] },
      '_spf.example.org': { txt: ['v=spf1 ip4:192.0.2.1 +all'] },
    });
    expect(found).toMatchObject({ lookups: 1, all: { qualifier: '+' } });
  });

  it('does not take the “all” of an include for one of its own', async () => {
    const found = await cost({
      'example.org': { txt: ['v=spf1 include:a.example.org'] },
      'a.example.org': { txt: ['v=spf1 +all'] },
    });
    expect(found.all).toBeUndefined();
  });

  it('counts what has macros, and asks nothing', async () => {
    const names = {
      'example.org': { txt: ['v=spf1 exists:%{i}.example.org include:%{d}.example.net ~all'] },
    };
    expect(await cost(names)).toMatchObject({
      lookups: 2,
      voids: 0,
      faults: [],
      unfollowed: ['%{i}.example.org', '%{d}.example.net'],
    });
  });

  it('says which include has no record, and which none that can be read', async () => {
    const found = await cost({
      'example.org': {
        txt: ['v=spf1 include:none.example.org include:bad.example.org include:two.example.org ~all'],
      },
      'bad.example.org': { txt: ['v=spf1 ip5:1 ~all'] },
      'two.example.org': { txt: ['v=spf1 ~all', 'v=spf1 -all'] },
    });
    expect(found.faults).toEqual([
      'include:none.example.org names a domain without an SPF record',
      'include:bad.example.org has a record with “ip5:1”, which is no SPF',
      'include:two.example.org has 2 SPF records',
    ]);
    expect(found.voids).toBe(1);
  });

  it('does not hold silence against the record', async () => {
    const found = await cost({
      'example.org': { txt: ['v=spf1 include:slow.example.org ~all'] },
      'slow.example.org': { silent: true },
    });
    expect(found).toMatchObject({
      voids: 0,
      faults: [],
      unanswered: ['slow.example.org: no name server answered in time'],
    });
  });
});
