import { stringify } from 'yaml'
import { exportQuickStart, type ExportLoss } from '../../../core/course/export'
import { writeFileAtomic } from '../../storage'
import type { LoadedUnit } from '../load-unit'

/** Writes a unit as a ConsoleQuickStart. Answers what it could not hold. */
export async function exportUnit(unit: LoadedUnit, file: string): Promise<ExportLoss[]> {
  const { quickStart, losses } = exportQuickStart(unit)
  await writeFileAtomic(file, stringify(quickStart, { lineWidth: 120 }), { mode: 0o644 })
  return losses
}
