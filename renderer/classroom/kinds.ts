import type { Classroom } from '../../core/contract'

/** The kind of a classroom in words, beside its title. */
export const kindWords: Record<Classroom['kind'], string> = {
  practice: 'Practice classroom',
  file: 'My classroom',
  address: 'My classroom',
}
