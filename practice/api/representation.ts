import type { IncomingMessage } from 'node:http'
import type { Kind } from '../kinds/kind'
import type { JsonObject, KubeObject } from '../objects/json'
import { ApiError } from './status'
import { partialMetadata, toTable, type Inclusion } from './table'

/** In which form a client wants objects: whole, as rows of a table, or their names, labels and the like alone. */
export type Representation = { form: 'whole' } | { form: 'table'; include: Inclusion } | { form: 'metadata' }

const readable = ['*/*', 'application/*', 'application/json']
const notAcceptable = 'only the following media types are accepted: application/json'

/**
 * The first form of the client's list that is served here, in its order, as an API server negotiates it.
 *
 * @throws ApiError 406 if there is none
 */
export function representationAsked(request: IncomingMessage, url: URL): Representation {
  const accept = request.headers.accept ?? '*/*'
  for (const one of accept.split(',')) {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim())
    if (!readable.includes(type)) continue
    const { as, g: group, v: version } = Object.fromEntries(parameters.map((parameter) => parameter.split('=', 2))) as Record<string, string | undefined>
    if (as === undefined) return { form: 'whole' }
    if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) continue
    if (as === 'Table') {
      const include = url.searchParams.get('includeObject')
      return { form: 'table', include: include === 'None' || include === 'Object' ? include : 'Metadata' }
    }
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { form: 'metadata' }
  }
  throw new ApiError(406, 'NotAcceptable', notAcceptable)
}

/** One object in the form that was asked for. */
export function represent(kind: Kind, object: KubeObject, representation: Representation, now: Date): JsonObject {
  switch (representation.form) {
    case 'whole':
      return object
    case 'metadata':
      return partialMetadata(object)
    case 'table':
      return toTable(kind, [object], { resourceVersion: object.metadata.resourceVersion }, now, representation.include)
  }
}
