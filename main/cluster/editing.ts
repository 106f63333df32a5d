import { AppFailure, type CreatedObject, type CreateOutcome, type FieldProblem, type FileProblem, type ObjectRef, type ObjectYaml, type WriteOutcome } from '../../core/contract'
import { boundObject, withoutManagedFields } from '../../core/cluster/bounded'
import { copyOf } from '../../core/cluster/copy-of'
import { at, listAt, textAt } from '../../core/cluster/raw'
import type { ApiKind } from './discovery'
import type { Answer, Exchange } from './exchange'
import { apiVersionOf, collectionPath, kindNameOf, objectPath, type Resources } from './resources'
import { writeYaml, type YamlObject } from './yaml'
import type { ReadYaml } from './yaml-elsewhere'

export interface Editing {
  read(target: ObjectRef): Promise<ObjectYaml>
  copy(target: ObjectRef, name: string): Promise<Pick<ObjectYaml, 'text' | 'cuts'>>
  format(object: Record<string, unknown>): Promise<string>
  check(text: string): Promise<FileProblem[]>
  write(target: ObjectRef, text: string, dryRun: boolean): Promise<WriteOutcome>
  create(text: string, namespace: string, dryRun: boolean): Promise<CreateOutcome>
  remove(target: ObjectRef): Promise<void>
}

// As kubectl's: what the kind does not have is refused instead of silently dropped, so that a typing error is seen.
const STRICT = 'fieldValidation=Strict&fieldManager=lab-companion'
const MAX_CAUSES = 50

export function createEditing({ exchange, resources, readYaml }: { exchange: Exchange; resources: Resources; readYaml: ReadYaml }): Editing {
  const get = async (target: ObjectRef): Promise<unknown> => {
    const resource = await resources.named(target.kind)
    const { status, body, message } = await exchange.ask({ path: objectPath(resource, target) })
    if (status === 404) throw new AppFailure({ kind: 'cluster.gone', name: target.name })
    if (message !== '') throw new AppFailure({ kind: 'cluster.refused', status, message })
    return body
  }
  const read = async (target: ObjectRef): Promise<ObjectYaml> => yamlOf(await get(target))

  const write = async (target: ObjectRef, text: string, dryRun: boolean): Promise<WriteOutcome> => {
    const reading = await readYaml(text)
    if (!reading.ok) return { kind: 'unreadable', problems: reading.problems }
    const resource = await resources.named(target.kind)
    const problems = strangersIn(reading.objects, target, resource)
    const [only] = reading.objects
    if (problems.length > 0 || !only) return { kind: 'unreadable', problems }
    const answer = await exchange.ask({ method: 'PUT', path: `${objectPath(resource, target)}?${STRICT}${dryRun ? '&dryRun=All' : ''}`, body: only.object })
    if (answer.message === '') return { kind: 'accepted', ...(await yamlOf(answer.body)), warnings: answer.warnings }
    if (answer.status === 404) return { kind: 'gone' }
    if (answer.status === 409) return { kind: 'conflict', theirs: await read(target) }
    return { kind: 'refused', ...refusalOf(answer) }
  }

  const createOne = async ({ object }: YamlObject, namespace: string, dryRun: boolean): Promise<{ answer: Answer; created: CreatedObject | null }> => {
    const resource = await resources.described(textAt(object, ['apiVersion']) ?? '', textAt(object, ['kind']) ?? '')
    const own = textAt(object, ['metadata', 'namespace']) ?? namespace
    const place = resource.namespaced ? (own === '' ? 'default' : own) : ''
    const answer = await exchange.ask({ method: 'POST', path: `${collectionPath(resource, place)}?${STRICT}${dryRun ? '&dryRun=All' : ''}`, body: object })
    const name = textAt(answer.body, ['metadata', 'name'])
    if (answer.message !== '' || name === null) return { answer, created: null }
    return { answer, created: { ref: { kind: kindNameOf(resource), namespace: place, name }, kind: resource.kind } }
  }

  return {
    read,
    async copy(target, name) {
      const { text, cuts } = await yamlOf(copyOf(await get(target), name))
      return { text, cuts }
    },
    format: async (object) => (await yamlOf(object)).text,
    async check(text) {
      const reading = await readYaml(text)
      return reading.ok ? [] : reading.problems
    },
    write,
    async create(text, namespace, dryRun) {
      const made: CreatedObject[] = []
      const texts: string[] = []
      const warnings: string[] = []
      const reading = await readYaml(text)
      if (!reading.ok) return { kind: 'unreadable', made, problems: reading.problems }
      if (reading.objects.length === 0) return { kind: 'unreadable', made, problems: [{ line: 1, column: 1, field: '', message: 'there is no object yet' }] }
      for (const [document, object] of reading.objects.entries()) {
        const { answer, created } = await createOne(object, namespace, dryRun)
        if (!created) return { kind: 'refused', made, document, ...refusalOf(answer) }
        made.push(created)
        texts.push((await yamlOf(answer.body)).text)
        warnings.push(...answer.warnings)
      }
      return { kind: 'created', made, text: texts.join('---\n'), warnings }
    },
    async remove(target) {
      const resource = await resources.named(target.kind)
      const { status, message } = await exchange.ask({ method: 'DELETE', path: objectPath(resource, target) })
      if (status === 404) throw new AppFailure({ kind: 'cluster.gone', name: target.name })
      if (message !== '') throw new AppFailure({ kind: 'cluster.refused', status, message })
    },
  }
}

async function yamlOf(raw: unknown): Promise<ObjectYaml> {
  const { object, cuts } = boundObject(withoutManagedFields(raw))
  return { text: await writeYaml(object as Record<string, unknown>), resourceVersion: textAt(raw, ['metadata', 'resourceVersion']) ?? '', cuts }
}

/** A text of another object would be refused by the server in words that say nothing about the place. */
function strangersIn(objects: readonly YamlObject[], target: ObjectRef, resource: ApiKind): FileProblem[] {
  const [only, second] = objects
  const problem = (field: string, message: string, line = only?.line ?? 1): FileProblem => ({ line, column: 1, field, message })
  if (!only) return [problem('', 'the object is missing')]
  if (second) return [problem('', 'this is one object: a second one begins here', second.line)]
  const wanted: [path: string[], value: string][] = [
    [['apiVersion'], apiVersionOf(resource)],
    [['kind'], resource.kind],
    [['metadata', 'name'], target.name],
    ...(resource.namespaced ? ([[['metadata', 'namespace'], target.namespace]] as [string[], string][]) : []),
  ]
  return wanted.flatMap(([path, value]) => (at(only.object, ...path) === value ? [] : [problem(path.join('.'), `${path.join('.')} of an object never changes: it is ${value}`)]))
}

/** The server's sentence and, as far as it tells, the fields that it is about. */
function refusalOf({ body, message }: Answer): { message: string; problems: FieldProblem[] } {
  const causes = listAt(body, 'details', 'causes')
    .slice(0, MAX_CAUSES)
    .map((cause) => ({ field: textAt(cause, ['field'], 1024) ?? '', message: textAt(cause, ['message'], 1024) ?? message }))
  // Strict decoding tells the fields in its sentence only: `strict decoding error: unknown field "spec.foo", duplicate field "spec.bar"`.
  const strict = [...message.matchAll(/(unknown|duplicate) field "([^"]{1,1024})"/g)].slice(0, MAX_CAUSES).map(([said, , field = '']) => ({ field, message: said }))
  return { message, problems: causes.length > 0 ? causes : strict }
}
