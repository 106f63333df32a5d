import { borderTargets } from './border'

export const targets = [...borderTargets]
