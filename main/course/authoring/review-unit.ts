import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KINDS } from '../../../core/cluster'
import type { UnitProblem } from '../../../core/contract'
import { fillIn, joinVariables, pictureNames } from '../../../core/course'
import { parseYaml } from '../../yaml'
import { conditionsOf, loadUnit, type LoadedUnit, stepsOf } from '../load-unit'

/** Whom the practice classroom knows. A unit for a classroom with others is reviewed with their names. */
export const PRACTICE_USERS: readonly string[] = ['admin', 'developer', 'kubeadmin']

/** All that can be said of a unit without playing it: what the window says, and what only its author cares about. */
export async function reviewUnit(folder: string, users = PRACTICE_USERS): Promise<{ unit: LoadedUnit | null; problems: UnitProblem[] }> {
  const { unit, problems } = await loadUnit(folder)
  if (unit === null) return { unit, problems }
  const locate = await locatorOf(unit)
  if (locate === null) return { unit, problems }
  const strangers = strangerProblems(unit, users, locate)
  return { unit: strangers.length > 0 ? null : unit, problems: [...problems, ...strangers, ...groupProblems(unit, locate), ...(await pictureProblems(unit))] }
}

type Locate = (path: (string | number)[], message: string) => Omit<UnitProblem, 'refuses'>

/** Null for a file that was changed to something else since it was read. */
async function locatorOf({ folder }: LoadedUnit): Promise<Locate | null> {
  const parsed = parseYaml(await readFile(join(folder, 'unit.yaml'), 'utf8'), 'a unit')
  return parsed.ok ? (path, message) => ({ file: 'unit.yaml', ...parsed.yaml.locate({ path, atKey: false, message }) }) : null
}

/** Identities that the classroom does not have: nobody's terminal would be typed into, and no check of theirs ever be met. */
function strangerProblems({ source }: LoadedUnit, users: readonly string[], locate: Locate): UnitProblem[] {
  const named = [...stepsOf(source)].flatMap(({ step, at }) => {
    const variables = joinVariables(source.variables, step.variables ?? {})
    const commands = (['commands', 'solution'] as const).flatMap((field) => step[field].map(({ as }, index) => ({ name: as, at: [...at, field, index, 'as'] })))
    const conditions = [...conditionsOf(step, at)].flatMap(({ condition, at: where }) => [
      { name: condition.command?.as, at: [...where, 'command', 'as'] },
      { name: condition.loggedInAs, at: [...where, 'loggedInAs'] },
    ])
    return [...commands, ...conditions].flatMap(({ name, at: where }) => (name === undefined ? [] : { name: fillIn(name, variables), at: where }))
  })
  return named
    // What is left of a variable the classroom fills in.
    .filter(({ name }) => !users.includes(name) && !name.includes('${'))
    .map(({ name, at }) => ({ refuses: true, ...locate(at, `is no user of the classroom: ${name}. Known are ${users.join(', ')}`) }))
}

const coreKinds = new Set(KINDS.filter(({ path }) => path === '/api/v1').map(({ kind }) => kind))
const groupOfKind = new Map(KINDS.filter(({ kind }) => !coreKinds.has(kind)).map(({ kind, path }) => [kind, path.split('/')[2] ?? '']))

/** Kinds without their group: nothing finds them, and no check of theirs is ever met. */
function groupProblems({ source }: LoadedUnit, locate: Locate): UnitProblem[] {
  const named = [...stepsOf(source)].flatMap(({ step, at }) =>
    [...conditionsOf(step, at)].flatMap(({ condition, at: where }) => [
      { of: condition.resource, at: [...where, 'resource', 'kind'] },
      { of: condition.opened, at: [...where, 'opened', 'kind'] },
      { of: condition.sameAs?.resource, at: [...where, 'sameAs', 'resource', 'kind'] },
    ]),
  )
  return named.flatMap(({ of, at }) => {
    const group = of?.group === '' ? groupOfKind.get(of.kind) : undefined
    return group === undefined ? [] : [{ refuses: false, ...locate(at, `${of?.kind} is not in the core group: write \`group: ${group}\` beside it`) }]
  })
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
