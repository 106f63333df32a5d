import { createHash } from 'node:crypto'
import { apiVersionOf, type Kind } from '../kinds/kind'
import { served, text, textMap, type } from '../kinds/schema'
import { textAt, type JsonObject } from '../objects/json'

const metadataReference = '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

const objectMeta: JsonObject = {
  type: 'object',
  description: 'ObjectMeta is metadata that all persisted resources must have, which includes all objects users must create.',
  properties: {
    name: text('Name must be unique within a namespace.'),
    namespace: text('Namespace defines the space within which each name must be unique.'),
    labels: textMap('Map of string keys and values that can be used to organize and categorize (scope and select) objects.'),
    annotations: textMap('Annotations is an unstructured key value map stored with a resource that may be set by external tools to store and retrieve arbitrary metadata.'),
    generateName: text('GenerateName is an optional prefix, used by the server, to generate a unique name ONLY IF the Name field has not been provided.'),
    uid: text('UID is the unique in time and space value for this object.'),
    resourceVersion: text('An opaque value that represents the internal version of this object that can be used by clients to determine when objects have changed.'),
    creationTimestamp: text('CreationTimestamp is a timestamp representing the server time when this object was created.'),
    deletionTimestamp: text('DeletionTimestamp is RFC 3339 date and time at which this resource will be deleted.'),
    finalizers: { type: 'array', items: { type: 'string' }, description: 'Must be empty before the object is deleted from the registry.' },
    ownerReferences: { type: 'array', items: { type: 'object' }, description: 'List of objects depended by this object.' },
  },
}

function schemaName(kind: Kind): string {
  const group = kind.group === '' ? 'io.k8s.api.core' : kind.origin === 'builtin' ? `io.k8s.api.${kind.group.split('.')[0] ?? ''}` : kind.group.split('.').reverse().join('.')
  return `${group}.${kind.version}.${kind.kind}`
}

function gvk(kind: Kind): JsonObject {
  return { group: kind.group, version: kind.version, kind: kind.kind }
}

/** Spec or status. In a built-in kind it is a type with a name of its own. */
function part(kind: Kind, member: 'spec' | 'status', into: JsonObject): JsonObject {
  const given = kind.schema[member] ?? { type: 'object' }
  const description = textAt(given, 'description') || (member === 'spec' ? `Specification of the desired behavior of the ${kind.kind}.` : `Most recently observed status of the ${kind.kind}.`)
  const described = { ...given, description, 'x-kubernetes-preserve-unknown-fields': true }
  return served(kind.origin === 'crd' ? described : type(`${schemaName(kind)}${member === 'spec' ? 'Spec' : 'Status'}`, described), into)
}

function kindSchema(kind: Kind, into: JsonObject): JsonObject {
  return {
    type: 'object',
    description: kind.description,
    'x-kubernetes-group-version-kind': [gvk(kind)],
    'x-kubernetes-preserve-unknown-fields': true,
    properties: {
      apiVersion: text('APIVersion defines the versioned schema of this representation of an object.'),
      kind: text('Kind is a string value representing the REST resource this object represents.'),
      metadata: { allOf: [{ $ref: metadataReference }], default: {}, description: "Standard object's metadata." },
      spec: part(kind, 'spec', into),
      status: part(kind, 'status', into),
    },
  }
}

function schemasOf(kinds: Kind[]): JsonObject {
  const schemas: JsonObject = { 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': objectMeta }
  for (const kind of kinds) schemas[schemaName(kind)] = kindSchema(kind, schemas)
  return schemas
}

const queryParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }))

function paths(kind: Kind): JsonObject {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${apiVersionOf(kind)}`
  const collection = `${root}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`
  const operation = (action: string, body: string): JsonObject => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk(kind),
    parameters: queryParameters,
    requestBody: { content: { [body]: { schema: { $ref: `#/components/schemas/${schemaName(kind)}` } } } },
    responses: { '200': { description: 'OK' } },
  })
  const result: JsonObject = { [collection]: { post: operation('post', '*/*') } }
  if (kind.verbs.includes('patch')) result[`${collection}/{name}`] = { put: operation('put', '*/*'), patch: operation('patch', 'application/merge-patch+json') }
  return result
}

function pathKey(group: string, version: string): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`
}

/** OpenAPI v3 document of one group and version, or undefined. */
export function openApiV3(kinds: Kind[], key: string): JsonObject | undefined {
  const shown = kinds.filter((kind) => pathKey(kind.group, kind.version) === key)
  if (shown.length === 0) return undefined
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.6' },
    paths: Object.assign({}, ...shown.map(paths)) as JsonObject,
    components: { schemas: schemasOf(shown) },
  }
}

const digests = new WeakMap<Kind, string>()

/** Of what is served of a kind: clients keep documents by it, over years and versions. */
function digestOf(kind: Kind): string {
  const known = digests.get(kind)
  if (known !== undefined) return known
  const digest = createHash('sha512').update(JSON.stringify([kindSchema(kind, {}), paths(kind), kind.schema])).digest('base64')
  digests.set(kind, digest)
  return digest
}

/** The index at /openapi/v3; each hash changes when its document does. */
export function openApiIndex(kinds: Kind[]): JsonObject {
  const keys = [...new Set(kinds.map((kind) => pathKey(kind.group, kind.version)))]
  return {
    paths: Object.fromEntries(
      keys.map((key) => {
        const digests = kinds.filter((kind) => pathKey(kind.group, kind.version) === key).map(digestOf)
        const hash = createHash('sha512').update(digests.join()).digest('hex').toUpperCase()
        return [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${hash}` }]
      }),
    ),
  }
}

export function openApiV2(kinds: Kind[]): JsonObject {
  const definitions = JSON.parse(JSON.stringify(schemasOf(kinds)).replaceAll('#/components/schemas/', '#/definitions/')) as JsonObject
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.32.6' }, paths: {}, definitions }
}

/** The same document's head in protobuf, which is all that kubectl's older half asks for: no definitions, so it checks nothing. */
export function openApiV2Protobuf(): Buffer {
  const field = (number: number, value: Buffer): Buffer => Buffer.concat([Buffer.from([(number << 3) | 2, value.length]), value])
  const info = Buffer.concat([field(1, Buffer.from('Kubernetes')), field(2, Buffer.from('v1.32.6'))])
  // gnostic's openapi.v2.Document: 1 swagger, 2 info, 8 paths, 9 definitions.
  return Buffer.concat([field(1, Buffer.from('2.0')), field(2, info), field(8, Buffer.alloc(0)), field(9, Buffer.alloc(0))])
}
