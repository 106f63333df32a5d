import type { Kind } from '../kinds/kind'
import type { JsonObject, KubeObject } from '../objects/json'

export function partialMetadata({ metadata }: KubeObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }
}

const nameDescription =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: http://kubernetes.io/docs/user-guide/identifiers#names'

export type Inclusion = 'None' | 'Metadata' | 'Object'

function columnDefinitions(kind: Kind): JsonObject[] {
  const name = { name: 'Name', type: 'string', format: 'name', description: nameDescription, priority: kind.nameLast ? 1 : 0 }
  // Real servers send an age as its words, so its column is a string.
  const others = kind.columns.map(({ name, type, priority }) => ({ name, type: type === 'date' ? 'string' : type, format: '', description: name, priority }))
  return kind.nameLast ? [...others, name] : [name, ...others]
}

function row(kind: Kind, object: KubeObject, now: Date, include: Inclusion): JsonObject {
  const name = kind.displayName?.(object) ?? object.metadata.name
  const others = kind.columns.map((column) => column.cell(object, now))
  const cells = kind.nameLast ? [...others, name] : [name, ...others]
  if (include === 'None') return { cells }
  if (include === 'Object') return { cells, object }
  return { cells, object: partialMetadata(object) }
}

/** `definitions: false` leaves the columns out, as all but the first event of a watch do. */
export function toTable(kind: Kind, objects: readonly KubeObject[], metadata: JsonObject, now: Date, include: Inclusion, definitions = true): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: definitions ? columnDefinitions(kind) : null,
    rows: objects.map((object) => row(kind, object, now, include)),
  }
}
