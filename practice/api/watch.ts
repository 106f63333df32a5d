import type { ServerResponse } from 'node:http'
import type { User } from '../access/user'
import { apiVersionOf, type Kind } from '../kinds/kind'
import type { JsonObject, KubeObject } from '../objects/json'
import type { Predicate } from '../objects/selectors'
import type { Change, ChangeType } from '../store/store'
import { storedResource, type Resources } from './resources'
import { represent, type Representation } from './representation'
import { expired } from './status'
import { toTable } from './table'

export interface WatchRequest {
  kind: Kind
  namespace: string | undefined
  user: User
  matches: Predicate
  /** '' starts with what is there now; '0' too; another one with what came after it. */
  resourceVersion: string
  sendInitialEvents: boolean
  bookmarks: boolean
  timeoutMs: number
  representation: Representation
}

// As often as a real server sends them to a quiet watch.
const bookmarkMs = 60_000
// A client that reads nothing is cut off before it costs more memory than this.
const unreadLimit = 16 * 1024 * 1024

/** Answers with a stream of events, one JSON object a line, until the time is over or the client goes away. */
export function serveWatch(resources: Resources, request: WatchRequest, response: ServerResponse): void {
  const { kind, namespace, user, matches, representation } = request
  const { store, clock } = resources
  const resource = storedResource(kind)
  const situation = resources.situation(user, namespace)
  let definitionsSent = false

  response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' })
  response.flushHeaders()

  const visible = (object: KubeObject): boolean =>
    (namespace === undefined || object.metadata.namespace === namespace) && (kind.view === undefined || kind.view.visible(object, user, situation)) && matches(show(object))
  const show = (object: KubeObject): KubeObject => kind.view?.show(object) ?? object

  const write = (type: string, object: JsonObject): void => {
    if (response.writableEnded || response.destroyed) return
    response.write(`${JSON.stringify({ type, object })}\n`)
    if (response.writableLength > unreadLimit) response.destroy()
  }
  const writeObject = (type: ChangeType, object: KubeObject): void => {
    const shown = show(object)
    if (representation.form !== 'table') return write(type, represent(kind, shown, representation, clock.now()))
    write(type, toTable(kind, [shown], { resourceVersion: shown.metadata.resourceVersion }, clock.now(), representation.include, !definitionsSent))
    definitionsSent = true
  }
  const writeBookmark = (initialEnd: boolean): void => {
    const annotations = initialEnd ? { 'k8s.io/initial-events-end': 'true' } : undefined
    const metadata: JsonObject = { resourceVersion: String(store.revision), creationTimestamp: null, annotations }
    if (representation.form === 'table') return write('BOOKMARK', toTable(kind, [], { resourceVersion: String(store.revision) }, clock.now(), 'None', false))
    const type = representation.form === 'metadata' ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' } : { kind: kind.kind, apiVersion: apiVersionOf(kind) }
    write('BOOKMARK', { ...type, metadata })
  }
  // Rights are not part of the object: what a view's user could see before is remembered, as it cannot be worked out later.
  const seen = kind.view === undefined ? undefined : new Set(store.list(resource).filter(visible).map(({ metadata }) => metadata.uid))
  const wasVisible = (object: KubeObject): boolean => (seen === undefined ? visible(object) : seen.has(object.metadata.uid))
  // A change can bring an object into the selection or out of it.
  const tell = (change: Change): void => {
    const before = change.previous !== undefined && wasVisible(change.previous)
    const after = change.type !== 'DELETED' && visible(change.object)
    if (after) seen?.add(change.object.metadata.uid)
    else seen?.delete(change.object.metadata.uid)
    if (after) writeObject(before ? 'MODIFIED' : 'ADDED', change.object)
    else if (before) writeObject('DELETED', change.type === 'DELETED' ? change.object : { ...change.previous!, metadata: { ...change.previous!.metadata, resourceVersion: change.object.metadata.resourceVersion! } })
  }

  const fail = (message: string): void => {
    write('ERROR', expired(message).toStatus())
    response.end()
  }

  const from = request.resourceVersion
  const startsWithState = request.sendInitialEvents || (from === '0' || (from === '' && kind.view === undefined))
  if (startsWithState) {
    for (const object of store.list(resource)) if (visible(object)) writeObject('ADDED', object)
    if (request.sendInitialEvents && request.bookmarks) writeBookmark(true)
  } else if (from !== '') {
    const revision = Number(from)
    if (revision > store.revision) return fail(`Too large resource version: ${from}, current: ${store.revision}`)
    const missed = store.changesSince(resource, revision)
    if (missed === undefined) return fail(`too old resource version: ${from} (${store.revision})`)
    for (const change of missed) tell(change)
  }

  const unsubscribe = store.subscribe((change) => {
    if (change.resource === resource) tell(change)
  })
  const bookmarkTimer = request.bookmarks ? setInterval(() => writeBookmark(false), bookmarkMs) : undefined
  const end = setTimeout(() => {
    if (request.bookmarks) writeBookmark(false)
    response.end()
  }, request.timeoutMs)
  response.once('close', () => {
    unsubscribe()
    clearInterval(bookmarkTimer)
    clearTimeout(end)
  })
}
