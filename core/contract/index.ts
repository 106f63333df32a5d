import { app } from './app'
import { classroom } from './classroom'
import { cluster } from './cluster'
import { course } from './course'
import { machineConsole } from './console'
import type { DownOf, InputOf, OpenOf, OutputOf, PayloadOf, UpOf } from './define'
import type { AppError, Result } from './errors'
import { notes } from './notes'
import { imports } from './imports'
import { objects } from './objects'
import { practice } from './practice'
import { recap } from './recap'
import { session } from './session'
import { terminal } from './terminal'

/**
 * Everything that crosses the process border, by feature. Main's handlers, preload's `window.app` and the tests' doubles derive from this
 * value: a new call is one line in its feature's file.
 */
export const contract = { app, classroom, session, terminal, cluster, objects, practice, notes, course, recap, imports, console: machineConsole }

export type Contract = typeof contract
export type FeatureName = keyof Contract

type CallsOf<F extends FeatureName> = Contract[F]['calls']
type NewsOf<F extends FeatureName> = Contract[F]['news']
type StreamsOf<F extends FeatureName> = Contract[F]['streams']

/** A call without input takes no argument; any other takes exactly one. */
type Arguments<Input> = [Input] extends [undefined] ? [] : [input: Input]

/** What preload puts on `window.app`. Streams answer with an id; the port follows as a window message (renderer/border/stream). */
export type WindowApi = {
  readonly [F in FeatureName]: {
    readonly [K in keyof CallsOf<F>]: (...input: Arguments<InputOf<CallsOf<F>[K]>>) => Promise<Result<OutputOf<CallsOf<F>[K]>>>
  } & {
    readonly on: { readonly [K in keyof NewsOf<F>]: (listener: (payload: PayloadOf<NewsOf<F>[K]>) => void) => () => void }
    readonly open: { readonly [K in keyof StreamsOf<F>]: (open: OpenOf<StreamsOf<F>[K]>) => Promise<Result<{ stream: string }>> }
  }
}

/** What main implements for one feature. A handler may throw AppFailure; anything else it throws is a bug and gets an incident number. */
export interface FeatureHandlers<F extends FeatureName> {
  calls: { [K in keyof CallsOf<F>]: (input: InputOf<CallsOf<F>[K]>) => OutputOf<CallsOf<F>[K]> | Promise<OutputOf<CallsOf<F>[K]>> }
  streams: {
    [K in keyof StreamsOf<F>]: (
      open: OpenOf<StreamsOf<F>[K]>,
      down: Downstream<DownOf<StreamsOf<F>[K]>>,
    ) => StreamSource<UpOf<StreamsOf<F>[K]>> | Promise<StreamSource<UpOf<StreamsOf<F>[K]>>>
  }
}

export type Handlers = { [F in FeatureName]: FeatureHandlers<F> }

export type StreamEnd = { reason: 'done' } | { reason: 'failed'; error: AppError } | { reason: 'closed' }

/** Main's end of a stream. `cost` is in the stream's own unit (characters, changes) and is granted back when the renderer has consumed it. */
export interface Downstream<Down> {
  send(item: Down, cost: number): void
  end: (end: StreamEnd) => void
  /** False once the renderer owes more than the high-water mark; the source should pause until told otherwise. */
  readonly flowing: boolean
  onFlow(listener: (flowing: boolean) => void): void
}

export interface StreamSource<Up> {
  receive(up: Up): void
  dispose(): void
}

export type NewsName<F extends FeatureName> = keyof NewsOf<F>
export type NewsPayload<F extends FeatureName, K extends NewsName<F>> = PayloadOf<NewsOf<F>[K]>

/** Announces news to every window. */
export type Announce = <F extends FeatureName, K extends keyof NewsOf<F>>(feature: F, name: K, payload: PayloadOf<NewsOf<F>[K]>) => void

export type StreamName<F extends FeatureName> = keyof StreamsOf<F> & string
export type StreamOpen<F extends FeatureName, K extends keyof StreamsOf<F>> = OpenOf<StreamsOf<F>[K]>
export type StreamUp<F extends FeatureName, K extends keyof StreamsOf<F>> = UpOf<StreamsOf<F>[K]>
export type StreamDown<F extends FeatureName, K extends keyof StreamsOf<F>> = DownOf<StreamsOf<F>[K]>

export * from './app'
export * from './classroom'
export * from './course'
export * from './console'
export * from './errors'
export * from './objects'
export * from './practice'
export * from './recap'
export * from './imports'
export * from './notes'
export * from './session'
export * from './terminal'
