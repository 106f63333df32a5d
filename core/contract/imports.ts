import { z } from 'zod'
import { call } from './define'

/** A unit that was made of somebody else's content. */
export interface ImportedUnit {
  id: string
  title: string
  folder: string
  steps: number
  /** What could not be carried over: where, what, and what stands there now. */
  losses: { file: string; place: string; what: string; instead: string }[]
  /** It cannot be opened as it is. */
  broken: boolean
}

const nothing = z.undefined()

/** Other systems' lessons as units of the student's own. Each answers null when the student cancels. */
export const imports = {
  calls: {
    /** ConsoleQuickStarts of a YAML file. */
    fromFile: call(nothing).returns<ImportedUnit[] | null>(),
    /** A folder of Killercoda, Educates or Showroom. */
    fromFolder: call(nothing).returns<ImportedUnit[] | null>(),
    /** The ConsoleQuickStarts of the cluster. */
    fromCluster: call(nothing).returns<ImportedUnit[] | null>(),
  },
  news: {},
  streams: {},
}
