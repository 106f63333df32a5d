import { join } from 'node:path'
import { AppFailure, type FeatureHandlers, type ImportedUnit } from '../../core/contract'
import { importQuickStarts, NotImportable } from '../../core/course/import'
import type { ImportReport } from './authoring/import-unit'
import type { Observe } from './standing-terms'

interface ImportOptions {
  dataDir: string
  observe: Observe
  chooseFile: () => Promise<string | null>
  chooseFolder: () => Promise<string | null>
  /** There are more units than before. */
  onImported: () => Promise<void>
}

// The parsers are fetched when somebody imports something.
const loadImporter = () => import('./authoring/import-unit')

/** What is imported becomes a unit of the student's own, with the list of what was lost beside it. */
export function createImports({ dataDir, observe, chooseFile, chooseFolder, onImported }: ImportOptions): { handlers: FeatureHandlers<'imports'> } {
  const target = join(dataDir, 'units')

  const importFrom = async (path: string | null): Promise<ImportedUnit[] | null> => {
    if (path === null) return null
    const { importUnits } = await loadImporter()
    return finish(await importUnits(path, target).catch((error: unknown) => refuse(error, path)))
  }

  const finish = async (reports: ImportReport[]): Promise<ImportedUnit[]> => {
    await onImported()
    return reports.map(({ id, title, folder, steps, losses, problems }) => ({ id, title, folder, steps, losses, broken: problems.some(({ refuses }) => refuses) }))
  }

  return {
    handlers: {
      calls: {
        fromFile: async () => importFrom(await chooseFile()),
        fromFolder: async () => importFrom(await chooseFolder()),
        async fromCluster() {
          const objects = await quickStartsOf(observe)
          const { writeUnit } = await loadImporter()
          const units = objects.length === 0 ? [] : importQuickStarts(objects, 'the cluster')
          const reports: ImportReport[] = []
          for (const unit of units) reports.push(await writeUnit(unit, target, target))
          return finish(reports)
        },
      },
      streams: {},
    },
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there any more',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ENOSPC: 'the disk is full',
}

function refuse(error: unknown, path: string): never {
  if (error instanceof NotImportable) throw new AppFailure({ kind: 'local.file', path, reason: error.message }, { cause: error })
  const code = (error as NodeJS.ErrnoException).code
  if (code !== undefined) throw new AppFailure({ kind: 'local.file', path, reason: REASONS[code] ?? code }, { cause: error })
  throw error
}

// A list of thirty objects takes a second; a cluster that does not answer is told elsewhere in the window.
const LISTED_WITHIN_MS = 10_000

function quickStartsOf(observe: Observe): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    let observation: { dispose(): void } | null = null
    const settle = (act: () => void): void => {
      clearTimeout(late)
      // It may answer before it can be ended.
      queueMicrotask(() => observation?.dispose())
      act()
    }
    const fail = (status: number, message: string): void => settle(() => reject(new AppFailure({ kind: 'cluster.refused', status, message })))
    const late = setTimeout(() => fail(504, 'the list of quick starts did not come'), LISTED_WITHIN_MS)
    observation = observe({ group: 'console.openshift.io', kind: 'ConsoleQuickStart', namespace: null }, ({ state, message, objects }) => {
      if (state === 'live') settle(() => resolve(objects))
      else if (state === 'forbidden') fail(403, message ?? 'this user may not read quick starts')
      else if (state === 'no-such-kind') fail(404, 'this cluster has no quick starts')
    })
  })
}
