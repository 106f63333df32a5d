import type { Target } from '../target'
import { borderTargets } from './border'
import { clusterTargets } from './cluster'
import { consoleTargets } from './consoles'
import { dialogueTargets } from './dialogues'
import { fileTargets } from './files'
import { noteTargets } from './notes'
import { placeTargets } from './places'
import { serverTargets } from './servers'
import { terminalTargets } from './terminal'

/** Everything that reads what somebody else has written. */
export const targets: readonly Target[] = [...borderTargets, ...terminalTargets, ...fileTargets, ...noteTargets, ...clusterTargets, ...placeTargets, ...dialogueTargets, ...consoleTargets, ...serverTargets]
