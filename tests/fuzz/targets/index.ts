import type { Target } from '../target'
import { borderTargets } from './border'
import { fileTargets } from './files'
import { terminalTargets } from './terminal'

/** Everything that reads what somebody else has written. */
export const targets: readonly Target[] = [...borderTargets, ...terminalTargets, ...fileTargets]
