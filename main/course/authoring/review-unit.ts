import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UnitProblem } from '../../../core/contract'
import { pictureNames } from '../../../core/course'
import { loadUnit, type LoadedUnit } from '../load-unit'

/** All that can be said of a unit without playing it: what the window says, and what only its author cares about. */
export async function reviewUnit(folder: string): Promise<{ unit: LoadedUnit | null; problems: UnitProblem[] }> {
  const { unit, problems } = await loadUnit(folder)
  if (unit === null) return { unit, problems }
  return { unit, problems: [...problems, ...(await pictureProblems(unit))] }
}

/** Names of pictures that the program does not draw. */
async function pictureProblems({ folder, texts, source }: LoadedUnit): Promise<UnitProblem[]> {
  const known: ReadonlySet<string> = new Set(pictureNames)
  const yaml = await readFile(join(folder, 'unit.yaml'), 'utf8')
  const named = source.sections.flatMap(({ steps }) => steps).flatMap(({ pictures }) => pictures.flatMap(({ name }) => name ?? []))
  const places = [
    ...[...texts].flatMap(([file, text]) => [...text.matchAll(/picture:([A-Za-z0-9-]+)/g)].map((match) => ({ file, text, name: match[1] ?? '', at: match.index }))),
    ...named.map((name) => ({ file: 'unit.yaml', text: yaml, name, at: Math.max(0, yaml.indexOf(`name: ${name}`)) })),
  ]
  return places
    .filter(({ name }) => !known.has(name))
    .map(({ file, text, name, at }) => {
      const before = text.slice(0, at).split('\n')
      return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, field: '', refuses: false, message: `there is no picture ${name}; drawn are ${pictureNames.join(', ')}` }
    })
}
