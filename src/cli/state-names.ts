import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import {
  type ClaimableState,
  claimableStates,
  type DeliveryState,
  deliveryStates,
} from '../store/delivery.ts';

/** What people call the states, besides their names. */
const alsoCalled: Readonly<Record<string, DeliveryState>> = {
  refused: 'rejected',
  'put-off': 'deferred',
  sent: 'accepted',
  left: 'planned',
};

/** @throws {Failure} `status/state` */
export function stateNamed(word: string): DeliveryState {
  const state = deliveryStates.find((known) => known === word) ?? alsoCalled[word];
  if (state) return state;
  const meant = nearest(word, deliveryStates);
  throw new Failure('usage', 'status/state', `There is no state “${word}”`, {
    advice: meant ? `Did you mean ${meant}?` : `States are ${deliveryStates.join(', ')}.`,
    undone: 'Nothing was done.',
  });
}

/** States with commas between them whose readers can be tried. @throws {Failure} `status/state`, `resume/only` */
export function triableStates(words: string): readonly ClaimableState[] {
  const states = words.split(',').map((word) => stateNamed(word.trim()));
  return states.map((state) => {
    const triable = claimableStates.find((known) => known === state);
    if (triable) return triable;
    throw new Failure('usage', 'resume/only', `Nobody who is ${state} is tried by a resume`, {
      advice:
        state === 'unknown'
          ? 'They may have it already; to send to them all the same: pennypost resume --retry-unknown'
          : 'Name deferred (put off before), planned (not begun yet), or both with a comma.',
      undone: 'Nothing was sent.',
    });
  });
}
