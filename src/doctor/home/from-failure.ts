import { Failure } from '../../finding/failure.ts';
import { type Observation, wrong } from '../observation.ts';

/** Does what may fail in a way that a person can mend, and says so if it does; what else is thrown is a bug. */
export async function attempt<T>(
  what: string,
  work: () => T | Promise<T>,
  judge: (value: T) => Observation | readonly Observation[],
): Promise<Observation[]> {
  try {
    return [judge(await work())].flat();
  } catch (error) {
    if (error instanceof Failure) return fromFailure(what, error);
    throw error;
  }
}

/** One observation for each fault behind it, otherwise one for the failure itself. */
export function fromFailure(what: string, { message, advice, findings }: Failure): Observation[] {
  if (findings.length === 0) return [wrong(what, message, advice === undefined ? {} : { advice })];
  return findings.map((finding) => {
    const { place } = finding;
    const where = place === undefined ? '' : ` (${place.file}, line ${place.line})`;
    return wrong(
      what,
      `${finding.message}${where}`,
      finding.advice === undefined ? {} : { advice: finding.advice },
    );
  });
}
