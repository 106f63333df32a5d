import type { IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { z } from 'zod'
import { type Announce, AppFailure, contract, type FeatureName, type Handlers, type NewsName, type NewsPayload, type Result, type StreamSource } from '../../core/contract'
import { APP_ORIGIN, NEWS_CHANNEL, type NewsMessage } from '../../core/contract/channels'
import type { Feature } from '../../core/contract/define'
import type { Calls } from '../launch'
import type { Log } from '../log'
import { isWithinBounds } from './bounds'
import { openPortStream, type OpenStreams } from './port-stream'

export interface Border {
  /** Lets a window speak; anything that another web contents sends is refused. */
  admit(contents: WebContents): void
  announce: Announce
  /** For a slice of main that follows another: called after the windows were told. */
  hear: <F extends FeatureName, K extends NewsName<F>>(feature: F, name: K, listener: (payload: NewsPayload<F, K>) => void) => void
  /** From here on calls are answered. Until then they wait, so that a window may load while the slices are built. */
  serve(handlers: Handlers): void
  dispose(): void
}

const messageSchema = z.object({ kind: z.enum(['call', 'stream']), feature: z.string(), name: z.string(), input: z.unknown() })

/** More of them would be cut off anyway. */
const MAX_ISSUES = 10

type AnyHandler = (input: unknown) => unknown
type AnyStreamHandler = (open: unknown, down: unknown) => StreamSource<unknown> | Promise<StreamSource<unknown>>

/** The only place that listens to the renderer: checks who sends, parses what was sent, wraps what comes back. */
export function createBorder(log: Log, calls: Calls): Border {
  const admitted = new Set<WebContents>()
  const streams: OpenStreams = new Map()
  const hearing = new Map<string, ((payload: unknown) => void)[]>()
  let serve: (handlers: Handlers) => void = () => {}
  const served = new Promise<Handlers>((resolve) => {
    serve = resolve
  })

  calls.answerBy(async (event, raw): Promise<Result<unknown>> => {
    const sender = trustedFrame(event, admitted)
    if (sender === null) {
      log.warn(`border: refused a message from ${event.senderFrame?.url ?? 'a frame that is gone'}`)
      return { ok: false, error: { kind: 'input.invalid', call: '', detail: 'unknown sender' } }
    }
    return answer(raw, sender, await served)
  })

  const answer = async (raw: unknown, frame: WebFrameMain, handlers: Handlers): Promise<Result<unknown>> => {
    if (!isWithinBounds(raw)) return { ok: false, error: { kind: 'input.invalid', call: '', detail: 'too large or too deep' } }
    const parsed = messageSchema.safeParse(raw)
    if (!parsed.success) return invalid('', parsed.error)
    const { kind, feature, name, input } = parsed.data
    const call = `${feature}.${name}`
    try {
      const described = own<Feature>(contract, feature)
      const implemented = own<{ calls: Record<string, unknown>; streams: Record<string, unknown> }>(handlers, feature)
      if (kind === 'call') {
        const schema = described && own<{ input: z.ZodType }>(described.calls, name)?.input
        const handler = implemented && own<AnyHandler>(implemented.calls, name)
        if (!schema || !handler) return unknownCall(call)
        const checked = schema.safeParse(input)
        if (!checked.success) return invalid(call, checked.error)
        return { ok: true, value: await handler(checked.data) }
      }
      const schemas = described && own<{ open: z.ZodType; up: z.ZodType }>(described.streams, name)
      const handler = implemented && own<AnyStreamHandler>(implemented.streams, name)
      if (!schemas || !handler) return unknownCall(call)
      const checked = schemas.open.safeParse(input)
      if (!checked.success) return invalid(call, checked.error)
      const stream = await openPortStream({
        frame,
        name: call,
        up: schemas.up,
        log,
        streams,
        start: (down) => handler(checked.data, down),
      })
      return { ok: true, value: { stream } }
    } catch (error) {
      if (error instanceof AppFailure) return { ok: false, error: error.error }
      return { ok: false, error: { kind: 'unexpected', incident: log.incident(error, call) } }
    }
  }

  return {
    admit(contents) {
      admitted.add(contents)
      contents.once('destroyed', () => admitted.delete(contents))
    },
    announce(feature, name, payload) {
      const message: NewsMessage = { feature, name: String(name), payload }
      for (const contents of admitted) if (!contents.isDestroyed()) contents.send(NEWS_CHANNEL, message)
      for (const listener of hearing.get(`${feature}.${message.name}`) ?? []) listener(payload)
    },
    hear(feature, name, listener) {
      const key = `${feature}.${String(name)}`
      hearing.set(key, [...(hearing.get(key) ?? []), listener as (payload: unknown) => void])
    },
    serve: (handlers) => serve(handlers),
    dispose() {
      calls.dispose()
      for (const end of streams.values()) end()
    },
  }
}

/** The sender's frame if it is the top frame of a window of ours that shows our own page; else null. */
function trustedFrame(event: IpcMainInvokeEvent, admitted: ReadonlySet<WebContents>): WebFrameMain | null {
  const frame = event.senderFrame
  if (frame === null || frame.parent !== null || !admitted.has(event.sender)) return null
  return frame.url === APP_ORIGIN || frame.url.startsWith(`${APP_ORIGIN}/`) ? frame : null
}

/** Own properties only: `constructor` and `__proto__` are no features. */
function own<T>(holder: object, name: string): T | undefined {
  return Object.hasOwn(holder, name) ? (holder as Record<string, T>)[name] : undefined
}

function unknownCall(call: string): Result<never> {
  return { ok: false, error: { kind: 'input.invalid', call, detail: 'no such call' } }
}

function invalid(call: string, error: z.ZodError): Result<never> {
  // Paths and messages only: the input itself may hold what a student typed.
  const detail = error.issues.slice(0, MAX_ISSUES).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return { ok: false, error: { kind: 'input.invalid', call, detail: detail.slice(0, 500) } }
}
