import type { Finding } from '../../finding/finding.ts';
import type { Place } from '../../finding/place.ts';
import { type Imbalance, imbalances } from './balance.ts';
import { fencesOf, withoutMustaches } from './mustaches.ts';
import { scanTags } from './tags.ts';
import { fault, placeIn, type TemplateSource } from './template-source.ts';

/** What is wrong with the tags of one template, whatever an issue puts into it. */
export function checkTags(source: TemplateSource): Finding[] {
  const tags = scanTags(withoutMustaches(source.text));
  const unbalanced = imbalances(tags, fencesOf(source.text)).map((imbalance) =>
    imbalanceFault(imbalance, placeIn(source, imbalance.tag.start, imbalance.tag.end)),
  );
  const includes = tags.filter(({ name, kind }) => name === 'mj-include' && kind !== 'close');
  return [...unbalanced, ...includes.map((tag) => includeFault(placeIn(source, tag.start, tag.end)))];
}

export function imbalanceFault({ kind, tag, inBlock }: Imbalance, place: Place): Finding {
  const here = inBlock ? ' in this {{#…}} block' : '';
  const both = inBlock ? ' Each {{#…}} block has to close the tags that it opens.' : '';
  switch (kind) {
    case 'unclosed':
      return fault(
        'template/unclosed-tag',
        `<${tag.name}> is opened here and never closed${here}`,
        place,
        `Write </${tag.name}> where it ends.${both}`,
      );
    case 'stray':
      return fault(
        'template/stray-tag',
        `</${tag.name}> closes a tag that is not open${here}`,
        place,
        `Take it out, or open <${tag.name}> before it.${both}`,
      );
    case 'unfinished':
      return fault(
        'template/unfinished-tag',
        `The tag <${tag.name} … does not end`,
        place,
        'Look for a missing > or a missing quotation mark.',
      );
  }
}

function includeFault(place: Place): Finding {
  return fault(
    'template/include',
    'mj-include does nothing here',
    place,
    'Put the file into the folder partials and write {{> its-name}}.',
  );
}
