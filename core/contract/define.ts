import type { z } from 'zod'

/**
 * The three things that cross the process border. `output`, `payload` and `down` exist in types only: what leaves main is ours and typed,
 * what enters main is not and has a schema.
 */
export interface Call<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly kind: 'call'
  readonly input: Input
  readonly output?: (value: Output) => void
}

export interface News<Payload = unknown> {
  readonly kind: 'news'
  readonly payload?: (value: Payload) => void
}

/** A long-lived flow over a MessagePort: `open` starts it, `up` is what the renderer sends, `Down` what main sends. */
export interface Stream<Open extends z.ZodType = z.ZodType, Up extends z.ZodType = z.ZodType, Down = unknown> {
  readonly kind: 'stream'
  readonly open: Open
  readonly up: Up
  readonly down?: (value: Down) => void
}

export interface Feature {
  readonly calls: Readonly<Record<string, Call>>
  readonly news: Readonly<Record<string, News>>
  readonly streams: Readonly<Record<string, Stream>>
}

export function call<Input extends z.ZodType>(input: Input): { returns: <Output>() => Call<Input, Output> } {
  return { returns: () => ({ kind: 'call', input }) }
}

export function news<Payload>(): News<Payload> {
  return { kind: 'news' }
}

export function stream<Open extends z.ZodType, Up extends z.ZodType>(
  open: Open,
  up: Up,
): { carries: <Down>() => Stream<Open, Up, Down> } {
  return { carries: () => ({ kind: 'stream', open, up }) }
}

export type InputOf<C> = C extends Call<infer Input, infer _Output> ? z.output<Input> : never
export type OutputOf<C> = C extends Call<z.ZodType, infer Output> ? Output : never
export type PayloadOf<N> = N extends News<infer Payload> ? Payload : never
export type OpenOf<S> = S extends Stream<infer Open, z.ZodType, infer _Down> ? z.output<Open> : never
export type UpOf<S> = S extends Stream<z.ZodType, infer Up, infer _Down> ? z.output<Up> : never
export type DownOf<S> = S extends Stream<z.ZodType, z.ZodType, infer Down> ? Down : never
