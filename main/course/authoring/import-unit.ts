import { copyFile, lstat, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { stringify } from 'yaml'
import { importFolder, importQuickStarts, type Imported, NotImportable, type SourceFolder } from '../../../core/course/import'
import { writeFileAtomic } from '../../storage'
import { loadUnit } from '../load-unit'
import { parseDocuments, parseYaml, plainWords } from '../../yaml'
import type { UnitProblem } from '../../../core/contract'

/** What became of one unit of somebody else's. */
export interface ImportReport {
  id: string
  folder: string
  title: string
  steps: number
  losses: Imported['losses']
  /** What the unit's own check says of the result. */
  problems: UnitProblem[]
}

// A lab's texts and pictures; a repository of labs is chosen folder by folder.
const MAX_FILES = 5_000
const MAX_TEXT_BYTES = 1024 * 1024
const TEXT = /\.(?:md|adoc|json|ya?ml|sh|txt)$/i

/** Makes units of a file or a folder, each in a folder of its own below `target`. Throws NotImportable, or Node's own errors. */
export async function importUnits(source: string, target: string): Promise<ImportReport[]> {
  const isFolder = (await stat(source)).isDirectory()
  const units = isFolder ? [importFolder(await readFolder(source), yamlOf)] : importQuickStarts(await readDocuments(source), basename(source))
  return Promise.all(units.map((unit) => writeUnit(unit, isFolder ? source : dirname(source), target)))
}

/** Writes an imported unit, its texts and pictures, and the list of what was lost. */
export async function writeUnit({ unit, files, copies, losses }: Imported, source: string, target: string): Promise<ImportReport> {
  const folder = await freeFolder(target, unit.id)
  // A second import is a second unit: the library knows units by their ids.
  const id = basename(folder)
  await writeFileAtomic(join(folder, 'unit.yaml'), stringify({ ...unit, id }, { lineWidth: 120 }), { mode: 0o644 })
  for (const [name, text] of files) await writeFileAtomic(join(folder, name), text, { mode: 0o644 })
  for (const [name, from] of copies) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    // A link could lead anywhere on this computer.
    if ((await lstat(join(source, from))).isFile()) await copyFile(join(source, from), join(folder, name))
  }
  if (losses.length > 0) await writeFileAtomic(join(folder, 'LOST.md'), lostText(losses), { mode: 0o644 })
  const { problems } = await loadUnit(folder)
  return { id, folder, title: unit.title, steps: unit.sections.reduce((sum, { steps }) => sum + steps.length, 0), losses, problems }
}

async function freeFolder(target: string, id: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = join(target, number === 1 ? id : `${id}-${number}`)
    try {
      await mkdir(dirname(folder), { recursive: true })
      await mkdir(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function lostText(losses: Imported['losses']): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  return `# What could not be carried over\n\n| Where | What | Now |\n|---|---|---|\n${losses.map(({ file, place, what, instead }) => `| ${cell(`${file}, ${place}`)} | ${cell(what)} | ${cell(instead)} |`).join('\n')}\n`
}

async function readFolder(root: string): Promise<SourceFolder> {
  const [texts, others] = [new Map<string, string>(), new Set<string>()]
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      if (entry.isDirectory()) await walk(path)
      // Links are not followed: they could lead anywhere on this computer.
      if (!entry.isFile()) continue
      if (texts.size + others.size >= MAX_FILES) throw new NotImportable(`holds more than ${MAX_FILES} files: choose one lab’s own folder`)
      const name = relative(root, path)
      if (TEXT.test(entry.name) && (await stat(path)).size <= MAX_TEXT_BYTES) texts.set(name, await readFile(path, 'utf8'))
      else others.add(name)
    }
  }
  await walk(root)
  return { texts, others }
}

async function readDocuments(file: string): Promise<unknown[]> {
  const { size } = await stat(file)
  if (size > MAX_TEXT_BYTES * 10) throw new NotImportable(`${basename(file)} is larger than 10 MB`)
  const read = parseDocuments(await readFile(file, 'utf8'), {})
  if ('why' in read) throw new NotImportable(`${basename(file)} ${read.why}`)
  return read.documents.map((document) => {
    const [error] = document.errors
    if (error) throw new NotImportable(`${basename(file)} is no ConsoleQuickStart, or not readable as one: ${plainWords(error.message)}`)
    try {
      // A few lines of aliases can expand to gigabytes.
      return document.toJS({ maxAliasCount: 100 }) as unknown
    } catch (cause) {
      throw new NotImportable(`${basename(file)}: ${(cause as Error).message}`, { cause })
    }
  })
}

function yamlOf(text: string): unknown {
  const parsed = parseYaml(text, 'this file')
  return parsed.ok ? parsed.yaml.data : null
}
