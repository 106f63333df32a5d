import type { Classroom } from '../../core/contract'

export const PRACTICE_WORDS = 'Practice classroom'

/** The kind of a classroom in words, beside its title. */
export function kindWords({ kind, managed }: Pick<Classroom, 'kind' | 'managed'>): string {
  if (kind === 'practice') return PRACTICE_WORDS
  return managed ? 'Prepared classroom' : 'My classroom'
}
