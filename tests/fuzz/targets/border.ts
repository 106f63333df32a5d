import type { IpcMainInvokeEvent, WebContents } from 'electron'
import type { z } from 'zod'
import { contract, type Handlers, type Result } from '../../../core/contract'
import { APP_ORIGIN } from '../../../core/contract/channels'
import { type Border, createBorder } from '../../../main/border'
import type { Calls } from '../../../main/launch'
import type { PortDouble } from '../electron'
import { anyValue, spoiled } from '../junk'
import { valuesOf } from '../of-schema'
import { type Target, target } from '../target'

/** Together 100,000 messages: each call and each stream has its share. */
const MESSAGES = 100_000
/** What a log line of a refusal may take, whatever was sent. */
const LONGEST_DETAIL = 500

type Answer = Parameters<Calls['answerBy']>[0]
interface Member {
  kind: 'call' | 'stream'
  feature: string
  name: string
  input: z.ZodType
  up: z.ZodType | null
}

const members: Member[] = Object.entries(contract).flatMap(([feature, { calls, streams }]) => [
  ...Object.entries(calls).map(([name, { input }]): Member => ({ kind: 'call', feature, name, input, up: null })),
  ...Object.entries(streams).map(([name, { open, up }]: [string, { open: z.ZodType; up: z.ZodType }]): Member => ({ kind: 'stream', feature, name, input: open, up })),
])

/** The border as it is, before handlers that write down what came through. */
function openBorder(): { border: Border; ask(message: unknown): Promise<Result<unknown>>; taken: unknown[]; ups: unknown[]; incidents: unknown[]; ports: PortDouble[] } {
  let answer: Answer = async () => undefined
  const calls: Calls = { first: Promise.resolve(), answerBy: (by) => void (answer = by), dispose() {} }
  const taken: unknown[] = []
  const ups: unknown[] = []
  const incidents: unknown[] = []
  const ports: PortDouble[] = []
  const log = { info() {}, warn() {}, hide() {}, incident: (error: unknown) => (incidents.push(error), 'LC-FUZZ') }
  const border = createBorder(log, calls)
  const take = (input: unknown): void => void taken.push(input)
  const open = (input: unknown): { receive(up: unknown): void; dispose(): void } => (taken.push(input), { receive: (up) => void ups.push(up), dispose() {} })
  const doubles = Object.entries(contract).map(([feature, { calls: asked, streams }]) => [
    feature,
    { calls: Object.fromEntries(Object.keys(asked).map((name) => [name, take])), streams: Object.fromEntries(Object.keys(streams).map((name) => [name, open])) },
  ])
  const contents = { once() {}, isDestroyed: () => false, send() {} } as unknown as WebContents
  border.admit(contents)
  border.serve(Object.fromEntries(doubles) as Handlers)
  const senderFrame = { url: `${APP_ORIGIN}/`, parent: null, postMessage: (_channel: string, _message: unknown, [port]: [PortDouble]) => void ports.push(port) }
  const event = { sender: contents, senderFrame } as unknown as IpcMainInvokeEvent
  return { border, ask: (message) => answer(event, message) as Promise<Result<unknown>>, taken, ups, incidents, ports }
}

const site = openBorder()

function expectAnswer(result: unknown): asserts result is Result<unknown> {
  const { ok, error } = result as { ok?: unknown; error?: { kind?: unknown; detail?: unknown } }
  if (ok === true) return
  if (ok !== false || typeof error?.kind !== 'string') throw new Error('no answer of the border’s')
  if (error.kind !== 'input.invalid') throw new Error(`refused as ${error.kind}`)
  if (String(error.detail).length > LONGEST_DETAIL) throw new Error('a refusal as long as what was refused')
}

async function send(message: unknown): Promise<void> {
  site.taken.length = 0
  site.ups.length = 0
  expectAnswer(await site.ask(message))
  if (site.incidents.length > 0) throw new Error('the border itself failed', { cause: site.incidents.splice(0)[0] })
}

const memberTargets = members.map(({ kind, feature, name, input, up }): Target => {
  const share = Math.ceil(MESSAGES / members.length)
  return target(`${kind} ${feature}.${name}`, {
    runs: share,
    inputs: (fc) =>
      fc.tuple(
        fc.oneof(anyValue(fc), valuesOf(fc, input), spoiled(fc, valuesOf(fc, input))),
        fc.array(fc.oneof(anyValue(fc), fc.record({ u: up ? fc.oneof(valuesOf(fc, up), spoiled(fc, valuesOf(fc, up))) : anyValue(fc) }), fc.record({ a: anyValue(fc) }), fc.record({ c: anyValue(fc) })), { maxLength: 3 }),
      ),
    async holds([sent, messages]) {
      await send({ kind, feature, name, input: sent })
      for (const taken of site.taken) if (!input.safeParse(taken).success) throw new Error('what the schema refuses came through')
      const port = site.ports.pop()
      if (kind === 'call') return
      for (const message of messages) port?.postMessage(message)
      for (const got of site.ups) if (up === null || !up.safeParse(got).success) throw new Error('what the stream’s schema refuses came through')
      port?.postMessage({ c: 1 })
    },
  })
})

export const borderTargets: readonly Target[] = [
  ...memberTargets,
  target('a message of no shape', { runs: 5_000, inputs: (fc) => anyValue(fc), holds: send }),
  target('a call of no name', {
    runs: 5_000,
    inputs: (fc) => fc.record({ kind: fc.constantFrom('call', 'stream'), feature: fc.oneof(fc.constantFrom(...Object.keys(contract), '__proto__', 'constructor'), fc.string()), name: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf'), fc.string()), input: anyValue(fc) }),
    holds: send,
  }),
]
